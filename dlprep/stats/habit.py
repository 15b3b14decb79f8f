"""How much was done, day by day, and for how many days on end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dlprep.stats.history import Reviewed

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Tally:
    """Answers counted.

    Attributes:
        answers: all of them: `new` + `reviews` + `repeats` + `crams`.
        new: the first to a card.
        reviews: to a card seen before.
        repeats: further ones to a card on a day whose first answer was below 4.
        crams: outside the schedule.
        passed: of `answers`, those of quality 3 and more.
        ms: the time they took, in milliseconds.
    """

    answers: int = 0
    new: int = 0
    reviews: int = 0
    repeats: int = 0
    crams: int = 0
    passed: int = 0
    ms: int = 0

    def add(self, one: Reviewed) -> None:
        """Count one more answer."""
        self.answers += 1
        self.new += one.step == "new"
        self.reviews += one.step == "review"
        self.repeats += one.step == "repeat"
        self.crams += one.step == "cram"
        self.passed += one.passed
        self.ms += one.ms


@dataclass(frozen=True, slots=True)
class Streak:
    """Days on end with at least one answer.

    Attributes:
        current: up to today; up to yesterday while today has none yet.
        longest: the longest ever, in days.
        longest_end: its last day, of several as long the latest; None if there never was one.
    """

    current: int
    longest: int
    longest_end: date | None


def by_day(answers: Iterable[Reviewed]) -> dict[date, Tally]:
    """Return the tally of each day that has answers, the days in order."""
    days: dict[date, Tally] = {}
    for one in answers:
        days.setdefault(one.day, Tally()).add(one)
    return dict(sorted(days.items()))


def total(answers: Iterable[Reviewed]) -> Tally:
    """Return the tally of all `answers`."""
    tally = Tally()
    for one in answers:
        tally.add(one)
    return tally


def streak(days: Collection[date], today: date) -> Streak:
    """Return the streaks of the `days` on which something was answered."""
    run, longest, longest_end, current = 0, 0, None, 0
    previous: date | None = None
    for day in sorted(days):
        run = run + 1 if previous is not None and day - previous == ONE_DAY else 1
        if run >= longest:
            longest, longest_end = run, day
        if day == today or day == today - ONE_DAY:
            current = run
        previous = day
    return Streak(current, longest, longest_end)
