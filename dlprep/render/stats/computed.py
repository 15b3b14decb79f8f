"""How computed questions went."""

from collections.abc import Iterator

from rich.text import Text as Line

from dlprep.compute.registry import find_problem
from dlprep.errors import DlprepError
from dlprep.markup.safe import printable
from dlprep.render.stats.bars import Row
from dlprep.render.stats.frame import Frame, percent
from dlprep.stats.computed import Attempts, Slip
from dlprep.stats.statistics import Statistics
from dlprep.text import Language


def problems(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield how many answers were right, problem by problem."""
    if found.computed.all.asked:
        head = [_row(frame.say("全部", "all"), found.computed.all)]
        every = [*found.computed.problems.items()]
        yield from frame.listed(every, lambda one: _row(_title(one[0], frame.language), one[1]), head)


def slips(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield the known mistakes made most often."""
    return frame.listed(found.computed.slips, _slip)


def _title(problem: str, language: Language) -> str:
    """Return what a problem computes; its name where it is there no more, or a learner's own."""
    try:
        return find_problem(problem).title.say(language)
    except DlprepError:
        return problem


def _row(label: str, attempts: Attempts) -> Row:
    right = f"{attempts.outcomes['correct']}/{attempts.asked}"
    return Row(printable(label), (right, percent(attempts.accuracy)), attempts.accuracy, "green")


def _slip(made: Slip) -> Row:
    return Row(f"{printable(made.problem)}: {printable(made.slip).replace('_', ' ')}", (str(made.times),))
