"""Cross-entropy of finite distributions, H(p, q) = -sum_i p_i log q_i, in nats or bits.

p is the true distribution (a one-hot or soft label), q the model's, of which no probability is 0.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 3.13, equation 3.51.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.information._distribution import (
    Distribution,
    Positive,
    Unit,
    draw_distribution,
    draw_unit,
    expectation,
    log_sign,
    logarithm,
    other,
    other_base,
    same_length,
    terms,
    total,
    unit_name,
)
from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text

Values = tuple[float, ...]


class CrossEntropyParams(Params):
    """The true distribution, the model's, and the unit."""

    p: Distribution = parameter(
        zh="真实分布，2 到 16 个概率，可以为 0", en="the true distribution, 2 to 16 probabilities, 0 may be among them"
    )
    q: Positive = parameter(
        zh="模型的分布，个数与 p 相同，都大于 0", en="the model's distribution, as many probabilities as p, all above 0"
    )
    unit: Unit = parameter("nats", zh="单位：nats 奈特或 bits 比特", en="unit: nats or bits")

    @model_validator(mode="after")
    def _same_outcomes(self) -> "CrossEntropyParams":
        same_length(self.p, self.q)
        return self


class CrossEntropy(BatchedProblem[CrossEntropyParams]):
    """Average the model's surprise under the true distribution."""

    title = Text(zh="两个分布的交叉熵", en="Cross-entropy of two distributions")
    covers = ("cross_entropy",)
    params = CrossEntropyParams
    example = {"p": [0.5, 0.25, 0.25], "q": [0.25, 0.25, 0.5], "unit": "bits"}

    def generate(self, rng: Random, level: Level) -> CrossEntropyParams:
        """Basic: four powers of two, in bits. Intermediate: three tenths. Advanced: four, perhaps a 0 in p."""
        size = 3 if level == "intermediate" else 4
        p, q = draw_distribution(rng, level, size), draw_distribution(rng, level, size)
        if level == "advanced" and rng.random() < 0.3:
            p = tuple(rng.sample((*draw_distribution(rng, level, size - 1), 0.0), k=size))
        return CrossEntropyParams(p=p, q=q, unit=draw_unit(rng, level))

    def prompt(self, p: CrossEntropyParams) -> Text:
        """Say which distribution is the true one, and the unit."""
        unit = unit_name(p.unit)
        return Text(
            zh=f"真实分布 $p = [{row(p.p)}]$，模型给出 $q = [{row(p.q)}]$。交叉熵 $H(p, q)$ 是多少{unit.zh}？",
            en=f"The true distribution is $p = [{row(p.p)}]$, and a model says $q = [{row(p.q)}]$. What is the "
            f"cross-entropy $H(p, q)$ in {unit.en}?",
        )

    def answer_type(self, p: CrossEntropyParams) -> AnswerType:
        """A number of nats or bits."""
        return Number(atol=5e-4)

    def reference(self, p: CrossEntropyParams) -> float:
        """Average -log q_i under p."""
        return _cross(p.p, p.q, p.unit)

    def torch_stacked(self, ps: Sequence[CrossEntropyParams], place: Place) -> Stacked:
        """Run torch's cross_entropy loss on the log-probabilities as logits, with p as a soft label."""
        import torch

        logits, labels = place.tensor([p.q for p in ps]).log(), place.tensor([p.p for p in ps])
        nats = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
        return nats / math.log(2) if ps[0].unit == "bits" else nats

    def steps(self, p: CrossEntropyParams) -> list[Text]:
        """The definition, the sum written out, then its terms."""
        log = log_sign(p.unit)
        parts = [0.0 - a * logarithm(b, p.unit) for a, b in zip(p.p, p.q, strict=True) if a]
        asked = f"$H(p, q) = -({terms(p.p, [f'{log} {exact(b)}' for b in p.q])})$"
        worked = f"$H(p, q) = {total(parts)}$"
        formula = rf"$H(p, q) = -\sum_i p_i {log} q_i$"
        return [
            Text(
                zh=rf"交叉熵 {formula}，也等于 $H(p) + D_{{\mathrm{{KL}}}}(p \parallel q)$："
                "权重来自 $p$，对数里是 $q$。",
                en=rf"The cross-entropy is {formula}, which is also $H(p) + D_{{\mathrm{{KL}}}}(p \parallel q)$: the "
                "weights come from $p$, and $q$ stands in the logarithm.",
            ),
            Text(zh=f"代入：{asked}。", en=f"With the numbers: {asked}."),
            Text(zh=f"逐项相加：{worked}。", en=f"Term by term: {worked}."),
        ]

    def slips(self, p: CrossEntropyParams) -> Iterator[Slip]:
        """The arguments, the base, the entropy or the divergence alone, the sign."""
        right, own = _cross(p.p, p.q, p.unit), _cross(p.p, p.p, p.unit)
        if 0 not in p.p:
            yield Slip(
                "arguments_reversed",
                _cross(p.q, p.p, p.unit),
                Text(
                    zh="反了：$H(p, q)$ 以真实分布 $p$ 为权重，对模型的 $q$ 取对数。",
                    en="The arguments are reversed: $H(p, q)$ weights by the true $p$ and takes the logarithm of the "
                    "model's $q$.",
                ),
            )
        yield Slip("other_unit", _cross(p.p, p.q, other(p.unit)), other_base())
        yield Slip(
            "entropy_of_p",
            own,
            Text(
                zh="这是 $p$ 自己的熵，没有用到模型的 $q$；交叉熵不小于它。",
                en="That is the entropy of $p$ and knows nothing of the model's $q$; the cross-entropy is no less.",
            ),
        )
        yield Slip(
            "divergence_alone",
            right - own,
            Text(
                zh="这是 KL 散度，再加上 $p$ 的熵才是交叉熵。",
                en="That is the KL divergence; add the entropy of $p$ to it.",
            ),
        )
        yield Slip(
            "sign_lost",
            -right,
            Text(
                zh="对数都不为正，前面的负号使交叉熵非负。",
                en="The logarithms are not positive; the minus in front makes the cross-entropy non-negative.",
            ),
        )
        yield Slip(
            "mean_for_sum",
            right / len(p.p),
            Text(
                zh="$p$ 已经是权重，不用再除以类别数。",
                en="$p$ holds the weights already; nothing is divided by the number of classes.",
            ),
        )


def _cross(p: Values, q: Values, unit: Unit) -> float:
    return expectation(p, [0.0 - logarithm(b, unit) for b in q])


problem = CrossEntropy()
