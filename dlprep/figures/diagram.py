"""A diagram as data: boxes, arrows, labels and grids on a sheet of character cells.

A cell is as wide as a letter and as high as a line, so that a diagram looks alike in the terminal and as SVG.
Chinese characters take two cells.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from dlprep.markup.breaks import is_wide
from dlprep.text import LANGUAGES, Text

Spot: TypeAlias = tuple[int, int]
"""Column and row, from the upper left corner."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its text in the middle; it takes `width` times `height` cells, border included.

    Attributes:
        tone: the number of its colour, 1 to 5, or 0 for none.
        strong: whether its border is heavy.
    """

    x: int
    y: int
    width: int
    height: int
    text: Text
    tone: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line along rows and columns through `spots`, with a head at its end unless it is a mere connection."""

    spots: tuple[Spot, ...]
    head: bool = True
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """Words, from the cell (x, y) on to the right, around it, or up to it."""

    x: int
    y: int
    text: Text
    align: Literal["left", "centre", "right"] = "left"
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Squares with a letter or number each, `cell` cells apart; the `marked` ones, by row and column, are shaded."""

    x: int
    y: int
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[tuple[int, int]] = frozenset()
    cell: int = 4
    tone: int = 1

    @property
    def width(self) -> int:
        """How many cells it takes across, borders included."""
        return len(self.rows[0]) * self.cell + 1

    @property
    def height(self) -> int:
        """How many lines it takes, borders included."""
        return 2 * len(self.rows) + 1


Shape: TypeAlias = Box | Arrow | Label | Grid


@dataclass(frozen=True, slots=True)
class Diagram:
    """Shapes, later ones over earlier ones.

    Attributes:
        title: what sets this panel apart from the others.
    """

    shapes: tuple[Shape, ...]
    title: Text | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows that the shapes take in either language."""
        spots = [spot for shape in self.shapes for spot in _corners(shape)]
        return max(x for x, _ in spots) + 1, max(y for _, y in spots) + 1


def cells(text: str) -> int:
    """Return how many cells a text takes."""
    return sum(2 if is_wide(char) else 1 for char in text)


def start_of(label: Label, said: str) -> int:
    """Return the column in which a label begins."""
    return label.x - {"left": 0, "centre": cells(said) // 2, "right": cells(said) - 1}[label.align]


def _corners(shape: Shape) -> list[Spot]:
    """Return spots that bound a shape."""
    if isinstance(shape, Arrow):
        return list(shape.spots)
    if isinstance(shape, Label):
        said = [shape.text.say(language) for language in LANGUAGES]
        return [(start_of(shape, text) + cells(text) - 1, shape.y) for text in said]
    return [(shape.x + shape.width - 1, shape.y + shape.height - 1)]
