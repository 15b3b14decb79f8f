"""An activation of the learner's choice, with the entries of the question marked on it."""

from dlprep.compute.activations._units import UNITS
from dlprep.compute.activations.activation_value_derivative import ActivationParams
from dlprep.figures.activations._curves import strokes, values
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series
from dlprep.text import Text

_NAMES = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "generalised_relu": "ReLU (α)",
    "elu": "ELU",
    "softplus": "softplus",
    "hardtanh": "hard tanh",
}
assert set(_NAMES) == set(UNITS)


def of(params: ActivationParams) -> Figure:
    """Draw the function or derivative that is asked for, with a point at each entry of x."""
    reach = max(2.0, *(abs(x) for x in params.entries))
    ticks = tuple(part * reach for part in (-1, -0.5, 0, 0.5, 1))
    x_axis = Axis(-reach, reach, tuple((tick, f"{tick:.3g}") for tick in ticks), Text("x", "x"))
    curves = strokes(params.name, params.quantity, params.alpha, x_axis)
    heights = [y for stroke in curves for _, y in stroke]
    low, high = min(0.0, *heights), max(1.0, *heights)
    y_axis = Axis(
        low, high + 0.05 * (high - low), tuple((tick, f"{tick:.3g}") for tick in sorted({low, 0.0, 1.0, high}))
    )
    marks = zip(params.entries, values(params.name, params.quantity, list(params.entries), params.alpha), strict=True)
    name = _NAMES[params.name] + (f", α = {params.alpha:g}" if params.alpha is not None else "")
    asked = Text("f(x)", "f(x)") if params.quantity == "value" else Text("导数 f'(x)", "derivative f'(x)")
    return Figure(
        Text(f"{name.replace(', ', '，')}：题目里的 x", f"{name}: the x of the question"),
        Text("每个点是题目里的一个数。", "Each point is one number of the question."),
        (
            Plot(
                x_axis,
                y_axis,
                (Series(asked, curves),),
                tuple(Mark(x, y, Text(f"{y:.3g}", f"{y:.3g}"), tone=2) for x, y in marks),
            ),
        ),
    )


figure = of(ActivationParams.model_validate({"name": "elu", "x": [-2, -1, 1], "alpha": 1.5, "quantity": "value"}))
