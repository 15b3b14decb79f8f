from dataclasses import replace
from datetime import date, timedelta

import pytest

from dlprep.scheduler.state import CardState
from dlprep.stats.schedule import EASE_BINS, Stages, ease, forecast, stages
from dlprep.store.event import Progress

TODAY = date(2026, 3, 10)
SEEN = Progress(CardState(due=TODAY, interval=6, answered_on=date(2026, 3, 4)))


def due(days: int, **more: object) -> Progress:
    known = replace(SEEN, state=SEEN.state._replace(due=TODAY + timedelta(days=days)))
    return replace(known, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("progress", "overdue", "day", "later"),
    [
        pytest.param(due(-3), 1, None, 0, id="overdue"),
        pytest.param(due(0), 0, 0, 0, id="today"),
        pytest.param(due(30), 0, 30, 0, id="in 30 days"),
        pytest.param(due(31), 0, None, 1, id="later"),
        pytest.param(due(0, buried=TODAY), 0, 1, 0, id="buried today"),
        pytest.param(due(-3, buried=TODAY - timedelta(days=1)), 0, 0, 0, id="buried until today"),
        pytest.param(due(5, buried=TODAY), 0, 5, 0, id="buried before it is due"),
        pytest.param(due(0, suspended=True), 0, None, 0, id="set aside"),
        pytest.param(Progress(), 0, None, 0, id="never answered"),
    ],
)
def test_forecast(progress: Progress, overdue: int, day: int | None, later: int) -> None:
    found = forecast(["a"], {"a": progress, "not in the bank": due(0)}, TODAY)
    assert (found.overdue, found.later) == (overdue, later)
    assert [ahead for ahead, count in enumerate(found.days.values()) if count] == ([] if day is None else [day])
    assert [*found.days] == [TODAY + timedelta(days=ahead) for ahead in range(31)]


def test_the_last_day_of_the_calendar_is_no_trouble() -> None:
    known = replace(SEEN, state=SEEN.state._replace(due=date.max), buried=date.max)
    assert forecast(["a"], {"a": known}, TODAY).later == 1


def test_stages() -> None:
    old = replace(SEEN, state=SEEN.state._replace(interval=21))
    young = replace(SEEN, state=SEEN.state._replace(interval=20))
    progress = {"young": young, "old": old, "aside": replace(old, suspended=True), "gone": old}
    assert stages(["unseen", "young", "old", "aside"], progress) == Stages(1, 1, 1, 1)


@pytest.mark.parametrize(
    ("factor", "start"),
    [(130, 130), (149, 130), (150, 150), (250, 250), (EASE_BINS[-1], EASE_BINS[-1]), (999, EASE_BINS[-1])],
)
def test_ease_factors_fall_into_bins(factor: int, start: int) -> None:
    found = ease(["a", "unseen"], {"a": replace(SEEN, state=SEEN.state._replace(ease=factor))})
    assert {bin_: count for bin_, count in found.bins.items() if count} == {start: 1}
    assert found.median == factor


def test_no_cards_have_no_median() -> None:
    assert ease([], {}).median is None
