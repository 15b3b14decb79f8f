from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.scheduler import replay_all as module
from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.replay_all import replay_all
from dlprep.scheduler.state import CardState

DAY = date(2026, 3, 1)


@st.composite
def logs(draw: st.DrawFn) -> list[list[Answer]]:
    """Cards with a few answers each, repeats of one day and flights west among them, or some with many."""
    moves = st.tuples(st.integers(-1, 40), st.integers(0, 5))
    found = []
    for _ in range(draw(st.integers(1, 12))):
        day, answers = DAY, []
        for number, (days, quality) in enumerate(
            draw(st.lists(moves, min_size=1, max_size=draw(st.sampled_from([3, 60]))))
        ):
            day += timedelta(days=days)
            answers.append(Answer(number, str(number), quality, day))
        found.append(answers)
    return found


def replayed(log: list[list[Answer]]) -> list[CardState]:
    flat = [answer for answers in log for answer in answers]
    return replay_all([*map(len, log)], [answer.quality for answer in flat], [answer.day for answer in flat])


@pytest.fixture(autouse=True)
def _no_log_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 0)


@pytest.mark.parametrize("few", [0, 5, 10_000], ids=["all-in-arrays", "the-longest-alone", "none-in-arrays"])
@given(log=logs())
def test_every_card_is_replayed_as_if_it_were_alone(few: int, log: list[list[Answer]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", few)
        assert replayed(log) == [replay(answers) for answers in log]


def test_a_small_log_needs_no_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 100)
    monkeypatch.delattr(module, "_side_by_side")
    log = [[Answer(n, str(n), 4, DAY + timedelta(days=n)) for n in range(9)]] * 11
    assert replayed(log) == [replay(answers) for answers in log]


def test_intervals_stay_within_the_calendar() -> None:
    log = [[Answer(n, str(n), 5, DAY) for n in range(80)]] * 40
    assert replayed(log) == [replay(answers) for answers in log]


def test_no_cards_at_all() -> None:
    assert replayed([]) == []


def test_a_quality_that_is_none() -> None:
    with pytest.raises(ValueError, match="quality"):
        replayed([[Answer(0, "0", 6, DAY)]])
