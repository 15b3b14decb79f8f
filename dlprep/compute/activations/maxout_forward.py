"""Output of a maxout layer for one input: y_j = max_i (x W_i + b_i)_j, a number for each unit j.

x is a row of `in` numbers, W has shape (k, in, out) and b shape (k, out).
Source: Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013, Maxout Networks, arXiv:1302.4389, section 3.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact, factor
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Entry = Annotated[Real, Field(ge=-1000, le=1000)]
Row = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=4)]
Rows = Annotated[tuple[Row, ...], Field(min_length=1, max_length=4)]
Values = tuple[float, ...]


class MaxoutParams(Params):
    """One input and the k affine pieces."""

    x: Row = parameter(zh="输入，1 到 4 个数", en="the input, 1 to 4 numbers")
    weights: Annotated[tuple[Rows, ...], Field(min_length=2, max_length=4)] = parameter(
        zh="2 到 4 个片段的权重矩阵，形状 (k, in, out)", en="weight matrices of 2 to 4 pieces, shape (k, in, out)"
    )
    bias: Rows = parameter(zh="各片段的偏置，形状 (k, out)", en="biases of the pieces, shape (k, out)")

    @model_validator(mode="after")
    def _shapes_fit(self) -> "MaxoutParams":
        k, outputs = len(self.weights), len(self.weights[0][0])
        for piece in self.weights:
            if len(piece) != len(self.x) or any(len(row) != outputs for row in piece):
                raise RuleError(
                    zh=f"weights：每一段必须有 {len(self.x)} 行（x 的元素个数），各行一样长",
                    en=f"weights: every piece must have {len(self.x)} rows, as x has entries, of one length",
                )
        if len(self.bias) != k or any(len(row) != outputs for row in self.bias):
            raise RuleError(
                zh=f"bias：必须是 {k} 行，每行 {outputs} 个数，与 weights 一致",
                en=f"bias: must be {k} rows of {outputs} numbers, as the weights have",
            )
        return self


class MaxoutForward(BatchedProblem[MaxoutParams]):
    """All pieces, then the largest for each unit."""

    title = Text(zh="maxout 层的输出", en="Output of a maxout layer")
    covers = ("maxout_forward",)
    params = MaxoutParams
    example = {"x": [1, -2], "weights": [[[1, 0], [2, 1]], [[-1, 3], [0, 1]]], "bias": [[0, 1], [2, -1]]}

    def generate(self, rng: Random, level: Level) -> MaxoutParams:
        """Basic: two pieces, two units. Intermediate: three pieces. Advanced: three of each. No piece wins all."""
        n, k, outputs = {"basic": (2, 2, 2), "intermediate": (2, 3, 2), "advanced": (3, 3, 3)}[level]

        def numbers(count: int) -> Values:
            return tuple(float(rng.randint(-3, 3)) for _ in range(count))

        while True:
            p = MaxoutParams(
                x=tuple(map(float, rng.sample([-3, -2, -1, 1, 2, 3], k=n))),
                weights=tuple(tuple(numbers(outputs) for _ in range(n)) for _ in range(k)),
                bias=tuple(numbers(outputs) for _ in range(k)),
            )
            if self.reference(p) not in _pieces(p):
                return p

    def prompt(self, p: MaxoutParams) -> Text:
        """Give the pieces one by one, and the side on which the weights stand."""
        formula = r"$y = \max_i (x W_i + b_i)$"
        pieces = [
            f"${name}$"
            for i, w in _numbered(p)
            for name in (f"W_{i} = {_matrix(w)}", f"b_{i} = {_vector(p.bias[i - 1])}")
        ]
        return Text(
            zh=f"maxout 层：{formula}，对每个输出分别取 $k = {len(p.weights)}$ 个片段中的最大值，$x$ 是行向量。"
            f"$x = {_vector(p.x)}$，{'，'.join(pieces)}（矩阵各行用分号隔开）。输出 $y$ 是多少？",
            en=f"A maxout layer: {formula}, where each output by itself is the maximum over $k = {len(p.weights)}$ "
            f"pieces and $x$ is a row vector. With $x = {_vector(p.x)}$, {', '.join(pieces)} (semicolons "
            "separate the rows), what is $y$?",
        )

    def answer_type(self, p: MaxoutParams) -> AnswerType:
        """One number for each unit."""
        return Vector(atol=5e-4)

    def reference(self, p: MaxoutParams) -> Values:
        """The largest of the pieces, unit by unit."""
        return _over_pieces(p, max)

    def torch_stacked(self, ps: Sequence[MaxoutParams], place: Place) -> Stacked:
        """Multiply by all pieces with einsum and take the maximum over their axis."""
        import torch

        x, weights = place.tensor([p.x for p in ps]), place.tensor([p.weights for p in ps])
        pieces = torch.einsum("ni,nkio->nko", x, weights) + place.tensor([p.bias for p in ps])
        return pieces.max(dim=1).values

    def steps(self, p: MaxoutParams) -> list[Text]:
        """The formula, each piece, the maxima."""
        formula = r"$y_j = \max_i z_{ij}$"
        affine = "$z_i = x W_i + b_i$"
        steps = [
            Text(
                zh=f"先算每个片段 {affine}，再对每个输出取最大值：{formula}。",
                en=f"First each piece, {affine}, then the maximum for each output: {formula}.",
            )
        ]
        z = _pieces(p)
        for i, w in _numbered(p):
            sums = [
                f"$z_{{{i}{j + 1}}} = "
                + " + ".join(rf"{factor(x)} \cdot {factor(line[j])}" for x, line in zip(p.x, w, strict=True))
                + f" + {factor(b)} = {_short(z[i - 1][j])}$"
                for j, b in enumerate(p.bias[i - 1])
            ]
            steps.append(Text(zh=f"片段 {i}：{'，'.join(sums)}。", en=f"Piece {i}: {', '.join(sums)}."))
        maxima = [
            rf"$\max({', '.join(_short(piece[j]) for piece in z)}) = {_short(y)}$"
            for j, y in enumerate(self.reference(p))
        ]
        steps.append(
            Text(zh=f"逐个输出取最大值：{'，'.join(maxima)}。", en=f"The maximum of each output: {', '.join(maxima)}.")
        )
        return steps

    def slips(self, p: MaxoutParams) -> Iterator[Slip]:
        """Another way to join the pieces, or another axis."""
        mistakes = (
            (
                "bias_forgotten",
                _over_pieces(p.model_copy(update={"bias": tuple((0.0,) * len(row) for row in p.bias)}), max),
                Text(
                    zh="漏了偏置：每个片段先加上自己的 $b_i$，再比较。",
                    en="The biases are missing: each piece adds its own $b_i$ before they are compared.",
                ),
            ),
            (
                "sum_for_maximum",
                _over_pieces(p, sum),
                Text(
                    zh="片段之间取最大值，不相加；相加仍是线性的。",
                    en="The pieces are compared, not added: a sum of them would be linear again.",
                ),
            ),
            (
                "minimum_for_maximum",
                _over_pieces(p, min),
                Text(
                    zh="取的是最大值，不是最小值。",
                    en="It is the largest of the pieces, not the smallest.",
                ),
            ),
            (
                "rectified",
                tuple(max(0.0, y) for y in self.reference(p)),
                Text(
                    zh="maxout 只在片段之间比较，不与 0 比较，输出可以为负。",
                    en="Maxout compares the pieces with each other, not with 0; its output may be negative.",
                ),
            ),
            (
                "maximum_over_units",
                tuple(max(piece) for piece in _pieces(p)),
                Text(
                    zh="最大值取在同一输出的各片段之间，不在同一片段的各输出之间。",
                    en="The maximum runs over the pieces of one output, not over the outputs of one piece.",
                ),
            ),
        )
        return (Slip(name, answer, lesson) for name, answer, lesson in mistakes if answer != self.reference(p))


def _pieces(p: MaxoutParams) -> list[Values]:
    """Return x W_i + b_i, piece by piece."""
    return [
        tuple(sum(x * line[j] for x, line in zip(p.x, w, strict=True)) + bias for j, bias in enumerate(b))
        for w, b in zip(p.weights, p.bias, strict=True)
    ]


def _over_pieces(p: MaxoutParams, join: Callable[[Values], float]) -> Values:
    return tuple(float(join(column)) for column in zip(*_pieces(p), strict=True))


def _numbered(p: MaxoutParams) -> Iterator[tuple[int, tuple[Values, ...]]]:
    return enumerate(p.weights, start=1)


def _short(x: float) -> str:
    """Write a sum without the last digits that floats get wrong."""
    return exact(round(x, 9))


def _vector(xs: Values) -> str:
    return f"[{', '.join(map(_short, xs))}]"


def _matrix(rows: tuple[Values, ...]) -> str:
    return f"[{'; '.join(', '.join(map(exact, line)) for line in rows)}]"


problem = MaxoutForward()
