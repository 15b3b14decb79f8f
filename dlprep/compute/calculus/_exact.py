"""Linear equations without rounding."""

from collections.abc import Sequence
from fractions import Fraction


def solve(rows: Sequence[Sequence[float | Fraction]], right: Sequence[float | Fraction]) -> list[Fraction]:
    """Solve a square system by Gaussian elimination in fractions.

    Raises:
        ZeroDivisionError: the matrix is singular.
    """
    table = [[Fraction(x) for x in (*row, b)] for row, b in zip(rows, right, strict=True)]
    for i in range(len(table)):
        pivot = next((k for k in range(i, len(table)) if table[k][i]), i)
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [x / table[i][i] for x in table[i]]
        for k, row in enumerate(table):
            if k != i and row[i]:
                table[k] = [x - row[i] * y for x, y in zip(row, table[i], strict=True)]
    return [row[-1] for row in table]
