"""The review log: whether the file is sound, and whether the states are what the log says."""

from pathlib import Path
from typing import Any

from dlprep.doctor.check import Check
from dlprep.scheduler.days import Instant
from dlprep.store.database import MIGRATIONS, soundness
from dlprep.store.event import Event, fold
from dlprep.store.store import Store
from dlprep.text import Text

BACKUPS = Text(zh="看备份：dlprep backup --list", en="see the backups with: dlprep backup --list")


def database(path: Path) -> Check:
    """Look at the database at `path`; one of an older dlprep is not migrated, one that is not there not made."""
    if not path.exists():
        none = Text(zh="还没有复习记录", en="no reviews yet")
        return Check("database", "ok", none, facts={"exists": False})
    version, damage = soundness(path)
    facts: dict[str, Any] = {"exists": True, "schema": version, "bytes": path.stat().st_size}
    if damage:
        return Check("database", "wrong", Text(zh=f"文件损坏：{damage}", en=f"damaged: {damage}"), BACKUPS, facts)
    size = f"{path.stat().st_size / 1024:.0f} KiB"
    schema = f"schema {version}"
    if version < len(MIGRATIONS):
        said = Text(
            zh=f"完好，{size}，{schema}；下一条命令会升级它，先留备份",
            en=f"sound, {size}, {schema}; the next command brings it up to date, after a backup",
        )
        return Check("database", "ok", said, facts=facts)
    with Store(path) as store:
        events, cached = store.events(), store.all_progress()
    by_card: dict[str, list[Event]] = {}
    for event in events:
        by_card.setdefault(event.card, []).append(event)
    replayed = {card: fold(lines) for card, lines in by_card.items()}
    differing = sorted(card for card in {*cached, *replayed} if cached.get(card) != replayed.get(card))
    facts |= {"lines": len(events), "cards": len(by_card), "differing": differing}
    if differing:
        names = ", ".join(differing[:3])
        return Check(
            "database",
            "wrong",
            Text(
                zh=f"{len(differing)} 张卡片的状态与日志不符：{names}",
                en=f"the states of {len(differing)} cards are not what the log says: {names}",
            ),
            Text(zh="按日志重算：dlprep doctor --rebuild", en="compute them anew with: dlprep doctor --rebuild"),
            facts,
        )
    said = Text(
        zh=f"完好，{size}，{schema}，{len(events)} 行，{len(by_card)} 张卡片，状态与日志相符",
        en=f"sound, {size}, {schema}, {len(events)} lines, {len(by_card)} cards, states as the log says",
    )
    return Check("database", "ok", said, facts=facts)


def latest(path: Path) -> Instant | None:
    """Return when the latest line of the log was made, if there is any and the log can be read."""
    if not path.exists() or soundness(path) != (len(MIGRATIONS), ""):
        return None
    with Store(path) as store:
        return max((event.at for event in store.events()), default=None, key=lambda at: at.ms)
