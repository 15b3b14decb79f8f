"""The L1 and L2 balls, and where the contours of a quadratic loss first touch them."""

import math
from itertools import pairwise

from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Point, Series, Stroke, ellipse
from dlprep.text import Text

_OPTIMUM = (1.6, 1.5)
_LONG, _SHORT = 2.0, 1.0  # half-axes of the contours, along w1 and w2
_DIAMOND: Stroke = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))


def _loss(w: Point) -> float:
    """The loss, as a multiple of the contour with the half-axes above."""
    return math.hypot((w[0] - _OPTIMUM[0]) / _LONG, (w[1] - _OPTIMUM[1]) / _SHORT)


def _touching(ball: Stroke) -> Point:
    """Return the point of the ball's edge with the least loss."""
    return min(ball, key=_loss)


def _edge(corners: Stroke, n: int = 400) -> Stroke:
    pairs = pairwise(corners)
    return tuple((a + (c - a) * i / n, b + (d - b) * i / n) for (a, b), (c, d) in pairs for i in range(n))


def _panel(ball: Stroke, title: Text) -> Plot:
    at = _touching(ball)
    sizes = (0.35 * _loss(at), _loss(at), 1.4 * _loss(at))
    contours = tuple(ellipse(*_OPTIMUM, _LONG * size, _SHORT * size) for size in sizes)
    return Plot(
        Axis(-1.4, 2.8, (-1, 0, 1, 2), Text("w1", "w1")),
        Axis(-1.3, 2.6, (-1, 0, 1, 2), Text("w2", "w2")),
        (
            Series(Text("约束区域", "what the penalty allows"), (ball,), filled=True, tone=1),
            Series(Text("损失的等高线", "contours of the loss"), contours, line="dotted", tone=2),
        ),
        (
            Mark(*_OPTIMUM, None, "cross", 2),
            Mark(*at, Text("w1 = 0", "w1 = 0") if abs(at[0]) < 1e-6 else None, "dot", 3),
        ),
        title,
        equal=True,
    )


figure = Figure(
    Text("L1 和 L2 约束的几何", "The geometry of L1 and L2"),
    Text(
        "等高线从无惩罚的最优点（×）向外扩，先碰到的点（●）就是解：L1 的菱形常在顶点被碰到，一个权重恰好为 0；L2 的圆"
        "没有顶点，权重变小但一般不为 0。",
        "Contours grow from the optimum without a penalty (×); where they first touch (●) is the solution. They often "
        "meet the L1 diamond at a corner, where a weight is exactly 0; the L2 circle has no corners, and weights "
        "shrink without being 0.",
    ),
    (
        _panel(_edge(_DIAMOND), Text("L1：|w1| + |w2| ≤ 1", "L1: |w1| + |w2| ≤ 1")),
        _panel(ellipse(0, 0, 1, 1, n=400), Text("L2：w1² + w2² ≤ 1", "L2: w1² + w2² ≤ 1")),
    ),
)
