"""ReLU and its derivative."""

from dlprep.figures.activations._curves import both
from dlprep.figures.plot import Axis
from dlprep.text import Text

figure = both(
    "relu",
    Text("ReLU 和它的导数", "ReLU and its derivative"),
    Text(
        "正半轴导数恒为 1，不饱和；负半轴输出和导数都是 0，单元在这里收不到梯度。",
        "On the positive side the derivative is 1 throughout: no saturation. On the negative side output and "
        "derivative are 0, and the unit receives no gradient.",
    ),
    Axis(-0.5, 3, (0, 1, 2, 3)),
)
