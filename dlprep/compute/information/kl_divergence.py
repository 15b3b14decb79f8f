"""Kullback-Leibler divergence of finite distributions, D(p || q) = sum_i p_i log(p_i / q_i), in nats or bits.

The expectation is under the first argument, p; 0 log 0 is 0, and no q_i is 0, so that the divergence is finite. Note
that torch's kl_div takes (log q, p), in the other order.
Source: Kullback & Leibler 1951, On Information and Sufficiency; Goodfellow, Bengio & Courville 2016, Deep Learning,
section 3.13, equation 3.50.
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


class DivergenceParams(Params):
    """Two distributions over the same outcomes, and the unit."""

    p: Distribution = parameter(
        zh="第一个分布，2 到 16 个概率，可以为 0",
        en="the first distribution, 2 to 16 probabilities, 0 may be among them",
    )
    q: Positive = parameter(
        zh="第二个分布，个数与 p 相同，都大于 0", en="the second one, as many probabilities as p, all above 0"
    )
    unit: Unit = parameter("nats", zh="单位：nats 奈特或 bits 比特", en="unit: nats or bits")

    @model_validator(mode="after")
    def _same_outcomes(self) -> "DivergenceParams":
        same_length(self.p, self.q)
        return self


class KlDivergence(BatchedProblem[DivergenceParams]):
    """Average the logarithm of p over q, under p."""

    title = Text(zh="KL 散度", en="KL divergence")
    covers = ("kl_divergence",)
    params = DivergenceParams
    example = {"p": [0.5, 0.25, 0.25], "q": [0.25, 0.25, 0.5], "unit": "bits"}

    def generate(self, rng: Random, level: Level) -> DivergenceParams:
        """Basic: four powers of two, in bits. Intermediate: three tenths. Advanced: four, perhaps a 0 in p."""
        size = 3 if level == "intermediate" else 4
        p, q = draw_distribution(rng, level, size), draw_distribution(rng, level, size)
        if level == "advanced" and rng.random() < 0.3:
            p = tuple(rng.sample((*draw_distribution(rng, level, size - 1), 0.0), k=size))
        params = DivergenceParams(p=p, q=q, unit=draw_unit(rng, level))
        return params if _divergence(p, q, "nats") > 0.03 else self.generate(rng, level)

    def prompt(self, p: DivergenceParams) -> Text:
        """Write the arguments in order, and the unit."""
        unit = unit_name(p.unit)
        zero = Text(zh="（约定 $0 \\log 0 = 0$）", en=" (take $0 \\log 0 = 0$)") if 0 in p.p else Text("", "")
        given, asked = rf"$p = [{row(p.p)}]$", r"$D_{\mathrm{KL}}(p \parallel q)$"
        return Text(
            zh=f"同一组取值上有两个分布：{given}，$q = [{row(p.q)}]${zero.zh}。KL 散度 {asked} 是多少{unit.zh}？",
            en=f"Two distributions over the same outcomes: {given} and $q = [{row(p.q)}]${zero.en}. What is the KL "
            f"divergence {asked} in {unit.en}?",
        )

    def answer_type(self, p: DivergenceParams) -> AnswerType:
        """A number of nats or bits."""
        return Number(atol=5e-4)

    def reference(self, p: DivergenceParams) -> float:
        """Average the log-ratio over the outcomes that p allows."""
        return _divergence(p.p, p.q, p.unit)

    def torch_stacked(self, ps: Sequence[DivergenceParams], place: Place) -> Stacked:
        """Ask torch.distributions for the divergence of two Categoricals."""
        from torch.distributions import Categorical, kl_divergence

        first, second = (Categorical(probs=place.tensor(probs)) for probs in ([p.p for p in ps], [p.q for p in ps]))
        nats = kl_divergence(first, second)
        return nats / math.log(2) if ps[0].unit == "bits" else nats

    def steps(self, p: DivergenceParams) -> list[Text]:
        """The definition, the sum written out, then its terms."""
        log = log_sign(p.unit)
        ratios = [rf"{log} \frac{{{exact(a)}}}{{{exact(b)}}}" for a, b in zip(p.p, p.q, strict=True)]
        parts = [a * logarithm(a / b, p.unit) for a, b in zip(p.p, p.q, strict=True) if a]
        formula = rf"$D_{{\mathrm{{KL}}}}(p \parallel q) = \sum_i p_i {log} \frac{{p_i}}{{q_i}}$"
        return [
            Text(
                zh=f"{formula}：在 $p$ 下取期望，不对称，非负，两个分布相同时才为 0。",
                en=f"{formula}: an expectation under $p$, not symmetric, never negative, and 0 only where the two are "
                "equal.",
            ),
            Text(zh=f"代入：$D = {terms(p.p, ratios)}$。", en=f"With the numbers: $D = {terms(p.p, ratios)}$."),
            Text(
                zh=f"逐项相加：$D = {total(parts)}$。",
                en=f"Term by term: $D = {total(parts)}$.",
            ),
        ]

    def slips(self, p: DivergenceParams) -> Iterator[Slip]:
        """The arguments, the base, the sign, the weights, and cross-entropy instead."""
        right = _divergence(p.p, p.q, p.unit)
        if 0 not in p.p:
            yield Slip(
                "arguments_reversed",
                _divergence(p.q, p.p, p.unit),
                Text(
                    zh="这是反过来的散度：$D_{\\mathrm{KL}}(p \\parallel q)$ 在第一个分布 $p$ 下取期望。",
                    en="That is the divergence the other way round: $D_{\\mathrm{KL}}(p \\parallel q)$ is an "
                    "expectation under the first argument $p$.",
                ),
            )
        yield Slip("other_unit", _divergence(p.p, p.q, other(p.unit)), other_base())
        yield Slip(
            "sign_turned",
            -right,
            Text(
                zh="比值是 $p_i$ 除以 $q_i$，没有负号；KL 散度从不为负。",
                en="The ratio is $p_i$ over $q_i$, without a minus; a KL divergence is never negative.",
            ),
        )
        yield Slip(
            "cross_entropy",
            expectation(p.p, [-logarithm(b, p.unit) for b in p.q]),
            Text(
                zh="这是交叉熵，还要减去 $p$ 自己的熵。",
                en="That is the cross-entropy; take away the entropy of $p$ itself.",
            ),
        )
        yield Slip(
            "mean_for_sum",
            right / len(p.p),
            Text(
                zh="各项要相加，不除以取值的个数；对逐元素的结果取平均不是 KL 散度。",
                en="The terms add up and are not divided by the number of outcomes; a mean over them is no KL "
                "divergence.",
            ),
        )


def _divergence(p: Values, q: Values, unit: Unit) -> float:
    return expectation(p, [logarithm(a / b, unit) for a, b in zip(p, q, strict=True)])


problem = KlDivergence()
