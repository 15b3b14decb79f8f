"""What sigma(x) or softplus zeta(x) alone tells: x, the other function, and either at -x; natural logarithms.

sigma(x) = 1/(1 + e^-x) and zeta(x) = ln(1 + e^x), so that zeta' = sigma and ln sigma(x) = -zeta(-x).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 3.10.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.activations._units import result
from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Known = Literal["sigma", "zeta"]
Wanted = Literal["x", "zeta", "slope", "sigma_minus", "zeta_minus"]
_KNOWN: dict[Known, str] = {"sigma": r"\sigma(x)", "zeta": r"\zeta(x)"}
_WANTED: dict[Wanted, str] = {
    "x": "x",
    "zeta": r"\zeta(x)",
    "slope": r"\zeta'(x)",
    "sigma_minus": r"\sigma(-x)",
    "zeta_minus": r"\zeta(-x)",
}


class IdentitiesParams(Params):
    """Which value is known, and which is asked for."""

    known: Known = parameter(zh="已知 sigma(x) 或 zeta(x)", en="what is known, sigma(x) or zeta(x)")
    value: Real = parameter(
        zh="已知的值：sigma 在 0.001 和 0.999 之间，zeta 在 0.01 和 10 之间",
        en="the known value: sigma from 0.001 to 0.999, zeta from 0.01 to 10",
    )
    wanted: Wanted = parameter(
        zh="求 x、zeta(x)、slope（zeta 在 x 处的导数）、sigma_minus（sigma(-x)）或 zeta_minus（zeta(-x)）",
        en="x, zeta (at x), slope (the derivative of zeta at x), sigma_minus (sigma at -x) or zeta_minus (zeta at -x)",
    )

    @model_validator(mode="after")
    def _can_be_asked(self) -> "IdentitiesParams":
        low, high = (0.001, 0.999) if self.known == "sigma" else (0.01, 10)
        if not low <= self.value <= high:
            raise RuleError(
                zh=f"value：已知 {self.known} 时必须在 {low} 到 {high} 之间",
                en=f"value: must be from {low} to {high} for {self.known}",
            )
        if (self.known, self.wanted) not in _IDENTITIES:
            raise RuleError(
                zh=f"wanted：已知 {self.known} 时它也就已知了", en=f"wanted: is known already if {self.known} is"
            )
        return self


class SigmoidSoftplusIdentities(BatchedProblem[IdentitiesParams]):
    """Everything in terms of the one value that is known."""

    title = Text(zh="sigmoid 与 softplus 的恒等式", en="Identities of sigmoid and softplus")
    covers = ("sigmoid_softplus_identities",)
    params = IdentitiesParams
    example = {"known": "sigma", "value": 0.8, "wanted": "x"}

    def generate(self, rng: Random, level: Level) -> IdentitiesParams:
        """Basic: from sigma in twentieths. Intermediate: from zeta too. Advanced: from zeta, hundredths."""
        known: Known = {"basic": "sigma", "intermediate": rng.choice(tuple(_KNOWN)), "advanced": "zeta"}[level]
        wanted = rng.choice([asked for given, asked in _IDENTITIES if given == known])
        if known == "sigma":
            value = rng.randint(1, 19) / 20 if level == "basic" else rng.randint(1, 99) / 100
        else:
            value = rng.randint(2, 30) / 10 if level == "intermediate" else rng.randint(10, 400) / 100
        return IdentitiesParams(known=known, value=value, wanted=wanted)

    def prompt(self, p: IdentitiesParams) -> Text:
        """Name the two functions; which formulas join them is for the learner to know."""
        given, wanted = f"${_KNOWN[p.known]} = {exact(p.value)}$", f"${_WANTED[p.wanted]}$"
        return Text(
            zh=rf"$\sigma$ 是 sigmoid，$\zeta(x) = \ln(1 + e^x)$ 是 softplus。已知 {given}，求 {wanted}。",
            en=rf"Let $\sigma$ be the sigmoid and $\zeta(x) = \ln(1 + e^x)$ softplus. Given that {given}, "
            f"what is {wanted}?",
        )

    def answer_type(self, p: IdentitiesParams) -> AnswerType:
        """One number; x may be 0 or near it."""
        return Number(atol=1e-5)

    def reference(self, p: IdentitiesParams) -> float:
        """The identity, with the known value put in."""
        return _IDENTITIES[p.known, p.wanted][0](p.value)

    def torch_stacked(self, ps: Sequence[IdentitiesParams], place: Place) -> Stacked:
        """Find x with torch's inverse functions, then run torch's own at x or -x."""
        import torch
        from torch.distributions.transforms import SoftplusTransform
        from torch.nn import functional

        known = place.tensor([p.value for p in ps])
        x = torch.logit(known) if ps[0].known == "sigma" else SoftplusTransform().inv(known)
        match ps[0].wanted:
            case "zeta":
                return functional.softplus(x)
            case "slope":
                x = x.detach().requires_grad_()
                return torch.autograd.grad(functional.softplus(x).sum(), x)[0]
            case "sigma_minus":
                return torch.sigmoid(-x)
            case "zeta_minus":
                return -functional.logsigmoid(x)
        return x

    def steps(self, p: IdentitiesParams) -> list[Text]:
        """The definitions and what follows, the identity that is needed, the number."""
        definitions = r"$\sigma(x) = \frac{e^x}{1 + e^x}$, $\zeta(x) = \ln(1 + e^x)$"
        follows = r"$1 - \sigma(x) = \sigma(-x)$, $\ln \sigma(x) = -\zeta(-x)$, $\zeta' = \sigma$"
        _, identity, work = _IDENTITIES[p.known, p.wanted]
        wanted, number = _WANTED[p.wanted], work.replace("V", exact(p.value))
        return [
            Text(
                zh=f"从定义 {definitions} 可得 {follows}。",
                en=f"From the definitions {definitions} it follows that {follows}.",
            ),
            Text(zh=f"这里需要：${identity}$。", en=f"What is needed here: ${identity}$."),
            Text(
                zh=rf"代入：${wanted} = {number}{result(self.reference(p))}$。",
                en=rf"Put in: ${wanted} = {number}{result(self.reference(p))}$.",
            ),
        ]

    def slips(self, p: IdentitiesParams) -> Iterator[Slip]:
        """The mirror image, a sign, or a logarithm left out."""
        right = self.reference(p)
        for name, wrong, lesson in _MISTAKES[p.known, p.wanted]:
            answer = wrong(p.value)
            if answer != right:
                yield Slip(name, answer, lesson)


Rule = tuple[Callable[[float], float], str, str]
# What it is, the identity, and its right side with V for the number
_IDENTITIES: dict[tuple[Known, Wanted], Rule] = {
    ("sigma", "x"): (
        lambda p: math.log(p / (1 - p)),
        r"x = \sigma^{-1}(p) = \ln\frac{p}{1 - p}",
        r"\ln\frac{V}{1 - V}",
    ),
    ("sigma", "zeta"): (lambda p: -math.log1p(-p), r"\zeta(x) = -\ln \sigma(-x) = -\ln(1 - \sigma(x))", r"-\ln(1 - V)"),
    ("sigma", "sigma_minus"): (lambda p: 1 - p, r"\sigma(-x) = 1 - \sigma(x)", "1 - V"),
    ("sigma", "zeta_minus"): (lambda p: -math.log(p), r"\zeta(-x) = -\ln \sigma(x)", r"-\ln V"),
    ("zeta", "x"): (lambda y: math.log(math.expm1(y)), r"x = \zeta^{-1}(y) = \ln(e^y - 1)", r"\ln(e^{V} - 1)"),
    ("zeta", "slope"): (
        lambda y: -math.expm1(-y),
        r"\zeta'(x) = \sigma(x) = 1 - \sigma(-x) = 1 - e^{-\zeta(x)}",
        "1 - e^{-V}",
    ),
    ("zeta", "sigma_minus"): (lambda y: math.exp(-y), r"\sigma(-x) = e^{-\zeta(x)}", "e^{-V}"),
    ("zeta", "zeta_minus"): (
        lambda y: -math.log(-math.expm1(-y)),
        r"\zeta(-x) = \zeta(x) - x = y - \ln(e^y - 1)",
        r"V - \ln(e^{V} - 1)",
    ),
}
Mistake = tuple[str, Callable[[float], float], Text]
_DECIMAL = Text(
    zh="用了以 10 为底的对数，这里是自然对数。", en="That is the logarithm to base 10; here it is the natural one."
)
_MISTAKES: dict[tuple[Known, Wanted], tuple[Mistake, ...]] = {
    ("sigma", "x"): (
        (
            "logarithm_forgotten",
            lambda p: p / (1 - p),
            Text(zh="这是几率 $e^x$，还要取对数。", en="That is the odds, $e^x$; take their logarithm."),
        ),
        (
            "sign_turned",
            lambda p: math.log((1 - p) / p),
            Text(
                zh="分子分母反了：$p$ 大于一半时 $x$ 为正。",
                en="The fraction is upside down: $x$ is positive where $p$ is above one half.",
            ),
        ),
        ("decimal_logarithm", lambda p: math.log10(p / (1 - p)), _DECIMAL),
    ),
    ("sigma", "zeta"): (
        (
            "mirrored",
            lambda p: -math.log(p),
            Text(zh=r"这是 $\zeta(-x)$。", en=r"That is $\zeta(-x)$."),
        ),
        (
            "minus_lost",
            lambda p: math.log(1 - p),
            Text(zh="softplus 恒为正，漏了负号。", en="Softplus is positive everywhere: a minus sign is missing."),
        ),
        ("decimal_logarithm", lambda p: -math.log10(1 - p), _DECIMAL),
    ),
    ("sigma", "sigma_minus"): (
        (
            "taken_as_odd",
            lambda p: -p,
            Text(
                zh=r"sigmoid 不是奇函数，值都在 0 和 1 之间：$\sigma(-x) = 1 - \sigma(x)$。",
                en=r"Sigmoid is not odd, and always between 0 and 1: $\sigma(-x) = 1 - \sigma(x)$.",
            ),
        ),
        (
            "taken_as_even",
            lambda p: p,
            Text(
                zh=r"sigmoid 不是偶函数：$\sigma(-x) = 1 - \sigma(x)$。",
                en=r"Sigmoid is not even: $\sigma(-x) = 1 - \sigma(x)$.",
            ),
        ),
        (
            "reciprocal",
            lambda p: 1 / p,
            Text(
                zh=r"取倒数的是 $e^{-x}$，不是 sigmoid；$\sigma(-x) = 1 - \sigma(x)$。",
                en=r"It is $e^{-x}$ that is a reciprocal, not sigmoid; $\sigma(-x) = 1 - \sigma(x)$.",
            ),
        ),
    ),
    ("sigma", "zeta_minus"): (
        (
            "mirrored",
            lambda p: -math.log(1 - p),
            Text(zh=r"这是 $\zeta(x)$。", en=r"That is $\zeta(x)$."),
        ),
        (
            "minus_lost",
            lambda p: math.log(p),
            Text(
                zh=r"这是 $\ln \sigma(x)$，等于 $-\zeta(-x)$；softplus 恒为正。",
                en=r"That is $\ln \sigma(x)$, which is $-\zeta(-x)$; softplus is positive everywhere.",
            ),
        ),
        ("decimal_logarithm", lambda p: -math.log10(p), _DECIMAL),
    ),
    ("zeta", "x"): (
        (
            "logarithm_forgotten",
            lambda y: math.expm1(y),
            Text(zh="这是 $e^x$，还要取对数。", en="That is $e^x$; take its logarithm."),
        ),
        (
            "plus_for_minus",
            lambda y: math.log(math.exp(y) + 1),
            Text(
                zh="这是 softplus 本身；求逆要减 1。",
                en="That is softplus itself; its inverse subtracts the 1.",
            ),
        ),
        ("decimal_logarithm", lambda y: math.log10(math.expm1(y)), _DECIMAL),
    ),
    ("zeta", "slope"): (
        (
            "mirrored",
            lambda y: math.exp(-y),
            Text(zh=r"这是 $\sigma(-x)$，再用 1 去减它。", en=r"That is $\sigma(-x)$; subtract it from 1."),
        ),
        (
            "value_for_argument",
            lambda y: 1 / (1 + math.exp(-y)),
            Text(
                zh=r"已知的是 $\zeta(x)$，不是 $x$，不能直接代入 $\sigma$。",
                en=r"It is $\zeta(x)$ that is known, not $x$; it does not go into $\sigma$ as it stands.",
            ),
        ),
    ),
    ("zeta", "sigma_minus"): (
        (
            "mirrored",
            lambda y: 1 - math.exp(-y),
            Text(zh=r"这是 $\sigma(x)$。", en=r"That is $\sigma(x)$."),
        ),
        (
            "value_for_argument",
            lambda y: 1 / (1 + math.exp(y)),
            Text(
                zh=r"已知的是 $\zeta(x)$，不是 $x$，不能直接代入 $\sigma$。",
                en=r"It is $\zeta(x)$ that is known, not $x$; it does not go into $\sigma$ as it stands.",
            ),
        ),
    ),
    ("zeta", "zeta_minus"): (
        (
            "taken_as_odd",
            lambda y: -y,
            Text(
                zh=r"softplus 不是奇函数，它恒为正：$\zeta(x) - \zeta(-x) = x$。",
                en=r"Softplus is not odd, but positive everywhere: $\zeta(x) - \zeta(-x) = x$.",
            ),
        ),
        (
            "sign_turned",
            lambda y: math.log(math.expm1(y)) - y,
            Text(
                zh=r"符号反了：$\zeta(-x) = \zeta(x) - x$。",
                en=r"The sign is turned: $\zeta(-x) = \zeta(x) - x$.",
            ),
        ),
        (
            "value_for_argument",
            lambda y: math.log1p(math.exp(-y)),
            Text(
                zh=r"已知的是 $\zeta(x)$，不是 $x$，先求出 $x$。",
                en=r"It is $\zeta(x)$ that is known, not $x$; find $x$ first.",
            ),
        ),
    ),
}

problem = SigmoidSoftplusIdentities()
