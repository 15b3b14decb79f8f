"""Learning-rate schedules over training."""

import math

from dlprep.compute.optimisers.exponential_lr_decay import DecayParams, problem
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, Stroke, curve
from dlprep.text import Text

_STEPS = 1000
_WARM = 80


def _decayed(rate: float, period: int, *, staircase: bool) -> Stroke:
    points = []
    for step in range(0, _STEPS + 1, 5):
        params = {"lr": 1.0, "rate": rate, "decay_steps": period, "step": step, "staircase": staircase}
        points.append((step / _STEPS, problem.reference(DecayParams.model_validate(params))))
    return tuple(points)


def _warm_cosine(part: float) -> float:
    warm = _WARM / _STEPS
    return part / warm if part < warm else (1 + math.cos(math.pi * (part - warm) / (1 - warm))) / 2


figure = Figure(
    Text("学习率调度", "Learning-rate schedules"),
    Text(
        "阶梯和指数从一开始就降；余弦前后缓、中间快；预热先从接近 0 升到最大值，防止开头发散。",
        "Steps and the exponential fall from the start; the cosine is slow at both ends and fast in between; a "
        "warm-up rises from near 0 first, against divergence at the beginning.",
    ),
    (
        Plot(
            Axis(0, 1, (0, 0.25, 0.5, 0.75, 1), Text("训练进度", "part of training done")),
            Axis(0, 1.05, (0, 0.5, 1), Text("学习率 / 最大值", "learning rate / largest")),
            (
                Series(Text("阶梯", "steps"), (_decayed(0.3, 334, staircase=True),), "s", line="dashed", tone=3),
                Series(Text("指数", "exponential"), (_decayed(0.3, 334, staircase=False),), "e", line="dotted", tone=2),
                Series(Text("预热 + 余弦", "warm-up + cosine"), (curve(_warm_cosine, 0, 1),), "c", tone=1),
                Series(Text("线性", "linear"), (((0, 1), (1, 0)),), "l", line="dotted", tone=4),
            ),
        ),
    ),
)
