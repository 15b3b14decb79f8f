"""The review log: whether the file is sound, and whether the states are what the log says."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from dlprep.doctor.check import Check
from dlprep.errors import StoreError
from dlprep.scheduler.days import Instant
from dlprep.store.backup import backups, contents
from dlprep.store.database import MIGRATIONS, REPAIR, soundness
from dlprep.store.repair import CUT_SHORT, beside, hidden_lines
from dlprep.store.store import Store
from dlprep.text import Text

T = TypeVar("T")


def database(path: Path) -> Check:
    """Look at the database at `path`; one of an older dlprep is not migrated, one that is not there not made."""
    if not path.exists():
        none = Text(zh="还没有复习记录", en="no reviews yet")
        return Check("database", "ok", none, facts={"exists": False})
    facts: dict[str, Any] = {"exists": True, "bytes": path.stat().st_size}
    version, damage = _look(path)
    if damage is not None:
        return Check("database", "wrong", damage, REPAIR, facts)
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
        en=f"sound, {size}, {schema}, lines: {lines}, cards: {cards}, states as the log says",
    )
    return Check("database", "ok", said, facts=facts)


def backup(path: Path, folder: Path) -> Check:
    """Whether the newest backup in `folder` can be read, and the log at `path` has no fewer lines: it never shrinks."""
    if not (made := backups(folder)):
        return Check("backup", "ok", Text(zh="还没有", en="none yet"), facts={"count": 0})
    newest = made[-1].path
    kept = contents(newest).lines
    facts = {"count": len(made), "newest": newest.name, "lines": kept}
    said = Text(zh=f"{newest.name}，{kept} 行", en=f"{newest.name}, lines: {kept}")
    lines = _lines(path)
    if lines is None or lines >= kept:
        return Check("backup", "ok", said, facts=facts)
    return Check(
        "backup",
        "warning",
        Text(zh=f"{said.zh}，而日志只有 {lines} 行", en=f"{said.en}; the log has only {lines}"),
        Text(zh="取回来：dlprep restore", en="bring them back with: dlprep restore"),
        facts,
    )


def _lines(path: Path) -> int | None:
    """Return how many lines the log has; None if it cannot be read as it is."""
    if not path.exists() or not path.stat().st_size:
        return 0
    return _ask(path, Store.size)


def latest(path: Path) -> Instant | None:
    """Return when the latest line of the log was made, if there is any and the log can be read."""
    last = _ask(path, Store.latest) if path.exists() else None
    return last.at if last else None


def _ask(path: Path, question: Callable[[Store], T]) -> T | None:
    """Ask the log; None if it cannot be read as it is, which the check of the database says."""
    with suppress(StoreError):
        if not (beside(path).exists() or hidden_lines(path)) and soundness(path, look=False)[0] == len(MIGRATIONS):
            with Store(path) as store:
                return question(store)
    return None


def _look(path: Path) -> tuple[int, Text | None]:
    """Return the schema of the file at `path`, and what is wrong with it; it is not changed, nor opened for writing.

    Raises:
        StoreError: it cannot be opened, or is locked.
    """
    if beside(path).exists():
        return 0, CUT_SHORT
    # First: SQLite would throw the -wal away.
    if hidden := hidden_lines(path):
        return 0, Text(
            zh=f"-wal 文件损坏，里面还有 {hidden} 行", en=f"the -wal is damaged, and has {hidden} more lines"
        )
    version, damage = soundness(path)
    return version, Text(zh=f"文件损坏：{damage.zh}", en=f"damaged: {damage.en}") if damage else None
