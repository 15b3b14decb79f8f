"""Eight activations in words and formulas: how a question names each, its rule, and the work at one entry."""

import math
from dataclasses import dataclass
from typing import Literal

from dlprep.compute.numbers import about, exact, factor
from dlprep.text import Text

Name = Literal["sigmoid", "tanh", "relu", "leaky_relu", "generalised_relu", "elu", "softplus", "hardtanh"]


@dataclass(frozen=True, slots=True)
class Unit:
    """An activation f as a question and its answer show it.

    Attributes:
        said: its name in a question, with what the name leaves open; {alpha} stands for the equation of alpha.
        value: the rule for f(x), in LaTeX.
        derivative: the rule for f'(x), in LaTeX.
    """

    said: Text
    value: str
    derivative: str


_TWO_PARTS = r"$f(x) = \max(0, x) + \alpha \min(0, x)$"
_TWO_SLOPES = r"$f'(x) = 1$ ($x > 0$), $f'(x) = \alpha$ ($x < 0$)"
UNITS: dict[Name, Unit] = {
    "sigmoid": Unit(
        Text(" sigmoid", "the sigmoid"), r"$f(x) = \frac{1}{1 + e^{-x}}$", r"$f'(x) = f(x) \cdot (1 - f(x))$"
    ),
    "tanh": Unit(
        Text(" tanh", "tanh"), r"$f(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2 \sigma(2x) - 1$", "$f'(x) = 1 - f(x)^2$"
    ),
    "relu": Unit(Text(" ReLU", "ReLU"), r"$f(x) = \max(0, x)$", "$f'(x) = 1$ ($x > 0$), $f'(x) = 0$ ($x < 0$)"),
    "leaky_relu": Unit(
        Text(" Leaky ReLU（负半轴斜率 {alpha}）", "Leaky ReLU with slope {alpha} on the negative side"),
        r"$f(x) = x$ ($x > 0$), $f(x) = \alpha x$ ($x \le 0$)",
        _TWO_SLOPES,
    ),
    "generalised_relu": Unit(
        Text(f"广义 ReLU：{_TWO_PARTS}，其中 {{alpha}}", f"the generalised ReLU {_TWO_PARTS} with {{alpha}}"),
        _TWO_PARTS,
        _TWO_SLOPES,
    ),
    "elu": Unit(
        Text(" ELU（{alpha}）", "ELU with {alpha}"),
        r"$f(x) = x$ ($x > 0$), $f(x) = \alpha (e^x - 1)$ ($x \le 0$)",
        r"$f'(x) = 1$ ($x > 0$), $f'(x) = \alpha e^x$ ($x < 0$)",
    ),
    "softplus": Unit(
        Text(r" softplus（$\beta = 1$）", r"softplus ($\beta = 1$)"),
        r"$f(x) = \ln(1 + e^x)$",
        r"$f'(x) = \frac{e^x}{1 + e^x} = \frac{1}{1 + e^{-x}}$",
    ),
    "hardtanh": Unit(
        Text("截断到 $[-1, 1]$ 的 hard tanh", "hard tanh, which clips to $[-1, 1]$"),
        r"$f(x) = \max(-1, \min(1, x))$",
        "$f'(x) = 1$ ($-1 < x < 1$), $f'(x) = 0$ ($|x| > 1$)",
    ),
}


def value_work(name: Name, x: float, alpha: float) -> str:
    """Return f(x) with the number put in: everything between the x and the result."""
    a = factor(alpha)
    match name:
        case "sigmoid":
            return rf" = \frac{{1}}{{1 + e^{{{exact(-x)}}}}}"
        case "tanh":
            return rf" = \frac{{2}}{{1 + e^{{{exact(-2 * x)}}}}} - 1"
        case "relu":
            return rf" = \max(0, {exact(x)})"
        case "leaky_relu" | "generalised_relu":
            return rf" = {a} \cdot {factor(x)}" if x <= 0 else ""
        case "elu":
            return rf" = {a} \cdot (e^{{{exact(x)}}} - 1)" if x <= 0 else ""
        case "softplus":
            return rf" = \ln(1 + e^{{{exact(x)}}})"
        case "hardtanh":
            return rf" = \max(-1, \min(1, {exact(x)}))"


def derivative_work(name: Name, x: float, alpha: float) -> str:
    """Return f'(x) with the number put in: everything between the x and the result."""
    match name:
        case "sigmoid":
            s = _near_one(1 / (1 + math.exp(-x)), 1 / (1 + math.exp(abs(x))))
            return rf" = {s} \cdot (1 - {s})"
        case "tanh":
            t = _near_one(math.tanh(x), 2 / (1 + math.exp(2 * abs(x))))
            return f" = 1 - {f'({t})' if x < 0 else t}^2"
        case "elu":
            return rf" = {factor(alpha)} \cdot e^{{{exact(x)}}}" if x <= 0 else ""
        case "softplus":
            return rf" = \frac{{1}}{{1 + e^{{{exact(-x)}}}}}"
    return ""


def result(x: float) -> str:
    """Write a result: whole where it is, else four digits."""
    return f" = {exact(round(x, 9))}" if round(x, 9) == round(x, 4) else rf" \approx {about(x)}"


def _near_one(value: float, gap: float) -> str:
    """Write `value` with so many decimals that the `gap` between it and its bound keeps four digits."""
    return f"{value:.{4 - math.floor(math.log10(gap))}f}"
