"""What is made of short parts: where the terminal is narrow it breaks between two of them, and none is cut."""

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.rule import Rule
from rich.text import Text as Line

from dlprep.render.columns import joined

_ROOM_OF_RULE = 2  # cells of a title's line that the rule keeps for itself


class Headline:
    """A rule with what it is about as its title; what does not fit stands below."""

    def __init__(self, *parts: str) -> None:
        self._parts = parts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width - _ROOM_OF_RULE
        first, *others = joined(self._parts, " · ", room)
        fits = cell_len(first) <= room
        yield Rule(Line(first), align="left", style="cyan") if fits else Line(first)
        yield from map(Line, others)


class KeysLine:
    """The keys and what they do, `key meaning` separated by two spaces; a key stays with its meaning."""

    def __init__(self, text: str) -> None:
        self._parts = text.split("  ")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in joined(self._parts, "  ", options.max_width):
            yield Line(line, style="dim")
