"""Parameters of a 2-D convolution layer: weights (out_channels, in_channels / groups, height, width), and biases.

With g groups an output channel sees only the input channels of its group, 1/g of them; 1 group is an ordinary
convolution, and as many groups as input channels a depthwise one. One bias an output channel, if any.
Source: torch.nn.Conv2d, parameter `groups` and section "Variables".
"""

from collections.abc import Iterator
from random import Random

from pydantic import model_validator

from dlprep.compute.convolution._counts import Channels, by
from dlprep.compute.convolution._sides import Lengths
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.rules import RuleError
from dlprep.text import Text


class ConvCountParams(Params):
    """One layer."""

    kernel: Lengths = parameter(zh="核的边长，像素", en="kernel size, px")
    in_channels: Channels = parameter(zh="输入通道数", en="number of input channels")
    out_channels: Channels = parameter(zh="输出通道数，即核的个数", en="number of output channels, that is, of kernels")
    groups: Channels = parameter(1, zh="分组数；1 为普通卷积", en="number of groups; 1 is an ordinary convolution")
    bias: bool = parameter(True, zh="每个输出通道是否有一个偏置", en="whether each output channel has a bias")

    @model_validator(mode="after")
    def _groups_divide(self) -> "ConvCountParams":
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise RuleError(
                zh=f"groups：必须同时整除 in_channels 和 out_channels；{self.groups} 不能同时整除 {self.in_channels} "
                f"和 {self.out_channels}",
                en=f"groups: must divide in_channels and out_channels; {self.groups} does not divide both "
                f"{self.in_channels} and {self.out_channels}",
            )
        return self


class ConvParamCount(Problem[ConvCountParams]):
    """Weights of one kernel and its bias, times the number of kernels."""

    title = Text(zh="卷积层的参数量（含分组卷积）", en="Parameters of a convolution, grouped or not")
    covers = ("conv_param_count", "group_conv_param_count")
    params = ConvCountParams
    example = {"kernel": 5, "in_channels": 6, "out_channels": 16}

    def generate(self, rng: Random, level: Level) -> ConvCountParams:
        """Basic: small, with bias. Intermediate: of a real network's size. Advanced: grouped or depthwise."""
        if level == "basic":
            kernel = rng.choice((2, 3, 5, 7))
            return ConvCountParams(
                kernel=(kernel, kernel),
                in_channels=rng.choice((3, 4, 6, 8)),
                out_channels=rng.choice((5, 10, 12, 16, 20, 32)),
            )
        kernel = rng.choice((3, 3, 5, 7, 11))
        if level == "intermediate":
            return ConvCountParams(
                kernel=(kernel, rng.choice((kernel, kernel, 1))),
                in_channels=rng.choice((3, 16, 32, 48, 64)),
                out_channels=rng.choice((24, 40, 96, 128)),
                bias=rng.random() < 0.7,
            )
        groups = rng.choice((2, 4, 8, 32))
        inside = rng.choice((1, 2, 3, 4, 6))
        return ConvCountParams(
            kernel=(kernel, kernel),
            in_channels=groups * inside,
            out_channels=groups * rng.choice((2, 3, 4, 5)),
            groups=groups,
            bias=rng.random() < 0.7,
        )

    def prompt(self, p: ConvCountParams) -> Text:
        """Say whether biases count."""
        zh, en = (
            ("，每个输出通道有一个偏置", ", with one bias per output channel")
            if p.bias
            else ("，没有偏置", ", no bias")
        )
        if p.groups > 1:
            zh = f"，分 {p.groups} 组（每个输出通道只看本组的输入通道）{zh}"
            en = f", in {p.groups} groups (an output channel sees only its own group's input channels){en}"
        return Text(
            zh=f"一个二维卷积层：核 {by(p.kernel)}，输入 {p.in_channels} 个通道，输出 {p.out_channels} 个通道{zh}。"
            "它有多少个可学习的参数？",
            en=f"A 2-D convolution layer has {by(p.kernel)} kernels, {p.in_channels} input and {p.out_channels} output "
            f"channels{en}. How many learnable parameters is that?",
        )

    def answer_type(self, p: ConvCountParams) -> AnswerType:
        """Parameters."""
        return Count()

    def reference(self, p: ConvCountParams) -> int:
        """Each output channel has one kernel over its group's input channels, and a bias."""
        return p.out_channels * (p.kernel[0] * p.kernel[1] * (p.in_channels // p.groups) + p.bias)

    def torch_reference(self, p: ConvCountParams, place: Place) -> int:
        """Build nn.Conv2d without memory, on the meta device, and count."""
        import torch

        layer = torch.nn.Conv2d(
            p.in_channels,
            p.out_channels,
            p.kernel,
            groups=p.groups,
            bias=p.bias,
            device="meta",
            dtype=place.torch_dtype(),
        )
        return sum(weights.numel() for weights in layer.parameters())

    def steps(self, p: ConvCountParams) -> list[Text]:
        """The formula, one kernel, all of them."""
        formula = r"$N = C_{\text{out}} (k_h k_w \frac{C_{\text{in}}}{g} + b)$"
        (height, width), seen = p.kernel, p.in_channels // p.groups
        one = height * width * seen
        weights = rf"${height} \cdot {width} \cdot \frac{{{p.in_channels}}}{{{p.groups}}} = {one}$"
        total = rf"$N = {p.out_channels} \cdot ({one} + {int(p.bias)}) = {self.reference(p)}$"
        return [
            Text(
                zh=f"{formula}：$g$ 是分组数（普通卷积为 1），有偏置时 $b = 1$，否则 $b = 0$。",
                en=f"{formula}: $g$ is the number of groups (1 in an ordinary convolution), and $b = 1$ with a bias, "
                "otherwise $b = 0$.",
            ),
            Text(zh=f"一个输出通道的权重：{weights}。", en=f"Weights of one output channel: {weights}."),
            Text(zh=f"全部输出通道：{total}。", en=f"All output channels: {total}."),
        ]

    def slips(self, p: ConvCountParams) -> Iterator[Slip]:
        """Biases, channels, kernels or groups miscounted."""
        area, weights = p.kernel[0] * p.kernel[1], self.reference(p) - p.bias * p.out_channels
        if p.bias:
            yield Slip(
                "bias_forgotten",
                weights,
                Text(zh="漏了偏置：每个输出通道还有一个。", en="The biases are missing: one per output channel."),
            )
        else:
            yield Slip(
                "bias_counted",
                weights + p.out_channels,
                Text(zh="这一层没有偏置，不要加。", en="This layer has no bias, so none is added."),
            )
        if p.in_channels > p.groups:
            yield Slip(
                "input_channels_forgotten",
                p.out_channels * (area + p.bias),
                Text(
                    zh="一个核在它看到的每个输入通道上都有一组权重，不只是核的面积。",
                    en="A kernel has weights for every input channel that it sees, not just for its area.",
                ),
            )
        if p.out_channels > 1:
            yield Slip(
                "one_kernel_only",
                area * (p.in_channels // p.groups) + p.bias,
                Text(
                    zh="这只是一个核；每个输出通道各有一个。",
                    en="That is a single kernel; each output channel has its own.",
                ),
            )
        if p.groups > 1:
            yield Slip(
                "groups_ignored",
                p.out_channels * (area * p.in_channels + p.bias),
                Text(
                    zh="漏了分组：每个核只有 $C_{\\text{in}}/g$ 个输入通道。",
                    en="The groups were left out: a kernel has only $C_{\\text{in}}/g$ input channels.",
                ),
            )
            yield Slip(
                "one_group_only",
                weights // p.groups + p.bias * p.out_channels,
                Text(
                    zh="这只算了一组的权重；$g$ 组加起来是普通卷积的 $1/g$，不是 $1/g^2$。",
                    en="That counts the weights of one group; all $g$ together have $1/g$ of an ordinary "
                    "convolution's, not $1/g^2$.",
                ),
            )


problem = ConvParamCount()
