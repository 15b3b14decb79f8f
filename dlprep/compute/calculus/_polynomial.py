"""Polynomials in a few variables: as parameters, drawn, differentiated by hand, and as they are written.

A term is typed as its coefficient and the exponent of each variable: [3, 2, 1] is 3 x_1^2 x_2.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from dlprep.compute.numbers import Real, about, exact, factor
from dlprep.rules import RuleError

if TYPE_CHECKING:
    import torch

Term = tuple[float, ...]
Polynomial = tuple[Term, ...]
Coefficient = Annotated[Real, Field(ge=-100, le=100)]
Terms = Annotated[
    tuple[Annotated[tuple[Coefficient, ...], Field(min_length=2, max_length=5)], ...],
    Field(min_length=1, max_length=8),
]


def check_terms(name: str, polynomial: Polynomial, variables: int) -> None:
    """Raise RuleError unless each term has a coefficient and an exponent from 0 to 4 for each variable."""
    for coefficient, *exponents in polynomial:
        if len(exponents) != variables:
            raise RuleError(
                zh=f"{name}：每一项由系数和 {variables} 个指数组成，每个变量一个指数",
                en=f"{name}: a term is its coefficient and {variables} exponents, one a variable",
            )
        if not all(e in range(5) for e in exponents):
            raise RuleError(zh=f"{name}：指数是 0 到 4 的整数", en=f"{name}: an exponent is a whole number from 0 to 4")
        if coefficient == 0:
            raise RuleError(zh=f"{name}：系数不能为 0", en=f"{name}: a coefficient must not be 0")
    if len({tuple(exponents) for _, *exponents in polynomial}) < len(polynomial):
        raise RuleError(
            zh=f"{name}：有两项的指数相同，请合并同类项", en=f"{name}: two terms have the same exponents; add them up"
        )


def derivative(polynomial: Polynomial, i: int) -> Polynomial:
    """Return the derivative by variable i, counted from 0."""
    return tuple(
        (c * exponents[i], *(e - (j == i) for j, e in enumerate(exponents)))
        for c, *exponents in polynomial
        if exponents[i] > 0
    )


def value(polynomial: Polynomial, x: Sequence[float]) -> float:
    """Put numbers in."""
    return math.fsum(c * math.prod(a**e for a, e in zip(x, exponents, strict=True)) for c, *exponents in polynomial)


def torch_value(polynomial: "torch.Tensor", x: "torch.Tensor") -> "torch.Tensor":
    """Put a tensor in, for autograd to differentiate; `polynomial` has a row a term."""
    import torch

    terms, exponents = polynomial[:, 0], polynomial[:, 1:]
    powers = torch.where(exponents > 0, x ** exponents.clamp(min=1), 1)  # 0^0 has no second derivative in torch
    for power in powers.unbind(dim=1):
        terms = terms * power
    return terms.sum()


def written(polynomial: Polynomial) -> str:
    """Write it in LaTeX: 3x_1^2 x_2 - x_2 + 1."""
    return _added([_term(term) for term in polynomial])


def _put_in(polynomial: Polynomial, x: Sequence[float]) -> str:
    r"""Write it in LaTeX with the numbers in the variables' places: 3 \cdot 2^2 \cdot (-1) + 1."""
    said = []
    for c, *exponents in polynomial:
        powers = [f"{factor(a)}^{exact(e)}" if e > 1 else factor(a) for a, e in zip(x, exponents, strict=True) if e]
        shown = [exact(c), *powers] if abs(c) != 1 or not powers else powers
        said.append(("-" if c == -1 and powers else "") + r" \cdot ".join(shown))
    return _added(said)


def worked(polynomial: Polynomial, x: Sequence[float]) -> str:
    """Write it, then the numbers in it, then its value; no more than there is to say."""
    said = [written(polynomial), _put_in(polynomial, x), about(round(value(polynomial, x), 9) + 0.0)]
    return " = ".join(dict.fromkeys(said))


def draw_polynomial(rng: Random, variables: int, degrees: Sequence[int], most: int) -> Polynomial:
    """Draw terms of these degrees, coefficients up to `most`: every variable in one, and two variables in one term."""
    while True:
        chosen = [rng.choices(range(variables), k=degree) for degree in degrees]
        exponents = [tuple(float(term.count(i)) for i in range(variables)) for term in chosen]
        mixed = any(sum(map(bool, term)) > 1 for term in exponents)
        if mixed and all(map(any, zip(*exponents, strict=True))) and len(set(exponents)) == len(exponents):
            return tuple((float(rng.choice((-1, 1)) * rng.randint(1, most)), *term) for term in exponents)


def _term(term: Term) -> str:
    c, *exponents = term
    powers = [f"x_{i}^{exact(e)}" if e > 1 else f"x_{i}" for i, e in enumerate(exponents, 1) if e]
    sign = "-" if c < 0 else ""
    coefficient = "" if abs(c) == 1 and powers else exact(abs(c))
    return sign + coefficient + " ".join(powers)


def _added(terms: Sequence[str]) -> str:
    if not terms:
        return "0"
    return terms[0] + "".join(f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in terms[1:])
