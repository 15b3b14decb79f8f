"""How much is still known when a card is asked again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dlprep.bank.index import Entry
from dlprep.stats.history import MATURE, Reviewed


class Age(NamedTuple):
    """Cards by the interval that ended with the answer: `first`..`last` days; `last` None is without end."""

    first: int
    last: int | None


AGES = (Age(1, 1), Age(2, 6), Age(7, MATURE - 1), Age(MATURE, 59), Age(60, 179), Age(180, None))


@dataclass(slots=True)
class Kept:
    """Reviews, and how many of them passed.

    Attributes:
        reviews: answers to cards seen before, repeats and crams left out.
        passed: those of quality 3 and more.
    """

    reviews: int = 0
    passed: int = 0

    @property
    def share(self) -> float | None:
        """The retention, 0..1; None where nothing was asked."""
        return self.passed / self.reviews if self.reviews else None

    def add(self, passed: bool) -> None:
        """Count one more review."""
        self.reviews += 1
        self.passed += passed


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention of all reviews, by topic and by age.

    Attributes:
        topics: in the order to learn them; the topic None is of cards that the bank no longer has. Only those reviewed.
        ages: every one of `AGES`.
    """

    all: Kept
    topics: dict[str | None, Kept]
    ages: dict[Age, Kept]
    young: Kept
    mature: Kept


def retention(answers: Iterable[Reviewed], entries: Mapping[str, Entry]) -> Retention:
    """Return how many of the reviews among `answers` passed.

    A first answer tests nothing that was learnt here, a repeat or a cram comes too soon to.
    """
    every, young, mature = Kept(), Kept(), Kept()
    topics: dict[str | None, Kept] = {entry.topic: Kept() for entry in entries.values()}
    topics[None] = Kept()
    ages = {age: Kept() for age in AGES}
    for one in answers:
        if one.step != "review":
            continue
        entry, passed = entries.get(one.card), one.passed
        old = young if one.interval < MATURE else mature
        for kept in (every, topics[entry.topic if entry else None], ages[_age(one.interval)], old):
            kept.add(passed)
    return Retention(every, {topic: kept for topic, kept in topics.items() if kept.reviews}, ages, young, mature)


def _age(interval: int) -> Age:
    return next(age for age in AGES if age.last is None or interval <= age.last)
