"""Cost of a plain convolution and of a bottleneck in its place: weights, or multiply-adds for one image.

Plain: k×k from C to C channels. Bottleneck: 1×1 from C down to c, k×k from c to c, 1×1 from c back up to C. No biases,
no batch normalisation; stride 1, and padding that keeps the size, so that each weight works once at every pixel.
Source: He, Zhang, Ren & Sun 2016, Deep Residual Learning, arXiv:1512.03385, figure 5; Lin, Chen & Yan 2014, Network In
Network, arXiv:1312.4400 (1×1 convolutions).
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from dlprep.compute.convolution._counts import Channels, by
from dlprep.compute.convolution._sides import Lengths
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text


class BottleneckParams(Params):
    """The widths of the block, and what is counted."""

    channels: Channels = parameter(zh="输入和输出的通道数 C", en="number C of input and output channels")
    reduced: Channels = parameter(zh="瓶颈中间的通道数 c，小于 C", en="number c of channels inside, below C")
    kernel: Annotated[int, Field(strict=True, ge=1, le=31)] = parameter(
        3, zh="中间卷积核的边长，奇数，像素", en="side of the kernel in the middle, odd, px"
    )
    size: Lengths = parameter(
        (1, 1), zh="特征图的边长，像素；只影响乘加次数", en="map size, px; for multiply-adds only"
    )
    quantity: Literal["weights", "multiply_adds"] = parameter(
        "weights", zh="要算什么：weights 权重数，multiply_adds 乘加次数", en="what is counted: weights or multiply_adds"
    )

    @field_validator("kernel")
    @classmethod
    def _odd(cls, kernel: int) -> int:
        if kernel % 2 == 0:
            raise RuleError(zh="必须是奇数，填充才能保持尺寸不变", en="must be odd, so that padding can keep the size")
        return kernel

    @model_validator(mode="after")
    def _narrower(self) -> "BottleneckParams":
        if self.reduced >= self.channels:
            raise RuleError(
                zh=f"reduced：必须小于 channels，即 {self.channels}",
                en=f"reduced: must be less than channels, {self.channels}",
            )
        return self

    @property
    def pixels(self) -> int:
        """How often each weight is used."""
        return self.size[0] * self.size[1] if self.quantity == "multiply_adds" else 1


class BottleneckCost(Problem[BottleneckParams]):
    """One wide kernel against three cheap ones."""

    title = Text(zh="瓶颈结构省下的代价", en="What a bottleneck costs")
    covers = ("bottleneck_cost",)
    params = BottleneckParams
    example = {"channels": 256, "reduced": 64}

    def generate(self, rng: Random, level: Level) -> BottleneckParams:
        """Basic: weights, small. Intermediate: weights of a real block. Advanced: multiply-adds, larger kernels."""
        if level == "basic":
            reduced = rng.choice((2, 4, 5, 8, 10))
            return BottleneckParams(channels=reduced * rng.choice((2, 4, 5)), reduced=reduced)
        reduced = rng.choice((16, 32, 48, 64, 96, 128))
        channels = reduced * rng.choice((2, 4, 8))
        if level == "intermediate":
            return BottleneckParams(channels=channels, reduced=reduced, kernel=rng.choice((3, 3, 5)))
        side = rng.choice((7, 14, 28, 56))
        return BottleneckParams(
            channels=channels,
            reduced=reduced,
            kernel=rng.choice((3, 5, 7)),
            size=(side, side),
            quantity="multiply_adds",
        )

    def prompt(self, p: BottleneckParams) -> Text:
        """Describe both blocks; no biases."""
        wide, narrow, window = p.channels, p.reduced, by((p.kernel, p.kernel))
        where = Text("", "")
        asked = Text(zh="两者各有多少个权重", en="How many weights does each have")
        if p.quantity == "multiply_adds":
            where = Text(zh=f"，都作用在 {by(p.size)} 的特征图上", en=f", both on a feature map of {by(p.size)}")
            asked = Text(
                zh="对一张图，两者前向各需多少次乘加", en="How many multiply-adds does each take for one image"
            )
        return Text(
            zh=f"比较两种结构{where.zh}：（1）普通结构，一个 {window} 卷积，{wide} 通道到 {wide} 通道；（2）瓶颈结构，"
            f"依次为 1×1 卷积 {wide}→{narrow}、{window} 卷积 {narrow}→{narrow}、1×1 卷积 {narrow}→{wide}。步幅都是 1，"
            f"填充保持尺寸，没有偏置，也不算批归一化。{asked.zh}？",
            en=f"Compare two blocks{where.en}: (1) plain, one {window} convolution from {wide} to {wide} channels; "
            f"(2) a bottleneck, a 1×1 convolution {wide}→{narrow}, a {window} convolution {narrow}→{narrow} and a 1×1 "
            f"convolution {narrow}→{wide}. Stride is 1 throughout, padding keeps the size, and there are no biases and "
            f"no batch normalisation. {asked.en}?",
        )

    def answer_type(self, p: BottleneckParams) -> AnswerType:
        """Weights or multiply-adds of both."""
        return Parts(
            (
                Part("plain", Text(zh="普通结构", en="the plain block"), Count()),
                Part("bottleneck", Text(zh="瓶颈结构", en="the bottleneck"), Count()),
            )
        )

    def reference(self, p: BottleneckParams) -> AnswerValue:
        """Weights of each convolution, times the pixels if multiply-adds are asked for."""
        return _answer(p, _middle(p) + 2 * _outer(p))

    def torch_reference(self, p: BottleneckParams, place: Place) -> AnswerValue:
        """Build both stacks on the meta device; count parameters, or let torch count the FLOPs of a forward pass."""
        import torch
        from torch.utils.flop_counter import FlopCounterMode

        def conv(before: int, after: int, side: int) -> torch.nn.Module:
            return torch.nn.Conv2d(before, after, side, padding="same", bias=False, device="meta")

        def cost(*layers: torch.nn.Module) -> int:
            stack = torch.nn.Sequential(*layers)
            if p.quantity == "weights":
                return sum(weights.numel() for weights in stack.parameters())
            with FlopCounterMode(display=False) as counter:
                stack(torch.empty(1, p.channels, *p.size, device="meta"))
            return int(counter.get_total_flops()) // 2

        wide, narrow = p.channels, p.reduced
        return {
            "plain": cost(conv(wide, wide, p.kernel)),
            "bottleneck": cost(conv(wide, narrow, 1), conv(narrow, narrow, p.kernel), conv(narrow, wide, 1)),
        }

    def steps(self, p: BottleneckParams) -> list[Text]:
        """The formulas, each block, how much is saved."""
        wide, narrow, k = p.channels, p.reduced, p.kernel
        plain, lean = p.pixels * k * k * wide * wide, p.pixels * (_middle(p) + 2 * _outer(p))
        times = Text("", "")
        if p.quantity == "multiply_adds":
            times = Text(
                rf"；每个权重在每个像素用一次，再乘 ${p.size[0]} \cdot {p.size[1]} = {p.pixels}$，得 ${plain}$",
                rf"; each weight works once at every pixel: times ${p.size[0]} \cdot {p.size[1]} = {p.pixels}$ it is "
                f"${plain}$",
            )
        weights = rf"${k}^2 \cdot {wide}^2 = {k * k * wide * wide}$"
        parts = rf"$2 \cdot {wide} \cdot {narrow} + {k}^2 \cdot {narrow}^2"
        inside = rf"{parts} = {2 * _outer(p)} + {_middle(p)} = {2 * _outer(p) + _middle(p)}$"
        again = Text("", "")
        if p.quantity == "multiply_adds":
            again = Text(f"；同样乘 ${p.pixels}$，得 ${lean}$", f"; times ${p.pixels}$ again it is ${lean}$")
        ratio = rf"$\frac{{{plain}}}{{{lean}}} \approx {plain / lean:.3g}$"
        return [
            Text(
                zh="权重数：普通结构 $k^2 C^2$；瓶颈结构 $C c + k^2 c^2 + c C = 2Cc + k^2 c^2$。乘加次数再乘特征图的"
                "像素数 $HW$。",
                en="Weights: plain $k^2 C^2$; bottleneck $C c + k^2 c^2 + c C = 2Cc + k^2 c^2$. For multiply-adds, "
                "times the pixels $HW$ of the map.",
            ),
            Text(zh=f"普通结构：{weights}{times.zh}。", en=f"Plain: {weights}{times.en}."),
            Text(zh=f"瓶颈结构：{inside}{again.zh}。", en=f"Bottleneck: {inside}{again.en}."),
            Text(zh=f"普通结构是瓶颈的 {ratio} 倍。", en=f"The plain block costs {ratio} times as much."),
        ]

    def slips(self, p: BottleneckParams) -> Iterator[Slip]:
        """The bottleneck's parts miscounted, or the pixels forgotten."""
        wide, narrow, k = p.channels, p.reduced, p.kernel
        yield Slip(
            "one_way_only",
            _answer(p, _middle(p) + _outer(p)),
            Text(
                zh="瓶颈有两个 1×1 卷积：一个降维，一个升回来。",
                en="A bottleneck has two 1×1 convolutions, one down and one back up.",
            ),
        )
        yield Slip(
            "middle_alone",
            _answer(p, _middle(p)),
            Text(
                zh="漏了两个 1×1 卷积，它们也有权重。",
                en="The two 1×1 convolutions were left out; they have weights too.",
            ),
        )
        if k > 1:
            yield Slip(
                "middle_not_reduced",
                _answer(p, k * k * wide * narrow + 2 * _outer(p)),
                Text(
                    zh="中间的卷积输入和输出都只有 $c$ 个通道，是 $k^2 c^2$，不是 $k^2 C c$。",
                    en="The middle convolution has $c$ channels in and out: $k^2 c^2$, not $k^2 C c$.",
                ),
            )
        if p.quantity == "weights":
            yield Slip(
                "biases_counted",
                {
                    "plain": k * k * wide * wide + wide,
                    "bottleneck": _middle(p) + 2 * _outer(p) + 2 * narrow + wide,
                },
                Text(zh="这里没有偏置，不要加。", en="There are no biases here, so none are added."),
            )
        elif p.pixels > 1:
            yield Slip(
                "pixels_forgotten",
                {"plain": k * k * wide * wide, "bottleneck": _middle(p) + 2 * _outer(p)},
                Text(
                    zh="这是权重数；每个权重在每个像素都要乘加一次。",
                    en="Those are the weights; each of them works once at every pixel.",
                ),
            )


def _middle(p: BottleneckParams) -> int:
    return p.kernel * p.kernel * p.reduced * p.reduced


def _outer(p: BottleneckParams) -> int:
    """One of the two 1×1 convolutions."""
    return p.channels * p.reduced


def _answer(p: BottleneckParams, bottleneck: int) -> dict[str, AnswerValue]:
    """Put the weights of a bottleneck beside those of the plain block, in the unit asked for."""
    plain = p.kernel * p.kernel * p.channels * p.channels
    return {"plain": plain * p.pixels, "bottleneck": bottleneck * p.pixels}


problem = BottleneckCost()
