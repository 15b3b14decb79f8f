"""The family of ReLU on one pair of axes."""

from dlprep.figures.activations._curves import X, strokes
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series
from dlprep.text import Text

figure = Figure(
    Text("ReLU 家族", "The family of ReLU"),
    Text(
        "正半轴都是 y = x，区别只在负半轴：0、小斜率、随数据学到的斜率，或趋于 -1 的曲线。",
        "All are y = x on the positive side. They differ on the negative side: 0, a small slope, a learned slope, or a "
        "curve that tends to -1.",
    ),
    (
        Plot(
            X,
            Axis(-1.5, 2.5, (-1, 0, 1, 2)),
            (
                Series(Text("ReLU", "ReLU"), strokes("relu", "value"), "r"),
                Series(
                    Text("Leaky ReLU，α = 0.1", "Leaky ReLU, α = 0.1"), strokes("leaky_relu", "value", 0.1), "l", tone=2
                ),
                Series(
                    Text("PReLU，学到 α = 0.3", "PReLU, learned α = 0.3"),
                    strokes("generalised_relu", "value", 0.3),
                    "p",
                    line="dotted",
                    tone=3,
                ),
                Series(Text("ELU，α = 1", "ELU, α = 1"), strokes("elu", "value", 1.0), "e", line="dashed", tone=4),
            ),
        ),
    ),
)
