"""Cross-entropy against the squared error as the probability of the true class goes from 0 to 1."""

from dlprep.compute.losses.binary_cross_entropy import BceParams, problem
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, curve
from dlprep.text import Text


def _cross_entropy(p: float) -> float:
    return problem.reference(BceParams.model_validate({"targets": [1], "predictions": [p]}))


figure = Figure(
    Text("正确类的概率 p 与两种损失", "The probability p of the true class, and two losses"),
    Text(
        "自信地答错时，交叉熵 -ln p 没有上界，梯度 -1/p 也很大；平方误差至多是 1，斜率至多是 2。",
        "When confidently wrong, the cross-entropy -ln p has no bound and neither has its slope -1/p; the squared "
        "error is at most 1, its slope at most 2.",
    ),
    (
        Plot(
            Axis(0, 1, (0, 0.25, 0.5, 0.75, 1), Text("p", "p")),
            Axis(0, 4, (0, 1, 2, 3, 4)),
            (
                Series(Text("交叉熵 -ln p", "cross-entropy -ln p"), (curve(_cross_entropy, 0.01, 0.99999),), "c"),
                Series(
                    Text("平方误差 (1-p)²", "squared error (1-p)²"),
                    (curve(lambda p: (1 - p) ** 2, 0, 1),),
                    "q",
                    line="dashed",
                    tone=2,
                ),
            ),
        ),
    ),
)
