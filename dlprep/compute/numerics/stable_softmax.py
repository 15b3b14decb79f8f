"""Softmax of logits of any size: the probabilities p_i = exp(x_i) / sum_j exp(x_j), which are between 0 and 1.

The maximum is subtracted first, so that no exponential exceeds 1 and their sum is between 1 and the number of logits.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.1.
"""

import math
import sys
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.numerics._softmax import softmax
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.text import Text

Values = tuple[float, ...]


class SoftmaxParams(Params):
    """The scores that softmax makes probabilities of."""

    logits: Annotated[tuple[Real, ...], Field(min_length=2, max_length=16)] = parameter(
        zh="2 到 16 个数", en="2 to 16 numbers"
    )


class StableSoftmax(BatchedProblem[SoftmaxParams]):
    """Subtract the maximum, then exponentials over their sum."""

    title = Text(zh="数值稳定的 softmax", en="Softmax, numerically stable")
    covers = ("stable_softmax", "softmax_value", "softmax_shift_invariance")
    params = SoftmaxParams
    example = {"logits": [1000, 1001, 1002]}

    def generate(self, rng: Random, level: Level) -> SoftmaxParams:
        """Basic: whole ratios, far from 0. Intermediate: three whole numbers. Advanced: four, spread out."""
        offset = rng.choice((-1, 1)) * rng.randint(8, 20) * 100
        if level == "basic":
            # 0.6931 and 1.0986 are the logarithms of 2 and 3; 50 below the maximum nothing is left
            above = (0, *rng.choices((0, 0.6931, 1.0986, -50), k=rng.randint(1, 2)))
        elif level == "intermediate":
            above = tuple(rng.sample(range(-3, 4), k=3))
        else:
            above = tuple(rng.choice((-30, 0, 0, 0)) + rng.randint(-40, 40) / 10 for _ in range(4))
        return SoftmaxParams(logits=tuple(round(offset + x, 4) for x in rng.sample(above, k=len(above))))

    def prompt(self, p: SoftmaxParams) -> Text:
        """Ask for the mathematical value, whatever a machine would do."""
        return Text(
            zh=f"logits 为 $[{row(p.logits)}]$，按数学定义（没有溢出和舍入），softmax 给出的各个概率是多少？",
            en=f"The logits are $[{row(p.logits)}]$. What probabilities does softmax give by its mathematical "
            "definition, without overflow or rounding?",
        )

    def answer_type(self, p: SoftmaxParams) -> AnswerType:
        """One probability a logit. Who does not subtract the maximum may type nan, and is told why it is wrong."""
        return Vector(rtol=1e-3, atol=1e-4, special=True, size=len(p.logits))

    def reference(self, p: SoftmaxParams) -> Values:
        """Subtract the maximum; sum without loss."""
        return softmax(p.logits)

    def torch_stacked(self, ps: Sequence[SoftmaxParams], place: Place) -> Stacked:
        """Run torch.softmax."""
        import torch

        return torch.softmax(place.tensor([p.logits for p in ps]), dim=1)

    def steps(self, p: SoftmaxParams) -> list[Text]:
        """The formula with the maximum taken out, then shift, exponentials, sum, quotients."""
        formula = r"$p_i = \frac{e^{x_i - m}}{\sum_j e^{x_j - m}}$"
        top = max(p.logits)
        shifted = [x - top for x in p.logits]
        exps = [math.exp(x) for x in shifted]
        shifts = ", ".join(f"{exact(x)} - {factor(top)} = {about(x - top)}" for x in p.logits)
        return [
            Text(
                zh=rf"{formula}，$m = \max_j x_j$：分子分母同除以 $e^m$，值不变，也不再溢出。",
                en=rf"{formula} with $m = \max_j x_j$: divided by $e^m$ above and below, the value stays, and nothing "
                "overflows.",
            ),
            Text(zh=f"减去最大值：${shifts}$。", en=f"Subtract the maximum: ${shifts}$."),
            Text(
                zh=f"取指数：${', '.join(map(about, exps))}$，和为 ${about(sum(exps))}$。",
                en=f"Exponentials: ${', '.join(map(about, exps))}$; their sum is ${about(sum(exps))}$.",
            ),
            Text(
                zh=f"相除：${', '.join(map(about, softmax(p.logits)))}$。",
                en=f"Divide: ${', '.join(map(about, softmax(p.logits)))}$.",
            ),
        ]

    def slips(self, p: SoftmaxParams) -> Iterator[Slip]:
        """Overflow, the logarithm, and exponentials or sums left out."""
        naive, top, total = _naive(p.logits), max(p.logits), sum(p.logits)
        if not all(map(math.isfinite, naive)):
            yield Slip(
                "maximum_not_subtracted",
                naive,
                Text(
                    zh="这是直接计算在 float64 中得到的：指数上溢或全部下溢。先减去最大值，结果有限。",
                    en="That is what a direct computation gives in float64, where exponentials overflow or all vanish. "
                    "With the maximum subtracted first the result is finite.",
                ),
            )
        log_sum = top + math.log(math.fsum(math.exp(x - top) for x in p.logits))
        yield Slip(
            "log_softmax",
            tuple(x - log_sum for x in p.logits),
            Text(
                zh="这是 log-softmax，再取一次指数才是概率。",
                en="That is log-softmax; its exponential is the probability.",
            ),
        )
        yield Slip(
            "not_normalised",
            tuple(math.exp(x - top) for x in p.logits),
            Text(
                zh="还要除以指数之和，概率加起来才等于 1。",
                en="Divide by the sum of the exponentials, so that the probabilities add up to 1.",
            ),
        )
        yield Slip(
            "sigmoid_of_each",
            tuple(softmax((x, 0.0))[0] for x in p.logits),
            Text(
                zh="逐个取 sigmoid 得到的是互相独立的概率，加起来不等于 1。",
                en="A sigmoid of each logit gives independent probabilities, which do not add up to 1.",
            ),
        )
        if len(set(p.logits)) > 1:
            yield Slip(
                "softmin",
                softmax([-x for x in p.logits]),
                Text(
                    zh="符号反了：最大的 logit 概率最大。",
                    en="The sign is turned: the largest logit is the most probable.",
                ),
            )
            if total != 0:
                yield Slip(
                    "exponential_left_out",
                    tuple(x / total for x in p.logits),
                    Text(
                        zh="要先取指数再归一化；logits 本身可以是负的。",
                        en="Take exponentials before normalising; the logits themselves may be negative.",
                    ),
                )


def _naive(logits: Values) -> Values:
    """Compute in float64 without subtracting the maximum, by the rules of IEEE 754."""
    exps = [math.exp(x) if x < math.log(sys.float_info.max) else math.inf for x in logits]
    total = sum(exps)
    return tuple(e / total if total > 0 and math.isfinite(e) else math.nan for e in exps)


problem = StableSoftmax()
