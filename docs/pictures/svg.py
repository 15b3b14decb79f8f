"""Rows of a terminal's cells as SVG that stands for itself: no script, no font of its own, no link.

Every run of characters is placed at its own cell and stretched to its width, so that columns and boxes meet in
whatever font there is, Chinese beside Latin.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

SIZE, CELL, LINE, MARGIN = 14, 8.43, 18, 14  # pixels; DejaVu Sans Mono is 0.602 as wide as high
PAPER, INK = "#1e1f29", "#d9dbe3"
FONTS = "'DejaVu Sans Mono','SF Mono',Menlo,Consolas,'Noto Sans Mono CJK SC','PingFang SC','Microsoft YaHei',monospace"
NBSP = "\N{NO-BREAK SPACE}"  # others are collapsed
COLOURS = {
    "red": "#ff7a7a",
    "green": "#7ddc85",
    "brown": "#f0c674",
    "blue": "#7aa9ff",
    "magenta": "#d69aff",
    "cyan": "#6fd3e3",
    "white": "#ffffff",
    "black": "#6b6f80",
}


def as_svg(rows: Sequence[Sequence[Any]], title: str) -> str:
    """Return the picture of a screen; `title` says what it is to who cannot see it."""
    columns = max(map(len, rows))
    width, height = round(columns * CELL + 2 * MARGIN), len(rows) * LINE + 2 * MARGIN
    lines = [line for y, row in enumerate(rows) for line in _row(row, MARGIN + y * LINE)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img">\n<title>{escape(title)}</title>\n'
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>\n'
        f'<g font-family="{FONTS}" font-size="{SIZE}" fill="{INK}">\n'
        + "".join(f"{line}\n" for line in lines)
        + "</g>\n</svg>\n"
    )


def text_of(svg: str) -> list[str]:
    """Return the lines of text in a picture, without the spaces between their runs."""
    found: dict[str, str] = {}
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        y = element.attrib["y"]
        found[y] = found.get(y, "") + (element.text or "").replace(NBSP, "")
    return list(found.values())


def _row(row: Sequence[Any], top: float) -> Iterator[str]:
    x = 0
    for (style, wide), cells in groupby(_characters(row), key=lambda cell: (_style(cell[0]), cell[1])):
        text, cells_each = "".join(cell.data for cell, _ in cells), 2 if wide else 1
        left, span = MARGIN + x * CELL, len(text) * cells_each * CELL
        x += len(text) * cells_each
        ink, paper, rest = style
        if paper:
            yield f'<rect x="{left:.1f}" y="{top}" width="{span:.1f}" height="{LINE}" fill="{paper}"/>'
        if shown := text.strip():
            left += (len(text) - len(text.lstrip())) * cells_each * CELL
            span = len(shown) * cells_each * CELL
            fill = f' fill="{ink}"' if ink else ""
            inner = escape(shown).replace(" ", NBSP)
            yield f'<text x="{left:.1f}" y="{top + SIZE}" textLength="{span:.1f}"{fill}{rest}>{inner}</text>'


def _characters(row: Sequence[Any]) -> Iterator[tuple[Any, bool]]:
    """Yield each cell that holds a character, and whether it takes two cells."""
    for cell, after in zip(row, [*row[1:], None], strict=True):
        if cell.data:
            yield cell, after is not None and after.data == ""


def _style(cell: Any) -> tuple[str, str, str]:
    """Return the colours of a cell, "" for the page's own, and the attributes of its text."""
    ink, paper = _colour(cell.fg), _colour(cell.bg)
    if cell.reverse:
        ink, paper = paper or PAPER, ink or INK
    rest = ' font-weight="bold"' if cell.bold else ""
    rest += ' font-style="italic"' if cell.italics else ""
    rest += ' text-decoration="underline"' if cell.underscore else ""
    rest += ' opacity="0.65"' if cell.blink else ""  # see terminal.py: faint
    return ink, paper, rest


def _colour(name: str) -> str:
    if name == "default":
        return ""
    return COLOURS.get(name.removeprefix("bright"), f"#{name}")
