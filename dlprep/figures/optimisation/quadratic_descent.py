"""Steepest descent on a quadratic with different curvatures."""

from dlprep.figures.figure import Figure
from dlprep.figures.optimisation._descent import contours, path
from dlprep.figures.plot import Axis, Mark, Plot, Series
from dlprep.text import Text

_START = (-3.0, 0.75)
_WAY = path(_START, 0.17, 0.0, 14)
figure = Figure(
    Text("曲率相差十倍时的梯度下降", "Gradient descent where curvatures differ tenfold"),
    Text(
        "负梯度垂直于等高线，而不是指向极小点；学习率受最陡的方向限制，最平的方向就只能慢慢走。",
        "The negative gradient is at right angles to the contours and does not point at the minimum; the steepest "
        "direction limits the rate, and the flattest one makes slow progress.",
    ),
    (
        Plot(
            Axis(-3.6, 1.6, (-3, -2, -1, 0, 1), Text("w1（曲率 1）", "w1 (curvature 1)")),
            Axis(-1.2, 1.2, (-1, 0, 1), Text("w2（曲率 10）", "w2 (curvature 10)")),
            (
                Series(Text("等高线", "contours"), contours(0.2, 1, 2.5, 5, 8), line="dotted", tone=1),
                Series(Text("14 步", "14 steps"), (_WAY,), tone=2),
            ),
            (Mark(0, 0, None, "cross", 3), *(Mark(x, y, None, "dot", 2) for x, y in (_WAY[0], _WAY[-1]))),
            equal=True,
        ),
    ),
)
