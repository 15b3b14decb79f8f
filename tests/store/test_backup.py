import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.errors import StoreError
from dlprep.store.backup import DAILY, MONTHLY, WEEKLY, back_up, back_up_daily, backups, contents, to_keep
from dlprep.store.store import Store
from tests.store.test_store import answer

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def names(folder: Path) -> list[str]:
    return [backup.path.name for backup in backups(folder)]


def test_a_backup_is_the_log_in_one_file(store: Store, folder: Path) -> None:
    store.append(answer("a", 4))
    store.append(answer("b", 5, hours=30))
    made = back_up(store.path, folder, NOON)
    assert made is not None
    assert listed(folder) == ["reviews.20260310-120000.db"] == [made.path.name]
    assert (contents(made.path).lines, contents(made.path).last) == (2, "b")
    assert made.path.read_bytes()[18:20] == b"\x01\x01"  # no -wal belongs to it
    with Store(made.path) as copy:
        assert copy.events() == store.events()
        assert copy.all_progress() == store.all_progress()


def test_only_when_there_is_something_new(store: Store, folder: Path) -> None:
    assert back_up(store.path, folder, NOON) is None  # an empty log
    store.append(answer("a", 4))
    assert back_up(store.path, folder, NOON) is not None
    assert back_up(store.path, folder, NOON + timedelta(days=1)) is None
    store.append(answer("b", 4))
    assert back_up(store.path, folder, NOON + timedelta(days=1)) is not None
    assert names(folder) == ["reviews.20260310-120000.db", "reviews.20260311-120000.db"]


def test_once_a_day(store: Store, folder: Path) -> None:
    for number in range(6):
        store.append(answer(f"{number}", 4))
        back_up_daily(store.path, folder, NOON + number * timedelta(hours=8))
    assert names(folder) == ["reviews.20260310-120000.db", "reviews.20260311-040000.db", "reviews.20260312-040000.db"]


def test_no_log_no_backup_and_no_file(tmp_path: Path, folder: Path) -> None:
    assert back_up(tmp_path / "reviews.db", folder, NOON) is None
    assert listed(tmp_path) == []


def test_two_in_one_second_are_two(store: Store, folder: Path) -> None:
    for id_ in ("a", "b"):
        store.append(answer(id_, 4))
        back_up(store.path, folder, NOON)
    assert names(folder) == ["reviews.20260310-120000.db", "reviews.20260310-120000-2.db"]
    assert {contents(backup.path).lines for backup in backups(folder)} == {1, 2}


def test_what_a_restore_replaced_is_kept_though_an_ordinary_backup_is_the_same(store: Store, folder: Path) -> None:
    store.append(answer("a", 4))
    back_up(store.path, folder, NOON)
    kept = back_up(store.path, folder, NOON, before_restore=True)
    assert kept is not None
    for day in range(1, 60):
        store.append(answer(f"{day}", 4))
        back_up(store.path, folder, NOON + timedelta(days=day))
    assert kept.path.exists()
    assert len(backups(folder)) == 1 + len(to_keep(NOON + timedelta(days=day) for day in range(60)))


def test_the_same_count_and_last_line_are_not_the_same_log(tmp_path: Path, folder: Path) -> None:
    for name, hours in (("one", 1), ("two", 2)):
        with Store(tmp_path / f"{name}.db") as store:
            store.union([answer(name, 4, hours=hours), answer("last", 4, hours=50)])
            assert back_up(store.path, folder, NOON) is not None


MOMENTS = st.lists(st.integers(0, 3 * 365 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds)), max_size=80)


@given(MOMENTS)
def test_what_stays_is_the_last_of_days_weeks_and_months(made: list[datetime]) -> None:
    kept = to_keep(made)
    assert kept <= set(made)
    if made:
        assert max(made) in kept
    days = sorted({moment.date() for moment in made})
    weeks = sorted({day.isocalendar()[:2] for day in days})
    months = sorted({(day.year, day.month) for day in days})
    for day in days[-DAILY:]:
        assert max(moment for moment in made if moment.date() == day) in kept
    for week in weeks[-WEEKLY:]:
        assert max(moment for moment in made if moment.date().isocalendar()[:2] == week) in kept
    for month in months[-MONTHLY:]:
        assert max(moment for moment in made if (moment.year, moment.month) == month) in kept
    older = {moment for moment in kept if moment.date() != days[-1]}
    assert len(older) <= DAILY + WEEKLY + MONTHLY


@given(MOMENTS.filter(bool))
def test_thinning_twice_is_thinning_once(made: list[datetime]) -> None:
    kept = to_keep(made)
    assert to_keep(kept) == kept


def test_a_year_of_days_thins_out_to_these() -> None:
    kept = sorted(to_keep(datetime(2026, 1, 1, 20, tzinfo=UTC) + timedelta(days=day) for day in range(365)))
    assert [f"{moment:%m-%d}" for moment in kept] == [
        *("04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31"),
        *("11-01", "11-08", "11-15", "11-22", "11-29", "11-30", "12-06", "12-13"),
        *("12-20", "12-21", "12-22", "12-23", "12-24", "12-25", "12-26", "12-27", "12-28", "12-29", "12-30", "12-31"),
    ]


def test_a_clock_set_back_does_not_cost_the_newest(store: Store, folder: Path) -> None:
    for number in range(20):  # of more than 12 days, 10 weeks and 9 months
        store.append(answer(f"future-{number}", 4))
        back_up(store.path, folder, datetime(2090, 1, 1, tzinfo=UTC) + timedelta(days=20 * number))
    store.append(answer("now", 4))
    made = back_up_daily(store.path, folder, NOON)
    assert made is not None
    assert made.path.exists()
    store.append(answer("later", 4))
    assert back_up_daily(store.path, folder, NOON + timedelta(hours=1)) is None
    assert back_up_daily(store.path, folder, NOON + timedelta(days=1)) is not None


def test_other_files_stay(store: Store, folder: Path) -> None:
    folder.mkdir()
    for name in ("reviews.db", "reviews.20260231-120000.db", "reviews.20260101-120000.db.txt", "notes"):
        (folder / name).write_text("mine", encoding="utf-8")
    for day in range(60):
        store.append(answer(f"{day}", 4))
        back_up(store.path, folder, NOON + timedelta(days=day))
    assert sum((folder / name).read_text(encoding="utf-8") == "mine" for name in listed(folder) if "." not in name) == 1
    assert (folder / "reviews.20260231-120000.db").exists()


def test_what_a_kill_left_behind_is_cleared_when_old(store: Store, folder: Path) -> None:
    folder.mkdir()
    old, fresh = folder / ".reviews.1.part", folder / ".reviews.2.part"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    store.append(answer("a", 4))
    back_up(store.path, folder, NOON)
    assert (old.exists(), fresh.exists()) == (False, True)
    assert names(folder) == ["reviews.20260310-120000.db"]


def test_a_damaged_log_does_not_push_out_a_good_backup(store: Store, folder: Path) -> None:
    for number in range(300):
        store.append(answer(f"{number:0100}", 4))
    assert back_up(store.path, folder, NOON) is not None
    store.append(answer("more", 4))
    store.close()
    content = bytearray(store.path.read_bytes())
    content[4096 * 3 + 8 : 4096 * 6] = b"\xff" * (4096 * 3 - 8)
    store.path.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        back_up(store.path, folder, NOON + timedelta(days=1))
    assert listed(folder) == ["reviews.20260310-120000.db"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "No such file", id="absent"),
        pytest.param(b"", "is no backup", id="empty"),
        pytest.param(b"diary" * 1000, "not a database", id="text"),
    ],
)
def test_what_is_no_backup_is_one_line(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "b.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=message) as caught:
        contents(path)
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_the_database_of_another_program_is_no_backup(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
        connection.execute("CREATE TABLE log (seq, id, at)")
    with pytest.raises(StoreError, match="is no backup"):
        contents(tmp_path / "b.db")


def test_a_folder_that_is_a_file_is_one_line(store: Store, folder: Path) -> None:
    folder.write_text("", encoding="utf-8")
    store.append(answer("a", 4))
    with pytest.raises(StoreError, match=r"File exists|Not a directory"):
        back_up(store.path, folder, NOON)


def test_answers_go_on_while_a_backup_is_made(tmp_path: Path, folder: Path) -> None:
    """Each backup is some moment of the log: its lines are the first so many."""
    path = tmp_path / "reviews.db"
    Store(path).close()

    def answering() -> None:
        with Store(path) as store:
            for number in range(150):
                store.append(answer(f"{number:04}", 4))

    thread = threading.Thread(target=answering)
    thread.start()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while thread.is_alive():
        back_up(path, folder, moment)
        moment += timedelta(seconds=1)
    thread.join()
    for backup in backups(folder):
        with Store(backup.path) as copy:
            assert [event.id for event in copy.events()] == [f"{number:04}" for number in range(len(copy.events()))]
            cached = copy.all_progress()
            copy.rebuild()
            assert copy.all_progress() == cached


def test_of_one_second_the_last_is_the_newest(tmp_path: Path) -> None:
    names = [f"reviews.20260310-120000{suffix}.db" for suffix in ("", "-2", "-10")]
    for name in names:
        (tmp_path / name).touch()
    assert [backup.path.name for backup in backups(tmp_path)] == names
