"""Opening the database: durability, the schema's version, and errors a learner can act on."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from dlprep.errors import StoreError, trouble
from dlprep.text import Text

APPLICATION_ID = 0x444C5052  # "DLPR"
MIGRATIONS: Sequence[str] = ("schema.sql", "kinds_2.sql")
"""Scripts beside this file; the n-th takes the schema from version n-1 to n."""

DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged file raises: Python reads SQLite's complaint as UTF-8, though it may quote what is none."""
REPAIR = Text(zh="修复：dlprep doctor --repair", en="mend it with: dlprep doctor --repair")


_LOCKS = 0x40000000, 512  # where SQLite locks a file: https://www.sqlite.org/c3ref/c_lock_shared.html and os.h
_ELSEWHERE = Text(zh="用 --home 换一个文件夹", en="choose another folder with --home")
_CHECK = Text(
    zh="检查文件夹的权限和剩余空间，或用 --home 换一个",
    en="check the folder's permissions and free space, or choose another one with --home",
)
_HINTS = {
    "database is locked": Text(
        zh="另一个 dlprep 正在写入，稍后再试", en="another dlprep is writing; try again in a moment"
    ),
    "database or disk is full": Text(
        zh="请腾出空间；已经答过的都还在", en="free some space; everything answered so far is safe"
    ),
}
_MALFORMED = "database disk image is malformed"
_COMPLAINTS = {
    "database is locked": "数据库正被占用",
    "database or disk is full": "磁盘满了",
    "disk I/O error": "磁盘读写出错",
    "unable to open database file": "打不开数据库文件",
    "attempt to write a readonly database": "数据库只读，不能写入",
    "file is not a database": "不是数据库文件",
    _MALFORMED: "数据库损坏",
}


def connect(path: Path, migrations: Sequence[str] | None = None) -> sqlite3.Connection:
    """Open the database at `path`, creating or migrating it as needed.

    `migrations` are SQL scripts, by default the shipped ones.

    Raises:
        StoreError: it cannot be opened or written, is no dlprep database, or was written by a newer dlprep.
    """
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        try:
            _identify(connection, path)
            # WAL with FULL: a commit returns when the answer is on the disk, and readers never wait.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back when anything is raised."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into one line that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(complaint(error).at(path), _HINTS.get(str(error), _CHECK)) from None
    except DAMAGE as error:
        raise StoreError(complaint(error).at(path), REPAIR) from None
    except OSError as error:
        raise StoreError(trouble(error).at(path), _ELSEWHERE) from None


def complaint(error: sqlite3.Error | UnicodeDecodeError | str) -> Text:
    """Return what SQLite complains of, or what its check of a file says."""
    said = _MALFORMED if isinstance(error, UnicodeDecodeError) else str(error)
    return Text(_COMPLAINTS.get(said, f"数据库出错：{said}"), said)


@contextmanager
def alone(database: Path) -> Iterator[BinaryIO]:
    """Open the file as nobody else has it: every program that has it open holds a lock, and none may open it now.

    Until this ends, the file may not be opened otherwise: closing it would give the lock up.

    Raises:
        StoreError: another program has it open.
    """
    with database.open("r+b") as file:
        if find_spec("fcntl") is not None:
            import fcntl

            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS[1], _LOCKS[0])
            except OSError:
                raise StoreError(
                    Text(zh="另一个 dlprep 正开着它", en="another dlprep has it open").at(database),
                    Text(zh="关掉那一个，再试一次", en="close that one and try again"),
                ) from None
        yield file


def wal_of(database: Path) -> Path:
    """Return where SQLite keeps the newest lines: beside the file itself, also where `database` is a link to it."""
    file = database.resolve()
    return file.with_name(f"{file.name}-wal")


def soundness(path: Path, *, look: bool = True) -> tuple[int, Text | None]:
    """Return the schema's version and SQLite's complaint, if it has one. Nothing is written.

    Without `look` the pages are not looked at, which takes long in a large file.

    Raises:
        StoreError: the file cannot be opened, or is locked.
    """
    with translated(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone() if look else ("ok",)
        except sqlite3.OperationalError:
            raise
        except DAMAGE as error:
            return 0, complaint(error)
    return int(version), None if said == "ok" else complaint(said)


def _identify(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is something else's database, before anything is written to it."""
    # In this order: where another dlprep is making the file, what has a table has its identity, too.
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (identity,) = connection.execute("PRAGMA application_id").fetchone()
    if objects and identity != APPLICATION_ID:
        raise StoreError(Text(zh="不是 dlprep 的数据库", en="is not a dlprep database").at(path), _ELSEWHERE)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str] | None) -> None:
    scripts = migrations if migrations is not None else MIGRATIONS
    if _version(connection) == len(scripts):
        return
    if _version(connection) > len(scripts):
        raise StoreError(
            Text(zh="由更新的 dlprep 写成", en="was written by a newer dlprep").at(path),
            Text(zh="请更新 dlprep；文件没有动过", en="update dlprep; the file was not touched"),
        )
    if _version(connection) > 0:
        _back_up(connection, path)
    for target, script in enumerate(scripts, start=1):
        with transaction(connection):
            # Asked inside the transaction: another process may have done it while this one waited.
            if _version(connection) >= target:
                continue
            for statement in _statements(_script(script)):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {target}")


def _script(name: str) -> str:
    return (files("dlprep.store") / name).read_text(encoding="utf-8") if name.endswith(".sql") else name


def _statements(script: str) -> Iterator[str]:
    """Split a script at its statements' ends; `executescript` would commit the transaction around it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _back_up(connection: sqlite3.Connection, path: Path) -> None:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.stem}.schema-{_version(connection)}.{stamp}.backup.db")
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    finally:
        target.close()
