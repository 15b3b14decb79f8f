"""Many instances in one go: torch takes those that differ in their real numbers alone as one stack of tensors."""

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from dlprep.compute.place import Place
from dlprep.compute.problem import P, Problem
from dlprep.grading.answer import AnswerValue

if TYPE_CHECKING:
    import torch

Stacked: TypeAlias = "torch.Tensor | Sequence[AnswerValue] | dict[str, torch.Tensor | Sequence[AnswerValue]]"
"""The answers of many instances, first axis the instances; of an answer in parts, those of each part."""


class BatchedProblem(Problem[P]):
    """A problem whose torch reference is written for a stack of instances; one instance is a stack of one.

    Attributes:
        shared: the real parameters of which torch takes one for the whole stack.
    """

    shared: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def torch_stacked(self, ps: Sequence[P], place: Place) -> Stacked:
        """Run torch at `place` on instances that are `alike`, independently of `reference`."""

    def alike(self, p: P) -> Hashable:
        """Return what instances have in common that may be stacked: all but the values of real numbers not shared."""
        return tuple(value if name in self.shared else outline(value) for name, value in p)

    def torch_reference(self, p: P, place: Place) -> AnswerValue:
        """Run a stack of one."""
        return self.torch_batch([p], place)[0]

    def torch_batch(self, ps: Sequence[P], place: Place) -> list[AnswerValue]:
        """Run a stack of each kind of instances; return their answers in the order of `ps`."""
        stacks: dict[Hashable, list[int]] = {}
        for position, p in enumerate(ps):
            stacks.setdefault(self.alike(p), []).append(position)
        answers: dict[int, AnswerValue] = {}
        for positions in stacks.values():
            found = self.torch_stacked([ps[position] for position in positions], place)
            answers.update(zip(positions, _each(found), strict=True))
        return [answers[position] for position in range(len(ps))]


def outline(value: Any) -> Hashable:
    """Return a parameter without the values of its real numbers: the lengths of tuples, whole numbers and words."""
    if isinstance(value, tuple):
        return tuple(map(outline, value))
    return float if isinstance(value, float) else value


def _each(found: Stacked) -> Iterable[AnswerValue]:
    """Take a stack of answers apart."""
    if isinstance(found, dict):
        rows = zip(*map(_each, found.values()), strict=True)
        return [dict(zip(found, row, strict=True)) for row in rows]
    return map(_plain, found if isinstance(found, Sequence) else found.tolist())


def _plain(value: Any) -> AnswerValue:
    return tuple(map(_plain, value)) if isinstance(value, list) else value
