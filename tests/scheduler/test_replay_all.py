from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.scheduler import replay_all as module
from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.replay_all import replay_all

DAY = date(2026, 3, 1)


@st.composite
def logs(draw: st.DrawFn) -> dict[str, list[Answer]]:
    """Cards with a few answers each, repeats of one day and flights west among them, and one with many."""
    moves = st.lists(
        st.tuples(st.integers(-1, 40), st.integers(0, 5)), min_size=1, max_size=draw(st.sampled_from([3, 60]))
    )
    found = {}
    for card in range(draw(st.integers(1, 12))):
        day, answers = DAY, []
        for number, (days, quality) in enumerate(draw(moves)):
            day += timedelta(days=days)
            answers.append(Answer(number, str(number), quality, day))
        found[f"card-{card}"] = answers
    return found


@pytest.fixture(autouse=True)
def _no_log_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 0)


@pytest.mark.parametrize("few", [0, 5, 10_000], ids=["all-in-arrays", "the-longest-alone", "none-in-arrays"])
@given(log=logs())
def test_every_card_is_replayed_as_if_it_were_alone(few: int, log: dict[str, list[Answer]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", few)
        assert replay_all({card: answers[::-1] for card, answers in log.items()}) == {
            card: replay(answers) for card, answers in log.items()
        }


def test_intervals_stay_within_the_calendar() -> None:
    log = {str(card): [Answer(n, str(n), 5, DAY) for n in range(80)] for card in range(40)}
    assert set(replay_all(log).values()) == {replay(log["0"])}


def test_no_cards_at_all() -> None:
    assert replay_all({}) == {}


def test_a_quality_that_is_none() -> None:
    with pytest.raises(ValueError, match="quality"):
        replay_all({"a": [Answer(0, "0", 6, DAY)]})
