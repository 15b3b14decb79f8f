"""A residual block: two convolutions with a shortcut around them."""

from dlprep.figures.diagram import Arrow, Box, Diagram, Label
from dlprep.figures.figure import Figure
from dlprep.text import Text

figure = Figure(
    Text("残差块", "A residual block"),
    Text(
        "块只学差值 F(x)，捷径把 x 原样加回来；梯度沿捷径不乘任何权重就能传到前面。",
        "The block learns only the difference F(x), and the shortcut adds x back as it is; along the shortcut the "
        "gradient reaches earlier layers without passing any weight.",
    ),
    (
        Diagram(
            (
                Label(0, 3, Text("x", "x")),
                Arrow(((2, 3), (6, 3))),
                Box(7, 2, 12, 3, Text("卷积 3×3", "conv 3×3"), 1),
                Arrow(((19, 3), (20, 3))),
                Box(21, 2, 8, 3, Text("ReLU", "ReLU"), 2),
                Arrow(((29, 3), (30, 3))),
                Box(31, 2, 12, 3, Text("卷积 3×3", "conv 3×3"), 1),
                Arrow(((43, 3), (46, 3))),
                Box(47, 2, 5, 3, Text("+", "+"), strong=True),
                Arrow(((52, 3), (54, 3))),
                Label(56, 3, Text("y", "y")),
                Arrow(((4, 3), (4, 0), (49, 0), (49, 1)), tone=3),
                Label(27, 1, Text("捷径：x 原样", "shortcut: x as it is"), "centre", 3),
                Label(27, 5, Text("y = F(x) + x", "y = F(x) + x"), "centre"),
            )
        ),
    ),
)
