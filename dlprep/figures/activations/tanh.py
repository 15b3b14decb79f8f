"""Tanh and its derivative."""

from dlprep.figures.activations._curves import both
from dlprep.figures.plot import Axis
from dlprep.text import Text

figure = both(
    "tanh",
    Text("tanh 和它的导数", "Tanh and its derivative"),
    Text(
        "以 0 为中心，在原点附近几乎就是 y = x；导数在 0 处为 1，两头同样趋于 0。",
        "Centred on 0 and nearly y = x around the origin; the derivative is 1 at 0, and near 0 at both ends.",
    ),
    Axis(-1, 1, (-1, -0.5, 0, 0.5, 1)),
)
