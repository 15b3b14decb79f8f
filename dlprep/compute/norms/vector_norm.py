"""Norm of a vector, of order p: (sum_i |x_i|^p)^(1/p) for p >= 1, the largest |x_i| for p = inf, in the unit of x.

Order 0 counts the entries that are not 0; it is called a norm by habit, but does not scale with x.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 2.5; torch.linalg.vector_norm.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import AfterValidator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.norms._entries import Entries, Values, short, signed
from dlprep.compute.numbers import Real, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Count, Number
from dlprep.rules import RuleError
from dlprep.text import Text


def _known_order(order: str | float) -> str | float:
    if isinstance(order, float) and order != 0 and not 1 <= order <= 10:
        raise RuleError(
            zh="必须是 0、inf，或 1 到 10 之间的数；小于 1 时三角不等式不成立",
            en="must be 0, inf, or from 1 to 10; below 1 the triangle inequality fails",
        )
    return order


_Order = Annotated[Literal["inf"] | Real, AfterValidator(_known_order)]

_WHOLE: tuple[Values, ...] = (
    *((3, 4), (6, 8), (5, 12), (8, 15), (1, 2, 2), (2, 3, 6), (1, 4, 8), (4, 4, 7), (2, 6, 9)),
    *((1, 1, 3, 5), (1, 2, 2, 4), (2, 4, 5, 6), (1, 1, 7, 7), (1, 3, 3, 9)),
)
"""Whole numbers whose L2 norm is one too."""


class VectorParams(Params):
    """A vector and the order of its norm."""

    x: Entries = parameter(
        zh="1 到 16 个数，每个是 0 或绝对值在 0.0001 到 10000 之间",
        en="1 to 16 numbers, each 0 or from 0.0001 to 10000 in absolute value",
    )
    order: _Order = parameter(2.0, zh="阶数：0、1 到 10 的数，或 inf", en="order: 0, a number from 1 to 10, or inf")


class VectorNorm(BatchedProblem[VectorParams]):
    """Absolute values, powers, sum, root."""

    title = Text(zh="向量的范数", en="Norm of a vector")
    covers = ("l0_norm", "l1_norm", "l2_norm", "lp_norm", "linf_norm")
    params = VectorParams
    shared = ("order",)
    example = {"x": [3, -4, 12], "order": 2}

    def generate(self, rng: Random, level: Level) -> VectorParams:
        """Basic: whole numbers, orders 0, 1, 2 and inf. Intermediate: order 3 too. Advanced: decimals, any order."""
        order: Literal["inf"] | float
        if level == "basic":
            order = rng.choice((0.0, 1.0, 2.0, "inf"))
            drawn = rng.choice(_WHOLE) if order == 2 else tuple(rng.choices(range(1, 10), k=rng.randint(3, 4)))
        elif level == "intermediate":
            order = rng.choice((0.0, 1.0, 2.0, 3.0, "inf"))
            most = 5 if order == 3 else 12
            drawn = tuple(rng.choices(range(1, most), k=3 if order == 3 else rng.randint(4, 5)))
        else:
            order = rng.choice((1.5, 2.0, 2.5, 3.0, 4.0, "inf"))
            drawn = tuple(rng.randint(3, 45) / 10 for _ in range(rng.randint(4, 5)))
        x = signed(rng, drawn)
        if order == 0:
            x = tuple(rng.sample((*x, *(0.0,) * rng.randint(1, 2)), k=len(x) + 1))
        # Zeros show what order 0 counts; a negative entry shows what the absolute value is for.
        redraw = min(x) >= 0 or (order == "inf" and max(x) == max(map(abs, x)))
        return self.generate(rng, level) if redraw else VectorParams(x=x, order=order)

    def prompt(self, p: VectorParams) -> Text:
        """Name the norm; print the definition where the name alone is ambiguous."""
        x, norm = f"$x = [{row(p.x)}]$", f"${_sign(p)}$"
        if p.order == 0:
            return Text(
                zh=f"{x} 的“$L_0$ 范数” {norm}，即非零元素的个数，是多少？",
                en=f'What is the "$L_0$ norm" {norm} of {x}, the number of its non-zero entries?',
            )
        name = r"$L_\infty$" if p.order == "inf" else f"$L_{{{exact(p.order)}}}$"
        return Text(
            zh=f"向量 {x} 的 {name} 范数 {norm} 是多少？",
            en=f"What is the {name} norm {norm} of the vector {x}?",
        )

    def answer_type(self, p: VectorParams) -> AnswerType:
        """A number of entries, or a length."""
        return Count() if p.order == 0 else Number()

    def reference(self, p: VectorParams) -> float:
        """Count, take the largest, or sum powers."""
        if p.order == 0:
            return sum(x != 0 for x in p.x)
        return max(map(abs, p.x)) if p.order == "inf" else _power_sum(p.x, p.order) ** (1 / p.order)

    def torch_stacked(self, ps: Sequence[VectorParams], place: Place) -> Stacked:
        """Run torch.linalg.vector_norm."""
        import torch

        norms = torch.linalg.vector_norm(place.tensor([p.x for p in ps]), ord=float(ps[0].order), dim=1)
        return norms.long() if ps[0].order == 0 else norms

    def steps(self, p: VectorParams) -> list[Text]:
        """The definition of the family, then absolute values, powers, sum and root."""
        sizes = ", ".join(exact(abs(x)) for x in p.x)
        steps = [
            Text(
                zh=r"$\lVert x \rVert_p = (\sum_i |x_i|^p)^{\frac{1}{p}}$，$p \geq 1$；$p \to \infty$ "
                r"时只剩最大的绝对值：$\lVert x \rVert_\infty = \max_i |x_i|$。$\lVert x \rVert_0$ 只数非零元素，"
                "不算真正的范数。",
                en=r"$\lVert x \rVert_p = (\sum_i |x_i|^p)^{\frac{1}{p}}$ for $p \geq 1$. As $p \to \infty$ only the "
                r"largest absolute value is left: $\lVert x \rVert_\infty = \max_i |x_i|$. $\lVert x \rVert_0$ counts "
                "the non-zero entries and is no true norm.",
            )
        ]
        if p.order == 0:
            kept, n = row(x for x in p.x if x), sum(x != 0 for x in p.x)
            counted = Text(zh=f"非零元素是 ${kept}$，", en=f"The non-zero entries are ${kept}$: ")
            if not n:
                counted = Text(zh="没有非零元素，", en="There is none: ")
            return [*steps, Text(zh=f"{counted.zh}共 ${n}$ 个。", en=f"{counted.en}${n}$ of them.")]
        if p.order == "inf":
            most = exact(max(map(abs, p.x)))
            return [
                *steps,
                Text(
                    zh=f"各元素的绝对值是 ${sizes}$，其中最大的是 ${most}$。",
                    en=f"The absolute values are ${sizes}$, and the largest is ${most}$.",
                ),
            ]
        order, total = exact(p.order), _power_sum(p.x, p.order)
        power = "" if p.order == 1 else f"^{{{order}}}"
        terms = " + ".join(f"{exact(abs(x))}{power}" for x in p.x)
        summed = rf"$\sum_i |x_i|{power} = {terms} = {short(total)}$"
        steps.append(Text(zh=f"绝对值的幂相加：{summed}。", en=f"The powers of the absolute values add up: {summed}."))
        if p.order == 1:
            return [*steps, Text(zh="$p = 1$ 时不用开方。", en="With $p = 1$ there is no root to take.")]
        root = rf"\sqrt{{{short(total)}}}" if p.order == 2 else rf"({short(total)})^{{\frac{{1}}{{{order}}}}}"
        work = f"${_sign(p)} = {root} = {short(total ** (1 / p.order))}$"
        return [*steps, Text(zh=f"再开方：{work}。", en=f"Then the root: {work}.")]

    def slips(self, p: VectorParams) -> Iterator[Slip]:
        """Another norm, or one of absolute value, power and root left out."""
        if p.order == 0:
            yield from _count_slips(p.x)
            return
        if p.order == "inf":
            yield from _largest_slips(p.x)
            return
        total, n = _power_sum(p.x, p.order), len(p.x)
        signs = sum(math.copysign(abs(x) ** p.order, x) for x in p.x)
        if min(p.x) < 0 < signs and p.order % 2 == 1:
            yield Slip(
                "signs_kept",
                signs ** (1 / p.order),
                Text(
                    zh="先取绝对值，否则正负元素互相抵消。",
                    en="Take absolute values first, or positive and negative entries cancel.",
                ),
            )
        if p.order != 1:
            yield Slip(
                "root_forgotten",
                total,
                Text(
                    zh="忘了开方：求和之后还要取 $\\frac{1}{p}$ 次幂。",
                    en="The root is missing: raise the sum to the power $\\frac{1}{p}$.",
                ),
            )
            yield Slip("l1_norm", _power_sum(p.x, 1), _l1_instead())
        if p.order not in (1, 2):
            yield Slip(
                "square_root",
                math.sqrt(total),
                Text(
                    zh="开的方次要与幂次相同，是 $p$ 次方根，不是平方根。",
                    en="The root has the order of the power: it is the root of order $p$, not the square root.",
                ),
            )
        if p.order != 2:
            yield Slip(
                "l2_norm",
                math.hypot(*p.x),
                Text(
                    zh="这是 $L_2$ 范数；题中的阶数不是 2。", en="That is the $L_2$ norm; the order asked for is not 2."
                ),
            )
        if n > 1:
            yield Slip(
                "mean_for_sum",
                (total / n) ** (1 / p.order),
                Text(
                    zh="范数对各项求和，不除以元素个数。",
                    en="A norm sums its terms and does not divide by their number.",
                ),
            )


def _count_slips(x: Values) -> Iterator[Slip]:
    zeros, total = x.count(0), _power_sum(x, 1)
    if zeros:
        yield Slip(
            "zeros_counted",
            zeros,
            Text(zh="数的是非零元素，不是零。", en="The non-zero entries are counted, not the zeros."),
        )
        yield Slip(
            "all_counted",
            len(x),
            Text(zh="这是元素总数，为 0 的不算。", en="That is the number of all entries; zeros do not count."),
        )
    if total.is_integer():
        yield Slip("l1_norm", round(total), _l1_instead())


def _largest_slips(x: Values) -> Iterator[Slip]:
    if max(x) < max(map(abs, x)):
        yield Slip(
            "sign_kept",
            max(x),
            Text(
                zh="比较的是绝对值，负的元素也可能最大。",
                en="Absolute values are compared, and a negative entry may have the largest.",
            ),
        )
        if -min(x) == max(map(abs, x)):
            yield Slip(
                "sign_left",
                min(x),
                Text(zh="范数取绝对值，不会为负。", en="The norm is the absolute value and never negative."),
            )
    yield Slip("l1_norm", _power_sum(x, 1), _l1_instead())
    yield Slip(
        "l2_norm",
        math.hypot(*x),
        Text(
            zh=r"这是 $L_2$ 范数；$p \to \infty$ 时只剩最大的一项。",
            en=r"That is the $L_2$ norm; as $p \to \infty$ only the largest term is left.",
        ),
    )


def _l1_instead() -> Text:
    return Text(zh="这是 $L_1$ 范数，即绝对值之和。", en="That is the $L_1$ norm, the sum of the absolute values.")


def _sign(p: VectorParams) -> str:
    return rf"\lVert x \rVert_{{{exact(p.order) if isinstance(p.order, float) else chr(92) + 'infty'}}}"


def _power_sum(x: Values, order: float) -> float:
    return math.fsum(abs(t) ** order for t in x)


problem = VectorNorm()
