"""Output of max or average pooling on one channel, value by value.

Windows are square; the stride is the window's side unless given; a window that does not fit whole is dropped. Padding
never wins a maximum, as if it were minus infinity. An average over padding counts its zeros, or leaves them out.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 9.3; torch.nn.MaxPool2d and torch.nn.AvgPool2d with
`count_include_pad`.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.convolution._maps import Map, Rows, matrix, sides, signed, tidy
from dlprep.compute.convolution._pools import Cell, windows
from dlprep.compute.levels import Level
from dlprep.compute.numbers import row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Matrix
from dlprep.rules import RuleError
from dlprep.text import Text

Side = Annotated[int, Field(strict=True, ge=1, le=6)]


class PoolValueParams(Params):
    """The channel, and how it is pooled."""

    x: Map = parameter(zh="输入矩阵，至多 6×6", en="input matrix, at most 6×6")
    mode: Literal["max", "average"] = parameter("max", zh="max 最大池化，average 平均池化", en="max or average pooling")
    kernel: Side = parameter(2, zh="窗口边长，像素", en="side of the window, px")
    stride: Side | None = parameter(None, zh="步幅，像素；不给则等于窗口边长", en="stride, px; without it, the window")
    padding: Annotated[int, Field(strict=True, ge=0, le=3)] = parameter(
        0, zh="每侧填充的宽度，像素，至多窗口的一半", en="padding on each side, px, at most half the window"
    )
    count_padding: bool = parameter(True, zh="平均时填充的零是否计入个数", en="whether an average counts padded zeros")

    @model_validator(mode="after")
    def _window_fits(self) -> "PoolValueParams":
        if 2 * self.padding > self.kernel:
            raise RuleError(
                zh=f"padding：最多是窗口（{self.kernel} 像素）的一半",
                en=f"padding: at most half of the window, {self.kernel} px",
            )
        if self.kernel > min(sides(self.x)) + 2 * self.padding:
            raise RuleError(
                zh=f"kernel：{self.kernel} 像素，不能超出填充后的输入",
                en=f"kernel: {self.kernel} px must fit the padded input",
            )
        return self

    @property
    def step(self) -> int:
        """The stride, also where it has its default."""
        return self.stride or self.kernel


class PoolingValue(BatchedProblem[PoolValueParams]):
    """The largest entry of each window, or their mean."""

    title = Text(zh="池化的输出值", en="Values of max and average pooling")
    covers = ("pooling_value",)
    params = PoolValueParams
    example = {"x": [[1, 3, 2, 4], [5, 6, 1, 2], [7, 2, 3, 1], [0, 1, 8, 4]]}
    minutes = {"basic": 1.0, "intermediate": 2.0, "advanced": 3.0}

    def generate(self, rng: Random, level: Level) -> PoolValueParams:
        """Basic: 4×4 in four windows. Intermediate: windows overlap. Advanced: padding, and negative entries."""
        mode: Literal["max", "average"] = rng.choice(("max", "average"))
        if level == "basic":
            return PoolValueParams(x=_drawn(rng, 4, 0, 9), mode=mode)
        if level == "intermediate":
            side, kernel, stride = rng.choice(((3, 2, 1), (4, 2, 1), (5, 3, 2)))
            return PoolValueParams(x=_drawn(rng, side, -4, 9), mode=mode, kernel=kernel, stride=stride)
        side, kernel, stride = rng.choice(((4, 2, 2), (5, 3, 2), (3, 3, 2), (3, 2, 1)))
        return PoolValueParams(
            x=_drawn(rng, side, -9, 4 if mode == "max" else 9),
            mode=mode,
            kernel=kernel,
            stride=stride,
            padding=1,
            count_padding=rng.random() < 0.5 or mode == "max",
        )

    def prompt(self, p: PoolValueParams) -> Text:
        """Say the stride, and what padding does."""
        kind = Text(zh="最大", en="max") if p.mode == "max" else Text(zh="平均", en="average")
        padding = Text(zh="没有填充", en="no padding")
        if p.padding:
            rule = Text(zh="填充按负无穷处理，不会被选中", en="which counts as minus infinity and never wins")
            if p.mode == "average" and p.count_padding:
                rule = Text(
                    zh="补零并计入个数，即总是除以窗口的面积",
                    en="with zeros that count: divide by the window's area",
                )
            elif p.mode == "average":
                rule = Text(zh="补的零不计入个数", en="with zeros that do not count in the average")
            padding = Text(zh=f"每侧填充 {p.padding}（{rule.zh}）", en=f"padding {p.padding} on each side ({rule.en})")
        x = f"$X = {matrix(p.x)}$"
        return Text(
            zh=f"对 {x} 做{kind.zh}池化：窗口 {p.kernel}×{p.kernel}，步幅 {p.step}，{padding.zh}，放不下的窗口舍去。"
            "输出是什么？",
            en=f"{x} goes through {kind.en} pooling with a {p.kernel}×{p.kernel} window, stride {p.step} and "
            f"{padding.en}; windows that do not fit whole are dropped. What is the output?",
        )

    def answer_type(self, p: PoolValueParams) -> AnswerType:
        """A matrix; entries may be 0."""
        return Matrix(atol=5e-4)

    def reference(self, p: PoolValueParams) -> Rows:
        """Take the entries of each window, and their maximum or mean."""
        return _pooled(p)

    def torch_stacked(self, ps: Sequence[PoolValueParams], place: Place) -> Stacked:
        """Run nn.MaxPool2d or nn.AvgPool2d."""
        import torch

        p = ps[0]
        layer: torch.nn.Module
        if p.mode == "max":
            layer = torch.nn.MaxPool2d(p.kernel, p.stride, p.padding)
        else:
            layer = torch.nn.AvgPool2d(p.kernel, p.stride, p.padding, count_include_pad=p.count_padding)
        return layer(place.tensor([p.x for p in ps]))

    def steps(self, p: PoolValueParams) -> list[Text]:
        """The rule, each row of windows, the matrix."""
        out = _pooled(p)
        if p.mode == "max":
            rule = r"$y_{ij} = \max_{u,v} x_{is+u-p, \, js+v-p}$"
            first = Text(
                zh=f"每个窗口取最大值：{rule}（下标从 0 起，$s$ 是步幅，$p$ 是填充，填充不参与）。",
                en=f"Each window gives its largest entry: {rule} (counted from 0, with stride $s$ and padding $p$, "
                "which takes no part).",
            )
        else:
            rule = r"$y_{ij} = \frac{1}{N} \sum_{u,v} x_{is+u-p, \, js+v-p}$"
            first = Text(
                zh=f"每个窗口取平均：{rule}（下标从 0 起，$s$ 是步幅，$p$ 是填充）；$N$ 是窗口的面积 $k^2$，"
                "若填充不计入，则是窗口中输入的个数。",
                en=f"Each window gives its mean: {rule} (counted from 0, with stride $s$ and padding $p$); $N$ is the "
                "window's area $k^2$ or, where padding does not count, the number of input entries in it.",
            )
        steps = [first]
        for i, cells in enumerate(windows(sides(p.x), p.kernel, p.step, p.padding)):
            work = [f"$y_{{{i}{j}}} = {_work(p, inside)} = {tidy(out[i][j])}$" for j, inside in enumerate(cells)]
            steps.append(Text(zh=f"{'，'.join(work)}。", en=f"{', '.join(work)}."))
        steps.append(Text(zh=f"输出：$Y = {matrix(out, tidy)}$。", en=f"Output: $Y = {matrix(out, tidy)}$."))
        return steps

    def slips(self, p: PoolValueParams) -> Iterator[Slip]:
        """The other pooling, the other stride, and the other view of padding."""
        yield Slip(
            "maximum_for_average" if p.mode == "average" else "average_for_maximum",
            _pooled(p.model_copy(update={"mode": "max" if p.mode == "average" else "average"})),
            Text(
                zh="最大池化取窗口里最大的数，平均池化取平均值。",
                en="Max pooling takes a window's largest entry, average pooling its mean.",
            ),
        )
        if p.mode == "average":
            yield Slip(
                "sum_for_average",
                _pooled(p, total=True),
                Text(zh="这是窗口里的和，还要除以个数。", en="Those are the sums; divide by the number of entries."),
            )
        if p.stride is None or p.stride == p.kernel:
            yield Slip(
                "stride_one",
                _pooled(p.model_copy(update={"stride": 1})),
                Text(
                    zh="窗口每次移动的不是 1，而是步幅，所以这里窗口不重叠。",
                    en="The window moves not by 1 but by the stride, so that windows do not overlap here.",
                ),
            )
        else:
            yield Slip(
                "stride_taken_as_window",
                _pooled(p.model_copy(update={"stride": p.kernel})),
                Text(
                    zh="步幅不等于窗口边长：窗口可以重叠。",
                    en="The stride is not the window's side: windows may overlap.",
                ),
            )
        if p.padding:
            yield from self._padding_slips(p)

    def _padding_slips(self, p: PoolValueParams) -> Iterator[Slip]:
        padded = _padded(p)
        if p.mode == "max":
            yield Slip(
                "padded_with_zeros",
                _pooled(p.model_copy(update={"x": padded, "padding": 0, "stride": p.step})),
                Text(
                    zh="最大池化的填充不是 0，而是负无穷：全是负数的窗口不会得到 0。",
                    en="Padding is minus infinity to max pooling, not 0: a window of negative entries does not give 0.",
                ),
            )
        elif p.count_padding:
            yield Slip(
                "padding_not_counted",
                _pooled(p.model_copy(update={"count_padding": False})),
                Text(
                    zh="这里填充的零也计入个数，要除以整个窗口的面积。",
                    en="The zeros of the padding count here: divide by the area of the whole window.",
                ),
            )
        else:
            yield Slip(
                "padding_counted",
                _pooled(p.model_copy(update={"count_padding": True})),
                Text(
                    zh="这里填充的零不计入个数，只除以窗口中输入的个数。",
                    en="The zeros of the padding do not count here: divide by the number of input entries only.",
                ),
            )


def _pooled(p: PoolValueParams, *, total: bool = False) -> Rows:
    """Work the definition; `total` leaves out the division."""

    def value(cells: list[Cell]) -> float:
        entries = [p.x[i][j] for i, j in cells]
        if p.mode == "max":
            return max(entries)
        return sum(entries) / (1 if total else _divisor(p, cells))

    return tuple(tuple(map(value, cells)) for cells in windows(sides(p.x), p.kernel, p.step, p.padding))


def _divisor(p: PoolValueParams, cells: list[Cell]) -> int:
    return p.kernel * p.kernel if p.count_padding else len(cells)


def _work(p: PoolValueParams, cells: list[Cell]) -> str:
    entries = [p.x[i][j] for i, j in cells]
    if p.mode == "max":
        return rf"\max({row(entries)})"
    return rf"\frac{{{' + '.join(map(signed, entries))}}}{{{_divisor(p, cells)}}}"


def _padded(p: PoolValueParams) -> Rows:
    """Put a frame of zeros around the input."""
    (_, width), pad = sides(p.x), p.padding
    blank = ((0.0,) * (width + 2 * pad),) * pad
    return (*blank, *((0.0,) * pad + row + (0.0,) * pad for row in p.x), *blank)


def _drawn(rng: Random, side: int, low: int, high: int) -> Rows:
    return tuple(tuple(float(rng.randint(low, high)) for _ in range(side)) for _ in range(side))


problem = PoolingValue()
