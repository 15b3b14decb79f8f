"""Condition number in the spectral norm: of A, sigma_max / sigma_min, or of A^T A + lambda I, as in ridge regression.

The latter is (sigma_max^2 + lambda) / (sigma_min^2 + lambda): the square of the former for lambda = 0, and closer to 1
the larger lambda is. Without unit, at least 1.
Source: Golub & Van Loan 2013, Matrix Computations, 4th edition, section 2.6.2; Goodfellow, Bengio & Courville 2016,
Deep Learning, sections 4.2 and 7.1.1; torch.linalg.cond.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._matrices import Grid, draw_grid, grid, short
from dlprep.compute.calculus._spectra import draw_friendly, gram, gram_work, singular_values
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text


class ConditionParams(Params):
    """The matrix, and of what the condition number is asked."""

    matrix: Grid = parameter(zh="A，最大 4×4，行数不少于列数", en="A, at most 4×4, no fewer rows than columns")
    of: Literal["matrix", "gram"] = parameter(
        "matrix", zh="matrix：A；gram：A^T A + λI", en="matrix: A; gram: A^T A + lambda I"
    )
    ridge: Annotated[Real, Field(ge=0, le=1000)] = parameter(
        0.0, zh="λ，0 到 1000；只用于 gram", en="lambda, 0 to 1000; for gram alone"
    )

    @model_validator(mode="after")
    def _well_posed(self) -> "ConditionParams":
        if self.of == "matrix" and self.ridge:
            raise RuleError(zh="ridge：只用于 of=gram", en="ridge: belongs to of=gram")
        if len(self.matrix) < len(self.matrix[0]):
            raise RuleError(zh="matrix：列数不能多于行数", en="matrix: must not have more columns than rows")
        largest, smallest = _extremes(self)
        if largest >= 1e4 * smallest:
            raise RuleError(
                zh="matrix：A^T A + lambda I 的条件数必须小于 10000",
                en="matrix: the condition number of A^T A + lambda I must be below 10000",
            )
        return self


class ConditionNumber(BatchedProblem[ConditionParams]):
    """The largest stretch over the smallest."""

    title = Text(zh="条件数", en="Condition number")
    covers = ("condition_number",)
    params = ConditionParams
    example = {"matrix": [[3, 0], [4, 5]]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> ConditionParams:
        """Basic: a matrix with whole singular values. Intermediate: with ridge. Advanced: 3x2 with ridge."""
        if level == "basic":
            return ConditionParams(matrix=draw_friendly(rng, 8))
        ridge = rng.choice((0.5, 1, 2, 3, 5))
        if level == "intermediate":
            return ConditionParams(matrix=draw_friendly(rng, 8), of="gram", ridge=ridge)
        while True:
            rows = draw_grid(rng, 3, 2, 4)
            largest, smallest = singular_values(rows)
            if largest > 1.2 * smallest > 0.6:
                return ConditionParams(matrix=rows, of="gram", ridge=ridge)

    def prompt(self, p: ConditionParams) -> Text:
        """Name the norm."""
        given = f"$A = {grid(p.matrix)}$"
        if p.of == "matrix":
            asked = r"$\kappa(A)$"
            return Text(
                zh=f"{given}。在谱范数（2 范数）下，条件数 {asked} 是多少？",
                en=f"Let {given}. What is its condition number {asked} in the spectral norm (2-norm)?",
            )
        lam, asked = rf"$\lambda = {exact(p.ridge)}$", r"$\kappa(A^T A + \lambda I)$"
        return Text(
            zh=f"{given}，{lam}。在谱范数（2 范数）下，岭回归中被求逆的矩阵的条件数 {asked} 是多少？",
            en=f"Let {given} and {lam}. What is {asked}, the condition number in the spectral norm (2-norm) of the "
            "matrix that ridge regression inverts?",
        )

    def answer_type(self, p: ConditionParams) -> AnswerType:
        """A ratio."""
        return Number()

    def reference(self, p: ConditionParams) -> float:
        """Work with the singular values of A; neither A^T A nor an inverse is formed."""
        largest, smallest = _extremes(p)
        return float((largest / smallest) ** (0.5 if p.of == "matrix" else 1))

    def torch_stacked(self, ps: Sequence[ConditionParams], place: Place) -> Stacked:
        """Form the matrix itself and run torch.linalg.cond."""
        import torch

        a = place.tensor([p.matrix for p in ps])
        if ps[0].of == "gram":
            ridge = place.tensor([[[p.ridge]] for p in ps])
            a = a.mT @ a + ridge * torch.eye(a.shape[2], dtype=a.dtype, device=a.device)
        return torch.linalg.cond(a)

    def steps(self, p: ConditionParams) -> list[Text]:
        """The ratio, the singular values, the quotient."""
        values = singular_values(p.matrix)
        found = gram_work("A", p.matrix, values)
        top, bottom, result = short(values[0]), short(values[-1]), short(self.reference(p))
        if p.of == "matrix":
            work = rf"$\kappa(A) = \frac{{{top}}}{{{bottom}}} = {result}$"
            formula = r"$\kappa(A) = \frac{\sigma_{\max}}{\sigma_{\min}}$"
            first = Text(
                zh=f"{formula}，奇异值是 $A^T A$ 特征值的平方根；它越大，输入的微小扰动被放大得越厉害。",
                en=f"{formula}, with singular values the roots of the eigenvalues of $A^T A$; the larger it is, the "
                "more a small change of the input is amplified.",
            )
        else:
            lam = exact(p.ridge)
            squares = short(values[0] ** 2), short(values[-1] ** 2)
            work = rf"$\frac{{{squares[0]} + {lam}}}{{{squares[1]} + {lam}}} = {result}$"
            formula = r"$\kappa(A^T A + \lambda I) = \frac{\sigma_{\max}^2 + \lambda}{\sigma_{\min}^2 + \lambda}$"
            first = Text(
                zh=f"{formula}：每个特征值都加 $\\lambda$，条件数变小；这是岭回归数值上的好处。",
                en=f"{formula}: $\\lambda$ is added to every eigenvalue, which improves the conditioning; this is what "
                "ridge regression does for numerics.",
            )
        return [
            first,
            Text(zh=f"{found}。", en=f"{found}."),
            Text(zh=f"相除：{work}。", en=f"Divide: {work}."),
        ]

    def slips(self, p: ConditionParams) -> Iterator[Slip]:
        """Squares, eigenvalues, or lambda in the wrong place."""
        yield from _matrix_slips(p) if p.of == "matrix" else _gram_slips(p)


def _matrix_slips(p: ConditionParams) -> Iterator[Slip]:
    import numpy as np

    values = singular_values(p.matrix)
    ratio = values[0] / values[-1]
    yield Slip(
        "ratio_of_squares",
        ratio**2,
        Text(
            zh="这是 $A^T A$ 的条件数，等于 $\\kappa(A)^2$；别忘了开方。",
            en="That is the condition number of $A^T A$, which is $\\kappa(A)^2$; take the root.",
        ),
    )
    yield Slip(
        "upside_down",
        1 / ratio,
        Text(zh="分子分母反了：条件数不小于 1。", en="That is upside down: a condition number is at least 1."),
    )
    yield Slip(
        "largest_singular_value",
        values[0],
        Text(
            zh="这是谱范数；还要除以最小的奇异值。",
            en="That is the spectral norm; divide by the smallest singular value.",
        ),
    )
    if len(p.matrix) == len(values):
        eigenvalues = sorted(map(abs, np.linalg.eigvals(np.array(p.matrix)).tolist()))
        yield Slip(
            "eigenvalues",
            eigenvalues[-1] / eigenvalues[0],
            Text(
                zh="特征值之比只对对称（正规）矩阵成立，一般要用奇异值。",
                en="A ratio of eigenvalues will do for symmetric (normal) matrices alone; take singular values.",
            ),
        )


def _gram_slips(p: ConditionParams) -> Iterator[Slip]:
    values = singular_values(p.matrix)
    top, bottom = values[0], values[-1]
    if bottom > 1e-6 * top:
        yield Slip(
            "of_the_matrix",
            top / bottom,
            Text(
                zh="这是 $A$ 的条件数；正规方程里 $A^T A$ 的特征值是奇异值的平方。",
                en="That is the condition number of $A$; the eigenvalues of $A^T A$ are squares of singular values.",
            ),
        )
        if p.ridge:
            yield Slip(
                "ridge_left_out",
                (top / bottom) ** 2,
                Text(
                    zh="漏了 $\\lambda$：它加在每个特征值上。",
                    en="The $\\lambda$ is missing: it is added to every eigenvalue.",
                ),
            )
    if p.ridge:
        yield Slip(
            "ridge_on_singular_values",
            (top + p.ridge) / (bottom + p.ridge),
            Text(
                zh="$\\lambda$ 加在 $A^T A$ 的特征值，即奇异值的平方上。",
                en="The $\\lambda$ is added to eigenvalues of $A^T A$, which are squares of singular values.",
            ),
        )
        yield Slip(
            "ridge_squared",
            (top**2 + p.ridge**2) / (bottom**2 + p.ridge**2),
            Text(zh="加的是 $\\lambda$ 本身，不用平方。", en="It is $\\lambda$ itself that is added, not its square."),
        )
    trace = sum(line[i] for i, line in enumerate(gram(p.matrix)))
    if len(p.matrix[0]) > 1:
        yield Slip(
            "trace_for_largest_eigenvalue",
            (trace + p.ridge) / (bottom**2 + p.ridge),
            Text(
                zh="迹是所有特征值之和，最大的那个比它小。",
                en="The trace is the sum of all eigenvalues; the largest is less.",
            ),
        )


def _extremes(p: ConditionParams) -> tuple[float, float]:
    """Return the largest and the smallest eigenvalue of A^T A + lambda I."""
    values = singular_values(p.matrix)
    return values[0] ** 2 + p.ridge, values[-1] ** 2 + p.ridge


problem = ConditionNumber()
