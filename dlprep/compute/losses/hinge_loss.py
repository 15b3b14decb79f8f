"""Hinge loss of scores f with labels y = -1 or 1: the mean of max(0, 1 - y f), or its gradient with respect to f.

The gradient has an entry a sample: -y/n where y f < 1, and 0 where y f > 1. No sample may have y f = 1 for it, where
the loss has a kink.
Source: Bishop 2006, Pattern Recognition and Machine Learning, section 7.1.2, equation 7.45.
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Quantity = Literal["loss", "gradient"]


class HingeParams(Params):
    """Scores, labels, and which of the two is asked for."""

    scores: Annotated[tuple[Annotated[Real, Field(ge=-1000, le=1000)], ...], Field(min_length=1, max_length=8)] = (
        parameter(zh="1 到 8 个得分，在 -1000 到 1000 之间", en="1 to 8 scores from -1000 to 1000")
    )
    labels: Annotated[tuple[Literal[-1, 1], ...], Field(min_length=1, max_length=8)] = parameter(
        zh="每个得分的标签，-1 或 1", en="label of each score, -1 or 1"
    )
    quantity: Quantity = parameter(
        "loss", zh="loss：损失；gradient：对各得分的梯度", en="loss: its value; gradient: with respect to each score"
    )

    @model_validator(mode="after")
    def _off_the_kink(self) -> "HingeParams":
        if len(self.labels) != len(self.scores):
            raise RuleError(
                zh=f"labels：必须有 {len(self.scores)} 个元素，每个得分一个",
                en=f"labels: must have {len(self.scores)} entries, one for each score",
            )
        if self.quantity == "gradient" and 1 in _margins(self):
            raise RuleError(
                zh="scores：都不能使 y * f = 1，损失在那里不可导",
                en="scores: none may have y * f = 1, where the loss has a kink and no derivative",
            )
        return self


class HingeLoss(BatchedProblem[HingeParams]):
    """What is on the right side by 1 or more costs nothing."""

    title = Text(zh="合页损失", en="Hinge loss")
    covers = ("hinge_loss",)
    params = HingeParams
    example = {"scores": [0.5, -2, 3], "labels": [1, 1, -1]}

    def generate(self, rng: Random, level: Level) -> HingeParams:
        """Basic: the loss of three samples. Intermediate: also the gradient. Advanced: five. Some cost nothing."""
        n = {"basic": 3, "intermediate": 4, "advanced": 5}[level]
        quantity: Quantity = "loss" if level == "basic" else rng.choice(("loss", "gradient"))
        unit = 2 if level == "basic" else 10
        # one beyond the margin, one right but within it, one wrong
        margins = [rng.randint(unit + 1, 3 * unit), rng.randint(1, unit - 1), -rng.randint(1, 2 * unit)]
        margins += [rng.choice([m for m in range(-2 * unit, 3 * unit) if m not in (0, unit)]) for _ in range(n - 3)]
        rng.shuffle(margins)
        labels: list[Literal[-1, 1]] = [1, -1, *(rng.choice((-1, 1)) for _ in range(n - 2))]
        return HingeParams(
            scores=tuple(y * m / unit for y, m in zip(labels, margins, strict=True)),
            labels=tuple(labels),
            quantity=quantity,
        )

    def prompt(self, p: HingeParams) -> Text:
        """Say mean."""
        n = len(p.scores)
        given = f"$f = [{row(p.scores)}]$, $y = [{row(map(float, p.labels))}]$"
        loss = rf"$L = \frac{{1}}{{{n}}} \sum_i \max(0, 1 - y_i f_i)$"
        samples = "1 sample" if n == 1 else f"{n} samples"
        asked = Text(f"损失 {loss} 是多少？", f"What is the hinge loss {loss}?")
        if p.quantity == "gradient":
            by = r"$\frac{\partial L}{\partial f}$"
            asked = Text(
                f"损失 {loss} 对得分的梯度 {by} 是什么？", f"What is the gradient {by} of the hinge loss {loss}?"
            )
        return Text(
            zh=f"一个二分类器给 {n} 个样本的得分 $f$ 和样本的标签 $y$ 为 {given}。合页{asked.zh}",
            en=f"A binary classifier gives {samples} the scores $f$; their labels are $y$: {given}. {asked.en}",
        )

    def answer_type(self, p: HingeParams) -> AnswerType:
        """One number, or one a sample; any may be 0."""
        return Number(rtol=1e-3, atol=5e-4) if p.quantity == "loss" else Vector(rtol=1e-3, atol=5e-4)

    def reference(self, p: HingeParams) -> AnswerValue:
        """The definition, or -y/n for every sample short of the margin."""
        n = len(p.scores)
        if p.quantity == "loss":
            return math.fsum(max(0.0, 1 - m) for m in _margins(p)) / n
        return tuple(-y / n if m < 1 else 0.0 for y, m in zip(p.labels, _margins(p), strict=True))

    def alike(self, p: HingeParams) -> Hashable:
        """The labels are numbers like others here."""
        return len(p.labels), p.quantity

    def torch_stacked(self, ps: Sequence[HingeParams], place: Place) -> Stacked:
        """Clamp at 0, take the mean, and let autograd go back."""
        import torch

        f, y = place.tensor([p.scores for p in ps], grad=True), place.tensor([p.labels for p in ps])
        losses = torch.clamp(1 - y * f, min=0).mean(dim=1)
        return losses if ps[0].quantity == "loss" else torch.autograd.grad(losses.sum(), f)[0]

    def steps(self, p: HingeParams) -> list[Text]:
        """The formula, the margins, then what each costs or pulls."""
        margins, n = _margins(p), len(p.scores)
        work = ", ".join(
            rf"{exact(float(y))} \cdot {factor(f)} = {about(m)}"
            for y, f, m in zip(p.labels, p.scores, margins, strict=True)
        )
        second = Text(
            zh=f"各样本的 $y_i f_i$：${work}$；大于 1 的没有损失。",
            en=f"The margins $y_i f_i$: ${work}$; those above 1 cost nothing.",
        )
        if p.quantity == "loss":
            costs = [max(0.0, 1 - m) for m in margins]
            mean = rf"$L = \frac{{{' + '.join(map(about, costs))}}}{{{n}}} = {about(sum(costs) / n)}$"
            return [
                Text(
                    zh=r"$L = \frac{1}{n} \sum_i \max(0, 1 - y_i f_i)$：分对还不够，$y_i f_i$ 要达到 1。",
                    en=r"$L = \frac{1}{n} \sum_i \max(0, 1 - y_i f_i)$: to be right is not enough, $y_i f_i$ must "
                    "reach 1.",
                ),
                second,
                Text(zh=f"{mean}。", en=f"{mean}."),
            ]
        entries = ", ".join(
            rf"-\frac{{{exact(float(y))}}}{{{n}}} = {about(-y / n)}" if m < 1 else "0"
            for y, m in zip(p.labels, margins, strict=True)
        )
        return [
            Text(
                zh=r"$\frac{\partial L}{\partial f_i} = -\frac{y_i}{n}$（$y_i f_i < 1$），否则为 0（$y_i f_i > 1$）。",
                en=r"$\frac{\partial L}{\partial f_i} = -\frac{y_i}{n}$ where $y_i f_i < 1$, and 0 where "
                "$y_i f_i > 1$.",
            ),
            second,
            Text(zh=f"逐个：${entries}$。", en=f"Entry by entry: ${entries}$."),
        ]

    def slips(self, p: HingeParams) -> Iterator[Slip]:
        """By the quantity asked for."""
        return _loss_slips(p) if p.quantity == "loss" else _gradient_slips(p)


def _loss_slips(p: HingeParams) -> Iterator[Slip]:
    margins, n = _margins(p), len(p.scores)
    costs = [max(0.0, 1 - m) for m in margins]
    total = math.fsum(costs)
    if total > 0.01 and n > 1:
        yield Slip(
            "sum_for_mean",
            total,
            Text(zh="这是总和，要除以样本数。", en="That is the sum; divide by the number of samples."),
        )
    if total > 0.01:
        yield Slip(
            "margin_forgotten",
            math.fsum(max(0.0, -m) for m in margins) / n,
            Text(
                zh="这是感知机的损失；合页损失要求 $y_i f_i$ 达到 1，不只是大于 0。",
                en="That is the perceptron's loss; the hinge wants $y_i f_i$ to reach 1, not just to pass 0.",
            ),
        )
    if max(margins) > 1.01:
        yield Slip(
            "not_clamped",
            math.fsum(1 - m for m in margins) / n,
            Text(
                zh="超过 1 的样本损失是 0，不是负的：漏了与 0 取最大。",
                en="Beyond 1 a sample costs 0, not less: the maximum with 0 was left out.",
            ),
        )
    if any(abs(cost - cost**2) > 0.01 for cost in costs):
        yield Slip(
            "squared",
            math.fsum(cost**2 for cost in costs) / n,
            Text(zh="这是平方合页损失，这里不取平方。", en="That is the squared hinge loss; nothing is squared here."),
        )
    if -1 in p.labels:
        yield Slip(
            "label_ignored",
            math.fsum(max(0.0, 1 - f) for f in p.scores) / n,
            Text(
                zh="漏了标签：负类的得分要乘 $-1$，越小越好。",
                en="The labels were left out: a negative sample's score is multiplied by $-1$, the lower the better.",
            ),
        )


def _gradient_slips(p: HingeParams) -> Iterator[Slip]:
    margins, n = _margins(p), len(p.scores)
    right = tuple(-y / n if m < 1 else 0.0 for y, m in zip(p.labels, margins, strict=True))
    if any(right):
        yield Slip(
            "sign_turned",
            tuple(-x for x in right),
            Text(
                zh="符号反了：正类的得分不够大，梯度为负，下降才会把它推高。",
                en="The sign is turned: where a positive sample's score is too low the gradient is negative, and "
                "descent raises it.",
            ),
        )
        if n > 1:
            yield Slip(
                "mean_forgotten",
                tuple(n * x for x in right),
                Text(
                    zh=r"损失是平均，每个样本只占 $\frac{1}{n}$。",
                    en=r"The loss is a mean, in which a sample has a share of $\frac{1}{n}$.",
                ),
            )
    if max(margins) > 1:
        yield Slip(
            "all_samples_pull",
            tuple(-y / n for y in p.labels),
            Text(
                zh="$y_i f_i > 1$ 的样本没有损失，梯度为 0。",
                en="Samples with $y_i f_i > 1$ cost nothing, and their gradient is 0.",
            ),
        )
    if any(0 <= m < 1 for m in margins):
        yield Slip(
            "margin_forgotten",
            tuple(-y / n if m < 0 else 0.0 for y, m in zip(p.labels, margins, strict=True)),
            Text(
                zh="分对但 $y_i f_i < 1$ 的样本也有梯度；只看分错的是感知机。",
                en="Samples that are right but have $y_i f_i < 1$ pull too; errors alone pull in the perceptron.",
            ),
        )


def _margins(p: HingeParams) -> list[float]:
    return [y * f for y, f in zip(p.labels, p.scores, strict=True)]


problem = HingeLoss()
