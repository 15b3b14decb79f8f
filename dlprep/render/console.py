"""The console that everything is printed on."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table

from dlprep.render.plain import is_plain


def open_console(*, stderr: bool = False) -> Console:
    """Return the console of standard output, or error. Texts are data: no markup, no emoji codes, no highlights.

    Rich itself heeds NO_COLOR, TERM=dumb and the terminal's width.
    """
    kind = PlainConsole if is_plain() else Console
    return kind(stderr=stderr, markup=False, emoji=False, highlight=False)


class PlainConsole(Console):
    """A console that shows of a rule only its title, of a box only what is in it, and no styles.

    One place for all screens: whatever is printed on it becomes plain, so none needs a second form.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(color_system=None, **settings)  # which takes every style away, not colours alone

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield what is shown of `renderable`; Rich asks this for what is inside another, too."""
        if isinstance(renderable, Rule):
            renderable = renderable.title
        elif isinstance(renderable, Panel):
            renderable = renderable.renderable
        elif isinstance(renderable, Table):
            renderable.box = None
        yield from (segment for segment in super().render(renderable, options) if not segment.is_control)
