"""Losses of a margin: hinge, logistic and 0-1."""

from dlprep.compute.losses.binary_cross_entropy import BceParams
from dlprep.compute.losses.binary_cross_entropy import problem as logistic
from dlprep.compute.losses.hinge_loss import HingeParams
from dlprep.compute.losses.hinge_loss import problem as hinge
from dlprep.figures.answers import numbers
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, curve
from dlprep.text import Text


def _hinge(margin: float) -> float:
    return numbers(hinge.reference(HingeParams.model_validate({"scores": [margin], "labels": [1]})))[0]


def _logistic(margin: float) -> float:
    params = BceParams.model_validate({"targets": [1], "predictions": [margin], "kind": "logits"})
    return logistic.reference(params)


figure = Figure(
    Text("间隔 y·f 与三种损失", "The margin y·f and three losses"),
    Text(
        "0-1 损失没有可用的梯度；合页损失在间隔达到 1 后就不再推；logistic 损失一直在推，只是越来越轻。",
        "The 0-1 loss has no useful gradient; the hinge loss stops pushing at a margin of 1; the logistic loss keeps "
        "pushing, ever more gently.",
    ),
    (
        Plot(
            Axis(-3, 3, (-3, -2, -1, 0, 1, 2, 3), Text("间隔 y·f", "margin y·f")),
            Axis(0, 4, (0, 1, 2, 3, 4)),
            (
                Series(Text("合页损失", "hinge"), (curve(_hinge, -3, 3, 60),), "h"),
                Series(Text("logistic 损失", "logistic"), (curve(_logistic, -3, 3),), "l", line="dashed", tone=2),
                Series(Text("0-1 损失", "0-1"), (((-3, 1), (0, 1)), ((0, 0), (3, 0))), "z", line="dotted", tone=3),
            ),
        ),
    ),
)
