"""Output of a pooling layer: (channels, height, width), the last two in pixels. It has no parameters.

Floor mode drops a window that does not fit the padded input whole. Ceil mode keeps it, unless it would start in the
padding after the input, as in PyTorch.
Source: torch.nn.MaxPool2d, section "Shape", and its note on `ceil_mode`; Dumoulin & Visin 2016, arXiv:1603.07285,
relationship 7 (pooling).
"""

from collections.abc import Iterator
from itertools import count, takewhile
from random import Random

from pydantic import model_validator

from dlprep.compute.convolution._counts import Channels, by, shape
from dlprep.compute.convolution._sides import Lengths, Margins, said
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Shape
from dlprep.rules import RuleError
from dlprep.text import Text

Sides = tuple[int, int]


class PoolParams(Params):
    """All lengths in pixels, one number or [height, width]."""

    size: Lengths = parameter(zh="输入边长，像素", en="input size, px")
    channels: Channels = parameter(zh="输入通道数", en="number of input channels")
    kernel: Lengths = parameter(zh="窗口边长，像素", en="window size, px")
    stride: Lengths | None = parameter(
        None, zh="步幅，像素；不给则等于窗口边长", en="stride, px; without it, the window's size"
    )
    padding: Margins = parameter(
        (0, 0), zh="每侧填充的宽度，像素，至多窗口的一半", en="padding on each side, px, at most half the window"
    )
    ceil_mode: bool = parameter(
        False,
        zh="真：末尾放不下的窗口也保留；假：舍去",
        en="true keeps a last window that does not fit, false drops it",
    )

    @model_validator(mode="after")
    def _window_fits(self) -> "PoolParams":
        if any(2 * p > k for p, k in zip(self.padding, self.kernel, strict=True)):
            raise RuleError(
                zh=f"padding：最多是窗口（{by(self.kernel)} 像素）的一半",
                en=f"padding: at most half of the window, {by(self.kernel)} px",
            )
        if any(k > n + 2 * p for k, n, p in zip(self.kernel, self.size, self.padding, strict=True)):
            raise RuleError(
                zh=f"kernel：{by(self.kernel)} 像素，不能超出填充后的输入",
                en=f"kernel: {by(self.kernel)} px must fit the padded input",
            )
        return self

    @property
    def step(self) -> Sides:
        """The stride, also where it has its default."""
        return self.stride or self.kernel


class PoolingOutputSize(Problem[PoolParams]):
    """Count the windows; channels stay."""

    title = Text(zh="池化输出的形状", en="Output shape of a pooling layer")
    covers = ("pooling_output_size",)
    params = PoolParams
    example = {"size": 112, "channels": 64, "kernel": 3, "stride": 2, "padding": 1}

    def generate(self, rng: Random, level: Level) -> PoolParams:
        """Basic: the default stride. Intermediate: overlapping, padded. Advanced: ceil mode, sides that differ."""
        channels = rng.choice((3, 16, 32, 64, 96, 128, 256))
        if level == "basic":
            kernel = rng.choice((2, 2, 3, 4))
            side = rng.choice((12, 24, 27, 28, 32, 55, 56, 112, 13))
            return PoolParams(size=(side, side), channels=channels, kernel=(kernel, kernel))
        kernel = rng.choice((3, 3, 4, 5))
        stride = rng.choice((2, 3)) if level == "intermediate" else rng.choice((2, 3, 4))
        side, padding = rng.randint(13, 120), rng.randint(0, 1)
        return PoolParams(
            size=(side, side if level == "intermediate" else rng.randint(13, 120)),
            channels=channels,
            kernel=(kernel, kernel),
            stride=(stride, stride),
            padding=(padding, padding),
            ceil_mode=level == "advanced" and rng.random() < 0.7,
        )

    def prompt(self, p: PoolParams) -> Text:
        """Say the stride, and what becomes of a window that does not fit."""
        stride = Text(zh="步幅等于窗口边长", en="stride equal to the window")
        if p.stride is not None:
            stride = Text(zh=f"步幅 {said(p.stride)}", en=f"stride {said(p.stride)}")
        mode = Text(
            zh="放不下的窗口舍去（ceil_mode=False）", en="windows that do not fit whole are dropped (ceil_mode=False)"
        )
        if p.ceil_mode:
            mode = Text(
                zh="末尾放不下的窗口也保留，除非它从末尾的填充里开始（PyTorch 的 ceil_mode=True）",
                en="a last window that does not fit whole is kept, unless it would start in the padding at the end "
                "(PyTorch's ceil_mode=True)",
            )
        return Text(
            zh=f"{shape(p.channels, p.size)}（通道×高×宽）的特征图经过最大池化：窗口 {by(p.kernel)}，{stride.zh}，"
            f"每侧填充 {said(p.padding)}，{mode.zh}。输出的形状（通道、高、宽）是什么？",
            en=f"A feature map of {shape(p.channels, p.size)} (channels × height × width) goes through max pooling: "
            f"window {by(p.kernel)}, {stride.en}, padding {said(p.padding)} on each side; {mode.en}. "
            "What is the output's shape (channels, height, width)?",
        )

    def answer_type(self, p: PoolParams) -> AnswerType:
        """Three whole numbers."""
        return Shape(rank=3)

    def reference(self, p: PoolParams) -> tuple[int, int, int]:
        """Let the window walk, one side at a time, and count where it may stand."""
        height, width = (
            sum(1 for _ in takewhile(lambda at: _stands(at, n, k, s, pad, p.ceil_mode), count(0, s)))  # noqa: B023
            for n, k, s, pad in zip(p.size, p.kernel, p.step, p.padding, strict=True)
        )
        return p.channels, height, width

    def torch_reference(self, p: PoolParams, place: Place) -> tuple[int, int, int]:
        """Run nn.MaxPool2d on zeros, for channels, height and width one after the other: no input is large."""
        import torch

        def run(axis: int) -> int:
            sides = [1, 1]
            sides[axis] = p.size[axis]
            window, step, pad = [1, 1], [1, 1], [0, 0]
            window[axis], step[axis], pad[axis] = p.kernel[axis], p.step[axis], p.padding[axis]
            layer = torch.nn.MaxPool2d(tuple(window), tuple(step), tuple(pad), ceil_mode=p.ceil_mode)
            return int(layer(torch.zeros(1, 1, *sides, device=place.device)).shape[2 + axis])

        channels = torch.nn.MaxPool2d(1)(torch.zeros(1, p.channels, 1, 1, device=place.device)).shape[1]
        return int(channels), run(0), run(1)

    def steps(self, p: PoolParams) -> list[Text]:
        """The formula, then each side."""
        formula = r"$n_{\text{out}} = \lfloor \frac{n + 2p - k}{s} \rfloor + 1$"
        begins = r"$(n_{\text{out}} - 1) s \ge n + p$"
        steps = [
            Text(
                zh=f"通道数不变，也没有参数。每个方向：{formula}；ceil_mode 改为向上取整，"
                f"但若最后一个窗口从末尾的填充里开始（{begins}），就减去它。",
                en=f"Channels stay, and there are no parameters. Along each side {formula}; ceil_mode rounds up "
                f"instead, less the last window if it would start in the padding at the end ({begins}).",
            )
        ]
        axes = list(zip(("高", "宽"), ("Height", "Width"), p.size, p.kernel, p.step, p.padding, strict=True))
        if axes[0][2:] == axes[1][2:]:
            axes = [("高和宽", "Height and width", *axes[0][2:])]
        for zh, en, n, k, s, pad in axes:
            left, right = (r"\lceil", r"\rceil") if p.ceil_mode else (r"\lfloor", r"\rfloor")
            windows = _windows(n, k, s, pad, up=p.ceil_mode)
            work = rf"${left} \frac{{{n} + 2 \cdot {pad} - {k}}}{{{s}}} {right} + 1 = {windows}$"
            dropped = Text("", "")
            if p.ceil_mode and (windows - 1) * s >= n + pad:
                starts = rf"$({windows} - 1) \cdot {s} \ge {n} + {pad}$"
                dropped = Text(
                    f"；但 {starts}，最后一个窗口舍去，剩 {windows - 1}",
                    f"; but {starts}, so the last window is dropped, leaving {windows - 1}",
                )
            steps.append(Text(zh=f"{zh}：{work}{dropped.zh}。", en=f"{en}: {work}{dropped.en}."))
        answer = "×".join(map(str, self.reference(p)))
        steps.append(Text(zh=f"输出形状：{answer}。", en=f"Output shape: {answer}."))
        return steps

    def slips(self, p: PoolParams) -> Iterator[Slip]:
        """The mistakes of the trade, where they leave a pixel: nobody believes a size of 0. One slip a shape."""
        met = {self.reference(p)}
        for name, sides, lesson in _mistakes(p):
            if min(sides) > 0 and sides not in met:
                met.add(sides)
                yield Slip(name, sides, lesson)


def _mistakes(p: PoolParams) -> Iterator[tuple[str, tuple[int, int, int], Text]]:
    """The shape with something mistaken; the likelier mistake first where two give the same shape."""
    channels, height, width = problem.reference(p)

    def formula(stride: Sides = p.step, padding: Sides = p.padding, *, up: bool = p.ceil_mode) -> tuple[int, int, int]:
        rows, columns = (_windows(*side, up=up) for side in zip(p.size, p.kernel, stride, padding, strict=True))
        return channels, rows, columns

    if p.ceil_mode:
        yield (
            "rounded_down",
            formula(up=False),
            Text(
                zh="ceil_mode=True 要向上取整：末尾放不下的窗口也保留。",
                en="With ceil_mode=True round up: a last window that does not fit is kept.",
            ),
        )
        yield (
            "window_in_padding_kept",
            formula(up=True),
            Text(
                zh="从末尾的填充里开始的窗口看不到输入，要舍去。",
                en="A window that starts in the padding at the end sees no input and is dropped.",
            ),
        )
    else:
        yield (
            "rounded_up",
            formula(up=True),
            Text(
                zh="应该向下取整：放不下的窗口要舍去。",
                en="Round down, not up: a window that does not fit whole is dropped.",
            ),
        )
    yield (
        "padding_ignored",
        formula(padding=(0, 0)),
        Text(zh="漏了填充：输入实际长 $n+2p$。", en="The padding was left out: the input is $n+2p$ long."),
    )
    yield (
        "channels_pooled",
        (1, height, width),
        Text(
            zh="池化在每个通道内单独进行，通道数不变。",
            en="Each channel is pooled by itself, so the number of channels stays.",
        ),
    )
    if p.stride is None:
        yield (
            "stride_one",
            formula(stride=(1, 1)),
            Text(
                zh="这里的步幅等于窗口边长（池化的默认值），不是 1。",
                en="The stride here is the window's size, pooling's default, and not 1.",
            ),
        )
    else:
        yield (
            "stride_taken_as_window",
            formula(stride=p.kernel),
            Text(
                zh="步幅已给出，窗口可以重叠；不给时才等于窗口边长。",
                en="The stride is given, and windows may overlap; only without one is it the window's size.",
            ),
        )
    yield (
        "plus_one_forgotten",
        (channels, height - 1, width - 1),
        Text(
            zh="忘了最后的 +1：窗口的第一个位置也要数进去。",
            en="The +1 at the end is missing: the window's first position counts too.",
        ),
    )


def _stands(at: int, n: int, k: int, s: int, pad: int, ceil_mode: bool) -> bool:
    """Whether a window may start `at` so many pixels into the padded input."""
    fits = at + k <= n + 2 * pad
    return fits or (ceil_mode and at < n + pad and at - s + k < n + 2 * pad)


def _windows(n: int, k: int, s: int, pad: int, *, up: bool) -> int:
    """What a learner computes on paper."""
    free = n + 2 * pad - k
    return (-(-free // s) if up else free // s) + 1


problem = PoolingOutputSize()
