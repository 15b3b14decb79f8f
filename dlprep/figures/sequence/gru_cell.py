"""A GRU cell: reset and update gates, and the new hidden state between the old one and the candidate."""

from dlprep.figures.diagram import Arrow, Box, Diagram, Label
from dlprep.figures.figure import Figure
from dlprep.text import Text


def _same(text: str) -> Text:
    return Text(text, text)


figure = Figure(
    Text("GRU 单元", "A GRU cell"),
    Text(
        "更新门 z 在旧状态和候选之间加权：h(t) = z⊙h(t-1) + (1-z)⊙n；重置门 r 决定算候选 n 时用多少旧状态。没有单独的"
        "细胞状态，也没有输出门。也有资料把 z 和 1-z 对调。",
        "The update gate z weighs the old state against the candidate: h(t) = z⊙h(t-1) + (1-z)⊙n; the reset gate r "
        "says how much of the old state the candidate n sees. There is no separate cell state and no output gate. "
        "Some texts swap z and 1-z.",
    ),
    (
        Diagram(
            (
                Label(0, 1, _same("h(t-1)")),
                Arrow(((7, 1), (28, 1)), tone=3),
                Box(29, 0, 5, 3, _same("×"), 3),
                Arrow(((34, 1), (40, 1)), tone=3),
                Box(41, 0, 5, 3, _same("+"), 3),
                Arrow(((46, 1), (50, 1)), tone=3),
                Label(52, 1, _same("h(t)")),
                # the reset gate, and what it lets through of the old state
                Box(11, 9, 10, 3, Text("重置门 r", "reset r"), 1, True),
                Arrow(((9, 1), (9, 10), (10, 10))),
                Arrow(((15, 1), (15, 3))),
                Arrow(((15, 9), (15, 7))),
                Box(13, 4, 5, 3, _same("×"), 1),
                Arrow(((17, 5), (22, 5), (22, 16), (46, 16), (46, 12))),
                Label(24, 15, _same("r⊙h(t-1)")),
                # the update gate, which weighs both
                Box(27, 9, 10, 3, Text("更新门 z", "update z"), 1, True),
                Arrow(((25, 1), (25, 10), (26, 10))),
                Arrow(((31, 9), (31, 3))),
                Label(30, 5, _same("z"), "right"),
                Arrow(((36, 10), (38, 10), (38, 5), (40, 5))),
                Label(38, 4, _same("1-z"), "centre"),
                # the candidate
                Box(40, 9, 10, 3, Text("候选 n", "new n"), 2, True),
                Box(41, 4, 5, 3, _same("×"), 1),
                Arrow(((43, 9), (43, 7))),
                Arrow(((43, 4), (43, 3))),
                Label(0, 14, _same("x(t)")),
                Arrow(((5, 14), (42, 14), (42, 12))),
                Arrow(((15, 14), (15, 12))),
                Arrow(((31, 14), (31, 12))),
            )
        ),
    ),
)
