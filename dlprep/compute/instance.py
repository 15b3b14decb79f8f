"""A problem with its numbers filled in: drawn from a seed, or given by the learner."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

from dlprep.compute.levels import Level
from dlprep.compute.problem import Params, Slip
from dlprep.compute.registry import AnyProblem
from dlprep.errors import BankError, ParameterError
from dlprep.grading.answer import AnswerType, AnswerValue, Parts
from dlprep.grading.compare import compare
from dlprep.text import Text

TRIES = 500


@dataclass(frozen=True, slots=True)
class Instance:
    """One question: a problem and its parameters, and the seed and level they were drawn with, if they were."""

    problem: AnyProblem
    params: Params
    level: Level = "basic"
    seed: int | None = None

    @property
    def answer_type(self) -> AnswerType:
        """The form and tolerance of the answer."""
        return self.problem.answer_type(self.params)

    def values(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return self.params.model_dump(mode="json")


def draw(
    problem: AnyProblem,
    seed: int,
    level: Level,
    fix: Mapping[str, Any] | None = None,
    choose: Mapping[str, Sequence[Any]] | None = None,
) -> Instance:
    """Draw parameters by `seed`: the problem's own for `level`, then `choose` from lists, then `fix`.

    Draws again until no slip gives the right answer and no two slips give the same; where that cannot be had, returns
    the draw that hides the fewest.

    Raises:
        BankError: what `fix` and `choose` leave open has no valid parameters.
    """
    rng = Random(seed)
    spare: Instance | None = None
    fewest = (0, 0)
    for _ in range(TRIES):
        values = problem.generate(rng, level).model_dump()
        values |= {name: rng.choice(options) for name, options in (choose or {}).items()} | dict(fix or {})
        try:
            params = problem.read_params(values)
        except ParameterError:
            continue
        if spare is not None and params == spare.params:  # `fix` may leave nothing to draw
            continue
        instance = Instance(problem, params, level, seed)
        hidden = _hidden(instance)
        if not any(hidden):
            return instance
        if spare is None or hidden < fewest:
            spare, fewest = instance, hidden
    if spare is None:
        given = f"fix={dict(fix or {})}, choose={dict(choose or {})}, level={level}"
        raise BankError(
            Text(
                zh=f"{problem.name}：用 {given} 抽不出题目",
                en=f"{problem.name}: no question can be drawn with {given}",
            )
        )
    return spare


def telling_slips(instance: Instance, answer: AnswerValue) -> Iterator[Slip]:
    """Yield the slips that these parameters tell from the right `answer`, and that can be typed."""
    for slip in instance.problem.slips(instance.params):
        differs = compare(answer, slip.answer, instance.answer_type).outcome != "correct"
        if differs and can_be_typed(slip.answer, instance.answer_type):
            yield slip


def can_be_typed(value: AnswerValue, kind: AnswerType) -> bool:
    """Whether `value` can be read where `kind` is wanted: inf and nan are answers only where the kind says so."""
    if isinstance(kind, Parts) and isinstance(value, dict):
        return all(can_be_typed(value[part.name], part.type) for part in kind.parts)
    if isinstance(value, tuple):
        return all(can_be_typed(item, kind) for item in value)
    return not isinstance(value, float) or math.isfinite(value) or bool(getattr(kind, "special", False))


def _hidden(instance: Instance) -> tuple[int, int]:
    """Count the slips that give the right answer, and the pairs of slips that give the same one."""
    answer = instance.problem.reference(instance.params)
    slips = list(instance.problem.slips(instance.params))
    same = sum(
        compare(one.answer, two.answer, instance.answer_type).outcome == "correct"
        for one, two in combinations(slips, 2)
    )
    return len(slips) - len(list(telling_slips(instance, answer))), same
