"""Small vectors and matrices: as parameters, drawn, multiplied by hand, and as they are written."""

import math
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.numbers import Real, about, exact, factor
from dlprep.grading.answer import AnswerValue, Number, Vector
from dlprep.rules import RuleError

Values = tuple[float, ...]
Rows = tuple[Values, ...]
Entry = Annotated[Real, Field(ge=-10, le=10)]
Column = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=4)]
Grid = Annotated[tuple[Column, ...], Field(min_length=1, max_length=4)]


def check_column(name: str, xs: Values, length: int) -> None:
    """Raise RuleError unless the vector has this length."""
    if len(xs) != length:
        raise RuleError(
            zh=f"{name}：必须有 {length} 个元素，现在是 {len(xs)} 个",
            en=f"{name}: must have {length} entries, not {len(xs)}",
        )


def check_grid(name: str, rows: Rows, height: int, width: int) -> None:
    """Raise RuleError unless the matrix has this shape."""
    if len(rows) != height or any(len(xs) != width for xs in rows):
        raise RuleError(
            zh=f"{name}：必须是 {height} 行，每行 {width} 个数",
            en=f"{name}: must have {height} rows of {width} numbers",
        )


def floats(length: int) -> Number | Vector:
    """Return the type of a vector in an answer; one of length 1 is a number."""
    return Number(atol=5e-4) if length == 1 else Vector(atol=5e-4, size=length)


def answer(xs: Sequence[float]) -> AnswerValue:
    """Return a vector as `floats` wants it."""
    return xs[0] if len(xs) == 1 else tuple(xs)


def affine(weights: Iterable[Values], xs: Values, bias: Values) -> Values:
    """Multiply and add: weights of shape (out, in), xs (in), bias (out)."""
    return tuple(math.fsum(w * x for w, x in zip(ws, xs, strict=True)) + b for ws, b in zip(weights, bias, strict=True))


def each(f: Callable[..., float], *columns: Iterable[float]) -> Values:
    """Apply f entry by entry."""
    return tuple(map(f, *columns))


def sigmoid(z: float) -> float:
    """Return 1/(1 + exp(-z)), which does not overflow in this form."""
    return (1 + math.tanh(z / 2)) / 2


def column(xs: Values) -> str:
    """Write a vector of parameters in LaTeX, and one entry alone as a number."""
    return listed(map(exact, xs))


def grid(rows: Rows) -> str:
    """Write a matrix of parameters in LaTeX, and one entry alone as a number."""
    if len(rows) == len(rows[0]) == 1:
        return exact(rows[0][0])
    body = r" \\ ".join(" & ".join(map(exact, xs)) for xs in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def rounded(xs: Iterable[float]) -> str:
    """Write a computed vector in LaTeX, and one entry alone as a number."""
    return listed(map(short, xs))


def short(x: float) -> str:
    """Write a computed number in LaTeX, exactly up to six digits; what is left of 0.3 - 0.3 is 0."""
    plain = f"{round(x, 12) + 0.0:.6g}"
    return plain if "e" not in plain and math.isclose(float(plain), x, abs_tol=1e-12) else about(x)


def operand(x: float) -> str:
    """Write a computed number so that it can follow a sign or a dot."""
    return f"({short(x)})" if short(x).startswith("-") else short(x)


def products(ws: Iterable[float], xs: Iterable[float]) -> str:
    """Write the terms of an inner product of parameters with computed numbers."""
    return " + ".join(rf"{factor(w)} \cdot {operand(x)}" for w, x in zip(ws, xs, strict=True))


def affine_work(weights: Iterable[Values], xs: Values, bias: Values) -> str:
    """Write what `affine` computes, sum by sum."""
    return listed(f"{products(ws, xs)} + {operand(b)}" for ws, b in zip(weights, bias, strict=True))


def listed(entries: Iterable[str]) -> str:
    """Write the entries of a vector in LaTeX, and one alone without brackets."""
    one, *others = entries
    return f"[{', '.join((one, *others))}]" if others else one


def draw_column(rng: Random, length: int, parts: int, most: int) -> Values:
    """Draw entries from 1/parts to most/parts of either sign."""
    return tuple(rng.choice((-1, 1)) * rng.randint(1, most) / parts for _ in range(length))


def draw_grid(rng: Random, height: int, width: int, parts: int, most: int) -> Rows:
    """Draw a matrix of such entries."""
    return tuple(draw_column(rng, width, parts, most) for _ in range(height))
