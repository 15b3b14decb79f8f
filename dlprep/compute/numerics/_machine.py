"""Binary floating-point formats, and softmax as a machine computes it in one, worked out in exact arithmetic.

Source: IEEE 754-2008, table 3.5 (parameters), sections 4.3.1 (to the nearest, ties to even; overflow to inf), 6.1 and
7.2 (inf/inf and 0/0 are nan, a finite number over inf is 0).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

Exact = Fraction | float  # a float only where it is inf
_BEYOND = 1000  # no format holds exp(1000), or tells exp(-1000) from 0
_DECIMALS = Context(prec=40)


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the binary digits of its significand and its largest exponent."""

    digits: int
    largest_exponent: int

    @property
    def largest(self) -> Fraction:
        """The largest finite number."""
        return (2 - Fraction(2) ** (1 - self.digits)) * Fraction(2) ** self.largest_exponent

    @property
    def smallest(self) -> Fraction:
        """The smallest number above 0, a subnormal one."""
        return Fraction(2) ** (2 - self.largest_exponent - self.digits)

    @property
    def overflow(self) -> float:
        """The x above which exp(x) is inf: half a unit beyond the largest number, which is all but its logarithm."""
        return self.largest_exponent * math.log(2) + math.log(2 - 2.0**-self.digits)

    @property
    def underflow(self) -> float:
        """The x below which exp(x) is 0: at half of the smallest number."""
        return (1 - self.largest_exponent - self.digits) * math.log(2)

    def round(self, value: Exact) -> Exact:
        """Return the nearest number of the format, or inf."""
        if value == 0 or value in (math.inf, -math.inf):
            return value
        exact = Fraction(value)
        unit = max(Fraction(2) ** (_exponent(abs(exact)) - self.digits + 1), self.smallest)
        nearest = round(exact / unit) * unit
        if abs(nearest) <= self.largest:
            return nearest
        return math.inf if nearest > 0 else -math.inf


FORMATS = {"float16": Format(11, 15), "float32": Format(24, 127), "float64": Format(53, 1023)}


class Run(NamedTuple):
    """A softmax without the maximum subtracted, each intermediate as the machine holds it."""

    exponentials: tuple[float, ...]
    total: float
    quotients: tuple[float, ...]

    @property
    def overflowing(self) -> tuple[float, ...]:
        """Return 1 for each exponential that is inf, else 0."""
        return tuple(float(e == math.inf) for e in self.exponentials)


def naive_softmax(logits: Iterable[float], dtype: str, doubt: Fraction = Fraction(1)) -> Run:
    """Compute exp(x_i) / sum_j exp(x_j) in the format called `dtype`, each exponential off by the factor `doubt`."""
    held = FORMATS[dtype]
    exps = [held.round(_exp(_stored(x, dtype)) * doubt) for x in logits]
    total = math.inf if math.inf in exps else held.round(sum(exps))
    quotients = (_divide(e, total, held) for e in exps)
    return Run(tuple(map(float, exps)), float(total), tuple(map(float, quotients)))


def _stored(x: float, dtype: str) -> Exact:
    """Round a logit to the format; to float16 by way of float32, as torch does."""
    return FORMATS[dtype].round(FORMATS["float32"].round(x) if dtype == "float16" else x)


def _exp(x: Exact) -> Exact:
    if x > _BEYOND:
        return math.inf
    if x < -_BEYOND:
        return Fraction(0)
    exact = Fraction(x)
    return Fraction(_DECIMALS.exp(_DECIMALS.divide(Decimal(exact.numerator), Decimal(exact.denominator))))


def _divide(e: Exact, total: Exact, held: Format) -> Exact:
    if total == 0 or e == math.inf:
        return math.nan
    return Fraction(0) if total == math.inf else held.round(Fraction(e) / Fraction(total))


def _exponent(value: Fraction) -> int:
    """Return the e for which 2**e <= value < 2**(e+1)."""
    guess = value.numerator.bit_length() - value.denominator.bit_length()
    return guess if Fraction(2) ** guess <= value else guess - 1
