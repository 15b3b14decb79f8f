"""The minimum of a quadratic on a line or plane, and its Lagrange multiplier, from one linear system.

f(x) = x^T Q x / 2 + c^T x with Q symmetric and positive definite, subject to a^T x = b. With L = f + lambda (a^T x - b)
the conditions are Q x + lambda a = -c and a^T x = b; L with a minus sign would turn the sign of lambda.
Source: Boyd & Vandenberghe 2004, Convex Optimization, section 5.5.3, example 5.1 and section 10.1.1.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._exact import solve
from dlprep.compute.calculus._matrices import Column, Entry, Grid, Values, short, shown
from dlprep.compute.calculus._polynomial import Polynomial, written
from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text


class LagrangeParams(Params):
    """The quadratic and the constraint."""

    q: Grid = parameter(zh="Q，对称正定，最大 4×4", en="Q, symmetric and positive definite, at most 4×4")
    c: Column = parameter(zh="一次项的系数 c", en="c, the coefficients of the linear terms")
    a: Column = parameter(zh="约束的系数 a，不全为 0", en="a, the coefficients of the constraint, not all 0")
    b: Entry = parameter(zh="约束的右边 b", en="b, the right-hand side of the constraint")

    @model_validator(mode="after")
    def _solvable(self) -> "LagrangeParams":
        n = len(self.q)
        for name in ("c", "a"):
            if len(getattr(self, name)) != n:
                raise RuleError(
                    zh=f"{name}：必须有 {n} 个元素，Q 的每行一个", en=f"{name}: must have {n} entries, one a row of Q"
                )
        if n < 2 or any(len(line) != n for line in self.q):
            raise RuleError(zh="q：必须是方阵，至少 2×2", en="q: must be square and 2×2 at least")
        if any(self.q[i][j] != self.q[j][i] for i in range(n) for j in range(i)):
            raise RuleError(zh="q：必须对称", en="q: must be symmetric")
        if not any(self.a):
            raise RuleError(zh="a：不能全为 0", en="a: must not be 0 throughout")
        import numpy as np

        lowest, *_, highest = np.linalg.eigvalsh(np.array(self.q))
        if lowest < 1e-3 * highest:
            raise RuleError(
                zh="q：必须正定，条件数不超过 1000",
                en="q: must be positive definite, with a condition number up to 1000",
            )
        return self


class LagrangeStationary(BatchedProblem[LagrangeParams]):
    """Set the gradient of the Lagrangian to zero, add the constraint, solve."""

    title = Text(zh="拉格朗日乘子法：等式约束下的极小值", en="Lagrange multipliers: a minimum under a constraint")
    covers = ("lagrange_stationary",)
    params = LagrangeParams
    example = {"q": [[2, 0], [0, 4]], "c": [0, 0], "a": [1, 1], "b": 3}
    minutes = {"basic": 2.0, "intermediate": 4.0, "advanced": 6.0}

    def generate(self, rng: Random, level: Level) -> LagrangeParams:
        """Whole solutions. Basic: two variables, no product. Intermediate: with x1 x2. Advanced: three variables."""
        n = 3 if level == "advanced" else 2
        while True:
            q = [[0.0] * n for _ in range(n)]
            for i in range(n):
                q[i][i] = float(rng.choice((2, 4, 6)))
                for j in range(i):
                    q[i][j] = q[j][i] = 0.0 if level == "basic" else float(rng.choice((-1, 0, 1, 2)))
            x = [rng.choice((-3, -2, -1, 1, 2, 3)) for _ in range(n)]
            a = [rng.choice((1, 2, 3)), *(rng.choice((-2, -1, 1, 2, 3)) for _ in range(n - 1))]
            multiplier = rng.choice((-4, -3, -2, -1, 1, 2, 3, 4))
            try:
                return LagrangeParams(
                    q=tuple(map(tuple, q)),
                    c=tuple(
                        -math.fsum(u * v for u, v in zip(line, x, strict=True)) - multiplier * w
                        for line, w in zip(q, a, strict=True)
                    ),
                    a=tuple(map(float, a)),
                    b=float(sum(u * v for u, v in zip(a, x, strict=True))),
                )
            except ValueError:
                continue  # not positive definite

    def prompt(self, p: LagrangeParams) -> Text:
        """Write the function out, and fix the sign of the multiplier."""
        f, h = f"$f(x) = {_function(p)}$", f"${_constraint(p)} = {exact(p.b)}$"
        lagrangian = rf"$L = f(x) + \lambda ({_constraint(p)}{_minus(p.b)})$"
        names = ", ".join(f"x_{i + 1}" for i in range(len(p.a)))
        return Text(
            zh=f"在约束 {h} 下求 {f} 的极小点。取 {lagrangian}，极小点 $[{names}]$ 和乘子 $\\lambda$ 各是多少？",
            en=f"Minimise {f} subject to {h}. With {lagrangian}, what are the minimum's $[{names}]$ and the multiplier "
            "$\\lambda$?",
        )

    def answer_type(self, p: LagrangeParams) -> AnswerType:
        """A point and a multiplier."""
        return Parts(
            (
                Part("x", Text("极小点", "the minimum"), Vector(atol=5e-4)),
                Part("lambda", Text("乘子", "the multiplier"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: LagrangeParams) -> AnswerValue:
        """Solve the conditions in fractions, without rounding."""
        return _solution(p)

    def torch_stacked(self, ps: Sequence[LagrangeParams], place: Place) -> Stacked:
        """Let autograd take gradient and Hessian of the Lagrangian, a quadratic: one Newton step from 0 solves it."""
        import torch

        def lagrangian(z: Any, q: Any, c: Any, a: Any, b: Any) -> Any:
            x, multiplier = z[:-1], z[-1]
            return x @ q @ x / 2 + c @ x + multiplier * (a @ x - b)

        given = [place.tensor(stack) for stack in zip(*((p.q, p.c, p.a, p.b) for p in ps), strict=True)]
        start = place.tensor([[0.0] * (len(ps[0].a) + 1)] * len(ps))
        gradient = torch.func.jacrev(lagrangian)
        hessians = torch.func.vmap(torch.func.jacrev(gradient))(start, *given)
        z = torch.linalg.solve(hessians, -torch.func.vmap(gradient)(start, *given))
        return {"x": z[:, :-1], "lambda": z[:, -1]}

    def steps(self, p: LagrangeParams) -> list[Text]:
        """The conditions, the equations, the solution, and what the multiplier means."""
        solution = _solution(p)
        equations = "$, $".join(f"{_gradient(p, i)} = 0" for i in range(len(p.a)))
        found = f"$x = {shown(solution['x'])}$, $\\lambda = {short(solution['lambda'])}$"
        value = f"$f(x) = {short(_value(p, solution['x']))}$"
        return [
            Text(
                zh=r"$\nabla f(x) + \lambda \nabla h(x) = 0$, $h(x) = 0$，其中 $h(x) = a^T x - b$：在极小点，"
                r"沿着约束走 $f$ 不再下降，所以两个梯度平行。",
                en=r"$\nabla f(x) + \lambda \nabla h(x) = 0$, $h(x) = 0$ with $h(x) = a^T x - b$: at the minimum no "
                "step along the constraint lowers $f$, so the two gradients are parallel.",
            ),
            Text(
                zh=f"写成方程：${equations}$, ${_constraint(p)} = {exact(p.b)}$。$f$ 是二次的，这是线性方程组。",
                en=f"As equations: ${equations}$, ${_constraint(p)} = {exact(p.b)}$. Since $f$ is quadratic they are "
                "linear.",
            ),
            Text(zh=f"解得 {found}。", en=f"The solution: {found}."),
            Text(
                zh=rf"$f$ 是凸的，所以它是极小点，{value}。$b$ 增大一点，最小值就按 $-\lambda$ 的比率变化。",
                en=rf"As $f$ is convex this is the minimum, {value}. Raise $b$ a little, and it changes at the rate of "
                r"$-\lambda$.",
            ),
        ]

    def slips(self, p: LagrangeParams) -> Iterator[Slip]:
        """The sign of the multiplier, the constraint, half the gradient, or the linear terms."""
        right = _solution(p)
        yield Slip(
            "sign_of_the_multiplier",
            right | {"lambda": -right["lambda"]},
            Text(
                zh=r"这是 $L = f - \lambda h$ 的乘子；题目里是加号，符号相反。",
                en=r"That is the multiplier of $L = f - \lambda h$; with the plus sign of the question it is opposite.",
            ),
        )
        yield Slip(
            "constraint_ignored",
            {"x": tuple(map(float, solve(p.q, [-x for x in p.c]))), "lambda": 0.0},
            Text(
                zh="这是没有约束时的极小点，它不满足约束。",
                en="That is the minimum without the constraint, which it does not satisfy.",
            ),
        )
        yield Slip(
            "squares_not_differentiated",
            _solution(p.model_copy(update={"q": tuple(tuple(x / 2 for x in line) for line in p.q)})),
            Text(
                zh="二次项求导要乘 2：$x_1^2$ 的导数是 $2 x_1$。",
                en="The derivative of a square has a 2: that of $x_1^2$ is $2 x_1$.",
            ),
        )
        if any(p.c):
            yield Slip(
                "linear_terms_left_out",
                _solution(p.model_copy(update={"c": tuple(0.0 for _ in p.c)})),
                Text(
                    zh="漏了一次项：它们在梯度里是常数。",
                    en="The linear terms are missing: they are constants in the gradient.",
                ),
            )
        if p.b:
            yield Slip(
                "constraint_through_zero",
                _solution(p.model_copy(update={"b": 0.0})),
                Text(
                    zh="约束的右边不是 0：最后一个方程是 $a^T x = b$。",
                    en="The right-hand side of the constraint is not 0: the last equation is $a^T x = b$.",
                ),
            )


def _solution(p: LagrangeParams) -> dict[str, Any]:
    rows = [*((*line, a) for line, a in zip(p.q, p.a, strict=True)), (*p.a, 0.0)]
    *x, multiplier = solve(rows, [*(-c for c in p.c), p.b])
    return {"x": tuple(map(float, x)), "lambda": float(multiplier)}


def _value(p: LagrangeParams, x: Values) -> float:
    half = math.fsum(u * v * w for u, line in zip(x, p.q, strict=True) for v, w in zip(x, line, strict=True)) / 2
    return half + math.fsum(c * u for c, u in zip(p.c, x, strict=True))


def _unit(n: int, *chosen: int) -> Values:
    """Return exponents: how often each variable is in a product."""
    return tuple(float(chosen.count(i)) for i in range(n))


def _function(p: LagrangeParams) -> str:
    n = len(p.a)
    squares = [(p.q[i][i] / 2, *_unit(n, i, i)) for i in range(n)]
    products = [(p.q[i][j], *_unit(n, i, j)) for i in range(n) for j in range(i + 1, n)]
    linear = [(c, *_unit(n, i)) for i, c in enumerate(p.c)]
    return _polynomial([*squares, *products, *linear])


def _constraint(p: LagrangeParams) -> str:
    return _polynomial([(a, *_unit(len(p.a), i)) for i, a in enumerate(p.a)])


def _minus(b: float) -> str:
    return f" {'-' if b > 0 else '+'} {exact(abs(b))}" if b else ""


def _gradient(p: LagrangeParams, i: int) -> str:
    """Write the derivative of L by x_i."""
    n = len(p.a)
    terms = _polynomial([*((w, *_unit(n, j)) for j, w in enumerate(p.q[i])), (p.c[i], *_unit(n))])
    if p.a[i] == 0:
        return terms
    size = "" if abs(p.a[i]) == 1 else exact(abs(p.a[i]))
    return rf"{terms} {'-' if p.a[i] < 0 else '+'} {size} \lambda"


def _polynomial(terms: list[tuple[float, ...]]) -> str:
    kept: Polynomial = tuple(term for term in terms if term[0])
    return written(kept)


problem = LagrangeStationary()
