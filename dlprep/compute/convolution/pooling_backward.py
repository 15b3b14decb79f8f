"""Gradient of the loss with respect to the input of max or average pooling, from the gradient at its output.

Windows are square, without padding; the stride is the window's side unless given. Where windows overlap, what they
give to a cell is added up. A window's maximum must be unique, else the gradient depends on the implementation.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.5 (back-propagation) with 9.3 (pooling).
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.convolution._maps import Map, Rows, matrix, sides, tidy
from dlprep.compute.convolution._pools import Cell, windows
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Matrix
from dlprep.rules import RuleError
from dlprep.text import Text

Side = Annotated[int, Field(strict=True, ge=1, le=6)]


class PoolBackwardParams(Params):
    """The channel, how it is pooled, and the gradient that comes back."""

    x: Map = parameter(zh="输入矩阵，至多 6×6", en="input matrix, at most 6×6")
    upstream: Map = parameter(zh="损失对池化输出的梯度", en="gradient of the loss at the pooling's output")
    mode: Literal["max", "average"] = parameter("max", zh="max 最大池化，average 平均池化", en="max or average pooling")
    kernel: Side = parameter(2, zh="窗口边长，像素", en="side of the window, px")
    stride: Side | None = parameter(None, zh="步幅，像素；不给则等于窗口边长", en="stride, px; without it, the window")

    @model_validator(mode="after")
    def _shapes_match(self) -> "PoolBackwardParams":
        height, width = sides(self.x)
        if self.kernel > min(height, width):
            raise RuleError(
                zh=f"kernel：{self.kernel} 像素，不能超出输入", en=f"kernel: {self.kernel} px must fit the input"
            )
        rows, columns = ((n - self.kernel) // self.step + 1 for n in (height, width))
        if sides(self.upstream) != (rows, columns):
            raise RuleError(
                zh=f"upstream：形状必须与输出相同，为 {rows}×{columns}",
                en=f"upstream: must have the output's shape, {rows}×{columns}",
            )
        if self.mode == "max":
            for cells, _ in _windows(self):
                entries = sorted(self.x[i][j] for i, j in cells)
                if entries[-2:-1] == entries[-1:]:
                    raise RuleError(zh="x：每个窗口的最大值必须唯一", en="x: the maximum of each window must be unique")
        return self

    @property
    def step(self) -> int:
        """The stride, also where it has its default."""
        return self.stride or self.kernel


class PoolingBackward(BatchedProblem[PoolBackwardParams]):
    """To the largest entry of each window, or shared equally."""

    title = Text(zh="池化的反向传播", en="Backward pass of pooling")
    covers = ("pooling_backward",)
    params = PoolBackwardParams
    example = {"x": [[1, 3, 2, 4], [5, 6, 1, 2], [7, 2, 3, 1], [0, 1, 8, 4]], "upstream": [[1, 2], [3, 4]]}
    minutes = {"basic": 1.5, "intermediate": 2.0, "advanced": 3.0}

    def generate(self, rng: Random, level: Level) -> PoolBackwardParams:
        """Basic: four windows side by side. Intermediate: they overlap. Advanced: larger, with decimals."""
        mode: Literal["max", "average"] = rng.choice(("max", "average"))
        if level == "basic":
            side, kernel, stride, out = 4, 2, None, 2
        elif level == "intermediate":
            side, kernel, stride, out = 3, 2, 1, 2
        else:
            side, kernel, stride, out = rng.choice(((4, 3, 1, 2), (4, 2, 1, 3), (5, 3, 2, 2)))
        # no two entries alike, so no window has two maxima
        entries = rng.sample(range(-9, 20) if level != "basic" else range(16), k=side * side)
        scale = 10 if level == "advanced" else 1
        upstream = [float(rng.choice((-1, 1)) * rng.randint(1, 9) / scale) for _ in range(out * out)]
        return PoolBackwardParams(
            x=_in_rows([float(x) for x in entries], side),
            upstream=_in_rows(upstream, out),
            mode=mode,
            kernel=kernel,
            stride=stride,
        )

    def prompt(self, p: PoolBackwardParams) -> Text:
        """Name the gradient that is given and the one that is wanted."""
        kind = Text(zh="最大", en="max") if p.mode == "max" else Text(zh="平均", en="average")
        x, upstream = f"$X = {matrix(p.x)}$", rf"$\frac{{\partial L}}{{\partial Y}} = {matrix(p.upstream)}$"
        wanted = r"$\frac{\partial L}{\partial X}$"
        return Text(
            zh=f"{x} 经过{kind.zh}池化（窗口 {p.kernel}×{p.kernel}，步幅 {p.step}，无填充）得到 $Y$，"
            f"反向传来的梯度为 {upstream}。求 {wanted}。",
            en=f"{x} goes through {kind.en} pooling (window {p.kernel}×{p.kernel}, stride {p.step}, no padding) and "
            f"gives $Y$. The gradient that comes back is {upstream}. What is {wanted}?",
        )

    def answer_type(self, p: PoolBackwardParams) -> AnswerType:
        """A matrix of the input's shape; many entries may be 0."""
        return Matrix(atol=5e-4)

    def reference(self, p: PoolBackwardParams) -> Rows:
        """Give each window's gradient to its cells, and add up."""
        return _spread(p)

    def torch_stacked(self, ps: Sequence[PoolBackwardParams], place: Place) -> Stacked:
        """Run nn.MaxPool2d or nn.AvgPool2d forwards, and autograd backwards."""
        import torch

        pool = torch.nn.MaxPool2d if ps[0].mode == "max" else torch.nn.AvgPool2d
        x = place.tensor([p.x for p in ps], grad=True)
        pool(ps[0].kernel, ps[0].stride)(x).backward(place.tensor([p.upstream for p in ps]))
        return x.grad

    def steps(self, p: PoolBackwardParams) -> list[Text]:
        """The rule, what each window gives, the sum."""
        both = Text(
            zh="窗口重叠处，各窗口给的梯度相加；没有窗口覆盖的位置为 0",
            en="Where windows overlap, what they give is added up; a cell in no window gets 0",
        )
        if p.mode == "max":
            rule = r"$\frac{\partial y_{ij}}{\partial x_{ab}} = 1$"
            steps = [
                Text(
                    zh=f"最大值所在的位置 {rule}，窗口里其余位置为 0：梯度原样传给最大值的位置。{both.zh}。",
                    en=f"Where the maximum is {rule}, elsewhere in the window 0: the gradient goes to the maximum "
                    f"unchanged. {both.en}.",
                )
            ]
            for i, j, cells, gradient in _numbered(p):
                a, b = _argmax(p, cells)
                chosen = rf"$x_{{{a}{b}}} = {tidy(p.x[a][b])}$"
                given = f"${tidy(gradient)}$"
                steps.append(
                    Text(
                        zh=f"窗口 $y_{{{i}{j}}}$ 的最大值是 {chosen}（下标从 0 起），它得到 {given}。",
                        en=f"The maximum of window $y_{{{i}{j}}}$ is {chosen} (counted from 0), which gets {given}.",
                    )
                )
        else:
            rule = r"$\frac{\partial y_{ij}}{\partial x_{ab}} = \frac{1}{k^2}$"
            steps = [
                Text(
                    zh=f"窗口里的每个位置 {rule}：梯度平均分给窗口的 $k^2$ 个位置，与 $X$ 的值无关。{both.zh}。",
                    en=f"Everywhere in the window {rule}: the gradient is shared equally among the $k^2$ cells, "
                    f"whatever $X$ is. {both.en}.",
                )
            ]
            area = p.kernel * p.kernel
            shares = [
                rf"$\frac{{{tidy(gradient)}}}{{{area}}} = {tidy(gradient / area)}$"
                for _, _, _, gradient in _numbered(p)
            ]
            steps.append(
                Text(
                    zh=f"各窗口（逐行）给自己的每个位置：{'，'.join(shares)}。",
                    en=f"Row by row, the windows give each of their cells {', '.join(shares)}.",
                )
            )
        total = rf"$\frac{{\partial L}}{{\partial X}} = {matrix(_spread(p), tidy)}$"
        steps.append(Text(zh=f"合起来：{total}。", en=f"Together: {total}."))
        return steps

    def slips(self, p: PoolBackwardParams) -> Iterator[Slip]:
        """The other pooling's gradient, copies, values multiplied in, overlaps overwritten."""
        if p.kernel > 1:
            if p.mode == "average":
                yield Slip(
                    "to_the_maximum",
                    _spread(p, "max"),
                    Text(
                        zh="这是最大池化的梯度；平均池化平均分给窗口的每个位置。",
                        en="That is max pooling's gradient; average pooling shares it equally within the window.",
                    ),
                )
            else:
                yield Slip(
                    "shared_equally",
                    _spread(p, "average"),
                    Text(
                        zh="这是平均池化的梯度；最大池化全部给最大值的位置。",
                        en="That is average pooling's gradient; max pooling gives all of it to the maximum.",
                    ),
                )
            yield Slip(
                "copied_to_all",
                _spread(p, "copy"),
                Text(
                    zh="梯度不能整份复制给窗口的每个位置：最大池化只给最大值，平均池化要除以 $k^2$。",
                    en="Not every cell gets the gradient in full: in max pooling the maximum does, in average pooling "
                    "each gets it divided by $k^2$.",
                ),
            )
        if p.mode == "max":
            yield Slip(
                "multiplied_by_value",
                tuple(tuple(x * g for x, g in zip(*rows, strict=True)) for rows in zip(p.x, _spread(p), strict=True)),
                Text(
                    zh="不要乘上输入的值：对最大值的导数是 1。",
                    en="The input's value is not multiplied in: the derivative by the maximum is 1.",
                ),
            )
        overwritten = _spread(p, add=False)
        if overwritten != _spread(p):
            yield Slip(
                "overwritten",
                overwritten,
                Text(
                    zh="重叠窗口给同一位置的梯度要相加，不是后者覆盖前者。",
                    en="What overlapping windows give to a cell is added up; the last does not replace the others.",
                ),
            )


def _windows(p: PoolBackwardParams) -> Iterator[tuple[list[Cell], float]]:
    """Yield the cells of each window, and the gradient at its output."""
    for cells, gradients in zip(windows(sides(p.x), p.kernel, p.step), p.upstream, strict=True):
        yield from zip(cells, gradients, strict=True)


def _numbered(p: PoolBackwardParams) -> Iterator[tuple[int, int, list[Cell], float]]:
    for number, (cells, gradient) in enumerate(_windows(p)):
        yield *divmod(number, len(p.upstream[0])), cells, gradient


def _argmax(p: PoolBackwardParams, cells: list[Cell]) -> Cell:
    return max(cells, key=lambda cell: p.x[cell[0]][cell[1]])


def _spread(p: PoolBackwardParams, how: str = "", *, add: bool = True) -> Rows:
    """Give each window's gradient to its cells: to the "max", as an "average", or a "copy" to each of them."""
    how = how or p.mode
    height, width = sides(p.x)
    grid = [[0.0] * width for _ in range(height)]
    for cells, gradient in _windows(p):
        share = gradient / len(cells) if how == "average" else gradient
        for i, j in [_argmax(p, cells)] if how == "max" else cells:
            grid[i][j] = grid[i][j] + share if add else share
    return tuple(map(tuple, grid))


def _in_rows(entries: list[float], width: int) -> Rows:
    return tuple(tuple(entries[at : at + width]) for at in range(0, len(entries), width))


problem = PoolingBackward()
