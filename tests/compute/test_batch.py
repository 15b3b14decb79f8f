from collections.abc import Sequence
from typing import Any

import pytest

from dlprep.compute.batch import BatchedProblem, outline
from dlprep.compute.place import Place
from dlprep.compute.registry import find_problem

PAIR, TRIPLE = (0.5, 0.5), (0.5, 0.25, 0.25)


@pytest.fixture
def entropy() -> BatchedProblem[Any]:
    problem = find_problem("entropy")
    assert isinstance(problem, BatchedProblem)
    return problem


def distributions(problem: BatchedProblem[Any], *given: tuple[tuple[float, ...], str]) -> list[Any]:
    return [problem.read_params({"probs": probs, "unit": unit}) for probs, unit in given]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(1.0, 2.0, True, id="numbers"),
        pytest.param((1.0, 2.0), (3.0, 4.0), True, id="vectors of one length"),
        pytest.param((1.0, 2.0), (1.0,), False, id="other lengths"),
        pytest.param(((1.0, 2.0),), ((1.0,), (2.0,)), False, id="other shapes"),
        pytest.param(1.0, (1.0,), False, id="a number and a vector of one"),
        pytest.param(1, 2, False, id="whole numbers"),
        pytest.param("mean", "sum", False, id="words"),
        pytest.param(None, 1.0, False, id="what is not given"),
    ],
)
def test_real_numbers_alone_may_differ(one: Any, other: Any, same: bool) -> None:
    assert (outline(one) == outline(other)) is same


def test_alike_instances_share_a_stack_and_answers_keep_their_order(
    entropy: BatchedProblem[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    stacks: list[list[Any]] = []

    def numbered(_: Any, ps: Sequence[Any], place: Place) -> Any:
        stacks.append(list(ps))
        return place.tensor([[len(stacks), row] for row in range(len(ps))])

    monkeypatch.setattr(type(entropy), "torch_stacked", numbered)
    ps = distributions(entropy, (PAIR, "nats"), (TRIPLE, "nats"), ((0.25, 0.75), "nats"), (PAIR, "bits"))
    assert entropy.torch_batch(ps, Place()) == [(1, 0), (2, 0), (1, 1), (3, 0)]
    assert stacks == [[ps[0], ps[2]], [ps[1]], [ps[3]]]


def test_one_instance_is_a_stack_of_one(entropy: BatchedProblem[Any]) -> None:
    pytest.importorskip("torch")
    (p,) = distributions(entropy, (TRIPLE, "bits"))
    assert entropy.torch_reference(p, Place()) == pytest.approx(1.5)


def test_answers_in_parts_come_apart(entropy: BatchedProblem[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")

    def parts(_: Any, ps: Sequence[Any], place: Place) -> Any:
        return {"rows": place.tensor([[[1, 2]], [[3, 4]]]), "word": ["yes", "no"]}

    monkeypatch.setattr(type(entropy), "torch_stacked", parts)
    ps = distributions(entropy, (PAIR, "nats"), (PAIR, "nats"))
    expected = [{"rows": ((1.0, 2.0),), "word": "yes"}, {"rows": ((3.0, 4.0),), "word": "no"}]
    assert entropy.torch_batch(ps, Place()) == expected


def test_as_many_answers_as_instances(entropy: BatchedProblem[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(type(entropy), "torch_stacked", lambda _, ps, place: place.tensor([1.0]))
    with pytest.raises(ValueError, match="zip"):
        entropy.torch_batch(distributions(entropy, (PAIR, "nats"), (PAIR, "nats")), Place())
