"""Small vectors and matrices: as parameters, drawn, and as they are written."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Annotated

from pydantic import AfterValidator, Field

from dlprep.compute.numbers import Real, about, exact, row
from dlprep.rules import RuleError

Values = tuple[float, ...]
Rows = tuple[Values, ...]


def _large_enough(x: float) -> float:
    if 0 < abs(x) < 1e-3:
        raise RuleError(
            zh="每个元素要么是 0，要么绝对值不小于 0.001", en="an entry is 0 or at least 0.001 in absolute value"
        )
    return x


def _rectangular(rows: Rows) -> Rows:
    if len({len(line) for line in rows}) > 1:
        raise RuleError(zh="各行必须一样长", en="the rows must have one length")
    return rows


Entry = Annotated[Real, Field(ge=-100, le=100), AfterValidator(_large_enough)]
Column = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=4)]
Grid = Annotated[tuple[Column, ...], Field(min_length=1, max_length=4), AfterValidator(_rectangular)]


def column(xs: Values) -> str:
    """Write a vector of parameters in LaTeX."""
    return f"[{row(xs)}]"


def grid(rows: Rows) -> str:
    """Write a matrix of parameters in LaTeX."""
    return _pmatrix(map(exact, line) for line in rows)


def short(x: float) -> str:
    """Write a computed number in LaTeX, to four digits; what rounding leaves of 0 is 0."""
    return about(round(x, 9) + 0.0)


def operand(x: float) -> str:
    """Write a computed number so that it can follow a sign or a dot."""
    return f"({short(x)})" if short(x).startswith("-") else short(x)


def shown(xs: Sequence[float]) -> str:
    """Write a computed vector in LaTeX."""
    return f"[{', '.join(map(short, xs))}]"


def shown_grid(rows: Sequence[Sequence[float]]) -> str:
    """Write a computed matrix in LaTeX."""
    return _pmatrix(map(short, line) for line in rows)


def draw_column(rng: Random, length: int, most: int, parts: int = 1) -> Values:
    """Draw entries from 1/parts to most/parts, of either sign."""
    return tuple(rng.choice((-1, 1)) * rng.randint(1, most) / parts for _ in range(length))


def draw_grid(rng: Random, height: int, width: int, most: int, parts: int = 1) -> Rows:
    """Draw a matrix of such entries."""
    return tuple(draw_column(rng, width, most, parts) for _ in range(height))


def _pmatrix(lines: Iterable[Iterable[str]]) -> str:
    body = r" \\ ".join(" & ".join(line) for line in lines)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
