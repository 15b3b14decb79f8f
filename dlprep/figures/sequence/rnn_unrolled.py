"""A recurrent network, unrolled over time."""

from dlprep.figures.diagram import Arrow, Box, Diagram, Label, Shape
from dlprep.figures.figure import Figure
from dlprep.text import Text

_STEPS = ("t-1", "t", "t+1")


def _step(number: int, time: str) -> tuple[Shape, ...]:
    x = 9 + 16 * number
    return (
        Label(x + 4, 0, Text(f"y({time})", f"y({time})"), "centre"),
        Arrow(((x + 4, 3), (x + 4, 1))),
        Label(x + 6, 2, Text("V", "V"), tone=3),
        Box(x, 4, 9, 3, Text(f"h({time})", f"h({time})"), 1, True),
        Arrow(((x + 4, 9), (x + 4, 7))),
        Label(x + 6, 8, Text("U", "U"), tone=3),
        Label(x + 4, 10, Text(f"x({time})", f"x({time})"), "centre"),
        Arrow(((x + 9, 5), (x + 15, 5))),
        Label(x + 12, 4, Text("W", "W"), "centre", 3),
    )


figure = Figure(
    Text("按时间展开的循环神经网络", "A recurrent network, unrolled over time"),
    Text(
        "每一步用同一组 U、W、V：h(t) = tanh(U x(t) + W h(t-1) + b)。梯度沿着 W 往回传，每退一步就再乘一次 W 的转置和 "
        "tanh 的导数。",
        "Every step uses the same U, W and V: h(t) = tanh(U x(t) + W h(t-1) + b). Back in time, the gradient is "
        "multiplied by the transpose of W and the derivative of tanh at each step.",
    ),
    (
        Diagram(
            (
                Arrow(((2, 5), (8, 5))),
                Label(5, 4, Text("W", "W"), "centre", 3),
                *(shape for number, time in enumerate(_STEPS) for shape in _step(number, time)),
            )
        ),
    ),
)
