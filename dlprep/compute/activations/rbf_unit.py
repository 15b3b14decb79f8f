"""A radial basis function unit, h = exp(-||x - w||^2 / sigma^2): its value, or its gradient with respect to x.

The exponent has sigma^2 and no factor 1/2. The gradient has the shape of x.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.3.3.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Entries = Annotated[tuple[Annotated[Real, Field(ge=-100, le=100)], ...], Field(min_length=1, max_length=8)]


class RbfParams(Params):
    """Where the unit is, how wide it is, and what is asked."""

    x: Entries = parameter(zh="输入，1 到 8 个数", en="the input, 1 to 8 numbers")
    w: Entries = parameter(zh="中心，与 x 等长", en="the centre, as long as x")
    sigma: Annotated[Real, Field(ge=0.1, le=100)] = parameter(zh="宽度，0.1 到 100", en="the width, 0.1 to 100")
    quantity: Literal["value", "gradient"] = parameter(
        "value", zh="value：h；gradient：h 对 x 的梯度", en="value: h; gradient: that of h with respect to x"
    )

    @model_validator(mode="after")
    def _same_length(self) -> "RbfParams":
        if len(self.w) != len(self.x):
            raise RuleError(
                zh=f"w：必须有 {len(self.x)} 个元素，与 x 相同", en=f"w: must have {len(self.x)} entries, as x has"
            )
        return self

    @property
    def squared(self) -> float:
        """The squared distance from the centre."""
        return math.fsum((x - w) ** 2 for x, w in zip(self.x, self.w, strict=True))


class RbfUnit(BatchedProblem[RbfParams]):
    """Distance, exponential, and the chain rule back through both."""

    title = Text(zh="径向基（RBF）单元的值和梯度", en="Value and gradient of an RBF unit")
    covers = ("rbf_unit",)
    params = RbfParams
    example = {"x": [1, 2], "w": [0, 1], "sigma": 2, "quantity": "gradient"}

    def generate(self, rng: Random, level: Level) -> RbfParams:
        """Basic: the value in the plane. Then also the gradient, with more entries. No entry is at its centre."""
        n = {"basic": 2, "intermediate": 2, "advanced": 3}[level]
        unit = 2 if level == "advanced" else 1
        away = [rng.choice((-1, 1)) * rng.randint(1, 3) / unit for _ in range(n)]
        w = [rng.randint(-3 * unit, 3 * unit) / unit for _ in range(n)]
        return RbfParams(
            x=tuple(centre + step for centre, step in zip(w, away, strict=True)),
            w=tuple(w),
            sigma=rng.choice((2, 3) if level == "basic" else (1.5, 2, 2.5, 3)),
            quantity="value" if level == "basic" else rng.choice(("value", "gradient", "gradient")),
        )

    def prompt(self, p: RbfParams) -> Text:
        """Give the formula: with sigma^2 or 2 sigma^2, both are in use."""
        unit = r"$h(x) = e^{-\|x - w\|^2 / \sigma^2}$"
        numbers = rf"$x = [{row(p.x)}]$, $w = [{row(p.w)}]$, $\sigma = {exact(p.sigma)}$"
        if p.quantity == "value":
            return Text(
                zh=rf"RBF 单元 {unit}（欧氏距离；分母是 $\sigma^2$，不是 $2\sigma^2$），{numbers}。$h(x)$ 是多少？",
                en=rf"Take the RBF unit {unit} (Euclidean distance; over $\sigma^2$, not $2\sigma^2$) with {numbers}. "
                "What is $h(x)$?",
            )
        return Text(
            zh=rf"RBF 单元 {unit}（欧氏距离；分母是 $\sigma^2$，不是 $2\sigma^2$），{numbers}。"
            r"求 $h$ 对输入的梯度 $\nabla_x h$。",
            en=rf"Take the RBF unit {unit} (Euclidean distance; over $\sigma^2$, not $2\sigma^2$) with {numbers}. "
            r"What is the gradient of $h$ with respect to the input, $\nabla_x h$?",
        )

    def answer_type(self, p: RbfParams) -> AnswerType:
        """One number, or one for each input; far from the centre both vanish."""
        return Number(atol=1e-6) if p.quantity == "value" else Vector(atol=1e-6)

    def reference(self, p: RbfParams) -> AnswerValue:
        """The exponential, and the chain rule."""
        h = math.exp(-p.squared / p.sigma**2)
        return h if p.quantity == "value" else _gradient(p, h)

    def torch_stacked(self, ps: Sequence[RbfParams], place: Place) -> Stacked:
        """Take the distance with torch.cdist, and the gradient by autograd."""
        import torch

        x = place.tensor([[p.x] for p in ps], grad=True)
        distances = torch.cdist(x, place.tensor([[p.w] for p in ps]))[:, 0, 0]
        h = torch.exp(-((distances / place.tensor([p.sigma for p in ps])) ** 2))
        return h if ps[0].quantity == "value" else torch.autograd.grad(h.sum(), x)[0][:, 0]

    def steps(self, p: RbfParams) -> list[Text]:
        """The formula, the distance, the exponential, the chain rule."""
        h = math.exp(-p.squared / p.sigma**2)
        if p.quantity == "value":
            formula = r"$h = e^{-d^2/\sigma^2}$, $d^2 = \|x - w\|^2 = \sum_i (x_i - w_i)^2$"
            first = Text(
                zh=f"离中心越远，响应越小：{formula}。", en=f"The farther from the centre, the weaker: {formula}."
            )
        else:
            formula = r"$\nabla_x h = -\frac{2 (x - w)}{\sigma^2} h$"
            first = Text(
                zh=f"指数求导后还是 $h$，再乘指数的导数：{formula}。",
                en=f"The exponential gives $h$ back, times the derivative of its exponent: {formula}.",
            )
        squares = " + ".join(f"{factor(_short(x - w))}^2" for x, w in zip(p.x, p.w, strict=True))
        distance = rf"$\|x - w\|^2 = {squares} = {exact(_short(p.squared))}$"
        exponential = (
            rf"$h = e^{{-{exact(_short(p.squared))} / {exact(_short(p.sigma**2))}}}"
            rf" = e^{{{about(-p.squared / p.sigma**2)}}} \approx {about(h)}$"
        )
        steps = [
            first,
            Text(zh=f"距离的平方：{distance}。", en=f"The squared distance: {distance}."),
            Text(zh=f"响应：{exponential}。", en=f"The response: {exponential}."),
        ]
        if p.quantity == "gradient":
            away = row(_short(x - w) for x, w in zip(p.x, p.w, strict=True))
            work = (
                rf"$-\frac{{2 \cdot {about(h)}}}{{{exact(_short(p.sigma**2))}}} \cdot [{away}]"
                rf" \approx [{', '.join(map(about, _gradient(p, h)))}]$"
            )
            steps.append(Text(zh=f"梯度：{work}，指向中心。", en=f"The gradient: {work}, which points to the centre."))
        return steps

    def slips(self, p: RbfParams) -> Iterator[Slip]:
        """Another exponent, or a factor of the gradient left out."""
        yield from _value_slips(p) if p.quantity == "value" else _gradient_slips(p)


def _value_slips(p: RbfParams) -> Iterator[Slip]:
    if p.squared == 0:
        return
    yield Slip(
        "gaussian_exponent",
        math.exp(-p.squared / (2 * p.sigma**2)),
        Text(
            zh=r"高斯密度的指数才除以 $2\sigma^2$；题中给的是 $\sigma^2$。",
            en=r"It is the Gaussian density that has $2\sigma^2$; the question says $\sigma^2$.",
        ),
    )
    if p.squared != 1:
        yield Slip(
            "distance_not_squared",
            math.exp(-math.sqrt(p.squared) / p.sigma**2),
            Text(
                zh="指数里是距离的平方，不要开方。",
                en="The exponent has the squared distance; no root is taken.",
            ),
        )
    if p.sigma != 1:
        yield Slip(
            "sigma_not_squared",
            math.exp(-p.squared / p.sigma),
            Text(zh=r"除以的是 $\sigma^2$，不是 $\sigma$。", en=r"It is divided by $\sigma^2$, not by $\sigma$."),
        )
    if p.squared / p.sigma**2 < 700:
        yield Slip(
            "minus_lost",
            math.exp(p.squared / p.sigma**2),
            Text(
                zh="指数带负号：响应最大为 1，在中心处取得。",
                en="The exponent is negative: the response is at most 1, at the centre.",
            ),
        )


def _gradient_slips(p: RbfParams) -> Iterator[Slip]:
    h = math.exp(-p.squared / p.sigma**2)
    if p.squared == 0 or h == 0:
        return
    right = _gradient(p, h)
    yield Slip(
        "with_respect_to_centre",
        tuple(-g for g in right),
        Text(
            zh="符号反了：这是对中心 $w$ 的梯度，对输入的梯度指向中心。",
            en="The sign is turned: that is for the centre $w$; the gradient for the input points to the centre.",
        ),
    )
    yield Slip(
        "two_forgotten",
        tuple(g / 2 for g in right),
        Text(zh="平方求导出来的 2 漏了。", en="The 2 that comes from the square is missing."),
    )
    yield Slip(
        "response_forgotten",
        _gradient(p, 1.0),
        Text(
            zh="漏了因子 $h$：指数求导后还是它自己。",
            en="The factor $h$ is missing: an exponential differentiated is itself again.",
        ),
    )
    if p.sigma != 1:
        yield Slip(
            "sigma_not_squared",
            tuple(g * p.sigma for g in right),
            Text(zh=r"除以的是 $\sigma^2$，不是 $\sigma$。", en=r"It is divided by $\sigma^2$, not by $\sigma$."),
        )


def _gradient(p: RbfParams, h: float) -> tuple[float, ...]:
    """-2 (x - w) h / sigma^2, with any factor for h."""
    return tuple(-2 * (x - w) * h / p.sigma**2 for x, w in zip(p.x, p.w, strict=True))


def _short(x: float) -> float:
    """Drop the last digits, which floats get wrong."""
    return round(x, 9)


problem = RbfUnit()
