"""Gradient descent with and without momentum in a narrow valley."""

from dlprep.figures.figure import Figure
from dlprep.figures.optimisation._descent import contours, path
from dlprep.figures.plot import Axis, Mark, Plot, Series
from dlprep.text import Text

_START = (-3.0, 0.7)
_STEPS = 10


def _panel(momentum: float, title: Text) -> Plot:
    way = path(_START, 0.16 if not momentum else 0.04, momentum, _STEPS)
    return Plot(
        Axis(-3.5, 1.5, (-3, -2, -1, 0, 1), Text("w1", "w1")),
        Axis(-1.2, 1.2, (-1, 0, 1), Text("w2", "w2")),
        (
            Series(Text("等高线", "contours"), contours(0.3, 1.5, 4, 8), line="dotted", tone=1),
            Series(Text(f"{_STEPS} 步", f"{_STEPS} steps"), (way,), tone=2),
        ),
        (Mark(0, 0, None, "cross", 3), *(Mark(x, y, None, "dot", 2) for x, y in (way[0], way[-1]))),
        title,
    )


figure = Figure(
    Text("狭长山谷里的梯度下降和动量", "Descent and momentum in a narrow valley"),
    Text(
        "陡的方向上梯度来回变号，普通梯度下降左右摆动，沿谷底走得慢；动量让变号的部分互相抵消，沿谷底的部分累积起来。",
        "Across the valley the gradient changes its sign, so plain descent swings from side to side and creeps along "
        "the floor; momentum lets what changes sign cancel and what points along the floor add up.",
    ),
    (_panel(0.0, Text("梯度下降", "gradient descent")), _panel(0.8, Text("动量 β = 0.8", "momentum β = 0.8"))),
)
