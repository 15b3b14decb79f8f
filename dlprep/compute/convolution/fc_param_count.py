"""Parameters of a layer on a flattened feature map: fully connected, or locally connected without shared weights.

A locally connected unit sees a window of its own, in all channels; its weights belong to it alone. One bias a unit.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, sections 9.2 (sparse interactions) and 9.5 (unshared
convolution); torch.nn.Linear, section "Variables".
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.convolution._counts import Channels, by, shape
from dlprep.compute.convolution._sides import Lengths
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.rules import RuleError
from dlprep.text import Text


class DenseParams(Params):
    """The feature map, and the layer on it."""

    size: Lengths = parameter(zh="输入边长，像素", en="input size, px")
    channels: Channels = parameter(1, zh="输入通道数", en="number of input channels")
    units: Channels = parameter(zh="输出单元数", en="number of output units")
    window: Annotated[int, Field(strict=True, ge=1, le=4096)] | None = parameter(
        None,
        zh="局部连接时，一个单元所连窗口的边长，像素；不给则为全连接",
        en="side of the window that a locally connected unit sees, px; without it the layer is fully connected",
    )
    bias: bool = parameter(True, zh="每个输出单元是否有一个偏置", en="whether each output unit has a bias")

    @model_validator(mode="after")
    def _window_fits(self) -> "DenseParams":
        if self.window is not None and self.window > min(self.size):
            raise RuleError(
                zh=f"window：{self.window} 像素，不能超出输入的 {by(self.size)} 像素",
                en=f"window: {self.window} px must fit the input, {by(self.size)} px",
            )
        return self

    @property
    def connections(self) -> int:
        """How many input values a unit is connected to."""
        height, width = self.size if self.window is None else (self.window, self.window)
        return height * width * self.channels


class FcParamCount(Problem[DenseParams]):
    """The connections of a unit and its bias, times the units."""

    title = Text(zh="全连接与局部连接层的参数量", en="Parameters of a fully or locally connected layer")
    covers = ("fc_param_count",)
    params = DenseParams
    example = {"size": 28, "units": 30}

    def generate(self, rng: Random, level: Level) -> DenseParams:
        """Basic: fully connected, one channel. Intermediate: several channels. Advanced: locally connected too."""
        if level == "basic":
            side = rng.choice((8, 10, 16, 20, 28))
            return DenseParams(size=(side, side), units=rng.choice((10, 15, 30, 50, 100)))
        side = rng.choice((5, 6, 7, 12, 14, 32))
        return DenseParams(
            size=(side, rng.choice((side, side + 2))),
            channels=rng.choice((3, 16, 64, 256)),
            units=rng.choice((10, 84, 120, 1000, 4096)),
            window=rng.randint(2, 5) if level == "advanced" and rng.random() < 0.7 else None,
            bias=rng.random() < 0.7,
        )

    def prompt(self, p: DenseParams) -> Text:
        """Say what a unit is connected to, and whether biases count."""
        bias = ("每个输出单元有一个偏置", "one bias per output unit") if p.bias else ("没有偏置", "no biases")
        if p.window is None:
            return Text(
                zh=f"把 {shape(p.channels, p.size)}（通道×高×宽）的输入展平，接一个有 {p.units} 个输出单元的全连接层，"
                f"{bias[0]}。这一层有多少个参数？",
                en=f"An input of {shape(p.channels, p.size)} (channels × height × width) is flattened and goes into a "
                f"fully connected layer of {p.units} output units, {bias[1]}. How many parameters does it have?",
            )
        return Text(
            zh=f"输入为 {shape(p.channels, p.size)}（通道×高×宽）。一个局部连接层有 {p.units} 个输出单元，每个单元"
            f"只连接自己的一个 {p.window}×{p.window} 窗口（包含所有通道），权重不共享，{bias[0]}。这一层有多少个参数？",
            en=f"On an input of {shape(p.channels, p.size)} (channels × height × width) a locally connected layer has "
            f"{p.units} output units. Each sees one {p.window}×{p.window} window of its own, in all channels; no "
            f"weights are shared; {bias[1]}. How many parameters does it have?",
        )

    def answer_type(self, p: DenseParams) -> AnswerType:
        """Parameters."""
        return Count()

    def reference(self, p: DenseParams) -> int:
        """Each unit has a weight for every connection, and a bias."""
        return p.units * (p.connections + p.bias)

    def torch_reference(self, p: DenseParams, place: Place) -> int:
        """Build nn.Linear on the flattened input, or a grouped nn.Conv1d with one group a unit, and count."""
        import torch

        sides = p.size if p.window is None else (p.window, p.window)
        seen = torch.nn.Flatten()(torch.empty(1, p.channels, *sides, device="meta")).shape[1]
        layer: torch.nn.Module
        if p.window is None:
            layer = torch.nn.Linear(seen, p.units, bias=p.bias, device="meta")
        else:
            layer = torch.nn.Conv1d(seen * p.units, p.units, 1, groups=p.units, bias=p.bias, device="meta")
        return sum(weights.numel() for weights in layer.parameters())

    def steps(self, p: DenseParams) -> list[Text]:
        """The formula, the connections of a unit, all units."""
        height, width = p.size if p.window is None else (p.window, p.window)
        seen = rf"$m = {p.channels} \cdot {height} \cdot {width} = {p.connections}$"
        total = rf"$N = {p.units} \cdot ({p.connections} + {int(p.bias)}) = {self.reference(p)}$"
        return [
            Text(
                zh=r"$N = n (m + b)$：$n$ 个输出单元，每个有 $m$ 个连接；有偏置时 $b = 1$，否则 $b = 0$。",
                en=r"$N = n (m + b)$: $n$ output units, each with $m$ connections; $b = 1$ with biases, otherwise "
                "$b = 0$.",
            ),
            Text(zh=f"每个单元的连接数：{seen}。", en=f"Connections of one unit: {seen}."),
            Text(zh=f"全部单元：{total}。", en=f"All units: {total}."),
        ]

    def slips(self, p: DenseParams) -> Iterator[Slip]:
        """Biases, channels, or the kind of layer."""
        right = self.reference(p)
        if p.bias:
            yield Slip(
                "bias_forgotten",
                right - p.units,
                Text(zh="漏了偏置：每个输出单元还有一个。", en="The biases are missing: one per output unit."),
            )
            yield Slip(
                "one_bias_only",
                right - p.units + 1,
                Text(
                    zh="偏置不是整层一个，而是每个输出单元一个。",
                    en="There is not one bias for the layer, but one for each output unit.",
                ),
            )
        else:
            yield Slip(
                "bias_counted",
                right + p.units,
                Text(zh="这一层没有偏置，不要加。", en="This layer has no biases, so none are added."),
            )
        if p.channels > 1:
            yield Slip(
                "channels_forgotten",
                p.units * (p.connections // p.channels + p.bias),
                Text(
                    zh="漏了通道：单元与每个通道的每个像素都有连接。",
                    en="The channels were left out: a unit is connected to every pixel in each of them.",
                ),
            )
        if p.window is not None:
            yield Slip(
                "fully_connected",
                p.units * (p.size[0] * p.size[1] * p.channels + p.bias),
                Text(
                    zh="这是全连接层；局部连接的单元只看自己的窗口。",
                    en="That is a fully connected layer; a locally connected unit sees its own window only.",
                ),
            )
            yield Slip(
                "weights_shared",
                p.connections + p.bias,
                Text(
                    zh="这是共享权重的卷积核；这里每个单元的权重都是自己的。",
                    en="That is a convolution's kernel, which all places share; here each unit has weights of its own.",
                ),
            )


problem = FcParamCount()
