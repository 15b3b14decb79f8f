import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from dlprep.doctor.database import backup, database, latest
from dlprep.errors import StoreError
from dlprep.store.backup import back_up
from dlprep.store.store import Store
from tests.store.test_store import answer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "reviews.db"
    with Store(file) as store:
        store.append(answer("a", 4, card="one"))
        store.append(answer("b", 2, card="two", hours=1))
    return file


def test_a_log_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert database(tmp_path / "reviews.db").verdict == "ok"
    assert latest(tmp_path / "reviews.db") is None
    assert list(tmp_path.iterdir()) == []


def test_a_sound_log(path: Path) -> None:
    found = database(path)
    assert found.verdict == "ok"
    assert (found.facts["lines"], found.facts["cards"], found.facts["differing"]) == (2, 2, [])
    assert latest(path) == answer("b", 2, card="two", hours=1).at


@pytest.mark.parametrize(
    "change",
    ["UPDATE states SET interval = 99 WHERE card = 'one'", "DELETE FROM states WHERE card = 'one'"],
    ids=["another-interval", "missing"],
)
def test_states_that_are_not_what_the_log_says(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(change)
    found = database(path)
    assert (found.verdict, found.facts["differing"]) == ("wrong", ["one"])
    with Store(path) as store:
        store.rebuild()
    assert database(path).verdict == "ok"


@pytest.mark.parametrize(
    ("lose", "verdict"),
    [
        pytest.param(lambda log: None, "ok", id="as-it-was"),
        pytest.param(lambda log: log.unlink(), "warning", id="log-gone"),
        pytest.param(lambda log: log.write_bytes(b""), "warning", id="log-emptied"),
        pytest.param(lambda log: log.write_bytes(b"junk" * 99), "ok", id="damaged-which-another-check-says"),
    ],
)
def test_a_log_that_is_gone_is_missed_where_there_is_a_backup(
    path: Path, lose: Callable[[Path], object], verdict: str
) -> None:
    folder = path.parent / "backups"
    assert backup(path, folder).facts == {"count": 0}
    back_up(path, folder, datetime(2026, 3, 10, 20, 15))  # noqa: DTZ001 - the learner's wall clock
    lose(path)
    found = backup(path, folder)
    assert (found.verdict, found.facts["lines"]) == (verdict, 2)
    assert "restore" in (found.advice.en if found.advice else "restore")


@pytest.mark.parametrize(
    "content",
    [pytest.param(b"SQLite format 3\0" + b"x" * 5000, id="torn"), pytest.param(b"hello" * 99, id="not-sqlite")],
)
def test_a_damaged_file_is_wrong_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "reviews.db"
    path.write_bytes(content)
    found = database(path)
    assert found.verdict == "wrong"
    assert found.advice is not None
    assert latest(path) is None
    assert path.read_bytes() == content


def test_a_log_of_an_older_dlprep_is_not_migrated(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert "brings it up to date" in database(path).said.en
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_log_of_a_newer_dlprep_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer dlprep"):
        database(path)
