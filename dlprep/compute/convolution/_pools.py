"""Where a pooling window lies."""

from collections.abc import Iterator

Cell = tuple[int, int]


def windows(size: Cell, kernel: int, stride: int, padding: int = 0) -> Iterator[Iterator[list[Cell]]]:
    """Yield, row by row of the output, the cells (row, column) of the input that each window covers, counted from 0.

    Cells of the padding are left out, and so is a window that does not fit the padded input whole.
    """
    height, width = size

    def cells(top: int, left: int) -> list[Cell]:
        return [
            (i, j)
            for i in range(max(top, 0), min(top + kernel, height))
            for j in range(max(left, 0), min(left + kernel, width))
        ]

    for top in range(-padding, height + padding - kernel + 1, stride):
        yield (cells(top, left) for left in range(-padding, width + padding - kernel + 1, stride))
