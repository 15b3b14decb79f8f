from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.scheduler.sm2 import LONGEST, outcomes, review
from dlprep.scheduler.state import NEW, CardState

DAY = date(2026, 3, 1)
qualities = st.integers(0, 5)
gaps = st.integers(0, 400)


def intervals(answers: list[int]) -> list[int]:
    state, day, found = NEW, DAY, []
    for quality in answers:
        state = review(state, quality, day)
        assert state.due is not None
        day = state.due
        found.append(state.interval)
    return found


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # Worked by hand: EF 2.50 stays; 6*2.5 = 15, 37.5 up, 95, 237.5 up.
        pytest.param([4] * 6, [1, 6, 15, 38, 95, 238], id="all-good"),
        # EF 2.6 2.7 2.8 2.9 3.0 3.1: 16.8 up, 49.3 up, 150 exactly, 465 exactly.
        pytest.param([5] * 6, [1, 6, 17, 50, 150, 465], id="all-perfect"),
        pytest.param([4, 5, 3, 4, 5, 1, 3, 4, 5], [1, 6, 15, 37, 95, 1, 1, 6, 16], id="mixed-with-a-lapse"),
        pytest.param([5, 5, 5, 2, 4, 4, 4], [1, 6, 17, 1, 1, 6, 17], id="lapse-keeps-ease"),
        # Floats give 421 and 151 here, where 420 and 150 are exact.
        pytest.param([5, 5, 5, 5, 5], [1, 6, 17, 50, 150], id="no-float-drift"),
        # EF 1.3 after nine 3s: 2.5 - 9*0.14 < 1.3.
        pytest.param([3] * 4, [1, 6, 13, 26], id="hard-shrinks-ease"),
    ],
)
def test_intervals(answers: list[int], expected: list[int]) -> None:
    assert intervals(answers) == expected


@pytest.mark.parametrize(
    ("quality", "ease"), [(5, 260), (4, 250), (3, 236), (2, 250), (1, 250), (0, 250)], ids=lambda v: str(v)
)
def test_ease_factor_changes_only_on_success(quality: int, ease: int) -> None:
    assert review(NEW, quality, DAY).ease == ease


def test_passing_early_without_end_stays_within_the_calendar() -> None:
    state = NEW
    for _ in range(1000):
        state = review(state, 5, DAY)
    assert state.interval == LONGEST < 2**63
    assert state.due == date.max


@pytest.mark.parametrize("quality", [-1, 6, 100])
def test_quality_out_of_range_is_refused(quality: int) -> None:
    with pytest.raises(ValueError, match=r"not in 0\.\.5"):
        review(NEW, quality, DAY)


def test_failing_a_new_card_is_no_lapse() -> None:
    assert review(NEW, 1, DAY).lapses == 0
    learnt = review(NEW, 4, DAY)
    assert review(learnt, 1, DAY + timedelta(days=1)).lapses == 1


@pytest.mark.parametrize("first", [0, 1, 2, 3])
def test_repeats_on_the_day_change_nothing_but_the_repeat(first: int) -> None:
    state = review(NEW, first, DAY)
    assert state.awaits_repeat(DAY)
    again = review(state, 2, DAY)
    assert again.awaits_repeat(DAY)
    done = review(again, 5, DAY)
    assert not done.awaits_repeat(DAY)
    # Also once it scored 4: every later answer of that day is a repeat.
    assert review(done, 5, DAY) == done
    assert (done.ease, done.interval, done.repetitions, done.lapses, done.due) == (
        state.ease,
        state.interval,
        state.repetitions,
        state.lapses,
        state.due,
    )


def test_a_second_answer_after_a_good_first_one_counts() -> None:
    state = review(review(NEW, 4, DAY), 4, DAY)
    assert (state.repetitions, state.interval, state.due) == (2, 6, DAY + timedelta(days=6))
    # ... and does not turn the day into one of repeats, since its first answer was 4.
    third = review(review(state, 2, DAY), 4, DAY)
    assert (third.repetitions, third.interval) == (1, 1)


def test_repeats_end_with_the_day() -> None:
    state = review(NEW, 3, DAY)
    tomorrow = DAY + timedelta(days=1)
    assert not state.awaits_repeat(tomorrow)
    assert review(state, 4, tomorrow).repetitions == 2


def test_a_day_lived_twice_after_a_flight_west_is_one_day() -> None:
    state = review(NEW, 3, DAY)
    assert review(state, 4, DAY - timedelta(days=1)).due == state.due
    good = review(NEW, 4, DAY)
    assert review(good, 4, DAY - timedelta(days=1)).due == DAY + timedelta(days=6)


def test_due_stays_in_the_calendar() -> None:
    state = CardState(interval=10**7, repetitions=5, due=DAY)
    assert review(state, 5, DAY).due == date.max


def test_outcomes_are_those_of_review() -> None:
    assert outcomes(NEW, DAY) == {quality: review(NEW, quality, DAY) for quality in range(6)}


@given(st.lists(st.tuples(qualities, gaps), max_size=40))
def test_always(answers: list[tuple[int, int]]) -> None:
    state, day = NEW, DAY
    for quality, gap in answers:
        day += timedelta(days=gap)
        state = review(state, quality, day)
        assert state.ease >= 130
        assert state.interval >= 1
        assert state.due is not None
        assert state.due > day
        assert state.awaits_repeat(day) == (quality < 4)
