"""Where sigmoid, tanh and ReLU saturate: their derivatives compared."""

from dlprep.figures.activations._curves import strokes
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series
from dlprep.text import Text

_X = Axis(-6, 6, (-6, -4, -2, 0, 2, 4, 6), Text("x", "x"))
figure = Figure(
    Text("饱和：三个激活函数的导数", "Saturation: the derivatives of three activations"),
    Text(
        "sigmoid 的导数至多 1/4，tanh 至多 1，两者离开原点都趋于 0；ReLU 在正半轴一直是 1。",
        "The sigmoid's derivative is at most 1/4 and tanh's at most 1, and both tend to 0 away from the origin; ReLU's "
        "stays 1 on the positive side.",
    ),
    (
        Plot(
            _X,
            Axis(0, 1.1, (0, (0.25, "1/4"), 0.5, 1), Text("f'(x)", "f'(x)")),
            (
                Series(Text("sigmoid", "sigmoid"), strokes("sigmoid", "derivative", axis=_X), "s"),
                Series(Text("tanh", "tanh"), strokes("tanh", "derivative", axis=_X), "t", line="dashed", tone=2),
                Series(Text("ReLU", "ReLU"), strokes("relu", "derivative", axis=_X), "r", line="dotted", tone=3),
            ),
        ),
    ),
)
