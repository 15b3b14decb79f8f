"""Shannon entropy of a finite distribution, H = -sum_i p_i log p_i, in nats or bits; 0 log 0 is 0.

Source: Shannon 1948, A Mathematical Theory of Communication, section 6; Goodfellow, Bengio & Courville 2016, Deep
Learning, section 3.13, equation 3.49.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.information._distribution import (
    Distribution,
    Unit,
    draw_distribution,
    draw_unit,
    expectation,
    log_sign,
    logarithm,
    other,
    other_base,
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


class EntropyParams(Params):
    """A distribution and the unit."""

    probs: Distribution = parameter(
        zh="2 到 16 个概率，和为 1，可以为 0", en="2 to 16 probabilities; they sum to 1, 0 may be among them"
    )
    unit: Unit = parameter("bits", zh="单位：nats 奈特或 bits 比特", en="unit: nats or bits")


class Entropy(BatchedProblem[EntropyParams]):
    """Average the self-information."""

    title = Text(zh="离散分布的熵", en="Entropy of a discrete distribution")
    covers = ("entropy",)
    params = EntropyParams
    example = {"probs": [0.5, 0.25, 0.25], "unit": "bits"}

    def generate(self, rng: Random, level: Level) -> EntropyParams:
        """Basic: powers of two, in bits. Intermediate: two or three tenths. Advanced: four or five, perhaps a 0."""
        if level == "basic":
            probs = draw_distribution(rng, level, rng.randint(3, 6))
        elif level == "intermediate":
            probs = draw_distribution(rng, level, rng.randint(2, 3))
        else:
            drawn = draw_distribution(rng, level, 4)
            probs = tuple(rng.sample((*drawn, 0.0), k=5)) if rng.random() < 0.5 else drawn
        return EntropyParams(probs=probs, unit=draw_unit(rng, level))

    def prompt(self, p: EntropyParams) -> Text:
        """Say the unit, and what an impossible outcome counts where there is one."""
        unit = unit_name(p.unit)
        zero = Text(zh="（约定 $0 \\log 0 = 0$）", en=" (take $0 \\log 0 = 0$)") if 0 in p.probs else Text("", "")
        return Text(
            zh=f"随机变量 $X$ 各个取值的概率为 $[{row(p.probs)}]${zero.zh}。它的熵是多少{unit.zh}？",
            en=f"A random variable $X$ takes its values with probabilities $[{row(p.probs)}]${zero.en}. What is its "
            f"entropy in {unit.en}?",
        )

    def answer_type(self, p: EntropyParams) -> AnswerType:
        """A number of nats or bits."""
        return Number(atol=5e-4)

    def reference(self, p: EntropyParams) -> float:
        """Average -log p_i over the outcomes that can happen."""
        return _entropy(p.probs, p.unit)

    def torch_stacked(self, ps: Sequence[EntropyParams], place: Place) -> Stacked:
        """Ask torch's Categorical for its entropy."""
        import torch

        nats = torch.distributions.Categorical(probs=place.tensor([p.probs for p in ps])).entropy()
        return nats / math.log(2) if ps[0].unit == "bits" else nats

    def steps(self, p: EntropyParams) -> list[Text]:
        """The definition, the sum written out, then its terms."""
        log = log_sign(p.unit)
        parts = [0.0 - q * logarithm(q, p.unit) for q in p.probs if q]
        asked = f"$H = -({terms(p.probs, [f'{log} {exact(q)}' for q in p.probs])})$"
        worked = f"$H = {total(parts)}$"
        return [
            Text(
                zh=rf"熵是自信息的期望：$H(X) = -\sum_i p_i {log} p_i$，概率为 0 的取值不贡献。",
                en=rf"The entropy is the expected self-information: $H(X) = -\sum_i p_i {log} p_i$, where values of "
                "probability 0 count nothing.",
            ),
            Text(zh=f"代入：{asked}。", en=f"With the numbers: {asked}."),
            Text(zh=f"逐项相加：{worked}。", en=f"Term by term: {worked}."),
        ]

    def slips(self, p: EntropyParams) -> Iterator[Slip]:
        """The other base, the sign, and the weights."""
        right, possible = _entropy(p.probs, p.unit), [q for q in p.probs if q]
        yield Slip("other_unit", _entropy(p.probs, other(p.unit)), other_base())
        yield Slip(
            "sign_lost",
            -right,
            Text(
                zh="对数都不为正，前面的负号使熵非负。",
                en="The logarithms are not positive; the minus in front makes the entropy non-negative.",
            ),
        )
        yield Slip(
            "not_weighted",
            -math.fsum(logarithm(q, p.unit) for q in possible),
            Text(
                zh="每个 $-\\log p_i$ 要乘上它的概率 $p_i$，熵是期望而不是总和。",
                en="Each $-\\log p_i$ is weighted by its probability $p_i$: the entropy is an expectation, not a sum.",
            ),
        )
        yield Slip(
            "mean_for_sum",
            right / len(p.probs),
            Text(
                zh="概率已经是权重，不用再除以取值的个数。",
                en="The probabilities are the weights already; nothing is divided by the number of values.",
            ),
        )
        if len(set(p.probs)) > 1:
            yield Slip(
                "taken_as_uniform",
                logarithm(len(p.probs), p.unit),
                Text(
                    zh="$\\log n$ 是均匀分布的熵，也是上限；分布不均匀时熵更小。",
                    en="$\\log n$ is the entropy of the uniform distribution and the upper bound; any other has less.",
                ),
            )


def _entropy(probs: tuple[float, ...], unit: Unit) -> float:
    return expectation(probs, [0.0 - logarithm(q, unit) for q in probs])


problem = Entropy()
