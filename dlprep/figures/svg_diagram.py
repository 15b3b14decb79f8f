"""A diagram as SVG elements: every character cell becomes a rectangle of px."""

from collections.abc import Sequence

from dlprep.figures.diagram import Arrow, Box, Diagram, Grid, Label, Spot
from dlprep.figures.svg_text import Element, add, path, text
from dlprep.text import Language

ACROSS, DOWN = 8.6, 18.0
"""Width and height of a cell in px."""


def diagram_size(diagram: Diagram) -> tuple[int, int]:
    """Return width and height in px."""
    columns, rows = diagram.size
    return round(columns * ACROSS), round(rows * DOWN)


def draw_diagram(group: Element, diagram: Diagram, language: Language) -> None:
    """Draw a diagram, its upper left corner at the origin of `group`; arrows first, so that boxes cover their ends."""
    boxes = [shape for shape in diagram.shapes if isinstance(shape, Box)]
    for shape in diagram.shapes:
        if isinstance(shape, Arrow):
            _arrow(group, shape, boxes)
    for shape in diagram.shapes:
        if isinstance(shape, Box):
            _box(group, shape, language)
        elif isinstance(shape, Grid):
            _grid(group, shape)
        elif isinstance(shape, Label):
            _label(group, shape, language)


def _middle(spot: Spot) -> tuple[float, float]:
    return (spot[0] + 0.5) * ACROSS, (spot[1] + 0.5) * DOWN


def _box(group: Element, box: Box, language: Language) -> None:
    (left, top), (right, bottom) = _middle((box.x, box.y)), _middle((box.x + box.width - 1, box.y + box.height - 1))
    place = {"x": f"{left:.1f}", "y": f"{top:.1f}", "width": f"{right - left:.1f}", "height": f"{bottom - top:.1f}"}
    add(group, "rect", rx="4", class_=f"box s{box.tone}" + " strong" * box.strong, **place)
    lines = box.text.say(language).split("\n")
    first = (top + bottom) / 2 - (len(lines) - 1) * 17 / 2 + 4.5
    for i, line in enumerate(lines):
        text(group, (left + right) / 2, first + i * 17, line, f"f{box.tone}")


def _arrow(group: Element, arrow: Arrow, boxes: Sequence[Box]) -> None:
    """Draw an arrow; where it begins or ends beside a box, as far as the box's edge."""
    points = [_middle(spot) for spot in arrow.spots]
    (x0, y0), first = _step(arrow.spots[1], arrow.spots[0]), arrow.spots[0]
    if _boxed(boxes, (first[0] + x0, first[1] + y0)):
        points[0] = (points[0][0] + x0 * ACROSS, points[0][1] + y0 * DOWN)
    (dx, dy), last = _step(*arrow.spots[-2:]), arrow.spots[-1]
    reach = 1.0 if _boxed(boxes, (last[0] + dx, last[1] + dy)) else 0.5
    tip = (points[-1][0] + dx * reach * ACROSS, points[-1][1] + dy * reach * DOWN)
    if arrow.head:
        back = (tip[0] - 8 * dx, tip[1] - 8 * dy)
        sides = [(back[0] - 4 * dy, back[1] - 4 * dx), tip, (back[0] + 4 * dy, back[1] + 4 * dx)]
        add(group, "path", d=path(sides) + "Z", class_=f"f{arrow.tone}")
        points[-1] = back
    add(group, "path", d=path(points), class_=f"line s{arrow.tone}")


def _step(start: Spot, end: Spot) -> Spot:
    return (end[0] > start[0]) - (end[0] < start[0]), (end[1] > start[1]) - (end[1] < start[1])


def _boxed(boxes: Sequence[Box], spot: Spot) -> bool:
    return any(0 <= spot[0] - box.x < box.width and 0 <= spot[1] - box.y < box.height for box in boxes)


def _grid(group: Element, grid: Grid) -> None:
    left, top = _middle((grid.x, grid.y))
    wide, high = grid.cell * ACROSS, 2 * DOWN
    for i, row in enumerate(grid.rows):
        for j, said in enumerate(row):
            x, y = left + j * wide, top + i * high
            place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{wide:.1f}", "height": f"{high:.1f}"}
            add(group, "rect", class_="box", **place)
            if (i, j) in grid.marked:
                add(group, "rect", class_=f"area f{grid.tone}", **place)
            if said.strip():
                text(group, x + wide / 2, y + high / 2 + 4.5, said)


def _label(group: Element, label: Label, language: Language) -> None:
    x, y = _middle((label.x, label.y))
    anchor = {"left": "start", "centre": "middle", "right": "end"}[label.align]
    x += {"left": -ACROSS / 2, "centre": 0.0, "right": ACROSS / 2}[label.align]
    text(group, x, y + 4.5, label.text.say(language), f"halo f{label.tone}", anchor)
