"""A diagram in the terminal: box-drawing signs and arrow heads."""

from itertools import pairwise

from rich.cells import cell_len

from dlprep.figures.diagram import Arrow, Box, Diagram, Grid, Label, Spot, start_of
from dlprep.render.sheet import DOWN, LEFT, RIGHT, UP, Sheet
from dlprep.text import Language

_HEADS = {(1, 0): "▶", (-1, 0): "◀", (0, 1): "▼", (0, -1): "▲"}
_SIDE = {(1, 0): RIGHT, (-1, 0): LEFT, (0, 1): DOWN, (0, -1): UP}
_HEAVY = str.maketrans("─│┌┐└┘", "━┃┏┓┗┛")


def draw_diagram(diagram: Diagram, language: Language) -> Sheet:
    """Draw a diagram in as many columns as it takes; arrows first, so that boxes cover their ends."""
    sheet = Sheet(*diagram.size)
    for shape in sorted(diagram.shapes, key=lambda shape: not isinstance(shape, Arrow)):
        if isinstance(shape, Box):
            _box(sheet, shape, language)
        elif isinstance(shape, Arrow):
            _arrow(sheet, shape)
        elif isinstance(shape, Grid):
            _grid(sheet, shape)
        else:
            _label(sheet, shape, language)
    return sheet


def _box(sheet: Sheet, box: Box, language: Language) -> None:
    inner = box.width - 2
    said = box.text.say(language).split("\n")
    first = (box.height - 2 - len(said)) // 2
    rows = ["┌" + "─" * inner + "┐", *["│" + " " * inner + "│"] * (box.height - 2), "└" + "─" * inner + "┘"]
    for y, row in enumerate(rows, start=box.y):
        sheet.put(box.x, y, row.translate(_HEAVY) if box.strong else row, box.tone)
    for y, line in enumerate(said, start=box.y + 1 + first):
        sheet.put(box.x + 1 + max(0, inner - cell_len(line)) // 2, y, line, box.tone)


def _arrow(sheet: Sheet, arrow: Arrow) -> None:
    came: int | None = None
    for start, end in pairwise(arrow.spots):
        step = _step(start, end)
        at = start
        while at != end:
            sheet.frame(*at, _SIDE[step] | (0 if came is None else came), arrow.tone)
            came = _SIDE[-step[0], -step[1]]
            at = (at[0] + step[0], at[1] + step[1])
    if arrow.head:
        sheet.put(*arrow.spots[-1], _HEADS[_step(*arrow.spots[-2:])], arrow.tone)
    elif came is not None:
        sheet.frame(*arrow.spots[-1], came, arrow.tone)


def _step(start: Spot, end: Spot) -> Spot:
    dx, dy = end[0] - start[0], end[1] - start[1]
    assert (dx == 0) != (dy == 0), f"an arrow goes along rows and columns: {start} to {end}"
    return (dx > 0) - (dx < 0), (dy > 0) - (dy < 0)


def _grid(sheet: Sheet, grid: Grid) -> None:
    for i, row in enumerate(grid.rows):
        for j, said in enumerate(row):
            x, y = grid.x + j * grid.cell, grid.y + 2 * i
            tone = grid.tone if (i, j) in grid.marked else 0
            for column in range(grid.cell + 1):
                ends = (RIGHT if column < grid.cell else 0) | (LEFT if column else 0)
                for line, down in ((y, DOWN), (y + 2, UP)):
                    sheet.frame(x + column, line, ends | (0 if 0 < column < grid.cell else down))
            for side in (x, x + grid.cell):
                sheet.frame(side, y + 1, UP | DOWN)
            inner = grid.cell - 1
            if (i, j) in grid.marked:
                sheet.put(x + 1, y + 1, "▒" * inner, tone)
            if said.strip():
                sheet.put(x + 1 + (inner - cell_len(said)) // 2, y + 1, said, tone)


def _label(sheet: Sheet, label: Label, language: Language) -> None:
    said = label.text.say(language)
    sheet.put(start_of(label, said), label.y, said, label.tone)
