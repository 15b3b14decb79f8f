"""What all update rules have in common: their parameters, and how the parameter that they move is graded."""

import math
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.numbers import Real, exact
from dlprep.grading.answer import Number, Part
from dlprep.text import Text

Values = tuple[float, ...]
Weight = Annotated[Real, Field(ge=-1e4, le=1e4)]
Gradient = Annotated[Real, Field(ge=-1e3, le=1e3)]
Gradients = Annotated[tuple[Gradient, ...], Field(min_length=1, max_length=8)]
Rate = Annotated[Real, Field(ge=1e-4, le=10)]
Decay = Annotated[Real, Field(ge=1e-3, le=0.9999)]
Epsilon = Annotated[Real, Field(ge=1e-12, le=1)]

THETA_ZH, THETA_EN = "参数的初始值", "the parameter before the first step"
GRADIENTS_ZH, GRADIENTS_EN = "各步的梯度，1 到 8 个数", "the gradient at each step, 1 to 8 numbers"
RATE_ZH, RATE_EN = "学习率", "learning rate"
EPSILON_ZH, EPSILON_EN = "分母中加在根号外的小常数", "small constant added in the denominator, outside the root"


def theta_part(step: float) -> Part:
    """Grade the parameter within a hundredth of a step of this size: beside a large parameter a step is little."""
    size = 10.0 ** math.floor(math.log10(step or 1))
    return Part("theta", Text(zh="更新后的参数", en="the parameter in the end"), Number(rtol=0.0, atol=size / 100))


def draw_gradients(rng: Random, n: int, unit: int = 1, most: int = 6) -> Values:
    """Draw `n` numbers other than 0, in units of 1/unit, no two of the same size."""
    return tuple(rng.choice((-1, 1)) * x / unit for x in rng.sample(range(1, most * unit + 1), k=n))


def listed(gradients: Values) -> str:
    r"""Write the gradients step by step: g_1 = 2, g_2 = -1."""
    return ", ".join(f"g_{t} = {written(g)}" for t, g in enumerate(gradients, 1))


def written(x: float) -> str:
    r"""Write a number with every digit, in LaTeX also if it is tiny: 10^{-8}."""
    mantissa, e, exponent = exact(x).partition("e")
    power = rf"10^{{{int(exponent)}}}" if e else ""
    return power if power and mantissa == "1" else rf"{mantissa} \cdot {power}" if power else mantissa
