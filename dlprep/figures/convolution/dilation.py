"""A stack of dilated convolutions: dilations 1, 2 and 4."""

from dlprep.compute.convolution.receptive_field import FieldParams
from dlprep.figures.convolution.receptive_field import of
from dlprep.figures.figure import Figure
from dlprep.text import Text

_drawn = of(FieldParams.model_validate({"layers": [[3, 1, 1, 1], [3, 1, 2, 2], [3, 1, 4, 4]]}))
assert _drawn is not None
figure = Figure(
    Text("膨胀率 1、2、4 的三层 3×3 卷积", "Three 3×3 convolutions with dilations 1, 2 and 4"),
    Text(
        "核的三个点隔着空洞取样，感受野每层翻倍，三层看到 15 个像素；同样三层普通卷积只看到 7 个，参数却一样多。",
        "The three taps leave holes between them, and the field doubles with each layer: 15 px after three. Three "
        "ordinary layers, with as many parameters, see 7.",
    ),
    _drawn.panels,
)
