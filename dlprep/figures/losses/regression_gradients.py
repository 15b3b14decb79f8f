"""The derivatives of L1, L2 and smooth L1 loss by the prediction."""

from dlprep.figures.figure import Figure
from dlprep.figures.losses._curves import stroke
from dlprep.figures.plot import Axis, Plot, Series
from dlprep.text import Text

_X = Axis(-3, 3, (-3, -2, -1, 0, 1, 2, 3), Text("误差 d", "error d"))
_BESIDE = 1e-9
_L1 = (stroke("l1", "gradient", -3, -_BESIDE), stroke("l1", "gradient", _BESIDE, 3))
figure = Figure(
    Text("L1、L2 和 smooth L1 的导数", "The derivatives of L1, L2 and smooth L1"),
    Text(
        "L2 的梯度随误差增长，没有上界；L1 的梯度恒为 ±1，接近 0 也不变小；smooth L1 大误差时封顶在 ±1，小误差时随误差"
        "变小。",
        "The gradient of L2 grows with the error without bound; that of L1 is ±1 and no smaller near 0; smooth L1 is "
        "capped at ±1 for large errors and shrinks with small ones.",
    ),
    (
        Plot(
            _X,
            Axis(-2.5, 2.5, (-2, -1, 0, 1, 2)),
            (
                Series(Text("L2", "L2"), (stroke("l2", "gradient", -3, 3),), "2"),
                Series(Text("L1", "L1"), _L1, "1", line="dashed", tone=2),
                Series(
                    Text("smooth L1", "smooth L1"),
                    (stroke("smooth_l1", "gradient", -3, 3),),
                    "s",
                    line="dotted",
                    tone=3,
                ),
            ),
        ),
    ),
)
