"""A program at a terminal: keys go in, and what is on the screen comes out, cell by cell."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Cell = Any
"""A character with its colours, as pyte keeps it; "" behind a character that is two cells wide."""

PATIENCE = 60  # seconds until what is waited for is on the screen
REST = 1.0  # seconds from the last text waited for until the lines below it are there, too
ROWS = 400


def screen(
    arguments: Sequence[str], steps: Iterable[tuple[str, str]], home: Path, *, columns: int, language: str
) -> list[list[Cell]]:
    """Return the rows of cells that dlprep leaves on a terminal, without empty ones below.

    Each step waits for a text, then types. Behind the last the program is closed; without steps it ends itself.
    """
    import pexpect
    import pyte
    from pyte import graphics

    graphics.TEXT[2] = "+blink"  # pyte knows no faint text; nothing here blinks
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DLPREP_", "LC_"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "COLORTERM"):
        env.pop(name, None)
    env |= {"DLPREP_HOME": str(home), "LANG": f"{language}.UTF-8", "TERM": "xterm-256color", "TZ": "Asia/Shanghai"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "docs.pictures.stage", *arguments],
        env=env,
        cwd=str(Path(__file__).parents[2]),
        dimensions=(ROWS, columns),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    seen = ""
    for text, keys in steps:
        child.expect_exact(text)
        seen += child.before + child.after
        child.send(keys)
    child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=REST if steps else PATIENCE)
    seen += child.before
    child.close(force=True)
    shown = pyte.Screen(columns, ROWS)
    pyte.Stream(shown).feed(seen)
    rows = [[shown.buffer[y][x] for x in range(columns)] for y in range(ROWS)]
    while rows and not any(cell.data.strip() for cell in rows[-1]):
        rows.pop()
    return rows
