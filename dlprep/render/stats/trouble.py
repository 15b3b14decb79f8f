"""The cards that do not stick."""

from collections.abc import Iterator

from rich.text import Text as Line

from dlprep.markup.safe import printable
from dlprep.render import words
from dlprep.render.stats.bars import INDENT, Row
from dlprep.render.stats.frame import Frame
from dlprep.stats.statistics import Statistics
from dlprep.stats.trouble import Trouble


def hardest(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield the cards failed most often."""

    def row(one: Trouble) -> Row:
        return Row(printable(one.entry.id), (f"{one.failed}/{one.kept.reviews}", f"{one.state.ease_factor:.2f}"))

    head = Row("", (frame.say("答错", "failed"), frame.say("易度", "ease")))
    return frame.listed(found.hardest, row, [head])


def leeches(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield the leeches, and what to do about them."""
    if not found.leeches:
        return
    yield from frame.listed(found.leeches, lambda card: Row(printable(card), ()))
    ways = frame.say("；", "; ").join(
        f"{what.say(frame.language)}{frame.say('：', ': ')}`{command.format(card='CARD')}`"
        for what, command in words.LEECH_WAYS
    )
    lapses = found.leech_lapses
    yield from frame.text(
        f"学会以后又忘了至少 {lapses} 次。{ways}", f"Forgotten at least {lapses} times. {ways}", INDENT
    )
