"""Softplus, its derivative, and ReLU for comparison."""

from dlprep.figures.activations._curves import X, strokes
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series
from dlprep.text import Text

figure = Figure(
    Text("softplus、它的导数和 ReLU", "Softplus, its derivative, and ReLU"),
    Text(
        "softplus 是 ReLU 的光滑版本，处处在它上方，在 0 处是 ln 2；导数正是 sigmoid。",
        "Softplus is a smooth ReLU that lies above it everywhere, by ln 2 at 0; its derivative is the sigmoid.",
    ),
    (
        Plot(
            X,
            Axis(0, 4, (0, 1, 2, 3, 4)),
            (
                Series(Text("softplus", "softplus"), strokes("softplus", "value"), "f"),
                Series(
                    Text("导数，即 sigmoid", "derivative: the sigmoid"),
                    strokes("softplus", "derivative"),
                    "d",
                    line="dashed",
                    tone=2,
                ),
                Series(Text("ReLU", "ReLU"), strokes("relu", "value"), "r", line="dotted", tone=3),
            ),
        ),
    ),
)
