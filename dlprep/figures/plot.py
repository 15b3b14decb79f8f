"""A plot as data: curves, marked points and axes, in the units of what is plotted."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from dlprep.text import Text

Point: TypeAlias = tuple[float, float]
Stroke: TypeAlias = tuple[Point, ...]
Line: TypeAlias = Literal["solid", "dashed", "dotted"]
Shape: TypeAlias = Literal["dot", "ring", "cross", "none"]


@dataclass(frozen=True, slots=True)
class Series:
    """A curve.

    Attributes:
        label: its name in the legend; None leaves it out.
        strokes: its pieces, each a polyline; a jump is a gap between two.
        key: the letter that stands at the curve and in the legend, so that curves are told apart without colour.
        line: how it is drawn.
        filled: whether the area that each stroke encloses is shaded.
        tone: the number of its colour, 1 to 5; two series that belong together share one.
    """

    label: Text | None
    strokes: tuple[Stroke, ...]
    key: str = ""
    line: Line = "solid"
    filled: bool = False
    tone: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of its own, with a few words beside it."""

    x: float
    y: float
    text: Text | None = None
    shape: Shape = "dot"
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high` with its ticks, each a number or a number and what is written there."""

    low: float
    high: float
    ticks: tuple[float | tuple[float, str], ...] = ()
    label: Text | None = None

    def named_ticks(self) -> list[tuple[float, str]]:
        """Return the place and the text of each tick."""
        return [tick if isinstance(tick, tuple) else (tick, f"{tick:g}") for tick in self.ticks]

    def part(self, value: float) -> float:
        """Return where `value` is on the way from `low` (0) to `high` (1)."""
        return (value - self.low) / (self.high - self.low)

    def holds(self, value: float) -> bool:
        """Tell whether `value` is on the axis."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves and points over two axes.

    Attributes:
        title: what sets this panel apart from the others.
        equal: whether a unit is as long on both axes.
        framed: whether axes are drawn; a sketch has none.
    """

    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    marks: tuple[Mark, ...] = ()
    title: Text | None = None
    equal: bool = False
    framed: bool = True


def curve(f: Callable[[float], float], low: float, high: float, n: int = 160) -> Stroke:
    """Return the polyline of `f` between `low` and `high`."""
    step = (high - low) / n
    return tuple((low + i * step, f(low + i * step)) for i in range(n + 1))


def ellipse(x: float, y: float, width: float, height: float, turn: float = 0.0, n: int = 96) -> Stroke:
    """Return the ellipse around (x, y) with these half-axes, turned by `turn` radians."""
    angles = (2 * math.pi * i / n for i in range(n + 1))
    across = ((width * math.cos(angle), height * math.sin(angle)) for angle in angles)
    cos, sin = math.cos(turn), math.sin(turn)
    return tuple((x + cos * a - sin * b, y + sin * a + cos * b) for a, b in across)


def bars(edges: Sequence[float], heights: Sequence[float]) -> Stroke:
    """Return the outline of a histogram with these edges, one more than there are heights, standing on 0."""
    tops = [point for i, top in enumerate(heights) for point in ((edges[i], top), (edges[i + 1], top))]
    return ((edges[0], 0.0), *tops, (edges[-1], 0.0))


def inside(stroke: Stroke, plot: Plot) -> list[Stroke]:
    """Return the pieces of `stroke` within the axes of `plot`, cut off exactly at its edges."""
    pieces: list[list[Point]] = [[]]
    for start, end in pairwise(stroke):
        cut = _clipped(start, end, plot)
        if cut is None:
            continue
        if not pieces[-1] or pieces[-1][-1] != cut[0]:
            pieces.append([cut[0]])
        pieces[-1].append(cut[1])
    return [tuple(piece) for piece in pieces if piece]


def _clipped(start: Point, end: Point, plot: Plot) -> tuple[Point, Point] | None:
    """Cut a segment to the rectangle of the axes (Liang and Barsky 1984)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    first, last = 0.0, 1.0
    for move, room in (
        (-dx, start[0] - plot.x.low),
        (dx, plot.x.high - start[0]),
        (-dy, start[1] - plot.y.low),
        (dy, plot.y.high - start[1]),
    ):
        if move == 0:
            if room < 0:
                return None
        elif move < 0:
            first = max(first, room / move)
        else:
            last = min(last, room / move)
    if first > last:
        return None
    at = [(start[0] + part * dx, start[1] + part * dy) for part in (first, last)]
    return at[0], at[1]


def key_places(plot: Plot) -> list[Point | None]:
    """Return for each series where its key stands: on the curve, as far as can be from the other curves and marks."""
    traces = [_trace(series, plot) for series in plot.series]
    taken = [(plot.x.part(mark.x), plot.y.part(mark.y)) for mark in plot.marks]
    places: list[Point | None] = []
    for number, series in enumerate(plot.series):
        others = [point for i, trace in enumerate(traces) if i != number for point in trace] + taken
        free = [point for point in traces[number] if all(0.04 <= part <= 0.96 for part in point)]
        if not series.key or not free:
            places.append(None)
            continue
        best = max(free, key=lambda point: _distance(point, others))
        taken.append(best)
        places.append(
            (plot.x.low + best[0] * (plot.x.high - plot.x.low), plot.y.low + best[1] * (plot.y.high - plot.y.low))
        )
    return places


def _trace(series: Series, plot: Plot) -> list[Point]:
    """Return some 60 points of a series that lie within the axes, as parts of the way along each axis."""
    points = [point for stroke in series.strokes for piece in inside(stroke, plot) for point in _dense(piece, plot)]
    every = max(1, len(points) // 60)
    return points[::every]


def _dense(piece: Stroke, plot: Plot) -> Iterable[Point]:
    parts = [(plot.x.part(x), plot.y.part(y)) for x, y in piece]
    for (x0, y0), (x1, y1) in pairwise(parts):
        n = max(1, round(40 * math.hypot(x1 - x0, y1 - y0)))
        yield from ((x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n) for i in range(n))


def _distance(point: Point, others: Sequence[Point]) -> float:
    """Return how near the nearest other point is; beyond a third of the plot, further away is no better."""
    nearest = min((math.hypot(point[0] - x, point[1] - y) for x, y in others), default=1.0)
    return min(nearest, 0.3) - 0.05 * abs(point[0] - 0.75)
