"""Reading what Anki exports, without trusting it.

A file is a zip with the database in it (.apkg, .colpkg), the database itself (.anki2), or the database packed by zstd
(.anki21b). Of a zip only the database is ever unpacked, by a name of ours, within a limit on what comes out of it.
SQLite reads it read-only, with nothing in it trusted and a limit on its work.
"""

import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dlprep.errors import DlprepError, trouble
from dlprep.text import Text

LARGEST = 512 * 1024 * 1024
"""Bytes of a database once unpacked; a collection of 100,000 cards has some 100 million."""
NEWEST_SCHEMA = 18
NEWEST_PACKAGE = 3
_NAMES = ("collection.anki21b", "collection.anki21", "collection.anki2")  # newer ones leave an empty older one beside
_TABLES = frozenset(("col", "notes", "cards", "revlog"))
_OTHERS = frozenset(("notetypes", "config"))  # of newer schemas only
_STEPS = 100_000
_MOST_STEPS = 20_000  # times _STEPS instructions: some minutes of SQLite at work
_CHUNK = 1024 * 1024
_ZIP, _ZSTD, _SQLITE = b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"SQLite format 3\x00"


_AGAIN = Text(zh="请从 Anki 重新导出", en="export it from Anki again")


class CollectionError(DlprepError):
    """A file is not one that Anki wrote, or cannot be read; nothing was changed."""


@contextmanager
def open_collection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the collection in the file at `path` for reading.

    Raises:
        CollectionError: it is none, is broken, too large, or newer than what we know.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "collection")
        try:
            _unpack(path, database)
        except OSError as error:
            raise CollectionError(trouble(error).at(path)) from None
        connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
        try:
            _harden(connection)
            _check(connection, path)
            yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise _damaged(path, error) from None
        finally:
            connection.close()


def _unpack(path: Path, database: Path) -> None:
    with path.open("rb") as file:
        start = file.read(16)
        file.seek(0)
        if start.startswith(_ZIP):
            _from_zip(path, file, database)
        elif start.startswith(_ZSTD):
            _from_zstd(path, file, database)
        elif start == _SQLITE:
            _copy(path, file, database)
            journal = path.with_name(f"{path.name}-wal")  # of a collection that Anki has open
            if journal.is_file() and journal.stat().st_size <= LARGEST:
                shutil.copyfile(journal, database.with_name(f"{database.name}-wal"))
        else:
            raise CollectionError(
                Text(zh="不是 Anki 的文件", en="is not a file of Anki's").at(path),
                Text(
                    zh="把牌组导出为 .apkg，或把全部导出为 .colpkg",
                    en="export a deck as .apkg, or the collection as .colpkg",
                ),
            )


def _from_zip(path: Path, file: IO[bytes], database: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            _check_packing(path, archive)
            names = set(archive.namelist())
            _check_package(path, archive, names)
            name = next((name for name in _NAMES if name in names), None)
            if name is None:
                raise CollectionError(
                    Text(zh="里面没有牌组", en="holds no collection").at(path),
                    Text(zh="在 Anki 里把牌组导出为 .apkg", en="export a deck from Anki as .apkg"),
                )
            with archive.open(name) as entry:
                if name.endswith("b"):
                    _from_zstd(path, entry, database)
                else:
                    _copy(path, entry, database)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise _unsound(path, error) from None
    except Exception as error:
        if type(error).__module__ in ("zlib", "_lzma", "bz2"):
            raise _unsound(path, error) from None
        raise


def _unsound(path: Path, error: Exception) -> CollectionError:
    return CollectionError(
        Text(zh=f"不是完好的 zip 文件：{error}", en=f"is not a sound zip file: {error}").at(path), _AGAIN
    )


def _damaged(path: Path, error: Exception) -> CollectionError:
    return CollectionError(Text(zh=f"文件损坏：{error}", en=f"is damaged: {error}").at(path), _AGAIN)


def _check_packing(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse what Anki never uses: bz2 and lzma unpack past any limit before a byte can be counted."""
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in archive.infolist()):
        raise CollectionError(
            Text(zh="压缩方式不是 Anki 用的", en="is packed in a way that Anki does not use").at(path), _AGAIN
        )


def _check_package(path: Path, archive: zipfile.ZipFile, names: set[str]) -> None:
    """Refuse a package of a later version: what `meta`, a field of protobuf, says."""
    if "meta" in names and archive.getinfo("meta").file_size < 100:
        meta = archive.read("meta")
        if meta[:1] == b"\x08" and len(meta) > 1 and meta[1] > NEWEST_PACKAGE:
            raise CollectionError(
                Text(zh="由更新的 Anki 写成", en="was written by a newer Anki").at(path),
                Text(zh="导出时勾选“支持旧版本 Anki”", en="tick “support older Anki versions” when you export it"),
            )


def _from_zstd(path: Path, file: IO[bytes], database: Path) -> None:
    import zstandard

    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file) as packed:
            _copy(path, packed, database)
    except zstandard.ZstdError as error:
        raise _damaged(path, error) from None


def _copy(path: Path, file: IO[bytes], database: Path) -> None:
    """Copy until the end, or until it is more than a collection can be."""
    size = 0
    with database.open("wb") as out:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise CollectionError(
                    Text(
                        zh=f"里面的数据库超过 {LARGEST // 2**20} MiB",
                        en=f"its database is larger than {LARGEST // 2**20} MiB",
                    ).at(path),
                    Text(zh="请逐个导出牌组", en="export single decks instead"),
                )
            out.write(chunk)


def _harden(connection: sqlite3.Connection) -> None:
    steps = 0

    def too_long() -> bool:
        nonlocal steps
        steps += 1
        return steps > _MOST_STEPS

    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 50_000_000)
    connection.set_progress_handler(too_long, _STEPS)
    connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    connection.text_factory = lambda data: data.decode("utf-8", "replace")


def _foreign(path: Path, *, zh: str, en: str) -> CollectionError:
    return CollectionError(Text(zh=f"不是 Anki 的牌组：{zh}", en=f"is not a collection of Anki's: {en}").at(path))


def _check(connection: sqlite3.Connection, path: Path) -> None:
    tables: set[str] = set()
    others: set[str] = set()
    for name, kind, sql in connection.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')"
    ):
        is_table = kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL")
        (tables if is_table else others).add(str(name).lower())
    if missing := sorted(_TABLES - tables):
        raise _foreign(path, zh=f"没有 {missing[0]}", en=f"it has no {missing[0]}")
    if odd := sorted(_OTHERS & others):
        raise _foreign(path, zh=f"{odd[0]} 不是表", en=f"its {odd[0]} is not a table")
    row = connection.execute("SELECT ver FROM col").fetchone()
    if row is None or not isinstance(row[0], int):
        raise _foreign(path, zh="没有版本号", en="it has no version")
    if row[0] > NEWEST_SCHEMA:
        raise CollectionError(
            Text(
                zh=f"表结构 {row[0]} 来自更新的 Anki，现在只认识到 {NEWEST_SCHEMA}",
                en=f"has schema {row[0]}, of a newer Anki; we know schemas up to {NEWEST_SCHEMA}",
            ).at(path),
            Text(
                zh="导出时勾选“支持旧版本 Anki”，或更新 dlprep",
                en="export it with “support older Anki versions”, or update dlprep",
            ),
        )
