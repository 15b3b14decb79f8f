"""Parameters of a multilayer perceptron: the weights between neighbouring layers, and one bias a unit.

The sizes run from the input to the output; the input layer has no parameters of its own.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, chapter 6; Nielsen 2015, Neural Networks and Deep Learning,
chapter 1 (784, 30 and 10 units).
"""

from collections.abc import Iterator
from itertools import pairwise
from math import prod
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.convolution._counts import Channels
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.text import Text


class MlpParams(Params):
    """The layers, all fully connected."""

    sizes: Annotated[tuple[Channels, ...], Field(min_length=2, max_length=10)] = parameter(
        zh="从输入到输出，各层的单元数，2 到 10 层", en="units of each layer from input to output, 2 to 10 layers"
    )
    bias: bool = parameter(
        True, zh="输入层以外的每个单元是否有偏置", en="whether each unit beyond the input has a bias"
    )


class MlpParamCount(Problem[MlpParams]):
    """Products of neighbours, plus the units beyond the input."""

    title = Text(zh="多层感知机的参数量", en="Parameters of a multilayer perceptron")
    covers = ("mlp_param_count", "fc_param_count")
    params = MlpParams
    example = {"sizes": [784, 30, 10]}

    def generate(self, rng: Random, level: Level) -> MlpParams:
        """Basic: one hidden layer. Intermediate: two. Advanced: up to four, sometimes without biases."""
        if level == "basic":
            return MlpParams(sizes=(rng.randint(3, 20), rng.randint(4, 16), rng.randint(2, 10)))
        outputs = rng.choice((2, 3, 5, 10))
        if level == "intermediate":
            return MlpParams(sizes=(rng.choice((20, 64, 100, 784)), *rng.choices((15, 30, 50, 64, 100), k=2), outputs))
        hidden = rng.choices((32, 50, 64, 128, 200, 256, 512), k=rng.randint(3, 4))
        return MlpParams(sizes=(rng.choice((100, 784, 3072)), *hidden, outputs), bias=rng.random() < 0.7)

    def prompt(self, p: MlpParams) -> Text:
        """List the layers, and say whether biases count."""
        layers = "–".join(map(str, p.sizes))
        bias = Text(zh="除输入外每个单元有一个偏置", en="every unit except the inputs has a bias")
        if not p.bias:
            bias = Text(zh="都没有偏置", en="there are no biases")
        return Text(
            zh=f"一个多层感知机从输入到输出各层的单元数为 {layers}，相邻两层全连接，{bias.zh}。它一共有多少个参数？",
            en=f"The layers of a multilayer perceptron have {layers} units, from input to output; neighbouring layers "
            f"are fully connected, and {bias.en}. How many parameters does it have?",
        )

    def answer_type(self, p: MlpParams) -> AnswerType:
        """Parameters."""
        return Count()

    def reference(self, p: MlpParams) -> int:
        """Add up the layers' weights and biases."""
        return sum((before + p.bias) * after for before, after in pairwise(p.sizes))

    def torch_reference(self, p: MlpParams, place: Place) -> int:
        """Build the nn.Linear layers without memory, on the meta device, and count."""
        import torch

        network = torch.nn.Sequential(
            *(torch.nn.Linear(p.sizes[i], p.sizes[i + 1], bias=p.bias, device="meta") for i in range(len(p.sizes) - 1))
        )
        return sum(weights.numel() for weights in network.parameters())

    def steps(self, p: MlpParams) -> list[Text]:
        """The formula, layer by layer, the sum."""
        formula = r"$N = \sum_l (n_{l-1} n_l + b \, n_l)$"
        counts = [(before + p.bias) * after for before, after in pairwise(p.sizes)]
        layers = [
            rf"${before} \cdot {after}{f' + {after}' if p.bias else ''} = {count}$"
            for (before, after), count in zip(pairwise(p.sizes), counts, strict=True)
        ]
        total = f"$N = {' + '.join(map(str, counts))} = {sum(counts)}$"
        return [
            Text(
                zh=f"{formula}：相邻两层的权重，加上后一层的偏置；有偏置时 $b = 1$，否则 $b = 0$。",
                en=f"{formula}: the weights between two neighbouring layers and the biases of the latter; $b = 1$ with "
                "biases, otherwise $b = 0$.",
            ),
            Text(zh=f"逐层：{'，'.join(layers)}。", en=f"Layer by layer: {', '.join(layers)}."),
            Text(zh=f"相加：{total}。", en=f"Together: {total}."),
        ]

    def slips(self, p: MlpParams) -> Iterator[Slip]:
        """Biases miscounted, or layers multiplied."""
        weights = sum(before * after for before, after in pairwise(p.sizes))
        units = sum(p.sizes[1:])
        if p.bias:
            yield Slip(
                "bias_forgotten",
                weights,
                Text(
                    zh="漏了偏置：输入层以外每个单元还有一个。",
                    en="The biases are missing: one for each unit beyond the input.",
                ),
            )
            yield Slip(
                "bias_of_inputs",
                weights + units + p.sizes[0],
                Text(
                    zh="输入层没有偏置：输入只是数据。",
                    en="The input layer has no biases: inputs are just data.",
                ),
            )
            yield Slip(
                "one_bias_per_layer",
                weights + len(p.sizes) - 1,
                Text(
                    zh="偏置不是每层一个，而是每个单元一个。",
                    en="There is not one bias per layer, but one per unit.",
                ),
            )
        else:
            yield Slip(
                "bias_counted",
                weights + units,
                Text(zh="这里没有偏置，不要加。", en="There are no biases here, so none are added."),
            )
        if len(p.sizes) > 2:
            yield Slip(
                "layers_multiplied",
                prod(p.sizes),
                Text(
                    zh="只有相邻的两层相乘，各层的结果再相加。",
                    en="Only neighbouring layers are multiplied; the products are then added up.",
                ),
            )


problem = MlpParamCount()
