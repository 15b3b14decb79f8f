"""Reviews made in the real Anki, back in the log."""

import time
from datetime import date
from pathlib import Path

import pytest

from dlprep.anki.collection import open_collection
from dlprep.anki.export import notes, standing
from dlprep.anki.identity import origin_of
from dlprep.anki.package import write_package
from dlprep.anki.reviews import Found, local_offset, new_reviews
from dlprep.anki.schedule import QUALITIES
from dlprep.bank.bank import Bank
from dlprep.locations import shipped_bank
from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import Event, fold
from dlprep.store.store import Store
from tests.anki.banks import BEIJING, DAY_MS, many_reviews, small_bank
from tests.anki.conftest import Anki


def log_of(store: Store) -> dict[str, list[Event]]:
    log: dict[str, list[Event]] = {}
    for event in store.events():
        log.setdefault(event.card, []).append(event)
    return log


def found_in(path: Path, store: Store) -> Found:
    with open_collection(path) as connection:
        return new_reviews(connection, log_of(store), 4, lambda _: BEIJING)


@pytest.mark.parametrize("legacy", [True, False], ids=["older-package", "newest-package"])
def test_fifty_answers_come_back_once(real_anki: Anki, store: Store, tmp_path: Path, legacy: bool) -> None:
    bank = Bank([shipped_bank()], tmp_path / "index.json")
    store.union(many_reviews(list(bank.entries)[:60], 200, int(time.time() * 1000) - DAY_MS))
    known = standing(store, 4)
    write_package(tmp_path / "a.apkg", notes(bank, list(bank.entries.values()), "en", 2, known), known.calendar)
    real_anki.take(tmp_path / "a.apkg")
    given = real_anki.answer(50)
    back = real_anki.export(tmp_path / "back.apkg", legacy=legacy)

    found = found_in(back, store)
    assert found.left_out["ours"] == 200
    assert sum(found.left_out.values()) == 200
    added = store.union(found.events)
    origins = [origin_of(guid) for guid, _ in given]
    assert [event.card for event in added] == [origin.card for origin in origins if origin]
    assert [event.quality for event in added] == [QUALITIES[button] for _, button in given]
    assert len(added) == 50
    assert store.all_progress() == {card: fold(events) for card, events in log_of(store).items()}

    again = found_in(back, store)
    assert again.events == []
    assert again.left_out["known"] == 50


def test_a_whole_collection_is_read_as_it_lies_there(real_anki: Anki, store: Store, tmp_path: Path) -> None:
    bank = small_bank(tmp_path / "bank")
    write_package(tmp_path / "a.apkg", notes(bank, list(bank.entries.values()), "zh", 1), standing(store, 4).calendar)
    real_anki.take(tmp_path / "a.apkg")
    real_anki.answer(4)
    assert len(found_in(Path(real_anki.col.path), store).events) == 4  # while Anki has it open
    real_anki.col.export_collection_package(str(tmp_path / "all.colpkg"), False, False)
    real_anki.col.reopen()
    assert len(found_in(tmp_path / "all.colpkg", store).events) == 4


def put(path: Path, *rows: tuple[int, int, int, int]) -> None:
    """Add rows (moment, button, factor, type) for the first note's card to the collection at `path`."""
    import sqlite3

    connection = sqlite3.connect(path)
    ((card,),) = connection.execute("SELECT min(id) FROM cards").fetchall()
    for moment, button, factor, kind in rows:
        connection.execute(
            "INSERT INTO revlog VALUES (?, ?, -1, ?, 1, 0, ?, 900, ?)", (moment, card, button, factor, kind)
        )
    connection.execute("INSERT INTO revlog VALUES (1, 12345, -1, 3, 1, 0, 2500, 900, 1)")  # of a card that is gone
    connection.commit()
    connection.close()


NOON = 1_790_049_600_000  # 2026-09-22 12:00 in Beijing


@pytest.fixture
def collection(tmp_path: Path, store: Store) -> Path:
    import zipfile

    bank = small_bank(tmp_path / "bank")
    entries = [bank.entries["recall-one"]]
    store.append(Event("first", "review", "other", Instant(NOON, BEIJING), date(2026, 9, 22), quality=4))
    write_package(tmp_path / "a.apkg", notes(bank, entries, "zh", 1), standing(store, 4).calendar)
    with zipfile.ZipFile(tmp_path / "a.apkg") as archive:
        (tmp_path / "collection.anki2").write_bytes(archive.read("collection.anki2"))
    return tmp_path / "collection.anki2"


@pytest.mark.parametrize(
    ("rows", "qualities", "left_out"),
    [
        pytest.param([(NOON, 3, 2500, 0), (NOON + 600_000, 3, 2500, 0)], [4], {"same_day": 1}, id="learning-steps"),
        pytest.param([(NOON, 1, 0, 0), (NOON + 60_000, 3, 0, 0)], [1, 4], {}, id="again-and-then-good"),
        pytest.param(
            [(NOON, 1, 0, 0), (NOON + 60_000, 3, 0, 0), (NOON + 120_000, 3, 2500, 0)],
            [1, 4],
            {"same_day": 1},
            id="again-good-and-one-more-step",
        ),
        pytest.param([(NOON, 2, 2500, 1), (NOON + DAY_MS, 4, 2500, 1)], [3, 5], {}, id="two-days"),
        pytest.param([(NOON, 0, 2500, 4)], [], {"not_an_answer": 1}, id="rescheduled-by-hand"),
        pytest.param([(NOON, 3, 0, 3)], [], {"cram": 1}, id="crammed"),
        pytest.param([(NOON, 3, 2500, 3)], [4], {}, id="early-in-a-filtered-deck"),
        pytest.param([(2**50, 3, 2500, 1)], [], {"unreadable": 1}, id="far-in-the-future"),
    ],
)
def test_what_counts(
    collection: Path,
    store: Store,
    rows: list[tuple[int, int, int, int]],
    qualities: list[int],
    left_out: dict[str, int],
) -> None:
    put(collection, *rows)
    found = found_in(collection, store)
    assert [event.quality for event in found.events] == qualities
    assert {reason: count for reason, count in found.left_out.items() if count} == {"foreign": 1, **left_out}


def test_an_answer_here_on_the_same_day_counts_once(collection: Path, store: Store) -> None:
    here = Instant(NOON - 3_600_000, BEIJING)
    store.append(Event("here", "review", "recall-one", here, local_day(here), quality=5))
    put(collection, (NOON, 3, 2500, 1), (NOON + DAY_MS, 3, 2500, 1))
    found = found_in(collection, store)
    assert [event.day for event in found.events] == [date(2026, 9, 23)]
    assert found.left_out["same_day"] == 1


def test_an_answer_taken_back_here_does_not_count(collection: Path, store: Store) -> None:
    here = Instant(NOON - 3_600_000, BEIJING)
    store.append(Event("here", "review", "recall-one", here, local_day(here), quality=5))
    store.append(Event("undo", "retract", "recall-one", here, local_day(here), target="here"))
    put(collection, (NOON, 3, 2500, 1))
    assert len(found_in(collection, store).events) == 1


def test_a_day_begins_anew_with_a_reset(collection: Path, store: Store) -> None:
    here = Instant(NOON - 3_600_000, BEIJING)
    store.append(Event("here", "review", "recall-one", here, local_day(here), quality=5))
    store.append(Event("over", "reset", "recall-one", Instant(here.ms + 1, BEIJING), local_day(here)))
    put(collection, (NOON, 3, 2500, 1))
    assert len(found_in(collection, store).events) == 1


def test_a_cram_here_is_no_answer_of_the_day(collection: Path, store: Store) -> None:
    here = Instant(NOON, BEIJING)
    store.append(Event("here", "cram", "recall-one", here, local_day(here), quality=4))
    put(collection, (NOON, 3, 2500, 1))
    assert len(found_in(collection, store).events) == 1


def test_days_are_the_learners(collection: Path, store: Store) -> None:
    put(collection, (NOON + 15 * 3_600_000, 3, 2500, 1))  # three at night in Beijing: still the day before
    (event,) = found_in(collection, store).events
    assert event.at.offset == BEIJING
    assert event.day == date(2026, 9, 22)
    assert event.detail == {"from": "anki", "lang": "zh"}
    assert event.elapsed_ms == 900


def test_a_clock_that_changes_for_the_summer_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    winter, summer = 1_767_272_400_000, 1_782_910_800_000
    assert (local_offset(winter), local_offset(summer)) == (-300, -240)
    monkeypatch.undo()
    time.tzset()
