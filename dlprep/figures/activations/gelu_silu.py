"""GELU and SiLU beside ReLU."""

import math

from dlprep.figures.activations._curves import strokes
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, curve
from dlprep.text import Text

_X = Axis(-4, 3, (-4, -3, -2, -1, 0, 1, 2, 3), Text("x", "x"))


def _gelu(x: float) -> float:
    return x * (1 + math.erf(x / math.sqrt(2))) / 2


def _silu(x: float) -> float:
    return x / (1 + math.exp(-x))


figure = Figure(
    Text("GELU、SiLU 和 ReLU", "GELU, SiLU and ReLU"),
    Text(
        "两者都是 x 乘一个 0 到 1 之间的门：光滑，负半轴上先略微下凹，再趋于 0，不单调；正半轴接近 y = x。",
        "Both multiply x by a gate between 0 and 1: smooth, dipping a little below 0 on the negative side before they "
        "tend to 0, so not monotone, and near y = x on the positive side.",
    ),
    (
        Plot(
            _X,
            Axis(-0.5, 2.5, (-0.5, 0, 1, 2)),
            (
                Series(Text("GELU", "GELU"), (curve(_gelu, -4, 3),), "g"),
                Series(Text("SiLU", "SiLU"), (curve(_silu, -4, 3),), "s", line="dashed", tone=2),
                Series(Text("ReLU", "ReLU"), strokes("relu", "value", axis=_X), "r", line="dotted", tone=3),
            ),
        ),
    ),
)
