"""Mean and variance, over random masks, of a neuron's weighted sum when dropout acts on its inputs.

Each input is dropped with probability p by itself, so that q = 1 - p keep it. Inverted dropout multiplies what is kept
by 1/q: the mean is sum_i w_i x_i, the variance (1-q)/q sum_i (w_i x_i)^2. Without scaling the mean is q times as large,
which is why the weights are multiplied by q at test time, and the variance is q (1-q) sum_i (w_i x_i)^2.
Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, Dropout, JMLR 15, sections 4 and 10;
torch.nn.Dropout, whose p is the probability of dropping.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.regularisation._masks import Drop, draw_drop, every_mask, kept
from dlprep.compute.regularisation._weights import Column, check_length, draw, operand, short
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.text import Text


class DropoutParams(Params):
    """A neuron, its inputs, and the dropout on them."""

    x: Column = parameter(zh="输入，1 到 8 个，-100 到 100", en="1 to 8 inputs, from -100 to 100")
    weights: Column = parameter(zh="权重，每个输入一个", en="weights, one an input")
    drop: Drop = parameter(zh="丢弃概率 p，0.01 到 0.99", en="probability p of dropping an input, from 0.01 to 0.99")
    scaling: Literal["inverted", "none"] = parameter(
        "inverted",
        zh="inverted：训练时把保留的输入乘 1/(1-p)；none：不缩放",
        en="inverted: inputs that are kept are multiplied by 1/(1-p) in training; none: they are not",
    )

    @model_validator(mode="after")
    def _one_weight_an_input(self) -> "DropoutParams":
        check_length("weights", self.weights, len(self.x))
        return self

    @property
    def products(self) -> list[float]:
        """What each input adds to the sum when it is kept."""
        return [w * x for w, x in zip(self.weights, self.x, strict=True)]


class DropoutMeanVariance(BatchedProblem[DropoutParams]):
    """A Bernoulli variable has mean q and variance q (1 - q); the masks are independent."""

    title = Text(zh="dropout 下的均值与方差", en="Mean and variance under dropout")
    covers = ("dropout_mean_variance",)
    params = DropoutParams
    example = {"x": [2, 1], "weights": [1, -3], "drop": 0.2}
    minutes = {"basic": 1.5, "intermediate": 2.0, "advanced": 3.0}

    def generate(self, rng: Random, level: Level) -> DropoutParams:
        """Basic: two inputs, inverted dropout. Intermediate: three, scaled or not. Advanced: four, with decimals."""
        n, parts, most = {"basic": (2, 1, 4), "intermediate": (3, 1, 5), "advanced": (4, 10, 30)}[level]
        params = DropoutParams(
            x=draw(rng, n, parts, 1, most),
            weights=draw(rng, n, parts, 1, most),
            drop=draw_drop(rng, level),
            scaling="inverted" if level == "basic" else rng.choice(("inverted", "none")),
        )
        return params if abs(sum(params.products)) > 0.5 else self.generate(rng, level)

    def prompt(self, p: DropoutParams) -> Text:
        """Say what p is the probability of, and who is scaled when."""
        given = f"$x = [{row(p.x)}]$", f"$w = [{row(p.weights)}]$"
        drop, scale = f"$p = {exact(p.drop)}$", r"$\frac{1}{1-p}$"
        asked = r"$z = \sum_i w_i \tilde x_i$"
        scaled = Text(
            zh=f"保留的乘以 {scale}（inverted dropout）", en=f"the others are multiplied by {scale} (inverted dropout)"
        )
        if p.scaling == "none":
            scaled = Text(zh="保留的不缩放", en="the others are left as they are, without scaling")
        return Text(
            zh=f"一个神经元的输入为 {given[0]}，权重为 {given[1]}，没有偏置。训练时对输入做 dropout："
            f"每个输入独立地以概率 {drop} 置 0，{scaled.zh}，得到 $\\tilde x$。对随机掩码而言，{asked} "
            "的均值和方差各是多少？",
            en=f"A neuron has inputs {given[0]}, weights {given[1]} and no bias. In training, dropout on the inputs "
            f"gives $\\tilde x$: each input is set to 0 independently with probability {drop}, and {scaled.en}. What "
            f"are the mean and the variance of {asked} over the random masks?",
        )

    def answer_type(self, p: DropoutParams) -> AnswerType:
        """The mean may be 0."""
        return Parts(
            (
                Part("mean", Text("均值", "the mean"), Number(atol=5e-4)),
                Part("variance", Text("方差", "the variance"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: DropoutParams) -> AnswerValue:
        """Add up the moments of independent Bernoulli variables."""
        return _answer(*_moments(p, 1 - p.drop, p.scaling))

    def torch_stacked(self, ps: Sequence[DropoutParams], place: Place) -> Stacked:
        """Average the neuron's output over all masks, each with its probability."""
        import torch

        x, weights = place.tensor([p.x for p in ps]), place.tensor([p.weights for p in ps])
        masks, probabilities = every_mask(x.shape[1], [p.drop for p in ps], place)
        scales = place.tensor([[[1 / (1 - p.drop) if p.scaling == "inverted" else 1.0]] for p in ps])
        z = torch.func.vmap(torch.nn.functional.linear)(masks * x[:, None] * scales, weights)
        mean = torch.linalg.vecdot(probabilities, z)
        return {"mean": mean, "variance": torch.linalg.vecdot(probabilities, (z - mean[:, None]) ** 2)}

    def steps(self, p: DropoutParams) -> list[Text]:
        """Both formulas, the terms, then the numbers put in."""
        q, total, squares = kept(p.drop), math.fsum(p.products), math.fsum(t * t for t in p.products)
        terms = ", ".join(
            rf"{exact(w)} \cdot {factor(x)} = {short(w * x)}" for w, x in zip(p.weights, p.x, strict=True)
        )
        sums = (
            rf"$\sum_i w_i x_i = {short(total)}$",
            rf"$\sum_i (w_i x_i)^2 = {' + '.join(f'{operand(t)}^2' for t in p.products)} = {short(squares)}$",
        )
        mean, variance = _moments(p, q, p.scaling)
        if p.scaling == "inverted":
            formulas = r"$E[z] = \sum_i w_i x_i$", r"$\text{Var}(z) = \frac{1-q}{q} \sum_i (w_i x_i)^2$"
            first = Text(
                zh="保留概率 $q = 1 - p$。掩码 $m_i$ 的均值是 $q$，方差是 $q(1-q)$；除以 $q$ 后均值是 1，方差是 "
                rf"$\frac{{1-q}}{{q}}$。各输入独立，所以 {formulas[0]}，{formulas[1]}。",
                en="With $q = 1 - p$, a mask $m_i$ has mean $q$ and variance $q(1-q)$; over $q$ it has mean 1 and "
                rf"variance $\frac{{1-q}}{{q}}$. The inputs are independent, so {formulas[0]} and {formulas[1]}.",
            )
            factor_of = rf"\frac{{{short(1 - q)}}}{{{short(q)}}}"
            work = (
                f"$E[z] = {short(total)}$",
                rf"$\text{{Var}}(z) = {factor_of} \cdot {short(squares)} = {short(variance)}$",
            )
        else:
            formulas = r"$E[z] = q \sum_i w_i x_i$", r"$\text{Var}(z) = q(1-q) \sum_i (w_i x_i)^2$"
            first = Text(
                zh=f"保留概率 $q = 1 - p$。掩码 $m_i$ 的均值是 $q$，方差是 $q(1-q)$，各输入独立，所以 {formulas[0]}，"
                f"{formulas[1]}。因此测试时要把权重乘 $q$。",
                en="With $q = 1 - p$, a mask $m_i$ has mean $q$ and variance $q(1-q)$. The inputs are independent, so "
                f"{formulas[0]} and {formulas[1]}; hence the weights are multiplied by $q$ at test time.",
            )
            work = (
                rf"$E[z] = {short(q)} \cdot {operand(total)} = {short(mean)}$",
                rf"$\text{{Var}}(z) = {short(q)} \cdot {short(1 - q)} \cdot {short(squares)} = {short(variance)}$",
            )
        return [
            first,
            Text(
                zh=f"各项 $w_i x_i$：${terms}$，于是 {sums[0]}，{sums[1]}。",
                en=f"The terms $w_i x_i$: ${terms}$, so {sums[0]} and {sums[1]}.",
            ),
            Text(
                zh=f"$q = {short(q)}$，代入：{work[0]}，{work[1]}。",
                en=f"With $q = {short(q)}$: {work[0]} and {work[1]}.",
            ),
        ]

    def slips(self, p: DropoutParams) -> Iterator[Slip]:
        """Kept for dropped, the other scaling, a scale not squared, one mask for all, the standard deviation."""
        q, squares = 1 - p.drop, math.fsum(t * t for t in p.products)
        mean, variance = _moments(p, q, p.scaling)
        if not squares:
            return
        if p.drop != 0.5:
            yield Slip(
                "keep_for_drop",
                _answer(*_moments(p, p.drop, p.scaling)),
                Text(
                    zh="$p$ 是丢弃的概率，保留的概率是 $1 - p$。",
                    en="$p$ is the probability of dropping; $1 - p$ is kept.",
                ),
            )
        if p.scaling == "inverted":
            yield Slip(
                "not_scaled",
                _answer(*_moments(p, q, "none")),
                Text(
                    zh="漏了缩放：保留的输入要除以 $1 - p$，均值才与没有 dropout 时一样。",
                    en="The scaling is missing: what is kept is divided by $1 - p$, so that the mean is as without "
                    "dropout.",
                ),
            )
            yield Slip(
                "scale_not_squared",
                _answer(mean, p.drop * squares),
                Text(
                    zh="乘以 $\\frac{1}{q}$ 使方差变成 $\\frac{1}{q^2}$ 倍，不是 $\\frac{1}{q}$ 倍。",
                    en="A factor of $\\frac{1}{q}$ makes the variance $\\frac{1}{q^2}$ times as large, not "
                    "$\\frac{1}{q}$.",
                ),
            )
        else:
            yield Slip(
                "scaled",
                _answer(*_moments(p, q, "inverted")),
                Text(
                    zh="这是 inverted dropout 的结果；题中保留的输入没有缩放。",
                    en="That is inverted dropout; here what is kept is not scaled.",
                ),
            )
        if len(p.x) > 1:
            yield Slip(
                "one_mask_for_all",
                _answer(mean, variance / squares * math.fsum(p.products) ** 2),
                Text(
                    zh="各输入的掩码独立，方差是各项平方之和，不是和的平方。",
                    en="The masks are independent: the variance takes the sum of the squares, not the square of the "
                    "sum.",
                ),
            )
        yield Slip(
            "standard_deviation",
            _answer(mean, math.sqrt(variance)),
            Text(zh="这是标准差，方差不开方。", en="That is the standard deviation; the variance takes no root."),
        )


def _moments(p: DropoutParams, q: float, scaling: Literal["inverted", "none"]) -> tuple[float, float]:
    """Return the mean and variance of the sum if an input is kept with probability q."""
    scale = 1 / q if scaling == "inverted" else 1.0
    squares = math.fsum(t * t for t in p.products)
    return scale * q * math.fsum(p.products), scale**2 * q * (1 - q) * squares


def _answer(mean: float, variance: float) -> AnswerValue:
    return {"mean": mean, "variance": variance}


problem = DropoutMeanVariance()
