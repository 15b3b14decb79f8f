"""Batches as parameters, their moments, and how they are written."""

import math
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from dlprep.compute.numbers import Real, about, exact, factor

Value = Annotated[Real, Field(ge=-1e3, le=1e3)]
Values = Annotated[tuple[Value, ...], Field(min_length=2, max_length=16)]
Epsilon = Annotated[Real, Field(ge=1e-5, le=100)]
Rows = tuple[tuple[float, ...], ...]

# Deviations from the mean, and an epsilon with which variance + epsilon is a square.
SQUARES: tuple[tuple[tuple[int, ...], int], ...] = (
    ((-2, 2), 5),
    ((-3, 3), 7),
    ((-1, -1, 2), 2),
    ((-3, 0, 3), 3),
    ((-2, -2, 4), 1),
    ((-1, -1, -1, 3), 1),
    ((-3, -1, 1, 3), 4),
    ((-5, -1, 1, 5), 3),
    ((-2, -2, -2, 6), 4),
    ((-3, -3, 1, 5), 5),
)


def _rows(value: Any) -> Any:
    """A flat list is one feature, one number a sample."""
    flat = isinstance(value, list | tuple) and not any(isinstance(row, list | tuple) for row in value)
    return [[x] for x in value] if flat else value


def _short_rows(rows: Rows) -> list[Any]:
    return [_number(row[0]) for row in rows] if len(rows[0]) == 1 else [list(map(_number, row)) for row in rows]


def _tuple(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _short(values: tuple[float, ...]) -> Any:
    return _number(values[0]) if len(values) == 1 else list(map(_number, values))


def _number(x: float) -> int | float:
    return int(x) if x.is_integer() else x


Samples = Annotated[
    tuple[Annotated[tuple[Value, ...], Field(min_length=1, max_length=4)], ...],
    Field(min_length=2, max_length=16),
    BeforeValidator(_rows),
    PlainSerializer(_short_rows),
]
PerFeature = Annotated[
    tuple[Value, ...], Field(min_length=1, max_length=4), BeforeValidator(_tuple), PlainSerializer(_short)
]


def moments(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and the biased variance, divided by the number of values."""
    mean = math.fsum(values) / len(values)
    return mean, math.fsum((x - mean) ** 2 for x in values) / len(values)


def epsilon(eps: float) -> str:
    r"""Write epsilon in LaTeX with every digit: 10^{-5}, 0.001."""
    mantissa, e, exponent = exact(eps).partition("e")
    power = f"10^{{{int(exponent)}}}" if e else ""
    return power if mantissa == "1" and e else rf"{mantissa} \cdot {power}" if e else mantissa


def matrix(rows: Rows) -> str:
    """Write rows in LaTeX, with every digit."""
    body = r" \\ ".join(" & ".join(map(exact, row)) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def mean_work(values: Sequence[float]) -> str:
    """Write how the mean is found."""
    return rf"\frac{{{' + '.join(map(factor, values))}}}{{{len(values)}}} = {about(moments(values)[0])}"


def variance_work(values: Sequence[float], *, biased: bool = True) -> str:
    """Write how the variance is found, divided by the number of values or by one less."""
    mean, variance = moments(values)
    m = len(values)
    squares = " + ".join(f"{_base(about(x - mean))}^2" for x in values)
    result = variance if biased else variance * m / (m - 1)
    return rf"\frac{{{squares}}}{{{m if biased else m - 1}}} = {about(result)}"


def plus(x: float) -> str:
    """Write a term that follows another: + 3, - 2."""
    return f"{'-' if x < 0 else '+'} {exact(abs(x))}"


def listed(values: Sequence[float]) -> str:
    """Write rounded numbers between brackets."""
    return f"[{', '.join(map(about, values))}]"


def _base(written: str) -> str:
    return written if written.replace(".", "").isdigit() else f"({written})"
