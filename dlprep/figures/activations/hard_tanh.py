"""Hard tanh and its derivative."""

from dlprep.figures.activations._curves import both
from dlprep.figures.plot import Axis
from dlprep.text import Text

figure = both(
    "hardtanh",
    Text("hard tanh 和它的导数", "Hard tanh and its derivative"),
    Text(
        "三段直线：[-1, 1] 里导数为 1，两边是常数，导数严格为 0。",
        "Three straight pieces: the derivative is 1 within [-1, 1] and exactly 0 on both sides, where it is constant.",
    ),
    Axis(-1.25, 1.25, (-1, 0, 1)),
)
