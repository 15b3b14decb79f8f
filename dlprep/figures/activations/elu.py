"""ELU and its derivative."""

from dlprep.figures.activations._curves import both
from dlprep.figures.plot import Axis
from dlprep.text import Text

figure = both(
    "elu",
    Text("ELU（α = 1）和它的导数", "ELU (α = 1) and its derivative"),
    Text(
        "负半轴平滑地趋于 -α，均值更接近 0；α = 1 时导数在 0 处也连续。",
        "On the negative side it tends smoothly to -α, which brings the mean nearer to 0; with α = 1 the derivative is "
        "continuous at 0 as well.",
    ),
    Axis(-1.5, 3, (-1, 0, 1, 2, 3)),
    alpha=1.0,
)
