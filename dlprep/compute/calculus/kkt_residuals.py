"""How far a candidate is from the Karush-Kuhn-Tucker conditions of min f(x) with g_i(x) <= 0 and h_j(x) = 0.

With L = f + sum mu_i g_i + sum lambda_j h_j: the gradient of L by x, of shape (n,); the largest violation of a
constraint, max(0, g_i) or |h_j|; the largest |mu_i g_i|; and whether all conditions hold exactly, mu_i >= 0 included.
Source: Boyd & Vandenberghe 2004, Convex Optimization, section 5.5.3.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Annotated, Any

from pydantic import Field, model_validator

from dlprep.compute.calculus._matrices import Column, Values, column, operand, short, shown
from dlprep.compute.calculus._polynomial import Coefficient, Polynomial, Terms, check_terms, torch_value, written
from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, factor
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Choice, Label, Number, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

_SLOPES = ((1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1), (1, 3), (3, -1))  # no two parallel
Multipliers = Annotated[tuple[Coefficient, ...], Field(max_length=3)]


class KktParams(Params):
    """The problem and the candidate."""

    f: Terms = parameter(
        zh="目标函数的各项，一项写成系数和各变量的指数，[3, 2, 1] 即 3 x1^2 x2",
        en="terms of the objective; a term is its coefficient and the exponent of each variable, [3, 2, 1] for "
        "3 x1^2 x2",
    )
    g: Annotated[tuple[Terms, ...], Field(max_length=3)] = parameter(
        (), zh="不等式约束 g(x) <= 0，至多 3 个，写法同 f", en="up to 3 constraints g(x) <= 0, written like f"
    )
    h: Annotated[tuple[Terms, ...], Field(max_length=3)] = parameter(
        (), zh="等式约束 h(x) = 0，至多 3 个，写法同 f", en="up to 3 constraints h(x) = 0, written like f"
    )
    x: Column = parameter(zh="候选点，1 到 4 个数", en="the candidate, 1 to 4 numbers")
    mu: Multipliers = parameter((), zh="不等式约束的乘子，每个约束一个", en="multipliers of g, one a constraint")
    lam: Multipliers = parameter((), zh="等式约束的乘子，每个约束一个", en="multipliers of h, one a constraint")

    @model_validator(mode="after")
    def _sizes_fit(self) -> "KktParams":
        if not (self.g or self.h):
            raise RuleError(zh="g：至少要有一个约束，g 或 h", en="g: there must be a constraint, g or h")
        for name, multipliers, constraints in (("mu", self.mu, self.g), ("lam", self.lam, self.h)):
            if len(multipliers) != len(constraints):
                raise RuleError(
                    zh=f"{name}：必须有 {len(constraints)} 个元素，每个约束一个",
                    en=f"{name}: must have {len(constraints)} entries, one a constraint",
                )
        for name, polynomials in (("f", (self.f,)), ("g", self.g), ("h", self.h)):
            for polynomial in polynomials:
                check_terms(name, polynomial, len(self.x))
        return self


class KktResiduals(Problem[KktParams]):
    """Check the four conditions one by one."""

    title = Text(zh="检验 KKT 条件", en="Checking the KKT conditions")
    covers = ("kkt_residuals",)
    params = KktParams
    example = {"f": [[1, 2, 0], [1, 0, 2]], "g": [[[-1, 1, 0], [-1, 0, 1], [2, 0, 0]]], "x": [1, 1], "mu": [2]}
    minutes = {"basic": 2.0, "intermediate": 4.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> KktParams:
        """A sound candidate or one with a single flaw. Basic: one g. Intermediate: two. Advanced: an h as well."""
        x = [rng.choice((-2, -1, 1, 2, 3)) for _ in range(2)]
        flaw = rng.choice(("none", "none", "sign", "slack", "infeasible", "stationarity"))
        mu = [rng.randint(1, 4) * (-1 if flaw == "sign" else 1)]
        level_of_g = {"slack": -rng.randint(1, 3), "infeasible": rng.randint(1, 3)}.get(flaw, 0)
        slopes = rng.sample(_SLOPES, k=3)
        g = [_line(rng, x, slopes[0], level_of_g)]
        if flaw == "infeasible":
            mu[0] = 0  # or complementary slackness would fail too
        if level != "basic":
            inside = -rng.randint(1, 4)
            g.append(_circle(x, inside) if rng.random() < 0.5 else _line(rng, x, slopes[1], inside))
            mu.append(0)
        h = [_line(rng, x, slopes[2], 0)] if level == "advanced" else []
        lam = [rng.choice((-3, -2, -1, 1, 2, 3)) for _ in h]
        squares = [rng.randint(1, 3) for _ in x]
        pull = [sum(m * _gradient(c, x)[i] for m, c in zip((*mu, *lam), (*g, *h), strict=True)) for i in range(len(x))]
        if flaw == "stationarity":
            pull[rng.randrange(2)] += rng.choice((-2, -1, 1, 2))
        linear = [int(-2 * s * a - t) for s, a, t in zip(squares, x, pull, strict=True)]
        f = [(squares[0], 2, 0), (squares[1], 0, 2), (linear[0], 1, 0), (linear[1], 0, 1)]
        return KktParams.model_validate({"f": _kept(*f), "g": g, "h": h, "x": x, "mu": mu, "lam": lam})

    def prompt(self, p: KktParams) -> Text:
        """State the problem, the Lagrangian and what each residual is."""
        constraints = [f"$g_{i}(x) = {written(g)} \\le 0$" for i, g in enumerate(p.g, 1)]
        constraints += [f"$h_{j}(x) = {written(h)} = 0$" for j, h in enumerate(p.h, 1)]
        candidate = [f"$x = {column(p.x)}$", *(f"$\\mu_{i} = {exact(m)}$" for i, m in enumerate(p.mu, 1))]
        candidate += [f"$\\lambda_{j} = {exact(m)}$" for j, m in enumerate(p.lam, 1)]
        f, subject, where = f"$f(x) = {written(p.f)}$", ", ".join(constraints), ", ".join(candidate)
        gradient, violation, products = r"$\nabla_x L$", _violation(p), r"$|\mu_i g_i(x)|$"
        slack = Text(f"（{products} 的最大值）", f"(the largest {products})")
        if not p.g:
            slack = Text("（没有不等式约束，填 0）", "(0, as there are no inequalities)")
        return Text(
            zh=f"在约束 {subject} 下求 {f} 的最小值。候选点和乘子：{where}。拉格朗日函数 {_lagrangian(p)}。"
            f"平稳性残差 {gradient} 是多少？约束的最大违反量（{violation.zh}）是多少？互补松弛残差{slack.zh}是多少？"
            "KKT 条件（包括乘子的符号）是否全部成立？",
            en=f"Minimise {f} subject to {subject}. The candidate is {where}, and {_lagrangian(p)}. What are the "
            f"stationarity residual {gradient}, the largest violation of a constraint ({violation.en}), and the "
            f"slackness residual {slack.en}? Do all KKT conditions hold, signs of multipliers included?",
        )

    def answer_type(self, p: KktParams) -> AnswerType:
        """Three residuals and a verdict."""
        return Parts(
            (
                Part("stationarity", Text("L 对 x 的梯度", "gradient of L by x"), Vector(atol=5e-4)),
                Part("violation", Text("约束的最大违反量", "largest violation"), Number(atol=5e-4)),
                Part("slackness", Text("互补松弛残差", "slackness residual"), Number(atol=5e-4)),
                Part(
                    "kkt",
                    Text("KKT 条件是否成立", "whether the KKT conditions hold"),
                    Label((Choice("yes", Text("是", "yes"), ("y",)), Choice("no", Text("否", "no"), ("n", "不是")))),
                ),
            )
        )

    def reference(self, p: KktParams) -> AnswerValue:
        """Compute in fractions of the decimals given, so that 0 is 0."""
        return _answer(p)

    def torch_reference(self, p: KktParams, place: Place) -> AnswerValue:
        """Differentiate the Lagrangian by autograd; 0 is what rounding leaves of it, below 1e-7."""
        import torch

        x = place.tensor(p.x, grad=True)
        f = torch_value(place.tensor(p.f), x)
        g, h = ([torch_value(place.tensor(terms), x) for terms in constraints] for constraints in (p.g, p.h))
        lagrangian = f + sum(m * c for m, c in zip((*p.mu, *p.lam), (*g, *h), strict=True))
        (gradient,) = torch.autograd.grad(lagrangian, x)
        violation = max([torch.relu(c).item() for c in g] + [c.abs().item() for c in h])
        slackness = max([abs(m * c.item()) for m, c in zip(p.mu, g, strict=True)], default=0.0)
        residuals = [float(gradient.abs().max()), violation, slackness, *(-m for m in p.mu)]
        return {
            "stationarity": tuple(gradient.tolist()),
            "violation": violation,
            "slackness": slackness,
            "kkt": "yes" if max(residuals) < 1e-7 else "no",
        }

    def steps(self, p: KktParams) -> list[Text]:
        """The four conditions, then each of them, then the verdict."""
        answer = _answer(p)
        multipliers, constraints = (*p.mu, *p.lam), (*p.g, *p.h)
        names = [*(f"g_{i + 1}" for i in range(len(p.g))), *(f"h_{j + 1}" for j in range(len(p.h)))]
        gradients = [rf"$\nabla f = {shown(_gradient(p.f, p.x))}$"]
        gradients += [rf"$\nabla {n} = {shown(_gradient(c, p.x))}$" for n, c in zip(names, constraints, strict=True)]
        terms = " + ".join(
            rf"{factor(m)} \cdot {shown(_gradient(c, p.x))}" for m, c in zip(multipliers, constraints, strict=True)
        )
        total = rf"$\nabla_x L = {shown(_gradient(p.f, p.x))} + {terms} = {shown(answer['stationarity'])}$"
        values = [float(_exact(c, p.x)) for c in constraints]
        at = ", ".join(f"${n}(x) = {short(v)}$" for n, v in zip(names, values, strict=True))
        products = ", ".join(
            rf"$\mu_{i} g_{i} = {factor(m)} \cdot {operand(v)} = {short(m * v)}$"
            for i, (m, v) in enumerate(zip(p.mu, values, strict=False), 1)
        )
        failed = _failed(p, answer)
        steps = [
            Text(
                zh=r"$\nabla f + \sum_i \mu_i \nabla g_i + \sum_j \lambda_j \nabla h_j = 0$（平稳性），"
                r"$g_i \le 0$, $h_j = 0$（原始可行），$\mu_i \ge 0$（对偶可行），$\mu_i g_i = 0$（互补松弛）。",
                en=r"$\nabla f + \sum_i \mu_i \nabla g_i + \sum_j \lambda_j \nabla h_j = 0$ (stationarity), "
                r"$g_i \le 0$, $h_j = 0$ (primal feasibility), $\mu_i \ge 0$ (dual feasibility), $\mu_i g_i = 0$ "
                "(complementary slackness).",
            ),
            Text(zh=f"各梯度：{', '.join(gradients)}。", en=f"The gradients: {', '.join(gradients)}."),
            Text(zh=f"平稳性：{total}。", en=f"Stationarity: {total}."),
            Text(
                zh=f"约束的值：{at}，最大违反量 ${short(answer['violation'])}$。",
                en=f"The constraints: {at}; the largest violation is ${short(answer['violation'])}$.",
            ),
        ]
        if products:
            steps.append(Text(zh=f"互补松弛：{products}。", en=f"Complementary slackness: {products}."))
        if failed:
            zh, en = "、".join(t.zh for t in failed), ", ".join(t.en for t in failed)
            return [*steps, Text(zh=f"不成立：{zh}。", en=f"They do not hold; what fails is {en}.")]
        return [*steps, Text(zh="四个条件都成立。", en="All four hold.")]

    def slips(self, p: KktParams) -> Iterator[Slip]:
        """Multipliers left out or subtracted; slack taken for violation; a condition forgotten."""
        right = _answer(p)
        if any((*p.mu, *p.lam)):
            yield Slip(
                "multipliers_left_out",
                _answer(p, sign=0),
                Text(
                    zh="这只是 $f$ 的梯度；有效约束的梯度乘上乘子也要加进来。",
                    en="That is the gradient of $f$ alone; add those of the constraints, times their multipliers.",
                ),
            )
            yield Slip(
                "multipliers_subtracted",
                _answer(p, sign=-1),
                Text(
                    zh="约束写成 $g \\le 0$、求最小值时，乘子项是加上去的。",
                    en="With constraints $g \\le 0$ and a minimum sought, multipliers are added.",
                ),
            )
        slack = max([abs(float(_exact(c, p.x))) for c in (*p.g, *p.h)])
        if slack > right["violation"]:
            yield Slip(
                "slack_counted_as_violation",
                right | {"violation": slack, "kkt": "no"},
                Text(
                    zh="$g(x) < 0$ 是满足约束，不是违反；只有正的部分才算。",
                    en="A constraint with $g(x) < 0$ is satisfied; only what is positive violates it.",
                ),
            )
        if right["kkt"] == "no" and len(_failed(p, right)) == 1:
            yield Slip(
                "verdict_too_kind",
                right | {"kkt": "yes"},
                Text(
                    zh="有一个条件不成立；四个条件缺一不可，别忘了 $\\mu_i \\ge 0$ 和互补松弛。",
                    en="One condition fails, and all are needed: mind $\\mu_i \\ge 0$ and complementary slackness.",
                ),
            )
        if right["kkt"] == "yes":
            yield Slip(
                "verdict_too_strict",
                right | {"kkt": "no"},
                Text(
                    zh="残差都为 0，乘子也不为负，条件全部成立；不起作用的约束乘子为 0 即可。",
                    en="All residuals are 0 and no multiplier is negative, so all conditions hold; a constraint with "
                    "slack merely needs the multiplier 0.",
                ),
            )


def _exact(polynomial: Polynomial, x: Values, by: int | None = None) -> Fraction:
    """Put decimals in without rounding, into the polynomial or its derivative by one variable."""
    total = Fraction(0)
    for c, *exponents in polynomial:
        powers = [int(e) for e in exponents]
        coefficient = Fraction(repr(c))
        if by is not None:
            coefficient *= powers[by]
            powers[by] = max(0, powers[by] - 1)
        total += coefficient * math.prod(Fraction(repr(a)) ** e for a, e in zip(x, powers, strict=True))
    return total


def _gradient(polynomial: Any, x: Any) -> list[float]:
    return [float(_exact(polynomial, x, i)) for i in range(len(x))]


def _answer(p: KktParams, *, sign: int = 1) -> dict[str, Any]:
    """Return the answer; `sign` is 1, or what a mistake makes of the multipliers' terms."""
    stationarity = [
        _exact(p.f, p.x, i)
        + sign * sum(Fraction(repr(m)) * _exact(c, p.x, i) for m, c in zip((*p.mu, *p.lam), (*p.g, *p.h), strict=True))
        for i in range(len(p.x))
    ]
    g, h = [_exact(c, p.x) for c in p.g], [_exact(c, p.x) for c in p.h]
    violation = max(Fraction(0), *g, *map(abs, h))
    slackness = max((abs(Fraction(repr(m)) * c) for m, c in zip(p.mu, g, strict=True)), default=Fraction(0))
    holds = not any(stationarity) and not violation and not slackness and min(p.mu, default=0.0) >= 0
    return {
        "stationarity": tuple(map(float, stationarity)),
        "violation": float(violation),
        "slackness": float(slackness),
        "kkt": "yes" if holds else "no",
    }


def _failed(p: KktParams, answer: dict[str, Any]) -> list[Text]:
    conditions = (
        (any(answer["stationarity"]), Text("平稳性", "stationarity")),
        (answer["violation"], Text("原始可行", "primal feasibility")),
        (min(p.mu, default=0.0) < 0, Text("对偶可行", "dual feasibility")),
        (answer["slackness"], Text("互补松弛", "complementary slackness")),
    )
    return [name for fails, name in conditions if fails]


def _lagrangian(p: KktParams) -> str:
    terms = [*(rf"\mu_{i} g_{i}(x)" for i in range(1, len(p.g) + 1))]
    terms += [rf"\lambda_{j} h_{j}(x)" for j in range(1, len(p.h) + 1)]
    return f"$L = f(x) + {' + '.join(terms)}$"


def _violation(p: KktParams) -> Text:
    parts = [r"$\max(0, g_i(x))$"] if p.g else []
    parts += ["$|h_j(x)|$"] if p.h else []
    return Text(f"{' 和 '.join(parts)} 中最大的", f"the largest {' or '.join(parts)}")


def _line(rng: Random, x: list[int], slope: tuple[int, int], level: int) -> list[tuple[int, int, int]]:
    """Return a linear function of this slope, or its opposite, that has the value `level` at x."""
    sign = rng.choice((-1, 1))
    a, b = sign * slope[0], sign * slope[1]
    return _kept((a, 1, 0), (b, 0, 1), (level - a * x[0] - b * x[1], 0, 0))


def _circle(x: list[int], level: int) -> list[tuple[int, int, int]]:
    """Return a circle about 0 that has the value `level` at x."""
    return _kept((1, 2, 0), (1, 0, 2), (level - x[0] ** 2 - x[1] ** 2, 0, 0))


def _kept(*terms: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    return [term for term in terms if term[0]]


problem = KktResiduals()
