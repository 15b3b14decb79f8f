"""Attention of a decoder over the states of an encoder."""

from dlprep.figures.diagram import Arrow, Box, Diagram, Label, Shape
from dlprep.figures.figure import Figure
from dlprep.text import Text

_WEIGHTS = ("0.1", "0.7", "0.2")


def _state(number: int, weight: str) -> tuple[Shape, ...]:
    x = 2 + 12 * number
    return (
        Label(x + 3, 11, Text(f"x({number + 1})", f"x({number + 1})"), "centre"),
        Arrow(((x + 3, 10), (x + 3, 9))),
        Box(x, 6, 7, 3, Text(f"h({number + 1})", f"h({number + 1})"), 1),
        Arrow(((x + 3, 6), (x + 3, 1)), head=False),
        Label(x + 5, 3, Text(weight, weight), tone=2),
    )


figure = Figure(
    Text("注意力：解码器回看整个输入", "Attention: the decoder looks back at the whole input"),
    Text(
        "解码器的状态 s 同每个编码器状态 h 打分，softmax 得到权重，上下文 c 是 h 的加权平均；长句不必再压进一个向量。",
        "The decoder's state s is scored against each state h of the encoder, softmax makes weights of the scores, "
        "and the context c is the weighted mean of h: a long sentence need not be pressed into one vector.",
    ),
    (
        Diagram(
            (
                *(shape for number, weight in enumerate(_WEIGHTS) for shape in _state(number, weight)),
                Arrow(((9, 7), (13, 7))),
                Arrow(((21, 7), (25, 7))),
                Arrow(((5, 1), (39, 1))),
                Label(7, 0, Text("加权平均", "weighted mean"), tone=2),
                Box(40, 0, 9, 3, Text("c", "c"), 2, True),
                Arrow(((44, 3), (44, 5))),
                Box(40, 6, 9, 3, Text("s", "s"), 3),
                Arrow(((49, 7), (52, 7))),
                Label(54, 7, Text("y", "y")),
                Label(17, 12, Text("编码器", "encoder"), "centre", 1),
                Label(44, 10, Text("解码器", "decoder"), "centre", 3),
            )
        ),
    ),
)
