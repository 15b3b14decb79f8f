"""Many instances in one go: those of one shape stacked into a tensor with a row an instance."""

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, TypeVar

from dlprep.grading.answer import AnswerValue

if TYPE_CHECKING:
    import torch

P = TypeVar("P")


def in_groups(
    params: Sequence[P], shape: Callable[[P], Hashable], run: Callable[[list[P]], "torch.Tensor"]
) -> list[AnswerValue]:
    """Run the parameters of each `shape` together; return their answers in the order of `params`.

    `run` returns a tensor whose first axis is the instances: (instances,) for numbers, (instances, n) for vectors.
    """
    groups: dict[Hashable, list[int]] = {}
    for position, p in enumerate(params):
        groups.setdefault(shape(p), []).append(position)
    answers: list[AnswerValue] = [0.0] * len(params)
    for members in groups.values():
        results = run([params[position] for position in members]).tolist()
        for position, result in zip(members, results, strict=True):
            answers[position] = tuple(result) if isinstance(result, list) else result
    return answers
