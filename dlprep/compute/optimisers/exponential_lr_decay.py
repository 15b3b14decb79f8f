r"""Exponential decay of the learning rate: its value after a number of steps, lr0 * rate^(step / decay_steps).

With `staircase` the exponent is rounded down, so that the learning rate falls once every decay_steps steps.
Source: TensorFlow documentation, tf.keras.optimizers.schedules.ExponentialDecay; torch.optim.lr_scheduler.StepLR is
the staircase.
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about
from dlprep.compute.optimisers._optimiser import RATE_EN, RATE_ZH, Rate, written
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class DecayParams(Params):
    """A schedule and the step at which it is read."""

    lr: Rate = parameter(zh=f"初始{RATE_ZH}", en=f"the first {RATE_EN}")
    rate: Annotated[Real, Field(ge=0.01, le=1)] = parameter(
        zh="每 decay_steps 步乘的系数", en="what it is multiplied by every decay_steps steps"
    )
    decay_steps: Annotated[int, Field(strict=True, ge=1, le=2000)] = parameter(
        zh="衰减周期，步", en="period of the decay, steps"
    )
    step: Annotated[int, Field(strict=True, ge=0, le=2000)] = parameter(
        zh="已经走过的步数", en="how many steps have been taken"
    )
    staircase: bool = parameter(False, zh="指数是否向下取整", en="whether the exponent is rounded down")


class ExponentialLrDecay(Problem[DecayParams]):
    """Multiply by a power of the rate."""

    title = Text(zh="学习率的指数衰减", en="Exponential decay of the learning rate")
    covers = ("exponential_lr_decay",)
    params = DecayParams
    example = {"lr": 0.1, "rate": 0.5, "decay_steps": 100, "step": 250, "staircase": True}

    def generate(self, rng: Random, level: Level) -> DecayParams:
        """Basic: a staircase, few falls. Intermediate: either. Advanced: more falls, other rates."""
        period = rng.choice((10, 20, 50, 100))
        falls = rng.randint(1, 3) if level != "advanced" else rng.randint(2, 6)
        return DecayParams(
            lr=rng.choice((0.001, 0.01, 0.05, 0.1, 0.4)),
            rate=rng.choice((0.1, 0.5, 0.5, 0.8) if level == "basic" else (0.5, 0.8, 0.9, 0.94, 0.96)),
            decay_steps=period,
            step=period * falls + rng.randint(2, 8) * period // 10,
            staircase=level == "basic" or rng.random() < 0.4,
        )

    def prompt(self, p: DecayParams) -> Text:
        """The formula stays to be known; what it must do is said."""
        lr, rate = rf"$\eta_0 = {written(p.lr)}$", f"$r = {written(p.rate)}$"
        every, at = f"$T = {p.decay_steps}$", f"$t = {p.step}$"
        how = (
            Text(zh="阶梯式，两次衰减之间保持不变", en="in a staircase: between two decays it is constant")
            if p.staircase
            else Text(zh="每一步都按比例连续衰减", en="smoothly: every step shrinks it by the same factor")
        )
        return Text(
            zh=f"学习率从 {lr} 开始指数衰减：每 {every} 步乘以 {rate}，{how.zh}。走过 {at} 步之后学习率是多少？",
            en=f"The learning rate starts at {lr} and decays exponentially: over every {every} steps it is multiplied "
            f"by {rate}, {how.en}. What is it after {at} steps?",
        )

    def answer_type(self, p: DecayParams) -> AnswerType:
        """One number."""
        return Number()

    def reference(self, p: DecayParams) -> float:
        """Raise the rate to the power of the periods that have passed."""
        periods = p.step // p.decay_steps if p.staircase else p.step / p.decay_steps
        return p.lr * p.rate**periods

    def torch_reference(self, p: DecayParams, place: Place) -> float:
        """Run StepLR or ExponentialLR step by step."""
        import torch

        optimizer = torch.optim.SGD([place.tensor(0.0, grad=True)], lr=p.lr)
        schedule = (
            torch.optim.lr_scheduler.StepLR(optimizer, p.decay_steps, gamma=p.rate)
            if p.staircase
            else torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=p.rate ** (1 / p.decay_steps))
        )
        for _ in range(p.step):
            optimizer.step()
            schedule.step()
        return float(schedule.get_last_lr()[0])

    def steps(self, p: DecayParams) -> list[Text]:
        """The formula, the exponent, the power."""
        formula = (
            r"$\eta_t = \eta_0 r^{\lfloor t / T \rfloor}$" if p.staircase else r"$\eta_t = \eta_0 r^{\frac{t}{T}}$"
        )
        ratio = rf"\frac{{{p.step}}}{{{p.decay_steps}}}"
        periods = p.step // p.decay_steps if p.staircase else p.step / p.decay_steps
        whole = rf"$\lfloor {ratio} \rfloor = {about(periods)}$"
        exponent = whole if p.staircase else f"${ratio} = {about(periods)}$"
        work = rf"$\eta_t = {written(p.lr)} \cdot {written(p.rate)}^{{{about(periods)}}} = {about(self.reference(p))}$"
        return [
            Text(
                zh=f"{'阶梯式，指数向下取整' if p.staircase else '连续衰减，指数是周期数'}：{formula}。",
                en=f"The exponent counts periods{', whole ones in a staircase' if p.staircase else ''}: {formula}.",
            ),
            Text(zh=f"指数：{exponent}。", en=f"The exponent: {exponent}."),
            Text(zh=f"代入：{work}。", en=f"With the numbers: {work}."),
        ]

    def slips(self, p: DecayParams) -> Iterator[Slip]:
        """The other rounding, another exponent, or another kind of decay."""
        if p.rate == 1 or p.step == 0:
            return
        whole, exact_periods = p.step // p.decay_steps, p.step / p.decay_steps
        if p.step % p.decay_steps and p.staircase:
            yield Slip(
                "not_rounded_down",
                p.lr * p.rate**exact_periods,
                Text(
                    zh="阶梯式衰减的指数要向下取整。",
                    en="In a staircase the exponent is rounded down to whole periods.",
                ),
            )
            yield Slip(
                "rounded_up",
                p.lr * p.rate ** math.ceil(exact_periods),
                Text(
                    zh="没有走满的周期还不衰减：向下取整。",
                    en="A period that is not over has not decayed it yet: round down.",
                ),
            )
        elif p.step % p.decay_steps:
            yield Slip(
                "rounded_down",
                p.lr * p.rate**whole,
                Text(
                    zh="只有阶梯式才取整，连续衰减的指数可以是小数。",
                    en="Only a staircase rounds; in smooth decay the exponent may be a fraction.",
                ),
            )
        if p.decay_steps > 1:
            yield Slip(
                "period_ignored",
                p.lr * p.rate**p.step,
                Text(
                    zh="漏了周期：每 $T$ 步才乘一次系数，指数是 $t/T$。",
                    en="The period was left out: the factor comes once in $T$ steps, so the exponent is $t/T$.",
                ),
            )
        yield Slip(
            "one_minus_rate",
            p.lr * (1 - p.rate) ** (whole if p.staircase else exact_periods),
            Text(
                zh="$r$ 是剩下的比例，不是减少的比例。",
                en="$r$ is the share that stays, not the share that is lost.",
            ),
        )
        periods = whole if p.staircase else exact_periods
        if periods > 1:
            yield Slip(
                "multiplied_not_raised",
                p.lr * p.rate * periods,
                Text(
                    zh="每个周期都乘一次系数，所以是乘方，不是乘以周期数。",
                    en="Each period multiplies once more: raise the rate to the number of periods.",
                ),
            )


problem = ExponentialLrDecay()
