"""An LSTM cell: gates, the cell state that runs through, and the hidden state."""

from dlprep.figures.diagram import Arrow, Box, Diagram, Label
from dlprep.figures.figure import Figure
from dlprep.text import Text


def _same(text: str) -> Text:
    return Text(text, text)


figure = Figure(
    Text("LSTM 单元", "An LSTM cell"),
    Text(
        "上面那条线是细胞状态：c(t) = f⊙c(t-1) + i⊙g，只乘遗忘门、再做加法，梯度沿它传得远；h(t) = o⊙tanh c(t)。"
        "三个门 f、i、o 是 sigmoid，候选 g 是 tanh，都由 h(t-1) 和 x(t) 算出。",
        "The line on top is the cell state, c(t) = f⊙c(t-1) + i⊙g: multiplied by the forget gate alone and added to, "
        "so the gradient travels far along it; h(t) = o⊙tanh c(t). The gates f, i and o are sigmoids, the candidate g "
        "is a tanh, all of h(t-1) and x(t).",
    ),
    (
        Diagram(
            (
                Label(0, 1, _same("c(t-1)")),
                Arrow(((7, 1), (10, 1)), tone=3),
                Box(11, 0, 5, 3, _same("×"), 3),
                Arrow(((16, 1), (24, 1)), tone=3),
                Box(25, 0, 5, 3, _same("+"), 3),
                Arrow(((30, 1), (52, 1)), tone=3),
                Label(54, 1, _same("c(t)")),
                # the candidate, as far as the input gate lets it in
                Arrow(((27, 5), (27, 3))),
                Box(25, 5, 5, 3, _same("×"), 1),
                # out: tanh of the cell state, as far as the output gate lets it out
                Arrow(((44, 1), (44, 2))),
                Box(40, 3, 9, 3, _same("tanh"), 2),
                Arrow(((44, 5), (44, 7))),
                Box(42, 8, 5, 3, _same("×"), 1),
                Arrow(((47, 9), (52, 9))),
                Label(54, 9, _same("h(t)")),
                # the gates and the candidate
                Box(8, 10, 11, 3, Text("遗忘门 f", "forget f"), 1, True),
                Box(22, 10, 11, 3, Text("输入门 i", "input i"), 1, True),
                Box(34, 10, 8, 3, Text("候选 g", "new g"), 2, True),
                Box(43, 13, 12, 3, Text("输出门 o", "output o"), 1, True),
                Arrow(((13, 10), (13, 3))),
                Arrow(((27, 10), (27, 8))),
                Arrow(((37, 10), (37, 6), (30, 6))),
                Arrow(((44, 13), (44, 11))),
                # what all of them see
                Label(0, 17, _same("h(t-1)")),
                Label(0, 19, _same("x(t)")),
                Arrow(((7, 17), (9, 17), (9, 18)), head=False),
                Arrow(((5, 19), (9, 19), (9, 18)), head=False),
                Arrow(((9, 18), (48, 18), (48, 16))),
                Arrow(((13, 18), (13, 13))),
                Arrow(((27, 18), (27, 13))),
                Arrow(((37, 18), (37, 13))),
            )
        ),
    ),
)
