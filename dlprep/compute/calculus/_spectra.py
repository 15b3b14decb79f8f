"""Matrices with friendly singular values, drawn, and how singular values are found on paper."""

import math
from random import Random

from dlprep.compute.calculus._matrices import Rows, short, shown_grid


def draw_friendly(rng: Random, most: int = 6) -> Rows:
    """Draw a 2x2 matrix of whole numbers, none 0, with two different whole singular values."""
    while True:
        a, b, c, d = (float(rng.choice((-1, 1)) * rng.randint(1, most)) for _ in range(4))
        det, squares = abs(a * d - b * c), a * a + b * b + c * c + d * d
        sums = (squares + 2 * det, squares - 2 * det)  # (s1 + s2)^2 and (s1 - s2)^2
        if det and all(math.isqrt(int(n)) ** 2 == n > 0 for n in sums):
            return (a, b), (c, d)


def gram(rows: Rows) -> Rows:
    """Multiply A^T A."""
    columns = list(zip(*rows, strict=True))
    return tuple(tuple(math.fsum(a * b for a, b in zip(one, two, strict=True)) for two in columns) for one in columns)


def singular_values(rows: Rows) -> tuple[float, ...]:
    """Return the singular values, the largest first."""
    import numpy as np

    return tuple(np.linalg.svd(np.array(rows), compute_uv=False).tolist())


def gram_work(name: str, rows: Rows, values: tuple[float, ...]) -> str:
    """Write A^T A, its eigenvalues and their roots, in three formulas."""
    squares = ", ".join(short(s * s) for s in values)
    roots = ", ".join(map(short, values))
    return (
        f"${name}^T {name} = {shown_grid(gram(rows))}$, $\\lambda({name}^T {name}) = [{squares}]$, "
        f"$\\sigma({name}) = [{roots}]$"
    )
