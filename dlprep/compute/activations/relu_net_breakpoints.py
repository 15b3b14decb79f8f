"""Kinks and slopes of a ReLU network with one input: f(x) = sum_i v_i relu(w_i x + b_i) + c.

It is piecewise linear. n hidden units give n kinks, in ascending order, and n + 1 slopes, from left to right.
Source: Montúfar, Pascanu, Cho & Bengio 2014, On the Number of Linear Regions of Deep Neural Networks,
arXiv:1402.1869, section 2.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Units = Annotated[tuple[Annotated[Real, Field(ge=-100, le=100)], ...], Field(min_length=1, max_length=6)]
_APART = 0.01


class NetParams(Params):
    """One hidden layer on one input; all lists have an entry a hidden unit."""

    w: Units = parameter(
        zh="输入权重，每个隐藏单元一个，1 到 6 个，绝对值 0.1 到 100",
        en="input weights, one a hidden unit, 1 to 6 of them, 0.1 to 100 in size",
    )
    b: Units = parameter(zh="偏置，每个隐藏单元一个", en="biases, one a hidden unit")
    v: Units = parameter(
        zh="输出权重，每个隐藏单元一个，绝对值 0.1 到 100", en="output weights, one a hidden unit, 0.1 to 100 in size"
    )
    c: Annotated[Real, Field(ge=-100, le=100)] = parameter(0.0, zh="输出的偏置", en="bias of the output")

    @model_validator(mode="after")
    def _kinks_are_apart(self) -> "NetParams":
        for name, values in (("b", self.b), ("v", self.v)):
            if len(values) != len(self.w):
                raise RuleError(
                    zh=f"{name}：必须有 {len(self.w)} 个元素，每个隐藏单元一个",
                    en=f"{name}: must have {len(self.w)} entries, one for each hidden unit",
                )
        for name, values in (("w", self.w), ("v", self.v)):
            if min(map(abs, values)) < 0.1:
                raise RuleError(
                    zh=f"{name}：绝对值都不能小于 0.1，否则看不到该单元的折点",
                    en=f"{name}: each must be 0.1 or more in size, or its unit has no kink to see",
                )
        if any(right - left < _APART for left, right in pairwise(_kinks(self))):
            raise RuleError(
                zh=f"b：折点 -b/w 之间至少相距 {_APART}", en=f"b: the kinks -b/w must be {_APART} apart or more"
            )
        return self


class ReluNetBreakpoints(BatchedProblem[NetParams]):
    """Each unit bends the line once, where its pre-activation changes sign."""

    title = Text(zh="一维 ReLU 网络的折点和斜率", en="Kinks and slopes of a ReLU network of one input")
    covers = ("relu_net_breakpoints",)
    params = NetParams
    example = {"w": [1, -1], "b": [-1, 2], "v": [2, 1], "c": 0}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> NetParams:
        """Basic: two units. Intermediate: three. Advanced: four, with kinks between whole numbers."""
        units = {"basic": 2, "intermediate": 3, "advanced": 4}[level]
        sizes = (1, 2) if level == "basic" else (1, 2, 4)
        w = [float(rng.choice((-1, 1)) * rng.choice(sizes)) for _ in range(units - 1)]
        w.append(-w[0])  # units that look left and units that look right
        kinks = rng.sample(range(-8, 9), k=units)
        scale = 2 if level == "advanced" else 1
        return NetParams(
            w=tuple(w),
            b=tuple(-x * kink / scale for x, kink in zip(w, kinks, strict=True)),
            v=tuple(float(rng.choice((-3, -2, -1, 1, 2, 3))) for _ in w),
            c=float(rng.randint(-3, 3)),
        )

    def prompt(self, p: NetParams) -> Text:
        """Give the network by its lists, and the order of both answers."""
        net = (
            r"$f(x) = \sum_i v_i \max(0, w_i x + b_i) + c$, "
            rf"$w = [{row(p.w)}]$, $b = [{row(p.b)}]$, $v = [{row(p.v)}]$, $c = {exact(p.c)}$"
        )
        n = len(p.w)
        kinks = "1 kink" if n == 1 else f"{n} kinks"
        return Text(
            zh=f"单输入的 ReLU 网络，一个隐藏层：{net}。它是分段线性的：{n} 个折点的横坐标从小到大是多少？"
            f"从左到右 {n + 1} 段的斜率各是多少？",
            en=f"A ReLU network with one input and one hidden layer: {net}. It is piecewise linear. Where are "
            f"its {kinks}, in ascending order, and what are the slopes of its {n + 1} pieces, from left to right?",
        )

    def answer_type(self, p: NetParams) -> AnswerType:
        """Kinks and slopes may be 0."""
        return Parts(
            (
                Part("kinks", Text("折点的横坐标，从小到大", "where the kinks are, ascending"), Vector(atol=5e-4)),
                Part("slopes", Text("各段斜率，从左到右", "slopes of the pieces, left to right"), Vector(atol=5e-4)),
            )
        )

    def reference(self, p: NetParams) -> AnswerValue:
        """Sort the kinks, then add up the units that are active at a point of each piece."""
        kinks = _kinks(p)
        return {"kinks": kinks, "slopes": tuple(sum(v * w for v, w in _active(p, x)) for x in _between(kinks))}

    def torch_stacked(self, ps: Sequence[NetParams], place: Place) -> Stacked:
        """Find each unit's zero by a Newton step from 0, exact on a line; take the slopes by autograd between them."""
        import torch

        w, b, v = place.tensor([p.w for p in ps]), place.tensor([p.b for p in ps]), place.tensor([p.v for p in ps])
        start = torch.zeros_like(w).requires_grad_()
        before = w * start + b
        (speed,) = torch.autograd.grad(before.sum(), start)
        kinks = (start - before / speed).detach().sort(dim=1).values
        ends = torch.cat((kinks[:, :1] - 2, kinks, kinks[:, -1:] + 2), dim=1)
        x = ((ends[:, :-1] + ends[:, 1:]) / 2).requires_grad_()
        hidden = torch.relu(x[:, :, None] * w[:, None] + b[:, None])
        outputs = (hidden @ v[:, :, None])[:, :, 0] + place.tensor([[p.c] for p in ps])
        (slopes,) = torch.autograd.grad(outputs.sum(), x)
        return {"kinks": kinks, "slopes": slopes}

    def steps(self, p: NetParams) -> list[Text]:
        """One kink a unit and its side, then the pieces from left to right."""
        kinks = _kinks(p)
        own = [
            (rf"$x_{i} = -\frac{{{exact(b)}}}{{{exact(w)}}} = {about(-b / w + 0.0)}$", w)
            for i, (w, b) in enumerate(zip(p.w, p.b, strict=True), 1)
        ]
        steps = [
            Text(
                zh=r"单元 $i$ 在 $w_i x + b_i = 0$ 处折一次：$x_i = -\frac{b_i}{w_i}$；每一段的斜率是激活单元之和 "
                r"$\sum_{w_i x + b_i > 0} v_i w_i$（$w_i > 0$ 的单元在折点右边激活，$w_i < 0$ 的在左边）。",
                en=r"Unit $i$ bends where $w_i x + b_i = 0$, at $x_i = -\frac{b_i}{w_i}$; the slope of a piece is the "
                r"sum over active units, $\sum_{w_i x + b_i > 0} v_i w_i$ (units with $w_i > 0$ are active to the "
                "right of their kink, those with $w_i < 0$ to the left).",
            ),
            Text(
                zh="；".join(f"{text}，在{'右' if w > 0 else '左'}边激活" for text, w in own) + "。",
                en="; ".join(f"{text}, active to the {'right' if w > 0 else 'left'}" for text, w in own) + ".",
            ),
        ]
        ends = ("-\\infty", *map(about, kinks), "\\infty")
        for (left, right), x in zip(pairwise(ends), _between(kinks), strict=True):
            active = list(_active(p, x))
            terms = " + ".join(rf"{factor(v) if k else exact(v)} \cdot {factor(w)}" for k, (v, w) in enumerate(active))
            total = about(sum(v * w for v, w in active))
            piece = f"$({left}, {right})$"
            work = f"${terms} = {total}$" if active else "$0$"
            steps.append(
                Text(
                    zh=f"{piece}：斜率 {work}{'' if active else '，没有单元激活'}。",
                    en=f"{piece}: slope {work}{'' if active else ', no unit is active'}.",
                )
            )
        return steps

    def slips(self, p: NetParams) -> Iterator[Slip]:
        """The sign of a kink, the side of a unit, or one of the two weights."""
        kinks = _kinks(p)
        points = _between(kinks)

        def summed(terms: Iterator[list[float]]) -> AnswerValue:
            return {"kinks": kinks, "slopes": tuple(map(sum, terms))}

        if any(p.b):
            mirrored = tuple(sorted(-x for x in kinks))
            slopes = tuple(
                sum(v * w for v, w, b in zip(p.v, p.w, p.b, strict=True) if w * (x - b / w) > 0)
                for x in _between(mirrored)
            )
            yield Slip(
                "kinks_without_the_minus",
                {"kinks": mirrored, "slopes": slopes},
                Text(
                    zh=r"折点在 $-\frac{b_i}{w_i}$，负号丢了。",
                    en=r"The kinks are at $-\frac{b_i}{w_i}$; the minus sign was lost.",
                ),
            )
        if min(p.w) < 0:
            yield Slip(
                "all_active_to_the_right",
                summed([v * w for v, w, b in zip(p.v, p.w, p.b, strict=True) if x > -b / w] for x in points),
                Text(
                    zh="$w_i < 0$ 的单元在折点左边激活，不是右边。",
                    en="Units with $w_i < 0$ are active to the left of their kink, not to the right.",
                ),
            )
        if any(w != 1 for w in p.w):
            yield Slip(
                "input_weights_forgotten",
                summed([v for v, _ in _active(p, x)] for x in points),
                Text(
                    zh="每个激活单元贡献 $v_i w_i$，不只是 $v_i$。",
                    en="An active unit contributes $v_i w_i$, not $v_i$ alone.",
                ),
            )
        if any(v != 1 for v in p.v):
            yield Slip(
                "output_weights_forgotten",
                summed([w for _, w in _active(p, x)] for x in points),
                Text(
                    zh="每个激活单元贡献 $v_i w_i$，不只是 $w_i$。",
                    en="An active unit contributes $v_i w_i$, not $w_i$ alone.",
                ),
            )
        yield Slip(
            "linear_everywhere",
            summed([v * w for v, w in zip(p.v, p.w, strict=True)] for _ in points),
            Text(
                zh="这是没有 ReLU 时的斜率；有了 ReLU，只有激活的单元算数。",
                en="That is the slope without ReLU; with it only active units count.",
            ),
        )


def _kinks(p: NetParams) -> tuple[float, ...]:
    """Where the units change sign, ascending; + 0.0 makes -0.0 a plain 0."""
    return tuple(sorted(-b / w + 0.0 for w, b in zip(p.w, p.b, strict=True)))


def _between(kinks: tuple[float, ...]) -> list[float]:
    """One point of each piece, from left to right."""
    return [kinks[0] - 1, *((left + right) / 2 for left, right in pairwise(kinks)), kinks[-1] + 1]


def _active(p: NetParams, x: float) -> Iterator[tuple[float, float]]:
    """Yield (v, w) of the units that are active at x."""
    return ((v, w) for v, w, b in zip(p.v, p.w, p.b, strict=True) if w * x + b > 0)


problem = ReluNetBreakpoints()
