import random
import shutil
from dataclasses import replace as changed
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.errors import StoreError
from dlprep.store import restore
from dlprep.store.backup import back_up, backups, contents
from dlprep.store.event import Event
from dlprep.store.store import Store
from tests.store.test_store import answer, retract
from tests.strategies import logs

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def backed_up(home: Path, events: list[Event], now: datetime = NOON) -> Path:
    """Append `events` to the log of `home` and return a backup of it."""
    with Store(home / "reviews.db") as store:
        for event in events:
            store.append(event)
    made = back_up(home / "reviews.db", home / "backups", now)
    assert made is not None
    return made.path


def log(path: Path) -> list[Event]:
    with Store(path) as store:
        cached = store.all_progress()
        store.rebuild()
        assert store.all_progress() == cached
        return store.events()


OLD = [answer("a", 4), answer("b", 5, hours=30)]
LATER = [answer("c", 2, hours=60), answer("d", 4, card="beta", hours=61)]


def test_the_comparison_counts_both_ways_and_changes_nothing(home: Path) -> None:
    file = backed_up(home, OLD)
    backed_up(home, LATER, NOON + timedelta(days=1))
    database = home / "reviews.db"
    found = restore.compare(file, database)
    assert (found.backup, found.present) == (OLD, [*OLD, *LATER])
    assert (found.missing, found.newer, found.differing) == ([], LATER, [])
    other = home / "elsewhere.db"
    with Store(other) as store:
        store.union([changed(OLD[0], quality=1), LATER[0]])
    before = file.read_bytes()
    found = restore.compare(file, other)
    assert (found.missing, found.newer, found.differing) == ([OLD[1]], [LATER[0]], [OLD[0]])
    assert file.read_bytes() == before


def test_joining_loses_nothing(home: Path) -> None:
    file = backed_up(home, OLD)
    database = home / "new" / "reviews.db"
    with Store(database) as store:
        store.append(LATER[0])
        store.append(changed(OLD[0], quality=1))  # the same id with other content: what is here stays
    comparison = restore.compare(file, database)
    kept = restore.join(comparison, database, home / "new" / "backups", NOON)
    assert log(database) == [LATER[0], changed(OLD[0], quality=1), OLD[1]]
    assert kept is not None
    assert contents(kept).lines == 2
    assert restore.compare(file, database).missing == []


def test_replacing_goes_back_exactly_and_keeps_what_was(home: Path) -> None:
    file = backed_up(home, OLD)
    database = home / "reviews.db"
    with Store(database) as store:
        store.append(LATER[0])
        store.append(retract("r", LATER[0], hours=70))
    whole = log(database)
    kept = restore.replace(file, database, home / "backups", NOON + timedelta(days=1))
    assert log(database) == OLD
    with Store(database) as store:
        last = store.last_event()
        assert last == OLD[-1]  # answers can still be undone
    assert kept is not None
    assert kept.name.endswith(".before-restore.db")
    assert log(kept) == whole
    assert restore.replace(kept, database, home / "backups", NOON + timedelta(days=2)) is not None
    assert log(database) == whole


def test_a_review_that_runs_meanwhile_goes_on_in_the_new_log(home: Path) -> None:
    file = backed_up(home, OLD)
    database = home / "reviews.db"
    with Store(database) as running:
        running.append(LATER[0])
        restore.replace(file, database, home / "backups", NOON)
        assert running.events() == OLD
        running.append(LATER[1])
    assert log(database) == [*OLD, LATER[1]]


def test_into_a_home_without_a_log(home: Path) -> None:
    file = backed_up(home, OLD)
    database = home / "new" / "reviews.db"
    assert restore.compare(file, database).present == []
    assert restore.replace(file, database, home / "new" / "backups", NOON) is None
    assert log(database) == OLD


@pytest.mark.parametrize(
    "content",
    [pytest.param(b"diary" * 1000, id="text"), pytest.param(b"SQLite format 3\x00" + b"\xff" * 9000, id="torn")],
)
def test_a_damaged_log_is_put_aside(home: Path, content: bytes) -> None:
    file = backed_up(home, OLD)
    database = home / "reviews.db"
    database.write_bytes(content)
    found = restore.compare(file, database)
    assert (found.present, found.missing) == (None, OLD)
    kept = restore.replace(file, database, home / "backups", NOON)
    assert log(database) == OLD
    assert kept is not None
    assert kept.read_bytes() == content
    assert [backup.path for backup in backups(home / "backups")] == [file]  # not taken for a backup


def test_a_backup_of_an_older_dlprep_is_brought_up_to_date(home: Path) -> None:
    file = Path(shutil.copy(DATA / "reviews.schema-1.db", home / "old.db"))
    before = file.read_bytes()
    assert len(restore.compare(file, home / "reviews.db").missing) == 11
    restore.replace(file, home / "reviews.db", home / "backups", NOON)
    assert len(log(home / "reviews.db")) == 11
    assert file.read_bytes() == before
    assert sorted(path.name for path in home.iterdir() if path.is_file()) == ["old.db", "reviews.db"]


def test_a_log_copied_while_in_use_comes_with_its_last_lines(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        store.append(OLD[0])
        for suffix in ("", "-wal"):
            shutil.copy(home / f"reviews.db{suffix}", home / f"copy.db{suffix}")
    restore.replace(home / "copy.db", home / "new" / "reviews.db", home / "new" / "backups", NOON)
    assert log(home / "new" / "reviews.db") == OLD[:1]


def test_a_backup_that_is_damaged_changes_nothing(home: Path) -> None:
    file = backed_up(home, [answer(f"{number:0100}", 4) for number in range(200)])
    content = bytearray(file.read_bytes())
    content[4096 * 3 :] = b"\xff" * len(content[4096 * 3 :])
    file.write_bytes(content)
    before = (home / "reviews.db").read_bytes()
    with pytest.raises(StoreError) as caught:
        restore.compare(file, home / "reviews.db")
    assert str(file) in caught.value.message
    assert (home / "reviews.db").read_bytes() == before


def test_a_log_of_a_newer_dlprep_is_not_taken_for_damaged(home: Path) -> None:
    file = backed_up(home, OLD)
    database = home / "new.db"
    from dlprep.store.database import MIGRATIONS

    Store(database, migrations=[*MIGRATIONS, "ALTER TABLE states ADD COLUMN note TEXT;\n"]).close()
    before = database.read_bytes()
    for attempt in (restore.compare, lambda file, database: restore.replace(file, database, home / "b", NOON)):
        with pytest.raises(StoreError, match="newer dlprep"):
            attempt(file, database)
    assert database.read_bytes() == before


@settings(max_examples=15)  # each writes a dozen files to the disk
@given(logs(), st.randoms())
def test_joining_is_a_union_and_replacing_exact(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event], chance: random.Random
) -> None:
    home = tmp_path_factory.mktemp("home")
    database, file = home / "mine.db", home / "backup.db"
    mine, theirs = ([event for event in events if chance.random() < 0.6] for _ in range(2))
    for path, part in ((database, mine), (file, theirs)):
        with Store(path) as store:
            store.union(part)
    restore.join(restore.compare(file, database), database, home / "backups", NOON)
    assert log(database) == [*mine, *(event for event in theirs if event not in mine)]
    restore.replace(file, database, home / "backups", NOON)
    assert log(database) == theirs
