"""Training and generalisation error against capacity: a sketch of the textbook picture."""

import math

from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series, curve
from dlprep.text import Text


def _training(c: float) -> float:
    return 0.08 + 1.6 * math.exp(-0.76 * c)


def _general(c: float) -> float:
    return _training(c) + 0.05 + 0.03 * math.pow(c, 1.6)


_BEST = min((i / 50 for i in range(301)), key=_general)
figure = Figure(
    Text("容量与误差（示意）", "Capacity and error (a sketch)"),
    Text(
        "容量增大，训练误差一直降；泛化误差先降后升，两条线之间的差距越来越大。左边欠拟合，右边过拟合。",
        "With more capacity the training error keeps falling; the generalisation error falls and then rises, and the "
        "gap between the two widens. On the left the model underfits, on the right it overfits.",
    ),
    (
        Plot(
            Axis(0, 6, (), Text("容量", "capacity")),
            Axis(0, 1.8, (), Text("误差", "error")),
            (
                Series(Text("训练误差", "training error"), (curve(_training, 0, 6),), "t"),
                Series(Text("泛化误差", "generalisation error"), (curve(_general, 0, 6),), "g", line="dashed", tone=2),
                Series(Text("最佳容量", "best capacity"), (((_BEST, 0), (_BEST, 1.8)),), line="dotted", tone=3),
            ),
            (
                Mark(0.7, 1.6, Text("欠拟合", "underfits"), "none"),
                Mark(4.3, 1.3, Text("过拟合", "overfits"), "none"),
            ),
        ),
    ),
)
