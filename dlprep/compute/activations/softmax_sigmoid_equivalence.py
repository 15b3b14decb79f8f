"""The single logit z whose sigmoid is softmax's first probability, that probability, and what sigmoids add up to.

Softmax over two classes is a sigmoid of the difference, z = x_1 - x_2; with more classes z = x_1 - log(sum of the other
exponentials). The sigmoids of the logits themselves are independent of each other, and their sum s may be anything
between 0 and the number of classes.
Source: Bishop 2006, Pattern Recognition and Machine Learning, section 4.2, equations 4.57 to 4.63.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.text import Text


class LogitsParams(Params):
    """The logits of a softmax layer."""

    logits: Annotated[tuple[Annotated[Real, Field(ge=-15, le=15)], ...], Field(min_length=2, max_length=6)] = parameter(
        zh="2 到 6 个类的 logit，每个在 -15 到 15 之间", en="logits of 2 to 6 classes, each from -15 to 15"
    )


class SoftmaxSigmoidEquivalence(BatchedProblem[LogitsParams]):
    """Divide numerator and denominator by the first exponential."""

    title = Text(zh="softmax 与 sigmoid 的等价", en="Softmax written as a sigmoid")
    covers = ("softmax_sigmoid_equivalence",)
    params = LogitsParams
    example = {"logits": [2.5, 1]}
    minutes = {"basic": 1.5, "intermediate": 2.0, "advanced": 3.0}

    def generate(self, rng: Random, level: Level) -> LogitsParams:
        """Basic: two whole logits. Intermediate: two decimals. Advanced: three classes."""
        unit, most, classes = {"basic": (1, 4, 2), "intermediate": (10, 30, 2), "advanced": (5, 12, 3)}[level]
        while True:
            drawn = rng.sample([x for x in range(-most, most + 1) if x], k=classes)
            if sum(drawn):  # the sigmoids of two opposite logits do add up to 1
                return LogitsParams(logits=tuple(x / unit for x in drawn))

    def prompt(self, p: LogitsParams) -> Text:
        """Name the three quantities."""
        equation = r"$\sigma(z) = p$, $\sigma(t) = \frac{1}{1+e^{-t}}$"
        total = r"$s = \sum_i \sigma(x_i)$"
        return Text(
            zh=f"{len(p.logits)} 类 softmax 的 logits 为 $x = [{row(p.logits)}]$，$p$ 是第一类的概率。"
            f"改用单个 sigmoid 输出时，哪个 logit $z$ 给出同样的概率（{equation}）？概率 $p$ 是多少？"
            f"如果误把 sigmoid 逐个作用在 $x$ 上，得到的各数之和 {total} 又是多少？",
            en=f"A softmax over {len(p.logits)} classes has the logits $x = [{row(p.logits)}]$, and $p$ is the "
            f"probability of the first class. Which logit $z$ gives a single sigmoid output the same probability "
            f"({equation}), and what is $p$? If a sigmoid were applied to each entry of $x$ instead, what would the "
            f"results add up to, {total}?",
        )

    def answer_type(self, p: LogitsParams) -> AnswerType:
        """The logit may be 0 or near it."""
        number = Number(rtol=1e-3, atol=1e-3)
        return Parts(
            (
                Part("z", Text("sigmoid 的 logit", "the sigmoid's logit"), number),
                Part("p", Text("第一类的概率", "probability of the first class"), number),
                Part("s", Text("逐个 sigmoid 之和", "sum of the sigmoids"), number),
            )
        )

    def reference(self, p: LogitsParams) -> AnswerValue:
        """The logit by its formula, then sigmoids."""
        z = p.logits[0] - math.log(math.fsum(math.exp(x) for x in p.logits[1:]))
        return _answer(z, math.fsum(map(_sigmoid, p.logits)))

    def torch_stacked(self, ps: Sequence[LogitsParams], place: Place) -> Stacked:
        """Take the log-odds of what torch.log_softmax gives: log p - log(1 - p), the rest summed in log space."""
        import torch

        logits = place.tensor([p.logits for p in ps])
        log_p = torch.log_softmax(logits, dim=1)
        return {
            "z": log_p[:, 0] - torch.logsumexp(log_p[:, 1:], dim=1),
            "p": torch.softmax(logits, dim=1)[:, 0],
            "s": torch.sigmoid(logits).sum(dim=1),
        }

    def steps(self, p: LogitsParams) -> list[Text]:
        """Where the sigmoid comes from, then the three numbers."""
        first, *others = p.logits
        z = first - math.log(math.fsum(map(math.exp, others)))
        if len(others) == 1:
            work = f"z = {exact(first)} - {factor(others[0])} = {about(z)}"
        else:
            rest = " + ".join(rf"e^{{{exact(x)}}}" for x in others)
            total = about(math.fsum(map(math.exp, others)))
            work = rf"z = {exact(first)} - \log({rest}) = {exact(first)} - \log {total} = {about(z)}"
        each = list(map(_sigmoid, p.logits))
        return [
            Text(
                zh=r"分子分母同除以 $e^{x_1}$：$p = \frac{1}{1 + \sum_{j>1} e^{x_j - x_1}} = \sigma(z)$，"
                r"$z = x_1 - \log \sum_{j>1} e^{x_j}$；两类时就是 $z = x_1 - x_2$。",
                en=r"Divide above and below by $e^{x_1}$: $p = \frac{1}{1 + \sum_{j>1} e^{x_j - x_1}} = \sigma(z)$ "
                r"with $z = x_1 - \log \sum_{j>1} e^{x_j}$; for two classes that is $z = x_1 - x_2$.",
            ),
            Text(zh=f"${work}$。", en=f"${work}$."),
            Text(
                zh=rf"$p = \sigma({about(z)}) = {about(_sigmoid(z))}$。",
                en=rf"$p = \sigma({about(z)}) = {about(_sigmoid(z))}$.",
            ),
            Text(
                zh=f"逐个 sigmoid：$s = {' + '.join(map(about, each))} = {about(math.fsum(each))}$；"
                "它们互不相干，所以和一般不是 1。",
                en=f"A sigmoid of each: $s = {' + '.join(map(about, each))} = {about(math.fsum(each))}$; they know "
                "nothing of each other, so the sum is not 1 in general.",
            ),
        ]

    def slips(self, p: LogitsParams) -> Iterator[Slip]:
        """One mistake at a time, the rest worked on from it."""
        first, *others = p.logits
        z = first - math.log(math.fsum(map(math.exp, others)))
        total = math.fsum(map(_sigmoid, p.logits))
        if abs(z) > 0.01:
            yield Slip(
                "difference_reversed",
                _answer(-z, total),
                Text(
                    zh="减反了：第一类的 logit 越大，它的概率越大。",
                    en="The difference is reversed: a larger first logit makes the first class more probable.",
                ),
            )
        if abs(first - z) > 0.01:
            yield Slip(
                "first_logit_alone",
                _answer(first, total),
                Text(
                    zh="softmax 只看 logits 之差，要减去其他类的；只有它们贡献为 $e^0$ 时 $z$ 才等于 $x_1$。",
                    en="Softmax sees differences alone, so the others are subtracted; $z$ is $x_1$ only where they "
                    "contribute $e^0$.",
                ),
            )
        if len(others) > 1:
            yield Slip(
                "largest_other_alone",
                _answer(first - max(others), total),
                Text(
                    zh="其他类都要算：减去的是它们的 log-sum-exp，不只是最大的那个。",
                    en="All other classes count: what is subtracted is their log-sum-exp, not the largest alone.",
                ),
            )
        if abs(total - 1) > 0.01:
            yield Slip(
                "sigmoids_sum_to_one",
                _answer(z, 1.0),
                Text(
                    zh="加起来等于 1 的是 softmax；逐个 sigmoid 没有共同的分母。",
                    en="It is softmax that adds up to 1; separate sigmoids share no denominator.",
                ),
            )


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _answer(z: float, total: float) -> AnswerValue:
    return {"z": z, "p": _sigmoid(z), "s": total}


problem = SoftmaxSigmoidEquivalence()
