"""The entropy of a coin, by the live reference."""

from dlprep.compute.information.entropy import EntropyParams, problem
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series, curve
from dlprep.text import Text


def _entropy(p: float) -> float:
    return problem.reference(EntropyParams.model_validate({"probs": [p, 1 - p], "unit": "bits"}))


figure = Figure(
    Text("一枚硬币的熵", "The entropy of a coin"),
    Text(
        "两面等可能时最难猜，熵最大，为 1 比特；结果确定时熵为 0。靠近两端时曲线很陡。",
        "With two equally likely sides it is hardest to guess and the entropy largest, 1 bit; where the outcome is "
        "certain, it is 0. Near the ends the curve is steep.",
    ),
    (
        Plot(
            Axis(0, 1, (0, 0.25, 0.5, 0.75, 1), Text("正面的概率 p", "probability p of heads")),
            Axis(0, 1.1, (0, 0.25, 0.5, 0.75, 1), Text("熵（比特）", "entropy (bits)")),
            (Series(None, (curve(_entropy, 0, 1),)),),
            (Mark(0.5, _entropy(0.5), Text("1 比特", "1 bit"), tone=2),),
        ),
    ),
)
