r"""Velocity of momentum under a constant gradient: the length of step t, or the length that the steps tend to.

m_t = beta m_(t-1) + eta g from m_0 = 0: m_t = eta g (1 - beta^t)/(1 - beta), which tends to eta g/(1 - beta).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.3.2.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.numbers import about, factor
from dlprep.compute.optimisers._optimiser import RATE_EN, RATE_ZH, Decay, Gradient, Rate, written
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class VelocityParams(Params):
    """A slope, how it is descended, and when the velocity is read."""

    gradient: Gradient = parameter(zh="恒定的梯度", en="the constant gradient")
    lr: Rate = parameter(zh=RATE_ZH, en=RATE_EN)
    momentum: Decay = parameter(0.9, zh="动量系数 beta", en="momentum coefficient beta")
    step: Annotated[int, Field(strict=True, ge=1, le=200)] | None = parameter(
        None, zh="第几步的速度；不给则求极限", en="the step whose velocity is asked for; without it, the limit"
    )


class MomentumTerminalVelocity(Problem[VelocityParams]):
    """Sum a geometric series, whole or up to step t."""

    title = Text(zh="恒定梯度下的动量速度", en="Velocity of momentum under a constant gradient")
    covers = ("momentum_terminal_velocity",)
    params = VelocityParams
    example = {"gradient": 2, "lr": 0.1, "momentum": 0.9}

    def generate(self, rng: Random, level: Level) -> VelocityParams:
        """Basic: the limit. Intermediate: step 2 to 5. Advanced: a later step."""
        step = {"basic": None, "intermediate": rng.randint(2, 5), "advanced": rng.randint(6, 20)}[level]
        gradient = rng.choice((-1, 1)) * rng.randint(2, 80) / (1 if level == "basic" else 10)
        return VelocityParams(
            gradient=gradient,
            lr=rng.choice((0.01, 0.02, 0.05, 0.1)),
            momentum=rng.choice((0.6, 0.75, 0.8, 0.9, 0.95) if step else (0.75, 0.8, 0.9, 0.95, 0.99)),
            step=step,
        )

    def prompt(self, p: VelocityParams) -> Text:
        """Print the rule: texts differ in where the learning rate stands."""
        rule = r"$m \leftarrow \beta m + \eta g$, $\theta \leftarrow \theta - m$"
        given = rf"$\eta = {written(p.lr)}$, $\beta = {written(p.momentum)}$, $g = {written(p.gradient)}$"
        asked = (
            Text(zh="速度 $m$ 最终趋于多少？", en="What does the velocity $m$ tend to?")
            if p.step is None
            else Text(
                zh=f"第 $t = {p.step}$ 步的速度 $m_t$ 是多少？",
                en=f"What is $m_t$, the velocity of step $t = {p.step}$?",
            )
        )
        return Text(
            zh=f"动量法：{rule}，从 $m_0 = 0$ 开始，第一步得到 $m_1$。梯度恒定，{given}。{asked.zh}",
            en=f"Gradient descent with momentum: {rule}, from $m_0 = 0$; the first step gives $m_1$. The gradient is "
            f"constant, {given}. {asked.en}",
        )

    def answer_type(self, p: VelocityParams) -> AnswerType:
        """One number, with the sign of the gradient."""
        return Number()

    def reference(self, p: VelocityParams) -> float:
        """Sum the geometric series."""
        end = 0.0 if p.step is None else p.momentum**p.step
        return p.lr * p.gradient * (1 - end) / (1 - p.momentum)

    def torch_reference(self, p: VelocityParams, place: Place) -> float:
        """Run torch.optim.SGD on a slope: t steps, or one that must leave the limit as it is.

        A step keeps a share of the buffer and adds to it, which steps without a slope and without a buffer tell.
        """
        import torch

        def buffer_after(steps: int, slope: float, buffer: float) -> torch.Tensor:
            theta = place.tensor(0.0, grad=True)
            optimizer = torch.optim.SGD([theta], lr=p.lr, momentum=p.momentum)
            optimizer.state[theta]["momentum_buffer"] = place.tensor(buffer)
            for _ in range(steps):
                optimizer.zero_grad()
                (slope * theta).backward()
                optimizer.step()
            return optimizer.state[theta]["momentum_buffer"]

        if p.step is not None:
            return p.lr * float(buffer_after(p.step, p.gradient, 0.0))
        kept, added = buffer_after(1, 0.0, 1.0), buffer_after(1, p.gradient, 0.0)
        return p.lr * float(added / (1 - kept))

    def steps(self, p: VelocityParams) -> list[Text]:
        """The series, then its sum with the numbers."""
        eta_g = rf"{written(p.lr)} \cdot {factor(p.gradient)}"
        found = about(self.reference(p))
        if p.step is None:
            formula = r"$m_\infty = \beta m_\infty + \eta g$, $m_\infty = \frac{\eta g}{1-\beta}$"
            work = rf"$m_\infty = \frac{{{eta_g}}}{{1 - {written(p.momentum)}}} = {found}$"
            times = about(1 / (1 - p.momentum))
            return [
                Text(
                    zh=f"稳定之后速度不再变化：{formula}。",
                    en=f"Once settled, the velocity does not change any more: {formula}.",
                ),
                Text(
                    zh=f"代入：{work}，是不用动量时一步的 ${times}$ 倍。",
                    en=f"With the numbers: {work}, which is ${times}$ times a step without momentum.",
                ),
            ]
        formula = r"$m_t = \eta g (1 + \beta + \ldots + \beta^{t-1}) = \eta g \frac{1 - \beta^t}{1 - \beta}$"
        power = rf"$\beta^t = {written(p.momentum)}^{{{p.step}}} = {about(p.momentum**p.step)}$"
        work = rf"$m_t = {eta_g} \cdot \frac{{1 - {about(p.momentum**p.step)}}}{{1 - {written(p.momentum)}}} = {found}$"
        return [
            Text(zh=f"展开得到等比数列的和：{formula}。", en=f"Unrolled, it is a geometric series: {formula}."),
            Text(zh=f"代入：{power}，{work}。", en=f"With the numbers: {power}, {work}."),
        ]

    def slips(self, p: VelocityParams) -> Iterator[Slip]:
        """Another series, or another number of terms."""
        plain, beta, t = p.lr * p.gradient, p.momentum, p.step
        if plain and t != 1:
            yield Slip(
                "plain_step",
                plain,
                Text(
                    zh=r"这是不用动量时的一步 $\eta g$；旧的速度会留下来累加。",
                    en=r"That is $\eta g$, a step without momentum; what is left of the old velocity adds to it.",
                ),
            )
            yield Slip(
                "beta_for_one_minus_beta",
                plain * (1 - (0 if t is None else (1 - beta) ** t)) / beta,
                Text(
                    zh=r"公比是 $\beta$，所以分母是 $1-\beta$，不是 $\beta$。",
                    en=r"The ratio of the series is $\beta$, so the denominator is $1-\beta$, not $\beta$.",
                ),
            )
        if t is not None and plain:
            yield Slip(
                "limit_for_step",
                plain / (1 - beta),
                Text(
                    zh="这是极限；只走了 $t$ 步，速度还没有达到它。",
                    en="That is the limit, which the velocity has not reached after $t$ steps.",
                ),
            )
            yield Slip(
                "one_term_too_many",
                plain * (1 - beta ** (t + 1)) / (1 - beta),
                Text(
                    zh=r"多算了一项：最早的梯度只衰减了 $t-1$ 次。",
                    en=r"One term too many: the oldest gradient has decayed $t-1$ times only.",
                ),
            )
            if t > 1:
                yield Slip(
                    "no_decay",
                    plain * t,
                    Text(
                        zh=r"旧的速度每步都要乘 $\beta$，不是原样累加。",
                        en=r"The old velocity is multiplied by $\beta$ at each step; it does not add up undiminished.",
                    ),
                )
        elif plain:
            yield Slip(
                "two_terms_only",
                plain * (1 + beta),
                Text(
                    zh=r"这只加了两项；各步的速度要一直累加：$1 + \beta + \beta^2 + \ldots$。",
                    en=r"That stops after two terms; the series goes on: $1 + \beta + \beta^2 + \ldots$.",
                ),
            )


problem = MomentumTerminalVelocity()
