"""Numbers that batch-normalisation layers hold: learned parameters, and running statistics that are not learned.

One pair (gamma, beta) and one pair (running mean, running variance) a channel, whatever the height and width of the
maps. Without affine parameters gamma and beta are gone, and the running statistics stay. PyTorch's counter
num_batches_tracked is not counted.
Source: Ioffe & Szegedy 2015, Batch Normalization, arXiv:1502.03167, section 3.2; torch.nn.BatchNorm2d.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Part, Parts
from dlprep.text import Text

Channels = Annotated[int, Field(strict=True, ge=1, le=4096)]


class CountParams(Params):
    """Layers by their channels."""

    channels: Annotated[tuple[Channels, ...], Field(min_length=1, max_length=8)] = parameter(
        zh="各批量归一化层的通道数，1 到 8 层", en="channels of each batch-normalisation layer, 1 to 8 layers"
    )
    side: Annotated[int, Field(strict=True, ge=1, le=1024)] = parameter(
        zh="特征图的边长，像素，各层相同", en="side of the feature maps, px, the same at every layer"
    )
    affine: bool = parameter(
        True, zh="是否有可学习的缩放和平移", en="whether the layers learn a scale and a shift", strict=True
    )


class BatchnormParamCount(Problem[CountParams]):
    """Two learned numbers and two running ones a channel."""

    title = Text(zh="批量归一化的参数量", en="Parameters of batch normalisation")
    covers = ("batchnorm_param_count",)
    params = CountParams
    example = {"channels": [64, 128], "side": 28}

    def generate(self, rng: Random, level: Level) -> CountParams:
        """Basic: one layer. Intermediate: two or three. Advanced: up to five, with or without affine parameters."""
        layers = {"basic": 1, "intermediate": rng.randint(2, 3), "advanced": rng.randint(3, 5)}[level]
        channels = (
            rng.choices((8, 10, 16, 32, 64), k=layers)
            if level != "advanced"
            else [rng.choice((24, 48, 64, 96, 128, 192, 256, 512)) for _ in range(layers)]
        )
        affine = level != "advanced" or rng.random() < 0.6
        return CountParams(channels=tuple(channels), side=rng.choice((7, 14, 28, 32, 56)), affine=affine)

    def prompt(self, p: CountParams) -> Text:
        """Say what is counted, and what is not."""
        listed, one = ", ".join(map(str, p.channels)), len(p.channels) == 1
        layers = Text(
            zh=f"一个二维批量归一化层有 {listed} 个通道" if one else f"网络中二维批量归一化层的通道数依次为 {listed}",
            en=f"A 2-D batch-normalisation layer has {listed} channels"
            if one
            else f"The 2-D batch-normalisation layers of a network have {listed} channels, in this order",
        )
        learns = Text(
            zh="带可学习的缩放和平移" if p.affine else "不带可学习的缩放和平移（affine=False）",
            en="with learned scale and shift" if p.affine else "without learned scale and shift (affine=False)",
        )
        return Text(
            zh=f"{layers.zh}，特征图为 {p.side}×{p.side}，{learns.zh}。一共有多少个可学习参数？"
            "又有多少个 running 统计量（均值和方差，不算批次计数器）？",
            en=f"{layers.en}, on feature maps of {p.side}×{p.side}, {learns.en}. How many learned parameters are "
            "there, and how many running statistics (means and variances; the counter of batches is left out)?",
        )

    def answer_type(self, p: CountParams) -> AnswerType:
        """Two whole numbers."""
        return Parts(
            (
                Part("learned", Text("可学习参数的个数", "learned parameters"), Count()),
                Part("running", Text("running 统计量的个数", "running statistics"), Count()),
            )
        )

    def reference(self, p: CountParams) -> dict[str, AnswerValue]:
        """Two a channel of each kind."""
        total = 2 * sum(p.channels)
        return {"learned": total if p.affine else 0, "running": total}

    def torch_reference(self, p: CountParams, place: Place) -> dict[str, AnswerValue]:
        """Build the nn.BatchNorm2d layers and count what they hold."""
        import torch

        net = torch.nn.Sequential(*(torch.nn.BatchNorm2d(c, affine=p.affine, device=place.device) for c in p.channels))
        return {
            "learned": sum(weight.numel() for weight in net.parameters()),
            "running": sum(held.numel() for name, held in net.named_buffers() if ".running_" in name),
        }

    def steps(self, p: CountParams) -> list[Text]:
        """The rule, then the sum over layers."""
        total = sum(p.channels)
        channels = f"{' + '.join(map(str, p.channels))} = {total}" if len(p.channels) > 1 else f"{total}"
        learned = rf"$2 \cdot {total} = {2 * total}$" if p.affine else "$0$"
        running = rf"$2 \cdot {total} = {2 * total}$"
        why_zh = "" if p.affine else "（没有缩放和平移）"
        why_en = "" if p.affine else " (no scale, no shift)"
        return [
            Text(
                zh=r"每个通道学两个数 $\gamma$、$\beta$，另存两个 $\mu$、$\sigma^2$，与高宽无关："
                r"各 $2 \sum_l C_l$ 个。",
                en=r"Each channel learns two numbers, $\gamma$ and $\beta$, and stores two more, $\mu$ and $\sigma^2$, "
                r"whatever the height and width: $2 \sum_l C_l$ of each kind.",
            ),
            Text(zh=f"通道总数：${channels}$。", en=f"Channels: ${channels}$."),
            Text(
                zh=f"可学习：{learned}{why_zh}；running：{running}。",
                en=f"Learned: {learned}{why_en}; running: {running}.",
            ),
        ]

    def slips(self, p: CountParams) -> Iterator[Slip]:
        """What is learned and what is not, and numbers of the wrong size."""
        total, layers = 2 * sum(p.channels), len(p.channels)
        learned = total if p.affine else 0
        if p.affine:
            yield Slip(
                "running_counted_as_learned",
                {"learned": 2 * total, "running": 0},
                Text(
                    zh="running 均值和方差不经梯度更新，是缓冲区，不是可学习参数。",
                    en="No gradient updates the running mean and variance: they are buffers, not learned parameters.",
                ),
            )
            yield Slip(
                "shift_not_counted",
                {"learned": total // 2, "running": total},
                Text(
                    zh=r"除了缩放 $\gamma$，每个通道还有一个平移 $\beta$。",
                    en=r"Besides its scale $\gamma$ each channel has a shift $\beta$.",
                ),
            )
        else:
            yield Slip(
                "affine_false_ignored",
                {"learned": total, "running": total},
                Text(
                    zh="affine=False 时没有缩放和平移，没有可学习参数。",
                    en="With affine=False there is no scale and no shift, so nothing is learned.",
                ),
            )
            yield Slip(
                "nothing_stored",
                {"learned": 0, "running": 0},
                Text(
                    zh="不带缩放和平移时，推断仍然需要 running 均值和方差。",
                    en="Inference needs the running mean and variance also where scale and shift are gone.",
                ),
            )
        if p.side > 1:
            yield Slip(
                "one_for_each_pixel",
                {"learned": learned * p.side**2, "running": total * p.side**2},
                Text(
                    zh="卷积后的批量归一化每个通道只有一组参数，所有位置共用。",
                    en="After a convolution there is one set a channel, shared by all positions.",
                ),
            )
        if total > 2 * layers:
            yield Slip(
                "one_for_each_layer",
                {"learned": 2 * layers if p.affine else 0, "running": 2 * layers},
                Text(
                    zh="每个通道各有一组，不是每层一组。",
                    en="Each channel has its own set; there is not just one a layer.",
                ),
            )


problem = BatchnormParamCount()
