"""Weights, inputs and gradients: as parameters, drawn, and as they are written."""

from collections.abc import Iterable
from random import Random
from typing import Annotated

from pydantic import AfterValidator, Field

from dlprep.compute.numbers import Real, about, exact
from dlprep.rules import RuleError

Values = tuple[float, ...]
Rows = tuple[Values, ...]


def rectangular(rows: Rows) -> Rows:
    """Return the rows, of one length; raises RuleError if they are not."""
    if len({len(line) for line in rows}) > 1:
        raise RuleError(zh="各行必须一样长", en="the rows must have one length")
    return rows


Entry = Annotated[Real, Field(ge=-100, le=100)]
Column = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=8)]
_Row = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=4)]
Grid = Annotated[tuple[_Row, ...], Field(min_length=1, max_length=4), AfterValidator(rectangular)]
Strength = Annotated[Real, Field(ge=0, le=100)]
Rate = Annotated[Real, Field(gt=0, le=10)]


def check_length(name: str, xs: Values, length: int) -> None:
    """Raise RuleError unless the parameter called `name` has this length."""
    if len(xs) != length:
        raise RuleError(
            zh=f"{name}：必须有 {length} 个元素，现在是 {len(xs)} 个",
            en=f"{name}: must have {length} entries, not {len(xs)}",
        )


def sign(x: float) -> int:
    """Return -1, 0 or 1."""
    return (x > 0) - (x < 0)


def draw(rng: Random, n: int, parts: int, least: int, most: int) -> Values:
    """Draw n numbers from least/parts to most/parts, of either sign."""
    return tuple(rng.choice((-1, 1)) * rng.randint(least, most) / parts for _ in range(n))


def short(x: float) -> str:
    """Write a computed number in LaTeX, to six digits where that is short; what rounding leaves of 0 is 0."""
    x = round(x, 10) + 0.0
    return f"{x:.6g}" if 1e-4 <= abs(x) < 1e6 or x == 0 else about(x)


def operand(x: float) -> str:
    """Write a computed number so that it can follow a sign or a dot."""
    return f"({short(x)})" if short(x).startswith("-") else short(x)


def computed(xs: Iterable[float]) -> str:
    """Write a computed vector in LaTeX."""
    return f"[{', '.join(map(short, xs))}]"


def grid(rows: Iterable[Iterable[float]]) -> str:
    """Write a matrix of parameters in LaTeX."""
    body = r" \\ ".join(" & ".join(exact(float(x)) for x in line) for line in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def computed_grid(rows: Iterable[Iterable[float]]) -> str:
    """Write a computed matrix in LaTeX."""
    body = r" \\ ".join(" & ".join(map(short, line)) for line in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
