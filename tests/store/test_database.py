import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from dlprep.errors import StoreError
from dlprep.scheduler.days import Instant
from dlprep.store.database import MIGRATIONS, _identify, connect, soundness
from dlprep.store.event import KINDS, Event
from dlprep.store.jsonl import from_lines
from dlprep.store.store import Store
from tests.store.test_store import answer

NEXT = "ALTER TABLE states ADD COLUMN note TEXT;\n"
BROKEN = "ALTER TABLE states ADD COLUMN note TEXT;\nALTER TABLE nowhere ADD COLUMN x TEXT;\n"


def columns(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(states)")}


def test_a_migration_keeps_the_log_and_leaves_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    with Store(path) as store:
        store.append(answer("a", 4))
    connect(path, [*MIGRATIONS, NEXT]).close()
    assert "note" in columns(path)
    (backup,) = tmp_path.glob(f"reviews.schema-{len(MIGRATIONS)}.*.backup.db")
    assert "note" not in columns(backup)
    with Store(backup) as store:
        assert [event.id for event in store.events()] == ["a"]


DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def schema_1(tmp_path: Path) -> Path:
    """A database that a dlprep of schema 1 wrote, kept as a file, with its log as that dlprep exported it beside it."""
    return Path(shutil.copy(DATA / "reviews.schema-1.db", tmp_path / "reviews.db"))


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_schema_1_comes_along_line_by_line(schema_1: Path) -> None:
    log, states = rows(schema_1, "SELECT * FROM log ORDER BY seq"), rows(schema_1, "SELECT * FROM states")
    expected = from_lines((DATA / "reviews.schema-1.jsonl").read_text(encoding="utf-8").splitlines())
    assert len(log) == len(expected) == 11
    with Store(schema_1) as store:
        assert store.events() == expected
        known = store.all_progress()
        store.rebuild()
        assert store.all_progress() == known
        last = store.last_event()
        assert last is not None
        assert last.id == "event-11"
    assert rows(schema_1, "SELECT * FROM log ORDER BY seq") == log  # `seq` and `imported`, too
    assert [row[:-1] for row in rows(schema_1, "SELECT * FROM states")] == states
    (backup,) = schema_1.parent.glob("reviews.schema-1.*.backup.db")
    assert rows(backup, "SELECT * FROM log ORDER BY seq") == log
    assert rows(backup, "PRAGMA user_version") == [(1,)]


def test_after_the_migration_every_kind_is_taken_and_the_log_append_only(schema_1: Path) -> None:
    at = Instant(1_790_000_000_000, 0)
    with Store(schema_1) as store:
        for kind in KINDS:
            quality = 4 if kind in ("review", "cram") else None
            target = "event-01" if kind == "retract" else None
            store.append(Event(kind, kind, "sigmoid-max-slope", at, date(2026, 9, 21), quality=quality, target=target))
        for sql in ("UPDATE log SET quality = 5", "DELETE FROM log"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                store._db.execute(sql)
        with pytest.raises(StoreError, match="cannot be logged"):
            store.append(Event("x", "merge", "sigmoid-max-slope", at, date(2026, 9, 21)))  # type: ignore[arg-type]


def test_a_new_database_is_that_of_a_migrated_one(schema_1: Path, tmp_path: Path) -> None:
    sql = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name"
    connect(schema_1).close()
    connect(tmp_path / "new.db").close()
    assert rows(schema_1, sql) == rows(tmp_path / "new.db", sql)


def test_a_dlprep_of_schema_1_refuses_what_was_migrated(schema_1: Path) -> None:
    connect(schema_1).close()
    with pytest.raises(StoreError, match="newer dlprep"):
        Store(schema_1, migrations=MIGRATIONS[:1])


@pytest.mark.parametrize("number", [1, 3, 6, 10])
def test_a_migration_cut_short_anywhere_changes_nothing(schema_1: Path, number: int) -> None:
    from dlprep.store import database

    before = rows(schema_1, "SELECT * FROM log ORDER BY seq")
    whole = [*database._statements(database._script("kinds_2.sql"))]
    assert len(whole) == 10
    with pytest.raises(StoreError, match="nowhere"):
        connect(schema_1, [MIGRATIONS[0], "".join(whole[:number]) + "SELECT * FROM nowhere;\n"])
    assert rows(schema_1, "SELECT * FROM log ORDER BY seq") == before
    assert rows(schema_1, "PRAGMA user_version") == [(1,)]
    connect(schema_1).close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    with Store(path) as store:
        store.append(answer("a", 4))
    with pytest.raises(StoreError, match="nowhere"):
        connect(path, [*MIGRATIONS, BROKEN])
    assert "note" not in columns(path)
    with Store(path) as store:
        assert [event.id for event in store.events()] == ["a"]


def test_a_newer_schema_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    connect(path, [*MIGRATIONS, NEXT]).close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer dlprep"):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"this is a diary, not a database" * 100, "not a database", id="text"),
        pytest.param(b"SQLite format 3\x00" + b"\x00" * 2000, "not a database", id="damaged"),
    ],
)
def test_what_is_no_database_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "reviews.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=message) as caught:
        Store(path)
    assert caught.value.hint
    assert path.read_bytes() == content


def test_a_damaged_schema_is_one_line_though_it_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    Store(path).close()
    content = path.read_bytes()
    damaged = content.replace(b"append-only'); END", b"append-only'\xa0; END")
    assert damaged != content
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="malformed") as caught:
        Store(path)
    assert "doctor --repair" in caught.value.hint
    assert soundness(path)[1]


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cards (id)")
    with pytest.raises(StoreError, match="not a dlprep database"):
        Store(path)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        Store(tmp_path / "file" / "reviews.db")


class Meanwhile:
    """A connection to an empty file that another dlprep makes a database of after the first question."""

    def __init__(self, path: Path) -> None:
        self.path, self.connection = path, sqlite3.connect(path)

    def execute(self, sql: str) -> sqlite3.Cursor:
        (found,) = self.connection.execute(sql)
        if not self.path.stat().st_size:
            Store(self.path).close()
        return self.connection.execute("VALUES (?)", found)


def test_a_database_that_another_dlprep_is_making_is_not_taken_for_a_strangers(tmp_path: Path) -> None:
    meanwhile = Meanwhile(tmp_path / "reviews.db")
    with closing(meanwhile.connection):
        _identify(cast("sqlite3.Connection", meanwhile), meanwhile.path)
    assert meanwhile.path.stat().st_size
