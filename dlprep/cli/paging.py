"""A screenful at a time: the first lines of an answer are what one wants to compare, and would run off a low screen."""

from collections.abc import Callable

from rich.console import Console, RenderableType

from dlprep.cli.keys import ENTER
from dlprep.render.plain import is_plain


def print_pages(
    console: Console, key: Callable[[], str], more: RenderableType, below: int, *renderables: RenderableType
) -> str:
    """Print `renderables`; where they and `below` more lines are higher than the screen, stop at each screenful.

    A stop says `more`. Space, Enter or an arrow goes on; any other key shows the rest at once and is returned, since
    it was meant for what comes after. Otherwise "" is returned. A plain screen is printed whole.

    Args:
        console: where to print.
        key: reads the next key.
        more: what is shown at a stop, of one line; it is wiped out afterwards.
        below: how many lines will be printed next, and belong on the same screen.
        renderables: what to print.
    """
    with console.capture() as capture:
        for renderable in renderables:
            console.print(renderable, crop=False)
    lines = capture.get().splitlines(keepends=True)
    height, pressed = console.height, ""
    while not (pressed or is_plain()) and len(lines) + below >= height:
        page, lines = lines[: max(1, height - 2)], lines[max(1, height - 2) :]
        _write(console, page)
        console.print(more, end="")
        pressed = key().strip(f" {ENTER}")
        _write(console, ["\r\x1b[2K"])
        if not lines:
            break
    _write(console, lines)
    return pressed


def _write(console: Console, lines: list[str]) -> None:
    console.file.write("".join(lines))
    console.file.flush()
