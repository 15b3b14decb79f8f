"""Gradient of a loss with respect to the logit of a sigmoid output: dL/dz for one sample, with a = sigmoid(z).

Cross-entropy L = -y log a - (1 - y) log(1 - a), natural logarithm, gives a - y; the squared error L = (a - y)^2 / 2,
with the half, gives (a - y) a (1 - a), which vanishes where the sigmoid saturates.
Source: Bishop 2006, Pattern Recognition and Machine Learning, section 5.2; Nielsen 2015, Neural Networks and Deep
Learning, chapter 3, "The cross-entropy cost function".
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

Loss = Literal["ce", "mse"]


class OutputParams(Params):
    """One logit, its target and the loss."""

    z: Annotated[Real, Field(ge=-12, le=12)] = parameter(zh="logit，在 -12 到 12 之间", en="logit, from -12 to 12")
    y: Annotated[Real, Field(ge=0, le=1)] = parameter(zh="目标，在 0 到 1 之间", en="target, from 0 to 1")
    loss: Loss = parameter("ce", zh="ce：交叉熵；mse：平方误差的一半", en="ce: cross-entropy; mse: half the square")


class SigmoidLossGrad(BatchedProblem[OutputParams]):
    """The sigmoid's derivative cancels for cross-entropy, and stays for the squared error."""

    title = Text(zh="sigmoid 输出的损失对 logit 的梯度", en="Gradient of a loss at a sigmoid's logit")
    covers = ("sigmoid_mse_grad", "sigmoid_ce_grad")
    params = OutputParams
    example = {"z": 2, "y": 0, "loss": "mse"}

    def generate(self, rng: Random, level: Level) -> OutputParams:
        """Basic: simple probabilities. Intermediate: any logit. Advanced: a soft target, or a saturated sigmoid."""
        loss: Loss = rng.choice(("ce", "mse"))
        y = float(rng.choice((0, 1)))
        if level == "basic":
            # the logarithms of 1, 2, 3 and 4
            return OutputParams(z=float(rng.choice((0, 0.6931, -0.6931, 1.0986, -1.0986, 1.3863))), y=y, loss=loss)
        if level == "intermediate":
            return OutputParams(z=rng.choice((-1, 1)) * rng.randint(3, 30) / 10, y=y, loss=loss)
        if rng.random() < 0.5:
            return OutputParams(z=(1 - 2 * y) * rng.randint(40, 80) / 10, y=y, loss=loss)  # sure, and wrong
        soft = rng.choice((0.1, 0.2, 0.8, 0.9))
        return OutputParams(z=math.copysign(rng.randint(3, 10) / 10, 0.5 - soft), y=soft, loss=loss)

    def prompt(self, p: OutputParams) -> Text:
        """Write the loss out: the half and the logarithm matter."""
        by = r"$\frac{\partial L}{\partial z}$"
        values = rf"$a = \sigma(z)$, $z = {exact(p.z)}$, $y = {exact(p.y)}$"
        if p.loss == "ce":
            loss = r"$L = -y \log a - (1-y) \log(1-a)$"
            return Text(
                zh=f"单个样本，sigmoid 输出：{values}。损失是交叉熵 {loss}（自然对数）。{by} 是多少？",
                en=f"One sample, a sigmoid output: {values}. The loss is the cross-entropy {loss}, natural logarithm. "
                f"What is {by}?",
            )
        loss = r"$L = \frac{1}{2} (a-y)^2$"
        return Text(
            zh=f"单个样本，sigmoid 输出：{values}。损失是平方误差 {loss}。{by} 是多少？",
            en=f"One sample, a sigmoid output: {values}. The loss is the squared error {loss}. What is {by}?",
        )

    def answer_type(self, p: OutputParams) -> AnswerType:
        """Relative precision counts even where the sigmoid saturates."""
        return Number(rtol=1e-3, atol=1e-6)

    def reference(self, p: OutputParams) -> float:
        """The closed forms."""
        a = _sigmoid(p.z)
        return a - p.y if p.loss == "ce" else (a - p.y) * a * (1 - a)

    def torch_stacked(self, ps: Sequence[OutputParams], place: Place) -> Stacked:
        """Let autograd go through F.binary_cross_entropy_with_logits, or through half of F.mse_loss of a sigmoid."""
        import torch

        f = torch.nn.functional
        z, y = place.tensor([p.z for p in ps], grad=True), place.tensor([p.y for p in ps])
        if ps[0].loss == "ce":
            f.binary_cross_entropy_with_logits(z, y, reduction="sum").backward()
        else:
            (f.mse_loss(torch.sigmoid(z), y, reduction="sum") / 2).backward()
        return z.grad

    def steps(self, p: OutputParams) -> list[Text]:
        """The chain rule and what it comes to, the sigmoid, then the gradient."""
        a = _sigmoid(p.z)
        error = rf"{about(a)} - {exact(p.y)}"
        if p.loss == "ce":
            rule = r"$\frac{\partial L}{\partial z} = \frac{a-y}{a(1-a)} \cdot a(1-a) = a - y$"
            formula = Text(
                zh=f"链式法则：{rule}，sigmoid 的导数正好约掉。",
                en=f"By the chain rule {rule}: the sigmoid's derivative cancels.",
            )
            work = rf"$\frac{{\partial L}}{{\partial z}} = {error} = {about(a - p.y)}$"
        else:
            rule = r"$\frac{\partial L}{\partial z} = (a-y) \cdot a(1-a)$"
            formula = Text(
                zh=f"链式法则：{rule}，后一个因子是 sigmoid 的导数，饱和时接近 0。",
                en=f"By the chain rule {rule}; the last factor is the sigmoid's derivative, near 0 where it saturates.",
            )
            work = (
                rf"$\frac{{\partial L}}{{\partial z}} = ({error}) \cdot {about(a)} \cdot {about(1 - a)} "
                rf"= {about((a - p.y) * a * (1 - a))}$"
            )
        value = rf"$a = \sigma({exact(p.z)}) = \frac{{1}}{{1 + e^{{{exact(0.0 - p.z)}}}}} = {about(a)}$"
        return [formula, Text(zh=f"{value}。", en=f"{value}."), Text(zh=f"{work}。", en=f"{work}.")]

    def slips(self, p: OutputParams) -> Iterator[Slip]:
        """The sigmoid's derivative where it does not belong, the sign, the half."""
        a = _sigmoid(p.z)
        slope, error = a * (1 - a), a - p.y
        if abs(error) < 1e-3:
            return  # the gradient is about 0 by most wrong ways too
        if p.loss == "ce":
            yield Slip(
                "sigmoid_derivative_kept",
                error * slope,
                Text(
                    zh="这是平方误差的梯度；交叉熵的分母 $a(1-a)$ 把 sigmoid 的导数约掉了。",
                    en="That is the squared error's gradient; cross-entropy's denominator $a(1-a)$ cancels the "
                    "sigmoid's derivative.",
                ),
            )
            yield Slip(
                "gradient_by_the_output",
                error / slope,
                Text(
                    zh="这是对输出 $a$ 的梯度，还要乘 sigmoid 的导数 $a(1-a)$。",
                    en="That is the gradient with respect to $a$; multiply by the sigmoid's derivative $a(1-a)$.",
                ),
            )
            yield Slip(
                "loss_for_gradient",
                math.log1p(math.exp(p.z)) - p.y * p.z,
                Text(zh="这是损失的值，要的是它的梯度。", en="That is the loss itself; its gradient is asked for."),
            )
        else:
            yield Slip(
                "sigmoid_derivative_forgotten",
                error,
                Text(
                    zh="还要乘 sigmoid 的导数 $a(1-a)$；约掉它的是交叉熵，不是平方误差。",
                    en="Multiply by the sigmoid's derivative $a(1-a)$; it cancels for cross-entropy, not here.",
                ),
            )
            yield Slip(
                "half_forgotten",
                2 * error * slope,
                Text(
                    zh=r"损失带有系数 $\frac{1}{2}$，求导后没有 2。",
                    en=r"The loss has a factor $\frac{1}{2}$, so no 2 is left in the derivative.",
                ),
            )
            yield Slip(
                "loss_for_gradient",
                error**2 / 2,
                Text(zh="这是损失的值，要的是它的梯度。", en="That is the loss itself; its gradient is asked for."),
            )
        yield Slip(
            "sign_turned",
            -error * (1 if p.loss == "ce" else slope),
            Text(
                zh="符号反了：输出比目标大时梯度为正，梯度下降把 $z$ 减小。",
                en="The sign is turned: where the output is above its target the gradient is positive, and descent "
                "lowers $z$.",
            ),
        )
        if p.loss == "ce":
            yield Slip(
                "sigmoid_forgotten",
                p.z - p.y,
                Text(
                    zh="这是 $z - y$：先要用 sigmoid 把 logit 变成概率 $a$。",
                    en="That is $z - y$: the sigmoid makes a probability $a$ of the logit first.",
                ),
            )


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


problem = SigmoidLossGrad()
