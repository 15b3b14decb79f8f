from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.stats.habit import Streak, streak

TODAY = date(2026, 3, 10)


def ago(*days: int) -> set[date]:
    return {TODAY - timedelta(days=n) for n in days}


@pytest.mark.parametrize(
    ("days", "current", "longest", "end"),
    [
        pytest.param((), 0, 0, None, id="never"),
        pytest.param((0,), 1, 1, 0, id="today"),
        pytest.param((1, 2), 2, 2, 1, id="not yet today"),
        pytest.param((2, 3, 4), 0, 3, 2, id="broken yesterday"),
        pytest.param((0, 1, 2), 3, 3, 0, id="up to today"),
        pytest.param((0, 2, 3, 4), 1, 3, 2, id="an older one is longer"),
        pytest.param((0, 1, 5, 6), 2, 2, 0, id="of two as long the latest"),
    ],
)
def test_streaks(days: tuple[int, ...], current: int, longest: int, end: int | None) -> None:
    assert streak(ago(*days), TODAY) == Streak(current, longest, None if end is None else TODAY - timedelta(days=end))


@given(st.sets(st.integers(0, 40)))
def test_streaks_by_counting_backwards(days: set[int]) -> None:
    found = streak(ago(*days), TODAY)

    def run(last: int) -> int:
        return 1 + run(last + 1) if last in days else 0

    assert found.current == (run(0) or run(1))
    assert found.longest == max((run(day) for day in days), default=0)
