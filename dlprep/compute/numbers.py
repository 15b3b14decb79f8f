"""Real numbers: as parameters, and as they are written in prompts and steps."""

import math
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, PlainSerializer


def _plain(x: float) -> int | float:
    return int(x) if float(x).is_integer() and abs(x) < 1e15 else x  # an int has no is_integer before Python 3.12


# Strict: neither "1" nor true is a number. Written back as it would be typed, 1000 for 1000.0.
Real = Annotated[float, Field(strict=True), PlainSerializer(_plain)]


def exact(x: float) -> str:
    """Write a number with every digit it has: -2, 0.6931."""
    return repr(_plain(x))


def row(xs: Iterable[float]) -> str:
    """Write numbers with every digit, between commas."""
    return ", ".join(map(exact, xs))


def factor(x: float) -> str:
    """Write a number so that it can follow a sign or a dot: (-2), but 3."""
    return f"({exact(x)})" if x < 0 else exact(x)


def about(x: float) -> str:
    r"""Write a number in LaTeX, rounded to four significant digits: 2.717 \cdot 10^{38}."""
    if not math.isfinite(x):
        return rf"\text{{{x}}}" if math.isnan(x) else r"\infty"
    mantissa, e, exponent = f"{x:.4g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else mantissa
