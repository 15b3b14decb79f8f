"""Output size of a 2-D convolution: (height, width) in pixels.

Floor division: a window that does not fit the padded input whole is dropped, as in PyTorch.
Source: Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285, relationship 15 (dilation) with
relationship 6 (stride and padding); torch.nn.Conv2d, section "Shape".
"""

from collections.abc import Iterator
from random import Random

from pydantic import model_validator

from dlprep.compute.convolution._sides import Lengths, Margins, said
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Shape
from dlprep.rules import RuleError
from dlprep.text import Text

Size = tuple[int, int]


class ConvParams(Params):
    """All lengths in pixels, one number or [height, width]."""

    size: Lengths = parameter(zh="输入边长，像素", en="input size, px")
    kernel: Lengths = parameter(zh="核的边长，像素", en="kernel size, px")
    stride: Lengths = parameter((1, 1), zh="步幅，像素", en="stride, px")
    padding: Margins = parameter((0, 0), zh="每侧补零的宽度，像素", en="zeros added on each side, px")
    dilation: Lengths = parameter(
        (1, 1), zh="膨胀率，即核中各点的间距；1 为普通卷积", en="spacing of the kernel's taps; 1 is an ordinary kernel"
    )

    @model_validator(mode="after")
    def _kernel_fits(self) -> "ConvParams":
        axes = (Text(zh="高", en="height"), Text(zh="宽", en="width"))
        for axis, n, k, p, d in zip(axes, self.size, self.kernel, self.padding, self.dilation, strict=True):
            if d * (k - 1) + 1 > n + 2 * p:
                covered, padded = f"{d}*({k}-1)+1 = {d * (k - 1) + 1}", f"{n}+2*{p} = {n + 2 * p}"
                raise RuleError(
                    zh=f"kernel：覆盖的{axis.zh} {covered} 像素，不能超出填充后的输入 {padded} 像素",
                    en=f"kernel: the {axis.en} it covers, {covered} px, must fit the padded input, {padded} px",
                )
        return self


class ConvOutputSize(Problem[ConvParams]):
    """Count the places where the kernel fits."""

    title = Text(zh="卷积输出的高和宽", en="Output size of a 2-D convolution")
    covers = ("conv_output_size",)
    params = ConvParams
    example = {"size": 224, "kernel": 7, "stride": 2, "padding": 3}

    def generate(self, rng: Random, level: Level) -> ConvParams:
        """Basic: a square input, dilation 1. Intermediate: any dilation. Advanced: height and width differ."""
        if level == "basic":
            kernel = rng.choice((2, 3, 5, 7))
            return ConvParams(
                size=_square(rng.choice((28, 32, 56, 64, 112, 224, rng.randint(8, 40)))),
                kernel=_square(kernel),
                stride=_square(rng.choice((1, 2, 2, 3, 4))),
                padding=_square(rng.randint(0, kernel // 2)),
            )
        sides = 1 if level == "intermediate" else 2

        def pair(*options: int) -> Size:
            drawn = [rng.choice(options) for _ in range(sides)]
            return drawn[0], drawn[-1]

        return ConvParams(
            size=pair(*range(32, 257)),  # the widest kernel covers 31
            kernel=pair(1, 2, 3, 4, 5, 7, 11),
            stride=pair(1, 2, 3, 4),
            padding=pair(0, 1, 2, 3),
            dilation=pair(1, 1, 2, 3),
        )

    def prompt(self, p: ConvParams) -> Text:
        """Every convention is PyTorch's."""
        (height, width), given = p.size, {k: said(getattr(p, k)) for k in ("kernel", "stride", "padding", "dilation")}
        return Text(
            zh=f"高×宽为 {height}×{width} 的特征图经过一个二维卷积：核 {given['kernel']}、步幅 {given['stride']}、"
            f"每侧填充 {given['padding']}、膨胀率 {given['dilation']}（1 即普通卷积），放不下的窗口舍去。"
            "输出的高和宽是多少？",
            en=f"A feature map of {height}×{width} (height × width) goes through a 2-D convolution with kernel "
            f"{given['kernel']}, stride {given['stride']}, padding {given['padding']} on each side and dilation "
            f"{given['dilation']} (1 is an ordinary convolution); windows that do not fit whole are dropped. "
            "What are the height and width of the output?",
        )

    def answer_type(self, p: ConvParams) -> AnswerType:
        """Two whole numbers; one will do where they are the same."""
        return Shape(rank=2, square=True)

    def reference(self, p: ConvParams) -> Size:
        """Count the places where the dilated kernel fits the padded input."""
        height, width = (
            len(range(0, n + 2 * pad - d * (k - 1), s))
            for n, k, s, pad, d in zip(p.size, p.kernel, p.stride, p.padding, p.dilation, strict=True)
        )
        return height, width

    def torch_reference(self, p: ConvParams, place: Place) -> Size:
        """Run nn.Conv2d on zeros, one axis at a time: a large kernel on a large input would take minutes at once."""
        import torch

        def run(axis: int) -> int:
            layer = torch.nn.Conv2d(
                *(1, 1),
                kernel_size=(p.kernel[axis], 1),
                stride=(p.stride[axis], 1),
                padding=(p.padding[axis], 0),
                dilation=(p.dilation[axis], 1),
                device=place.device,
            )
            with torch.no_grad():
                return int(layer(torch.zeros(1, 1, p.size[axis], 1, device=place.device)).shape[2])

        return run(0), run(1)

    def steps(self, p: ConvParams) -> list[Text]:
        """The formula, the reach of the kernel if dilated, then each axis."""
        formula = r"$n_{\text{out}} = \lfloor \frac{n + 2p - d(k-1) - 1}{s} \rfloor + 1$"
        steps = [
            Text(
                zh=f"每个方向分别计算：{formula}，其中 $d(k-1)+1$ 是核实际覆盖的长度。",
                en=f"Each axis by itself: {formula}, where $d(k-1)+1$ is the length that the kernel covers.",
            )
        ]
        axes = (("高", "height"), ("宽", "width"))
        same = all(pair[0] == pair[1] for pair in (p.size, p.kernel, p.stride, p.padding, p.dilation))
        for axis, (zh, en) in enumerate(axes[:1] if same else axes):
            n, k, s, pad, d = (pair[axis] for pair in (p.size, p.kernel, p.stride, p.padding, p.dilation))
            free = n + 2 * pad - d * (k - 1) - 1
            work = (
                rf"$\lfloor \frac{{{n} + 2 \cdot {pad} - {d} \cdot ({k} - 1) - 1}}{{{s}}} \rfloor + 1"
                rf" = \lfloor \frac{{{free}}}{{{s}}} \rfloor + 1 = {free // s} + 1 = {free // s + 1}$"
            )
            steps.append(
                Text(
                    zh=f"{'高和宽' if same else zh}：{work}。",
                    en=f"{'Height and width' if same else en.title()}: {work}.",
                )
            )
        return steps

    def slips(self, p: ConvParams) -> Iterator[Slip]:
        """The mistakes of the trade, where they leave a pixel: nobody believes a size of 0."""
        return (Slip(name, size, lesson) for name, size, lesson in _mistakes(p) if min(size) > 0)


def _mistakes(p: ConvParams) -> Iterator[tuple[str, Size, Text]]:
    """The formula with something left out."""
    height, width = _formula(p)
    yield (
        "plus_one_forgotten",
        (height - 1, width - 1),
        Text(
            zh="忘了最后的 +1：窗口的第一个位置也要数进去。",
            en="The +1 at the end is missing: the window's first position counts too.",
        ),
    )
    if p.stride != (1, 1):
        yield (
            "stride_ignored",
            _formula(p.model_copy(update={"stride": (1, 1)})),
            Text(
                zh="漏了步幅：窗口每次移动 $s$ 个像素。",
                en="The stride was left out: the window moves by $s$ pixels.",
            ),
        )
        yield (
            "rounded_up",
            _formula(p, up=True),
            Text(
                zh="应该向下取整：放不下的窗口要舍去。",
                en="Round down, not up: a window that does not fit whole is dropped.",
            ),
        )
    if p.padding != (0, 0):
        yield (
            "padding_ignored",
            _formula(p.model_copy(update={"padding": (0, 0)})),
            Text(zh="漏了填充：输入实际长 $n+2p$。", en="The padding was left out: the input is $n+2p$ long."),
        )
        once = tuple(n + pad for n, pad in zip(p.size, p.padding, strict=True))
        yield (
            "padding_on_one_side",
            _formula(p.model_copy(update={"size": once, "padding": (0, 0)})),
            Text(zh="填充加在两侧，要算 $2p$。", en="Padding goes on both sides, so it counts $2p$."),
        )
    if p.dilation != (1, 1) and p.kernel != (1, 1):
        yield (
            "dilation_ignored",
            _formula(p.model_copy(update={"dilation": (1, 1)})),
            Text(
                zh="漏了膨胀率：膨胀后的核覆盖 $d(k-1)+1$ 个像素。",
                en="The dilation was left out: a dilated kernel covers $d(k-1)+1$ pixels.",
            ),
        )
        covered = tuple(d * k for d, k in zip(p.dilation, p.kernel, strict=True))
        yield (
            "dilation_times_kernel",
            _formula(p.model_copy(update={"kernel": covered, "dilation": (1, 1)})),
            Text(
                zh="核覆盖的长度是 $d(k-1)+1$，不是 $dk$：最后一个点之后没有空隙。",
                en="The kernel covers $d(k-1)+1$ pixels, not $dk$: no gap follows the last tap.",
            ),
        )


def _formula(p: ConvParams, *, up: bool = False) -> Size:
    """What a learner computes on paper; `up` rounds the wrong way."""
    height, width = (
        (-(-free // s) if up else free // s) + 1
        for s, free in (
            (s, n + 2 * pad - d * (k - 1) - 1)
            for n, k, s, pad, d in zip(p.size, p.kernel, p.stride, p.padding, p.dilation, strict=True)
        )
    )
    return height, width


def _square(n: int) -> Size:
    return n, n


problem = ConvOutputSize()
