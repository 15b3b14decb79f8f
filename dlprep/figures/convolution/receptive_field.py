"""What one output sees, layer by layer down to the input; with the learner's own layers where they fit."""

from collections.abc import Sequence

from dlprep.compute.convolution.receptive_field import FieldParams, problem
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series
from dlprep.text import Text

_MOST_LAYERS, _MOST_PIXELS = 4, 25


def of(params: FieldParams) -> Figure | None:
    """Draw one row of pixels a layer; None if there are too many."""
    layers = [tuple(layer) for layer in params.layers]
    field = problem.reference(params.model_copy(update={"quantity": "receptive_field"}))
    if len(layers) > _MOST_LAYERS or field > _MOST_PIXELS:
        return None
    spans = _seen(layers)
    said = "，".join(f"第 {i} 层 {last - first + 1}" for i, (first, last) in reversed(list(enumerate(spans))) if i)
    says = ", ".join(f"{last - first + 1} of layer {i}" for i, (first, last) in reversed(list(enumerate(spans))) if i)
    return Figure(
        Text(f"感受野：{field} 个像素", f"The receptive field: {field} px"),
        Text(
            f"顶上的一个输出往下看（一个方向）：{said}，输入 {field} 个像素。",
            f"One output at the top looks down, in one direction: {says}, {field} px of the input.",
        ),
        (_sketch(layers, spans),),
    )


def _seen(layers: Sequence[tuple[int, ...]]) -> list[tuple[int, int]]:
    """Return the first and last pixel that output 0 sees, from the input up."""
    spans = [(0, 0)]
    for kernel, stride, padding, dilation in reversed(layers):
        first, last = spans[0]
        spans.insert(0, (first * stride - padding, last * stride - padding + dilation * (kernel - 1)))
    return spans


def _sketch(layers: Sequence[tuple[int, ...]], spans: Sequence[tuple[int, int]]) -> Plot:
    """Place each pixel above the middle of what it sees, with a neighbour on both sides; connect what is seen."""
    places = [{i: float(i) for i in range(spans[0][0] - 1, spans[0][1] + 2)}]
    for layer, (first, last) in zip(layers, spans[1:], strict=True):
        middles = {i: _middle(_taps(layer, i), places[-1]) for i in range(first - 1, last + 2)}
        low, high = min(places[0].values()), max(places[0].values())
        places.append({i: x for i, x in middles.items() if first <= i <= last or low <= x <= high})
    lines, marks = [], []
    reached = {0}
    for level in range(len(layers), -1, -1):
        here = places[level].items()
        marks += [Mark(x, level, None, *(("dot", 1) if i in reached else ("ring", 0))) for i, x in here]
        if level:
            below = [(i, j) for i in sorted(reached) for j in _taps(layers[level - 1], i)]
            lines += [((places[level][i], float(level)), (places[level - 1][j], level - 1.0)) for i, j in below]
            reached = {j for _, j in below}
    left, right = min(places[0].values()), max(places[0].values())
    room = 0.34 * (right - left)  # for the names of the layers
    for level in range(len(layers) + 1):
        name = Text(f"第 {level} 层", f"layer {level}") if level else Text("输入", "input")
        marks.append(Mark(left - room, level, name, "none"))
    return Plot(
        Axis(left - room, right + 0.5),
        Axis(-0.25, len(layers) + 0.25),
        (Series(None, tuple(lines), tone=2, line="dotted"),),
        tuple(marks),
        framed=False,
    )


def _taps(layer: tuple[int, ...], i: int) -> list[int]:
    """Return the pixels that pixel `i` of a layer looks at."""
    kernel, stride, padding, dilation = layer
    return [i * stride - padding + dilation * tap for tap in range(kernel)]


def _middle(taps: Sequence[int], below: dict[int, float]) -> float:
    """Return the middle of the first and last of `taps`; pixels beside those below lie as far apart as they do."""
    known = sorted(below)
    apart = (below[known[-1]] - below[known[0]]) / max(1, known[-1] - known[0])
    return sum(below[known[0]] + (tap - known[0]) * apart for tap in (taps[0], taps[-1])) / 2


figure = of(FieldParams.model_validate({"layers": [[3, 1, 1, 1], [3, 1, 1, 1], [3, 1, 1, 1]]}))
