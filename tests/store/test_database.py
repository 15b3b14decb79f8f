import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dlprep.errors import StoreError
from dlprep.store.database import MIGRATIONS, connect
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
    (backup,) = tmp_path.glob("reviews.schema-1.*.backup.db")
    assert "note" not in columns(backup)
    with Store(backup) as store:
        assert [event.id for event in store.events()] == ["a"]


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
