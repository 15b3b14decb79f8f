"""Hessian of a polynomial at a point, H_ij = d2f/dx_i dx_j of shape (n, n), or its eigenvalues, the smallest first.

H is symmetric: of its n^2 entries n(n+1)/2 are distinct. Its eigenvalues are the curvatures along its eigenvectors.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.3.1; torch.autograd.functional.hessian.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._matrices import Rows, column, short, shown, shown_grid
from dlprep.compute.calculus._polynomial import (
    Coefficient,
    Terms,
    check_terms,
    derivative,
    draw_polynomial,
    torch_value,
    value,
    worked,
    written,
)
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Vector
from dlprep.text import Text


class HessianParams(Params):
    """The function, the point, and what is asked."""

    f: Terms = parameter(
        zh="1 到 8 项，一项写成系数和各变量的指数，[3, 2, 1] 即 3 x1^2 x2",
        en="1 to 8 terms; a term is its coefficient and the exponent of each variable, [3, 2, 1] for 3 x1^2 x2",
    )
    x: Annotated[tuple[Annotated[Coefficient, Field(ge=-10, le=10)], ...], Field(min_length=1, max_length=4)] = (
        parameter(zh="求导的点，1 到 4 个数，每个在 -10 到 10 之间", en="the point, 1 to 4 numbers from -10 to 10")
    )
    quantity: Literal["matrix", "eigenvalues"] = parameter(
        "matrix", zh="matrix：海森矩阵；eigenvalues：从小到大的特征值", en="matrix, or eigenvalues, the smallest first"
    )

    @model_validator(mode="after")
    def _terms_fit(self) -> "HessianParams":
        check_terms("f", self.f, len(self.x))
        return self


class Hessian(BatchedProblem[HessianParams]):
    """Differentiate twice, then put the point in."""

    title = Text(zh="海森矩阵", en="Hessian of a function")
    covers = ("hessian",)
    params = HessianParams
    example = {"f": [[1, 2, 1], [3, 0, 2]], "x": [1, -1]}
    minutes = {"basic": 2.0, "intermediate": 4.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> HessianParams:
        """Basic: the matrix in two variables. Intermediate: its eigenvalues. Advanced: three variables."""
        n = 3 if level == "advanced" else 2
        degrees = {"basic": (3, 2, 1), "intermediate": (3, 2, 2), "advanced": (4, 3, 2, 1)}[level]
        return HessianParams(
            f=draw_polynomial(rng, n, degrees, 4),
            x=tuple(float(rng.choice((-2, -1, 1, 2, 3))) for _ in range(n)),
            quantity="eigenvalues" if level == "intermediate" else "matrix",
        )

    def prompt(self, p: HessianParams) -> Text:
        """Ask for the matrix, or for its eigenvalues in a fixed order."""
        given, where = f"$f(x) = {written(p.f)}$", f"$x = {column(p.x)}$"
        entry = r"$H_{ij} = \frac{\partial^2 f}{\partial x_i \partial x_j}$"
        if p.quantity == "matrix":
            return Text(
                zh=f"{given}。求海森矩阵 {entry} 在 {where} 处的值。",
                en=f"Let {given}. What is the Hessian {entry} at {where}?",
            )
        return Text(
            zh=f"{given}。海森矩阵 {entry} 在 {where} 处的特征值（最小曲率到最大曲率）是多少？从小到大写。",
            en=f"Let {given}. What are the eigenvalues of the Hessian {entry} at {where}, from the smallest curvature "
            "to the largest?",
        )

    def answer_type(self, p: HessianParams) -> AnswerType:
        """A symmetric matrix, or as many eigenvalues as there are variables."""
        return Matrix(atol=5e-4) if p.quantity == "matrix" else Vector(atol=2e-3)

    def reference(self, p: HessianParams) -> AnswerValue:
        """Use the power rule twice; NumPy finds eigenvalues."""
        return _hessian(p) if p.quantity == "matrix" else _eigenvalues(_hessian(p))

    def torch_stacked(self, ps: Sequence[HessianParams], place: Place) -> Stacked:
        """Let autograd differentiate twice; torch.linalg finds eigenvalues."""
        from torch.func import jacrev, vmap
        from torch.linalg import eigvalsh

        second = jacrev(jacrev(torch_value, argnums=1), argnums=1)
        hessians = vmap(second)(place.tensor([p.f for p in ps]), place.tensor([p.x for p in ps]))
        return hessians if ps[0].quantity == "matrix" else eigvalsh(hessians)

    def steps(self, p: HessianParams) -> list[Text]:
        """The definition and its symmetry, first derivatives, second ones, and the characteristic equation."""
        formula = r"$H_{ij} = H_{ji} = \frac{\partial}{\partial x_j} \frac{\partial f}{\partial x_i}$"
        count = r"$\frac{n(n+1)}{2}$"
        variables, hessian = range(len(p.x)), _hessian(p)
        first = "$, $".join(
            rf"\frac{{\partial f}}{{\partial x_{i + 1}}} = {written(derivative(p.f, i))}" for i in variables
        )
        second = [
            f"$H_{{{i + 1}{j + 1}}} = {worked(derivative(derivative(p.f, i), j), p.x)}$"
            for i in variables
            for j in variables
            if i <= j
        ]
        matrix = f"$H = {shown_grid(hessian)}$"
        eigen = p.quantity == "eigenvalues"
        solved = r"$\det(H - \lambda I) = 0$"
        steps = [
            Text(
                zh=f"{formula}：对称，$n^2$ 个元素中只有 {count} 个不同"
                f"{f'；特征值由 {solved} 得到' if eigen else ''}。",
                en=f"{formula}: symmetric, so of $n^2$ entries only {count} are distinct"
                f"{f'; the eigenvalues solve {solved}' if eigen else ''}.",
            ),
            Text(zh=f"一阶导数：${first}$。", en=f"First derivatives: ${first}$."),
            Text(zh=f"二阶导数：{'，'.join(second)}。", en=f"Second derivatives: {', '.join(second)}."),
            Text(zh=f"合起来：{matrix}。", en=f"Together: {matrix}."),
        ]
        return [*steps, self._eigenvalue_step(hessian)] if eigen else steps

    @staticmethod
    def _eigenvalue_step(hessian: Rows) -> Text:
        found = _eigenvalues(hessian)
        values = rf"$\lambda = {shown(found)}$"
        kind = Text("有正有负，是鞍形", "of both signs: a saddle")
        if min(map(abs, found)) < 1e-9:
            kind = Text("有 0，沿那个方向没有曲率", "with a 0: no curvature in that direction")
        elif found[0] > 0:
            kind = Text("全为正，各方向都向上弯", "all positive: it curves upwards in every direction")
        elif found[-1] < 0:
            kind = Text("全为负，各方向都向下弯", "all negative: it curves downwards in every direction")
        if len(hessian) == 2:
            (a, b), (_, d) = hessian
            root = (
                r"\frac{a + d \pm \sqrt{(a - d)^2 + 4 b^2}}{2}"
                rf" = \frac{{{short(a + d)} \pm \sqrt{{{short((a - d) ** 2 + 4 * b * b)}}}}}{{2}}"
            )
            matrix = r"$\begin{pmatrix} a & b \\ b & d \end{pmatrix}$"
            return Text(
                zh=rf"2×2 的对称矩阵 {matrix} 有 $\lambda = {root}$，即 {values}：{kind.zh}。",
                en=rf"A symmetric 2×2 matrix {matrix} has $\lambda = {root}$, so {values}, {kind.en}.",
            )
        return Text(zh=f"特征值：{values}：{kind.zh}。", en=f"The eigenvalues: {values}, {kind.en}.")

    def slips(self, p: HessianParams) -> Iterator[Slip]:
        """Another matrix of derivatives, or other numbers of the right one."""
        yield from _matrix_slips(p) if p.quantity == "matrix" else _eigenvalue_slips(p)


def _matrix_slips(p: HessianParams) -> Iterator[Slip]:
    hessian = _hessian(p)
    gradient = [value(derivative(p.f, i), p.x) for i in range(len(p.x))]
    yield Slip(
        "outer_product_of_gradients",
        tuple(tuple(a * b for b in gradient) for a in gradient),
        Text(
            zh="这是梯度的外积；一阶导数相乘不是二阶导数。",
            en="That is the outer product of the gradient; a product of first derivatives is no second derivative.",
        ),
    )
    if any(hessian[i][j] for i in range(len(p.x)) for j in range(i)):
        yield Slip(
            "mixed_derivatives_left_out",
            tuple(tuple(x * (i == j) for j, x in enumerate(line)) for i, line in enumerate(hessian)),
            Text(
                zh="混合偏导数不是 0：含有两个变量的项也要求导。",
                en="The mixed derivatives are not 0: terms with two variables count too.",
            ),
        )
        yield Slip(
            "mixed_derivatives_doubled",
            tuple(tuple(x * (1 if i == j else 2) for j, x in enumerate(line)) for i, line in enumerate(hessian)),
            Text(
                zh="混合偏导数在 $H_{ij}$ 和 $H_{ji}$ 各出现一次，不用乘 2；乘 2 的是二次型 $x^T H x$ 里的交叉项。",
                en="A mixed derivative stands once at $H_{ij}$ and once at $H_{ji}$ and is not doubled; it is the "
                "cross term of $x^T H x$ that has the 2.",
            ),
        )
    yield Slip(
        "halved",
        tuple(tuple(x / 2 for x in line) for line in hessian),
        Text(
            zh=r"泰勒展开里的 $\frac{1}{2}$ 不属于海森矩阵。",
            en=r"The $\frac{1}{2}$ of the Taylor expansion is no part of the Hessian.",
        ),
    )


def _eigenvalue_slips(p: HessianParams) -> Iterator[Slip]:
    hessian = _hessian(p)
    right = _eigenvalues(hessian)
    diagonal = tuple(sorted(line[i] for i, line in enumerate(hessian)))
    yield Slip(
        "largest_first",
        tuple(reversed(right)),
        Text(zh="数是对的，但要从小到大写。", en="The numbers are right, but the smallest comes first."),
    )
    yield Slip(
        "diagonal_entries",
        diagonal,
        Text(
            zh="这是对角线上的元素；只有非对角元素全为 0 时它们才是特征值。",
            en="Those are the diagonal entries, which are the eigenvalues only if all others are 0.",
        ),
    )
    if right[0] < 0:
        yield Slip(
            "singular_values",
            tuple(sorted(map(abs, right))),
            Text(
                zh="这是奇异值；特征值带符号，负的曲率表示向下弯。",
                en="Those are singular values; eigenvalues have a sign, and a negative one means curving down.",
            ),
        )
    yield Slip(
        "halved",
        tuple(x / 2 for x in right),
        Text(
            zh=r"泰勒展开里的 $\frac{1}{2}$ 不属于海森矩阵。",
            en=r"The $\frac{1}{2}$ of the Taylor expansion is no part of the Hessian.",
        ),
    )


def _hessian(p: HessianParams) -> Rows:
    variables = range(len(p.x))
    return tuple(tuple(value(derivative(derivative(p.f, i), j), p.x) for j in variables) for i in variables)


def _eigenvalues(hessian: Rows) -> tuple[float, ...]:
    import numpy as np

    return tuple(np.linalg.eigvalsh(np.array(hessian)).tolist())


problem = Hessian()
