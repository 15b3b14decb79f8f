"""Plain aligned columns, for the commands that are opened ten times a day and cannot wait for Rich to load."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from dlprep.render.wrap import wrap_plain

_NARROWEST = 20  # cells in which a text can still be read when it is folded


def columns(
    rows: Sequence[Sequence[str]],
    *,
    right: frozenset[int] = frozenset(),
    gap: int = 2,
    width: int | None = None,
    titled: bool = True,
) -> list[str]:
    """Return `rows` as lines of aligned columns, by the cells that a terminal gives them; `right` ones end flush.

    Where a line would be wider than `width` cells, the last column is folded if it is text, and else each row becomes a
    few lines, its first cell above the others. The first row then gives their titles, if it is `titled`.
    """
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = [_aligned(row, widths, right, gap) for row in rows]
    if width is None or max(map(cell_len, lines)) <= width:
        return lines
    before = sum(widths[:-1]) + gap * (len(widths) - 1)
    if len(widths) - 1 not in right and width - before >= _NARROWEST:
        return [line for row in rows for line in _folded(row, widths, right, gap, width - before)]
    titles, entries = (rows[0], rows[1:]) if titled else ([""] * len(widths), rows)
    return [line for row in entries for line in _below(row, titles, width)]


def joined(parts: Sequence[str], separator: str, width: int) -> Iterator[str]:
    """Yield `parts` on lines of at most `width` cells; only a part that is wider alone makes a wider one."""
    line = ""
    for part in parts:
        longer = f"{line}{separator}{part}" if line else part
        if line and cell_len(longer) > width:
            yield line
            longer = part
        line = longer
    yield line


def _aligned(row: Sequence[str], widths: Sequence[int], right: frozenset[int], gap: int) -> str:
    cells = (_pad(cell, width, i in right) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
    return (" " * gap).join(cells).rstrip()


def _folded(row: Sequence[str], widths: Sequence[int], right: frozenset[int], gap: int, room: int) -> Iterator[str]:
    first, *others = wrap_plain(row[-1], room)
    yield _aligned([*row[:-1], first], widths, right, gap)
    for line in others:
        yield _aligned([*[""] * (len(row) - 1), line], widths, right, gap)


def _below(row: Sequence[str], titles: Sequence[str], width: int) -> Iterator[str]:
    """Yield a row's first cell, and below it what the other columns hold, each behind its title."""
    yield from wrap_plain(row[0].rstrip(), width)
    indent = " " * (len(row[0]) - len(row[0].lstrip()) + 2)
    parts = [f"{title} {cell}".strip() for title, cell in zip(titles[1:], row[1:], strict=True) if cell.strip()]
    for line in joined(parts, "  ", width - len(indent)) if parts else ():
        yield from wrap_plain(f"{indent}{line}", width)


def _pad(cell: str, width: int, flush_right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if flush_right else cell + space
