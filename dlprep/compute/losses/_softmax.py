"""Logits and targets of problems about softmax."""

from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, row
from dlprep.rules import RuleError
from dlprep.text import Text

Logits = Annotated[tuple[Annotated[Real, Field(ge=-30, le=30)], ...], Field(min_length=2, max_length=8)]
Target = Annotated[tuple[Annotated[Real, Field(ge=0, le=1)], ...], Field(min_length=2, max_length=8)]


def check_target(logits: tuple[float, ...], target: tuple[float, ...]) -> None:
    """Refuse a target of another length, or one that does not add up to 1.

    Raises:
        RuleError: it is either.
    """
    if len(target) != len(logits):
        raise RuleError(
            zh=f"target：必须有 {len(logits)} 个元素，每个 logit 一个",
            en=f"target: must have {len(logits)} entries, one for each logit",
        )
    if abs(sum(target) - 1) > 1e-9:
        raise RuleError(
            zh=f"target：之和必须为 1，现在是 {sum(target):g}",
            en=f"target: must add up to 1, and adds up to {sum(target):g}",
        )


def simple_logits(rng: Random, level: Level) -> tuple[float, ...]:
    """Draw logits. Basic: three simple probabilities. Intermediate: three small numbers. Advanced: four decimals."""
    if level == "basic":
        # the logarithms of 1, 2, 3, 4 and 5
        return tuple(float(x) for x in rng.sample((0, 0.6931, 1.0986, 1.3863, 1.6094), k=3))
    if level == "intermediate":
        return tuple(float(x) for x in rng.sample(range(-2, 4), k=3))
    return tuple(x / 10 for x in rng.sample(range(-20, 31), k=4))


def said_target(target: tuple[float, ...]) -> Text:
    """Write a target, one-hot or soft."""
    formula = f"$y = [{row(target)}]$"
    if 1 in target:
        return Text(f" one-hot 标签 {formula}", f"one-hot label {formula}")
    return Text(f"软标签 {formula}", f"soft label {formula}")
