"""A gradient clipped by value and by norm, by the live references."""

from dlprep.compute.clipping.clip_by_norm import NormParams
from dlprep.compute.clipping.clip_by_norm import problem as by_norm
from dlprep.compute.registry import find_problem
from dlprep.figures.answers import numbers
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series, Stroke, ellipse
from dlprep.text import Text

_GRADIENT = (2.6, 1.3)
_SQUARE: Stroke = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
_NORM = by_norm.reference(NormParams.model_validate({"gradient": _GRADIENT, "threshold": 1.0}))
_BY_VALUE = find_problem("clip_by_value")
_VALUE = numbers(_BY_VALUE.reference(_BY_VALUE.read_params({"gradient": _GRADIENT, "low": -1.0, "high": 1.0})))


def _panel(clipped: tuple[float, float], region: Stroke, title: Text) -> Plot:
    return Plot(
        Axis(-1.3, 3, (-1, 0, 1, 2, 3), Text("g1", "g1")),
        Axis(-1.3, 1.7, (-1, 0, 1), Text("g2", "g2")),
        (
            Series(Text("允许的范围", "what is allowed"), (region,), filled=True, tone=1),
            Series(Text("梯度", "gradient"), (((0, 0), _GRADIENT),), line="dotted", tone=2),
            Series(Text("裁剪后", "clipped"), (((0, 0), clipped),), tone=3),
        ),
        (Mark(*_GRADIENT, None, "ring", 2), Mark(*clipped, None, "dot", 3)),
        title,
        equal=True,
    )


figure = Figure(
    Text("两种梯度裁剪", "Two ways to clip a gradient"),
    Text(
        "逐元素裁剪把每个分量夹到 [-1, 1]，方向变了；按范数裁剪整体缩短到长度 1，方向不变。",
        "Clipping by value clamps each component to [-1, 1] and turns the gradient; clipping by norm shortens it to "
        "length 1 and keeps its direction.",
    ),
    (
        _panel((_VALUE[0], _VALUE[1]), _SQUARE, Text("逐元素", "by value")),
        _panel((_NORM[0], _NORM[1]), ellipse(0, 0, 1, 1), Text("按范数", "by norm")),
    ),
)
