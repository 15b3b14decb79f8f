"""The cache behind the index: what was read of each file, in SQLite, with the time and size that the file had then."""

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from dlprep import __version__

FORMAT = 5
VERSION = f"{FORMAT}/{__version__}"

_SCHEMA = """
CREATE TABLE version (version TEXT NOT NULL);
CREATE TABLE files (
    file  INTEGER PRIMARY KEY,
    path  BLOB NOT NULL UNIQUE,   -- a path need not be UTF-8
    time  INTEGER NOT NULL,       -- of its last change, nanoseconds since 1970
    size  INTEGER NOT NULL,
    facts TEXT NOT NULL,          -- JSON: what a file of topics says; of a file of cards, whether it has findings
    ids   TEXT NOT NULL           -- of its cards, in order, divided by spaces: to go through very many at once
);
CREATE TABLE cards (
    file     INTEGER NOT NULL,
    position INTEGER NOT NULL,    -- among the file's cards
    id       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    level    TEXT NOT NULL,
    tags     TEXT NOT NULL,       -- divided by spaces, which none has
    sources  TEXT NOT NULL,
    PRIMARY KEY (file, position)
) WITHOUT ROWID;
CREATE INDEX cards_by_id ON cards (id);
CREATE TABLE texts (              -- apart, or whoever goes through the cards goes through all that they say
    file     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    card     BLOB NOT NULL,       -- what the file says, as JSON in UTF-8
    sum      INTEGER NOT NULL,    -- CRC-32 of it: a damaged text may still be a text
    PRIMARY KEY (file, position)
) WITHOUT ROWID;
"""


MEMORY = ":memory:"
"""Where the cache is kept when it cannot be in a file: it is made anew each time."""

ROOM = 50_000_000
"""Bytes; where less is free no cache is made. The last of the room is for answers."""


class CardRow(NamedTuple):
    """A card as it is kept: `card` is what its file says, in plain data."""

    position: int
    id: str
    kind: str
    level: str
    tags: Sequence[str]
    sources: Sequence[str]
    line: int
    card: Any


class Reading(NamedTuple):
    """What reading a file gave: facts about it, which must be JSON, and its cards."""

    facts: Any
    cards: Sequence[CardRow] = ()


class KeptFiles:
    """The files in the cache. Looks at each that is asked for, and has it read where it changed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        rows = db.execute("SELECT path, file, time, size, facts FROM files")
        self._known = {os.fsdecode(path): (file, [time, size], facts) for path, file, time, size, facts in rows}
        self._read: dict[str, tuple[list[int], Reading]] = {}

    def facts(self, path: str, read: Callable[[str], Reading] | None) -> Any:
        """Return the facts about the file at `path`, read anew by `read` if it changed; None if there are none."""
        stamp = stamp_of(path)
        _, known, facts = self._known.get(path, (0, [], "null"))
        if stamp == known or read is None:
            return json.loads(facts)
        reading = read(path)
        self._read[path] = stamp, reading
        return reading.facts

    def write(self) -> dict[str, int]:
        """Keep what was read, all or nothing; return the number of every file by its path."""
        if self._read:
            self._db.execute("BEGIN IMMEDIATE")
            for path, (stamp, reading) in self._read.items():
                self._write(os.fsencode(path), stamp, reading)
            self._db.execute("COMMIT")
        return {os.fsdecode(path): file for path, file in self._db.execute("SELECT path, file FROM files")}

    def _write(self, path: bytes, stamp: list[int], reading: Reading) -> None:
        (file,) = self._db.execute(
            "INSERT INTO files (path, time, size, facts, ids) VALUES (?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET"
            " time = excluded.time, size = excluded.size, facts = excluded.facts, ids = excluded.ids RETURNING file",
            (path, *stamp, json.dumps(reading.facts), " ".join(row.id for row in reading.cards)),
        ).fetchone()
        for table in ("cards", "texts"):
            self._db.execute(f"DELETE FROM {table} WHERE file = ?", (file,))
        for row in reading.cards:
            names = row.id, row.kind, row.level, " ".join(row.tags), " ".join(row.sources)
            self._db.execute("INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?)", (file, row.position, *names))
            card = json.dumps(row.card, ensure_ascii=False).encode(errors="surrogatepass")
            text = file, row.position, row.line, card, zlib.crc32(card)
            self._db.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", text)


class _Connection(sqlite3.Connection):
    """One that lasts as long as whoever reads from it; from Python 3.13 on, one that is not closed is warned of."""

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it could not be opened
            self.close()


def stamp_of(path: str) -> list[int]:
    """Return a file's time of change and size, in one of which a change of content shows; zeros for no file."""
    try:
        status = os.stat(path)  # noqa: PTH116  (called for every file of the bank at every start)
    except OSError:
        return [0, 0]
    return [status.st_mtime_ns, status.st_size]


def connect(cache: str) -> sqlite3.Connection:
    """Open the cache, made anew if it is missing, damaged or of another version.

    Raises:
        sqlite3.DatabaseError: it cannot be.
    """
    for last in (False, True):
        with suppress(OSError):
            Path(cache).parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(cache, timeout=10, isolation_level=None, factory=_Connection)
        try:
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                if cache != MEMORY and shutil.disk_usage(Path(cache).parent).free < ROOM:
                    raise sqlite3.OperationalError("the disk is nearly full")
                db.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} INSERT INTO version VALUES ('{VERSION}'); COMMIT;")
            if db.execute("SELECT version FROM version").fetchone() == (VERSION,):
                return db
        except sqlite3.DatabaseError:
            if last:
                raise
        db.close()
        remove(cache)
    raise AssertionError


def remove(cache: str) -> None:
    """Take the cache away, if it can be."""
    for name in (cache, f"{cache}-journal"):
        with suppress(OSError):
            Path(name).unlink()
