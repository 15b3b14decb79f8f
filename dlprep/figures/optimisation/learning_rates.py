"""Gradient descent on a parabola with a rate that is too small, good, and too large."""

from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series, curve
from dlprep.text import Text


def _panel(rate: float, title: Text, start: float) -> Plot:
    """f(w) = w² / 2, whose curvature is 1: descent multiplies w by 1 - rate."""
    way = [start * (1 - rate) ** step for step in range(7)]
    points = tuple((w, w * w / 2) for w in way)
    return Plot(
        Axis(-3, 3, (-2, 0, 2), Text("w", "w")),
        Axis(0, 4, (0, 2, 4)),
        (
            Series(Text("损失", "loss"), (curve(lambda w: w * w / 2, -3, 3),), line="dotted", tone=0),
            Series(Text("各步", "steps"), (points,), tone=2),
        ),
        tuple(Mark(x, y, None, "dot", 2) for x, y in points),
        title,
    )


figure = Figure(
    Text("学习率太小、合适、太大", "A learning rate too small, good, too large"),
    Text(
        "在曲率为 λ 的方向上，每步把到极小点的距离乘以 1 - ηλ：ηλ 接近 0 时走得慢，1 到 2 之间左右摆动着收敛，超过 2 "
        "就发散。",
        "Along a direction of curvature λ each step multiplies the distance to the minimum by 1 - ηλ: slow when ηλ is "
        "near 0, swinging from side to side between 1 and 2, divergent above 2.",
    ),
    (
        _panel(0.15, Text("ηλ = 0.15", "ηλ = 0.15"), -2.6),
        _panel(1.6, Text("ηλ = 1.6", "ηλ = 1.6"), -2.6),
        _panel(2.2, Text("ηλ = 2.2", "ηλ = 2.2"), -1.0),
    ),
)
