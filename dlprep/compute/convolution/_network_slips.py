"""Mistakes on a walk through a real network."""

from collections.abc import Iterator

from dlprep.compute.convolution._networks import Stop, shortcut, values
from dlprep.compute.problem import Slip
from dlprep.grading.answer import AnswerValue
from dlprep.text import Text


def shape_slips(stop: Stop) -> Iterator[Slip]:
    """The size formula with something left out; one slip a shape."""
    met: set[AnswerValue] = {stop.after}
    for slip in _shape_mistakes(stop):
        if slip.answer not in met:
            met.add(slip.answer)
            yield slip


def _shape_mistakes(stop: Stop) -> Iterator[Slip]:
    """The likelier mistake first where two give the same shape."""
    layer, before, after = stop.layer, stop.before, stop.after
    if not layer.kernel:
        yield Slip(
            "input_for_output",
            (values(before),) if layer.kind == "linear" else before,
            Text(zh="这是这一层的输入，不是输出。", en="That is what the layer gets, not what it gives."),
        )
        return

    def at(stride: int, padding: int) -> AnswerValue:
        return after[0], *((n + 2 * padding - layer.kernel) // stride + 1 for n in before[1:])

    if layer.kind == "pool":
        yield Slip(
            "channels_pooled",
            (1, *after[1:]),
            Text(
                zh="池化在每个通道内单独进行，通道数不变。",
                en="Each channel is pooled by itself, so the number of channels stays.",
            ),
        )
    else:
        yield Slip(
            "input_channels_kept",
            (before[0], *after[1:]),
            Text(
                zh="输出通道数等于卷积核的个数，不等于输入通道数。",
                en="There are as many output channels as kernels, not as input channels.",
            ),
        )
    yield Slip(
        "stride_ignored",
        at(1, layer.padding),
        Text(zh="漏了步幅：窗口每次移动 $s$ 个像素。", en="The stride was left out: the window moves by $s$ pixels."),
    )
    yield Slip(
        "padding_ignored",
        at(layer.stride, 0),
        Text(zh="漏了填充：输入实际长 $n+2p$。", en="The padding was left out: the input is $n+2p$ long."),
    )
    yield Slip(
        "plus_one_forgotten",
        (after[0], *(n - 1 for n in after[1:])),
        Text(
            zh="忘了最后的 +1：窗口的第一个位置也要数进去。",
            en="The +1 at the end is missing: the window's first position counts too.",
        ),
    )


def parameter_slips(stop: Stop, bias: bool) -> Iterator[Slip]:
    """The layer's parameters miscounted; `bias`: whether convolutions have one."""
    layer, channels, right = stop.layer, stop.before[0], stop.parameters
    if layer.kind == "block":
        yield from _block_slips(stop)
        return
    if layer.kind not in ("conv", "linear"):
        return
    if layer.kind == "linear" or bias:
        yield Slip(
            "bias_forgotten",
            right - layer.units,
            Text(
                zh="漏了偏置：每个输出通道（单元）还有一个。",
                en="The biases are missing: one for each output channel or unit.",
            ),
        )
    else:
        yield Slip(
            "bias_counted",
            right + layer.units,
            Text(
                zh="这个网络的卷积没有偏置，不要加。", en="This network's convolutions have no biases; none are added."
            ),
        )
    if layer.kind == "linear" and len(stop.before) > 1:
        yield Slip(
            "pixels_forgotten",
            (channels + 1) * layer.units,
            Text(
                zh="展平后的长度是通道×高×宽，不只是通道数。",
                en="Flattened, the input is channels × height × width long, not just the channels.",
            ),
        )
    if layer.kind == "conv":
        if channels > 1:
            yield Slip(
                "input_channels_forgotten",
                (layer.kernel**2 + bias) * layer.units,
                Text(
                    zh="一个核在每个输入通道上都有一组权重，不只是核的面积。",
                    en="A kernel has weights for every input channel, not just for its area.",
                ),
            )
        yield Slip(
            "one_kernel_only",
            layer.kernel**2 * channels + bias,
            Text(
                zh="这只是一个核；每个输出通道各有一个。",
                en="That is a single kernel; each output channel has its own.",
            ),
        )


def _block_slips(stop: Stop) -> Iterator[Slip]:
    (layer, before, _, right), joined = stop, shortcut(stop.layer, stop.before)
    channels, units = before[0], layer.units
    norms = (6 if joined else 4) * units
    yield Slip(
        "batch_normalisation_forgotten",
        right - norms,
        Text(
            zh="漏了 BatchNorm：每个通道有 γ 和 β 两个参数。",
            en="BatchNorm was left out: it has two parameters per channel, γ and β.",
        ),
    )
    yield Slip(
        "bias_counted",
        right + norms // 2,
        Text(
            zh="卷积没有偏置：后面的 BatchNorm 自带 β。", en="The convolutions have no biases: BatchNorm brings its β."
        ),
    )
    yield Slip(
        "one_convolution_only",
        right - 9 * units * units - 2 * units,
        Text(zh="一个 BasicBlock 里有两个 3×3 卷积。", en="A BasicBlock has two 3×3 convolutions."),
    )
    if joined:
        yield Slip(
            "shortcut_forgotten",
            right - channels * units - 2 * units,
            Text(
                zh="漏了捷径上的 1×1 卷积和它的 BatchNorm：形状变了，不能直接相加。",
                en="The shortcut's 1×1 convolution and BatchNorm are missing: the shape changes, so it is no identity.",
            ),
        )
    if channels != units:
        yield Slip(
            "channels_from_the_start",
            right + 9 * (units - channels) * units,
            Text(
                zh="第一个卷积的输入还是上一级的通道数。",
                en="The first convolution still has the channels of the stage before as its input.",
            ),
        )


def total_slips(stops: list[Stop], bias: bool) -> Iterator[Slip]:
    """The sum with something left out; `bias`: whether convolutions have one."""
    total, last = sum(stop.parameters for stop in stops), stops[-1].parameters
    weighted = [stop for stop in stops if stop.layer.kind == "linear" or (stop.layer.kind == "conv" and bias)]
    if weighted:
        yield Slip(
            "biases_forgotten",
            total - sum(stop.layer.units for stop in weighted),
            Text(
                zh="漏了偏置：每个输出通道（单元）还有一个。",
                en="The biases are missing: one for each output channel or unit.",
            ),
        )
    if last not in (0, total):
        yield Slip(
            "this_layer_only",
            last,
            Text(zh="这只是这一层；前面各层也要加上。", en="That is this layer alone; those before it count too."),
        )
        yield Slip(
            "this_layer_left_out",
            total - last,
            Text(zh="漏了这一层自己。", en="The layer itself is missing from the sum."),
        )
    norms = sum(_norm_parameters(stop) for stop in stops)
    if norms:
        yield Slip(
            "batch_normalisation_forgotten",
            total - norms,
            Text(
                zh="漏了 BatchNorm：每个通道有 γ 和 β 两个参数。",
                en="BatchNorm was left out: it has two parameters per channel, γ and β.",
            ),
        )


def _norm_parameters(stop: Stop) -> int:
    if stop.layer.kind == "norm":
        return stop.parameters
    return (6 if shortcut(stop.layer, stop.before) else 4) * stop.layer.units if stop.layer.kind == "block" else 0
