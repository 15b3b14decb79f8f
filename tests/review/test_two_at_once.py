"""Two reviews of one log at once, and clocks that do not go as clocks should."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.bank.bank import Bank
from dlprep.review.day import cards_of_day
from dlprep.review.session import Session, World
from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import fold
from dlprep.store.store import Overtaken, Store
from tests.banks import card, write_bank
from tests.review.test_session import Time, asked, begin
from tests.strategies import START


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    folder = tmp_path_factory.mktemp("bank")
    return Bank([write_bank(folder / "bank", {"a/a.yaml": "".join(map(card, ("one", "two", "three")))})], folder / "i")


@pytest.fixture
def both(bank: Bank, tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    time = Time()
    with Store(tmp_path / "reviews.db") as here, Store(tmp_path / "reviews.db") as there:
        yield begin(bank, here, time), begin(bank, there, time)


def test_a_card_on_both_screens_is_answered_once(both: tuple[Session, Session], tmp_path: Path) -> None:
    one, two = both
    assert asked(one) == asked(two) == "one"
    one.answer(4)
    with pytest.raises(Overtaken):
        two.answer(5)
    assert asked(two) == "two"
    assert two.answers == []
    two.answer(4)
    with Store(tmp_path / "reviews.db") as store:
        assert [(event.card, event.quality) for event in store.events()] == [("one", 4), ("two", 4)]


def test_a_card_done_in_the_other_review_is_passed_over(both: tuple[Session, Session]) -> None:
    one, two = both
    for _ in range(2):
        one.answer(4)
    with pytest.raises(Overtaken):
        two.answer(4)
    assert asked(one) == asked(two) == "three"


def test_a_card_failed_in_the_other_review_can_be_repeated_here(both: tuple[Session, Session]) -> None:
    one, two = both
    one.answer(4)
    one.answer(2)
    with pytest.raises(Overtaken):
        two.answer(4)
    assert asked(two) == "two"
    assert two.asked is not None
    assert two.asked.repeat
    two.answer(4)
    one.answer(4)
    assert one.asked is None  # its repeat was settled over there


def test_an_undo_in_one_review_brings_the_card_back_there(both: tuple[Session, Session]) -> None:
    one, two = both
    one.answer(4)
    one.undo()
    assert asked(one) == "one"
    two.answer(3)
    assert asked(two) == "two"


MOMENTS = st.builds(
    lambda days, minutes, offset: Instant(START + days * 86_400_000 + minutes * 60_000, offset),
    st.integers(-40, 400),
    st.integers(0, 1439),
    st.sampled_from((-720, -300, 0, 60, 120, 330, 480, 840)),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(MOMENTS, st.sampled_from((0, 2, 3, 4, 5, "undo", "skip"))), max_size=25), st.integers(0, 23))
def test_any_clock_in_any_time_zone_loses_nothing(
    bank: Bank, moments: list[tuple[Instant, int | str]], rollover: int
) -> None:
    """The clock is set back and forth and the place changes: the log is whole, the states are its replay."""
    now = [Instant(START, 0)]
    ids = iter(range(1000))
    world = World(lambda: now[0], lambda: 0.0, random.Random(1), lambda: f"event-{next(ids)}")
    with Store(Path(":memory:")) as store:
        given_ = 0
        for moment, key in moments:
            now[0] = moment
            today = local_day(moment, rollover)
            day = cards_of_day(bank.entries.values(), store.all_progress(), today, new=9)
            session = Session(bank, store, day, world, rollover=rollover)
            if session.asked is None:
                continue
            if key == "undo":
                given_ += len(session.undo())
            elif key == "skip":
                session.skip()
            else:
                assert isinstance(key, int)
                session.answer(key)
                given_ += 1
        assert len(store.events()) == given_
        states = store.all_progress()
        assert states == {name: fold(store.events(name)) for name in states}
        for known in states.values():
            if known.state.answered_on is not None and known.state.due is not None:
                assert known.state.due - known.state.answered_on == timedelta(days=known.state.interval)
