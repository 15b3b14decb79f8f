"""One step of subgradient descent on a loss with an L1 penalty: w - eta (g + lambda sign(w)), one number a weight.

g is the gradient of the loss without its penalty, lambda sum_i |w_i|. At w_i = 0, where the penalty has a kink, the
subgradient 0 is taken, as torch does.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.1.2, equation 7.20.
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


class L1StepParams(Params):
    """The weights, where they are pushed, and how far."""

    w: Column = parameter(zh="权重，1 到 8 个", en="1 to 8 weights")
    gradient: Column = parameter(
        zh="不含惩罚项的损失的梯度，每个权重一个", en="gradient of the loss without its penalty, one entry a weight"
    )
    learning_rate: Rate = parameter(zh="学习率 η，大于 0", en="learning rate, above 0")
    strength: Strength = parameter(zh="惩罚系数 λ", en="strength of the penalty, lambda")

    @model_validator(mode="after")
    def _one_gradient_a_weight(self) -> "L1StepParams":
        check_length("gradient", self.gradient, len(self.w))
        return self


class L1SubgradientStep(Problem[L1StepParams]):
    """The penalty pulls every weight towards 0 with the same force."""

    title = Text(zh="L1 惩罚下的一步次梯度下降", en="A subgradient step with an L1 penalty")
    covers = ("l1_subgradient_step",)
    params = L1StepParams
    example = {"w": [2, -1], "gradient": [1, 0.5], "learning_rate": 0.1, "strength": 0.5}

    def generate(self, rng: Random, level: Level) -> L1StepParams:
        """Basic: two weights. Intermediate: three. Advanced: four, one so small that the step jumps over 0."""
        n = {"basic": 2, "intermediate": 3, "advanced": 4}[level]
        rate, strength = (
            rng.choice((0.1, 0.2, 0.5)),
            rng.choice((0.2, 0.5, 1, 2) if level == "basic" else (0.3, 0.4, 1.5)),
        )
        w, gradient = draw(rng, n, 10, 5, 30), draw(rng, n, 10, 2, 20)
        if level == "advanced":
            side = rng.choice((-1, 1))
            w, gradient = (side * 0.02, *w[1:]), (rng.choice((-0.1, 0.1)), *gradient[1:])
        return L1StepParams(w=w, gradient=gradient, learning_rate=rate, strength=strength)

    def prompt(self, p: L1StepParams) -> Text:
        """Say what the gradient leaves out, and what happens at 0."""
        loss, w, g = r"$L(w) + \lambda \sum_i |w_i|$", f"$w = [{row(p.w)}]$", f"$g = [{row(p.gradient)}]$"
        strength, rate = rf"$\lambda = {exact(p.strength)}$", rf"$\eta = {exact(p.learning_rate)}$"
        kink = (
            Text(zh="（取 $\\text{sign}(0) = 0$）", en=" (taking $\\text{sign}(0) = 0$)") if 0 in p.w else Text("", "")
        )
        return Text(
            zh=f"目标函数是 {loss}。当前 {w}，$L$ 自身的梯度（不含惩罚项）{g}，{strength}，学习率 {rate}。"
            f"走一步次梯度下降{kink.zh}，新的权重是什么？",
            en=f"The objective is {loss}. At {w} the gradient of $L$ alone, without the penalty, is {g}; {strength}, "
            f"and the learning rate is {rate}. What are the weights after one step of subgradient descent{kink.en}?",
        )

    def answer_type(self, p: L1StepParams) -> AnswerType:
        """One number a weight; it may be near 0."""
        return Vector(atol=5e-4, size=len(p.w))

    def reference(self, p: L1StepParams) -> Values:
        """The gradient, and a constant pull towards 0."""
        return _step(p, [p.strength * sign(w) for w in p.w])

    def torch_reference(self, p: L1StepParams, place: Place) -> Values:
        """Differentiate a loss with this gradient plus the penalty, and let torch.optim.SGD step."""
        import torch

        w = place.tensor(p.w, grad=True)
        optimiser = torch.optim.SGD([w], lr=p.learning_rate)
        loss = torch.dot(place.tensor(p.gradient), w) + p.strength * w.abs().sum()
        loss.backward()
        optimiser.step()
        return tuple(w.tolist())

    def steps(self, p: L1StepParams) -> list[Text]:
        """The update, the signs, then weight by weight."""
        signs = tuple(float(sign(w)) for w in p.w)
        rate, strength = exact(p.learning_rate), exact(p.strength)
        work = ", ".join(
            rf"{exact(w)} - {rate} \cdot ({exact(g)} + {strength} \cdot {factor(s)}) = {short(new)}"
            for w, g, s, new in zip(p.w, p.gradient, signs, self.reference(p), strict=True)
        )
        return [
            Text(
                zh=r"$w \leftarrow w - \eta (g + \lambda \, \text{sign}(w))$：惩罚项的次梯度大小恒为 $\lambda$，"
                "与权重多大无关。",
                en=r"$w \leftarrow w - \eta (g + \lambda \, \text{sign}(w))$: the penalty's subgradient is always "
                r"$\lambda$ in size, however large the weight.",
            ),
            Text(zh=rf"$\text{{sign}}(w) = [{row(signs)}]$。", en=rf"$\text{{sign}}(w) = [{row(signs)}]$."),
            Text(zh=f"逐个更新：${work}$。", en=f"Weight by weight: ${work}$."),
            Text(
                zh=f"新的权重：$w = {computed(self.reference(p))}$。",
                en=f"The new weights: $w = {computed(self.reference(p))}$.",
            ),
        ]

    def slips(self, p: L1StepParams) -> Iterator[Slip]:
        """The penalty left out, of the wrong sign or size, or another penalty."""
        rate, strength = p.learning_rate, p.strength
        if strength == 0:
            return
        if any(p.w):
            yield Slip(
                "penalty_forgotten",
                _step(p, [0.0] * len(p.w)),
                Text(
                    zh=r"漏了惩罚项的次梯度 $\lambda \, \text{sign}(w)$。",
                    en=r"The penalty's subgradient $\lambda \, \text{sign}(w)$ is missing.",
                ),
            )
            yield Slip(
                "sign_turned",
                _step(p, [-strength * sign(w) for w in p.w]),
                Text(
                    zh="惩罚项的符号反了：它把权重拉向 0，而不是推离 0。",
                    en="The penalty has the wrong sign: it pulls weights towards 0, not away from it.",
                ),
            )
            yield Slip(
                "l2_penalty",
                _step(p, [strength * w for w in p.w]),
                Text(
                    zh="这里用了 $L_2$ 惩罚的梯度 $\\lambda w$；$L_1$ 惩罚的只看符号。",
                    en="That is the gradient $\\lambda w$ of an $L_2$ penalty; that of $L_1$ knows the sign alone.",
                ),
            )
            if rate != 1:
                yield Slip(
                    "rate_forgotten",
                    _step(p, [strength * sign(w) / rate for w in p.w]),
                    Text(
                        zh=r"惩罚项也要乘学习率：每步拉回 $\eta \lambda$，不是 $\lambda$。",
                        en=r"The learning rate multiplies the penalty too: a step pulls by $\eta \lambda$, not "
                        r"$\lambda$.",
                    ),
                )
        if min(p.w) < 0:
            yield Slip(
                "sign_forgotten",
                _step(p, [strength] * len(p.w)),
                Text(
                    zh=r"负的权重处 $|w|$ 的斜率是 $-1$，要加的是 $-\lambda$。",
                    en=r"At a negative weight the slope of $|w|$ is $-1$, so it is $-\lambda$ that is added.",
                ),
            )
        if any(w * new < 0 for w, new in zip(p.w, self.reference(p), strict=True)):
            moved = _step(p, [0.0] * len(p.w))
            yield Slip(
                "proximal_step",
                tuple(sign(v) * max(abs(v) - rate * strength, 0.0) for v in moved),
                Text(
                    zh="这是近端步，即软阈值，会停在 0；次梯度步会越过 0。",
                    en="That is the proximal step, soft thresholding, which stops at 0; a subgradient step jumps over "
                    "it.",
                ),
            )


def _step(p: L1StepParams, penalty: list[float]) -> Values:
    return tuple(w - p.learning_rate * (g + extra) for w, g, extra in zip(p.w, p.gradient, penalty, strict=True))


problem = L1SubgradientStep()
