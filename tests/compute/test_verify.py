import math
from typing import Any

import pytest

from dlprep.compute.place import Place
from dlprep.compute.registry import find_problem
from dlprep.compute.verify import error_share, verify
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Number, Part, Parts, Shape, Vector
from dlprep.text import Text

TENTH = Vector(rtol=0.1)


@pytest.mark.parametrize(
    ("one", "other", "kind", "share"),
    [
        pytest.param(3, 3, Count(), 0.0, id="equal counts"),
        pytest.param(3, 4, Count(), math.inf, id="other counts"),
        pytest.param((2, 3), (2, 3), Shape(), 0.0, id="shapes"),
        pytest.param(2.0, 2.1, Number(rtol=0.1), 0.5, id="half the tolerance"),
        pytest.param((1.0, 2.0), (1.0, 2.4), TENTH, 2.0, id="the largest counts"),
        pytest.param((math.nan, math.inf), (math.nan, math.inf), TENTH, 0.0, id="special values"),
        pytest.param((1.0,), (1.0, 2.0), TENTH, math.inf, id="other sizes"),
        pytest.param(0.0, 1e-30, Number(rtol=0.1), math.inf, id="zero has no relative error"),
        pytest.param({"a": 2.0}, {"a": 2.1}, Parts((Part("a", Text("甲", "a"), Number(rtol=0.1)),)), 0.5, id="parts"),
    ],
)
def test_error_as_a_share_of_the_tolerance(
    one: AnswerValue, other: AnswerValue, kind: AnswerType, share: float
) -> None:
    assert error_share(one, other, kind) == pytest.approx(share)


def test_a_sound_problem_is_proved() -> None:
    pytest.importorskip("torch")
    calls: list[int] = []
    found = verify(find_problem("stable_softmax"), 9, Place(), lambda: calls.append(1))
    assert (found.instances, len(calls), found.disagreement) == (9, 9, None)
    assert found.largest_error < 1


def test_a_broken_reference_is_found_with_its_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    problem = find_problem("conv_output_size")

    def broken(_: Any, p: Any, place: Place) -> tuple[int, int]:
        return (p.size[0], 1)

    monkeypatch.setattr(type(problem), "torch_reference", broken)
    found = verify(problem, 3, Place())
    assert found.disagreement is not None
    instance, numpy, torch = found.disagreement
    assert numpy == problem.reference(instance.params)
    assert torch != numpy
    assert found.largest_error == math.inf


def test_a_stack_that_mixes_its_instances_up_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    problem = find_problem("stable_softmax")
    sound = type(problem).torch_stacked  # type: ignore[attr-defined]
    monkeypatch.setattr(type(problem), "torch_stacked", lambda *given: sound(*given).roll(1, dims=0))
    assert verify(problem, 6, Place()).disagreement is not None


@pytest.mark.parametrize(("name", "batched"), [("stable_softmax", True), ("conv_output_size", False)])
def test_says_whether_torch_did_them_in_one_go(name: str, batched: bool) -> None:
    pytest.importorskip("torch")
    assert verify(find_problem(name), 1, Place()).batched is batched


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_float32_owes_less(dtype: Any) -> None:
    pytest.importorskip("torch")
    assert verify(find_problem("stable_softmax"), 6, Place("cpu", dtype)).disagreement is None
