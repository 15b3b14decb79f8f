"""Matrices and feature maps as parameters, and how they are written in prompts and steps."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from dlprep.compute.numbers import Real, exact
from dlprep.rules import RuleError

Rows = tuple[tuple[float, ...], ...]


def _rectangular(rows: Rows) -> Rows:
    if len({len(row) for row in rows}) > 1:
        raise RuleError(zh="各行必须一样长", en="all rows must be equally long")
    return rows


def _alike(maps: tuple[Rows, ...]) -> tuple[Rows, ...]:
    if len({(len(rows), len(rows[0])) for rows in maps}) > 1:
        raise RuleError(zh="各通道的高和宽必须相同", en="all channels must be equally high and wide")
    return maps


def _channels(value: Any) -> Any:
    """One matrix stands for one channel."""
    is_matrix = isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple)
    return [value] if is_matrix and value[0] and not isinstance(value[0][0], list | tuple) else value


def _short(maps: tuple[Rows, ...]) -> Any:
    # pydantic leaves the numbers inside to this function
    written = [[[int(x) if x.is_integer() else x for x in row] for row in rows] for rows in maps]
    return written[0] if len(written) == 1 else written


Map = Annotated[
    tuple[Annotated[tuple[Real, ...], Field(min_length=1, max_length=6)], ...],
    Field(min_length=1, max_length=6),
    AfterValidator(_rectangular),
]
Maps = Annotated[
    tuple[Map, ...],
    Field(min_length=1, max_length=4),
    BeforeValidator(_channels),
    AfterValidator(_alike),
    PlainSerializer(_short),
]


def matrix(rows: Iterable[Iterable[float]], write: Callable[[float], str] = exact) -> str:
    """Write a matrix in LaTeX, its entries with every digit they have; or as `write` does, such as `tidy`."""
    lines = r" \\ ".join(" & ".join(map(write, row)) for row in rows)
    return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"


def column(xs: Iterable[float], write: Callable[[float], str] = exact) -> str:
    """Write a column vector in LaTeX, on one line."""
    return rf"[{', '.join(map(write, xs))}]^\top"


def tidy(x: float) -> str:
    """Write a computed number without the noise of floating point: 0.3 for 0.1 + 0.2."""
    return exact(float(f"{x:.10g}"))


def signed(x: float) -> str:
    """Write a computed number so that it can follow a sign or a dot."""
    return f"({tidy(x)})" if x < 0 else tidy(x)


def products(pairs: Iterable[tuple[float, float]]) -> str:
    r"""Write a sum of products in LaTeX: 1 \cdot 2 + 3 \cdot (-4)."""
    return " + ".join(rf"{signed(a)} \cdot {signed(b)}" for a, b in pairs) or "0"


def sides(rows: Sequence[Sequence[float]]) -> tuple[int, int]:
    """Height and width of a matrix."""
    return len(rows), len(rows[0])
