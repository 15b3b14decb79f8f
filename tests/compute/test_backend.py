from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from dlprep.compute.backend import DeviceName, run_references, tightened, torch_device
from dlprep.compute.problem import Params
from dlprep.compute.registry import AnyProblem, find_problem, problem_families
from dlprep.errors import BackendError
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Number, Part, Parts, Shape, Vector
from dlprep.text import Text

TWO_LAYERS = {"layers": [[3], [3]]}


@pytest.fixture
def receptive_field() -> AnyProblem:
    return find_problem("receptive_field")


def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


def with_cuda(monkeypatch: pytest.MonkeyPatch, present: bool) -> None:
    torch = SimpleNamespace(cuda=SimpleNamespace(is_available=lambda: present))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: SimpleNamespace())
    monkeypatch.setitem(__import__("sys").modules, "torch", torch)


def test_numpy_alone_needs_no_torch(receptive_field: AnyProblem, monkeypatch: pytest.MonkeyPatch) -> None:
    without_torch(monkeypatch)
    found = run_references(receptive_field, receptive_field.read_params(TWO_LAYERS), "numpy", "auto")
    assert (found.numpy, found.torch, found.device, found.agree) == (5, None, None, None)
    assert found.answer == 5


def test_torch_alone_answers(receptive_field: AnyProblem) -> None:
    pytest.importorskip("torch")
    found = run_references(receptive_field, receptive_field.read_params(TWO_LAYERS), "torch", "cpu")
    assert (found.numpy, found.torch, found.device, found.agree) == (None, 5, "cpu", None)
    assert found.answer == 5


def test_both_agree(receptive_field: AnyProblem) -> None:
    pytest.importorskip("torch")
    found = run_references(receptive_field, receptive_field.read_params(TWO_LAYERS), "both", "cpu")
    assert (found.numpy, found.torch, found.device, found.agree) == (5, 5, "cpu", True)


@pytest.mark.parametrize("backend", ["torch", "both"])
def test_missing_torch_is_said_with_the_remedy(backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    without_torch(monkeypatch)
    problem = find_problem("receptive_field")
    with pytest.raises(BackendError, match="torch is not installed") as caught:
        run_references(problem, problem.read_params(TWO_LAYERS), backend, "auto")
    assert "pip install 'dlprep[torch]'" in caught.value.hint


@pytest.mark.parametrize(
    ("asked", "cuda", "used"),
    [("auto", True, "cuda"), ("auto", False, "cpu"), ("cpu", True, "cpu"), ("cuda", True, "cuda")],
)
def test_device_is_the_best_that_may_be_used(
    asked: DeviceName, cuda: bool, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_cuda(monkeypatch, cuda)
    assert torch_device(asked) == used


def test_cuda_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with_cuda(monkeypatch, present=False)
    with pytest.raises(BackendError, match="no CUDA device") as caught:
        torch_device("cuda")
    assert "--device cpu" in caught.value.hint


def shifted(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(shifted, value))
    if isinstance(value, dict):
        return {name: shifted(part) for name, part in value.items()}
    if isinstance(value, str):
        return f"({value}) + 1"
    return value + 1 if isinstance(value, int) else 0.0 if value != value else value + 0.01


@pytest.mark.parametrize("name", problem_families())
def test_a_broken_reference_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    problem = find_problem(name)
    params = problem.read_params(problem.example)
    assert run_references(problem, params, "both", "cpu").agree is True

    def broken(reference: Callable[..., AnswerValue]) -> Callable[..., AnswerValue]:
        return lambda *arguments: shifted(reference(*arguments))

    for side in ("reference", "torch_reference"):
        with monkeypatch.context() as patch:
            patch.setattr(type(problem), side, broken(getattr(type(problem), side)))
            assert run_references(problem, params, "both", "cpu").agree is False


def test_references_agree_more_closely_than_a_learner_must() -> None:
    class Loose:
        agreement = 1e-9

        def __init__(self, torch: float) -> None:
            self.torch = torch

        def answer_type(self, params: Params) -> AnswerType:
            return Number(rtol=1e-2)

        def reference(self, params: Params) -> float:
            return 1.0

        def torch_reference(self, params: Params, device: str) -> float:
            return self.torch

    pytest.importorskip("torch")
    agreements = [
        run_references(Loose(torch), Params(), "both", "cpu").agree  # type: ignore[arg-type]
        for torch in (1.0, 1 + 5e-10, 1 + 1e-6)
    ]
    assert agreements == [True, True, False]


@pytest.mark.parametrize(
    ("kind", "tight"),
    [
        pytest.param(Count(), Count(), id="count"),
        pytest.param(Shape(2), Shape(2), id="shape"),
        pytest.param(Number(1e-2, 1e-3), Number(1e-9, 1e-9), id="number"),
        pytest.param(Vector(1e-2, 0.0, special=True), Vector(1e-9, 0.0, special=True), id="no floor"),
        pytest.param(
            Parts((Part("w", Text("权", "weight"), Vector(1e-2)), Part("n", Text("数", "count"), Count()))),
            Parts((Part("w", Text("权", "weight"), Vector(1e-9)), Part("n", Text("数", "count"), Count()))),
            id="parts",
        ),
    ],
)
def test_tolerances_are_tightened(kind: AnswerType, tight: AnswerType) -> None:
    assert tightened(kind, 1e-9) == tight
