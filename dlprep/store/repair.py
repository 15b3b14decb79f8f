"""A damaged log made whole: all that can still be read, from wherever it can be read, in a new file.

Whatever moment this is cut short at, nothing is lost and the next repair goes on: the new log is complete beside the
damaged one before that gets another name, and counts as a source itself if it is found there.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dlprep.errors import StoreError
from dlprep.files import sync_folder
from dlprep.store.backup import backups
from dlprep.store.database import APPLICATION_ID, DAMAGE, MIGRATIONS, alone, complaint, translated, wal_of
from dlprep.store.event import Line
from dlprep.store.quarantine import put_away
from dlprep.store.restore import opened_copy
from dlprep.store.salvage import behind_damage, read_row, salvage
from dlprep.store.store import Store
from dlprep.text import Text

CUT_SHORT = Text(zh="上一次修复中断了", en="a repair was cut short")
_LOST = Text(zh="文件里不再说它是日志", en="the file does not say any more that it is a log")
_ROW = "seq, id, kind, card, at, utc_offset, day, quality, elapsed_ms, target, detail, imported"


@dataclass(frozen=True, slots=True)
class Source:
    """Lines that are kept somewhere else; `trusted` ones are taken before what the damaged file says under their id."""

    name: Text
    lines: Sequence[Line]
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of a damaged log.

    Attributes:
        wrong: what was wrong with it.
        saved: how many lines are in the new one, by where they were found first.
        lost: how many lines are known to have been there and are nowhere now.
        kept: where the damaged file is.
    """

    wrong: Text
    saved: list[tuple[Text, int]]
    lost: int
    kept: Path


def beside(database: Path) -> Path:
    """Return where the new log stands until it takes the place of the damaged one."""
    file = database.resolve()
    return file.with_name(f"{file.stem}.repaired.db")


def repair(
    database: Path, quarantine: Path, backup_folder: Path, now: datetime, shared: Callable[[], Iterable[Source]] = list
) -> Repaired | None:
    """Mend the log at `database` if it is damaged; return what was done, or None if it is sound or not there.

    `shared` is asked for lines that are kept elsewhere, if any are needed.

    Raises:
        StoreError: it is in use, of a newer dlprep or another program, or the disk is full; it is as it was.
    """
    with translated(database):
        database = database.resolve()  # SQLite keeps the -wal beside what a link leads to
        new = beside(database)
        if not database.exists() and not new.exists():
            return None
        database.touch()  # there is none only where somebody took the damaged one away
    with translated(database), alone(database) as file:
        data, wal = file.read(), _read(wal_of(database))
        _refuse_newer(data, database)
        wrong = CUT_SHORT if new.exists() else damage(data, wal, database)
        if wrong is None and data:
            return None
        sources = [*_finished(new), *_backup(backup_folder), *shared()]
        if not data and not wal and not any(source.lines for source in sources):
            return None  # one that was just made
        found = salvage(data, wal)
        lines, saved = _union(found.lines, sources)
        _write(new, lines)
        kept = _swap(database, new, quarantine, now)
    last = max(found.highest, *(line.seq or 0 for line in lines), 0)
    wrong = wrong or Text(zh="文件是空的", en="the file is empty")
    return Repaired(wrong, saved, max(0, last - len(lines)), kept)


def damage(database: bytes, wal: bytes, path: Path) -> Text | None:
    """Return what is wrong with the content of the database at `path` and its -wal, None if nothing is.

    Raises:
        StoreError: it is the database of another program.
    """
    if not database and not wal:
        return None
    with tempfile.TemporaryDirectory(prefix="dlprep-") as folder:
        copy = Path(folder) / "reviews.db"
        copy.write_bytes(database)
        wal_of(copy).write_bytes(wal)
        try:
            with closing(sqlite3.connect(copy)) as connection:
                (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
                if said != "ok":
                    return complaint(said.strip().splitlines()[-1])
                (identity,) = connection.execute("PRAGMA application_id").fetchone()
                tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
                if "log" not in tables and identity != APPLICATION_ID and tables:
                    raise StoreError(
                        Text(zh="这是别的程序的数据库", en="is not a dlprep database").at(path),
                        Text(zh="用 --home 换一个文件夹", en="choose another folder with --home"),
                    )
                if identity != APPLICATION_ID or "log" not in tables:
                    return _LOST
                ids, unread = set(), 0
                for seq, *row in connection.execute(f"SELECT {_ROW} FROM log"):
                    line = read_row(seq, tuple(row))
                    unread += line is None or (line.event.detail == {} and row[-2] != "{}")
                    ids.add(row[0])
        except DAMAGE as error:
            return complaint(error)
    if unread:
        return Text(zh=f"日志里有 {unread} 行读不了", en=f"lines of the log cannot be read: {unread}")
    if hidden := len(behind_damage(wal) - ids):
        return Text(zh=f"-wal 文件损坏，里面还有 {hidden} 行", en=f"the -wal is damaged, and has {hidden} more lines")
    return None


def hidden_lines(database: Path) -> int:
    """Return how many lines the -wal holds that SQLite does not see, since a page before them is damaged."""
    with suppress(OSError, sqlite3.DatabaseError):
        if found := behind_damage(_read(wal_of(database))):
            with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                return len(found - {row[0] for row in connection.execute("SELECT id FROM log")})
    return 0


def _union(damaged: dict[str, Line], sources: Sequence[Source]) -> tuple[list[Line], list[tuple[Text, int]]]:
    """Join what was found; a line keeps its place in the damaged log, and those that it had lost come behind."""
    found: dict[str, Line] = {}
    places = {
        id_: line for source in sources for id_, line in ((one.event.id, one) for one in source.lines) if line.seq
    }
    places |= damaged
    this = Source(Text(zh="损坏的文件", en="the damaged file"), [*damaged.values()])
    for source in sorted((this, *sources), key=lambda one: (not one.trusted, one is this)):
        for line in source.lines:
            place = places.get(line.event.id, line)
            found.setdefault(line.event.id, Line(place.seq, line.event, place.imported))
    counts, seen = [], set[str]()
    for source in (this, *sources):
        new = {line.event.id for line in source.lines} - seen
        seen |= new
        if new:
            counts.append((source.name, len(new)))
    return sorted(found.values(), key=lambda one: (one.seq is None, one.seq or 0, one.event.order)), counts


def _write(path: Path, lines: Iterable[Line]) -> None:
    """Write a log whole to `path`, durably, or not at all."""
    for left in path.parent.glob(".repair-*"):  # by one that was cut short
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".repair-", dir=path.parent) as folder:
        scratch = Path(folder) / path.name
        with Store(scratch) as store:
            store.fill(lines)
        with scratch.open("r+b") as file:
            os.fsync(file.fileno())
        scratch.replace(path)
    sync_folder(path.parent)


def _swap(database: Path, new: Path, quarantine: Path, now: datetime) -> Path:
    """Put the new log in the damaged one's place."""
    kept = put_away(database, quarantine, now)
    new.replace(database)
    sync_folder(database.parent)
    return kept


def _finished(new: Path) -> Iterator[Source]:
    if new.exists():
        yield Source(CUT_SHORT, [*salvage(new.read_bytes()).lines.values()])


def _backup(folder: Path) -> Iterator[Source]:
    """Yield what the newest backup that can be read holds."""
    for backup in reversed([one for one in backups(folder) if not one.before_restore]):
        with suppress(StoreError, sqlite3.DatabaseError), opened_copy(backup.path) as store:
            lines = store.lines()
            yield Source(Text(zh=f"备份 {backup.path.name}", en=f"the backup {backup.path.name}"), lines)
            return


def _refuse_newer(data: bytes, database: Path) -> None:
    """Leave the log of a newer dlprep alone, damaged or not."""
    ours = data[:16] == b"SQLite format 3\0" and int.from_bytes(data[68:72], "big") == APPLICATION_ID
    if ours and len(MIGRATIONS) < int.from_bytes(data[60:64], "big") < 1000:  # more is damage
        raise StoreError(
            Text(zh=f"{database}：由更新的 dlprep 写成", en=f"{database}: was written by a newer dlprep"),
            Text(zh="请更新 dlprep；文件没有动过", en="update dlprep; the file was not touched"),
        )


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
