"""Names and formulas of the regression losses, and what one error costs."""

import math
from typing import Literal

from dlprep.text import Text

Loss = Literal["l1", "l2", "smooth_l1"]

NAMES: dict[Loss, Text] = {
    "l1": Text("L1 损失", "L1 loss"),
    "l2": Text("L2 损失", "L2 loss"),
    "smooth_l1": Text("smooth L1 损失", "smooth L1 loss"),
}
FORMULAS: dict[Loss, str] = {
    "l1": r"$\ell(d) = |d|$",
    "l2": r"$\ell(d) = d^2$",
    "smooth_l1": r"$\ell(d) = \frac{1}{2} d^2$ ($|d| < 1$), $\ell(d) = |d| - \frac{1}{2}$ ($|d| \ge 1$)",
}
EACH = Text(
    "；".join((f"L1 {FORMULAS['l1']}", f"L2 {FORMULAS['l2']}", f"smooth L1 {FORMULAS['smooth_l1']}")),
    "; ".join((f"L1 {FORMULAS['l1']}", f"L2 {FORMULAS['l2']}", f"smooth L1 {FORMULAS['smooth_l1']}")),
)


def cost(loss: Loss, d: float) -> float:
    """Return what a sample with the error `d` costs."""
    if loss == "l1":
        return abs(d)
    if loss == "l2":
        return d**2
    return d**2 / 2 if abs(d) < 1 else abs(d) - 0.5


def slope(loss: Loss, d: float) -> float:
    """Return the derivative of `cost` at `d`, which for L1 is not 0."""
    if loss == "l1":
        return math.copysign(1, d)
    return 2 * d if loss == "l2" else max(-1.0, min(1.0, d))
