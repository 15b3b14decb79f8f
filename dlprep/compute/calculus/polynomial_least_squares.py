"""Polynomial regression solved exactly: the weights w of least squared error, w = (X^T X)^-1 X^T y, the constant first.

X has a row a point and a column a power: x^i from 0 to the degree, or x^i / i! where `scaled`, so that the columns stay
of one size. n points and degree d give X of shape (n, d + 1).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 5.1.4; Zhang, Lipton, Li & Smola, Dive into Deep
Learning, section "Model Selection, Underfitting, and Overfitting" (the columns x^i / i!).
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._exact import solve
from dlprep.compute.calculus._matrices import Values, short, shown, shown_grid
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Point = tuple[Annotated[Real, Field(ge=-5, le=5)], Annotated[Real, Field(ge=-100, le=100)]]


class FitParams(Params):
    """The points and the columns."""

    points: Annotated[tuple[Point, ...], Field(min_length=2, max_length=10)] = parameter(
        zh="2 到 10 个点 [x, y]，x 在 -5 到 5 之间，不同的 x 至少相差 0.5",
        en="2 to 10 points [x, y], with x from -5 to 5, no two different x closer than 0.5",
    )
    degree: int = parameter(1, ge=1, le=3, zh="多项式的次数，1 到 3", en="degree of the polynomial, 1 to 3")
    scaled: bool = parameter(
        False, zh="true：第 i 列是 x^i/i!；false：x^i", en="true: column i is x^i / i!; false: x^i"
    )

    @model_validator(mode="after")
    def _solvable(self) -> "FitParams":
        places = sorted({x for x, _ in self.points})
        if len(places) <= self.degree:
            raise RuleError(
                zh=f"points：{self.degree} 次多项式至少需要 {self.degree + 1} 个不同的 x",
                en=f"points: degree {self.degree} needs {self.degree + 1} different x at least",
            )
        if any(high - low < 0.5 for low, high in pairwise(places)):
            raise RuleError(
                zh="points：两个 x 要么相等，要么至少相差 0.5",
                en="points: two x are either equal or at least 0.5 apart",
            )
        return self


class PolynomialLeastSquares(BatchedProblem[FitParams]):
    """Set up the normal equations and solve them."""

    title = Text(zh="多项式回归的最小二乘解", en="Polynomial regression by least squares")
    covers = ("polynomial_least_squares",)
    params = FitParams
    example = {"points": [[-1, 1], [0, 0], [1, 2], [2, 3]], "degree": 1}
    minutes = {"basic": 2.0, "intermediate": 4.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> FitParams:
        """Basic: a line, three or four points. Intermediate: a parabola. Advanced: scaled columns, five points."""
        n = {"basic": rng.randint(3, 4), "intermediate": 4, "advanced": 5}[level]
        places = sorted(rng.sample(range(-2, 4), k=n))
        return FitParams(
            points=tuple((float(x), float(rng.randint(-4, 6))) for x in places),
            degree=1 if level == "basic" else 2,
            scaled=level == "advanced",
        )

    def prompt(self, p: FitParams) -> Text:
        """Show the model, so that each weight has its column."""
        points = ", ".join(f"({exact(x)}, {exact(y)})" for x, y in p.points)
        names = ", ".join(f"w_{i}" for i in range(p.degree + 1))
        return Text(
            zh=f"用最小二乘（平方误差之和最小，没有正则项）把 $\\hat y = {_model(p)}$ 拟合到各点 $(x, y)$：${points}$。"
            f"权重 $[{names}]$ 是多少？",
            en=f"Fit $\\hat y = {_model(p)}$ to the points $(x, y)$: ${points}$ by least squares (the smallest sum of "
            f"squared errors, without a penalty). What are the weights $[{names}]$?",
        )

    def answer_type(self, p: FitParams) -> AnswerType:
        """The constant first."""
        return Vector(atol=5e-4)

    def reference(self, p: FitParams) -> Values:
        """Solve the normal equations in fractions, without rounding."""
        return _fit(p, range(p.degree + 1))

    def torch_stacked(self, ps: Sequence[FitParams], place: Place) -> Stacked:
        """Let torch.linalg.lstsq factorise X itself."""
        import torch

        x, y = place.tensor([p.points for p in ps]).split(1, dim=2)
        powers = torch.arange(ps[0].degree + 1, device=place.device)
        design = x**powers
        if ps[0].scaled:
            design = design / torch.exp(torch.lgamma(powers.to(place.torch_dtype()) + 1))
        return torch.linalg.lstsq(design, y).solution[..., 0]

    def steps(self, p: FitParams) -> list[Text]:
        """The normal equations, their two sides, the solution."""
        design, ys = _design(p, range(p.degree + 1)), [y for _, y in p.points]
        gram, moments = _normal(design, ys)
        answer = self.reference(p)
        total = math.fsum(
            (y - math.fsum(w * a for w, a in zip(answer, line, strict=True))) ** 2
            for line, y in zip(design, ys, strict=True)
        )
        sides = f"$X^T X = {shown_grid(gram)}$, $X^T y = {shown(moments)}$"
        error = rf"$\lVert y - X w \rVert^2 = {short(total)}$"
        formula, gap = r"$X^T X w = X^T y$, $w = (X^T X)^{-1} X^T y$", r"$\lVert y - X w \rVert^2$"
        return [
            Text(
                zh=f"{formula}：此处 {gap} 的梯度为 0。$X$ 每个点一行，每个幂一列；模型对 $w$ 是线性的，所以有闭式解。",
                en=f"{formula}: that is where the gradient of {gap} is 0. $X$ has a row a point and a column a power; "
                "the model is linear in $w$, which is why it can be solved exactly.",
            ),
            Text(zh=f"设计矩阵：$X = {shown_grid(design)}$。", en=f"The design matrix: $X = {shown_grid(design)}$."),
            Text(zh=f"正规方程的两边：{sides}。", en=f"Both sides of the normal equations: {sides}."),
            Text(
                zh=f"解出 $w = {shown(answer)}$，剩下的误差 {error}。",
                en=f"The solution: $w = {shown(answer)}$, which leaves {error}.",
            ),
        ]

    def slips(self, p: FitParams) -> Iterator[Slip]:
        """Another order, other columns, or too few points."""
        right = self.reference(p)
        yield Slip(
            "highest_power_first",
            tuple(reversed(right)),
            Text(
                zh="数是对的，但顺序反了：常数项 $w_0$ 在最前。",
                en="The numbers are right, but in reverse: the constant $w_0$ comes first.",
            ),
        )
        yield Slip(
            "without_constant",
            (0.0, *_fit(p, range(1, p.degree + 1))),
            Text(
                zh="漏了全为 1 的那一列，曲线被迫经过原点。",
                en="The column of ones is missing, which forces the curve through the origin.",
            ),
        )
        moments = _normal(_design(p, range(p.degree + 1)), [y for _, y in p.points])[1]
        yield Slip(
            "inverse_left_out",
            tuple(map(float, moments)),
            Text(
                zh="这是 $X^T y$；各列不正交，还要乘 $(X^T X)^{-1}$。",
                en="That is $X^T y$; the columns are not orthonormal, so multiply by $(X^T X)^{-1}$.",
            ),
        )
        if p.degree > 1:
            yield Slip(
                "factorials_left_out" if p.scaled else "factorials_divided_by",
                _fit(p.model_copy(update={"scaled": not p.scaled}), range(p.degree + 1)),
                Text(
                    zh=r"看清各列：$x^i$ 和 $\frac{x^i}{i!}$ 的权重差一个因子 $i!$，预测相同。",
                    en=r"Mind the columns: between $x^i$ and $\frac{x^i}{i!}$ the weight differs by a factor $i!$, "
                    "the prediction does not.",
                ),
            )
        first = p.points[: p.degree + 1]
        if len({x for x, _ in p.points}) == len(p.points) > len(first):
            yield Slip(
                "first_points_alone",
                _fit(p.model_copy(update={"points": first}), range(p.degree + 1)),
                Text(
                    zh="这条曲线只经过前几个点；最小二乘要用上所有的点。",
                    en="That curve passes through the first points only; least squares uses them all.",
                ),
            )


def _model(p: FitParams) -> str:
    terms = ["w_0", "w_1 x"]
    for i in range(2, p.degree + 1):
        terms.append(rf"w_{i} \frac{{x^{i}}}{{{i}!}}" if p.scaled else f"w_{i} x^{i}")
    return " + ".join(terms)


def _design(p: FitParams, powers: Sequence[int]) -> list[list[float]]:
    return [[x**i / (math.factorial(i) if p.scaled else 1) for i in powers] for x, _ in p.points]


def _normal(design: list[list[float]], ys: list[float]) -> tuple[list[list[float]], list[float]]:
    columns = list(zip(*design, strict=True))
    gram = [[math.fsum(a * b for a, b in zip(one, two, strict=True)) for two in columns] for one in columns]
    return gram, [math.fsum(a * y for a, y in zip(one, ys, strict=True)) for one in columns]


def _fit(p: FitParams, powers: Sequence[int]) -> Values:
    gram, moments = _normal(_design(p, powers), [y for _, y in p.points])
    return tuple(map(float, solve(gram, moments)))


problem = PolynomialLeastSquares()
