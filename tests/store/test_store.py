import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from dlprep.errors import StoreError
from dlprep.scheduler.days import Instant, local_day
from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW
from dlprep.store.event import Event, Progress, fold
from dlprep.store.store import Store
from tests.strategies import CARDS, HOUR, START, logs


def answer(id_: str, quality: int, *, card: str = "alpha", hours: int = 0) -> Event:
    at = Instant(START + hours * HOUR, 0)
    return Event(id_, "review", card, at, local_day(at), quality, 1000)


def retract(id_: str, target: Event, *, hours: int = 1) -> Event:
    at = Instant(START + hours * HOUR, 0)
    return Event(id_, "retract", target.card, at, local_day(at), target=target.id)


def fresh() -> Store:
    return Store(Path(":memory:"))


@given(logs())
def test_cached_states_are_the_replay_of_the_log(log: list[Event]) -> None:
    with fresh() as store:
        for event in log:
            store.append(event)
        cached = store.all_progress()
        assert cached == {card: fold([e for e in log if e.card == card]) for card in {e.card for e in log}}
        store.rebuild()
        assert store.all_progress() == cached


@given(logs())
def test_union_is_idempotent_and_order_free(log: list[Event]) -> None:
    half = len(log) // 2
    with fresh() as one, fresh() as two:
        assert one.union(log) == log
        assert one.union(log) == []
        two.union(log[half:])
        two.union(log[:half])
        assert one.all_progress() == two.all_progress()
        assert {e.id: e for e in one.events()} == {e.id: e for e in two.events()}


@given(logs())
def test_the_log_gives_back_what_was_written(log: list[Event]) -> None:
    with fresh() as store:
        for event in log:
            store.append(event)
        assert store.events() == log
        assert store.events(last=3) == log[-3:]
        for card in CARDS:
            assert store.events(card) == [event for event in log if event.card == card]


def test_an_answer_is_on_the_disk_when_append_returns(store: Store) -> None:
    progress = store.append(answer("a", 4))
    with Store(store.path) as reader:  # another process would see the same
        assert reader.progress("alpha") == progress
    assert progress.state == review(NEW, 4, date(2026, 2, 2))


def test_durability_is_asked_of_sqlite(store: Store) -> None:
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("sql", ["UPDATE log SET quality = 5", "DELETE FROM log"], ids=["update", "delete"])
def test_the_log_is_append_only(store: Store, sql: str) -> None:
    store.append(answer("a", 1))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store._db.execute(sql)


def test_undo_any_number_of_times_and_across_restarts(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    events = [answer("a", 4), answer("b", 5, hours=30), answer("c", 2, hours=200)]
    with Store(path) as store:
        states = [Progress()]
        for event in events:
            states.append(store.append(event))
    for number, expected in enumerate(reversed(events)):
        with Store(path) as store:
            last = store.last_event()
            assert last == expected
            assert last is not None
            store.append(retract(f"r{number}", last, hours=300 + number))
            known = store.progress("alpha")
            assert known is not None
            assert known.state == states[-2 - number].state
    with Store(path) as store:
        assert store.last_event() is None
        assert len(store.events()) == 6


def test_undo_leaves_imported_lines_alone(store: Store) -> None:
    store.append(answer("mine", 4))
    store.union([answer("phone", 5, hours=50)])
    last = store.last_event()
    assert last is not None
    assert last.id == "mine"


def test_an_answer_before_the_last_one_is_replayed_in_its_place(store: Store) -> None:
    """A clock that was set back: the log's times decide, not the order of arrival."""
    store.append(answer("b", 5, hours=48))
    store.append(answer("a", 4, hours=0))
    known = store.progress("alpha")
    assert known == fold([answer("a", 4, hours=0), answer("b", 5, hours=48)])


def test_suspension_and_its_end(store: Store) -> None:
    at = Instant(START, 0)
    store.append(Event("s", "suspend", "alpha", at, local_day(at)))
    known = store.progress("alpha")
    assert known is not None
    assert known.suspended
    later = replace(at, ms=START + HOUR)
    store.append(Event("t", "resume", "alpha", later, local_day(later)))
    known = store.progress("alpha")
    assert known is not None
    assert not known.suspended
    assert known.state.is_new


def test_answers_of_a_day_leave_out_the_retracted(store: Store) -> None:
    first, second = answer("a", 4), answer("b", 3, card="beta")
    store.append(first)
    store.append(second)
    store.append(retract("r", first))
    assert store.answers_on(date(2026, 2, 2)) == [second]


def test_the_same_id_twice_is_refused_and_changes_nothing(store: Store) -> None:
    before = store.append(answer("a", 4))
    with pytest.raises(StoreError, match="'a'"):
        store.append(answer("a", 1, card="beta"))
    assert store.all_progress() == {"alpha": before}


def test_a_conflicting_import_changes_nothing(store: Store) -> None:
    store.append(answer("a", 4))
    with pytest.raises(StoreError, match="says something else"):
        store.union([answer("new", 5, card="beta"), answer("a", 1)])
    assert [event.id for event in store.events()] == ["a"]


def test_two_stores_on_one_file_lose_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "r.db") as one, Store(tmp_path / "r.db") as two:
        one.append(answer("a", 4, hours=0))
        two.append(answer("b", 4, hours=30))
        one.append(answer("c", 4, hours=200))
        events = [answer("a", 4, hours=0), answer("b", 4, hours=30), answer("c", 4, hours=200)]
        assert two.progress("alpha") == fold(events)
