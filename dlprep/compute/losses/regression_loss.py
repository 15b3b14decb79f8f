"""L1, L2 or smooth L1 loss of predictions, or its gradient with respect to them; mean or sum over the samples.

With d = prediction - target a sample costs |d|, d^2 (without a half), or for smooth L1 d^2/2 where |d| < 1 and
|d| - 1/2 elsewhere (threshold 1, torch's beta = 1). The gradient has an entry a prediction. For that of L1 no d may be
0, where |d| has a kink.
Source: Girshick 2015, Fast R-CNN, arXiv:1504.08083, equations 2 and 3 (smooth L1); torch.nn.L1Loss,
torch.nn.MSELoss, torch.nn.SmoothL1Loss.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.losses._regression import EACH, FORMULAS, NAMES, Loss, cost, slope
from dlprep.compute.losses._regression_slips import gradient_ways, loss_ways
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]
Quantity = Literal["loss", "gradient"]
Reduction = Literal["mean", "sum"]
Entries = Annotated[tuple[Annotated[Real, Field(ge=-1000, le=1000)], ...], Field(min_length=1, max_length=8)]


class RegressionParams(Params):
    """Targets and predictions, the loss, and what is asked for."""

    targets: Entries = parameter(zh="1 到 8 个目标值，在 -1000 到 1000 之间", en="1 to 8 targets from -1000 to 1000")
    predictions: Entries = parameter(zh="每个目标一个预测值", en="one prediction a target")
    loss: Loss = parameter("l2", zh="哪种损失", en="which loss")
    quantity: Quantity = parameter(
        "loss",
        zh="loss：损失；gradient：对各预测值的梯度",
        en="loss: its value; gradient: with respect to each prediction",
    )
    reduction: Reduction = parameter("mean", zh="对样本取平均还是求和", en="mean or sum over the samples")

    @model_validator(mode="after")
    def _off_the_kink(self) -> "RegressionParams":
        if len(self.predictions) != len(self.targets):
            raise RuleError(
                zh=f"predictions：必须有 {len(self.targets)} 个元素，每个目标一个",
                en=f"predictions: must have {len(self.targets)} entries, one for each target",
            )
        if (self.loss, self.quantity) == ("l1", "gradient") and 0 in _errors(self):
            raise RuleError(
                zh="predictions：都不能等于目标值，|d| 在那里不可导",
                en="predictions: none may equal its target, where |d| has a kink and no derivative",
            )
        return self


class RegressionLoss(BatchedProblem[RegressionParams]):
    """Errors, then what each costs."""

    title = Text(zh="L1、L2 与 smooth L1 损失", en="L1, L2 and smooth L1 loss")
    covers = ("l1_loss", "l2_loss", "smooth_l1")
    params = RegressionParams
    example = {"targets": [1, 2, 3], "predictions": [1.5, 4, 2.8], "loss": "smooth_l1"}

    def generate(self, rng: Random, level: Level) -> RegressionParams:
        """Basic: the mean loss of three samples. Intermediate: also gradients. Advanced: sums, five samples."""
        n = {"basic": 3, "intermediate": 4, "advanced": 5}[level]
        unit = 2 if level == "basic" else 10
        # one error below 1, one above it, one of each sign
        sizes = [rng.randint(1, unit - 1), *(rng.randint(unit + 1, 4 * unit) for _ in range(2))]
        sizes += [rng.choice([s for s in range(1, 3 * unit) if s != unit]) for _ in range(n - 3)]
        signs = [1, -1, *rng.choices((-1, 1), k=n - 2)]
        rng.shuffle(sizes)
        targets = tuple(float(rng.randint(-5, 9)) for _ in range(n))
        return RegressionParams(
            targets=targets,
            predictions=tuple(
                round(t + sign * size / unit, 1) for t, sign, size in zip(targets, signs, sizes, strict=True)
            ),
            loss=rng.choice(("l1", "l2", "smooth_l1")),
            quantity="loss" if level == "basic" else rng.choice(("loss", "gradient")),
            reduction=rng.choice(("mean", "sum")) if level == "advanced" else "mean",
        )

    def prompt(self, p: RegressionParams) -> Text:
        """Write the loss out: halves, thresholds and means differ between books."""
        front = r"\frac{1}{n} \sum_i" if p.reduction == "mean" else r"\sum_i"
        n = len(p.targets)
        given = rf"$y = [{row(p.targets)}]$", rf"$\hat{{y}} = [{row(p.predictions)}]$"
        loss = rf"$L = {front} \ell(\hat{{y}}_i - y_i)$, {FORMULAS[p.loss]}"
        name = NAMES[p.loss]
        asked = Text("$L$ 是多少？", "What is $L$?")
        if p.quantity == "gradient":
            by = r"$\frac{\partial L}{\partial \hat{y}}$"
            asked = Text(
                f"$L$ 对预测值的梯度 {by} 是什么？",
                f"What is the gradient of $L$ with respect to the predictions, {by}?",
            )
        samples = "1 sample has" if n == 1 else f"{n} samples have"
        return Text(
            zh=f"{n} 个样本的目标值为 {given[0]}，预测值为 {given[1]}，用 {name.zh}：{loss}。{asked.zh}",
            en=f"{samples} the targets {given[0]} and the predictions {given[1]}. The loss is the {name.en}, {loss}. "
            f"{asked.en}",
        )

    def answer_type(self, p: RegressionParams) -> AnswerType:
        """One number, or one a prediction; any may be 0."""
        return Number(rtol=1e-3, atol=5e-4) if p.quantity == "loss" else Vector(rtol=1e-3, atol=5e-4)

    def reference(self, p: RegressionParams) -> AnswerValue:
        """The definitions, error by error."""
        return _reduced(p, [cost(p.loss, d) if p.quantity == "loss" else slope(p.loss, d) for d in _errors(p)])

    def torch_stacked(self, ps: Sequence[RegressionParams], place: Place) -> Stacked:
        """Run F.l1_loss, F.mse_loss or F.smooth_l1_loss, and autograd back."""
        import torch

        f, p = torch.nn.functional, ps[0]
        run = {"l1": f.l1_loss, "l2": f.mse_loss, "smooth_l1": f.smooth_l1_loss}[p.loss]
        predictions = place.tensor([p.predictions for p in ps], grad=True)
        costs = run(predictions, place.tensor([p.targets for p in ps]), reduction="none")
        losses = getattr(costs, p.reduction)(dim=1)
        return losses if p.quantity == "loss" else torch.autograd.grad(losses.sum(), predictions)[0]

    def steps(self, p: RegressionParams) -> list[Text]:
        """All three formulas side by side, the errors, then each one's cost or slope."""
        errors = _errors(p)
        differences = ", ".join(
            f"{exact(a)} - {factor(t)} = {about(d)}" for a, t, d in zip(p.predictions, p.targets, errors, strict=True)
        )
        second = Text(zh=f"误差 $d_i$：${differences}$。", en=f"The errors $d_i$: ${differences}$.")
        n = len(errors)
        if p.quantity == "loss":
            costs = [cost(p.loss, d) for d in errors]
            work = ", ".join(rf"\ell({about(d)}) = {_cost_written(p.loss, d)}" for d in errors)
            total = " + ".join(map(about, costs))
            total = rf"\frac{{{total}}}{{{n}}}" if p.reduction == "mean" else total
            answer = rf"$L = {total} = {about(_reduced_number(p, costs))}$"
            return [
                Text(
                    zh=rf"$d_i = \hat{{y}}_i - y_i$，每个样本的损失 $\ell(d_i)$：{EACH.zh}；再取平均或求和。",
                    en=rf"With $d_i = \hat{{y}}_i - y_i$ a sample costs $\ell(d_i)$: {EACH.en}; then the mean or sum.",
                ),
                second,
                Text(
                    zh=f"{NAMES[p.loss].zh}：${work}$；{answer}。", en=f"By the {NAMES[p.loss].en}: ${work}$; {answer}."
                ),
            ]
        slopes = [slope(p.loss, d) for d in errors]
        rules = r"L1 $\ell'(d) = \text{sign}(d)$, L2 $\ell'(d) = 2d$, smooth L1 $\ell'(d) = \max(-1, \min(1, d))$"
        work = ", ".join(rf"\ell'({about(d)}) = {about(s)}" for d, s in zip(errors, slopes, strict=True))
        steps = [
            Text(
                zh=rf"$d_i = \hat{{y}}_i - y_i$，每个预测值的梯度 $\ell'(d_i)$：{rules}；损失取平均时再除以 $n$。",
                en=rf"With $d_i = \hat{{y}}_i - y_i$ a prediction has the gradient $\ell'(d_i)$: {rules}; divided by "
                "$n$ where the loss is a mean.",
            ),
            second,
            Text(zh=f"{NAMES[p.loss].zh}：${work}$。", en=f"By the {NAMES[p.loss].en}: ${work}$."),
        ]
        if p.reduction == "mean":
            shares = ", ".join(about(s / n) for s in slopes)
            steps.append(Text(zh=f"除以 $n = {n}$：${shares}$。", en=f"Divide by $n = {n}$: ${shares}$."))
        return steps

    def slips(self, p: RegressionParams) -> Iterator[Slip]:
        """Mean and sum taken for each other, then those of the loss."""
        errors, n = _errors(p), len(p.targets)
        if max(map(abs, errors)) < 0.05:
            return  # nothing to tell apart
        if n > 1:
            other: Reduction = "sum" if p.reduction == "mean" else "mean"
            said = (
                Text("这是总和，应当取平均。", "That is for the sum; the mean is asked for.")
                if p.reduction == "mean"
                else Text("这是平均，应当求和。", "That is for the mean; the sum is asked for.")
            )
            yield Slip(f"{other}_for_{p.reduction}", self.reference(p.model_copy(update={"reduction": other})), said)
        ways = loss_ways(p.loss, errors) if p.quantity == "loss" else gradient_ways(p.loss, errors)
        for name, values, lesson in ways:
            yield Slip(name, _reduced(p, values), lesson)
        if (p.loss, p.quantity) == ("l2", "loss"):
            yield Slip(
                "root_taken",
                math.sqrt(_reduced_number(p, [d**2 for d in errors])),
                Text(
                    zh="这里不开方：开方的是 RMSE 或 L2 范数。", en="No root is taken here: that is RMSE, or the norm."
                ),
            )


def _errors(p: RegressionParams) -> list[float]:
    return [a - t for a, t in zip(p.predictions, p.targets, strict=True)]


def _cost_written(loss: Loss, d: float) -> str:
    """One sample's cost with the numbers put in."""
    size, result = about(abs(d)), about(cost(loss, d))
    if loss == "l1":
        return result
    if loss == "l2":
        return f"{size}^2 = {result}"
    return rf"\frac{{1}}{{2}} \cdot {size}^2 = {result}" if abs(d) < 1 else rf"{size} - \frac{{1}}{{2}} = {result}"


def _reduced_number(p: RegressionParams, values: list[float]) -> float:
    return math.fsum(values) / (len(values) if p.reduction == "mean" else 1)


def _reduced(p: RegressionParams, values: list[float]) -> AnswerValue:
    """A loss from costs, or a gradient from slopes."""
    if p.quantity == "loss":
        return _reduced_number(p, values)
    return tuple(x / (len(values) if p.reduction == "mean" else 1) for x in values)


problem = RegressionLoss()
