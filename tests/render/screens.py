"""Screens as text, and their snapshots."""

import io
import os
from pathlib import Path

from rich.console import Console, RenderableType

SNAPSHOTS = Path(__file__).parent / "snapshots"


def as_text(*renderables: RenderableType, width: int) -> str:
    """Return what a console of `width` columns without colour would show, trailing spaces left out."""
    out = io.StringIO()
    console = Console(
        file=out, width=width, color_system=None, legacy_windows=False, _environ={}, markup=False, highlight=False
    )
    for renderable in renderables:
        console.print(renderable, crop=False)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def check_snapshot(name: str, text: str) -> None:
    """Compare `text` with the snapshot; UPDATE_SNAPSHOTS=1 writes it instead."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"there is no snapshot {path.name}; make it with UPDATE_SNAPSHOTS=1 and look at it"
    assert text == path.read_text(encoding="utf-8")
