"""Polynomials of three degrees fitted to the same nine points, by exact least squares."""

from fractions import Fraction

from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Mark, Plot, Series, curve
from dlprep.text import Text

# A cubic with errors, at nine places between -2 and 2.
_X = tuple(Fraction(i, 2) for i in range(-4, 5))
_Y = tuple(Fraction(y, 10) for y in (-19, 2, 11, 4, 1, -9, -6, -3, 22))


def _fit(degree: int) -> list[float]:
    """Return the coefficients, constant first, from the normal equations."""
    size = degree + 1
    rows = [[sum(x ** (i + j) for x in _X) for j in range(size)] for i in range(size)]
    right = [sum((y * x**i for x, y in zip(_X, _Y, strict=True)), Fraction()) for i in range(size)]
    for i in range(size):
        pivot = Fraction(rows[i][i])
        rows[i], right[i] = [Fraction(a) / pivot for a in rows[i]], right[i] / pivot
        for k in range(size):
            if k != i:
                factor = rows[k][i]
                rows[k] = [Fraction(a - factor * b) for a, b in zip(rows[k], rows[i], strict=True)]
                right[k] -= factor * right[i]
    return [float(c) for c in right]


def _panel(degree: int, title: Text) -> Plot:
    coefficients = _fit(degree)
    stroke = curve(lambda x: sum(c * x**i for i, c in enumerate(coefficients)), -2.2, 2.2)
    return Plot(
        Axis(-2.2, 2.2, (-2, -1, 0, 1, 2)),
        Axis(-3, 3, (-2, 0, 2)),
        (Series(None, (stroke,), tone=2),),
        tuple(Mark(float(x), float(y), None, "dot", 1) for x, y in zip(_X, _Y, strict=True)),
        title,
    )


figure = Figure(
    Text("同样九个点，三种次数的多项式", "Polynomials of three degrees through the same nine points"),
    Text(
        "1 次太僵，连训练点都拟合不好；3 次抓住了趋势；8 次穿过每个点，点与点之间却大幅摆动，换一批数据就大错。",
        "Degree 1 is too stiff to fit even the training points; degree 3 follows the trend; degree 8 goes through "
        "every point and swings wildly between them, so that new data find it wrong.",
    ),
    (
        _panel(1, Text("1 次：欠拟合", "degree 1: underfits")),
        _panel(3, Text("3 次", "degree 3")),
        _panel(8, Text("8 次：过拟合", "degree 8: overfits")),
    ),
)
