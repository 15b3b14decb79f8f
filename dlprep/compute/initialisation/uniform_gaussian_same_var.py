r"""A uniform and a Gaussian initialiser of the same variance: the bound a of Uniform(-a, a), or its standard deviation.

Uniform(-a, a) has variance a^2/3, so a = sqrt(3) sigma.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4; the variance (b - a)^2/12 of a uniform
distribution is in any table.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class SpreadParams(Params):
    """What is known of the two distributions."""

    given: Literal["std", "variance", "bound"] = parameter(
        zh="已知什么：std 和 variance 属于高斯分布，求 a；bound 是 a，求标准差",
        en="what is known: std or variance of the Gaussian, to find a; bound is a, to find the standard deviation",
    )
    value: Annotated[Real, Field(ge=1e-4, le=1e4)] = parameter(zh="它的值", en="its value")


class UniformGaussianSameVar(BatchedProblem[SpreadParams]):
    """Variance of a uniform distribution, forwards or backwards."""

    title = Text(zh="方差相同的均匀分布与高斯分布", en="Uniform and Gaussian of the same variance")
    covers = ("uniform_gaussian_same_var",)
    params = SpreadParams
    example = {"given": "std", "value": 0.1}

    def generate(self, rng: Random, level: Level) -> SpreadParams:
        """Basic: from the bound. Intermediate: from the standard deviation. Advanced: from the variance."""
        if level == "basic":
            return SpreadParams(given="bound", value=rng.choice((0.3, 0.6, 0.9, 1.2, 1.5, 2.4, 3)))
        if level == "intermediate":
            return SpreadParams(given="std", value=rng.randint(2, 60) / 100)
        return SpreadParams(given="variance", value=rng.randint(2, 90) / 1000)

    def prompt(self, p: SpreadParams) -> Text:
        """Name both distributions."""
        uniform, gaussian, value = r"$U(-a, a)$", r"$N(0, \sigma^2)$", exact(p.value)
        if p.given == "bound":
            return Text(
                zh=rf"权重原来用 {uniform} 初始化，$a = {value}$。改用方差相同的 {gaussian}，$\sigma$ 应取多少？",
                en=f"Weights were drawn from {uniform} with $a = {value}$. They are now to come from {gaussian} of the "
                r"same variance. What is the standard deviation $\sigma$?",
            )
        known = rf"$\sigma = {value}$" if p.given == "std" else rf"$\sigma^2 = {value}$"
        return Text(
            zh=f"权重原来用 {gaussian} 初始化，{known}。改用方差相同的 {uniform}，$a$ 应取多少？",
            en=f"Weights were drawn from {gaussian} with {known}. They are now to come from {uniform} of the same "
            "variance. What is $a$?",
        )

    def answer_type(self, p: SpreadParams) -> AnswerType:
        """One number."""
        return Number()

    def reference(self, p: SpreadParams) -> float:
        """Solve a^2 / 3 = sigma^2 for what is asked."""
        if p.given == "bound":
            return p.value / math.sqrt(3)
        return math.sqrt(3) * (p.value if p.given == "std" else math.sqrt(p.value))

    def torch_stacked(self, ps: Sequence[SpreadParams], place: Place) -> Stacked:
        """Ask torch.distributions for the standard deviation of U(-a, a), or of U(-1, 1) and rescale."""
        from torch.distributions import Normal, Uniform

        values, given = place.tensor([p.value for p in ps]), ps[0].given
        if given == "bound":
            return Uniform(-values, values).stddev
        wanted = values if given == "std" else values.sqrt()
        return Normal(place.tensor(0.0), wanted).stddev / Uniform(place.tensor(-1.0), place.tensor(1.0)).stddev

    def steps(self, p: SpreadParams) -> list[Text]:
        """The variance of the uniform distribution, then what is asked."""
        formula, value, result = r"$\frac{(2a)^2}{12} = \frac{a^2}{3} = \sigma^2$", exact(p.value), self.reference(p)
        if p.given == "bound":
            work = rf"$\sigma = \frac{{{value}}}{{\sqrt{{3}}}} = {about(result)}$"
        else:
            sigma = value if p.given == "std" else rf"\sqrt{{{value}}}"
            work = rf"$a = \sqrt{{3}} \cdot {sigma} = {about(result)}$"
        return [
            Text(
                zh=f"均匀分布的方差是区间长度的平方除以 12：{formula}。",
                en=f"A uniform distribution's variance is the squared width over 12: {formula}.",
            ),
            Text(zh=f"代入：{work}。", en=f"With the numbers: {work}."),
        ]

    def slips(self, p: SpreadParams) -> Iterator[Slip]:
        """The bound for the deviation, another width, and variance for deviation."""
        value, right = p.value, self.reference(p)
        if p.given == "bound":
            yield Slip(
                "variance_for_std",
                value**2 / 3,
                Text(zh="这是方差，标准差还要开方。", en="That is the variance; the standard deviation is its root."),
            )
        elif p.given == "variance":
            yield Slip(
                "root_forgotten",
                math.sqrt(3) * value,
                Text(zh="已知的是方差，要先开方。", en="What is given is the variance; take its root first."),
            )
        else:
            yield Slip(
                "inverted",
                value / math.sqrt(3),
                Text(
                    zh=r"反了：边界 $a$ 比标准差 $\sigma$ 大。",
                    en=r"The wrong way round: the bound $a$ is larger than the deviation $\sigma$.",
                ),
            )
        yield Slip(
            "half_the_width",
            right / 2 if p.given == "bound" else right * 2,
            Text(
                zh="区间 $(-a, a)$ 的长度是 $2a$，不是 $a$。",
                en="The interval $(-a, a)$ is $2a$ wide, not $a$.",
            ),
        )
        yield Slip(
            "bound_for_std",
            math.sqrt(value) if p.given == "variance" else value,
            Text(
                zh=r"边界不是标准差：均匀分布的标准差是 $\frac{a}{\sqrt{3}}$。",
                en=r"The bound is not the standard deviation, which is $\frac{a}{\sqrt{3}}$.",
            ),
        )


problem = UniformGaussianSameVar()
