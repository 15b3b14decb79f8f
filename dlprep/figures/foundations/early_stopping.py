"""Training and validation loss over the epochs, and where early stopping takes the weights: a sketch."""

import math

from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series
from dlprep.text import Text

_EPOCHS = 40
_PATIENCE = 8


def _wobble(epoch: int) -> float:
    return 0.02 * math.sin(2.1 * epoch) + 0.012 * math.sin(5.3 * epoch)


_TRAINING = tuple((float(e), 0.08 + 0.9 * math.exp(-e / 9) + 0.3 * _wobble(e)) for e in range(_EPOCHS + 1))
_VALIDATION = tuple((float(e), 0.2 + 0.85 * math.exp(-e / 7) + 0.0075 * e + _wobble(e)) for e in range(_EPOCHS + 1))
_BEST = min(_VALIDATION, key=lambda point: point[1])
_STOP = _BEST[0] + _PATIENCE
figure = Figure(
    Text("早停（示意）", "Early stopping (a sketch)"),
    Text(
        f"验证损失在第 {_BEST[0]:g} 轮最低（●）；之后 {_PATIENCE} 轮没有改进，训练停止（竖线），取回最低点的权重。训练"
        "损失仍在下降。",
        f"The validation loss is lowest after epoch {_BEST[0]:g} (●); {_PATIENCE} epochs without a better one later "
        "training stops (vertical line), and the weights of the lowest point are taken. The training loss is still "
        "falling.",
    ),
    (
        Plot(
            Axis(0, _EPOCHS, (0, 10, 20, 30, 40), Text("轮", "epoch")),
            Axis(0, 1.1, (0, 0.5, 1), Text("损失", "loss")),
            (
                Series(Text("训练", "training"), (_TRAINING,), "t"),
                Series(Text("验证", "validation"), (_VALIDATION,), "v", line="dashed", tone=2),
                Series(Text("停止", "stop"), (((_STOP, 0), (_STOP, 1.1)),), line="dotted", tone=4),
            ),
            (Mark(*_BEST, None, "dot", 2),),
        ),
    ),
)
