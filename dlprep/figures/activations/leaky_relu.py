"""Leaky ReLU and its derivative."""

from dlprep.figures.activations._curves import both
from dlprep.figures.plot import Axis
from dlprep.text import Text

figure = both(
    "leaky_relu",
    Text("Leaky ReLU（α = 0.1）和它的导数", "Leaky ReLU (α = 0.1) and its derivative"),
    Text(
        "负半轴留一个小斜率 α，导数不再是 0，单元不会死掉。",
        "The negative side keeps a small slope α: the derivative is not 0 there, and no unit dies.",
    ),
    Axis(-0.5, 3, (0, 1, 2, 3)),
    alpha=0.1,
)
