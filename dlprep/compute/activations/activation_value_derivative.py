"""Value or derivative of an activation, entry by entry: sigmoid, tanh, ReLU and its kin, ELU, softplus, hard tanh.

The answer has the shape of x, a number or a row of them. Softplus has beta = 1 and the natural logarithm; hard tanh
clips to [-1, 1]. No derivative is asked for at a kink, where frameworks differ.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, sections 3.10 and 6.3; Clevert, Unterthiner & Hochreiter
2015, arXiv:1511.07289, section 3 (ELU).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice, pairwise
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.activations._unit_mistakes import MISTAKES
from dlprep.compute.activations._units import UNITS, Name, derivative_work, result, value_work
from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Entry = Annotated[Real, Field(ge=-10, le=10)]
Entries = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=16)]
SMOOTH = ("sigmoid", "tanh", "softplus")


class ActivationParams(Params):
    """Which function, where, and whether it or its derivative."""

    name: Name = parameter(
        zh="sigmoid、tanh、relu、leaky_relu、generalised_relu、elu、softplus 或 hardtanh",
        en="sigmoid, tanh, relu, leaky_relu, generalised_relu, elu, softplus or hardtanh",
    )
    x: Entry | Entries = parameter(
        zh="一个数，或 1 到 16 个数，都在 -10 和 10 之间；求导时不在折点上",
        en="a number, or 1 to 16 of them, from -10 to 10; none at a kink if the derivative is asked for",
    )
    alpha: Annotated[Real, Field(ge=-10, le=10)] | None = parameter(
        None,
        zh="leaky_relu（0 到 1 之间）和 generalised_relu 在负半轴的斜率，elu 的系数（大于 0）；其他函数没有",
        en="slope on the negative side of leaky_relu (between 0 and 1) and generalised_relu, factor of elu (above 0); "
        "the others have none",
    )
    quantity: Literal["value", "derivative"] = parameter(
        "derivative", zh="value：函数值；derivative：导数", en="value: f(x); derivative: f'(x)"
    )

    @model_validator(mode="after")
    def _alpha_fits(self) -> "ActivationParams":
        takes = self.name in ("leaky_relu", "generalised_relu", "elu")
        if takes != (self.alpha is not None):
            raise RuleError(
                zh=f"alpha：{self.name} {'需要它' if takes else '没有它'}",
                en=f"alpha: {self.name} {'needs one' if takes else 'has none'}",
            )
        if self.name == "leaky_relu" and not 0 < self.slope < 1:
            raise RuleError(
                zh="alpha：leaky_relu 要求在 0 和 1 之间；generalised_relu 可以用任何斜率",
                en="alpha: must be between 0 and 1 for leaky_relu; generalised_relu takes any slope",
            )
        if self.name == "elu" and self.slope <= 0:
            raise RuleError(zh="alpha：elu 要求大于 0", en="alpha: must be above 0 for elu")
        return self

    @model_validator(mode="after")
    def _off_the_kinks(self) -> "ActivationParams":
        kinks = () if self.name in SMOOTH else (-1.0, 1.0) if self.name == "hardtanh" else (0.0,)
        at = [x for x in self.entries if x in kinks]
        if self.quantity == "derivative" and at:
            raise RuleError(
                zh=f"x：不能是 {exact(at[0])}，{self.name} 在那里不可导",
                en=f"x: must not be {exact(at[0])}, where {self.name} has a kink",
            )
        return self

    @property
    def entries(self) -> tuple[float, ...]:
        """The entries of x, also if there is one alone."""
        return self.x if isinstance(self.x, tuple) else (self.x,)

    @property
    def slope(self) -> float:
        """Alpha as a number, also for those that do without."""
        return 0.0 if self.alpha is None else self.alpha

    def mapped(self, f: Callable[[float, float], float]) -> AnswerValue:
        """Return f(entry, alpha) for each entry, as one number where x is one."""
        values = tuple(f(x, self.slope) for x in self.entries)
        return values if isinstance(self.x, tuple) else values[0]


class ActivationValueDerivative(BatchedProblem[ActivationParams]):
    """Know the rule, find the branch, put the number in."""

    title = Text(zh="激活函数的值和导数", en="Value and derivative of an activation")
    covers = (
        "sigmoid_value",
        "sigmoid_derivative",
        "tanh_value_derivative",
        "relu_value_derivative",
        "leaky_relu_value_derivative",
        "generalised_relu",
        "elu_value_derivative",
        "softplus_value_derivative",
        "hardtanh",
    )
    params = ActivationParams
    shared = ("alpha",)
    example = {"name": "elu", "x": [-1, 0.5, 2], "alpha": 1.5, "quantity": "derivative"}

    def generate(self, rng: Random, level: Level) -> ActivationParams:
        """More entries with more decimals as it gets harder; each side of every kink has one of them."""
        name: Name = rng.choice(tuple(UNITS))
        quantity: Literal["value", "derivative"] = rng.choice(("value", "derivative"))
        grade = ("basic", "intermediate", "advanced").index(level)
        n = (1, 2, 4)[grade] if name in SMOOTH else (3, 4, 6)[grade]
        alpha = {
            "leaky_relu": rng.choice((0.01, 0.1, 0.2)) if level == "basic" else rng.randint(1, 40) / 100,
            "generalised_relu": rng.choice((-1, -0.5, 0.25, 2)) if level == "basic" else rng.randint(-30, -2) / 10,
            "elu": rng.choice((0.5, 2)) if level == "basic" else rng.randint(2, 9) / 5,
        }.get(name)
        entries = _entries(rng, name, n, unit=(2, 10, 100)[grade])
        return ActivationParams(name=name, x=entries if n > 1 else entries[0], alpha=alpha, quantity=quantity)

    def prompt(self, p: ActivationParams) -> Text:
        """Name the function; its formula is for the learner to know."""
        said, one = UNITS[p.name].said, not isinstance(p.x, tuple)
        numbers = f"$x = {exact(p.entries[0])}$" if one else f"$x = [{row(p.entries)}]$"
        alpha = rf"$\alpha = {exact(p.slope)}$"
        wanted = Text("函数值 $f(x)$", "value $f(x)$")
        if p.quantity == "derivative":
            wanted = Text("导数 $f'(x)$", "derivative $f'(x)$")
        return Text(
            zh=f"激活函数 $f$ 是{said.zh.replace('{alpha}', alpha)}，{numbers}。"
            f"{'' if one else '逐元素'}求{wanted.zh}。",
            en=f"The activation $f$ is {said.en.replace('{alpha}', alpha)}. What is its {wanted.en} at {numbers}"
            f"{'' if one else ', entry by entry'}?",
        )

    def answer_type(self, p: ActivationParams) -> AnswerType:
        """As many numbers as x has; where the function is flat next to nothing is left."""
        return Vector(atol=1e-5, size=len(p.x)) if isinstance(p.x, tuple) else Number(atol=1e-5)

    def reference(self, p: ActivationParams) -> AnswerValue:
        """Evaluate the rule at each entry."""
        return p.mapped((_VALUES if p.quantity == "value" else _DERIVATIVES)[p.name])

    def torch_stacked(self, ps: Sequence[ActivationParams], place: Place) -> Stacked:
        """Run torch's function; autograd gives the derivative."""
        import torch
        from torch.nn import functional

        p, x = ps[0], place.tensor([p.x for p in ps], grad=True)
        match p.name:
            case "sigmoid" | "tanh":
                y = getattr(torch, p.name)(x)
            case "softplus":
                y = functional.softplus(x, threshold=100)  # beyond its threshold torch returns x itself
            case "leaky_relu" | "generalised_relu":
                y = functional.leaky_relu(x, negative_slope=p.slope)
            case "elu":
                y = functional.elu(x, alpha=p.slope)
            case _:
                y = getattr(functional, p.name)(x)
        return y if p.quantity == "value" else torch.autograd.grad(y.sum(), x)[0]

    def steps(self, p: ActivationParams) -> list[Text]:
        """Entry by entry; the rule of the function; the numbers."""
        if p.quantity == "value":
            first = Text(
                zh="激活函数逐元素作用，每个输出只由自己的输入决定：$y_i = f(x_i)$。",
                en="An activation acts entry by entry; each output depends on its own input alone: $y_i = f(x_i)$.",
            )
            rule, mark, work, values = UNITS[p.name].value, "f", value_work, _VALUES[p.name]
        else:
            formula = r"$\frac{\partial y_i}{\partial x_i} = f'(x_i)$"
            first = Text(
                zh=f"每个输出只由自己的输入决定，逐元素求导：{formula}。",
                en=f"Each output depends on its own input alone, so differentiate entry by entry: {formula}.",
            )
            rule, mark, work, values = UNITS[p.name].derivative, "f'", derivative_work, _DERIVATIVES[p.name]
        lines = [f"${mark}({exact(x)}){work(p.name, x, p.slope)}{result(values(x, p.slope))}$" for x in p.entries]
        return [
            first,
            Text(zh=f"这里的公式：{rule}。", en=f"The formula here: {rule}."),
            Text(zh=f"{'，'.join(lines)}。", en=f"{', '.join(lines)}."),
        ]

    def slips(self, p: ActivationParams) -> Iterator[Slip]:
        """The other quantity, the neighbour's rule, a factor left out."""
        right = self.reference(p)
        if p.quantity == "derivative":
            value = p.mapped(_VALUES[p.name])
            lesson = Text(
                zh="这是函数值，要的是导数。", en="That is the function's value; its derivative is asked for."
            )
            if value != right:
                yield Slip("value_for_derivative", value, lesson)
        for mistake in MISTAKES[p.quantity][p.name]:
            wrong = p.mapped(mistake.at)
            if wrong != right:
                yield Slip(mistake.name, wrong, mistake.lesson)


def _entries(rng: Random, name: Name, n: int, unit: int) -> tuple[float, ...]:
    """Draw `n` different multiples of 1/unit, in turn from each stretch between the kinks."""
    ends = (-3, -1, 1, 3) if name == "hardtanh" else (-4, 0, 4)
    pools = [[i / unit for i in range(low * unit + 1, high * unit)] for low, high in pairwise(ends)]
    rng.shuffle(pools)
    drawn = [pool.pop(rng.randrange(len(pool))) for pool in islice(cycle(pools), n)]
    return tuple(rng.sample(drawn, k=n))


_VALUES: dict[Name, Callable[[float, float], float]] = {
    "sigmoid": lambda x, _: 1 / (1 + math.exp(-x)),
    "tanh": lambda x, _: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)),
    "relu": lambda x, _: max(0.0, x),
    "leaky_relu": lambda x, a: x if x > 0 else a * x,
    "generalised_relu": lambda x, a: max(0.0, x) + a * min(0.0, x),
    "elu": lambda x, a: x if x > 0 else a * math.expm1(x),
    "softplus": lambda x, _: math.log1p(math.exp(x)),
    "hardtanh": lambda x, _: max(-1.0, min(1.0, x)),
}
_DERIVATIVES: dict[Name, Callable[[float, float], float]] = {
    "sigmoid": lambda x, _: math.exp(-x) / (1 + math.exp(-x)) ** 2,
    "tanh": lambda x, _: 1 / math.cosh(x) ** 2,
    "relu": lambda x, _: float(x > 0),
    "leaky_relu": lambda x, a: 1.0 if x > 0 else a,
    "generalised_relu": lambda x, a: 1.0 if x > 0 else a,
    "elu": lambda x, a: 1.0 if x > 0 else a * math.exp(x),
    "softplus": lambda x, _: 1 / (1 + math.exp(-x)),
    "hardtanh": lambda x, _: float(-1 < x < 1),
}

problem = ActivationValueDerivative()
