"""What is left of a gradient after n layers."""

import math

from dlprep.figures.activations._curves import values
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Line, Plot, Series
from dlprep.text import Text

_LAYERS = range(11)
_STEEPEST = values("sigmoid", "derivative", [0.0])[0]


def _series(label: Text, factor: float, key: str, tone: int, line: Line) -> Series:
    points = tuple((float(n), n * math.log10(factor)) for n in _LAYERS)
    return Series(label, (points,), key, line, tone=tone)


figure = Figure(
    Text("梯度经过 n 层之后", "A gradient after n layers"),
    Text(
        "每层乘一个因子：因子小于 1 就指数衰减，sigmoid 在最好的情况下也只有 1/4；大于 1 就指数增长。纵轴是对数。",
        "Every layer multiplies by a factor: below 1 the gradient decays exponentially (a sigmoid's is 1/4 at best), "
        "above 1 it grows exponentially. The vertical axis is logarithmic.",
    ),
    (
        Plot(
            Axis(0, 10, (0, 2, 4, 6, 8, 10), Text("层数 n", "layers n")),
            Axis(-6.5, 2.5, ((-6, "1e-6"), (-4, "1e-4"), (-2, "0.01"), (0, "1"), (2, "100"))),
            (
                _series(Text("sigmoid 最多 1/4", "sigmoid, at most 1/4"), _STEEPEST, "s", 1, "solid"),
                _series(Text("0.7", "0.7"), 0.7, "a", 2, "dashed"),
                _series(Text("ReLU 通路 1", "ReLU path, 1"), 1.0, "r", 3, "dotted"),
                _series(Text("1.5", "1.5"), 1.5, "b", 4, "dashed"),
            ),
        ),
    ),
)
