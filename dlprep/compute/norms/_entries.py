"""Vectors and matrices whose norms are taken: as parameters, as they are written, and their singular values."""

import math
from itertools import combinations
from random import Random
from typing import Annotated

from pydantic import AfterValidator, Field

from dlprep.compute.numbers import Real, about, exact
from dlprep.rules import RuleError

Values = tuple[float, ...]
Rows = tuple[Values, ...]
_SWEEPS = 12  # one-sided Jacobi converges quadratically; a 4x4 matrix takes about five


def _large_enough(x: float) -> float:
    if 0 < abs(x) < 1e-4:
        raise RuleError(
            zh="每个元素要么是 0，要么绝对值不小于 0.0001", en="an entry is 0 or at least 0.0001 in absolute value"
        )
    return x


def _rectangular(rows: Rows) -> Rows:
    if len({len(line) for line in rows}) > 1:
        raise RuleError(zh="各行必须一样长", en="the rows must have one length")
    return rows


Entry = Annotated[Real, Field(ge=-1e4, le=1e4), AfterValidator(_large_enough)]
Entries = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=16)]
_Row = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=4)]
Grid = Annotated[tuple[_Row, ...], Field(min_length=1, max_length=4), AfterValidator(_rectangular)]


def signed(rng: Random, values: Values) -> Values:
    """Return the values in any order, each with either sign."""
    return tuple(float(rng.choice((-1, 1)) * x) for x in rng.sample(values, k=len(values)))


def flat(rows: Rows) -> Values:
    """Return all entries, row by row."""
    return tuple(x for line in rows for x in line)


def grid(rows: Rows) -> str:
    """Write a matrix of parameters in LaTeX."""
    body = r" \\ ".join(" & ".join(map(exact, line)) for line in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def short(x: float) -> str:
    """Write a computed number in LaTeX; what rounding leaves of 0 is 0."""
    return about(round(x, 9) + 0.0)


def singular_values(rows: Rows) -> list[float]:
    """Rotate pairs of columns until all are orthogonal (Hestenes 1958); their lengths, the largest first."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for _ in range(_SWEEPS):
        for i, j in combinations(range(len(columns)), 2):
            a, b = columns[i], columns[j]
            angle = math.atan2(2 * _dot(a, b), _dot(a, a) - _dot(b, b)) / 2
            c, s = math.cos(angle), math.sin(angle)
            columns[i] = [c * x + s * y for x, y in zip(a, b, strict=True)]
            columns[j] = [c * y - s * x for x, y in zip(a, b, strict=True)]
    return sorted((math.hypot(*column) for column in columns), reverse=True)


def _dot(a: list[float], b: list[float]) -> float:
    return math.fsum(x * y for x, y in zip(a, b, strict=True))
