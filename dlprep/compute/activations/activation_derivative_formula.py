"""Derivative of an activation as an expression in x: of g(kx), or of x g(kx), for sigmoid, tanh, softplus and ELU.

x sigmoid(kx) is Swish with beta = k. Of ELU only the side x < 0 is asked for, where g(z) = alpha (e^z - 1).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 3.10; Ramachandran, Zoph & Le 2017, Searching for
Activation Functions, arXiv:1710.05941 (Swish); Clevert, Unterthiner & Hochreiter 2015, arXiv:1511.07289 (ELU).
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Formula
from dlprep.grading.formula import sample_points
from dlprep.rules import RuleError
from dlprep.text import Text

Name = Literal["sigmoid", "tanh", "softplus", "elu"]


class FormulaParams(Params):
    """The function to differentiate."""

    name: Name = parameter(zh="g：sigmoid、tanh、softplus 或 elu", en="g: sigmoid, tanh, softplus or elu")
    k: Annotated[Real, Field(ge=0.1, le=5)] = parameter(1.0, zh="自变量的系数，0.1 到 5", en="factor of x, 0.1 to 5")
    alpha: Annotated[Real, Field(ge=0.1, le=5)] | None = parameter(
        None, zh="elu 的系数，0.1 到 5；其他函数没有", en="factor of elu, 0.1 to 5; the others have none"
    )
    times_x: bool = parameter(False, zh="true：f(x) = x g(kx)；false：f(x) = g(kx)", en="true: x g(kx); false: g(kx)")

    @model_validator(mode="after")
    def _alpha_fits(self) -> "FormulaParams":
        if (self.name == "elu") != (self.alpha is not None):
            raise RuleError(
                zh=f"alpha：{self.name} {'需要它' if self.name == 'elu' else '没有它'}",
                en=f"alpha: {self.name} {'needs one' if self.name == 'elu' else 'has none'}",
            )
        return self

    @property
    def z(self) -> str:
        """The argument of g, as it is typed."""
        return "x" if self.k == 1 else f"{exact(self.k)}*x"


class ActivationDerivativeFormula(BatchedProblem[FormulaParams]):
    """The derivative of g, then the chain rule, then the product rule."""

    title = Text(zh="写出激活函数的导数", en="Derivative of an activation, as a formula")
    covers = (
        "sigmoid_derivative",
        "tanh_value_derivative",
        "softplus_value_derivative",
        "elu_value_derivative",
    )
    params = FormulaParams
    shared = ("alpha",)
    example = {"name": "sigmoid", "k": 2, "times_x": True}

    def generate(self, rng: Random, level: Level) -> FormulaParams:
        """Basic: g(x). Intermediate: g(kx). Advanced: x g(kx)."""
        name: Name = rng.choice(("sigmoid", "tanh", "softplus", "elu"))
        return FormulaParams(
            name=name,
            k=1 if level == "basic" else rng.choice((0.5, 1.5, 2, 2.5, 3, 4)),
            alpha=rng.choice((0.5, 1.5, 2, 3)) if name == "elu" else None,
            times_x=level == "advanced",
        )

    def prompt(self, p: FormulaParams) -> Text:
        """Show the function and say which ones may be typed."""
        side = Text("，$x < 0$", " for $x < 0$") if p.name == "elu" else Text("", "")
        symbol = {
            "sigmoid": Text(r"，其中 $\sigma$ 是 sigmoid", r", where $\sigma$ is the sigmoid"),
            "softplus": Text(
                r"，其中 $\zeta(z) = \ln(1 + e^z)$ 是 softplus", r", where $\zeta(z) = \ln(1 + e^z)$ is softplus"
            ),
        }.get(p.name, Text("", ""))
        return Text(
            zh=f"$f(x) = {_function(p)}${side.zh}{symbol.zh}。写出 $f'(x)$ 的表达式"
            "（可以用 exp、tanh、sigmoid、softplus 等函数）。",
            en=f"Let $f(x) = {_function(p)}${side.en}{symbol.en}. What is $f'(x)$, as an expression in x? "
            "You may use exp, tanh, sigmoid, softplus and the like.",
        )

    def answer_type(self, p: FormulaParams) -> AnswerType:
        """Any form of it; of ELU only the negative side."""
        return Formula(variables=(("x", -3.0, -0.1) if p.name == "elu" else ("x", -3.0, 3.0),))

    def reference(self, p: FormulaParams) -> AnswerValue:
        """Write the rules of differentiation out."""
        return _derivative(p, _slope(p))

    def torch_stacked(self, ps: Sequence[FormulaParams], place: Place) -> Stacked:
        """Run torch's function at the points where formulas are compared; autograd differentiates."""
        import torch
        from torch.nn import functional

        p, k = ps[0], place.tensor([[p.k] for p in ps])
        kind = self.answer_type(p)
        assert isinstance(kind, Formula)
        x = place.tensor([[point["x"] for point in sample_points(kind)]] * len(ps), grad=True)
        match p.name:
            case "softplus":
                g = functional.softplus(k * x, threshold=100)  # beyond its threshold torch returns its input
            case "elu":
                g = functional.elu(k * x, alpha=p.alpha or 1.0)
            case _:
                g = getattr(torch, p.name)(k * x)
        return torch.autograd.grad((x * g if p.times_x else g).sum(), x)[0]

    def steps(self, p: FormulaParams) -> list[Text]:
        """The rule for a composed function or a product, the derivative of g, and both together."""
        rule = r"$\frac{d}{dx} g(kx) = k g'(kx)$"
        first = Text(
            zh=f"链式法则，外层的导数乘内层的导数：{rule}。",
            en=f"The chain rule, the outer derivative times the inner: {rule}.",
        )
        if p.times_x:
            rule = r"$\frac{d}{dx} (x g(kx)) = g(kx) + k x g'(kx)$"
            first = Text(zh=f"乘积法则和链式法则：{rule}。", en=f"The product rule and the chain rule: {rule}.")
        slope = {
            "sigmoid": r"$\sigma'(z) = \sigma(z) (1 - \sigma(z))$",
            "tanh": r"$\tanh'(z) = 1 - \tanh^2(z)$",
            "softplus": r"$\zeta'(z) = \frac{e^z}{1 + e^z} = \sigma(z)$",
            "elu": r"$\frac{d}{dz} \alpha (e^z - 1) = \alpha e^z$",
        }[p.name]
        k = f"$k = {exact(p.k)}$"
        return [
            first,
            Text(zh=f"外层函数的导数：{slope}。", en=f"The outer function's derivative: {slope}."),
            Text(zh=f"代入 {k}：$f'(x) = {_result(p)}$。", en=f"With {k}: $f'(x) = {_result(p)}$."),
        ]

    def slips(self, p: FormulaParams) -> Iterator[Slip]:
        """A rule left out, the function itself, or another function's derivative."""
        yield Slip(
            "value_for_derivative",
            f"x*({_value(p)})" if p.times_x else _value(p),
            Text(zh="这是函数本身，要的是导数。", en="That is the function itself; its derivative is asked for."),
        )
        if p.k != 1:
            yield Slip(
                "inner_derivative_forgotten",
                _derivative(p, _slope(p), k=False),
                Text(zh="漏了内层的导数，即因子 $k$。", en="The inner derivative, the factor $k$, is missing."),
            )
        if p.times_x:
            yield Slip(
                "product_rule_half",
                _term(p, _slope(p)),
                Text(
                    zh="乘积法则有两项，漏了对 $x$ 求导的那一项 $g(kx)$。",
                    en="The product rule has two terms; the one that differentiates $x$ is missing, $g(kx)$.",
                ),
            )
            yield Slip(
                "derivatives_multiplied",
                _term(p, _slope(p), x=False),
                Text(
                    zh="乘积的导数不是导数的乘积。",
                    en="The derivative of a product is not the product of the derivatives.",
                ),
            )
        name, wrong, lesson = _WRONG_SLOPES[p.name]
        yield Slip(name, _derivative(p, wrong.format(z=p.z)), lesson)


_WRONG_SLOPES: dict[Name, tuple[str, str, Text]] = {
    "sigmoid": (
        "rule_of_tanh",
        "1 - sigmoid({z})**2",
        Text(
            zh=r"这用了 tanh 的导数；sigmoid 的导数是 $\sigma (1 - \sigma)$。",
            en=r"That uses tanh's derivative; sigmoid's is $\sigma (1 - \sigma)$.",
        ),
    ),
    "tanh": (
        "rule_of_sigmoid",
        "tanh({z})*(1 - tanh({z}))",
        Text(
            zh=r"这用了 sigmoid 的导数；tanh 的导数是 $1 - \tanh^2$。",
            en=r"That uses sigmoid's derivative; tanh's is $1 - \tanh^2$.",
        ),
    ),
    "softplus": (
        "numerator_forgotten",
        "1/(1 + exp({z}))",
        Text(
            zh=r"$\ln(1 + e^z)$ 求导时内层的 $e^z$ 要留在分子上，得 $\sigma(z)$。",
            en=r"In the derivative of $\ln(1 + e^z)$ the inner $e^z$ stays on top, which gives $\sigma(z)$.",
        ),
    ),
    "elu": (
        "alpha_forgotten",
        "exp({z})",
        Text(
            zh=r"系数 $\alpha$ 求导后还在：$\alpha e^z$。",
            en=r"The factor $\alpha$ stays when differentiated: $\alpha e^z$.",
        ),
    ),
}


def _value(p: FormulaParams) -> str:
    """g(kx), as it is typed."""
    return f"{exact(p.alpha)}*(exp({p.z}) - 1)" if p.alpha is not None else f"{p.name}({p.z})"


def _slope(p: FormulaParams) -> str:
    """g'(kx), as it is typed."""
    match p.name:
        case "sigmoid":
            return f"sigmoid({p.z})*(1 - sigmoid({p.z}))"
        case "tanh":
            return f"1 - tanh({p.z})**2"
        case "softplus":
            return f"sigmoid({p.z})"
        case "elu":
            return f"{exact(p.alpha or 1.0)}*exp({p.z})"


def _term(p: FormulaParams, slope: str, *, k: bool = True, x: bool = True) -> str:
    """Return x k g'(kx), as it is typed, or g'(kx) without one or the other factor."""
    factors = [exact(p.k)] * (k and p.k != 1) + ["x"] * (x and p.times_x)
    if factors and slope.startswith("1 - "):
        slope = f"({slope})"
    return "*".join((*factors, slope))


def _derivative(p: FormulaParams, slope: str, *, k: bool = True) -> str:
    """Return f'(x) by the product rule, from a derivative of g, right or wrong."""
    return f"{_value(p)} + {_term(p, slope, k=k)}" if p.times_x else _term(p, slope, k=k)


def _function(p: FormulaParams) -> str:
    """f(x), in LaTeX."""
    return rf"x \cdot {_latex(p)[0]}" if p.times_x else _latex(p)[0]


def _result(p: FormulaParams) -> str:
    """f'(x), in LaTeX."""
    g, slope = _latex(p)
    factors = ("" if p.k == 1 else f"{exact(p.k)} ") + ("x " if p.times_x else "")
    if factors and p.name in ("tanh", "elu"):
        slope = f"({slope})" if p.name == "tanh" else rf"\cdot {slope}"
    return f"{g} + {factors}{slope}" if p.times_x else f"{factors}{slope}"


def _latex(p: FormulaParams) -> tuple[str, str]:
    """g(kx) and g'(kx), in LaTeX."""
    z = "x" if p.k == 1 else f"{exact(p.k)} x"
    match p.name:
        case "sigmoid":
            return rf"\sigma({z})", rf"\sigma({z}) (1 - \sigma({z}))"
        case "tanh":
            return rf"\tanh({z})", rf"1 - \tanh^2({z})"
        case "softplus":
            return rf"\zeta({z})", rf"\sigma({z})"
        case "elu":
            a = exact(p.alpha or 1.0)
            return rf"{a} (e^{{{z}}} - 1)", rf"{a} e^{{{z}}}"


problem = ActivationDerivativeFormula()
