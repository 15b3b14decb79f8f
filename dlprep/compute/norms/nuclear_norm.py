"""Nuclear norm of a matrix, also called trace norm: the sum of its singular values, in the unit of its entries.

The singular values are the roots of the eigenvalues of A^T A. Those of a 2x2 matrix have the sum
sqrt(F^2 + 2 |det A|), where F is the Frobenius norm.
Source: Golub & Van Loan 2013, Matrix Computations, 4th edition, section 2.4; torch.linalg.matrix_norm.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.norms._entries import Grid, Rows, flat, grid, short, singular_values
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class NuclearParams(Params):
    """The matrix."""

    matrix: Grid = parameter(
        zh="矩阵，最多 4×4，元素是 0 或绝对值在 0.0001 到 10000 之间",
        en="a matrix, at most 4×4, entries 0 or from 0.0001 to 10000 in absolute value",
    )


class NuclearNorm(BatchedProblem[NuclearParams]):
    """The L1 norm of the singular values."""

    title = Text(zh="矩阵的核范数", en="Nuclear norm of a matrix")
    covers = ("nuclear_norm",)
    params = NuclearParams
    example = {"matrix": [[2, 1], [1, 2]]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> NuclearParams:
        """Whole singular values. Basic: 2×2. Intermediate: 3×3 with a block of 2×2. Advanced: a full 3×3."""
        if level == "basic":
            return NuclearParams(matrix=_friendly(rng))
        matrix = _with_block(rng) if level == "intermediate" else _full(rng)
        # Rows and columns in any order and of any sign have the same singular values.
        signs, order = rng.choices((-1, 1), k=3), rng.sample(range(3), k=3)
        rows = tuple(tuple(signs[j] * line[j] + 0.0 for j in order) for line in rng.sample(matrix, k=3))
        return NuclearParams(matrix=rows)

    def prompt(self, p: NuclearParams) -> Text:
        """Say what it is called otherwise."""
        given, asked = f"$A = {grid(p.matrix)}$", r"$\lVert A \rVert_*$"
        return Text(
            zh=f"矩阵 {given} 的核范数（又叫迹范数）{asked} 是多少？",
            en=f"What is the nuclear norm (trace norm) {asked} of the matrix {given}?",
        )

    def answer_type(self, p: NuclearParams) -> AnswerType:
        """A sum of singular values."""
        return Number()

    def reference(self, p: NuclearParams) -> float:
        """Sum what one-sided Jacobi rotations find."""
        return math.fsum(singular_values(p.matrix))

    def torch_stacked(self, ps: Sequence[NuclearParams], place: Place) -> Stacked:
        """Run torch.linalg.matrix_norm, which asks LAPACK or cuSOLVER."""
        import torch

        return torch.linalg.matrix_norm(place.tensor([p.matrix for p in ps]), ord="nuc")

    def steps(self, p: NuclearParams) -> list[Text]:
        """The definition, A^T A, its eigenvalues, their roots."""
        values, columns = singular_values(p.matrix), list(zip(*p.matrix, strict=True))
        gram = tuple(tuple(sum(s * t for s, t in zip(a, b, strict=True)) for b in columns) for a in columns)
        eigenvalues = ", ".join(short(s * s) for s in values)
        work = rf"$\lVert A \rVert_* = {' + '.join(map(short, values))} = {short(math.fsum(values))}$"
        steps = [
            Text(
                zh=r"$\lVert A \rVert_* = \sum_k \sigma_k$，奇异值 $\sigma_k = \sqrt{\lambda_k}$，$\lambda_k$ 是 "
                "$A^T A$ 的特征值。",
                en=r"$\lVert A \rVert_* = \sum_k \sigma_k$ with the singular values $\sigma_k = \sqrt{\lambda_k}$, "
                r"where $\lambda_k$ are the eigenvalues of $A^T A$.",
            ),
            Text(
                zh=f"$A^T A = {_computed(gram)}$，特征值为 ${eigenvalues}$。",
                en=f"$A^T A = {_computed(gram)}$, and its eigenvalues are ${eigenvalues}$.",
            ),
            Text(zh=f"开方得奇异值，相加：{work}。", en=f"Their roots are the singular values, which add up: {work}."),
        ]
        if len(p.matrix) == len(columns) == 2:
            squares = math.fsum(x * x for x in flat(p.matrix))
            det = abs(p.matrix[0][0] * p.matrix[1][1] - p.matrix[0][1] * p.matrix[1][0])
            check = (
                r"$\lVert A \rVert_* = \sqrt{\lVert A \rVert_F^2 + 2 |\det A|}"
                rf" = \sqrt{{{short(squares)} + 2 \cdot {short(det)}}} = {short(math.sqrt(squares + 2 * det))}$"
            )
            steps.append(Text(zh=f"检查：2×2 矩阵有 {check}。", en=f"A check that works for 2×2: {check}."))
        return steps

    def slips(self, p: NuclearParams) -> Iterator[Slip]:
        """Another function of the singular values, or the eigenvalues of A."""
        values = singular_values(p.matrix)
        yield Slip(
            "root_forgotten",
            math.fsum(s * s for s in values),
            Text(
                zh=r"这是 $A^T A$ 的特征值之和；奇异值是它们的平方根。",
                en=r"That is the sum of the eigenvalues of $A^T A$; the singular values are their roots.",
            ),
        )
        if len(p.matrix) == len(p.matrix[0]):
            yield Slip(
                "trace",
                sum(line[i] for i, line in enumerate(p.matrix)),
                Text(
                    zh="这是迹，即特征值之和；核范数是奇异值之和，两者只在半正定矩阵上相等。",
                    en="That is the trace, the sum of the eigenvalues; the nuclear norm sums singular values, which is "
                    "the same only for a positive semidefinite matrix.",
                ),
            )
        if values[1:] and values[1] > 1e-9 * values[0]:
            yield Slip(
                "spectral_norm",
                values[0],
                Text(
                    zh="这是谱范数，即最大的奇异值；核范数把它们都加起来。",
                    en="That is the spectral norm, the largest singular value; the nuclear norm adds up all of them.",
                ),
            )
            yield Slip(
                "frobenius_norm",
                math.hypot(*values),
                Text(
                    zh="这是 Frobenius 范数，即奇异值平方和的平方根；核范数直接相加。",
                    en="That is the Frobenius norm, the root of the sum of their squares; the nuclear norm adds the "
                    "singular values themselves.",
                ),
            )
            yield Slip(
                "absolute_values_summed",
                math.fsum(abs(x) for x in flat(p.matrix)),
                Text(
                    zh="这是各元素绝对值之和；要加的是奇异值。",
                    en="That is the sum of the absolute entries; it is the singular values that are added.",
                ),
            )


def _friendly(rng: Random) -> Rows:
    """Draw a 2×2 matrix of whole numbers, none 0, with two whole singular values."""
    while True:
        a, b, c, d = (rng.choice((-1, 1)) * rng.randint(1, 7) for _ in range(4))
        det, squares = abs(a * d - b * c), a * a + b * b + c * c + d * d
        if det and all(math.isqrt(n) ** 2 == n > 0 for n in (squares + 2 * det, squares - 2 * det)):
            return (float(a), float(b)), (float(c), float(d))


def _with_block(rng: Random) -> Rows:
    (a, b), (c, d) = _friendly(rng)
    return (a, b, 0.0), (c, d, 0.0), (0.0, 0.0, float(rng.randint(1, 6)))


def _full(rng: Random) -> Rows:
    """Draw a I + b J, where J is all ones: its eigenvalues are a, a and a + 3 b."""
    a, b = rng.choice((-1, 1)) * rng.randint(1, 5), rng.choice((1, 2, 3))
    if a in (-3 * b, -b):
        return _full(rng)
    return tuple(tuple(float(a * (i == j) + b) for j in range(3)) for i in range(3))


def _computed(rows: Rows) -> str:
    body = r" \\ ".join(" & ".join(map(short, line)) for line in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


problem = NuclearNorm()
