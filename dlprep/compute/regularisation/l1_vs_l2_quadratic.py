"""Where an L1 and where an L2 penalty move the minimum a of a quadratic loss, weight by weight.

The loss is sum_i h_i (w_i - a_i)^2 / 2 with curvatures h_i > 0. With lambda sum |w_i| the minimum is
sign(a_i) max(|a_i| - lambda/h_i, 0); with (lambda/2) sum w_i^2 it is h_i a_i / (h_i + lambda).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.1.1, equation 7.13, and section 7.1.2, equation
7.23.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Annotated, Any

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.regularisation._weights import Column, Strength, Values, check_length, computed, draw, short, sign
from dlprep.grading.answer import AnswerType, AnswerValue, Part, Parts, Vector
from dlprep.text import Text

_Curvatures = Annotated[tuple[Annotated[Real, Field(ge=0.01, le=100)], ...], Field(min_length=1, max_length=8)]


class QuadraticParams(Params):
    """The loss, diagonal in its weights, and the strength of both penalties."""

    optimum: Column = parameter(
        zh="无惩罚时的极小点 a，1 到 8 个数", en="the minimum a without a penalty, 1 to 8 numbers"
    )
    curvature: _Curvatures = parameter(
        zh="各方向的曲率，每个权重一个，0.01 到 100", en="curvatures, one a weight, from 0.01 to 100"
    )
    strength: Strength = parameter(zh="惩罚系数 λ", en="strength of the penalty, lambda")

    @model_validator(mode="after")
    def _one_curvature_a_weight(self) -> "QuadraticParams":
        check_length("curvature", self.curvature, len(self.optimum))
        return self


class L1VsL2Quadratic(BatchedProblem[QuadraticParams]):
    """L1 subtracts a constant and makes zeros; L2 multiplies and makes none."""

    title = Text(zh="二次损失上的 L1 与 L2 惩罚", en="L1 against L2 on a quadratic loss")
    covers = ("l1_vs_l2_quadratic",)
    params = QuadraticParams
    example = {"optimum": [3, -0.5], "curvature": [1, 2], "strength": 2}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> QuadraticParams:
        """At least one weight that L1 sets to 0 and one that it does not. Basic: two weights, whole quotients."""
        n = {"basic": 2, "intermediate": 3, "advanced": 4}[level]
        strength = rng.choice((2, 4) if level == "basic" else (1, 1.5, 2, 3))
        curvature = tuple(
            rng.choice((1.0, 2.0, 4.0) if level == "basic" else (0.5, 1.0, 2.0, 3.0, 4.0)) for _ in range(n)
        )
        optimum = draw(rng, n, 2, 1, 10) if level == "basic" else draw(rng, n, 10, 2, 40)
        reach = [abs(w) - strength / h for w, h in zip(optimum, curvature, strict=True)]
        if max(reach) <= 0.1 or min(reach) >= -0.1 or 0 in reach:
            return self.generate(rng, level)
        return QuadraticParams(optimum=optimum, curvature=curvature, strength=strength)

    def prompt(self, p: QuadraticParams) -> Text:
        """Print both penalties, one with its half."""
        loss = r"$L(w) = \frac{1}{2} \sum_i h_i (w_i - a_i)^2$"
        given = f"$a = [{row(p.optimum)}]$", f"$h = [{row(p.curvature)}]$", rf"$\lambda = {exact(p.strength)}$"
        l1, l2 = r"$\lambda \sum_i |w_i|$", r"$\frac{\lambda}{2} \sum_i w_i^2$"
        return Text(
            zh=f"损失是二次的：{loss}，{'，'.join(given)}。分别加上 $L_1$ 惩罚 {l1} 和 $L_2$ 惩罚 {l2}，"
            "极小点各在哪里？",
            en=f"The loss is quadratic, {loss}, with {given[0]} and {given[1]}; {given[2]}. Where is the minimum with "
            f"the $L_1$ penalty {l1} added, and where with the $L_2$ penalty {l2} instead?",
        )

    def answer_type(self, p: QuadraticParams) -> AnswerType:
        """The two minima; L1 puts some entries at 0."""
        return Parts(
            (
                Part("l1", Text("L1 惩罚下的极小点", "the minimum with the L1 penalty"), Vector(atol=5e-4)),
                Part("l2", Text("L2 惩罚下的极小点", "the minimum with the L2 penalty"), Vector(atol=5e-4)),
            )
        )

    def reference(self, p: QuadraticParams) -> AnswerValue:
        """Both closed forms."""
        return {"l1": _l1(p, p.curvature), "l2": _l2(p, p.curvature, p.strength)}

    def torch_stacked(self, ps: Sequence[QuadraticParams], place: Place) -> Stacked:
        """Take one Newton step from a on each objective with autograd; one that passes the kink at 0 ends there."""
        import torch
        from torch.func import jacrev, vmap

        given = [place.tensor(stack) for stack in zip(*((p.optimum, p.curvature, p.strength) for p in ps), strict=True)]
        start = given[0]

        def newton(penalty: Callable[[Any], Any]) -> Any:
            def objective(w: Any, optimum: Any, curvature: Any, strength: Any) -> Any:
                return (curvature * (w - optimum) ** 2).sum() / 2 + strength * penalty(w)

            slope = jacrev(objective)
            return start - torch.linalg.solve(vmap(jacrev(slope))(start, *given), vmap(slope)(start, *given))

        l1, l2 = newton(lambda w: w.abs().sum()), newton(lambda w: w.square().sum() / 2)
        return {"l1": torch.where(l1 * start > 0, l1, 0), "l2": l2}

    def steps(self, p: QuadraticParams) -> list[Text]:
        """Both closed forms, then each with the numbers."""
        after_l1, after_l2, strength = _l1(p, p.curvature), _l2(p, p.curvature, p.strength), exact(p.strength)
        l1_form = r"$w_i = \text{sign}(a_i) \max(|a_i| - \frac{\lambda}{h_i}, 0)$"
        l2_form = r"$w_i = \frac{h_i}{h_i + \lambda} a_i$"
        rows = list(zip(p.optimum, p.curvature, after_l1, after_l2, strict=True))
        l1 = ", ".join(
            rf"{'-' if w < 0 and a else ''}\max({exact(abs(w))} - \frac{{{strength}}}{{{exact(h)}}}, 0) = {short(a)}"
            for w, h, a, _ in rows
        )
        l2 = ", ".join(
            rf"\frac{{{exact(h)}}}{{{exact(h)} + {strength}}} \cdot {factor(w)} = {short(b)}" for w, h, _, b in rows
        )
        return [
            Text(
                zh=f"$L_1$：{l1_form}，减去一个常数，到 0 为止，所以产生稀疏；$L_2$：{l2_form}，乘以一个系数，不会到 "
                "0。曲率越小的方向缩得越多。",
                en=f"$L_1$: {l1_form}, which subtracts a constant and stops at 0, hence sparsity. $L_2$: {l2_form}, "
                "which multiplies and never reaches 0. The flatter the direction, the more it shrinks.",
            ),
            Text(
                zh=f"$L_1$：${l1}$，即 $w = {computed(after_l1)}$。",
                en=f"$L_1$: ${l1}$, so $w = {computed(after_l1)}$.",
            ),
            Text(
                zh=f"$L_2$：${l2}$，即 $w = {computed(after_l2)}$。",
                en=f"$L_2$: ${l2}$, so $w = {computed(after_l2)}$.",
            ),
        ]

    def slips(self, p: QuadraticParams) -> Iterator[Slip]:
        """The curvature, the stop at 0, the half, or which penalty is which."""
        l1, l2 = _l1(p, p.curvature), _l2(p, p.curvature, p.strength)
        if p.strength == 0 or not any(p.optimum):
            return
        flat = (1.0,) * len(p.curvature)
        if p.curvature != flat:
            yield Slip(
                "curvature_ignored",
                {"l1": _l1(p, flat), "l2": _l2(p, flat, p.strength)},
                Text(
                    zh="漏了曲率：损失越平的方向，同样的惩罚移动得越远。",
                    en="The curvature was left out: the flatter the loss, the farther the same penalty moves a weight.",
                ),
            )
        yield Slip(
            "penalties_swapped",
            {"l1": l2, "l2": l1},
            Text(
                zh="两种惩罚弄反了：产生零的是 $L_1$，按比例缩小的是 $L_2$。",
                en="The penalties are swapped: it is $L_1$ that makes zeros and $L_2$ that shrinks by a factor.",
            ),
        )
        moved = tuple(w - sign(w) * p.strength / h for w, h in zip(p.optimum, p.curvature, strict=True))
        if any(w * new < 0 for w, new in zip(p.optimum, moved, strict=True)):
            yield Slip(
                "past_zero",
                {"l1": moved, "l2": l2},
                Text(
                    zh="$L_1$ 的解到 0 为止，不会越过去变号。",
                    en="The minimum under $L_1$ stops at 0 and does not cross over to the other sign.",
                ),
            )
        yield Slip(
            "half_forgotten",
            {"l1": l1, "l2": _l2(p, p.curvature, 2 * p.strength)},
            Text(
                zh=r"$L_2$ 惩罚带 $\frac{1}{2}$，分母是 $h_i + \lambda$，不是 $h_i + 2 \lambda$。",
                en=r"With the $\frac{1}{2}$ on the $L_2$ penalty the denominator is $h_i + \lambda$, not "
                r"$h_i + 2 \lambda$.",
            ),
        )
        yield Slip(
            "shares_swapped",
            {
                "l1": l1,
                "l2": tuple(p.strength * w / (h + p.strength) for w, h in zip(p.optimum, p.curvature, strict=True)),
            },
            Text(
                zh=r"分子应该是 $h_i$：惩罚越强，留下的越少。",
                en=r"The numerator is $h_i$: the stronger the penalty, the less is left.",
            ),
        )


def _l1(p: QuadraticParams, curvature: Values) -> Values:
    return tuple(sign(w) * max(abs(w) - p.strength / h, 0.0) for w, h in zip(p.optimum, curvature, strict=True))


def _l2(p: QuadraticParams, curvature: Values, strength: float) -> Values:
    return tuple(h * w / (h + strength) for w, h in zip(p.optimum, curvature, strict=True))


problem = L1VsL2Quadratic()
