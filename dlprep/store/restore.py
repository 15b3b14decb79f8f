"""Back from a backup: what it would bring, then either both logs joined or the backup exactly as it was."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dlprep.errors import StoreError
from dlprep.store.archive import File, FilesCompared, compare_files, join_files, read_files, replace_files, unpack
from dlprep.store.backup import HINT, back_up, contents, copy_with_wal
from dlprep.store.database import DAMAGE, alone, translated
from dlprep.store.event import Event
from dlprep.store.quarantine import FOLDER, put_away
from dlprep.store.store import Store
from dlprep.text import Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """A backup beside the present log.

    Attributes:
        backup: every line of the backup.
        present: every line of the present log; None if that is damaged and cannot be read.
        missing: lines of the backup that the present log lacks.
        newer: lines of the present log that the backup lacks.
        differing: lines that both have under one id and with other content; joining keeps the present ones.
        files: the interviews and edited cards of both.
    """

    backup: list[Event]
    present: list[Event] | None
    missing: list[Event]
    newer: list[Event]
    differing: list[Event]
    files: FilesCompared


def compare(file: Path, database: Path) -> Comparison:
    """Compare the backup `file` with the log at `database`, which need not exist. Changes neither.

    Raises:
        StoreError: the backup cannot be read, or the log cannot for another reason than damage.
    """
    with opened_copy(file) as backup:
        theirs, packed = backup.events(), _packed(backup.path)
    with translated(database):
        files = compare_files(packed, read_files(database.parent))
    present = _present(database)
    mine = {event.id: event for event in present or ()}
    ids = {event.id for event in theirs}
    return Comparison(
        backup=theirs,
        present=present,
        missing=[event for event in theirs if event.id not in mine],
        newer=[event for event in mine.values() if event.id not in ids],
        differing=[event for event in theirs if mine.get(event.id, event) != event],
        files=files,
    )


def join(comparison: Comparison, database: Path, folder: Path, now: datetime) -> Path | None:
    """Add what is missing; nothing that is here is lost. Return the backup that was made of it before, if any."""
    made = back_up(database, folder, now)
    with Store(database) as store, translated(database.parent):
        store.union(comparison.missing)
        join_files(database.parent, comparison.files)
    return made.path if made else None


def replace(file: Path, database: Path, folder: Path, now: datetime, *, keep_files: bool = False) -> Path | None:
    """Make log and files exactly what the backup `file` holds. Return where the present ones are kept, if any were.

    With `keep_files`, and where the log is damaged and in no backup, files are only added, as `join` does.
    Another dlprep that has the log open sees the new one; what it writes afterwards is added to that.

    Raises:
        StoreError: the backup cannot be read, or the log not be written; it is as it was. Or it is damaged, and another
            dlprep has it open.
    """
    with opened_copy(file) as backup:
        if damaged := _is_damaged(database):
            kept: Path | None = _set_aside(database, now)
        else:
            made = back_up(database, folder, now, before_restore=True)
            kept = made.path if made else None
        # Into the file that is there, in one transaction: put in place of it, a running review would go on in the old.
        with (
            Store(database),
            translated(database),
            closing(sqlite3.connect(backup.path)) as source,
            closing(sqlite3.connect(database, timeout=10)) as target,
        ):
            files = compare_files(unpack(source), read_files(database.parent))
            source.execute("DROP TABLE IF EXISTS sqlar")
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
            (join_files if keep_files or damaged else replace_files)(database.parent, files)
    return kept


def _packed(backup: Path) -> dict[str, File] | None:
    with translated(backup), closing(sqlite3.connect(backup)) as connection:
        return unpack(connection)


@contextmanager
def opened_copy(file: Path) -> Iterator[Store]:
    """Open a backup by way of a copy: one of an older dlprep is brought up to date, and the file is not touched.

    Raises:
        StoreError: it is not there, or no log that can be read.
    """
    with tempfile.TemporaryDirectory(prefix="dlprep-") as folder:
        copy = Path(folder) / file.name
        try:
            with translated(file):
                copy_with_wal(file, copy)
            contents(copy)
            with Store(copy) as store:
                yield store
        except StoreError as error:
            if str(copy) in error.message or str(file) in error.message:
                said = (text.replace(str(copy), str(file)) for text in (error.said.zh, error.said.en))
                raise StoreError(Text(*said), HINT) from None
            raise


def _present(database: Path) -> list[Event] | None:
    if _is_damaged(database):
        return None
    with translated(database):
        if not database.exists():
            return []
    with Store(database) as store:
        return store.events()


def _is_damaged(database: Path) -> bool:
    """Whether the file is there and no sound SQLite database. One that is locked or forbidden is no such thing."""
    with translated(database):
        if not database.exists():
            return False
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=10)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.OperationalError:
        return False
    except DAMAGE:
        return True


def _set_aside(database: Path, now: datetime) -> Path:
    """Move a damaged log out of the way: something may still be read out of it."""
    with translated(database), alone(database):  # an answer given elsewhere would go where nobody looks
        kept = put_away(database, database.parent / FOLDER, now)
        database.resolve().unlink()
    return kept
