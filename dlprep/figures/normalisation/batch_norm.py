"""The values of a unit over a batch, before and after batch normalisation, by the live reference."""

from dlprep.compute.normalisation.batchnorm_forward import ForwardParams, problem
from dlprep.figures.answers import numbers
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, bars
from dlprep.text import Text

# Sixteen values of one unit: off centre, spread out, with a tail, as what comes out of a layer often is.
_BATCH = (1.1, 1.9, 2.2, 2.6, 2.9, 3.1, 3.3, 3.4, 3.7, 3.9, 4.4, 4.8, 5.3, 6.1, 7.2, 8.9)
_LOW, _HIGH, _WIDTH = -3.0, 10.0, 0.5


def _normalised(gamma: float, beta: float) -> list[float]:
    params = ForwardParams.model_validate({"x": _BATCH, "gamma": gamma, "beta": beta, "eps": 1e-5})
    return numbers(problem.reference(params))


def _panel(values: list[float], title: Text, tone: int) -> Plot:
    edges = [_LOW + i * _WIDTH for i in range(round((_HIGH - _LOW) / _WIDTH) + 1)]
    heights = [float(sum(low <= value < low + _WIDTH for value in values)) for low in edges[:-1]]
    return Plot(
        Axis(_LOW, _HIGH, (-2, 0, 2, 4, 6, 8), Text("值", "value")),
        Axis(0, 6, (0, 2, 4, 6)),
        (Series(None, (bars(edges, heights),), filled=True, tone=tone),),
        (),
        title,
    )


figure = Figure(
    Text("批量归一化之前和之后", "Before and after batch normalisation"),
    Text(
        "16 个样本上一个单元的值：归一化之后均值为 0、方差为 1，只是平移和缩放，分布的形状（这里是右边的长尾）不变，并"
        "不会变成正态；γ 和 β 再把它放到网络想要的位置和尺度。",
        "One unit over 16 samples: normalised to mean 0 and variance 1, which only shifts and scales; the shape of the "
        "distribution, here a long tail to the right, stays and is not made normal. γ and β then put it where the "
        "network wants it.",
    ),
    (
        _panel(list(_BATCH), Text("之前", "before"), 1),
        _panel(_normalised(1.0, 0.0), Text("γ = 1，β = 0", "γ = 1, β = 0"), 2),
        _panel(_normalised(1.5, 4.0), Text("γ = 1.5，β = 4", "γ = 1.5, β = 4"), 3),
    ),
)
