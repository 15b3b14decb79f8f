"""Copies of the log and the files beside it: made whole or not at all, if there is something new, and thinned out."""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from dlprep.errors import StoreError, trouble
from dlprep.files import sync_folder
from dlprep.store.archive import File, Files, pack, read_files, unpack
from dlprep.store.database import APPLICATION_ID, DAMAGE, complaint, connect, transaction, translated, wal_of
from dlprep.text import Text

DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""How many days, weeks and months keep their last backup."""

HINT = Text(
    zh="`dlprep backup --list` 列出备份；JSON 行的文件用 `dlprep import log` 导入",
    en="`dlprep backup --list` shows the backups; a file of JSON lines comes in with `dlprep import log`",
)

_NAME = re.compile(r"reviews\.(\d{8}-\d{6})(?:-(\d+))?(\.before-restore)?\.db")
_SCRATCH_AGE = timedelta(hours=1)  # no copy takes that long: what is older was cut short


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of the log.

    Attributes:
        path: a SQLite file that stands for itself.
        made: the wall-clock time in its name.
        before_restore: whether it holds what a restore replaced; such a copy is never thinned out.
    """

    path: Path
    made: datetime
    before_restore: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What tells one log from another: how many lines it has, the id of the last, and a sum over their times."""

    lines: int
    last: str | None
    times: int


def backups(folder: Path) -> list[Backup]:
    """Return the backups in `folder`, the oldest first."""
    with translated(folder):
        names = [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
    found: list[tuple[datetime, int, Backup]] = []
    for name in sorted(names):
        if match := _NAME.fullmatch(name):
            with suppress(ValueError):  # the 31st of February was not ours
                made = datetime.strptime(match[1], "%Y%m%d-%H%M%S")  # noqa: DTZ007 - the learner's wall clock
                number = int(match[2] or 1)  # of those made in one second
                found.append((made, number, Backup(folder / name, made, match[3] is not None)))
    return [backup for _, _, backup in sorted(found, key=lambda one: one[:2])]


def contents(path: Path) -> Contents:
    """Return what the log in a backup holds. The file is not touched, nor need its folder be writable.

    Raises:
        StoreError: there is no such file, or no log in it that can be read.
    """
    try:
        with path.open("rb"):
            pass  # SQLite would only say that it is unable to
        with closing(_opened(path)) as connection:
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                raise StoreError(
                    Text(zh=f"{path}：不是复习日志的备份", en=f"{path}: is no backup of a review log"), HINT
                )
            return _contents(connection)
    except DAMAGE as error:
        raise StoreError(complaint(error).at(path), HINT) from None
    except OSError as error:
        raise StoreError(trouble(error).at(path), HINT) from None


def newest_files(folder: Path) -> dict[str, File]:
    """Return the interviews and edited cards of the newest backup in `folder` that can be read and may hold any."""
    for backup in reversed(backups(folder)):
        with suppress(sqlite3.DatabaseError), closing(_opened(backup.path)) as connection:
            if (files := unpack(connection)) is not None:
                return files
    return {}


def back_up(database: Path, folder: Path, now: datetime, *, before_restore: bool = False) -> Backup | None:
    """Copy the log at `database`, with the learner's files beside it, into `folder`; thin out the copies there.

    Nothing is made if the newest of them holds the same. Others may read and write the log meanwhile. The copy appears
    under its name once it is complete, checked and on the disk. `now` is the learner's wall clock, which names it.

    Returns:
        The new backup, or None if there is nothing new to keep.

    Raises:
        StoreError: the log cannot be read, or `folder` not be written; the backups that were there still are.
    """
    with translated(database):
        files = read_files(database.parent)
        if not database.exists() and not files:
            return None
    with _reading(database) as connection:
        with translated(database):
            present = _contents(connection)
        # What is there already and may be thinned out some day is no place for what a restore replaces.
        existing = [backup for backup in backups(folder) if backup.before_restore or not before_restore]
        if not (present.lines or files) or (existing and _holds(existing[-1], present, files)):
            return None
        with translated(folder):
            folder.mkdir(parents=True, exist_ok=True)
            path = _free_name(folder, now, before_restore)
            with _scratch(folder) as scratch:
                _copy(connection, files, scratch)
                scratch.replace(path)
                sync_folder(folder)
    made = Backup(path, now.replace(microsecond=0, tzinfo=None), before_restore)
    _thin(folder, made)
    return made


def back_up_daily(database: Path, folder: Path, now: datetime) -> Backup | None:
    """Do as `back_up`, unless `folder` has a backup of this day."""
    if any(backup.made.date() == now.date() and not backup.before_restore for backup in backups(folder)):
        return None
    return back_up(database, folder, now)


def to_keep(made: Iterable[datetime]) -> set[datetime]:
    """Return which of the backups made at these times stay: the last of each of 12 days, 10 weeks and 9 months.

    Of the newest day all stay. Days, weeks and months without a backup do not count, so a pause in learning costs none.
    """
    newest_first = sorted(made, reverse=True)
    kept = {moment for moment in newest_first if moment.date() == newest_first[0].date()}
    periods: tuple[tuple[int, Callable[[date], object]], ...] = (
        (DAILY, lambda day: day),
        (WEEKLY, lambda day: day.isocalendar()[:2]),
        (MONTHLY, lambda day: (day.year, day.month)),
    )
    for number, period in periods:
        last_of: dict[object, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(period(moment.date()), moment)
        kept.update(list(last_of.values())[:number])
    return kept


def copy_with_wal(file: Path, copy: Path) -> None:
    """Copy a database that nobody writes, with what still stands in the -wal beside it: its last lines.

    Raises:
        OSError: a file cannot be read or written.
        sqlite3.DatabaseError: it is no database.
    """
    shutil.copyfile(file, copy)
    if (wal := wal_of(file)).exists():
        shutil.copyfile(wal, wal_of(copy))
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA wal_checkpoint")


@contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    """Open the log to read it. In a folder that is read-only, as a failing disk becomes, it is read from a copy."""
    with ExitStack() as stack:
        with translated(database):
            if not database.exists():  # only cards were edited so far
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dlprep-"))
                connect(database := Path(folder) / database.name).close()
            elif not os.access(database.parent, os.W_OK):  # SQLite has to write there to read
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dlprep-"))
                copy_with_wal(database, copy := Path(folder) / database.name)
                database = copy
            uri = f"{database.absolute().as_uri()}?mode=rw"
            connection = stack.enter_context(closing(sqlite3.connect(uri, uri=True, timeout=10)))
        yield connection


def _thin(folder: Path, newest: Backup) -> None:
    """Remove what `to_keep` does not name, and what copies that were cut short left behind."""
    candidates = [backup for backup in backups(folder) if not backup.before_restore]
    # A clock that was set back makes the newest look old.
    kept = to_keep(backup.made for backup in candidates) | {newest.made}
    with suppress(OSError):  # what cannot be removed does no harm
        for backup in candidates:
            if backup.made not in kept:
                backup.path.unlink()
        for scratch in folder.glob(".reviews.*.part*"):
            if datetime.now().timestamp() - scratch.stat().st_mtime > _SCRATCH_AGE.total_seconds():  # noqa: DTZ005
                scratch.unlink()


def _holds(backup: Backup, present: Contents, files: Files) -> bool:
    try:
        if contents(backup.path) != present:
            return False
        with closing(_opened(backup.path)) as connection:
            kept = unpack(connection) or {}
    except (StoreError, sqlite3.DatabaseError):
        return False
    return {name: file.content for name, file in kept.items()} == {name: file.content for name, file in files.items()}


def _opened(path: Path) -> sqlite3.Connection:
    """Open a backup to read it, where its folder may not be written, too."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _contents(connection: sqlite3.Connection) -> Contents:
    last = connection.execute("SELECT id FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    lines, times = connection.execute("SELECT count(*), total(at & 0xFFFFFFFF) FROM log").fetchone()
    return Contents(lines, last[0] if last else None, int(times))


def _copy(source: sqlite3.Connection, files: Files, path: Path) -> None:
    """Copy a database by SQLite's own backup, put the files into it, and see that the copy can be read."""
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous = FULL")
        target.execute("PRAGMA journal_mode = OFF")  # the file has no other reader, and is dropped if this fails
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, with no -wal beside it
        with transaction(target):
            pack(target, files)
        if (found := target.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
            raise sqlite3.DatabaseError(f"the log is damaged: {found[0]}")


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    path = folder / f".reviews.{os.getpid()}.part"
    try:
        path.unlink(missing_ok=True)
        yield path
    finally:
        for leftover in folder.glob(f"{path.name}*"):
            leftover.unlink()


def _free_name(folder: Path, now: datetime, before_restore: bool) -> Path:
    stamp, label = f"{now:%Y%m%d-%H%M%S}", ".before-restore" if before_restore else ""
    names = (folder / f"reviews.{stamp}{suffix}{label}.db" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in names if not path.exists())
