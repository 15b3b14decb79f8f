"""Finite distributions and units of information: as parameters, drawn, and as they are written."""

import math
from collections.abc import Iterable
from itertools import pairwise
from random import Random
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact
from dlprep.rules import RuleError
from dlprep.text import Text

LEAST = 1e-6
"""The smallest probability above 0 that is taken: torch's Categorical pulls those below its epsilon up to it."""

Unit = Literal["nats", "bits"]
Values = tuple[float, ...]


def _sums_to_one(probs: Values) -> Values:
    if any(0 < p < LEAST for p in probs):
        raise RuleError(zh=f"概率要么是 0，要么不小于 {LEAST}", en=f"a probability is 0 or at least {LEAST}")
    if abs(math.fsum(probs) - 1) > 1e-12:
        raise RuleError(
            zh=f"概率之和必须为 1，现在是 {math.fsum(probs):.12g}",
            en=f"the probabilities must add up to 1, not {math.fsum(probs):.12g}",
        )
    return probs


def _all_positive(probs: Values) -> Values:
    if 0 in probs:
        raise RuleError(
            zh="每个概率都必须大于 0，对数才是有限的",
            en="every probability must be above 0, where its logarithm is finite",
        )
    return probs


Distribution = Annotated[
    tuple[Annotated[Real, Field(ge=0, le=1)], ...], Field(min_length=2, max_length=16), AfterValidator(_sums_to_one)
]
Positive = Annotated[Distribution, AfterValidator(_all_positive)]


def same_length(p: Values, q: Values) -> None:
    """Raise RuleError unless p and q are about the same outcomes."""
    if len(p) != len(q):
        raise RuleError(
            zh=f"q：概率的个数必须与 p 相同，为 {len(p)} 个，现在是 {len(q)} 个",
            en=f"q: must have as many probabilities as p, {len(p)}, not {len(q)}",
        )


def logarithm(x: float, unit: Unit) -> float:
    """Return the logarithm of x to the base of the unit; -inf for 0."""
    if x == 0:
        return -math.inf
    return math.log(x) if unit == "nats" else math.log2(x)


def expectation(weights: Iterable[float], values: Iterable[float]) -> float:
    """Sum the values by their weights without loss; what has weight 0 counts nothing, even if it is infinite."""
    return math.fsum(w * x for w, x in zip(weights, values, strict=True) if w)


def log_sign(unit: Unit) -> str:
    """Return the logarithm in LaTeX."""
    return r"\ln" if unit == "nats" else r"\log_2"


def unit_name(unit: Unit) -> Text:
    """Return the unit in words, with the base that it means."""
    if unit == "nats":
        return Text(zh="奈特（自然对数）", en="nats (natural logarithm)")
    return Text(zh="比特（以 2 为底）", en="bits (base 2)")


def other(unit: Unit) -> Unit:
    """Return the unit that was not asked for."""
    return "bits" if unit == "nats" else "nats"


def other_base() -> Text:
    """Say what tells the units apart, to who answered in the other one."""
    return Text(
        zh="单位弄错了：奈特用自然对数，比特以 2 为底，1 比特等于 $\\ln 2$ 奈特。",
        en="The unit is wrong: nats take the natural logarithm, bits base 2, and one bit is $\\ln 2$ nats.",
    )


def terms(weights: Iterable[float], logs: Iterable[str]) -> str:
    """Write a sum of weighted logarithms in LaTeX, without the outcomes of weight 0."""
    return " + ".join(rf"{exact(w)} \cdot {log}" for w, log in zip(weights, logs, strict=True) if w)


def total(values: Iterable[float]) -> str:
    """Write a sum and what it makes in LaTeX, negative numbers in brackets; one number stands alone."""
    one, *others = values
    if not others:
        return about(one)
    shown = " + ".join(f"({about(x)})" if x < 0 else about(x) for x in (one, *others))
    return f"{shown} = {about(math.fsum((one, *others)))}"


def draw_unit(rng: Random, level: Level) -> Unit:
    """Bits at basic level, where powers of two need no calculator."""
    return "bits" if level == "basic" else rng.choice(("nats", "bits"))


def draw_distribution(rng: Random, level: Level, size: int) -> Values:
    """Basic: powers of two. Intermediate: tenths. Advanced: twentieths. Never all equal, never 0."""
    if level == "basic":
        return tuple(rng.sample(rng.choice(_DYADIC[size]), k=size))
    parts = 10 if level == "intermediate" else 20
    cuts = [0, *sorted(rng.sample(range(1, parts), k=size - 1)), parts]
    probs = tuple((high - low) / parts for low, high in pairwise(cuts))
    return probs if len(set(probs)) > 1 else draw_distribution(rng, level, size)


_DYADIC: dict[int, tuple[Values, ...]] = {
    3: ((0.5, 0.25, 0.25),),
    4: ((0.5, 0.25, 0.125, 0.125),),
    5: ((0.5, 0.25, 0.125, 0.0625, 0.0625), (0.25, 0.25, 0.25, 0.125, 0.125), (0.5, *(0.125,) * 4)),
    6: ((0.25, 0.25, *(0.125,) * 4), (0.5, 0.25, *(0.0625,) * 4)),
}
