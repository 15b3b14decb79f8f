"""Where a kernel fits on a padded row of pixels; with the learner's own numbers where they fit."""

from dlprep.compute.convolution.conv_output_size import ConvParams, problem
from dlprep.figures.diagram import Diagram, Label, Shape
from dlprep.figures.figure import Figure
from dlprep.text import Text

_MOST_PIXELS, _MOST_PLACES = 24, 9
_LEFT = 10  # where the row begins, behind the names of the lines
_EACH = 2  # cells from one pixel to the next


def of(params: ConvParams) -> Figure | None:
    """Draw the height, line by line; None if there are too many pixels."""
    size, kernel, stride, padding, dilation = (
        pair[0] for pair in (params.size, params.kernel, params.stride, params.padding, params.dilation)
    )
    places, _ = problem.reference(params)
    pixels = size + 2 * padding
    if pixels > _MOST_PIXELS:
        return None
    shapes: list[Shape] = [Label(0, 0, Text("输入", "input"))]
    for i in range(pixels):
        pad = i < padding or i >= pixels - padding
        shapes.append(Label(_LEFT + _EACH * i, 0, _sign("0" if pad else "□"), tone=0 if pad else 1))
    shown = [*range(places)] if places <= _MOST_PLACES else [*range(_MOST_PLACES - 1), places - 1]
    for row, place in enumerate(shown, start=1):
        shapes.append(Label(0, row, Text(f"输出 {place + 1}", f"output {place + 1}")))
        start = place * stride
        taps = {start + dilation * tap for tap in range(kernel)}
        shapes += [
            Label(_LEFT + _EACH * i, row, _sign("■" if i in taps else "·"), tone=2 if i in taps else 0)
            for i in range(start, max(taps) + 1)
        ]
    left = pixels - (dilation * (kernel - 1) + 1) - (places - 1) * stride
    rest = Text(f"，右端余 {left} 个像素", f"; {left} px are left over at the end") if left else Text("", "")
    numbers = f"n = {size}, k = {kernel}, s = {stride}, p = {padding}, d = {dilation}"
    return Figure(
        Text(f"卷积核的 {places} 个位置", f"The {places} places of a kernel"),
        Text(
            f"一个方向上：□ 输入，0 填充，■ 核的点。{numbers.replace(', ', '，')}：核能放下 {places} 次{rest.zh}。",
            f"In one direction: □ input, 0 padding, ■ the taps of the kernel. {numbers}: it fits {places} "
            f"times{rest.en}.",
        ),
        (Diagram(tuple(shapes)),),
    )


def _sign(char: str) -> Text:
    return Text(char, char)


figure = of(ConvParams.model_validate({"size": 7, "kernel": 3, "stride": 2, "padding": 1}))
