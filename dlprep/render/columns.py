"""Plain aligned columns, for the commands that are opened ten times a day and cannot wait for Rich to load."""

from collections.abc import Sequence

from rich.cells import cell_len


def columns(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), gap: int = 2) -> list[str]:
    """Return `rows` as lines of aligned columns, by the cells that a terminal gives them; `right` ones end flush."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * gap)
        .join(_pad(cell, width, i in right) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        .rstrip()
        for row in rows
    ]


def _pad(cell: str, width: int, flush_right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if flush_right else cell + space
