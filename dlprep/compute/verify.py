"""Put a problem to the proof: draw instances, run both references, measure how far apart they are."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from dlprep.compute.backend import agreement_type
from dlprep.compute.batch import BatchedProblem
from dlprep.compute.instance import Instance, draw
from dlprep.compute.levels import LEVELS
from dlprep.compute.place import Place
from dlprep.compute.registry import AnyProblem
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Number, Parts, Vector
from dlprep.grading.compare import compare


@dataclass(slots=True)
class Verification:
    """What became of one problem.

    Attributes:
        instances: how many were drawn.
        largest_error: the largest difference of two entries, as a share of what the references owe each other.
        seconds_numpy: the time of the plain Python or NumPy reference over all instances.
        seconds_torch: the same for torch.
        batched: whether torch did them all in one go.
        disagreement: the first instance on which they differ, with both answers.
    """

    problem: AnyProblem
    instances: int = 0
    largest_error: float = 0.0
    seconds_numpy: float = 0.0
    seconds_torch: float = 0.0
    batched: bool = False
    disagreement: tuple[Instance, AnswerValue, AnswerValue] | None = None


def verify(
    problem: AnyProblem, count: int, place: Place, after_each: Callable[[], object] = lambda: None
) -> Verification:
    """Draw `count` instances, a third of each level, and run both references on each, torch in one go where it
    can; call `after_each` after each.
    """
    found = Verification(problem, batched=isinstance(problem, BatchedProblem))
    instances = [draw(problem, number, LEVELS[number % len(LEVELS)]) for number in range(count)]
    start = time.perf_counter()
    others = iter(problem.torch_batch([instance.params for instance in instances], place))
    found.seconds_torch = time.perf_counter() - start
    for instance in instances:
        start = time.perf_counter()
        one = problem.reference(instance.params)
        between = time.perf_counter()
        other = next(others)
        found.seconds_numpy += between - start
        found.seconds_torch += time.perf_counter() - between
        found.instances += 1
        exact = agreement_type(problem, instance.params, place.dtype)
        found.largest_error = max(found.largest_error, error_share(one, other, exact))
        if found.disagreement is None and compare(one, other, exact).outcome != "correct":
            found.disagreement = instance, one, other
        after_each()
    return found


def error_share(one: AnswerValue, other: AnswerValue, kind: AnswerType) -> float:
    """Return the largest difference of two answers' numbers as a share of the tolerance; 0 or inf for exact kinds."""
    if isinstance(kind, Parts) and isinstance(one, dict) and isinstance(other, dict):
        return max(error_share(one[part.name], other[part.name], part.type) for part in kind.parts)
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return max((error_share(a, b, kind) for a, b in zip(one, other, strict=True)), default=0.0)
    if isinstance(kind, Number | Vector | Matrix) and isinstance(one, int | float) and isinstance(other, int | float):
        if one == other or (math.isnan(one) and math.isnan(other)):
            return 0.0
        allowed = max(kind.atol, kind.rtol * abs(one))
        return abs(one - other) / allowed if allowed else math.inf
    return 0.0 if compare(one, other, kind).outcome == "correct" else math.inf
