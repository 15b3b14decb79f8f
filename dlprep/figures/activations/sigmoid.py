"""The sigmoid and its derivative."""

from dlprep.figures.activations._curves import both
from dlprep.figures.plot import Axis, Mark
from dlprep.text import Text

figure = both(
    "sigmoid",
    Text("sigmoid 和它的导数", "The sigmoid and its derivative"),
    Text(
        "导数在 0 处最大，只有 1/4；离开原点，曲线两头变平，导数趋于 0。",
        "The derivative is largest at 0, and only 1/4 there; away from the origin the curve is flat and the derivative "
        "near 0.",
    ),
    Axis(0, 1, (0, 0.25, 0.5, 0.75, 1)),
    marks=[Mark(0, 0.25, Text("1/4", "1/4"), tone=2)],
)
