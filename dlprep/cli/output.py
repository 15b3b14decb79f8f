"""What is printed: text as wide as the terminal allows, and JSON."""

import json
import math
import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any

import typer


def width(*, err: bool = False) -> int | None:
    """Return the terminal's cells; None for a file or another program, which gets every line whole."""
    stream = sys.stderr if err else sys.stdout
    return shutil.get_terminal_size().columns if stream.isatty() or "COLUMNS" in os.environ else None


def broken(text: str, *, err: bool = False) -> list[str]:
    """Return the lines of text, on a terminal broken between words. A word stays whole, so that it can be copied.

    The text may quote data: nothing in it steers the terminal.
    """
    from dlprep.markup.safe import printable
    from dlprep.render.wrap import wrap_plain

    cells, lines = width(err=err), printable(text).split("\n")
    return lines if cells is None else [part for line in lines for part in wrap_plain(line, cells)]


def say(text: str, *, err: bool = False) -> None:
    """Print text, on a terminal broken between words."""
    for line in broken(text, err=err):
        typer.echo(line, err=err)


def say_whole(line: str) -> None:
    """Print a line as it is, to be copied or for another program; like any other it does not steer the terminal."""
    from dlprep.markup.safe import printable

    typer.echo(printable(line))


def say_table(
    rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), gap: int = 2, titled: bool = True
) -> None:
    """Print rows as columns, whose first row has their titles if they are `titled`; what they quote is data, too."""
    from dlprep.markup.safe import printable
    from dlprep.render.columns import columns

    rows = [[printable(cell) for cell in row] for row in rows]
    for line in columns(rows, right=right, gap=gap, width=width(), titled=titled):
        typer.echo(line)


def print_json(data: Any) -> None:
    """Print `data` as JSON. Infinite numbers and NaN, which JSON does not have, become "inf", "-inf" and "nan"."""
    from dlprep.markup.safe import escaped

    typer.echo(escaped(json.dumps(_finite(data), ensure_ascii=False, indent=2, allow_nan=False)))


def _finite(data: Any) -> Any:
    if isinstance(data, float) and not math.isfinite(data):
        return str(data)
    if isinstance(data, dict):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_finite(value) for value in data]
    return data
