"""Ridge regression in closed form: the w that minimises ||y - X w||^2 + lambda ||w||^2, one number a feature.

X has shape (samples, features). The sum of squares is neither halved nor averaged, so w = (X^T X + lambda I)^-1 X^T y.
An intercept b is not penalised: the columns of X and y are centred first, and b = mean(y) - mean(X) w.
Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, section 3.4.1, equation 3.44.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.regularisation._weights import (
    Rows,
    Values,
    check_length,
    computed,
    computed_grid,
    draw,
    grid,
    operand,
    rectangular,
    short,
)
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts, Vector
from dlprep.text import Text

_Entry = Annotated[Real, Field(ge=-20, le=20)]
_Sample = Annotated[tuple[_Entry, ...], Field(min_length=1, max_length=3)]


class RidgeParams(Params):
    """The data, the penalty, and whether there is an intercept."""

    x: Annotated[tuple[_Sample, ...], Field(min_length=2, max_length=6), AfterValidator(rectangular)] = parameter(
        zh="数据矩阵，2 到 6 行，每行一个样本，1 到 3 个特征，元素在 -20 到 20 之间",
        en="data matrix, 2 to 6 rows, one a sample, of 1 to 3 features, entries from -20 to 20",
    )
    y: Annotated[tuple[_Entry, ...], Field(min_length=2, max_length=6)] = parameter(
        zh="目标，每个样本一个，-20 到 20", en="targets, one a sample, from -20 to 20"
    )
    strength: Annotated[Real, Field(ge=0.1, le=100)] = parameter(
        zh="惩罚系数 λ，0.1 到 100", en="strength of the penalty, lambda, from 0.1 to 100"
    )
    intercept: bool = parameter(False, zh="是否有不受惩罚的截距", en="whether there is an intercept, not penalised")

    @model_validator(mode="after")
    def _one_target_a_sample(self) -> "RidgeParams":
        check_length("y", self.y, len(self.x))
        return self


class RidgeClosedForm(BatchedProblem[RidgeParams]):
    """Add lambda on the diagonal of the normal equations."""

    title = Text(zh="岭回归的闭式解", en="Ridge regression in closed form")
    covers = ("ridge_closed_form",)
    params = RidgeParams
    example = {"x": [[1], [2], [2]], "y": [1, 3, 4], "strength": 1}
    minutes = {"basic": 2.0, "intermediate": 4.0, "advanced": 6.0}

    def generate(self, rng: Random, level: Level) -> RidgeParams:
        """Basic: one feature, a round denominator. Intermediate: two features. Advanced: an intercept too."""
        if level == "basic":
            x = draw(rng, 3, 1, 1, 3)
            squares = round(sum(t * t for t in x))
            strength = rng.choice([n - squares for n in (5, 10, 20, 25, 30) if n > squares])
            return RidgeParams(x=tuple((t,) for t in x), y=draw(rng, 3, 1, 1, 6), strength=strength)
        n = 3 if level == "intermediate" else 4
        samples = tuple(draw(rng, 2, 1, 0, 3) for _ in range(n))
        params = RidgeParams(
            x=tuple(tuple(t + 0.0 for t in sample) for sample in samples),
            y=draw(rng, n, 1, 1, 6),
            strength=rng.choice((1, 2, 3)),
            intercept=level == "advanced",
        )
        # Without the penalty there has to be one answer too, to be told from the right one.
        return params if _full_rank(params) else self.generate(rng, level)

    def prompt(self, p: RidgeParams) -> Text:
        """Print the objective: a half or a mean in it would change lambda."""
        x, y, strength = f"$X = {grid(p.x)}$", f"$y = [{row(p.y)}]$", rf"$\lambda = {exact(p.strength)}$"
        if p.intercept:
            loss = r"$\sum_i (y_i - w^T x_i - b)^2 + \lambda \lVert w \rVert_2^2$"
            return Text(
                zh=f"带截距的岭回归：{x}（每行一个样本），{y}，{strength}。求使 {loss} 最小的 $w$ 和 $b$，"
                "截距不受惩罚。",
                en=f"Ridge regression with an intercept: {x} (one sample a row), {y}, {strength}. Which $w$ and $b$ "
                f"minimise {loss}, where the intercept is not penalised?",
            )
        loss = r"$\lVert y - X w \rVert_2^2 + \lambda \lVert w \rVert_2^2$"
        return Text(
            zh=f"不带截距的岭回归：{x}（每行一个样本），{y}，{strength}。使 {loss} 最小的 $w$ 是什么？",
            en=f"Ridge regression without an intercept: {x} (one sample a row), {y}, {strength}. Which $w$ minimises "
            f"{loss}?",
        )

    def answer_type(self, p: RidgeParams) -> AnswerType:
        """One weight a feature, and the intercept if there is one."""
        if not p.intercept:
            return Vector(atol=5e-4)
        return Parts(
            (
                Part("w", Text("权重", "the weights"), Vector(atol=5e-4)),
                Part("b", Text("截距", "the intercept"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: RidgeParams) -> AnswerValue:
        """Solve the normal equations, of centred data if there is an intercept."""
        return _solve(p, p.strength)

    def torch_stacked(self, ps: Sequence[RidgeParams], place: Place) -> Stacked:
        """Solve least squares with sqrt(lambda) I below X, and with a column of ones for the intercept."""
        import torch

        x, y = place.tensor([p.x for p in ps]), place.tensor([p.y for p in ps])
        roots = place.tensor([[p.strength] * x.shape[2] for p in ps]).sqrt()
        rows, targets = torch.cat([x, torch.diag_embed(roots)], dim=1), torch.cat([y, torch.zeros_like(roots)], dim=1)
        if not ps[0].intercept:
            return torch.linalg.lstsq(rows, targets[..., None]).solution[..., 0]
        ones = torch.cat([torch.ones_like(y), torch.zeros_like(roots)], dim=1)
        design = torch.cat([rows, ones[..., None]], dim=2)
        solution = torch.linalg.lstsq(design, targets[..., None]).solution[..., 0]
        return {"w": solution[:, :-1], "b": solution[:, -1]}

    def steps(self, p: RidgeParams) -> list[Text]:
        """The formula, the centred data if any, both sides of the equations, the solution."""
        formula = r"$w = (X^T X + \lambda I)^{-1} X^T y$"
        answer, (x, y, means, mean) = self.reference(p), _centred(p)
        gram, right = _normal(x, y, p.strength)
        if p.intercept:
            assert isinstance(answer, dict)
            w = answer["w"]
            means_of = rf"$\bar x = {computed(means)}$, $\bar y = {short(mean)}$"
            moved = f"$X = {computed_grid(x)}$, $y = {computed(y)}$"
            steps = [
                Text(
                    zh=rf"先把 $X$ 的各列和 $y$ 中心化，再用 {formula}，最后 $b = \bar y - \bar x^T w$：截距不受惩罚。",
                    en=rf"Centre the columns of $X$ and $y$, then {formula}, and last $b = \bar y - \bar x^T w$: that "
                    "leaves the intercept free of the penalty.",
                ),
                Text(zh=f"均值 {means_of}，中心化后 {moved}。", en=f"The means are {means_of}; centred, {moved}."),
            ]
        else:
            w = answer
            steps = [
                Text(
                    zh=rf"{formula}：令梯度 $2 X^T (X w - y) + 2 \lambda w$ 为 0；$\lambda > 0$ 时矩阵总是可逆。",
                    en=rf"{formula}, where the gradient $2 X^T (X w - y) + 2 \lambda w$ is 0; with $\lambda > 0$ the "
                    "matrix always has an inverse.",
                )
            ]
        assert isinstance(w, tuple)
        sides = rf"$X^T X + \lambda I = {computed_grid(gram)}$, $X^T y = {computed(right)}$"
        weights = [float(t) for t in w if isinstance(t, float)]
        steps.append(Text(zh=f"两边各是 {sides}。", en=f"The two sides: {sides}."))
        inverse = r"(X^T X + \lambda I)^{-1} X^T y"
        if len(weights) == 2:
            (a, b), (c, d) = gram
            inverse = rf"\frac{{1}}{{{short(a * d - b * c)}}} {computed_grid(((d, -b), (-c, a)))} X^T y"
        work = f"$w = {inverse} = {computed(weights)}$"
        steps.append(Text(zh=f"解方程：{work}。", en=f"Solve: {work}."))
        if p.intercept:
            products = " + ".join(rf"{operand(m)} \cdot {operand(t)}" for m, t in zip(means, weights, strict=True))
            free = mean - sum(m * t for m, t in zip(means, weights, strict=True))
            work = f"$b = {short(mean)} - ({products}) = {short(free)}$"
            steps.append(Text(zh=f"截距：{work}。", en=f"The intercept: {work}."))
        return steps

    def slips(self, p: RidgeParams) -> Iterator[Slip]:
        """No lambda, another lambda, and what goes wrong with intercepts."""
        if _full_rank(p):
            yield Slip(
                "penalty_forgotten",
                _solve(p, 0),
                Text(
                    zh=r"这是最小二乘解，漏了 $\lambda I$。",
                    en=r"That is the least-squares solution; $\lambda I$ is missing.",
                ),
            )
        yield Slip(
            "lambda_times_samples",
            _solve(p, p.strength * len(p.x)),
            Text(
                zh=r"误差是平方和，不是平均，所以对角线上加 $\lambda$，不乘样本数。",
                en=r"The squares are summed, not averaged, so $\lambda$ is added without the number of samples.",
            ),
        )
        yield Slip(
            "lambda_halved",
            _solve(p, p.strength / 2),
            Text(
                zh=r"两项求导都带 2，约去后对角线上加的是 $\lambda$，不是 $\frac{\lambda}{2}$。",
                en=r"Both terms have a 2 in their gradient; it cancels, and $\lambda$ is added, not "
                r"$\frac{\lambda}{2}$.",
            ),
        )
        if not p.intercept:
            return
        *w, b = _normal_solution(tuple((*sample, 1.0) for sample in p.x), p.y, p.strength)
        yield Slip(
            "intercept_penalised",
            {"w": tuple(w), "b": b},
            Text(
                zh=r"截距也受了惩罚：$\lambda$ 只加在权重的对角元素上，或者先中心化。",
                en=r"The intercept was penalised too: add $\lambda$ on the diagonal for the weights alone, or centre "
                "first.",
            ),
        )
        raw = _normal_solution(p.x, p.y, p.strength)
        yield Slip(
            "not_centred",
            {"w": raw, "b": _intercept(p, raw)},
            Text(
                zh="求 $w$ 之前要把 $X$ 和 $y$ 中心化，否则得到的是没有截距时的权重。",
                en="Centre $X$ and $y$ before solving for $w$; else these are the weights of a model without an "
                "intercept.",
            ),
        )


def _full_rank(p: RidgeParams) -> bool:
    """Tell whether there is one answer without the penalty too."""
    import numpy as np

    return int(np.linalg.matrix_rank(np.array(_centred(p)[0]), tol=1e-6)) == len(p.x[0])


def _solve(p: RidgeParams, strength: float) -> AnswerValue:
    """Return the answer for this lambda."""
    x, y, _, _ = _centred(p)
    w = _normal_solution(x, y, strength)
    return {"w": w, "b": _intercept(p, w)} if p.intercept else w


def _centred(p: RidgeParams) -> tuple[Rows, Values, Values, float]:
    """Return x and y as the normal equations take them, and what was taken away from each."""
    if not p.intercept:
        return p.x, p.y, (0.0,) * len(p.x[0]), 0.0
    means = tuple(sum(column) / len(column) for column in zip(*p.x, strict=True))
    mean = sum(p.y) / len(p.y)
    return (
        tuple(tuple(t - m for t, m in zip(sample, means, strict=True)) for sample in p.x),
        tuple(t - mean for t in p.y),
        means,
        mean,
    )


def _normal(x: Rows, y: Values, strength: float) -> tuple[Any, Any]:
    """Return X^T X + lambda I, and X^T y."""
    import numpy as np

    matrix = np.array(x)
    return matrix.T @ matrix + strength * np.eye(matrix.shape[1]), matrix.T @ np.array(y)


def _normal_solution(x: Rows, y: Values, strength: float) -> Values:
    import numpy as np

    gram, right = _normal(x, y, strength)
    return tuple(np.linalg.solve(gram, right).tolist())


def _intercept(p: RidgeParams, w: Values) -> float:
    _, _, means, mean = _centred(p)
    return mean - sum(m * t for m, t in zip(means, w, strict=True))


problem = RidgeClosedForm()
