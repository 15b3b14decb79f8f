"""Receptive field of one output unit of a stack of convolutions and poolings, in pixels of the input along one side.

Or the effective stride: how far the receptive field moves, in pixels, from one output unit to the next. Windows are
square, and padding plays no part: near the border the receptive field reaches into it, as large as elsewhere.
The receptive field and the effective stride together must not exceed 100000 px.
Source: Araujo, Norris & Sim 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill, section on
single-path networks; dilation as in Dumoulin & Visin 2016, arXiv:1603.07285, section 5.1.
"""

from collections.abc import Iterator
from itertools import accumulate
from math import prod
from operator import mul
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.convolution._layers import Layer, Layers
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, WorkTable, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.rules import RuleError
from dlprep.text import Text

LONGEST = 100_000


class FieldParams(Params):
    """The stack, from input to output, and what is asked of it."""

    layers: Layers = parameter(
        zh="从输入到输出，1 到 40 个 [核, 步幅, 填充, 膨胀率]，像素",
        en="from input to output, 1 to 40 times [kernel, stride, padding, dilation], px",
    )
    quantity: Literal["receptive_field", "effective_stride"] = parameter(
        "receptive_field",
        zh="要算什么：receptive_field 感受野，effective_stride 有效步幅，像素",
        en="what is asked, in px: receptive_field or effective_stride",
    )

    @model_validator(mode="after")
    def _can_be_probed(self) -> "FieldParams":
        field, stride = _grow(self.layers)
        if field + stride > LONGEST:
            raise RuleError(
                zh=f"layers：感受野与累积步幅之和不能超过 {LONGEST} 像素",
                en=f"layers: receptive field and effective stride must not exceed {LONGEST} px together",
            )
        return self


class ReceptiveField(Problem[FieldParams]):
    """Follow the receptive field and the effective stride from the input up."""

    title = Text(zh="感受野与有效步幅", en="Receptive field and effective stride")
    covers = ("receptive_field", "dilated_kernel_size")
    params = FieldParams
    example = {"layers": [[7, 2, 3], [3, 2, 1]]}

    def generate(self, rng: Random, level: Level) -> FieldParams:
        """Basic: two or three layers. Intermediate: three to five with poolings. Advanced: dilation, up to six."""
        if level == "basic":
            depth = rng.randint(2, 3)
            layers = [_padded(rng.choice((3, 3, 5, 7)), rng.choice((1, 1, 2))) for _ in range(depth)]
            return FieldParams(layers=tuple(layers))
        quantity = rng.choice(("receptive_field", "receptive_field", "effective_stride"))
        depth = rng.randint(3, 5) if level == "intermediate" else rng.randint(4, 6)
        layers = [_drawn(rng, dilated=level == "advanced") for _ in range(depth)]
        return FieldParams(layers=tuple(layers), quantity=quantity)

    def prompt(self, p: FieldParams) -> Text:
        """List the layers, and say from which pixels to which units is counted."""
        lines = [
            (
                f"{i}. 核 {k}，步幅 {s}，每侧填充 {pad}，膨胀率 {d}",
                f"{i}. kernel {k}, stride {s}, padding {pad} on each side, dilation {d}",
            )
            for i, (k, s, pad, d) in enumerate(p.layers, start=1)
        ]
        zh, en = ("\n".join(column) for column in zip(*lines, strict=True))
        asked = Text(
            zh="一个输出单元的感受野是多少个输入像素（只算一条边）？",
            en="How many input pixels wide is the receptive field of one output unit (along one side)?",
        )
        if p.quantity == "effective_stride":
            asked = Text(
                zh="有效步幅是多少，即相邻两个输出单元的感受野在输入上相距几个像素？",
                en="What is the effective stride: how many input pixels apart are the receptive fields of two "
                "neighbouring output units?",
            )
        return Text(
            zh=f"图像从输入起依次经过下列卷积或池化层，窗口都是正方形，膨胀率 1 即普通窗口：\n\n{zh}\n\n{asked.zh}",
            en="An image goes through these convolution or pooling layers in this order; all windows are square, and "
            f"dilation 1 is an ordinary window:\n\n{en}\n\n{asked.en}",
        )

    def answer_type(self, p: FieldParams) -> AnswerType:
        """Pixels."""
        return Count()

    def reference(self, p: FieldParams) -> int:
        """Go up from one pixel: a window adds d(k-1) times the stride so far."""
        field, stride = _grow(p.layers)
        return field if p.quantity == "receptive_field" else stride

    def torch_reference(self, p: FieldParams, place: Place) -> int:
        """See which input pixels have a gradient, for two neighbouring output units of a stack of nn.Conv1d."""
        import torch

        stack = torch.nn.Sequential()
        for kernel, stride, _, dilation in p.layers:
            layer = torch.nn.Conv1d(1, 1, kernel, stride, dilation=dilation, bias=False, dtype=torch.float64)
            torch.nn.init.ones_(layer.weight)
            stack.append(layer)
        length = 2
        for kernel, stride, _, dilation in reversed(p.layers):
            length = (length - 1) * stride + dilation * (kernel - 1) + 1
        pixels = torch.zeros(1, 1, length, dtype=torch.float64, device=place.device, requires_grad=True)
        # cuDNN may go through an FFT, which leaves rounding errors where the gradient is 0
        with torch.backends.cudnn.flags(enabled=False):
            units = stack.to(place.device)(pixels)[0, 0]
            seen = [torch.autograd.grad(unit, pixels, retain_graph=True)[0][0, 0].nonzero() for unit in units[:2]]
        if p.quantity == "effective_stride":
            return int(seen[1].min() - seen[0].min())
        return int(seen[0].max() - seen[0].min()) + 1

    def steps(self, p: FieldParams) -> list[Text]:
        """The recursion, then each layer."""
        formula = r"$r_l = r_{l-1} + d_l (k_l - 1) \cdot j_{l-1}$"
        strides = r"$j_l = j_{l-1} \cdot s_l$"
        steps = [
            Text(
                zh=f"从输入往上递推，$r_0 = j_0 = 1$：感受野 {formula}，有效步幅 {strides}。填充不影响这两者。",
                en=f"Upwards from the input, $r_0 = j_0 = 1$: the receptive field is {formula}, the effective stride "
                f"{strides}. Padding plays no part in either.",
            )
        ]
        field = jump = 1
        for number, layer in enumerate(p.layers, start=1):
            before, wide = jump, field
            field, jump = field + layer.gain * jump, jump * layer.stride
            work = rf"$r_{{{number}}} = {wide} + {layer.dilation} \cdot ({layer.kernel} - 1) \cdot {before} = {field}$"
            moved = rf"$j_{{{number}}} = {before} \cdot {layer.stride} = {jump}$"
            steps.append(
                Text(
                    zh=f"第 {number} 层（之前的有效步幅为 {before}）：{work}，{moved}。",
                    en=f"Layer {number} (effective stride {before} before it): {work}, {moved}.",
                )
            )
        return steps

    def table(self, p: FieldParams) -> WorkTable:
        """A row a layer: its window, and what the receptive field and the effective stride have come to."""
        header = (
            Text(zh="层", en="layer"),
            Text(zh="核", en="kernel"),
            Text(zh="步幅", en="stride"),
            Text(zh="膨胀率", en="dilation"),
            Text(zh="感受野", en="receptive field"),
            Text(zh="有效步幅", en="effective stride"),
        )
        rows = [
            tuple(map(str, (i, layer.kernel, layer.stride, layer.dilation, *_grow(p.layers[:i]))))
            for i, layer in enumerate(p.layers, start=1)
        ]
        return WorkTable(header, tuple(rows))

    def slips(self, p: FieldParams) -> Iterator[Slip]:
        """The recursion with something left out, or in the wrong order."""
        yield from _field_slips(p.layers) if p.quantity == "receptive_field" else _stride_slips(p.layers)


def _field_slips(layers: tuple[Layer, ...]) -> Iterator[Slip]:
    if len(layers) > 1:
        yield Slip(
            "kernels_added_up",
            sum(layer.kernel for layer in layers),
            Text(
                zh="不能把核的大小直接相加：第一个像素之后，每层只多出 $d(k-1)$ 乘以之前的有效步幅。",
                en="Kernel sizes do not add up: beyond the first pixel a layer adds only $d(k-1)$ times the effective "
                "stride before it.",
            ),
        )
    if any(layer.stride > 1 for layer in layers[:-1]):
        yield Slip(
            "strides_ignored",
            1 + sum(layer.gain for layer in layers),
            Text(
                zh="漏了步幅：之前各层的步幅会放大这一层的窗口。",
                en="The strides were left out: those of the layers before widen a layer's window.",
            ),
        )
    if any(layer.stride > 1 for layer in layers):
        jumps = accumulate((layer.stride for layer in layers), mul)
        yield Slip(
            "own_stride_counted",
            1 + sum(layer.gain * jump for layer, jump in zip(layers, jumps, strict=True)),
            Text(
                zh="一层自己的步幅只影响它之后的层，不放大它自己的窗口。",
                en="A layer's own stride matters to the layers after it; it does not widen its own window.",
            ),
        )
    if any(layer.dilation > 1 for layer in layers):
        yield Slip(
            "dilation_times_kernel",
            _grow([Layer(layer.dilation * layer.kernel, layer.stride) for layer in layers])[0],
            Text(
                zh="膨胀后的核覆盖 $d(k-1)+1$ 个像素，不是 $dk$：最后一个点之后没有空隙。",
                en="A dilated kernel covers $d(k-1)+1$ pixels, not $dk$: no gap follows the last tap.",
            ),
        )
    if any(layer.dilation > 1 and layer.kernel > 1 for layer in layers):
        yield Slip(
            "dilation_ignored",
            _grow([layer._replace(dilation=1) for layer in layers])[0],
            Text(
                zh="漏了膨胀率：膨胀后的核覆盖 $d(k-1)+1$ 个像素。",
                en="The dilation was left out: a dilated kernel covers $d(k-1)+1$ pixels.",
            ),
        )


def _stride_slips(layers: tuple[Layer, ...]) -> Iterator[Slip]:
    strides = [layer.stride for layer in layers]
    if len(layers) > 1:
        yield Slip(
            "strides_added_up",
            sum(strides),
            Text(zh="各层的步幅相乘，不是相加。", en="The strides of the layers multiply; they do not add up."),
        )
    if strides[-1] > 1:
        yield Slip(
            "last_stride_left_out",
            prod(strides[:-1]),
            Text(
                zh="漏了最后一层的步幅：这里问的是整个网络输出的有效步幅。",
                en="The last layer's stride is missing: the effective stride of the whole stack is asked for.",
            ),
        )
    if prod(strides[:-1]) > 1:
        yield Slip(
            "last_stride_only",
            strides[-1],
            Text(
                zh="这只是最后一层的步幅，之前各层的步幅也要乘上。",
                en="That is the last layer's stride alone; those of the layers before multiply it.",
            ),
        )


def _grow(layers: "list[Layer] | tuple[Layer, ...]") -> tuple[int, int]:
    """Return the receptive field and the effective stride of the stack."""
    field = jump = 1
    for layer in layers:
        field += layer.gain * jump
        jump *= layer.stride
    return field, jump


def _padded(kernel: int, stride: int, dilation: int = 1) -> Layer:
    """Half the window on each side, as networks do to keep the size."""
    return Layer(kernel, stride, dilation * (kernel - 1) // 2, dilation)


def _drawn(rng: Random, *, dilated: bool) -> Layer:
    if rng.random() < 0.3:
        return rng.choice((Layer(2, 2), Layer(3, 2, 1)))
    return _padded(rng.choice((1, 3, 3, 5, 7)), rng.choice((1, 1, 2)), rng.choice((1, 2, 4)) if dilated else 1)


problem = ReceptiveField()
