"""Rows with numbers and a bar, and columns that stand upright."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text as Line

INDENT = "  "
GAP = "  "
LONGEST_BAR = 30
SHORTEST_BAR = 4
FULL = "█"
EIGHTHS = " ▁▂▃▄▅▆▇█"


class Row(NamedTuple):
    """A row: what it is, its numbers, and how much of its bar is filled, 0..1; None has no bar."""

    label: str
    numbers: Sequence[str]
    share: float | None = None
    style: str = ""


def rows(found: Sequence[Row], width: int) -> list[Line]:
    """Return the rows with their numbers aligned; bars take what is left, labels too long for `width` are shortened."""
    if not found:
        return []
    numbers = [max(map(cell_len, column)) for column in zip(*(row.numbers for row in found), strict=True)]
    room = width - len(INDENT) - sum(len(GAP) + cells for cells in numbers)
    least = len(GAP) + SHORTEST_BAR if any(row.share is not None for row in found) else 0
    label = min(max(cell_len(row.label) for row in found), max(10, room - least))
    bar = min(LONGEST_BAR, room - label - len(GAP))
    lines = []
    for row in found:
        line = Line(INDENT + _fit(row.label, label))
        for number, cells in zip(row.numbers, numbers, strict=True):
            line.append(GAP + " " * (cells - cell_len(number)) + number)
        if row.share is not None and bar >= SHORTEST_BAR:
            line.append(GAP).append(FULL * _cells(row.share, bar), style=row.style)
        line.rstrip()
        lines.append(line)
    return lines


def upright(values: Sequence[int], cell: int, height: int) -> list[Line]:
    """Return columns of at most `height` lines, one value every `cell` cells, the top line first."""
    most = max(values, default=0) or 1
    filled = [max(value * height * len(EIGHTHS[1:]) // most, value > 0) for value in values]
    gap = " " * (cell > 1)
    lines = []
    for level in reversed(range(height)):
        marks = [EIGHTHS[min(8, max(0, eighths - 8 * level))] * (cell - len(gap)) for eighths in filled]
        lines.append(Line(gap.join(marks).rstrip(), style="cyan"))
    return lines


def _fit(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells, shortened or filled with spaces."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    return set_cell_size(text, width)


def _cells(share: float, bar: int) -> int:
    """Return how many cells of the bar are filled: something shows as something, and only all as all."""
    return min(max(round(share * bar), share > 0), bar - (share < 1))
