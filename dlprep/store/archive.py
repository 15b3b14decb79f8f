"""The learner's files beside the log, interviews and edited cards, and their place in its backups.

A backup stays one file: they are in a table of it, in the form of SQLite's own archives, so that
`sqlite3 FILE -A --extract` unpacks them without dlprep. The log itself never has that table.
"""

import os
import re
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dlprep.files import in_use, write_whole

FOLDERS = ("interviews", "overlay")
_NAME = re.compile(r"(interviews|overlay)/[^/\\\0.][^/\\\0]*")  # what lies elsewhere is nobody's to write
LARGEST = 100_000_000
"""Bytes of a file that is unpacked: no interview comes near, and a backup may be a stranger's."""
_LATEST = 2**32  # seconds: what every file system can keep is less than a century away
_SCHEMA = "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)"


class File(NamedTuple):
    """A file as it is kept; `mtime` in seconds since 1970."""

    content: bytes
    mtime: int


Files = Mapping[str, File]
"""Files by their path in the data folder: `interviews/...` and `overlay/...`."""


@dataclass(frozen=True, slots=True)
class FilesCompared:
    """The files of a backup beside the present ones.

    Attributes:
        backup: the files of the backup; None if it is of a dlprep that did not keep them.
        missing: names of what the backup has and is not here, or only in part: an interview that went on.
        newer: names of what is here and the backup lacks.
        differing: names of what both have with other content.
    """

    backup: Files | None
    missing: list[str]
    newer: list[str]
    differing: list[str]


def read_files(data: Path) -> dict[str, File]:
    """Return the files of the data folder that belong into a backup.

    Raises:
        OSError: one cannot be read.
    """
    return {name: File(path.read_bytes(), int(path.stat().st_mtime)) for name, path in _paths(data)}


def pack(connection: sqlite3.Connection, files: Files) -> None:
    """Put the files into a copy of the log, in place of any that it has."""
    connection.execute("DROP TABLE IF EXISTS sqlar")
    connection.execute(_SCHEMA)
    for name, (content, mtime) in sorted(files.items()):
        packed = min(content, zlib.compress(content), key=len)  # of two as long the first: the length tells which it is
        connection.execute("INSERT INTO sqlar VALUES (?,?,?,?,?)", (name, 0o100644, mtime, len(content), packed))


def unpack(connection: sqlite3.Connection) -> dict[str, File] | None:
    """Return the files of a backup; None if it has no place for any.

    Raises:
        sqlite3.DatabaseError: they cannot be read.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlar'").fetchone():
        return None
    found = {}
    for name, mtime, size, data in connection.execute("SELECT name, mtime, sz, data FROM sqlar"):
        try:
            content = bytes(data) if size == len(data) else _unpacked(data, size)
            if _NAME.fullmatch(name):
                found[name] = File(content, min(max(int(mtime), 0), _LATEST))
        except (TypeError, ValueError, zlib.error) as error:
            raise sqlite3.DatabaseError(f"{name!r}: {error}") from None
    return found


def _unpacked(data: bytes, size: int) -> bytes:
    stream = zlib.decompressobj()
    content = stream.decompress(data, min(size, LARGEST) + 1)
    if len(content) != size or not stream.eof:
        raise ValueError(f"does not hold {size} bytes")
    return content


def compare_files(backup: Files | None, present: Files) -> FilesCompared:
    """Compare the files of a backup with the present ones."""
    missing: list[str] = []
    differing: list[str] = []
    for name, file in (backup or {}).items():
        mine = present.get(name)
        if mine is None and f"{name}.reverted" not in present:  # a card that is as shipped again came after it
            missing.append(name)
        elif mine is not None and mine.content != file.content:
            grown = name.startswith("interviews/") and file.content.startswith(mine.content)
            (missing if grown else differing).append(name)
    newer = [name for name in present if backup is not None and name not in backup]
    return FilesCompared(backup, missing, newer, differing)


def join_files(data: Path, compared: FilesCompared) -> None:
    """Write the files that are missing.

    Raises:
        OSError: one cannot be written; those before it are.
    """
    for name in compared.missing:
        assert compared.backup is not None
        content, mtime = compared.backup[name]
        _write(data / name, content)
        os.utime(data / name, (mtime, mtime))  # by which the last version of a card is known


def replace_files(data: Path, compared: FilesCompared) -> None:
    """Make the files what they are in the backup, but for an interview that is going on.

    Raises:
        OSError: one cannot be written or removed.
    """
    for name, file in (compared.backup or {}).items():
        path = data / name
        if not path.exists() or path.read_bytes() != file.content:
            _write(path, file.content)
    for name in compared.newer:
        if not in_use(data / name):
            (data / name).unlink()


def _write(path: Path, content: bytes) -> None:
    if not in_use(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)


def _paths(data: Path) -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        with suppress(FileNotFoundError, NotADirectoryError):
            for path in sorted((data / folder).iterdir()):
                if path.is_file() and not path.name.startswith("."):
                    yield f"{folder}/{path.name}", path
