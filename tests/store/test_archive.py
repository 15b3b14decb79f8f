import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.errors import StoreError
from dlprep.store import restore
from dlprep.store.archive import File, compare_files, pack, read_files, unpack
from dlprep.store.backup import back_up, newest_files
from dlprep.store.store import Store
from tests.store.test_store import answer

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
INTERVIEW, CARD = "interviews/2026-03-01-0900.jsonl", "overlay/sigmoid-max-slope.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store(tmp_path / "reviews.db") as store:
        store.append(answer("a", 4))
    write(tmp_path, {INTERVIEW: "begin\nask\n", CARD: "mine\n", "overlay/.card.part": "half"})
    return tmp_path


def write(home: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")


def texts(home: Path) -> dict[str, str]:
    return {name: file.content.decode() for name, file in read_files(home).items()}


def made(home: Path, hours: int = 0) -> Path | None:
    backup = back_up(home / "reviews.db", home / "backups", NOON + timedelta(hours=hours))
    return backup.path if backup else None


def test_a_backup_holds_the_files_and_is_a_log_that_stands_for_itself(home: Path) -> None:
    backup = made(home)
    assert backup is not None
    assert {name: file.content.decode() for name, file in newest_files(home / "backups").items()} == texts(home)
    assert set(texts(home)) == {INTERVIEW, CARD}
    with Store(backup) as store:
        assert len(store.events()) == 1


def test_another_one_is_made_only_if_log_or_files_changed(home: Path) -> None:
    assert made(home) is not None
    assert made(home, 1) is None
    write(home, {CARD: "better\n"})
    assert made(home, 2) is not None
    assert made(home, 3) is None
    (home / CARD).unlink()
    assert made(home, 4) is not None


def test_a_learner_who_only_edited_cards_has_a_backup_too(tmp_path: Path) -> None:
    write(tmp_path, {CARD: "mine\n"})
    backup = made(tmp_path)
    assert backup is not None
    assert not (tmp_path / "reviews.db").exists()
    (tmp_path / CARD).unlink()
    restore.join(restore.compare(backup, tmp_path / "reviews.db"), tmp_path / "reviews.db", tmp_path / "b", NOON)
    assert texts(tmp_path) == {CARD: "mine\n"}


def test_joining_brings_back_what_is_missing_and_keeps_what_came_later(home: Path) -> None:
    write(home, {"overlay/other.yaml": "other\n", "overlay/gone.yaml": "gone\n"})
    backup = made(home)
    assert backup is not None
    (home / "overlay" / "gone.yaml").unlink()
    (home / "overlay" / "other.yaml").rename(home / "overlay" / "other.yaml.reverted")
    write(home, {INTERVIEW: "begin\n", CARD: "better\n", "overlay/new.yaml": "new\n"})
    found = restore.compare(backup, home / "reviews.db")
    assert found.files.missing == [INTERVIEW, "overlay/gone.yaml"]
    assert (found.files.differing, sorted(found.files.newer)) == (
        [CARD],
        ["overlay/new.yaml", "overlay/other.yaml.reverted"],
    )
    restore.join(found, home / "reviews.db", home / "backups", NOON + timedelta(days=1))
    assert texts(home) == {
        INTERVIEW: "begin\nask\n",
        CARD: "better\n",
        "overlay/gone.yaml": "gone\n",
        "overlay/new.yaml": "new\n",
        "overlay/other.yaml.reverted": "other\n",
    }


def test_replacing_makes_the_files_what_they_were_and_keeps_what_goes(home: Path) -> None:
    backup = made(home)
    assert backup is not None
    before = texts(home)
    write(home, {INTERVIEW: "begin\nask\nanswer\n", CARD: "better\n", "overlay/new.yaml": "new\n"})
    after = texts(home)
    kept = restore.replace(backup, home / "reviews.db", home / "backups", NOON + timedelta(days=1))
    assert texts(home) == before
    assert kept is not None
    with closing(sqlite3.connect(home / "reviews.db")) as connection:
        assert unpack(connection) is None  # the log itself has no such table
    restore.replace(kept, home / "reviews.db", home / "backups", NOON + timedelta(days=2))
    assert texts(home) == after


def test_beside_a_damaged_log_nothing_is_taken_away(home: Path) -> None:
    backup = made(home)
    assert backup is not None
    write(home, {"overlay/new.yaml": "new\n"})
    (home / CARD).unlink()
    (home / "reviews.db").write_bytes(b"diary" * 1000)
    restore.replace(backup, home / "reviews.db", home / "backups", NOON)
    assert texts(home) == {INTERVIEW: "begin\nask\n", CARD: "mine\n", "overlay/new.yaml": "new\n"}


def test_a_backup_of_a_dlprep_that_did_not_keep_files_takes_none_away(home: Path) -> None:
    (home / "old").mkdir()
    with Store(home / "old" / "old.db") as store:
        store.append(answer("b", 4))
    found = restore.compare(home / "old" / "old.db", home / "reviews.db")
    assert (found.files.backup, found.files.newer) == (None, [])
    before = texts(home)
    restore.replace(home / "old" / "old.db", home / "reviews.db", home / "backups", NOON)
    assert texts(home) == before


def test_no_file_is_written_elsewhere(home: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        names = ("../x", "overlay/../../x", "overlay/.x", "reviews.db", "/x", "overlay/x\0y", CARD)
        pack(connection, {name: File(b"x", 0) for name in names})
        assert unpack(connection) == {CARD: File(b"x", 0)}


@given(st.binary(max_size=60) | st.sampled_from([b"- id: relu\n  question: {zh: aaaaaaaaaa", b"a" * 100_000]))
def test_any_content_comes_back_as_it_was(content: bytes) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        pack(connection, {CARD: File(content, 7)})
        assert unpack(connection) == {CARD: File(content, 7)}


@pytest.mark.parametrize("said", [-1, 0, 1000, 10_001, 10**12])
def test_no_more_is_unpacked_than_is_said(said: int) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        pack(connection, {CARD: File(b"\0" * 10_000, 0)})
        connection.execute("UPDATE sqlar SET sz = ?", (said,))
        with pytest.raises(sqlite3.DatabaseError, match=CARD):
            unpack(connection)


@pytest.mark.parametrize(
    "damage",
    [
        "sz = 99",
        "name = x'ff' || rowid",
        "name = CAST(name AS BLOB)",
        "data = NULL",
        "data = 'text', sz = 4",
        "mtime = 'x'",
    ],
)
def test_damaged_files_in_a_backup_are_said(home: Path, damage: str) -> None:
    backup = made(home)
    assert backup is not None
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute(f"UPDATE sqlar SET {damage}")
    with pytest.raises(StoreError):
        restore.compare(backup, home / "reviews.db")
    assert newest_files(home / "backups") == {}


def test_an_interview_that_went_on_is_newer_than_its_backup() -> None:
    found = compare_files({INTERVIEW: File(b"begin\n", 0)}, {INTERVIEW: File(b"begin\nask\n", 0)})
    assert (found.missing, found.differing) == ([], [INTERVIEW])
