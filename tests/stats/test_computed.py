from typing import Any

import pytest

from dlprep.stats.computed import Slip, computed
from dlprep.stats.history import history
from tests.stats.samples import Log


def figures(*details: dict[str, Any]) -> Any:
    log = Log()
    for number, detail in enumerate(details):
        log.add(f"card-{number}", "2026-03-01", 3, detail=detail)
    return computed(history(log.events))


def test_accuracy_by_problem() -> None:
    found = figures(
        {"problem": "conv", "verdict": "correct", "answer": "1"},
        {"problem": "conv", "verdict": "partial", "answer": "1"},
        {"problem": "conv"},  # Enter alone
        {"problem": "relu", "verdict": "correct", "answer": "1"},
        {"verdict": "wrong"},  # a choice
    )
    assert [*found.problems] == ["conv", "relu"]
    assert found.problems["conv"].accuracy == pytest.approx(1 / 3)
    assert found.problems["conv"].outcomes == {"correct": 1, "partial": 1, "unanswered": 1}
    assert (found.all.asked, found.all.accuracy) == (4, 0.5)


def test_slips_made_most_come_first() -> None:
    near = {"problem": "conv", "verdict": "near_miss", "answer": "1"}
    found = figures(near | {"slip": "floor"}, near | {"slip": "padding"}, near | {"slip": "padding"}, near)
    assert found.slips == [Slip("conv", "padding", 2), Slip("conv", "floor", 1)]


@pytest.mark.parametrize(
    "detail",
    [
        pytest.param({}, id="no problem"),
        pytest.param({"problem": ["conv"], "verdict": "correct"}, id="a name that is no text"),
        pytest.param({"problem": "conv", "answer": "3"}, id="the references disagreed"),
        pytest.param({"problem": "conv", "verdict": "brilliant"}, id="an unknown verdict"),
        pytest.param({"problem": "conv", "verdict": {}}, id="a verdict that is no text"),
    ],
)
def test_what_does_not_count(detail: dict[str, Any]) -> None:
    found = figures(detail | {"slip": "padding"})
    assert (found.all.asked, found.problems, found.slips) == (0, {}, [])
    assert found.all.accuracy is None


def test_a_slip_that_is_no_text_is_passed_over() -> None:
    assert figures({"problem": "conv", "verdict": "near_miss", "slip": 3}).slips == []
