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
from dlprep.store.event import LONGEST_DETAIL, Event, Kind, Progress, fold, living
from dlprep.store.jsonl import from_lines, to_line
from dlprep.store.store import Overtaken, Store
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


def line(kind: Kind, number: int, *, hours: int = 0, quality: int | None = None, batch: str | None = None) -> Event:
    at = Instant(START + hours * HOUR, 0)
    detail = {"batch": batch} if batch else {}
    return Event(f"{kind}-{number}", kind, "alpha", at, local_day(at), quality, detail=detail)


DAY_1, DAY_2 = date(2026, 2, 2), date(2026, 2, 3)


@pytest.mark.parametrize(
    ("events", "suspended", "buried"),
    [
        pytest.param([("bury", 0)], False, DAY_1, id="until-tomorrow"),
        pytest.param([("bury", 0), ("bury", 24)], False, DAY_2, id="and-again"),
        pytest.param([("bury", 0), ("resume", 1)], False, None, id="and-taken-up-again"),
        pytest.param([("suspend", 0), ("bury", 1)], True, DAY_1, id="both"),
        pytest.param([("suspend", 0), ("bury", 1), ("resume", 2)], False, None, id="both-and-taken-up-again"),
        pytest.param([("suspend", 0), ("reset", 1)], True, None, id="a-reset-leaves-it-aside"),
        pytest.param([("bury", 1), ("resume", 0)], False, DAY_1, id="the-time-decides"),
    ],
)
def test_what_sets_a_card_aside(
    store: Store, events: list[tuple[Kind, int]], suspended: bool, buried: date | None
) -> None:
    for number, (kind, hours) in enumerate(events):
        store.append(line(kind, number, hours=hours))
    known = store.progress("alpha")
    assert known is not None
    assert (known.suspended, known.buried) == (suspended, buried)
    assert known.rests_on(DAY_1) is (suspended or buried is not None)


def test_buried_means_until_the_next_day() -> None:
    known = Progress(buried=DAY_1)
    assert known.rests_on(DAY_1)
    assert known.rests_on(date(2026, 2, 1))  # a flight west: the day is not lived twice
    assert not known.rests_on(DAY_2)


def test_an_answer_leaves_a_burial_as_it_is(store: Store) -> None:
    store.append(line("bury", 1))
    assert store.append(answer("a", 4, hours=1)).buried == DAY_1


def test_a_reset_starts_over_and_keeps_the_history(store: Store) -> None:
    store.append(answer("a", 4))
    store.append(answer("b", 5, hours=24))
    store.append(line("reset", 1, hours=30))
    known = store.progress("alpha")
    assert known is not None
    assert (known.state, known.introduced) == (NEW, None)
    assert len(store.events()) == 3
    known = store.append(answer("c", 4, hours=48))
    assert known.state == review(NEW, 4, date(2026, 2, 4))
    assert known.introduced == date(2026, 2, 4)
    store.append(Event("undo", "retract", "alpha", Instant(START + 50 * HOUR, 0), date(2026, 2, 4), target="reset-1"))
    known = store.progress("alpha")
    assert known is not None
    assert (known.introduced, known.state.repetitions) == (DAY_1, 3)


@given(logs())
def test_cramming_moves_nothing(log: list[Event]) -> None:
    without = fold(event for event in log if event.kind != "cram")
    assert replace(fold(log), last=without.last) == without


@given(logs())
def test_what_came_before_a_reset_does_not_count(log: list[Event]) -> None:
    alive = living(log)
    after = next((i + 1 for i in reversed(range(len(alive))) if alive[i].kind == "reset"), 0)
    assert fold(log).state == fold(alive[after:]).state


def test_a_batch_is_one_action(store: Store) -> None:
    store.append(line("suspend", 0))
    batch = [line("bury", n, hours=n, batch="b") for n in (1, 2, 3)]
    store.append_all(batch)
    assert store.last_action() == batch
    store.append(retract("r", batch[2], hours=9))
    assert store.last_action() == batch[:2]
    store.append_all([retract("r0", batch[0], hours=9), retract("r1", batch[1], hours=9)])
    assert store.last_action() == [line("suspend", 0)]


def test_a_batch_is_written_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(StoreError, match="suspend-1"):
        store.append_all([line("suspend", 1), line("suspend", 1)])
    assert store.events() == []
    assert store.all_progress() == {}


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


def test_an_answer_to_a_card_that_was_answered_meanwhile_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path / "r.db") as one, Store(tmp_path / "r.db") as two:
        after = one.append(answer("a", 4), seen=NEW)
        with pytest.raises(Overtaken, match="'alpha' was answered elsewhere"):
            two.append(answer("b", 5, hours=1), seen=NEW)
        assert two.progress("alpha") == after
        two.append(answer("c", 5, hours=30), seen=after.state)
        assert [event.id for event in one.events()] == ["a", "c"]


def test_two_stores_on_one_file_lose_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "r.db") as one, Store(tmp_path / "r.db") as two:
        one.append(answer("a", 4, hours=0))
        two.append(answer("b", 4, hours=30))
        one.append(answer("c", 4, hours=200))
        events = [answer("a", 4, hours=0), answer("b", 4, hours=30), answer("c", 4, hours=200)]
        assert two.progress("alpha") == fold(events)


def test_what_could_not_be_read_back_from_a_line_is_not_written(store: Store) -> None:
    fits = replace(answer("a", 4), detail={"answer": "x" * (LONGEST_DETAIL - 20)})
    store.append(fits)
    assert from_lines([to_line(fits)]) == [fits]
    with pytest.raises(StoreError, match="a line of over"):
        store.append(replace(answer("b", 4), detail={"answer": "x" * LONGEST_DETAIL}))
    assert store.events() == [fits]
