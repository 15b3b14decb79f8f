"""What every section needs: the room, the language, the marks, and how to say numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.text import Text as Line

from dlprep.render import words
from dlprep.render.stats.bars import INDENT, Row, rows
from dlprep.render.wrap import wrap
from dlprep.text import Language, Text

LISTED = 10
"""How long a list of cards, problems or slips gets on the screen."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the figures are shown.

    Attributes:
        width: cells of a line.
        language: of the interface.
        title: a topic's title.
        plain: whether nothing is to be drawn.
    """

    width: int
    language: Language
    title: Callable[[str], Text]
    plain: bool = False

    def say(self, zh: str, en: str) -> str:
        """Return the text of the two that is in the language."""
        return zh if self.language == "zh" else en

    def text(self, zh: str, en: str, indent: str = "") -> Iterator[Line]:
        """Yield the text of the two that is in the language, in lines that fit."""
        for line in wrap(Line(self.say(zh, en)), self.width - len(indent)):
            yield Line(indent).append_text(line)

    def rows(self, found: Sequence[Row]) -> list[Line]:
        """Return rows with aligned numbers, and with bars unless nothing is to be drawn."""
        return rows([row._replace(share=None) for row in found] if self.plain else found, self.width)

    def listed(self, found: Sequence[Item], row: Callable[[Item], Row], head: Sequence[Row] = ()) -> Iterator[Line]:
        """Yield the `head` and the first rows of a list, if there are any, and how many more there are."""
        yield from self.rows([*head, *map(row, found[:LISTED])] if found else [])
        more = len(found) - LISTED
        if more > 0:
            yield from self.text(f"另有 {more} 项，见 --json", f"{more} more, see --json", INDENT)

    def days(self, count: int) -> str:
        """Say a number of days."""
        return self.say(f"{count} 天", counted(count, "day"))

    def duration(self, ms: float) -> str:
        """Say a length of time: minutes, or hours where it is long."""
        minutes = ms / 60_000
        if minutes < 99.5:
            return words.minutes(minutes, self.language)
        return self.say(f"{minutes / 60:.1f} 小时", f"{minutes / 60:.1f} h")


def counted(count: int, noun: str) -> str:
    """Say in English how many there are."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def percent(share: float | None) -> str:
    """Say a share, whole per cent."""
    return "-" if share is None else f"{share:.0%}"
