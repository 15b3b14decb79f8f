"""A sheet of character cells on which figures are drawn, each cell with a character and the number of its colour."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text as Line

TONES = ("", "cyan", "magenta", "green", "red", "blue")
FAINT = -1

_BLANK = (" ", 0)
_BRAILLE = 0x2800
UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
_SIGNS = {3: "└", 5: "│", 6: "┌", 7: "├", 9: "┘", 10: "─", 11: "┴", 12: "┐", 13: "┤", 14: "┬", 15: "┼"}
"""The sign that reaches these sides of its cell."""


class Sheet:
    """Cells by row and column. What is put outside is left out; a wide character takes two cells."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells = [[_BLANK] * width for _ in range(height)]
        self._sides: dict[tuple[int, int], int] = {}

    def put(self, x: int, y: int, text: str, tone: int = 0) -> None:
        """Write `text` from column `x` of row `y` on."""
        for char in text:
            wide = cell_len(char)
            if wide == 0:
                continue
            if 0 <= y < self.height and x >= 0 and x + wide <= self.width:
                self._cells[y][x] = (char, tone)
                if wide == 2:
                    self._cells[y][x + 1] = ("", tone)
            x += wide

    def braille(self, x: int, y: int, char: str, tone: int) -> None:
        """Add the dots of a braille `char` to what is at (x, y); the newest dots give the colour."""
        if ord(char) == _BRAILLE:
            return
        old = self._cells[y][x][0]
        dots = ord(old) - _BRAILLE if old and _BRAILLE <= ord(old) < _BRAILLE + 256 else 0
        self._cells[y][x] = (chr(ord(char) | dots), tone)

    def frame(self, x: int, y: int, sides: int, tone: int = 0) -> None:
        """Draw a line from the middle of the cell (x, y) to its `sides`, joined to the lines that are there."""
        if 0 <= x < self.width and 0 <= y < self.height:
            both = self._sides[x, y] = self._sides.get((x, y), 0) | sides
            self._cells[y][x] = (_SIGNS.get(both, "─" if both & (LEFT | RIGHT) else "│"), tone)

    def is_blank(self, x: int, y: int) -> bool:
        """Tell whether nothing is at (x, y)."""
        return self._cells[y][x][0] == " "

    def lines(self) -> Iterable[Line]:
        """Yield the rows, without blanks at their ends."""
        for row in self._cells:
            line = Line(no_wrap=True, overflow="ignore", end="")
            for char, tone in row:
                line.append(char, style="dim" if tone == FAINT else TONES[tone])
            line.rstrip()
            yield line
