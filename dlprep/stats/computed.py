"""How computed questions went, problem by problem, and the slips made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dlprep.stats.history import Reviewed

OUTCOMES = ("correct", "partial", "near_miss", "wrong", "unanswered")


@dataclass(frozen=True, slots=True)
class Attempts:
    """What became of the questions of one problem, or of all: how often each of `OUTCOMES`."""

    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        """How often it was asked."""
        return self.outcomes.total()

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, 0..1; None where nothing was asked."""
        return self.outcomes["correct"] / self.asked if self.asked else None


class Slip(NamedTuple):
    """A known mistake that was made `times` times."""

    problem: str
    slip: str
    times: int


@dataclass(frozen=True, slots=True)
class Computed:
    """The computed questions.

    Attributes:
        all: every problem together.
        problems: by name, the one asked most first.
        slips: the one made most first.
    """

    all: Attempts
    problems: dict[str, Attempts]
    slips: list[Slip]


def computed(answers: Iterable[Reviewed]) -> Computed:
    """Return how the computed questions among `answers` went. Repeats and crams count: their numbers are fresh."""
    every, problems, slips = Attempts(), dict[str, Attempts](), Counter[tuple[str, str]]()
    for one in answers:
        problem, slip = one.detail.get("problem"), one.detail.get("slip")
        outcome = _outcome(one.detail)
        if not isinstance(problem, str) or outcome is None:
            continue
        for attempts in (every, problems.setdefault(problem, Attempts())):
            attempts.outcomes[outcome] += 1
        if isinstance(slip, str):
            slips[problem, slip] += 1
    made = sorted((Slip(*pair, times) for pair, times in slips.items()), key=lambda one: (-one.times, one))
    order = sorted(problems, key=lambda name: (-problems[name].asked, name))
    return Computed(every, {name: problems[name] for name in order}, made)


def _outcome(detail: Any) -> str | None:
    """Return what became of a question; None where nobody was graded, as the two references disagreed."""
    verdict = detail.get("verdict")
    if verdict is None:
        return None if "answer" in detail else "unanswered"
    return verdict if isinstance(verdict, str) and verdict in OUTCOMES else None
