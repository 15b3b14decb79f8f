"""Jacobian of a vector of polynomials: the matrix J_ij = df_i/dx_j at a point.

Row i is a component of f, column j a variable: m components of n variables give (m, n).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.3.1; torch.autograd.functional.jacobian.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._matrices import Rows, column, shown_grid
from dlprep.compute.calculus._polynomial import (
    Coefficient,
    Polynomial,
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
from dlprep.grading.answer import AnswerType, Matrix
from dlprep.text import Text


class JacobianParams(Params):
    """The function and the point."""

    f: Annotated[tuple[Terms, ...], Field(min_length=1, max_length=4)] = parameter(
        zh="1 到 4 个分量，每个是若干项；一项写成系数和各变量的指数，[3, 2, 1] 即 3 x1^2 x2",
        en="1 to 4 components, each a list of terms; a term is its coefficient and the exponent of each variable, "
        "[3, 2, 1] for 3 x1^2 x2",
    )
    x: Annotated[tuple[Annotated[Coefficient, Field(ge=-10, le=10)], ...], Field(min_length=1, max_length=4)] = (
        parameter(zh="求导的点，1 到 4 个数，每个在 -10 到 10 之间", en="the point, 1 to 4 numbers from -10 to 10")
    )

    @model_validator(mode="after")
    def _terms_fit(self) -> "JacobianParams":
        for component in self.f:
            check_terms("f", component, len(self.x))
        return self


class Jacobian(BatchedProblem[JacobianParams]):
    """Differentiate each component by each variable, then put the point in."""

    title = Text(zh="雅可比矩阵", en="Jacobian of a vector function")
    covers = ("jacobian",)
    params = JacobianParams
    example = {"f": [[[1, 2, 1]], [[5, 1, 0], [1, 0, 2]]], "x": [2, 3]}
    minutes = {"basic": 1.5, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> JacobianParams:
        """Basic: (2, 2) of low degree. Intermediate: (2, 3) or (3, 2). Advanced: (3, 3) of degree up to 4."""
        shape = {"basic": (2, 2), "intermediate": rng.choice(((2, 3), (3, 2))), "advanced": (3, 3)}[level]
        degrees = {"basic": (3, 1), "intermediate": (3, 2), "advanced": (4, 2, 1)}[level]
        return JacobianParams(
            f=tuple(draw_polynomial(rng, shape[1], degrees, 4) for _ in range(shape[0])),
            x=tuple(float(rng.choice((-2, -1, 1, 2, 3))) for _ in range(shape[1])),
        )

    def prompt(self, p: JacobianParams) -> Text:
        """Say which index is the row."""
        given = ", ".join(f"$f_{i}(x) = {written(component)}$" for i, component in enumerate(p.f, 1))
        entry = r"$J_{ij} = \frac{\partial f_i}{\partial x_j}$"
        return Text(
            zh=f"{given}。求雅可比矩阵 $J$ 在 $x = {column(p.x)}$ 处的值，第 $i$ 行第 $j$ 列是 {entry}。",
            en=f"Let {given}. What is the Jacobian $J$ at $x = {column(p.x)}$? Row $i$, column $j$ holds {entry}.",
        )

    def answer_type(self, p: JacobianParams) -> AnswerType:
        """One row a component, one column a variable."""
        return Matrix(atol=5e-4)

    def reference(self, p: JacobianParams) -> Rows:
        """Differentiate term by term with the power rule."""
        return tuple(tuple(value(df, p.x) for df in _row(component, len(p.x))) for component in p.f)

    def torch_stacked(self, ps: Sequence[JacobianParams], place: Place) -> Stacked:
        """Let autograd differentiate the values."""
        import torch

        def values(f: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
            return torch.stack([torch_value(component, x) for component in f])

        components = [place.tensor(stack) for stack in zip(*(p.f for p in ps), strict=True)]
        return torch.func.vmap(torch.func.jacrev(values, argnums=1))(components, place.tensor([p.x for p in ps]))

    def steps(self, p: JacobianParams) -> list[Text]:
        """The definition, each row as functions and at the point, then the matrix."""
        formula = r"$J_{ij} = \frac{\partial f_i}{\partial x_j}$"
        steps = [
            Text(
                zh=f"{formula}：每行是一个分量的梯度，$m$ 个分量、$n$ 个变量得 $m \\times n$；局部有 "
                r"$f(x + \epsilon) \approx f(x) + J \epsilon$。",
                en=f"{formula}: each row is the gradient of a component, so $m$ components of $n$ variables give "
                r"$m \times n$; locally $f(x + \epsilon) \approx f(x) + J \epsilon$.",
            )
        ]
        for i, component in enumerate(p.f, 1):
            work = "$, $".join(
                rf"\frac{{\partial f_{i}}}{{\partial x_{j}}} = {worked(df, p.x)}"
                for j, df in enumerate(_row(component, len(p.x)), 1)
            )
            steps.append(Text(zh=f"第 {i} 行：${work}$。", en=f"Row {i}: ${work}$."))
        matrix = f"$J = {shown_grid(self.reference(p))}$"
        return [*steps, Text(zh=f"合起来：{matrix}。", en=f"Together: {matrix}.")]

    def slips(self, p: JacobianParams) -> Iterator[Slip]:
        """The wrong arrangement, half a power rule, or the values themselves."""
        right = self.reference(p)
        yield Slip(
            "transposed",
            tuple(zip(*right, strict=True)),
            Text(
                zh="转置了：行对应分量，列对应变量。",
                en="That is transposed: rows are components, columns are variables.",
            ),
        )
        if any(e > 1 for component in p.f for _, *exponents in component for e in exponents):
            yield Slip(
                "exponent_not_brought_down",
                _with_rule(p, brought_down=False),
                Text(
                    zh="求导时指数要乘到前面来：$x^e$ 的导数是 $e x^{e-1}$。",
                    en="The exponent comes down as a factor: the derivative of $x^e$ is $e x^{e-1}$.",
                ),
            )
        yield Slip(
            "exponent_not_lowered",
            _with_rule(p, lowered=False),
            Text(
                zh="求导后指数要减 1：$x^e$ 的导数是 $e x^{e-1}$。",
                en="The exponent falls by one: the derivative of $x^e$ is $e x^{e-1}$.",
            ),
        )
        if len(p.f) == len(p.x) > 1:
            yield Slip(
                "diagonal_only",
                tuple(tuple(x * (i == j) for j, x in enumerate(line)) for i, line in enumerate(right)),
                Text(
                    zh="这里只对角线上求了导；每个分量要对每个变量求导。",
                    en="That differentiates on the diagonal only; each component has a derivative by each variable.",
                ),
            )
        if len(p.f) > 1:
            yield Slip(
                "components_added",
                (tuple(map(sum, zip(*right, strict=True))),),
                Text(
                    zh="这是各分量之和的梯度，反向传播一次得到的就是它；雅可比矩阵的各行不相加。",
                    en="That is the gradient of the sum of the components, which is what one backward pass gives; "
                    "the Jacobian keeps its rows apart.",
                ),
            )


def _with_rule(p: JacobianParams, *, brought_down: bool = True, lowered: bool = True) -> Rows:
    """Differentiate with half of the power rule: the exponent as a factor, or the exponent lowered."""
    return tuple(
        tuple(
            value(
                tuple(
                    (
                        c * (exponents[j] if brought_down else 1),
                        *(e - lowered * (k == j) for k, e in enumerate(exponents)),
                    )
                    for c, *exponents in component
                    if exponents[j] > 0
                ),
                p.x,
            )
            for j in range(len(p.x))
        )
        for component in p.f
    )


def _row(component: Polynomial, variables: int) -> list[Polynomial]:
    return [derivative(component, j) for j in range(variables)]


problem = Jacobian()
