r"""Output of a 1×1 convolution at one pixel: the same linear map for each pixel's vector of channels.

y = W x + b with W (out_channels, in_channels), x the input's channels at that pixel and b one bias per output channel.
On a map of 1×1 px that is a fully connected layer.
Source: Lin, Chen & Yan 2014, Network In Network, arXiv:1312.4400, section 3.1; torch.nn.Conv2d.
"""

from collections.abc import Hashable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked, outline
from dlprep.compute.convolution._maps import Map, Maps, Rows, column, matrix, products, sides, signed, tidy
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]
Index = Annotated[int, Field(strict=True, ge=0, le=5)]


class Conv1x1Params(Params):
    """The maps, the layer, and the pixel that is asked for."""

    x: Maps = parameter(
        zh="输入：每个通道一个矩阵，至多 4 通道、6×6", en="input: a matrix per channel, at most 4 channels of 6×6"
    )
    weight: Map = parameter(
        zh="权重矩阵，每行一个输出通道，每列一个输入通道", en="weights, a row per output and a column per input channel"
    )
    bias: Annotated[tuple[Real, ...], Field(max_length=6)] = parameter(
        (), zh="每个输出通道的偏置；不给则没有偏置", en="bias of each output channel; without it there are none"
    )
    pixel: tuple[Index, Index] = parameter((0, 0), zh="行和列，从 0 起", en="row and column, counted from 0")

    @model_validator(mode="after")
    def _sizes_match(self) -> "Conv1x1Params":
        outputs, inputs = sides(self.weight)
        if inputs != len(self.x):
            raise RuleError(
                zh=f"weight：{len(self.x)} 个输入通道各需要一列",
                en=f"weight: needs a column for each of the {len(self.x)} input channels",
            )
        if self.bias and len(self.bias) != outputs:
            raise RuleError(
                zh=f"bias：{outputs} 个输出通道各需要一个",
                en=f"bias: needs one for each of the {outputs} output channels",
            )
        if any(at >= side for at, side in zip(self.pixel, sides(self.x[0]), strict=True)):
            raise RuleError(
                zh="pixel：在输入之外；行和列都从 0 数起",
                en="pixel: is outside the input; rows and columns are counted from 0",
            )
        return self

    def channels_at(self, row: int, column: int) -> Values:
        """The channels of the input at one pixel."""
        return tuple(rows[row][column] for rows in self.x)


class Conv1x1AsLinear(BatchedProblem[Conv1x1Params]):
    """Take the pixel's channels as a vector, and the matrix times it."""

    title = Text(zh="1×1 卷积即逐像素的线性层", en="A 1×1 convolution as a linear layer per pixel")
    covers = ("conv1x1_as_linear",)
    params = Conv1x1Params
    example = {
        "x": [[[1, 2], [3, 4]], [[0, 1], [-1, 2]]],
        "weight": [[1, 2], [0, -1], [3, 1]],
        "bias": [0, 1, 0],
        "pixel": [1, 0],
    }
    minutes = {"basic": 1.5, "intermediate": 2.0, "advanced": 3.0}

    def generate(self, rng: Random, level: Level) -> Conv1x1Params:
        """Basic: two channels in and out. Intermediate: three out, with biases. Advanced: three or four in."""
        inputs, outputs, side = {"basic": (2, 2, 2), "intermediate": (2, 3, 2), "advanced": (rng.randint(3, 4), 3, 3)}[
            level
        ]
        bias = () if level == "basic" else tuple(float(rng.choice((-2, -1, 1, 2, 3))) for _ in range(outputs))
        return Conv1x1Params(
            x=tuple(_drawn(rng, side, side, (-3, -2, -1, 0, 1, 2, 3, 4, 5)) for _ in range(inputs)),
            weight=_drawn(rng, outputs, inputs, (-2, -1, 1, 2, 3)),
            bias=bias,
            pixel=(rng.randrange(side), rng.randrange(side)),
        )

    def prompt(self, p: Conv1x1Params) -> Text:
        """Say what the rows of the weights are, and from where pixels are counted."""
        channels = "\n".join(f"- $X_{{{c}}} = {matrix(rows)}$" for c, rows in enumerate(p.x, start=1))
        row, at = p.pixel
        weight, bias = f"$W = {matrix(p.weight)}$", f"$b = {column(p.bias)}$"
        biases = (
            Text(zh=f"，偏置 {bias}", en=f" and biases {bias}")
            if p.bias
            else Text(zh="，没有偏置", en=" and no biases")
        )
        return Text(
            zh=f"输入有 {len(p.x)} 个通道：\n\n{channels}\n\n经过 1×1 卷积（步幅 1），权重 {weight}"
            f"（每行对应一个输出通道，每列对应一个输入通道）{biases.zh}。"
            f"输出在第 {row} 行第 {at} 列（行列都从 0 数起）的各通道值是多少？",
            en=f"The input has {len(p.x)} channels:\n\n{channels}\n\nIt goes through a 1×1 convolution with stride 1, "
            f"weights {weight} (a row for each output channel, a column for each input channel){biases.en}. What are "
            f"the output's channels at row {row}, column {at}, both counted from 0?",
        )

    def answer_type(self, p: Conv1x1Params) -> AnswerType:
        """A value per output channel; some may be 0."""
        return Vector(atol=5e-4)

    def reference(self, p: Conv1x1Params) -> Values:
        """Multiply the weights by the pixel's channels, and add the biases."""
        return _linear(p.weight, p.channels_at(*p.pixel), p.bias)

    def alike(self, p: Conv1x1Params) -> Hashable:
        """The pixel is a number like others here."""
        return outline((p.x, p.weight, p.bias))

    def torch_stacked(self, ps: Sequence[Conv1x1Params], place: Place) -> Stacked:
        """Run nn.Conv2d with these weights on the whole input, and read off the pixel."""
        import torch
        from torch.func import functional_call, vmap

        p = ps[0]
        layer = torch.nn.Conv2d(len(p.x), len(p.weight), 1, bias=bool(p.bias), device="meta")
        weights = {"weight": place.tensor([p.weight for p in ps])[..., None, None]}
        if p.bias:
            weights["bias"] = place.tensor([p.bias for p in ps])
        maps = vmap(partial(functional_call, layer))(weights, place.tensor([p.x for p in ps]))
        rows, columns = torch.tensor([p.pixel for p in ps]).T
        return maps[torch.arange(len(ps)), :, rows, columns]

    def steps(self, p: Conv1x1Params) -> list[Text]:
        """The formula, the pixel's channels, each output channel."""
        x, out = p.channels_at(*p.pixel), self.reference(p)
        here = f"$x = {column(x)}$"
        steps = [
            Text(
                zh="$y = W x + b$：每个像素的通道向量 $x$ 都经过同一个线性层，与周围的像素无关。",
                en="$y = W x + b$: the vector $x$ of each pixel's channels goes through the same linear layer, "
                "whatever the pixels around it are.",
            ),
            Text(zh=f"这个像素的各通道：{here}。", en=f"The channels of this pixel: {here}."),
        ]
        for number, (weights, y) in enumerate(zip(p.weight, out, strict=True), start=1):
            bias = f" + {signed(p.bias[number - 1])}" if p.bias else ""
            work = f"$y_{{{number}}} = {products(zip(weights, x, strict=True))}{bias} = {tidy(y)}$"
            steps.append(Text(zh=f"{work}。", en=f"{work}."))
        return steps

    def slips(self, p: Conv1x1Params) -> Iterator[Slip]:
        """The wrong pixel, the matrix transposed, the bias, neighbours mixed in."""
        height, width = sides(p.x[0])
        row, at = p.pixel
        x = p.channels_at(row, at)
        if row != at and row < width and at < height:
            yield Slip(
                "row_and_column_swapped",
                _linear(p.weight, p.channels_at(at, row), p.bias),
                Text(zh="行列弄反了：先行后列。", en="Row and column are swapped: the row comes first."),
            )
        if row and at:
            yield Slip(
                "counted_from_one",
                _linear(p.weight, p.channels_at(row - 1, at - 1), p.bias),
                Text(zh="行列从 0 数起，不是从 1。", en="Rows and columns are counted from 0, not from 1."),
            )
        turned = tuple(zip(*p.weight, strict=True))
        if len(turned) == len(p.weight) and turned != p.weight:
            yield Slip(
                "weights_transposed",
                _linear(turned, x, p.bias),
                Text(
                    zh="权重转置了：每行对应一个输出通道。",
                    en="The weights are transposed: each row belongs to an output channel.",
                ),
            )
        if any(p.bias):
            yield Slip(
                "bias_forgotten",
                _linear(p.weight, x, ()),
                Text(
                    zh="漏了偏置：每个输出通道要加上自己的 $b$。",
                    en="The biases are missing: each channel adds its $b$.",
                ),
            )
        if (height, width) != (1, 1):
            pixels = [p.channels_at(i, j) for i in range(height) for j in range(width)]
            mean = tuple(sum(channel) / len(pixels) for channel in zip(*pixels, strict=True))
            yield Slip(
                "averaged_over_map",
                _linear(p.weight, mean, p.bias),
                Text(
                    zh="1×1 卷积不混合像素：每个位置只用自己的通道，不求平均。",
                    en="A 1×1 convolution mixes no pixels: each place uses its own channels, and nothing is averaged.",
                ),
            )


def _linear(weight: Rows, x: Values, bias: Values) -> Values:
    """Work y = W x + b; no `bias` is none."""
    sums = [sum(w * value for w, value in zip(row, x, strict=True)) for row in weight]
    return tuple(y + b for y, b in zip(sums, bias or (0.0,) * len(sums), strict=True))


def _drawn(rng: Random, rows: int, columns: int, options: Sequence[float]) -> Rows:
    return tuple(tuple(float(rng.choice(options)) for _ in range(columns)) for _ in range(rows))


problem = Conv1x1AsLinear()
