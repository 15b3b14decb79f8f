"""Frobenius norm of a matrix: the root of the sum of its squared entries, in their unit.

It is also the root of the trace of A^T A, and of the sum of the squared singular values.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 2.5, equation 2.33; torch.linalg.matrix_norm.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.norms._entries import Grid, Rows, flat, grid, short, signed, singular_values
from dlprep.compute.numbers import factor
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text

_WHOLE = ((1, 1, 3, 5), (1, 2, 2, 4), (2, 4, 5, 6), (2, 2, 4, 5), (1, 1, 7, 7), (1, 3, 3, 9), (2, 4, 6, 13))
"""Four whole numbers whose squares add up to a square."""


class FrobeniusParams(Params):
    """The matrix."""

    matrix: Grid = parameter(
        zh="矩阵，最多 4×4，元素是 0 或绝对值在 0.0001 到 10000 之间",
        en="a matrix, at most 4×4, entries 0 or from 0.0001 to 10000 in absolute value",
    )


class FrobeniusNorm(BatchedProblem[FrobeniusParams]):
    """The L2 norm of all entries in one row."""

    title = Text(zh="矩阵的 Frobenius 范数", en="Frobenius norm of a matrix")
    covers = ("frobenius_norm",)
    params = FrobeniusParams
    example = {"matrix": [[1, -2], [2, 4]]}

    def generate(self, rng: Random, level: Level) -> FrobeniusParams:
        """Basic: 2×2 with a whole norm. Intermediate: 2×3 or 3×2. Advanced: 3×3."""
        if level == "basic":
            return FrobeniusParams(matrix=_shaped(signed(rng, rng.choice(_WHOLE)), 2))
        most, size, columns = (6, 6, rng.choice((2, 3))) if level == "intermediate" else (9, 9, 3)
        return FrobeniusParams(matrix=_shaped(signed(rng, tuple(rng.choices(range(most + 1), k=size))), columns))

    def prompt(self, p: FrobeniusParams) -> Text:
        """One name, one number."""
        given, asked = f"$A = {grid(p.matrix)}$", r"$\lVert A \rVert_F$"
        return Text(
            zh=f"矩阵 {given} 的 Frobenius 范数 {asked} 是多少？",
            en=f"What is the Frobenius norm {asked} of the matrix {given}?",
        )

    def answer_type(self, p: FrobeniusParams) -> AnswerType:
        """A length."""
        return Number()

    def reference(self, p: FrobeniusParams) -> float:
        """Squares, sum, root."""
        return math.sqrt(math.fsum(x * x for x in flat(p.matrix)))

    def torch_stacked(self, ps: Sequence[FrobeniusParams], place: Place) -> Stacked:
        """Take the length of the vector of singular values, which torch.linalg.svdvals computes."""
        import torch

        return torch.linalg.svdvals(place.tensor([p.matrix for p in ps])).square().sum(dim=1).sqrt()

    def steps(self, p: FrobeniusParams) -> list[Text]:
        """The definition with its two other forms, then the squares and the root."""
        squares = " + ".join(f"{factor(x)}^2" for x in flat(p.matrix))
        total = math.fsum(x * x for x in flat(p.matrix))
        formula = r"$\lVert A \rVert_F = \sqrt{\sum_{i,j} a_{ij}^2}$"
        others = r"$\sqrt{\text{tr}(A^T A)} = \sqrt{\sum_k \sigma_k^2}$"
        return [
            Text(
                zh=f"{formula}：把矩阵拉成向量，取 $L_2$ 范数；它也等于 {others}，$\\sigma_k$ 是奇异值。",
                en=f"{formula}: the $L_2$ norm of the matrix laid out as a vector. It also equals {others}, where "
                "$\\sigma_k$ are the singular values.",
            ),
            Text(
                zh=f"平方和：${squares} = {short(total)}$。",
                en=f"The sum of the squares: ${squares} = {short(total)}$.",
            ),
            Text(
                zh=rf"开方：$\lVert A \rVert_F = \sqrt{{{short(total)}}} = {short(math.sqrt(total))}$。",
                en=rf"The root: $\lVert A \rVert_F = \sqrt{{{short(total)}}} = {short(math.sqrt(total))}$.",
            ),
        ]

    def slips(self, p: FrobeniusParams) -> Iterator[Slip]:
        """Another norm of the matrix, or the root left out."""
        entries = flat(p.matrix)
        total = math.fsum(x * x for x in entries)
        yield Slip(
            "root_forgotten",
            total,
            Text(
                zh=r"这是平方和，即 $\text{tr}(A^T A)$，还要开方。",
                en=r"That is the sum of the squares, $\text{tr}(A^T A)$; its root is the norm.",
            ),
        )
        if sum(x != 0 for x in entries) > 1:
            yield Slip(
                "absolute_values_summed",
                math.fsum(map(abs, entries)),
                Text(
                    zh="这是绝对值之和；Frobenius 范数是平方和的平方根。",
                    en="That is the sum of the absolute values; the Frobenius norm is the root of the sum of squares.",
                ),
            )
        if min(len(p.matrix), len(p.matrix[0])) > 1:
            yield Slip(
                "spectral_norm",
                singular_values(p.matrix)[0],
                Text(
                    zh=r"这是谱范数 $\lVert A \rVert_2$，即最大的奇异值；Frobenius 范数把所有奇异值的平方都加起来。",
                    en=r"That is the spectral norm $\lVert A \rVert_2$, the largest singular value; the Frobenius norm "
                    "sums the squares of all of them.",
                ),
            )
        if len(p.matrix[0]) > 1:
            yield Slip(
                "largest_row_sum",
                max(math.fsum(map(abs, line)) for line in p.matrix),
                Text(
                    zh=r"这是 $\lVert A \rVert_\infty$，即各行绝对值之和中最大的。",
                    en=r"That is $\lVert A \rVert_\infty$, the largest row sum of absolute values.",
                ),
            )
        if len(entries) > 1:
            yield Slip(
                "mean_for_sum",
                math.sqrt(total / len(entries)),
                Text(
                    zh="这是均方根；范数不除以元素个数。",
                    en="That is the root mean square; a norm does not divide by the number of entries.",
                ),
            )


def _shaped(entries: tuple[float, ...], columns: int) -> Rows:
    return tuple(entries[i : i + columns] for i in range(0, len(entries), columns))


problem = FrobeniusNorm()
