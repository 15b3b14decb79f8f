"""A network with all its units, and the one that a step of dropout trains."""

from itertools import product

from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Point, Series
from dlprep.text import Text

_LAYERS = (3, 4, 4, 2)
_DROPPED = frozenset(((0, 2), (1, 0), (1, 3), (2, 1)))


def _spot(layer: int, unit: int) -> Point:
    return layer * 2.0, (_LAYERS[layer] - 1) / 2 - unit


def _panel(dropped: frozenset[tuple[int, int]], title: Text) -> Plot:
    units = [(layer, unit) for layer, count in enumerate(_LAYERS) for unit in range(count)]
    lines = tuple((_spot(*a), _spot(*b)) for a, b in product(units, units) if b[0] == a[0] + 1 and not {a, b} & dropped)
    marks = tuple(Mark(*_spot(*u), None, "cross" if u in dropped else "dot", 4 if u in dropped else 1) for u in units)
    return Plot(Axis(-0.4, 6.4), Axis(-1.9, 1.9), (Series(None, lines, tone=0),), marks, title, framed=False)


figure = Figure(
    Text("dropout 的一步", "One step of dropout"),
    Text(
        "每一步随机丢掉一些单元（×）连同它们的连线，只训练剩下的网络；测试时全部保留。",
        "Each step drops some units at random (×) with their connections and trains the network that is left; at test "
        "time all are kept.",
    ),
    (
        _panel(frozenset(), Text("完整的网络", "the whole network")),
        _panel(_DROPPED, Text("这一步训练的", "what this step trains")),
    ),
)
