"""A maxout unit with three pieces, from the live reference."""

from dlprep.compute.activations.maxout_forward import MaxoutParams, problem
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, curve
from dlprep.text import Text

_PIECES = ((-1.0, -1.0), (0.25, 0.5), (1.5, -1.0))
_X = Axis(-3, 3, (-3, -2, -1, 0, 1, 2, 3), Text("x", "x"))


def _maxout(x: float) -> float:
    params = MaxoutParams.model_validate(
        {"x": [x], "weights": [[[w]] for w, _ in _PIECES], "bias": [[b] for _, b in _PIECES]}
    )
    (answer,) = problem.reference(params)
    return float(answer)


_LINES = tuple(tuple((x, w * x + b) for x in (_X.low, _X.high)) for w, b in _PIECES)
figure = Figure(
    Text("一个 maxout 单元：三段仿射函数取最大", "A maxout unit: the largest of three affine pieces"),
    Text(
        "激活函数的形状由学到的直线决定，总是凸的折线；ReLU 和 |x| 都是特例。",
        "The learned lines give the activation its shape, always convex and piecewise linear; ReLU and |x| are special "
        "cases.",
    ),
    (
        Plot(
            _X,
            Axis(-2, 4, (-2, 0, 2, 4)),
            (
                Series(Text("三段 w·x + b", "the pieces w·x + b"), _LINES, line="dotted", tone=2),
                Series(Text("最大值", "the largest"), (curve(_maxout, _X.low, _X.high),), "m"),
            ),
        ),
    ),
)
