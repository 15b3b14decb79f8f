"""From sigmoid to tanh and back by tanh(x) = 2 sigmoid(2x) - 1, for the value or the derivative, a plain number.

One of sigmoid(2x), sigmoid(x) and tanh(x) is known, x itself is not. Derivatives are by the function's own argument:
sigmoid'(2x) is the slope of sigmoid at 2x, and tanh'(x) = 4 sigmoid'(2x).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.3.2.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.activations._units import result
from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Known = Literal["sigmoid_2x", "sigmoid_x", "tanh_x"]
_SYMBOLS: dict[Known, str] = {"sigmoid_2x": r"\sigma(2x)", "sigmoid_x": r"\sigma(x)", "tanh_x": r"\tanh(x)"}


class IdentityParams(Params):
    """What is known, and what is asked of the other function."""

    known: Known = parameter(
        zh="已知哪个值：sigmoid_2x、sigmoid_x 或 tanh_x", en="which value is known: sigmoid_2x, sigmoid_x or tanh_x"
    )
    value: Real = parameter(
        zh="已知的值：sigmoid 在 0.01 和 0.99 之间，tanh 在 -0.98 和 0.98 之间",
        en="the known value: 0.01 to 0.99 for sigmoid, -0.98 to 0.98 for tanh",
    )
    quantity: Literal["value", "derivative"] = parameter(
        "value",
        zh="value：另一个函数的值；derivative：它的导数",
        en="value: of the other function; derivative: its derivative",
    )

    @model_validator(mode="after")
    def _in_range(self) -> "IdentityParams":
        low, high = (-0.98, 0.98) if self.known == "tanh_x" else (0.01, 0.99)
        if not low <= self.value <= high:
            raise RuleError(zh=f"value：必须在 {low} 到 {high} 之间", en=f"value: must be from {low} to {high}")
        return self

    @property
    def wanted(self) -> str:
        """What is asked, in LaTeX."""
        dash = "'" if self.quantity == "derivative" else ""
        return rf"\sigma{dash}(2x)" if self.known == "tanh_x" else rf"\tanh{dash}(x)"


class TanhSigmoidIdentity(BatchedProblem[IdentityParams]):
    """Tanh is a sigmoid, twice as steep and stretched to (-1, 1)."""

    title = Text(zh="tanh 与 sigmoid 的换算", en="From sigmoid to tanh and back")
    covers = ("tanh_sigmoid_identity",)
    params = IdentityParams
    example = {"known": "sigmoid_2x", "value": 0.9}

    def generate(self, rng: Random, level: Level) -> IdentityParams:
        """Basic: the value. Intermediate: also the derivative. Advanced: from sigmoid(x)."""
        known: Known = "sigmoid_x" if level == "advanced" else rng.choice(("sigmoid_2x", "tanh_x"))
        step = 20 if level == "basic" else 100
        value = rng.randint(1, step - 1) / step
        return IdentityParams(
            known=known,
            value=round(2 * value - 1, 2) if known == "tanh_x" else value,
            quantity="value" if level == "basic" else rng.choice(("value", "derivative")),
        )

    def prompt(self, p: IdentityParams) -> Text:
        """Give the one value; x is not needed."""
        given, wanted = f"${_SYMBOLS[p.known]} = {exact(p.value)}$", f"${p.wanted}$"
        if p.quantity == "value":
            return Text(
                zh=rf"$\sigma$ 是 sigmoid。已知 {given}，{wanted} 是多少？",
                en=rf"Let $\sigma$ be the sigmoid. Given that {given}, what is {wanted}?",
            )
        at = Text("在 $2x$ 处", "at $2x$") if p.known == "tanh_x" else Text("在 $x$ 处", "at $x$")
        name = Text(r"$\sigma$", r"$\sigma$") if p.known == "tanh_x" else Text(r"$\tanh$", r"$\tanh$")
        return Text(
            zh=rf"$\sigma$ 是 sigmoid。已知 {given}，求 {name.zh} 的导函数{at.zh}的值 {wanted}。",
            en=rf"Let $\sigma$ be the sigmoid. Given that {given}, what is {wanted}, the derivative of {name.en} "
            f"taken {at.en}?",
        )

    def answer_type(self, p: IdentityParams) -> AnswerType:
        """One number; tanh may come close to 0."""
        return Number(atol=1e-5)

    def reference(self, p: IdentityParams) -> float:
        """Use the identity alone."""
        s = _sigmoid_2x(p)
        if p.known == "tanh_x":
            return s if p.quantity == "value" else s * (1 - s)
        return 2 * s - 1 if p.quantity == "value" else 4 * s * (1 - s)

    def torch_stacked(self, ps: Sequence[IdentityParams], place: Place) -> Stacked:
        """Find x by torch's inverse functions and run the other function there."""
        import torch

        known = place.tensor([p.value for p in ps])
        match ps[0].known:
            case "tanh_x":
                at, f = 2 * torch.atanh(known), torch.sigmoid
            case "sigmoid_x":
                at, f = torch.logit(known), torch.tanh
            case "sigmoid_2x":
                at, f = torch.logit(known) / 2, torch.tanh
        y = f(at.requires_grad_())
        return y if ps[0].quantity == "value" else torch.autograd.grad(y.sum(), at)[0]

    def steps(self, p: IdentityParams) -> list[Text]:
        """The identity, the way to sigmoid(2x), the numbers."""
        if p.quantity == "value":
            formula = r"$\tanh(x) = 2 \sigma(2x) - 1$"
        else:
            formula = r"$\tanh'(x) = 4 \sigma'(2x) = 4 \sigma(2x) (1 - \sigma(2x))$"
        s = _sigmoid_2x(p)
        steps = [
            Text(
                zh=f"tanh 就是自变量加倍、值域拉伸到 $(-1, 1)$ 的 sigmoid：{formula}。",
                en=f"Tanh is a sigmoid stretched to $(-1, 1)$ and with its argument doubled: {formula}.",
            )
        ]
        shown = exact(round(s, 9)) if round(s, 9) == round(s, 4) else f"{s:.6g}"
        if p.known == "tanh_x":
            work = rf"$\sigma(2x) = \frac{{1 + \tanh(x)}}{{2}} = \frac{{1 + {factor(p.value)}}}{{2}} = {shown}$"
            steps.append(Text(zh=f"反过来：{work}。", en=f"The other way round: {work}."))
        if p.known == "sigmoid_x":
            v, rest = exact(p.value), exact(round(1 - p.value, 9))
            odds = rf"$e^x = \frac{{{v}}}{{{rest}}} \approx {about(p.value / (1 - p.value))}$"
            fraction = rf"\frac{{{v}^2}}{{{v}^2 + {rest}^2}}"
            squared = rf"$\sigma(2x) = \frac{{e^{{2x}}}}{{1 + e^{{2x}}}} = {fraction} \approx {shown}$"
            steps.append(
                Text(
                    zh=f"已知的是 $x$ 处的值，先把自变量加倍：几率 {odds}，平方后得 {squared}。",
                    en=f"The known value is at $x$, so double the argument first: the odds are {odds}, and "
                    f"squared they give {squared}.",
                )
            )
        if p.quantity == "derivative":
            four = "" if p.known == "tanh_x" else r"4 \cdot "
            work = rf"${p.wanted} = {four}{shown} \cdot (1 - {shown}){result(self.reference(p))}$"
        elif p.known != "tanh_x":
            work = rf"${p.wanted} = 2 \cdot {shown} - 1{result(self.reference(p))}$"
        else:
            return steps
        return [*steps, Text(zh=f"代入：{work}。", en=f"Put in: {work}.")]

    def slips(self, p: IdentityParams) -> Iterator[Slip]:
        """A factor of two that went astray."""
        yield from _value_slips(p) if p.quantity == "value" else _derivative_slips(p, self.reference(p))


def _value_slips(p: IdentityParams) -> Iterator[Slip]:
    if p.known == "tanh_x":
        yield Slip(
            "offset_forgotten",
            p.value / 2,
            Text(
                zh="先加 1 再除以 2，否则 sigmoid 会小于 0。",
                en="Add 1 before halving, or the sigmoid may come out negative.",
            ),
        )
        yield Slip(
            "forward_identity",
            2 * p.value - 1,
            Text(
                zh=r"方向反了：$2\sigma(2x) - 1$ 由 sigmoid 得 tanh，这里要反解。",
                en=r"The wrong way round: $2\sigma(2x) - 1$ leads from sigmoid to tanh; solve it for sigmoid.",
            ),
        )
        yield Slip(
            "sign_turned",
            (1 - p.value) / 2,
            Text(
                zh=r"这是 $\sigma(-2x) = 1 - \sigma(2x)$。",
                en=r"That is $\sigma(-2x) = 1 - \sigma(2x)$.",
            ),
        )
        return
    yield Slip(
        "offset_forgotten",
        2 * _sigmoid_2x(p),
        Text(
            zh="漏了 $-1$：tanh 的值域是 $(-1, 1)$，$x = 0$ 处为 0。",
            en="The $-1$ is missing: tanh has values in $(-1, 1)$, and is 0 at $x = 0$.",
        ),
    )
    yield Slip(
        "sign_turned",
        1 - 2 * _sigmoid_2x(p),
        Text(zh=r"符号反了：这是 $\tanh(-x)$。", en=r"The sign is turned: that is $\tanh(-x)$."),
    )
    if p.known == "sigmoid_x":
        yield Slip(
            "argument_not_doubled",
            2 * p.value - 1,
            Text(
                zh=r"$2\sigma(x) - 1 = \tanh(x/2)$；恒等式里 sigmoid 的自变量是 $2x$。",
                en=r"$2\sigma(x) - 1 = \tanh(x/2)$; in the identity the sigmoid's argument is $2x$.",
            ),
        )


def _derivative_slips(p: IdentityParams, right: float) -> Iterator[Slip]:
    s = _sigmoid_2x(p)
    if p.known == "tanh_x":
        yield Slip(
            "derivative_of_tanh",
            1 - p.value**2,
            Text(
                zh=r"这是 $\tanh'(x)$，等于 $4 \sigma'(2x)$。",
                en=r"That is $\tanh'(x)$, which is $4 \sigma'(2x)$.",
            ),
        )
        yield Slip(
            "outer_two_alone",
            (1 - p.value**2) / 2,
            Text(
                zh=r"要除以 4：一个 2 是外面的系数，另一个来自内层的 $2x$。",
                en=r"Divide by 4: one 2 is the factor in front, the other comes from the inner $2x$.",
            ),
        )
        yield Slip(
            "tanh_for_sigmoid",
            p.value * (1 - p.value),
            Text(
                zh=r"代入的应是 $\sigma(2x)$，不是 $\tanh(x)$。",
                en=r"It is $\sigma(2x)$ that goes into the rule, not $\tanh(x)$.",
            ),
        )
        return
    yield Slip(
        "derivative_of_sigmoid",
        right / 4,
        Text(
            zh=r"这是 $\sigma'(2x)$；$\tanh'(x)$ 还要乘 4。",
            en=r"That is $\sigma'(2x)$; $\tanh'(x)$ is four times as much.",
        ),
    )
    yield Slip(
        "inner_derivative_forgotten",
        right / 2,
        Text(
            zh="漏了内层 $2x$ 的导数 2。",
            en="The inner derivative is missing, the 2 of $2x$.",
        ),
    )
    yield Slip(
        "value_for_derivative",
        2 * s - 1,
        Text(zh=r"这是 $\tanh(x)$，要的是导数。", en=r"That is $\tanh(x)$; its derivative is asked for."),
    )
    if p.known == "sigmoid_x":
        yield Slip(
            "argument_not_doubled",
            4 * p.value * (1 - p.value),
            Text(
                zh=r"用了 $\sigma(x)$；恒等式里 sigmoid 的自变量是 $2x$。",
                en=r"That uses $\sigma(x)$; in the identity the sigmoid's argument is $2x$.",
            ),
        )


def _sigmoid_2x(p: IdentityParams) -> float:
    """Return sigmoid(2x), from the odds e^(2x) where sigmoid(x) is known."""
    if p.known == "tanh_x":
        return (1 + p.value) / 2
    if p.known == "sigmoid_2x":
        return p.value
    odds = math.pow(p.value / (1 - p.value), 2)
    return odds / (1 + odds)


problem = TanhSigmoidIdentity()
