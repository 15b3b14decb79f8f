"""Derivative of PReLU, f(x) = x for x > 0 and a*x for x < 0, with one slope a shared by all entries of x.

With respect to x it is taken entry by entry, and has the shape of x; with respect to a it is one number, the derivative
of the sum of the outputs. No entry may be exactly 0: PReLU has a kink there, and no derivative.
Source: He, Zhang, Ren & Sun 2015, Delving Deep into Rectifiers, arXiv:1502.01852, section 2.1.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, field_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Entries = Annotated[tuple[Real, ...], Field(min_length=1, max_length=16)]


class PreluParams(Params):
    """Where the derivative is taken, and which one."""

    x: Real | Entries = parameter(zh="一个数，或 1 到 16 个数；都不为 0", en="a number, or 1 to 16 of them; none is 0")
    a: Real = parameter(zh="负半轴的斜率，所有元素共用", en="slope on the negative side, shared by all entries")
    wrt: Literal["x", "a"] = parameter(
        "x", zh="x：逐元素对输入求导；a：对共用的斜率求导", en="x: the derivative at each entry; a: by the shared slope"
    )

    @field_validator("x")
    @classmethod
    def _off_the_kink(cls, x: float | tuple[float, ...]) -> float | tuple[float, ...]:
        if 0 in (x if isinstance(x, tuple) else (x,)):
            raise RuleError(
                zh="不能为 0，PReLU 在那里不可导", en="must not be 0, where PReLU has a kink and no derivative"
            )
        return x

    @property
    def entries(self) -> tuple[float, ...]:
        """The entries of x, also if there is one alone."""
        return self.x if isinstance(self.x, tuple) else (self.x,)

    @property
    def negative(self) -> list[float]:
        """The entries on the side where the slope acts."""
        return [x for x in self.entries if x < 0]


class PreluDerivative(BatchedProblem[PreluParams]):
    """Choose the branch by the sign of each entry."""

    title = Text(zh="PReLU 的导数", en="Derivative of PReLU")
    covers = ("prelu_derivative",)
    params = PreluParams
    example = {"x": [-2, 0.5, 3, -1.5], "a": 0.25, "wrt": "a"}

    def generate(self, rng: Random, level: Level) -> PreluParams:
        """Basic: three whole numbers, by x. Intermediate: four or five decimals. Advanced: more, any slope."""
        if level == "basic":
            return PreluParams(x=_mixed(rng, 3, 1, 9), a=rng.choice((0.1, 0.2, 0.25, 0.5)))
        wrt: Literal["x", "a"] = rng.choice(("x", "a"))
        if level == "intermediate":
            return PreluParams(x=_mixed(rng, rng.randint(4, 5), 10, 50), a=rng.randint(1, 30) / 100, wrt=wrt)
        slope = rng.choice((-1, 1)) * rng.randint(5, 60) / 100
        return PreluParams(x=_mixed(rng, rng.randint(6, 8), 100, 500), a=slope, wrt=wrt)

    def prompt(self, p: PreluParams) -> Text:
        """Say which derivative, and what is summed."""
        where = rf"$x = {exact(p.x)}$" if isinstance(p.x, float) else rf"$x = [{row(p.x)}]$"
        f = r"$f(x) = x$ ($x > 0$), $f(x) = a x$ ($x < 0$)"
        if p.wrt == "x":
            return Text(
                zh=f"PReLU：{f}，斜率 $a = {exact(p.a)}$，{where}。逐元素求 $f'(x)$，即对输入的导数。",
                en=f"PReLU: {f}, with slope $a = {exact(p.a)}$ and {where}. What is $f'(x)$, the derivative "
                "with respect to the input, entry by entry?",
            )
        return Text(
            zh=f"PReLU：{f}，所有元素共用一个斜率 $a = {exact(p.a)}$，{where}。"
            r"所有输出之和对斜率的导数 $\frac{\partial}{\partial a} \sum_i f(x_i)$ 是多少？",
            en=f"PReLU: {f}, with one slope $a = {exact(p.a)}$ shared by all entries, and {where}. What is the "
            r"derivative of the sum of all outputs with respect to it, $\frac{\partial}{\partial a} \sum_i f(x_i)$?",
        )

    def answer_type(self, p: PreluParams) -> AnswerType:
        """As many numbers as x has, or one for the slope."""
        return Number() if p.wrt == "a" or isinstance(p.x, float) else Vector(size=len(p.x))

    def reference(self, p: PreluParams) -> AnswerValue:
        """By x: 1 or the slope. By the slope: the entries that it multiplies, summed."""
        return sum(p.negative) if p.wrt == "a" else _like(p, [1.0 if x > 0 else p.a for x in p.entries])

    def torch_stacked(self, ps: Sequence[PreluParams], place: Place) -> Stacked:
        """Run nn.PReLU forwards and backwards, with a channel and its slope for every instance."""
        import torch

        layer = torch.nn.PReLU(len(ps), device=place.device, dtype=place.torch_dtype())
        layer.load_state_dict({"weight": place.tensor([p.a for p in ps])})
        x = place.tensor([p.entries for p in ps], grad=True)
        layer(x.T).sum().backward()
        if ps[0].wrt == "a":
            return layer.weight.grad
        return x.grad if isinstance(ps[0].x, tuple) else x.grad[:, 0]

    def steps(self, p: PreluParams) -> list[Text]:
        """The rule, then the branch of each entry."""
        if p.wrt == "x":
            rule = r"$f'(x) = 1$ ($x > 0$), $f'(x) = a$ ($x < 0$)"
            work = [rf"$f'({exact(x)}) = {exact(1.0 if x > 0 else p.a)}$" for x in p.entries]
            return [
                Text(zh=f"每个元素看自己的符号：{rule}。", en=f"The sign of each entry decides: {rule}."),
                Text(zh=f"{'，'.join(work)}。", en=f"{', '.join(work)}."),
            ]
        rule = r"$\frac{\partial}{\partial a} \sum_i f(x_i) = \sum_{x_i < 0} x_i$"
        work_a = " + ".join(map(factor, p.negative))
        total = rf"${work_a} = {exact(round(sum(p.negative), 9))}$" if p.negative else "$0$"
        return [
            Text(
                zh=f"斜率只乘在负的元素上，由它们共用，所以各处的导数相加：{rule}。",
                en=f"Only negative entries meet the slope; they share it, so what each gives adds up: {rule}.",
            ),
            Text(zh=f"负的元素之和：{total}。", en=f"The sum of the negative entries: {total}."),
        ]

    def slips(self, p: PreluParams) -> Iterator[Slip]:
        """The other branch, the other derivative, or the function itself."""
        yield from _slope_slips(p) if p.wrt == "a" else _input_slips(p)


def _input_slips(p: PreluParams) -> Iterator[Slip]:
    yield Slip(
        "value_for_derivative",
        _like(p, [x if x > 0 else p.a * x for x in p.entries]),
        Text(zh="这是函数值，要的是导数。", en="That is the function's value; its derivative is asked for."),
    )
    if p.negative and p.a != 0:
        yield Slip(
            "slope_forgotten",
            _like(p, [float(x > 0) for x in p.entries]),
            Text(
                zh="负的一侧导数为 0 的是 ReLU；PReLU 在那里的导数是斜率 $a$。",
                en="It is ReLU whose derivative is 0 on the negative side; PReLU's is the slope $a$ there.",
            ),
        )
    if p.negative and p.a != 1:
        yield Slip(
            "one_everywhere",
            _like(p, [1.0] * len(p.entries)),
            Text(
                zh="导数 1 只在正的一侧成立，负的一侧是斜率 $a$。",
                en="The derivative is 1 on the positive side only; on the negative side it is the slope $a$.",
            ),
        )
    if len(p.negative) < len(p.entries) and p.a != 1:
        yield Slip(
            "slope_everywhere",
            _like(p, [p.a] * len(p.entries)),
            Text(
                zh="斜率 $a$ 只在负的一侧起作用，正的一侧导数是 1。",
                en="The slope $a$ acts on the negative side only; on the positive side the derivative is 1.",
            ),
        )


def _slope_slips(p: PreluParams) -> Iterator[Slip]:
    total, n = sum(p.negative), len(p.entries)
    if n > 1 and p.negative:
        yield Slip(
            "mean_for_sum",
            total / n,
            Text(
                zh="共用的斜率从每个元素各得一份梯度，要相加，不取平均。",
                en="A shared slope gets a gradient from every entry: they add up, and are not averaged.",
            ),
        )
    if len(p.negative) < n:
        yield Slip(
            "positive_entries_counted",
            sum(p.entries),
            Text(
                zh="正的元素不经过斜率，对它的导数是 0。",
                en="Positive entries do not pass through the slope; their derivative with respect to it is 0.",
            ),
        )
    if p.negative:
        yield Slip(
            "sign_lost",
            -total,
            Text(
                zh="负的元素的导数就是 $x$ 本身，带着负号。",
                en="A negative entry's derivative is $x$ itself, with its minus sign.",
            ),
        )
        yield Slip(
            "slope_multiplied",
            p.a * total,
            Text(
                zh="$a x$ 对 $a$ 求导得 $x$，斜率不再出现。",
                en="The derivative of $a x$ with respect to $a$ is $x$; the slope itself is gone.",
            ),
        )
    yield Slip(
        "value_for_derivative",
        sum(x if x > 0 else p.a * x for x in p.entries),
        Text(
            zh="这是输出之和，要的是它对斜率的导数。", en="That is the sum of the outputs; its derivative is asked for."
        ),
    )


def _like(p: PreluParams, entries: list[float]) -> AnswerValue:
    """Return one number where x is one."""
    return tuple(entries) if isinstance(p.x, tuple) else entries[0]


def _mixed(rng: Random, n: int, unit: int, most: int) -> tuple[float, ...]:
    """Draw `n` numbers in units of 1/unit, two of them negative and one positive at least."""
    signs = [-1, -1, 1, *rng.choices((-1, 1), k=n - 3)]
    rng.shuffle(signs)
    return tuple(sign * rng.randint(1, most) / unit for sign in signs)


problem = PreluDerivative()
