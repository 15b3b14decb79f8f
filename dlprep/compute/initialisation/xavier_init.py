r"""Xavier (Glorot) initialisation: the bound of the uniform one, or the standard deviation of the normal one.

The variance is 2/(fan_in + fan_out), the uniform bound sqrt(6/(fan_in + fan_out)); of a convolution, the fans are its
channels times the kernel's area. No gain.
Source: Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, equations 12
and 16; torch.nn.init.xavier_uniform_ and xavier_normal_.
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Literal

from dlprep.compute.initialisation._weights import SHAPE_EN, SHAPE_ZH, WeightShape, measured, said
from dlprep.compute.levels import Level
from dlprep.compute.numbers import about
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class XavierParams(Params):
    """A layer, and what is asked of its weights."""

    shape: WeightShape = parameter(zh=SHAPE_ZH, en=SHAPE_EN)
    quantity: Literal["bound", "std"] = parameter(
        zh="bound：均匀分布的边界；std：正态分布的标准差",
        en="bound: of the uniform distribution; std: the standard deviation of the normal one",
    )

    @property
    def fans(self) -> tuple[int, int]:
        """How many weights meet in an output, and how many start from an input."""
        out, into, *kernel = self.shape
        return into * math.prod(kernel), out * math.prod(kernel)


class XavierInit(Problem[XavierParams]):
    """Count both fans; the variance is 2 over their sum."""

    title = Text(zh="Xavier 初始化", en="Xavier initialisation")
    covers = ("xavier_init",)
    params = XavierParams
    example = {"shape": [100, 200], "quantity": "bound"}

    def generate(self, rng: Random, level: Level) -> XavierParams:
        """Basic: a linear layer, whole roots. Intermediate: any linear layer. Advanced: a convolution."""
        quantity: Literal["bound", "std"] = rng.choice(("bound", "std"))
        if level == "basic":
            total = rng.choice((54, 150, 294, 600) if quantity == "bound" else (32, 50, 72, 128, 200))
            into = rng.choice([n for n in range(10, total - 9) if n not in (total // 2, 2 * total // 3)])
            return XavierParams(shape=(total - into, into), quantity=quantity)
        if level == "intermediate":
            out, into = rng.sample((10, 20, 50, 64, 100, 128, 200, 256, 300, 400), k=2)
            return XavierParams(shape=(out, into), quantity=quantity)
        out, into = rng.sample((3, 8, 16, 32, 48, 64, 96), k=2)
        side = rng.choice((3, 5))
        return XavierParams(shape=(out, into, side, side), quantity=quantity)

    def prompt(self, p: XavierParams) -> Text:
        """Which distribution; no gain."""
        layer = said(p.shape)
        if p.quantity == "bound":
            return Text(
                zh=f"用 Xavier（Glorot）均匀初始化 $U(-a, a)$ 初始化{layer.zh}的权重，增益为 1。$a$ 是多少？",
                en=f"The weights of {layer.en} get Xavier (Glorot) uniform initialisation $U(-a, a)$ with gain 1. "
                "What is $a$?",
            )
        return Text(
            zh=rf"用 Xavier（Glorot）正态初始化 $N(0, \sigma^2)$ 初始化{layer.zh}的权重，增益为 1。"
            r"标准差 $\sigma$ 是多少？",
            en=rf"The weights of {layer.en} get Xavier (Glorot) normal initialisation $N(0, \sigma^2)$ with gain 1. "
            r"What is the standard deviation $\sigma$?",
        )

    def answer_type(self, p: XavierParams) -> AnswerType:
        """One number."""
        return Number()

    def reference(self, p: XavierParams) -> float:
        """Take the root of the variance, or of three times it."""
        variance = 2 / sum(p.fans)
        return math.sqrt(3 * variance if p.quantity == "bound" else variance)

    def torch_reference(self, p: XavierParams, place: Place) -> float:
        """Measure weights from torch.nn.init against U(-1, 1) or N(0, 1) drawn with the same random numbers."""
        from torch.nn import init

        if p.quantity == "bound":
            return measured(
                init.xavier_uniform_, lambda w, generator: w.uniform_(-1, 1, generator=generator), p.shape, place
            )
        return measured(init.xavier_normal_, lambda w, generator: w.normal_(generator=generator), p.shape, place)

    def steps(self, p: XavierParams) -> list[Text]:
        """The formula, the fans, the root."""
        fan_in, fan_out = p.fans
        variance = r"\frac{2}{n_{\text{in}} + n_{\text{out}}}"
        formula = (
            rf"$\frac{{a^2}}{{3}} = {variance}$, $a = \sqrt{{\frac{{6}}{{n_{{\text{{in}}}} + n_{{\text{{out}}}}}}}}$"
            if p.quantity == "bound"
            else rf"$\sigma = \sqrt{{{variance}}}$"
        )
        area = "".join(rf" \cdot {side}" for side in p.shape[2:])
        fans = (
            rf"$n_{{\text{{in}}}} = {p.shape[1]}{area}{f' = {fan_in}' if area else ''}$, "
            rf"$n_{{\text{{out}}}} = {p.shape[0]}{area}{f' = {fan_out}' if area else ''}$"
        )
        name, top = ("a", 6) if p.quantity == "bound" else (r"\sigma", 2)
        work = rf"${name} = \sqrt{{\frac{{{top}}}{{{fan_in} + {fan_out}}}}} = {about(self.reference(p))}$"
        return [
            Text(zh=f"方差兼顾前向和反向：{formula}。", en=f"The variance serves both directions: {formula}."),
            Text(zh=f"扇入和扇出：{fans}。", en=f"The fans: {fans}."),
            Text(zh=f"代入：{work}。", en=f"With the numbers: {work}."),
        ]

    def slips(self, p: XavierParams) -> Iterator[Slip]:
        """Another initialiser, another distribution, the area, or the root."""
        (fan_in, fan_out), right = p.fans, self.reference(p)
        uniform = p.quantity == "bound"
        if fan_in != fan_out:
            yield Slip(
                "fan_in_only",
                math.sqrt((3 if uniform else 1) / fan_in),
                Text(
                    zh="Xavier 取扇入和扇出的平均，不是只看扇入。",
                    en="Xavier averages fan-in and fan-out; this looks at fan-in alone.",
                ),
            )
        yield Slip(
            "he_for_xavier",
            math.sqrt((6 if uniform else 2) / fan_in),
            Text(
                zh=r"这是 He 初始化，方差为 $\frac{2}{n_{\text{in}}}$；Xavier 的分母是扇入加扇出。",
                en=r"That is He initialisation, of variance $\frac{2}{n_{\text{in}}}$; Xavier divides by both fans, "
                "added.",
            ),
        )
        if uniform:
            yield Slip(
                "std_for_bound",
                math.sqrt(2 / sum(p.fans)),
                Text(
                    zh=r"这是标准差；均匀分布的边界是它的 $\sqrt{3}$ 倍。",
                    en=r"That is the standard deviation; the bound of the uniform is $\sqrt{3}$ times as large.",
                ),
            )
        else:
            yield Slip(
                "bound_for_std",
                math.sqrt(6 / sum(p.fans)),
                Text(
                    zh=r"这是均匀分布的边界；标准差是它除以 $\sqrt{3}$。",
                    en=r"That is the bound of the uniform; the standard deviation is that over $\sqrt{3}$.",
                ),
            )
        if (area := math.prod(p.shape[2:])) > 1:
            yield Slip(
                "kernel_area_forgotten",
                right * math.sqrt(area),
                Text(
                    zh="卷积的扇入和扇出是通道数乘以核的面积。",
                    en="The fans of a convolution are its channels times the kernel's area.",
                ),
            )
        yield Slip(
            "root_forgotten",
            right**2,
            Text(zh="忘了开方。", en="The root is missing."),
        )


problem = XavierInit()
