r"""Output of a 2-D convolution with one output channel, value by value.

Frameworks compute the cross-correlation: the kernel is not flipped. Input (channels, height, width), kernel
(channels, kernel height, kernel width), one bias; padding is with zeros on all four sides, and a window that does not
fit whole is dropped.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 9.1, equation 9.6; torch.nn.Conv2d.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.convolution._maps import Maps, Rows, matrix, products, sides, signed, tidy
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Matrix
from dlprep.rules import RuleError
from dlprep.text import Text

Pairs = list[tuple[float, float]]


class ConvValueParams(Params):
    """Rows of numbers; a list of such matrices for several channels."""

    x: Maps = parameter(
        zh="输入：矩阵，多通道时为矩阵的列表；至多 4 通道、6×6",
        en="input: a matrix, or a list of one per channel; at most 4 channels of 6×6",
    )
    kernel: Maps = parameter(zh="卷积核，通道数与输入相同", en="kernel, with as many channels as the input")
    bias: Real = parameter(0.0, zh="偏置", en="bias")
    stride: Annotated[int, Field(strict=True, ge=1, le=4)] = parameter(1, zh="步幅，像素", en="stride, px")
    padding: Annotated[int, Field(strict=True, ge=0, le=2)] = parameter(
        0, zh="每侧补零的宽度，像素", en="zeros added on each side, px"
    )

    @model_validator(mode="after")
    def _kernel_fits(self) -> "ConvValueParams":
        if len(self.kernel) != len(self.x):
            raise RuleError(
                zh=f"kernel：通道数必须与输入相同，为 {len(self.x)}",
                en=f"kernel: needs as many channels as the input, {len(self.x)}",
            )
        if any(k > n + 2 * self.padding for k, n in zip(sides(self.kernel[0]), sides(self.x[0]), strict=True)):
            raise RuleError(zh="kernel：不能超出填充后的输入", en="kernel: must fit the padded input")
        return self


class Conv2dValue(BatchedProblem[ConvValueParams]):
    """Slide the kernel, multiply, add up over window and channels."""

    title = Text(zh="二维卷积的输出值", en="Values of a 2-D convolution")
    covers = ("conv2d_value",)
    params = ConvValueParams
    example = {"x": [[1, 2, 0], [0, 1, 3], [2, 1, 1]], "kernel": [[1, 0], [-1, 2]]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> ConvValueParams:
        """Basic: 3×3 with a 2×2 kernel. Intermediate: a bias, a stride or padding. Advanced: two channels."""
        if level == "basic":
            return ConvValueParams(x=_drawn(rng, 1, 3, 0, 4), kernel=_kernel(rng, 1, 2))
        bias = rng.choice((-2, -1, 1, 2, 3))
        channels = 1 if level == "intermediate" else 2
        side, kernel, stride, padding = rng.choice(((4, 3, 1, 0), (4, 2, 2, 0), (3, 3, 2, 1), (4, 3, 2, 1)))
        return ConvValueParams(
            x=_drawn(rng, channels, side, -2, 4),
            kernel=_kernel(rng, channels, kernel),
            bias=bias,
            stride=stride,
            padding=padding,
        )

    def prompt(self, p: ConvValueParams) -> Text:
        """Say that nothing is flipped."""
        around = Text(zh="不填充", en="there is no padding")
        if p.padding:
            around = Text(zh=f"四周各补 {p.padding} 圈零", en=f"zeros are put around the input, {p.padding} deep")
        bias = f"$b = {exact(p.bias)}$"
        rest = Text(
            zh=f"偏置 {bias}，步幅 {p.stride}，{around.zh}，放不下的窗口舍去。"
            "按深度学习框架的约定（互相关，核不翻转），卷积的输出是什么？",
            en=f"The bias is {bias}, the stride {p.stride}; {around.en}, and windows that do not fit whole are "
            "dropped. What does the convolution give, as frameworks define it (cross-correlation, the kernel not "
            "flipped)?",
        )
        if len(p.x) == 1:
            x, kernel = f"$X = {matrix(p.x[0])}$", f"$K = {matrix(p.kernel[0])}$"
            return Text(
                zh=f"输入 {x}，卷积核 {kernel}。{rest.zh}", en=f"The input is {x} and the kernel {kernel}. {rest.en}"
            )
        channels = "\n".join(
            f"- $X_{{{c}}} = {matrix(x)}$, $K_{{{c}}} = {matrix(kernel)}$"
            for c, (x, kernel) in enumerate(zip(p.x, p.kernel, strict=True), start=1)
        )
        return Text(
            zh=f"输入有 {len(p.x)} 个通道 $X_c$，输出只有一个通道，卷积核的各通道为 $K_c$：\n\n{channels}\n\n{rest.zh}",
            en=f"The input has {len(p.x)} channels $X_c$; for the only output channel, the kernel has the channels "
            f"$K_c$:\n\n{channels}\n\n{rest.en}",
        )

    def answer_type(self, p: ConvValueParams) -> AnswerType:
        """A matrix; entries may be 0."""
        return Matrix(atol=5e-4)

    def reference(self, p: ConvValueParams) -> Rows:
        """Sum the products over each window."""
        return _convolved(p)

    def torch_stacked(self, ps: Sequence[ConvValueParams], place: Place) -> Stacked:
        """Run nn.Conv2d with this kernel and bias."""
        import torch
        from torch.func import functional_call, vmap

        p = ps[0]
        layer = torch.nn.Conv2d(len(p.x), 1, sides(p.kernel[0]), p.stride, p.padding, device="meta")
        weights = {"weight": place.tensor([[p.kernel] for p in ps]), "bias": place.tensor([[p.bias] for p in ps])}
        return vmap(partial(functional_call, layer))(weights, place.tensor([p.x for p in ps]))[:, 0]

    def steps(self, p: ConvValueParams) -> list[Text]:
        """The formula, the first values in full, then all of them."""
        formula = r"$y_{ij} = b + \sum_c \sum_u \sum_v k_{cuv} \, x_{c, \, is+u-p, \, js+v-p}$"
        out = _convolved(p)
        steps = [
            Text(
                zh=f"{formula}（下标从 0 起，$s$ 是步幅，$p$ 是填充，越界的 $x$ 为 0）：窗口与核逐个相乘，"
                "再对窗口和通道求和。",
                en=f"{formula} (counted from 0, with stride $s$ and padding $p$; $x$ is 0 outside): multiply window "
                "and kernel entry by entry, and sum over window and channels.",
            )
        ]
        places = [(i, j) for i in range(len(out)) for j in range(len(out[0]))]
        for i, j in places[:4]:
            terms = [f"({products(_window(p, c, i, j))})" for c in range(len(p.x))]
            work = " + ".join(terms) if len(terms) > 1 else terms[0][1:-1]
            bias = f" + {signed(p.bias)}" if p.bias else ""
            line = f"$y_{{{i}{j}}} = {work}{bias} = {tidy(out[i][j])}$"
            steps.append(Text(zh=f"{line}。", en=f"{line}."))
        rest = Text("其余同理", "The others go the same way") if len(places) > 4 else Text("合起来", "Together")
        steps.append(Text(zh=f"{rest.zh}：$Y = {matrix(out, tidy)}$。", en=f"{rest.en}: $Y = {matrix(out, tidy)}$."))
        return steps

    def slips(self, p: ConvValueParams) -> Iterator[Slip]:
        """The kernel turned, and what is left out of the sum."""
        turned = _turned(p.kernel)
        if turned != p.kernel:
            yield Slip(
                "kernel_flipped",
                _convolved(p.model_copy(update={"kernel": turned})),
                Text(
                    zh="这是数学上的卷积，核翻转了 180°；框架里算的是互相关，核不翻转。",
                    en="That is the convolution of mathematics, the kernel turned by 180°; frameworks do not turn it.",
                ),
            )
        if p.bias:
            yield Slip(
                "bias_forgotten",
                _convolved(p.model_copy(update={"bias": 0.0})),
                Text(zh="漏了偏置：每个输出值都要加上 $b$。", en="The bias is missing: $b$ is added to every value."),
            )
        if len(p.x) > 1:
            yield Slip(
                "first_channel_only",
                _convolved(p.model_copy(update={"x": p.x[:1], "kernel": p.kernel[:1]})),
                Text(
                    zh="只算了第一个通道；各通道的结果要相加。",
                    en="That is the first channel alone; the channels' results are added up.",
                ),
            )
            if p.bias:
                yield Slip(
                    "bias_once_per_channel",
                    _convolved(p.model_copy(update={"bias": p.bias * len(p.x)})),
                    Text(
                        zh="偏置对每个输出通道只加一次，不是每个输入通道加一次。",
                        en="The bias is added once for an output channel, not once for each input channel.",
                    ),
                )
        smaller = all(k <= n for k, n in zip(sides(p.kernel[0]), sides(p.x[0]), strict=True))
        if p.padding and smaller:
            yield Slip(
                "padding_ignored",
                _convolved(p.model_copy(update={"padding": 0})),
                Text(
                    zh="漏了填充：先在四周补零，再滑动窗口。",
                    en="The padding was left out: put zeros around the input before the window slides.",
                ),
            )
        if p.stride > 1:
            yield Slip(
                "stride_ignored",
                _convolved(p.model_copy(update={"stride": 1})),
                Text(zh="漏了步幅：窗口每次移动 $s$ 个像素。", en="The stride was left out: the window moves by $s$."),
            )


def _convolved(p: ConvValueParams) -> Rows:
    """Work the definition."""
    (height, width), (k_height, k_width) = sides(p.x[0]), sides(p.kernel[0])
    channels = range(len(p.x))
    return tuple(
        tuple(
            p.bias + sum(a * b for c in channels for a, b in _window(p, c, i, j))
            for j in range((width + 2 * p.padding - k_width) // p.stride + 1)
        )
        for i in range((height + 2 * p.padding - k_height) // p.stride + 1)
    )


def _window(p: ConvValueParams, channel: int, i: int, j: int) -> Pairs:
    """Pair what the window at output (i, j) sees with the kernel, zeros of the padding left out."""
    rows, kernel = p.x[channel], p.kernel[channel]
    top, left = i * p.stride - p.padding, j * p.stride - p.padding
    return [
        (rows[top + u][left + v], weight)
        for u, weights in enumerate(kernel)
        for v, weight in enumerate(weights)
        if 0 <= top + u < len(rows) and 0 <= left + v < len(rows[0])
    ]


def _turned(kernel: tuple[Rows, ...]) -> tuple[Rows, ...]:
    """Turn each channel by 180 degrees."""
    return tuple(tuple(row[::-1] for row in rows[::-1]) for rows in kernel)


def _kernel(rng: Random, channels: int, side: int) -> tuple[Rows, ...]:
    """Draw a kernel that turning changes."""
    while (kernel := _drawn(rng, channels, side, -1, 2)) == _turned(kernel):
        pass
    return kernel


def _drawn(rng: Random, channels: int, side: int, low: int, high: int) -> tuple[Rows, ...]:
    return tuple(
        tuple(tuple(float(rng.randint(low, high)) for _ in range(side)) for _ in range(side)) for _ in range(channels)
    )


problem = Conv2dValue()
