"""Curves of an activation from its live reference."""

from collections.abc import Iterable
from itertools import pairwise

from dlprep.compute.activations.activation_value_derivative import ActivationParams, problem
from dlprep.figures.answers import numbers
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series, Stroke
from dlprep.text import Text

X = Axis(-4, 4, (-4, -2, 0, 2, 4), Text("x", "x"))
_KINKS = {"sigmoid": (), "tanh": (), "softplus": (), "hardtanh": (-1.0, 1.0)}
_AT_ONCE = 16  # as many entries as the problem takes
_NEAR = 1e-9  # a derivative is asked for beside a kink, not at it


def strokes(name: str, quantity: str, alpha: float | None = None, axis: Axis = X) -> tuple[Stroke, ...]:
    """Return the value or derivative of the activation `name` along `axis`, in one piece between its kinks."""
    kinks = _KINKS.get(name, (0.0,)) if quantity == "derivative" else ()
    return tuple(
        _stroke(name, quantity, alpha, low + _NEAR * (low in kinks), high - _NEAR * (high in kinks))
        for low, high in pairwise((axis.low, *kinks, axis.high))
    )


def _stroke(name: str, quantity: str, alpha: float | None, low: float, high: float) -> Stroke:
    n = round(16 * (high - low)) + 1
    xs = [low + (high - low) * i / n for i in range(n + 1)]
    return tuple(zip(xs, values(name, quantity, xs, alpha), strict=True))


def values(name: str, quantity: str, xs: list[float], alpha: float | None = None) -> list[float]:
    """Return what the reference gives at each of `xs`."""
    found: list[float] = []
    for start in range(0, len(xs), _AT_ONCE):
        params = ActivationParams.model_validate(
            {"name": name, "x": tuple(xs[start : start + _AT_ONCE]), "alpha": alpha, "quantity": quantity}
        )
        found += numbers(problem.reference(params))
    return found


def both(
    name: str, title: Text, caption: Text, y: Axis, *, alpha: float | None = None, marks: Iterable[Mark] = ()
) -> Figure:
    """Return the figure of an activation: f and its derivative."""
    value = Series(Text("f(x)", "f(x)"), strokes(name, "value", alpha), "f", tone=1)
    slope = Series(
        Text("导数 f'(x)", "derivative f'(x)"), strokes(name, "derivative", alpha), "d", line="dashed", tone=2
    )
    return Figure(title, caption, (Plot(X, y, (value, slope), tuple(marks)),))
