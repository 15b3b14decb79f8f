"""Max pooling 2×2 with stride 2, by the live reference."""

from collections.abc import Sequence

from dlprep.compute.registry import find_problem
from dlprep.figures.answers import numbers
from dlprep.figures.diagram import Arrow, Diagram, Grid, Label
from dlprep.figures.figure import Figure
from dlprep.text import Text

_MAP = ((1, 3, 2, 0), (5, 2, 1, 4), (0, 1, 7, 3), (2, 6, 4, 5))
_PROBLEM = find_problem("pooling_value")
_PARAMS = _PROBLEM.read_params({"x": _MAP, "mode": "max", "kernel": 2, "stride": 2})
_POOLED = numbers(_PROBLEM.reference(_PARAMS))


def _rows(values: Sequence[Sequence[float]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(f"{value:g}" for value in row) for row in values)


_LARGEST = frozenset(((1, 0), (1, 3), (3, 1), (2, 2)))
figure = Figure(
    Text("2×2 最大池化，步幅 2", "2×2 max pooling, stride 2"),
    Text(
        "每个 2×2 的块只留最大的数；反向传播时，梯度也只传回它所在的位置。",
        "Of every 2×2 block only the largest number is kept; on the way back, only its place receives the gradient.",
    ),
    (
        Diagram(
            (
                Grid(0, 1, _rows(_MAP), _LARGEST),
                Arrow(((18, 5), (24, 5))),
                Grid(26, 3, _rows((_POOLED[:2], _POOLED[2:])), frozenset(((0, 0), (0, 1), (1, 0), (1, 1)))),
                Label(8, 0, Text("4×4 输入", "4×4 input"), "centre"),
                Label(30, 2, Text("2×2 输出", "2×2 output"), "centre"),
            )
        ),
    ),
)
