"""Length of the vector that spatial pyramid pooling makes of a feature map of any size.

A level n divides each channel into n×n bins and keeps one value a bin; the values of all of them are joined.
Source: He, Zhang, Ren & Sun 2014, Spatial Pyramid Pooling in Deep Convolutional Networks, arXiv:1406.4729, section 2.2.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, field_validator

from dlprep.compute.convolution._counts import Channels, shape
from dlprep.compute.convolution._sides import Lengths
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.rules import RuleError
from dlprep.text import Text

Bins = Annotated[int, Field(strict=True, ge=1, le=64)]


class SppParams(Params):
    """The feature map and the pyramid."""

    channels: Channels = parameter(zh="特征图的通道数", en="number of channels of the feature map")
    levels: Annotated[tuple[Bins, ...], Field(min_length=1, max_length=8)] = parameter(
        zh="各层把每个通道分成 n×n 格的 n，1 到 8 层，互不相同",
        en="the n of each level, which divides a channel into n×n bins; 1 to 8 levels, all different",
    )
    size: Lengths = parameter((13, 13), zh="特征图的边长，像素；不影响长度", en="map size, px; does not matter")

    @field_validator("levels")
    @classmethod
    def _all_different(cls, levels: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(levels)) < len(levels):
            raise RuleError(zh="必须各不相同", en="must all be different")
        return levels


class SppOutputLength(Problem[SppParams]):
    """Bins of all levels, times the channels."""

    title = Text(zh="空间金字塔池化的输出长度", en="Output length of spatial pyramid pooling")
    covers = ("spp_output_length",)
    params = SppParams
    example = {"channels": 256, "levels": [4, 2, 1]}

    def generate(self, rng: Random, level: Level) -> SppParams:
        """Basic: two levels, few channels. Intermediate: three. Advanced: four, on a map that is not square."""
        if level == "basic":
            side = rng.choice((8, 12, 16))
            levels = (rng.choice((2, 3, 4)), 1)
            return SppParams(channels=rng.choice((4, 8, 10, 16, 32)), levels=levels, size=(side, side))
        depth = 3 if level == "intermediate" else 4
        side = rng.randint(10, 24)
        return SppParams(
            channels=rng.choice((64, 96, 128, 256, 512)),
            levels=tuple(sorted(rng.sample(range(1, 9), k=depth), reverse=True)),
            size=(side, side if level == "intermediate" else rng.randint(10, 24)),
        )

    def prompt(self, p: SppParams) -> Text:
        """Say what a level is."""
        grids = [f"{n}×{n}" for n in p.levels]
        return Text(
            zh=f"{shape(p.channels, p.size)}（通道×高×宽）的特征图经过空间金字塔池化：各层把每个通道分别划成 "
            f"{'、'.join(grids)} 格，每格取最大值，所有层、所有通道的结果拼成一个向量。这个向量有多长？",
            en=f"A feature map of {shape(p.channels, p.size)} (channels × height × width) goes through spatial pyramid "
            f"pooling: its levels divide each channel into {', '.join(grids)} bins, every bin gives its maximum, and "
            "the values of all levels and channels are joined into one vector. How long is it?",
        )

    def answer_type(self, p: SppParams) -> AnswerType:
        """Numbers in the vector."""
        return Count()

    def reference(self, p: SppParams) -> int:
        """Each level has n*n bins in every channel."""
        return p.channels * sum(n * n for n in p.levels)

    def torch_reference(self, p: SppParams, place: Place) -> int:
        """Run F.adaptive_max_pool2d for every level, on the meta device, and join the results."""
        import torch

        features = torch.empty(1, p.channels, *p.size, device="meta")
        pooled = [torch.nn.functional.adaptive_max_pool2d(features, n).flatten(1) for n in p.levels]
        return int(torch.cat(pooled, dim=1).shape[1])

    def steps(self, p: SppParams) -> list[Text]:
        """The formula, the bins, times the channels."""
        bins = sum(n * n for n in p.levels)
        squares = f"{' + '.join(f'{n}^2' for n in p.levels)} = {bins}"
        total = rf"${p.channels} \cdot {bins} = {p.channels * bins}$"
        return [
            Text(
                zh=r"长度为 $C \sum_l n_l^2$：第 $l$ 层每个通道有 $n_l \times n_l$ 格；与特征图的大小无关，"
                "因此后面可以接全连接层。",
                en=r"The length is $C \sum_l n_l^2$: level $l$ has $n_l \times n_l$ bins in each channel. The map's "
                "size plays no part, so a fully connected layer can follow.",
            ),
            Text(zh=f"每个通道的格数：${squares}$。", en=f"Bins in each channel: ${squares}$."),
            Text(zh=f"乘以通道数：{total}。", en=f"Times the channels: {total}."),
        ]

    def slips(self, p: SppParams) -> Iterator[Slip]:
        """Bins miscounted, or channels forgotten."""
        bins = sum(n * n for n in p.levels)
        if p.channels > 1:
            yield Slip(
                "channels_forgotten",
                bins,
                Text(
                    zh="漏了通道数：每个通道都各自池化。",
                    en="The channels were left out: each of them is pooled by itself.",
                ),
            )
        if max(p.levels) > 1:
            yield Slip(
                "sides_for_bins",
                p.channels * sum(p.levels),
                Text(
                    zh="每层有 $n_l \\times n_l$ 格，要平方再相加。",
                    en="A level has $n_l \\times n_l$ bins: square before adding up.",
                ),
            )
        if len(p.levels) > 1:
            yield Slip(
                "finest_level_only",
                p.channels * max(p.levels) ** 2,
                Text(
                    zh="这只是最细的一层；所有层的结果要拼在一起。",
                    en="That is the finest level alone; the values of all levels are joined.",
                ),
            )
        yield Slip(
            "map_flattened",
            p.channels * p.size[0] * p.size[1],
            Text(
                zh="这是直接展平特征图的长度；池化后的长度与输入大小无关。",
                en="That is the flattened map; after pooling the length does not depend on the map's size.",
            ),
        )


problem = SppOutputLength()
