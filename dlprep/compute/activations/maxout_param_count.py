"""Parameters of a maxout layer: weights and biases, a whole number.

Each of the `out` units takes the maximum of k affine pieces of `in` inputs, each with weights and a bias of its own.
Source: Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013, Maxout Networks, arXiv:1302.4389, section 3.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.text import Text

Size = Annotated[int, Field(strict=True, ge=1, le=65536)]


class MaxoutSizeParams(Params):
    """The sizes of the layer."""

    inputs: Size = parameter(zh="输入个数", en="number of inputs")
    outputs: Size = parameter(zh="maxout 单元（输出）个数", en="number of maxout units, its outputs")
    pieces: Annotated[int, Field(strict=True, ge=1, le=64)] = parameter(
        zh="每个单元的仿射片段数 k", en="affine pieces of each unit, k"
    )


class MaxoutParamCount(Problem[MaxoutSizeParams]):
    """k layers side by side."""

    title = Text(zh="maxout 层的参数量", en="Parameters of a maxout layer")
    covers = ("maxout_param_count",)
    params = MaxoutSizeParams
    example = {"inputs": 784, "outputs": 240, "pieces": 5}

    def generate(self, rng: Random, level: Level) -> MaxoutSizeParams:
        """Basic: products of one or two digits. Then layers of real sizes."""
        if level == "basic":
            return MaxoutSizeParams(inputs=rng.randint(3, 20), outputs=rng.randint(3, 12), pieces=rng.randint(2, 5))
        if level == "intermediate":
            sides = rng.choice((32, 50, 64, 100, 128, 200)), rng.choice((10, 20, 32, 50, 64))
            return MaxoutSizeParams(inputs=sides[0], outputs=sides[1], pieces=rng.randint(2, 6))
        sides = rng.choice((256, 400, 512, 784, 1024, 3072)), rng.choice((128, 240, 300, 500, 1000))
        return MaxoutSizeParams(inputs=sides[0], outputs=sides[1], pieces=rng.randint(2, 8))

    def prompt(self, p: MaxoutSizeParams) -> Text:
        """Say that biases count and that nothing is shared."""
        return Text(
            zh=f"一个 maxout 层有 {p.inputs} 个输入、{p.outputs} 个输出，"
            f"每个输出取 $k = {p.pieces}$ 个仿射片段的最大值；各片段的权重和偏置互不共享。"
            "这一层共有多少个参数（含偏置）？",
            en=f"A maxout layer has {p.inputs} inputs and {p.outputs} outputs, each the maximum of $k = {p.pieces}$ "
            "affine pieces; no two pieces share weights or biases. How many parameters has the layer, biases included?",
        )

    def answer_type(self, p: MaxoutSizeParams) -> AnswerType:
        """A whole number."""
        return Count()

    def reference(self, p: MaxoutSizeParams) -> int:
        """Weights and a bias for each piece of each unit."""
        return p.pieces * p.outputs * (p.inputs + 1)

    def torch_reference(self, p: MaxoutSizeParams, place: Place) -> int:
        """Build nn.Linear with k outputs a unit, on the meta device, which stores nothing, and count."""
        import torch

        layer = torch.nn.Linear(p.inputs, p.pieces * p.outputs, device="meta")
        return sum(parameter.numel() for parameter in layer.parameters())

    def steps(self, p: MaxoutSizeParams) -> list[Text]:
        """The formula, one piece, all pieces."""
        one = p.inputs * p.outputs + p.outputs
        formula = r"$N = k (n_{\text{in}} n_{\text{out}} + n_{\text{out}})$"
        work = rf"${p.inputs} \cdot {p.outputs} + {p.outputs} = {one}$"
        total = rf"${p.pieces} \cdot {one} = {p.pieces * one}$"
        return [
            Text(
                zh=f"相当于 $k$ 个全连接层并列，取最大值本身没有参数：{formula}。",
                en=f"It is $k$ fully connected layers side by side, and the maximum has no parameters: {formula}.",
            ),
            Text(zh=f"每一层：{work}。", en=f"One such layer: {work}."),
            Text(zh=f"$k$ 层合计：{total}。", en=f"All $k$ of them: {total}."),
        ]

    def slips(self, p: MaxoutSizeParams) -> Iterator[Slip]:
        """Pieces or biases left out, or the pieces taken for outputs."""
        weights = p.inputs * p.outputs
        if p.pieces > 1:
            yield Slip(
                "pieces_forgotten",
                weights + p.outputs,
                Text(
                    zh="这是一个普通全连接层；maxout 的每个单元有 $k$ 套参数。",
                    en="That is an ordinary dense layer; each maxout unit has $k$ sets of parameters.",
                ),
            )
            yield Slip(
                "bias_shared",
                p.pieces * weights + p.outputs,
                Text(
                    zh="偏置也是每个片段各有一个，不是每个单元一个。",
                    en="Each piece has a bias of its own too, not one for each unit.",
                ),
            )
        yield Slip(
            "bias_forgotten",
            p.pieces * weights,
            Text(
                zh="漏了偏置：每个单元的每个片段有一个。",
                en="The biases are missing: there is one for each piece of each unit.",
            ),
        )
        if p.outputs > 1:
            yield Slip(
                "one_bias_a_piece",
                p.pieces * (weights + 1),
                Text(
                    zh=r"每个片段的偏置是 $n_{\text{out}}$ 维向量，不是一个数。",
                    en=r"The bias of a piece is a vector of $n_{\text{out}}$ numbers, not one number.",
                ),
            )


problem = MaxoutParamCount()
