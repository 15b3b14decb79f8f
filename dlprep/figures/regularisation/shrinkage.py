"""What L1 and L2 make of a weight, by the live reference: the shrunken weight against that without a penalty."""

from dlprep.compute.regularisation.l1_vs_l2_quadratic import QuadraticParams, problem
from dlprep.figures.answers import numbers
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, Stroke
from dlprep.text import Text

_POINTS = tuple(i / 20 for i in range(-60, 61))
_STRENGTH = 1.0


def _stroke(penalty: str) -> Stroke:
    found: list[float] = []
    for start in range(0, len(_POINTS), 8):
        part = _POINTS[start : start + 8]
        params = QuadraticParams.model_validate(
            {"optimum": part, "curvature": [1.0] * len(part), "strength": _STRENGTH}
        )
        answer = problem.reference(params)
        assert isinstance(answer, dict)
        found += numbers(answer[penalty])
    return tuple(zip(_POINTS, found, strict=True))


figure = Figure(
    Text("L1 和 L2 怎样缩小一个权重（λ = 1）", "How L1 and L2 shrink a weight (λ = 1)"),
    Text(
        "L1 减去一个常数，绝对值不超过 λ 的直接变成 0；L2 乘上一个小于 1 的系数，小权重仍不为 0。",
        "L1 subtracts a constant and sets to 0 what is within λ of it; L2 multiplies by a factor below 1, and small "
        "weights stay apart from 0.",
    ),
    (
        Plot(
            Axis(-3, 3, (-3, -2, -1, 0, 1, 2, 3), Text("无惩罚时的权重", "weight without a penalty")),
            Axis(-2.2, 2.2, (-2, -1, 0, 1, 2)),
            (
                Series(Text("L1", "L1"), (_stroke("l1"),), "1"),
                Series(Text("L2", "L2"), (_stroke("l2"),), "2", line="dashed", tone=2),
                Series(Text("不缩小", "unchanged"), (((-3, -3), (3, 3)),), line="dotted", tone=0),
            ),
        ),
    ),
)
