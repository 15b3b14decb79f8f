"""One SGD step with weight decay: (1 - eta lambda) w - eta g, one number a weight.

It is gradient descent on the loss plus (lambda/2) ||w||^2, where lambda is what torch calls weight_decay; a penalty
written lambda ||w||^2 decays twice as fast. g is the gradient of the loss without the penalty; no momentum.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.1.1, equation 7.5; torch.optim.SGD.
"""

from collections.abc import Iterator
from random import Random

from pydantic import model_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.compute.regularisation._weights import (
    Column,
    Rate,
    Strength,
    Values,
    check_length,
    computed,
    draw,
    short,
    sign,
)
from dlprep.grading.answer import AnswerType, Vector
from dlprep.text import Text


class DecayParams(Params):
    """The weights, where they are pushed, and how far."""

    w: Column = parameter(zh="权重，1 到 8 个", en="1 to 8 weights")
    gradient: Column = parameter(
        zh="不含惩罚项的损失的梯度，每个权重一个", en="gradient of the loss without its penalty, one entry a weight"
    )
    learning_rate: Rate = parameter(zh="学习率 η，大于 0", en="learning rate, above 0")
    strength: Strength = parameter(zh="权重衰减系数 λ", en="weight decay, lambda")

    @model_validator(mode="after")
    def _one_gradient_a_weight(self) -> "DecayParams":
        check_length("gradient", self.gradient, len(self.w))
        return self


class L2WeightDecayStep(Problem[DecayParams]):
    """Shrink the weights by a factor, then follow the gradient."""

    title = Text(zh="带权重衰减的一步 SGD", en="An SGD step with weight decay")
    covers = ("l2_weight_decay_step",)
    params = DecayParams
    example = {"w": [2, -1], "gradient": [1, 0.5], "learning_rate": 0.1, "strength": 0.5}

    def generate(self, rng: Random, level: Level) -> DecayParams:
        """Basic: two weights of at most 5. Intermediate: three with one decimal. Advanced: four."""
        rate = rng.choice((0.1, 0.2, 0.5))
        if level == "basic":
            w, gradient = draw(rng, 2, 1, 2, 5), draw(rng, 2, 1, 1, 4)
            return DecayParams(w=w, gradient=gradient, learning_rate=rate, strength=rng.choice((0.1, 0.2, 0.5)))
        n = 3 if level == "intermediate" else 4
        strength = rng.choice((0.2, 0.3, 0.4) if level == "intermediate" else (0.15, 0.25, 0.35))
        return DecayParams(
            w=draw(rng, n, 10, 5, 40), gradient=draw(rng, n, 10, 2, 30), learning_rate=rate, strength=strength
        )

    def prompt(self, p: DecayParams) -> Text:
        """Print the penalty with its half."""
        loss = r"$L(w) + \frac{\lambda}{2} \lVert w \rVert_2^2$"
        w, g = f"$w = [{row(p.w)}]$", f"$g = [{row(p.gradient)}]$"
        strength, rate = rf"$\lambda = {exact(p.strength)}$", rf"$\eta = {exact(p.learning_rate)}$"
        return Text(
            zh=f"目标函数是 {loss}。当前 {w}，$L$ 自身的梯度（不含惩罚项）{g}，{strength}，学习率 {rate}。"
            "走一步不带动量的 SGD，新的权重是什么？",
            en=f"The objective is {loss}. At {w} the gradient of $L$ alone, without the penalty, is {g}; {strength}, "
            f"and the learning rate is {rate}. What are the weights after one step of SGD without momentum?",
        )

    def answer_type(self, p: DecayParams) -> AnswerType:
        """One number a weight; it may be near 0."""
        return Vector(atol=5e-4, size=len(p.w))

    def reference(self, p: DecayParams) -> Values:
        """Shrink, then step."""
        return _step(p, 1 - p.learning_rate * p.strength)

    def torch_reference(self, p: DecayParams, place: Place) -> Values:
        """Let torch.optim.SGD step with its weight_decay."""
        import torch

        w = torch.nn.Parameter(place.tensor(p.w))
        w.grad = place.tensor(p.gradient)
        torch.optim.SGD([w], lr=p.learning_rate, weight_decay=p.strength).step()
        return tuple(w.tolist())

    def steps(self, p: DecayParams) -> list[Text]:
        """The update, the factor, then weight by weight."""
        kept = 1 - p.learning_rate * p.strength
        shrink = rf"$1 - \eta \lambda = 1 - {exact(p.learning_rate)} \cdot {exact(p.strength)} = {short(kept)}$"
        work = ", ".join(
            rf"{short(kept)} \cdot {factor(w)} - {exact(p.learning_rate)} \cdot {factor(g)} = {short(new)}"
            for w, g, new in zip(p.w, p.gradient, self.reference(p), strict=True)
        )
        return [
            Text(
                zh=r"$w \leftarrow w - \eta (g + \lambda w) = (1 - \eta \lambda) w - \eta g$：先按比例缩小，"
                "再走梯度步。",
                en=r"$w \leftarrow w - \eta (g + \lambda w) = (1 - \eta \lambda) w - \eta g$: the weights shrink by a "
                "factor, and the gradient step comes on top.",
            ),
            Text(zh=f"每步的缩小系数：{shrink}。", en=f"The factor of one step: {shrink}."),
            Text(zh=f"逐个更新：${work}$。", en=f"Weight by weight: ${work}$."),
            Text(
                zh=f"新的权重：$w = {computed(self.reference(p))}$。",
                en=f"The new weights: $w = {computed(self.reference(p))}$.",
            ),
        ]

    def slips(self, p: DecayParams) -> Iterator[Slip]:
        """The decay left out, of the wrong size or sign, or another penalty."""
        rate, strength = p.learning_rate, p.strength
        if strength == 0 or not any(p.w):
            return
        yield Slip(
            "decay_forgotten",
            _step(p, 1),
            Text(zh=r"漏了惩罚项的梯度 $\lambda w$。", en=r"The penalty's gradient $\lambda w$ is missing."),
        )
        yield Slip(
            "half_forgotten",
            _step(p, 1 - 2 * rate * strength),
            Text(
                zh=r"惩罚项带 $\frac{1}{2}$，求导得 $\lambda w$，不是 $2 \lambda w$。",
                en=r"With the $\frac{1}{2}$ the penalty's gradient is $\lambda w$, not $2 \lambda w$.",
            ),
        )
        yield Slip(
            "sign_turned",
            _step(p, 1 + rate * strength),
            Text(
                zh=r"衰减的符号反了：系数是 $1 - \eta \lambda$，权重缩小而不是放大。",
                en=r"The decay has the wrong sign: the factor is $1 - \eta \lambda$, and weights shrink, not grow.",
            ),
        )
        if rate != 1:
            yield Slip(
                "rate_forgotten",
                _step(p, 1 - strength),
                Text(
                    zh=r"衰减也要乘学习率：系数是 $1 - \eta \lambda$，不是 $1 - \lambda$。",
                    en=r"The learning rate multiplies the decay too: the factor is $1 - \eta \lambda$, not "
                    r"$1 - \lambda$.",
                ),
            )
        yield Slip(
            "l1_penalty",
            tuple(w - rate * (g + strength * sign(w)) for w, g in zip(p.w, p.gradient, strict=True)),
            Text(
                zh=r"这里用了 $L_1$ 惩罚的次梯度 $\lambda \, \text{sign}(w)$；$L_2$ 惩罚的梯度与权重成正比。",
                en=r"That is the subgradient $\lambda \, \text{sign}(w)$ of an $L_1$ penalty; that of $L_2$ grows with "
                "the weight.",
            ),
        )


def _step(p: DecayParams, kept: float) -> Values:
    return tuple(kept * w - p.learning_rate * g for w, g in zip(p.w, p.gradient, strict=True))


problem = L2WeightDecayStep()
