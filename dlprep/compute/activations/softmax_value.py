"""Softmax of a few logits at temperature 1: the probabilities p_i = exp(x_i) / sum_j exp(x_j), which add up to 1.

Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3; torch.softmax.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.text import Text

Values = tuple[float, ...]


class SoftmaxParams(Params):
    """The scores that softmax makes probabilities of."""

    logits: Annotated[tuple[Annotated[Real, Field(ge=-50, le=50)], ...], Field(min_length=2, max_length=16)] = (
        parameter(zh="2 到 16 个数，每个在 -50 到 50 之间", en="2 to 16 numbers, each from -50 to 50")
    )


class SoftmaxValue(BatchedProblem[SoftmaxParams]):
    """Exponentials over their sum."""

    title = Text(zh="softmax 的值", en="Value of softmax")
    covers = ("softmax_value",)
    params = SoftmaxParams
    example = {"logits": [2, 1, 0.1]}

    def generate(self, rng: Random, level: Level) -> SoftmaxParams:
        """Basic: exponentials that are whole numbers. Intermediate: three whole logits. Advanced: four decimals."""
        if level == "basic":
            # the logarithms of 1, 2, 3, 4 and 5
            logs = (0, 0.6931, 1.0986, 1.3863, 1.6094)
            return SoftmaxParams(logits=tuple(float(x) for x in rng.sample(logs, k=rng.randint(2, 3))))
        if level == "intermediate":
            return SoftmaxParams(logits=tuple(float(x) for x in rng.sample(range(-2, 4), k=3)))
        return SoftmaxParams(logits=tuple(x / 10 for x in rng.sample(range(-25, 36), k=4)))

    def prompt(self, p: SoftmaxParams) -> Text:
        """The temperature is said, since it changes the answer."""
        return Text(
            zh=f"网络最后一层的 logits 为 $[{row(p.logits)}]$，经过温度为 1 的 softmax，依次得到哪些概率？",
            en=f"A network's last layer gives the logits $[{row(p.logits)}]$. Which probabilities does softmax make "
            "of them, in the same order, at temperature 1?",
        )

    def answer_type(self, p: SoftmaxParams) -> AnswerType:
        """One probability a logit."""
        return Vector(rtol=1e-3, atol=1e-4, size=len(p.logits))

    def reference(self, p: SoftmaxParams) -> Values:
        """The definition: 50 is far from where an exponential overflows."""
        exps = [math.exp(x) for x in p.logits]
        total = math.fsum(exps)
        return tuple(e / total for e in exps)

    def torch_stacked(self, ps: Sequence[SoftmaxParams], place: Place) -> Stacked:
        """Run torch.softmax."""
        import torch

        return torch.softmax(place.tensor([p.logits for p in ps]), dim=1)

    def steps(self, p: SoftmaxParams) -> list[Text]:
        """The formula, exponentials, their sum, quotients, and the check that they add up to 1."""
        exps = [math.exp(x) for x in p.logits]
        total = math.fsum(exps)
        powers = ", ".join(rf"e^{{{exact(x)}}} = {about(e)}" for x, e in zip(p.logits, exps, strict=True))
        shares = ", ".join(rf"\frac{{{about(e)}}}{{{about(total)}}} = {about(e / total)}" for e in exps)
        return [
            Text(
                zh=r"$p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$：先取指数，都变成正数，再除以总和。",
                en=r"$p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$: exponentials, which are positive, over their sum.",
            ),
            Text(
                zh=f"取指数：${powers}$，和为 ${about(total)}$。",
                en=f"Exponentials: ${powers}$; their sum is ${about(total)}$.",
            ),
            Text(
                zh=f"逐个除以总和：${shares}$；加起来是 1。",
                en=f"Divide each by the sum: ${shares}$; together they make 1.",
            ),
        ]

    def slips(self, p: SoftmaxParams) -> Iterator[Slip]:
        """What is left out of the formula, or taken for another one."""
        exps = [math.exp(x) for x in p.logits]
        total, plain = math.fsum(exps), math.fsum(p.logits)
        if max(p.logits) - min(p.logits) < 0.01:
            return  # equal logits give equal shares by most wrong ways too
        yield Slip(
            "not_normalised",
            tuple(exps),
            Text(
                zh="还要除以指数之和，概率加起来才等于 1。",
                en="Divide by the sum of the exponentials, so that the probabilities add up to 1.",
            ),
        )
        if abs(plain) > 0.01:
            yield Slip(
                "exponential_left_out",
                tuple(x / plain for x in p.logits),
                Text(
                    zh="要先取指数再归一化；logits 本身可以是负的。",
                    en="Take exponentials before normalising; the logits themselves may be negative.",
                ),
            )
        yield Slip(
            "sigmoid_of_each",
            tuple(1 / (1 + math.exp(-x)) for x in p.logits),
            Text(
                zh="逐个取 sigmoid 得到的概率互相独立，加起来不等于 1。",
                en="A sigmoid of each logit gives independent probabilities, which do not add up to 1.",
            ),
        )
        yield Slip(
            "log_softmax",
            tuple(x - math.log(total) for x in p.logits),
            Text(
                zh="这是 log-softmax，再取一次指数才是概率。",
                en="That is log-softmax; its exponential is the probability.",
            ),
        )
        yield Slip(
            "base_two",
            tuple(2**x / math.fsum(2**y for y in p.logits) for x in p.logits),
            Text(
                zh="底数是 $e$，不是 2。",
                en="The base is $e$, not 2.",
            ),
        )
        yield Slip(
            "softmin",
            tuple(math.exp(-x) / math.fsum(math.exp(-y) for y in p.logits) for x in p.logits),
            Text(
                zh="符号反了：最大的 logit 概率最大。",
                en="The sign is turned: the largest logit is the most probable.",
            ),
        )


problem = SoftmaxValue()
