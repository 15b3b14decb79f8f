r"""He (Kaiming) initialisation for ReLU or leaky ReLU: the standard deviation of the normal one, or the uniform bound.

The variance is 2/((1 + a^2) fan), where a is the slope on the negative side (0 for ReLU) and fan is fan_in or fan_out;
of a convolution, a fan is the channels times the kernel's area. The uniform bound is sqrt(3) times the deviation.
Source: He, Zhang, Ren & Sun 2015, Delving Deep into Rectifiers, arXiv:1502.01852, section 2.2, equations 10, 14 and 15.
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from dlprep.compute.initialisation._weights import SHAPE_EN, SHAPE_ZH, WeightShape, measured, said
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class HeParams(Params):
    """A layer, its activation, and what is asked of its weights."""

    shape: WeightShape = parameter(zh=SHAPE_ZH, en=SHAPE_EN)
    quantity: Literal["bound", "std"] = parameter(
        "std",
        zh="std：正态分布的标准差；bound：均匀分布的边界",
        en="std: the standard deviation of the normal distribution; bound: of the uniform one",
    )
    mode: Literal["fan_in", "fan_out"] = parameter(
        "fan_in", zh="保持前向（fan_in）还是反向（fan_out）的方差", en="which fan: fan_in keeps the forward variance"
    )
    slope: Annotated[Real, Field(ge=0, le=10)] = parameter(
        0.0, zh="负半轴的斜率，ReLU 为 0", en="slope on the negative side, 0 for ReLU"
    )

    @property
    def fans(self) -> dict[str, int]:
        """How many weights meet in an output, and how many start from an input."""
        out, into, *kernel = self.shape
        return {"fan_in": into * math.prod(kernel), "fan_out": out * math.prod(kernel)}


class HeInit(Problem[HeParams]):
    """Count the fan; the variance is 2 over it."""

    title = Text(zh="He 初始化", en="He initialisation")
    covers = ("he_init",)
    params = HeParams
    example = {"shape": [64, 3, 7, 7]}

    def generate(self, rng: Random, level: Level) -> HeParams:
        """Basic: a linear layer, a whole root. Intermediate: a convolution. Advanced: leaky ReLU, either fan."""
        quantity: Literal["bound", "std"] = rng.choice(("bound", "std"))
        if level == "basic":
            into = rng.choice((24, 54, 96, 150, 600) if quantity == "bound" else (8, 18, 32, 50, 72, 98, 128, 200, 800))
            out = rng.choice([n for n in (10, 20, 30, 64, 100, 256) if n != into])
            return HeParams(shape=(out, into), quantity=quantity)
        out, into = rng.sample((3, 8, 16, 32, 48, 64, 96), k=2)
        side = rng.choice((3, 5))
        mode: Literal["fan_in", "fan_out"] = "fan_in" if level == "intermediate" else rng.choice(("fan_in", "fan_out"))
        slope = 0.0 if level == "intermediate" else rng.choice((0.1, 0.2, 0.25, 0.3, 0.5))
        return HeParams(shape=(out, into, side, side), quantity=quantity, mode=mode, slope=slope)

    def prompt(self, p: HeParams) -> Text:
        """Which distribution, which activation, which fan."""
        layer = said(p.shape)
        activation = (
            Text(zh=" ReLU", en="ReLU")
            if p.slope == 0
            else Text(
                zh=f"负半轴斜率为 ${exact(p.slope)}$ 的 leaky ReLU",
                en=f"a leaky ReLU of slope ${exact(p.slope)}$ on the negative side",
            )
        )
        forward = p.mode == "fan_in"
        fan = Text(
            zh="按扇入取方差（fan_in，保持前向方差）" if forward else "按扇出取方差（fan_out，保持反向方差）",
            en="with the fan-in (keeping the forward variance)"
            if forward
            else "with the fan-out (keeping the backward variance)",
        )
        asked = (
            Text(
                zh=r"正态分布 $N(0, \sigma^2)$ 的标准差 $\sigma$ 是多少？",
                en=r"What is the standard deviation $\sigma$ of the normal version, $N(0, \sigma^2)$?",
            )
            if p.quantity == "std"
            else Text(
                zh="均匀分布 $U(-b, b)$ 的边界 $b$ 是多少？",
                en="What is the bound $b$ of the uniform version, $U(-b, b)$?",
            )
        )
        return Text(
            zh=f"用 He（Kaiming）初始化{layer.zh}的权重，激活函数为{activation.zh}，{fan.zh}。{asked.zh}",
            en=f"The weights of {layer.en} get He (Kaiming) initialisation {fan.en} for {activation.en}. {asked.en}",
        )

    def answer_type(self, p: HeParams) -> AnswerType:
        """One number."""
        return Number()

    def reference(self, p: HeParams) -> float:
        """Take the root of the variance, or of three times it."""
        variance = 2 / ((1 + p.slope**2) * p.fans[p.mode])
        return math.sqrt(3 * variance if p.quantity == "bound" else variance)

    def torch_reference(self, p: HeParams, place: Place) -> float:
        """Measure weights from torch.nn.init against N(0, 1) or U(-1, 1) drawn with the same random numbers."""
        from functools import partial

        from torch.nn import init

        chosen = {"a": p.slope, "mode": p.mode, "nonlinearity": "leaky_relu"}
        if p.quantity == "bound":
            unit = partial(init.uniform_, a=-1.0, b=1.0)
            return measured(partial(init.kaiming_uniform_, **chosen), unit, p.shape, place)
        return measured(partial(init.kaiming_normal_, **chosen), init.normal_, p.shape, place)

    def steps(self, p: HeParams) -> list[Text]:
        """The formula, the fan, the root."""
        name, top = ("b", 6) if p.quantity == "bound" else (r"\sigma", 2)
        formula = rf"${name} = \sqrt{{\frac{{{top}}}{{(1 + a^2) n}}}}$"
        n, sides = p.fans[p.mode], [p.shape[1 if p.mode == "fan_in" else 0], *p.shape[2:]]
        product = r" \cdot ".join(map(str, sides))
        fan = f"$n = {product} = {n}$" if len(sides) > 1 else f"$n = {n}$"
        below = rf"(1 + {exact(p.slope)}^2) \cdot {n}" if p.slope else str(n)
        work = rf"${name} = \sqrt{{\frac{{{top}}}{{{below}}}}} = {about(self.reference(p))}$"
        return [
            Text(
                zh=f"ReLU 去掉一半的二阶矩，所以方差加倍；$a$ 是负半轴的斜率，ReLU 为 0，$n$ 是扇入或扇出：{formula}。",
                en="ReLU drops half of the second moment, so the variance is doubled; $a$ is the slope on the negative "
                f"side, 0 for ReLU, and $n$ the fan: {formula}.",
            ),
            Text(
                zh=f"{'扇入' if p.mode == 'fan_in' else '扇出'}：{fan}。", en=f"The {p.mode.replace('_', '-')}: {fan}."
            ),
            Text(zh=f"代入：{work}。", en=f"With the numbers: {work}."),
        ]

    def slips(self, p: HeParams) -> Iterator[Slip]:
        """Another initialiser, the other fan, another distribution, the area, the slope, or the root."""
        right, fan_in, fan_out = self.reference(p), p.fans["fan_in"], p.fans["fan_out"]
        if fan_in != fan_out:
            yield Slip(
                "xavier_for_he",
                math.sqrt((6 if p.quantity == "bound" else 2) / (fan_in + fan_out)),
                Text(
                    zh="这是 Xavier 初始化，分母是扇入加扇出；He 只取其中一个。",
                    en="That is Xavier, which divides by the sum of the fans; He takes one of them.",
                ),
            )
            yield Slip(
                "other_fan",
                self.reference(p.model_copy(update={"mode": "fan_out" if p.mode == "fan_in" else "fan_in"})),
                Text(
                    zh="扇入和扇出弄反了：扇入是汇入一个输出的权重数。",
                    en="The fans are swapped: the fan-in counts the weights that meet in one output.",
                ),
            )
        yield Slip(
            "factor_2_forgotten",
            right / math.sqrt(2),
            Text(
                zh="漏了因子 2：ReLU 把一半的信号置 0，要用加倍的方差补回来。",
                en="The factor 2 is missing: ReLU sets half of the signal to 0, which a doubled variance makes up for.",
            ),
        )
        if p.quantity == "bound":
            yield Slip(
                "std_for_bound",
                right / math.sqrt(3),
                Text(
                    zh=r"这是标准差；均匀分布的边界是它的 $\sqrt{3}$ 倍。",
                    en=r"That is the standard deviation; the bound of the uniform is $\sqrt{3}$ times as large.",
                ),
            )
        if (area := math.prod(p.shape[2:])) > 1:
            yield Slip(
                "kernel_area_forgotten",
                right * math.sqrt(area),
                Text(
                    zh="卷积的扇入和扇出是通道数乘以核的面积。",
                    en="The fan of a convolution is its channels times the kernel's area.",
                ),
            )
        if p.slope:
            yield Slip(
                "slope_ignored",
                right * math.sqrt(1 + p.slope**2),
                Text(
                    zh=r"漏了负半轴的斜率：分母里有 $1 + a^2$。",
                    en=r"The slope on the negative side was left out: the denominator has $1 + a^2$.",
                ),
            )
        else:
            yield Slip("root_forgotten", right**2, Text(zh="忘了开方：这是平方。", en="The root is missing."))


problem = HeInit()
