"""Cost of one forward pass of a 2-D convolution for one image: multiply-adds, or FLOPs (two per multiply-add).

Biases are left out. Every output value costs one multiply-add for each weight of its kernel, padded zeros included.
Source: Dumoulin & Visin 2016, arXiv:1603.07285, relationship 6 (output size); He et al. 2016, arXiv:1512.03385,
section 3.3, counts multiply-adds; torch.utils.flop_counter counts two FLOPs for each of them.
"""

from collections.abc import Iterator
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.convolution._counts import Channels, by, shape
from dlprep.compute.convolution._sides import Lengths, Margins, said
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.rules import RuleError
from dlprep.text import Text


class FlopsParams(Params):
    """One layer and the feature map that it gets."""

    size: Lengths = parameter(zh="输入边长，像素", en="input size, px")
    kernel: Lengths = parameter(zh="核的边长，像素", en="kernel size, px")
    in_channels: Channels = parameter(zh="输入通道数", en="number of input channels")
    out_channels: Channels = parameter(zh="输出通道数", en="number of output channels")
    stride: Lengths = parameter((1, 1), zh="步幅，像素", en="stride, px")
    padding: Margins = parameter((0, 0), zh="每侧补零的宽度，像素", en="zeros added on each side, px")
    groups: Channels = parameter(1, zh="分组数；1 为普通卷积", en="number of groups; 1 is an ordinary convolution")
    unit: Literal["multiply_adds", "flops"] = parameter(
        "multiply_adds",
        zh="multiply_adds 乘加次数；flops 浮点运算次数，一次乘加算两次",
        en="multiply_adds, or flops, of which a multiply-add has two",
    )

    @model_validator(mode="after")
    def _kernel_fits(self) -> "FlopsParams":
        if any(k > n + 2 * p for k, n, p in zip(self.kernel, self.size, self.padding, strict=True)):
            raise RuleError(
                zh=f"kernel：{by(self.kernel)} 像素，不能超出填充后的输入",
                en=f"kernel: {by(self.kernel)} px must fit the padded input",
            )
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise RuleError(
                zh="groups：必须同时整除 in_channels 和 out_channels",
                en="groups: must divide in_channels and out_channels",
            )
        return self

    @property
    def output(self) -> tuple[int, int]:
        """Height and width of the output."""
        height, width = (
            (n + 2 * p - k) // s + 1
            for n, p, k, s in zip(self.size, self.padding, self.kernel, self.stride, strict=True)
        )
        return height, width


class ConvFlops(Problem[FlopsParams]):
    """Weights of one kernel, times the output values."""

    title = Text(zh="卷积层的计算量", en="Cost of a convolution: multiply-adds or FLOPs")
    covers = ("conv_flops",)
    params = FlopsParams
    example = {"size": 56, "kernel": 3, "in_channels": 64, "out_channels": 64, "padding": 1}

    def generate(self, rng: Random, level: Level) -> FlopsParams:
        """Basic: small, stride 1. Intermediate: strides and both units. Advanced: grouped or depthwise too."""
        if level == "basic":
            kernel = rng.choice((2, 3, 5))
            return FlopsParams(
                size=_square(rng.choice((8, 10, 12, 14))),
                kernel=_square(kernel),
                in_channels=rng.choice((2, 3, 4)),
                out_channels=rng.choice((5, 8, 10)),
            )
        kernel = rng.choice((3, 5, 7))
        groups = 1 if level == "intermediate" else rng.choice((1, 2, 4, 8, 32))
        return FlopsParams(
            size=_square(rng.choice((14, 28, 32, 56, 112, 224))),
            kernel=_square(kernel),
            in_channels=rng.choice((32, 64)) if groups > 1 else rng.choice((3, 16, 64)),
            out_channels=rng.choice((32, 64, 96, 128)),
            stride=_square(rng.choice((1, 2))),
            padding=_square(rng.choice((0, kernel // 2))),
            groups=groups,
            unit=rng.choice(("multiply_adds", "flops")),
        )

    def prompt(self, p: FlopsParams) -> Text:
        """Say which unit, and that biases do not count."""
        groups = ("", "") if p.groups == 1 else (f"，分 {p.groups} 组", f", {p.groups} groups")
        asked = Text(zh="多少次乘加（multiply-add）", en="multiply-adds")
        if p.unit == "flops":
            asked = Text(zh="多少 FLOPs（一次乘加算 2 FLOPs）", en="FLOPs (two for each multiply-add)")
        return Text(
            zh=f"一张 {shape(p.in_channels, p.size)}（通道×高×宽）的特征图经过二维卷积：核 {by(p.kernel)}，"
            f"输出 {p.out_channels} 个通道，步幅 {said(p.stride)}，每侧填充 {said(p.padding)}{groups[0]}，没有偏置。"
            f"前向计算一次需要{asked.zh}？填充的零照常参与计算。",
            en=f"One feature map of {shape(p.in_channels, p.size)} (channels × height × width) goes through a 2-D "
            f"convolution: kernel {by(p.kernel)}, {p.out_channels} output channels, stride {said(p.stride)}, padding "
            f"{said(p.padding)} on each side{groups[1]}, no bias. How many {asked.en} does one forward pass take? "
            "Padded zeros are computed with like any other value.",
        )

    def answer_type(self, p: FlopsParams) -> AnswerType:
        """Operations."""
        return Count()

    def reference(self, p: FlopsParams) -> int:
        """Count the output values, and what each costs."""
        return _cost(p)

    def torch_reference(self, p: FlopsParams, place: Place) -> int:
        """Let torch count the FLOPs of F.conv2d, on the meta device, where nothing is computed."""
        import torch
        from torch.utils.flop_counter import FlopCounterMode

        image = torch.empty(1, p.in_channels, *p.size, device="meta")
        weight = torch.empty(p.out_channels, p.in_channels // p.groups, *p.kernel, device="meta")
        with FlopCounterMode(display=False) as counter:
            torch.nn.functional.conv2d(image, weight, None, p.stride, p.padding, groups=p.groups)
        return int(counter.get_total_flops()) // (1 if p.unit == "flops" else 2)

    def steps(self, p: FlopsParams) -> list[Text]:
        """The formula, the output size, the cost."""
        formula = r"$N = H_{\text{out}} W_{\text{out}} C_{\text{out}} \cdot k_h k_w \frac{C_{\text{in}}}{g}$"
        sizes = [
            rf"$\lfloor \frac{{{n} + 2 \cdot {pad} - {k}}}{{{s}}} \rfloor + 1 = {out}$"
            for n, pad, k, s, out in zip(p.size, p.padding, p.kernel, p.stride, p.output, strict=True)
        ]
        same = sizes[0] == sizes[1]
        (height, width), (rows, columns) = p.kernel, p.output
        each = height * width * (p.in_channels // p.groups)
        weights = rf"${height} \cdot {width} \cdot \frac{{{p.in_channels}}}{{{p.groups}}} = {each}$"
        total = _cost(p.model_copy(update={"unit": "multiply_adds"}))
        work = rf"$N = {rows} \cdot {columns} \cdot {p.out_channels} \cdot {each} = {total}$"
        steps = [
            Text(
                zh=f"乘加次数 = 输出值的个数 × 每个值的权重数：{formula}（$g$ 为分组数）；$\\text{{FLOPs}} = 2N$。",
                en=f"Multiply-adds = number of output values × weights that go into each: {formula} ($g$ groups); "
                f"$\\text{{FLOPs}} = 2N$.",
            ),
            Text(
                zh=f"输出的{'高和宽' if same else '高、宽'}：{sizes[0] if same else '，'.join(sizes)}。",
                en=f"Output {'height and width' if same else 'height, width'}: "
                f"{sizes[0] if same else ', '.join(sizes)}.",
            ),
            Text(zh=f"每个输出值：{weights} 次乘加。", en=f"Each output value: {weights} multiply-adds."),
            Text(zh=f"总共：{work} 次乘加。", en=f"In all: {work} multiply-adds."),
        ]
        if p.unit == "flops":
            twice = rf"$2 \cdot {total} = {2 * total}$"
            steps.append(Text(zh=f"FLOPs：{twice}。", en=f"FLOPs: {twice}."))
        return steps

    def slips(self, p: FlopsParams) -> Iterator[Slip]:
        """The other unit, and factors left out."""
        total = _cost(p)
        if p.unit == "flops":
            yield Slip(
                "multiply_adds_for_flops",
                total // 2,
                Text(
                    zh="这是乘加次数；一次乘加是一次乘法和一次加法，即 2 FLOPs。",
                    en="Those are multiply-adds; each is a multiplication and an addition, so 2 FLOPs.",
                ),
            )
        else:
            yield Slip(
                "flops_for_multiply_adds",
                2 * total,
                Text(
                    zh="这是 FLOPs；一次乘加包含乘和加，只数一次。",
                    en="Those are FLOPs; a multiply-add is a product and a sum, and counts once.",
                ),
            )
        if p.output != p.size:
            height, width = p.output
            yield Slip(
                "input_size_used",
                total // (height * width) * p.size[0] * p.size[1],
                Text(
                    zh="应乘输出的高和宽：核在每个输出位置算一次，而不是每个输入像素。",
                    en="Multiply by the output's height and width: a kernel is applied once per output place, not per "
                    "input pixel.",
                ),
            )
        if p.output != (1, 1):
            yield Slip(
                "output_places_forgotten",
                total // (p.output[0] * p.output[1]),
                Text(
                    zh="漏了输出的高和宽：这些权重在每个输出位置都要用一遍。",
                    en="The output's height and width are missing: the weights are used again at every place.",
                ),
            )
        if p.in_channels > p.groups:
            yield Slip(
                "input_channels_forgotten",
                total // (p.in_channels // p.groups),
                Text(
                    zh="漏了输入通道：核在它看到的每个输入通道上都要乘加。",
                    en="The input channels are missing: a kernel works on every one that it sees.",
                ),
            )
        if p.groups > 1:
            yield Slip(
                "groups_ignored",
                total * p.groups,
                Text(
                    zh="漏了分组：每个核只有 $C_{\\text{in}}/g$ 个输入通道。",
                    en="The groups were left out: a kernel has only $C_{\\text{in}}/g$ input channels.",
                ),
            )


def _cost(p: FlopsParams) -> int:
    """Work the formula, in the unit asked for."""
    values = p.output[0] * p.output[1] * p.out_channels
    return values * p.kernel[0] * p.kernel[1] * (p.in_channels // p.groups) * (2 if p.unit == "flops" else 1)


def _square(n: int) -> tuple[int, int]:
    return n, n


problem = ConvFlops()
