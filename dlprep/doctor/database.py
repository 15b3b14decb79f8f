"""The review log: whether the file is sound, and whether the states are what the log says."""

from pathlib import Path
from typing import Any

from dlprep.doctor.check import Check
from dlprep.scheduler.days import Instant
from dlprep.store.database import MIGRATIONS, REPAIR, soundness
from dlprep.store.repair import CUT_SHORT, beside, hidden_lines
from dlprep.store.store import Store
from dlprep.text import Text


def database(path: Path) -> Check:
    """Look at the database at `path`; one of an older dlprep is not migrated, one that is not there not made."""
    if not path.exists():
        none = Text(zh="还没有复习记录", en="no reviews yet")
        return Check("database", "ok", none, facts={"exists": False})
    facts: dict[str, Any] = {"exists": True, "bytes": path.stat().st_size}
    if (damage := damage_in(path)) is not None:
        return Check("database", "wrong", damage, REPAIR, facts)
    version, _ = soundness(path)
    facts["schema"] = version
    size = f"{path.stat().st_size / 1024:.0f} KiB"
    schema = f"schema {version}"
    if version < len(MIGRATIONS):
        said = Text(
            zh=f"完好，{size}，{schema}；下一条命令会升级它，先留备份",
            en=f"sound, {size}, {schema}; the next command brings it up to date, after a backup",
        )
        return Check("database", "ok", said, facts=facts)
    with Store(path) as store:
        lines, cards, differing = store.size(), len(store.all_progress()), store.differing()
    facts |= {"lines": lines, "cards": cards, "differing": differing}
    if differing:
        names = ", ".join(differing[:3])
        return Check(
            "database",
            "wrong",
            Text(
                zh=f"{len(differing)} 张卡片的状态与日志不符：{names}",
                en=f"the states of {len(differing)} cards are not what the log says: {names}",
            ),
            REPAIR,
            facts,
        )
    said = Text(
        zh=f"完好，{size}，{schema}，{lines} 行，{cards} 张卡片，状态与日志相符",
        en=f"sound, {size}, {schema}, {lines} lines, {cards} cards, states as the log says",
    )
    return Check("database", "ok", said, facts=facts)


def latest(path: Path) -> Instant | None:
    """Return when the latest line of the log was made, if there is any and the log can be read."""
    if not path.exists() or damage_in(path) or soundness(path)[0] != len(MIGRATIONS):
        return None
    with Store(path) as store:
        return last.at if (last := store.latest()) else None


def damage_in(path: Path) -> Text | None:
    """Return what is wrong with the file at `path`, None if nothing is; it is not changed, nor opened for writing.

    Raises:
        StoreError: it cannot be opened, or is locked.
    """
    if beside(path).exists():
        return CUT_SHORT
    # First: SQLite would throw the -wal away.
    if hidden := hidden_lines(path):
        return Text(zh=f"-wal 文件损坏，里面还有 {hidden} 行", en=f"the -wal is damaged, and has {hidden} more lines")
    _, damage = soundness(path)
    return Text(zh=f"文件损坏：{damage}", en=f"damaged: {damage}") if damage else None
