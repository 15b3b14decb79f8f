"""Gradient of a loss with respect to the logits of a softmax: dL/dz for one sample, with p = softmax(z) and target y.

Cross-entropy L = -sum_k y_k log p_k gives p - y. The squared error L = sum_k (p_k - y_k)^2 / 2, with the half, gives
J^T (p - y) with softmax's Jacobian J = diag(p) - p p^T.
Source: Bishop 2006, Pattern Recognition and Machine Learning, equation 4.109 (for one sample, by the activations);
Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.losses._softmax import Logits, Target, check_target, said_target, simple_logits
from dlprep.compute.numbers import about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.text import Text

Values = tuple[float, ...]
Loss = Literal["ce", "mse"]


class GradParams(Params):
    """The logits of one sample, its target and the loss."""

    logits: Logits = parameter(zh="2 到 8 个数，在 -30 到 30 之间", en="2 to 8 numbers from -30 to 30")
    target: Target = parameter(
        zh="目标概率，每类一个，和为 1；one-hot 即普通标签", en="target probabilities, one a class, sum 1; or one-hot"
    )
    loss: Loss = parameter(
        "ce", zh="ce：交叉熵；mse：平方误差之和的一半", en="ce: cross-entropy; mse: half the sum of squared errors"
    )

    @model_validator(mode="after")
    def _target_is_a_distribution(self) -> "GradParams":
        check_target(self.logits, self.target)
        return self


class SoftmaxCeGrad(BatchedProblem[GradParams]):
    """Prediction less target; the squared error sends that through the Jacobian."""

    title = Text(zh="softmax 输出的损失对 logits 的梯度", en="Gradient of a loss at softmax's logits")
    covers = ("softmax_ce_grad",)
    params = GradParams
    example = {"logits": [2, 1, 0.1], "target": [1, 0, 0]}
    minutes = {"basic": 1.5, "intermediate": 2.5, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> GradParams:
        """Basic: cross-entropy, simple probabilities. Intermediate: any logits. Advanced: a soft label, or squares."""
        logits = simple_logits(rng, "intermediate" if level == "advanced" else level)
        loss: Loss = rng.choice(("ce", "mse")) if level == "advanced" else "ce"
        soft = level == "advanced" and loss == "ce"
        label = rng.randrange(len(logits))
        top, rest = rng.choice(((0.8, 0.1), (0.9, 0.05))) if soft else (1.0, 0.0)
        return GradParams(
            logits=logits, target=tuple(top if k == label else rest for k in range(len(logits))), loss=loss
        )

    def prompt(self, p: GradParams) -> Text:
        """Write the loss out: the half and the sum matter."""
        target = said_target(p.target)
        given = rf"$z = [{row(p.logits)}]$, $p = \text{{softmax}}(z)$"
        by = r"$\frac{\partial L}{\partial z}$"
        if p.loss == "ce":
            loss = r"$L = -\sum_k y_k \log p_k$"
            name = Text(f"交叉熵 {loss}（自然对数）", f"the cross-entropy {loss}, natural logarithm")
        else:
            loss = r"$L = \frac{1}{2} \sum_k (p_k - y_k)^2$"
            name = Text(f"平方误差 {loss}", f"the squared error {loss}")
        return Text(
            zh=f"单个样本：{given}，目标为{target.zh}，损失是{name.zh}。对 logits 的梯度 {by} 是什么？",
            en=f"One sample: {given}, with the {target.en}. The loss is {name.en}. What is its gradient with respect "
            f"to the logits, {by}?",
        )

    def answer_type(self, p: GradParams) -> AnswerType:
        """Entries between -1 and 1."""
        return Vector(rtol=1e-3, atol=2e-4, size=len(p.logits))

    def reference(self, p: GradParams) -> Values:
        """The closed forms."""
        q, errors = _softmax(p.logits), _errors(p)
        if p.loss == "ce":
            return errors
        mean = math.fsum(a * e for a, e in zip(q, errors, strict=True))
        return tuple(a * (e - mean) for a, e in zip(q, errors, strict=True))

    def torch_stacked(self, ps: Sequence[GradParams], place: Place) -> Stacked:
        """Let autograd go through F.cross_entropy, or through torch.softmax and F.mse_loss."""
        import torch

        f = torch.nn.functional
        z, y = place.tensor([p.logits for p in ps], grad=True), place.tensor([p.target for p in ps])
        if ps[0].loss == "ce":
            f.cross_entropy(z, y, reduction="sum").backward()
        else:
            (f.mse_loss(torch.softmax(z, dim=1), y, reduction="sum") / 2).backward()
        return z.grad

    def steps(self, p: GradParams) -> list[Text]:
        """The formula, the probabilities, the differences, and for the squared error the Jacobian."""
        q, errors = _softmax(p.logits), _errors(p)
        exps = " + ".join(rf"e^{{{exact(z)}}}" for z in p.logits)
        total = math.fsum(map(math.exp, p.logits))
        probabilities = f"$p = [{_listed(q)}]$"
        if p.loss == "ce":
            formula = Text(
                zh=r"$\frac{\partial L}{\partial z} = p - y$：交叉熵的 $\frac{1}{p}$ 与 softmax 的雅可比矩阵约掉。",
                en=r"$\frac{\partial L}{\partial z} = p - y$: the $\frac{1}{p}$ of cross-entropy cancels against "
                "softmax's Jacobian.",
            )
        else:
            formula = Text(
                zh=r"$\frac{\partial L}{\partial z} = J^T (p - y)$，$J = \text{diag}(p) - p p^T$，即 "
                r"$\frac{\partial L}{\partial z_i} = p_i (e_i - \sum_k p_k e_k)$，$e = p - y$。",
                en=r"$\frac{\partial L}{\partial z} = J^T (p - y)$ with $J = \text{diag}(p) - p p^T$, that is "
                r"$\frac{\partial L}{\partial z_i} = p_i (e_i - \sum_k p_k e_k)$ with $e = p - y$.",
            )
        difference = f"$p - y = [{_listed(errors)}]$"
        steps = [
            formula,
            Text(
                zh=f"指数之和 ${exps} = {about(total)}$，{probabilities}。",
                en=f"The exponentials add up to ${exps} = {about(total)}$, so {probabilities}.",
            ),
        ]
        if p.loss == "ce":
            check = Text("各项之和是 0", "they add up to 0")
            return [*steps, Text(zh=f"{difference}；{check.zh}。", en=f"{difference}; {check.en}.")]
        mean = math.fsum(a * e for a, e in zip(q, errors, strict=True))
        minus = f"({about(mean)})" if mean < 0 else about(mean)
        work = ", ".join(
            rf"{about(a)} \cdot ({about(e)} - {minus}) = {about(a * (e - mean))}"
            for a, e in zip(q, errors, strict=True)
        )
        return [
            *steps,
            Text(
                zh=rf"$e = p - y = [{_listed(errors)}]$，$\sum_k p_k e_k = {about(mean)}$。",
                en=rf"$e = p - y = [{_listed(errors)}]$, $\sum_k p_k e_k = {about(mean)}$.",
            ),
            Text(zh=f"逐个：${work}$。", en=f"Entry by entry: ${work}$."),
        ]

    def slips(self, p: GradParams) -> Iterator[Slip]:
        """The Jacobian where it cancels, or left out where it does not."""
        q, errors, right = _softmax(p.logits), _errors(p), self.reference(p)
        if max(map(abs, right)) < 1e-3:
            return  # the gradient is about 0 by most wrong ways too
        yield Slip(
            "sign_turned",
            tuple(-x for x in right),
            Text(
                zh="符号反了：正确类的梯度是负的，梯度下降使它的 logit 变大。",
                en="The sign is turned: the true class has a negative gradient, and descent raises its logit.",
            ),
        )
        yield Slip(
            "diagonal_only",
            tuple(e * a * (1 - a) for e, a in zip(errors, q, strict=True)),
            Text(
                zh="这是逐个 sigmoid 加平方误差的梯度，不是 softmax 的：softmax 的雅可比矩阵不是对角的。",
                en="That is the gradient of separate sigmoids with the squared error; softmax's Jacobian is not "
                "diagonal.",
            ),
        )
        if p.loss == "ce":
            yield Slip(
                "target_not_subtracted",
                q,
                Text(zh="这只是 $p$，还要减去目标 $y$。", en="That is $p$ alone; subtract the target $y$."),
            )
            yield Slip(
                "true_class_alone",
                tuple(e if y == max(p.target) else 0.0 for e, y in zip(errors, p.target, strict=True)),
                Text(
                    zh="其他类的 logit 也在分母里，梯度是 $p_k - y_k$，不是 0。",
                    en="The other logits are in the denominator: their gradient is $p_k - y_k$, not 0.",
                ),
            )
            yield Slip(
                "softmax_forgotten",
                tuple(z - y for z, y in zip(p.logits, p.target, strict=True)),
                Text(
                    zh="这是 $z - y$：先要用 softmax 把 logits 变成概率。",
                    en="That is $z - y$: softmax makes probabilities of the logits first.",
                ),
            )
        else:
            yield Slip(
                "jacobian_forgotten",
                errors,
                Text(
                    zh="$p - y$ 是交叉熵的梯度；平方误差还要乘 softmax 的雅可比矩阵。",
                    en="$p - y$ is cross-entropy's gradient; the squared error's goes through softmax's Jacobian too.",
                ),
            )
            yield Slip(
                "half_forgotten",
                tuple(2 * x for x in right),
                Text(
                    zh=r"损失带有系数 $\frac{1}{2}$，求导后没有 2。",
                    en=r"The loss has a factor $\frac{1}{2}$, so no 2 is left in the derivative.",
                ),
            )


def _softmax(logits: Values) -> Values:
    exps = [math.exp(z) for z in logits]
    return tuple(e / math.fsum(exps) for e in exps)


def _errors(p: GradParams) -> Values:
    return tuple(a - y for a, y in zip(_softmax(p.logits), p.target, strict=True))


def _listed(values: Values) -> str:
    return ", ".join(map(about, values))


problem = SoftmaxCeGrad()
