"""Two 3×3 convolutions see what one 5×5 sees."""

from dataclasses import replace

from dlprep.compute.convolution.receptive_field import FieldParams
from dlprep.figures.convolution.receptive_field import of
from dlprep.figures.figure import Figure, Panel
from dlprep.text import Text


def _panel(layers: list[list[int]], title: Text) -> Panel:
    drawn = of(FieldParams.model_validate({"layers": layers}))
    assert drawn is not None
    return replace(drawn.panels[0], title=title)


figure = Figure(
    Text("两层 3×3 和一层 5×5", "Two 3×3 layers and one 5×5"),
    Text(
        "两者的感受野都是 5×5；通道数不变时，两层 3×3 的权重是 18 份对 25 份，中间还多一次非线性。",
        "Both see 5×5 px; with equal numbers of channels two 3×3 layers have 18 weights for every 25 of the 5×5, and "
        "one more nonlinearity between them.",
    ),
    (
        _panel([[3, 1], [3, 1]], Text("两层 3×3", "two 3×3")),
        _panel([[5, 1]], Text("一层 5×5", "one 5×5")),
    ),
)
