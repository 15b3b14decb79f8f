"""L1, L2 and smooth L1 loss of one error."""

from dlprep.figures.figure import Figure
from dlprep.figures.losses._curves import stroke
from dlprep.figures.plot import Axis, Plot, Series
from dlprep.text import Text

_X = Axis(-3, 3, (-3, -2, -1, 0, 1, 2, 3), Text("误差 d", "error d"))
figure = Figure(
    Text("L1、L2 和 smooth L1 损失", "L1, L2 and smooth L1 loss"),
    Text(
        "误差大时 L2 按平方增长，离群点说了算；L1 按比例增长，但在 0 处有尖角；smooth L1 两头像 L1，中间像 L2。",
        "For large errors L2 grows with the square, so outliers decide; L1 grows in proportion, but has a corner at 0; "
        "smooth L1 is like L1 outside and like L2 in the middle.",
    ),
    (
        Plot(
            _X,
            Axis(0, 4, (0, 0.5, 1, 2, 3, 4)),
            (
                Series(Text("L2", "L2"), (stroke("l2", "loss", -3, 3),), "2"),
                Series(Text("L1", "L1"), (stroke("l1", "loss", -3, 3),), "1", line="dashed", tone=2),
                Series(
                    Text("smooth L1", "smooth L1"), (stroke("smooth_l1", "loss", -3, 3),), "s", line="dotted", tone=3
                ),
            ),
        ),
    ),
)
