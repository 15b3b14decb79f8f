"""How computed questions went."""

from collections.abc import Iterator

from rich.text import Text as Line

from dlprep.markup.safe import printable
from dlprep.render.stats.bars import Row
from dlprep.render.stats.frame import Frame, percent
from dlprep.stats.computed import Attempts, Slip
from dlprep.stats.statistics import Statistics


def problems(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield how many answers were right, problem by problem."""
    if found.computed.all.asked:
        every = [(frame.say("全部", "all"), found.computed.all), *found.computed.problems.items()]
        yield from frame.listed(every, _problem)


def slips(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield the known mistakes made most often."""
    return frame.listed(found.computed.slips, _slip)


def _problem(named: tuple[str, Attempts]) -> Row:
    name, attempts = named
    right = f"{attempts.outcomes['correct']}/{attempts.asked}"
    return Row(printable(name), (right, percent(attempts.accuracy)), attempts.accuracy, "green")


def _slip(made: Slip) -> Row:
    return Row(f"{printable(made.problem)}: {printable(made.slip).replace('_', ' ')}", (str(made.times),))
