"""A plot as SVG elements."""

from dlprep.figures.diagram import cells
from dlprep.figures.plot import Mark, Plot, Point, Series, inside, key_places
from dlprep.figures.svg_text import LETTER, LINE, Element, add, path, text
from dlprep.text import Language

DASHES = {"dashed": "7 4", "dotted": "2 3.5"}
_HIGH = 230
_WIDEST_SKETCH = 460


def plot_height(plot: Plot, width: int) -> float:
    """Return how high a plot of this width is, with what is written around it."""
    return _Area(plot, width).total


def draw_plot(group: Element, plot: Plot, width: int, language: Language) -> None:
    """Draw a plot `width` px wide, its upper left corner at the origin of `group`."""
    area = _Area(plot, width)
    if plot.framed:
        area.axes(group, language)
    for series in plot.series:
        area.series(group, series)
    for mark in plot.marks:
        if plot.x.holds(mark.x) and plot.y.holds(mark.y):
            area.mark(group, mark, language)
    for series, place in zip(plot.series, key_places(plot), strict=True):
        if place:
            x, y = area.at(place)
            text(group, x, y + 4.5, series.key, f"key halo f{series.tone}")


class _Area:
    """The rectangle between the axes, in px."""

    def __init__(self, plot: Plot, width: int) -> None:
        self.plot = plot
        names = [name for _, name in plot.y.named_ticks()] if plot.framed else []
        self.left = max((cells(name) for name in names), default=0) * LETTER + 12 if plot.framed else 8
        self.top = (LINE if plot.framed and plot.y.label else 6) + 4
        self.width, self.height = width - self.left - 14, float(_HIGH)
        if plot.equal:
            shape = (plot.y.high - plot.y.low) / (plot.x.high - plot.x.low)
            room = self.width
            self.width = min(room, _WIDEST_SKETCH, 280 / shape)
            self.height = self.width * shape
            self.left += (room - self.width) / 2
        below = 4 + (20 if plot.x.ticks else 0) + (20 if plot.x.label else 0) if plot.framed else 6
        self.total = self.top + self.height + below

    def at(self, point: Point) -> Point:
        """Return where a point of the plot is, in px."""
        x, y = self.plot.x, self.plot.y
        return self.left + x.part(point[0]) * self.width, self.top + (1 - y.part(point[1])) * self.height

    def axes(self, group: Element, language: Language) -> None:
        """Draw the axes with ticks, labels and lines at zero."""
        x, y = self.plot.x, self.plot.y
        right, bottom = self.left + self.width, self.top + self.height
        column, row = self.at((0.0, 0.0))
        if x.low < 0 < x.high:
            add(group, "path", d=path([(column, self.top), (column, bottom)]), class_="faint")
        if y.low < 0 < y.high:
            add(group, "path", d=path([(self.left, row), (right, row)]), class_="faint")
        add(group, "path", d=path([(self.left, self.top), (self.left, bottom), (right, bottom)]), class_="line")
        for value, name in y.named_ticks():
            row = self.at((0.0, value))[1]
            add(group, "path", d=path([(self.left - 4, row), (self.left, row)]), class_="line")
            text(group, self.left - 7, row + 4.5, name, "", "end")
        for value, name in x.named_ticks():
            column = self.at((value, 0.0))[0]
            add(group, "path", d=path([(column, bottom), (column, bottom + 4)]), class_="line")
            text(group, column, bottom + 18, name)
        if x.label:
            text(group, self.left + self.width / 2, bottom + (37 if x.ticks else 17), x.label.say(language))
        if y.label:
            text(group, max(2, self.left - 24), 13, y.label.say(language), "", "start")

    def series(self, group: Element, series: Series) -> None:
        """Draw a series."""
        for stroke in series.strokes:
            if series.filled:
                y = self.plot.y
                held = [(px, min(max(py, y.low), y.high)) for px, py in stroke]
                add(group, "path", d=path([self.at(point) for point in held]) + "Z", class_=f"area f{series.tone}")
            for piece in inside(stroke, self.plot):
                dashes = {"stroke-dasharray": DASHES[series.line]} if series.line in DASHES else {}
                add(group, "path", d=path([self.at(p) for p in piece]), class_=f"curve s{series.tone}", **dashes)

    def mark(self, group: Element, mark: Mark, language: Language) -> None:
        """Draw a point and its words, to its right or, where they do not fit, to its left."""
        x, y = self.at((mark.x, mark.y))
        spot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "4.5"}
        if mark.shape == "dot":
            add(group, "circle", class_=f"f{mark.tone}", **spot)
        elif mark.shape == "ring":
            add(group, "circle", class_=f"paper spot s{mark.tone}", **spot)
        elif mark.shape == "cross":
            d = f"M{x - 4:.1f} {y - 4:.1f}l8 8m-8 0l8 -8"
            add(group, "path", d=d, class_=f"curve s{mark.tone}")
        if mark.text:
            said = mark.text.say(language)
            away = 0 if mark.shape == "none" else 9
            if x + away + cells(said) * LETTER > self.left + self.width + 10:
                text(group, x - away, y + 4.5, said, f"halo f{mark.tone}", "end")
            else:
                text(group, x + away, y - 4 if away else y + 4.5, said, f"halo f{mark.tone}", "start")
