"""A plot in the terminal: curves of braille dots, axes of box-drawing signs, a letter at each curve."""

from collections.abc import Iterator
from itertools import pairwise

from rich.cells import cell_len

from dlprep.figures.plot import Plot, Point, Series, Stroke, inside, key_places
from dlprep.render.sheet import FAINT, Sheet
from dlprep.text import Language

_DASHES = {"solid": (1, 0), "dashed": (6, 4), "dotted": (2, 3)}
SHAPES = {"dot": "●", "ring": "○", "cross": "×", "none": ""}
ROWS = 13
"""How high a plot is if its axes do not say."""


def draw_plot(plot: Plot, width: int, language: Language) -> Sheet:
    """Draw a plot at most `width` columns wide."""
    names = plot.y.named_ticks() if plot.framed else []
    left = max((len(name) for _, name in names), default=0) + 2 if plot.framed else 0
    columns, rows = _room(plot, width - left - 1)
    below = 1 + bool(plot.x.ticks) + bool(plot.x.label) if plot.framed else 0
    above = 1 if plot.framed and plot.y.label else 0
    sheet = Sheet(width, above + rows + below)
    area = _Area(plot, sheet, left, above, columns, rows)
    for series in plot.series:
        area.add(series)
    for series, place in zip(plot.series, key_places(plot), strict=True):
        if place:
            x, y = area.cell(place)
            sheet.put(x, y, series.key, series.tone)
    for mark in plot.marks:
        if plot.x.holds(mark.x) and plot.y.holds(mark.y):
            x, y = area.cell((mark.x, mark.y))
            sheet.put(x, y, SHAPES[mark.shape], mark.tone)
            if mark.text and mark.shape == "none":
                sheet.put(x, y, mark.text.say(language), mark.tone)
            elif mark.text:
                area.beside(x, y, mark.text.say(language), mark.tone)
    if plot.framed:
        area.grid()
        area.axes(language)
    return sheet


def _room(plot: Plot, columns: int) -> tuple[int, int]:
    """Return columns and rows of the area; a cell is taken for twice as high as wide."""
    if not plot.equal:
        return columns, ROWS
    shape = (plot.y.high - plot.y.low) / (plot.x.high - plot.x.low)
    rows = min(max(round(columns * shape / 2), 2), 16)
    return min(max(round(rows * 2 / shape), 8), columns), rows


class _Area:
    """The part of a sheet between the axes."""

    def __init__(self, plot: Plot, sheet: Sheet, left: int, top: int, columns: int, rows: int) -> None:
        self.plot, self.sheet = plot, sheet
        self.left, self.top, self.columns, self.rows = left, top, columns, rows

    def cell(self, point: Point) -> tuple[int, int]:
        """Return column and row of the cell of a point."""
        across = round(self.plot.x.part(point[0]) * (2 * self.columns - 1)) // 2
        up = round(self.plot.y.part(point[1]) * (4 * self.rows - 1)) // 4
        return self.left + across, self.top + self.rows - 1 - up

    def add(self, series: Series) -> None:
        """Draw a series on a canvas of its own and lay its dots over those that are there."""
        from plotille import Canvas

        x, y = self.plot.x, self.plot.y
        # the library's far edge is one dot beyond the last
        wide = (x.high - x.low) * 2 * self.columns / (2 * self.columns - 1)
        high = (y.high - y.low) * 4 * self.rows / (4 * self.rows - 1)
        canvas = Canvas(self.columns, self.rows, x.low, y.low, x.low + wide, y.low + high)
        for stroke in series.strokes:
            if series.filled:
                for x0, low, top in self._columns_of(stroke):
                    for value in self._every_other_dot(x0, low, top):
                        canvas.point(x.low + x0 * wide / (2 * self.columns), value)
            for piece in inside(stroke, self.plot):
                for start, end in self._dashes(piece, *_DASHES[series.line]):
                    canvas.line(*start, *end)
        for row, line in enumerate(canvas.plot("\n").split("\n")):
            for column, char in enumerate(line):
                self.sheet.braille(self.left + column, self.top + row, char, series.tone)

    def _dashes(self, piece: Stroke, on: int, off: int) -> Iterator[tuple[Point, Point]]:
        """Cut a polyline into dashes of `on` dots with `off` dots between them."""
        if not off:
            yield from pairwise(piece)
            return
        x, y = self.plot.x, self.plot.y
        gone = 0.0
        for (x0, y0), (x1, y1) in pairwise(piece):
            dots = max(
                abs(x1 - x0) / (x.high - x.low) * 2 * self.columns, abs(y1 - y0) / (y.high - y.low) * 4 * self.rows
            )
            n = max(1, round(dots))
            for i in range(n):
                if (gone + i * dots / n) % (on + off) < on:
                    at = (x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n)
                    yield at, at
            gone += dots

    def _columns_of(self, stroke: Stroke) -> Iterator[tuple[int, float, float]]:
        """Yield each dot column that an outline encloses, with the lowest and the highest value in it."""
        x, y = self.plot.x, self.plot.y
        for column in range(2 * self.columns):
            at = x.low + (x.high - x.low) * column / (2 * self.columns - 1)
            crossed = [
                y0 + (y1 - y0) * ((at - x0) / (x1 - x0) if x1 != x0 else 0.0)
                for (x0, y0), (x1, y1) in zip(stroke, (*stroke[1:], stroke[0]), strict=True)
                if min(x0, x1) <= at <= max(x0, x1)
            ]
            if crossed:
                yield column, max(min(crossed), y.low), min(max(crossed), y.high)

    def _every_other_dot(self, column: int, low: float, high: float) -> Iterator[float]:
        y, dots = self.plot.y, 4 * self.rows - 1
        for row in range(round(y.part(low) * dots), round(y.part(high) * dots) + 1):
            if row % 2 == 0 and (column + row // 2) % 2 == 0:
                yield y.low + row * (y.high - y.low) / dots

    def grid(self) -> None:
        """Mark zero on both axes, where nothing else is."""
        x, y = self.plot.x, self.plot.y
        column, row = self.cell((0.0, 0.0))
        if x.low < 0 < x.high and x.ticks:
            for at in range(self.top, self.top + self.rows):
                if self.sheet.is_blank(column, at):
                    self.sheet.put(column, at, "┊", FAINT)
        if y.low < 0 < y.high:
            for at in range(self.left, self.left + self.columns):
                if self.sheet.is_blank(at, row):
                    self.sheet.put(at, row, "┈", FAINT)

    def axes(self, language: Language) -> None:
        """Draw both axes with their ticks and labels."""
        sheet, edge, bottom = self.sheet, self.left - 1, self.top + self.rows
        for row in range(self.top, bottom):
            sheet.put(edge, row, "│")
        for value, name in self.plot.y.named_ticks():
            row = self.cell((0.0, value))[1]
            sheet.put(edge - len(name), row, name)
            sheet.put(edge, row, "┤")
        sheet.put(edge, bottom, "└" + "─" * self.columns)
        taken = -1
        for value, name in self.plot.x.named_ticks():
            column = self.cell((value, 0.0))[0]
            sheet.put(column, bottom, "┬")
            start = min(
                max(column - len(name.lstrip("-")) // 2 - name.startswith("-"), edge), self.sheet.width - len(name)
            )
            if start > taken:
                sheet.put(start, bottom + 1, name)
                taken = start + len(name)
        if self.plot.y.label:
            sheet.put(0, 0, self.plot.y.label.say(language))
        if self.plot.x.label:
            said = self.plot.x.label.say(language)
            row = bottom + 1 + bool(self.plot.x.ticks)
            sheet.put(max(0, self.left + (self.columns - cell_len(said)) // 2), row, said)

    def beside(self, x: int, y: int, said: str, tone: int) -> None:
        """Write words beside the cell (x, y): where they fit and cover nothing, or else to its right."""
        long = cell_len(said)
        right, left = x + 2, x - 1 - long
        places = [(column, row) for row in (y, y - 1, y + 1) for column in (right, left)]
        fit = [(column, row) for column, row in places if self._has_room(column, row, long)]
        free = (place for place in fit if all(self.sheet.is_blank(place[0] + i, place[1]) for i in range(-1, long + 1)))
        column, row = next(free, fit[0] if fit else (right, y))
        self.sheet.put(column, row, said, tone)

    def _has_room(self, column: int, row: int, long: int) -> bool:
        inside = self.left < column and column + long < self.left + self.columns
        return inside and self.top <= row < self.top + self.rows
