"""What the schedule holds: which cards, how easy they are, and what the coming days will ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from dlprep.scheduler.state import MINIMUM_EASE
from dlprep.stats.history import MATURE
from dlprep.store.event import Progress

COMING_DAYS = 30
EASE_STEP = 20
EASE_BINS = tuple(range(MINIMUM_EASE, 311, EASE_STEP))
"""The least ease factor, in hundredths, of each bin: 1.30 to 1.49 and so on; the last has no end."""


@dataclass(frozen=True, slots=True)
class Stages:
    """The cards of the bank by how far they are.

    Attributes:
        unseen: never answered.
        young: with an interval below 21 days.
        mature: with one of 21 days and more.
        suspended: set aside, whatever else they are; not counted above.
    """

    unseen: int
    young: int
    mature: int
    suspended: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The cards that come due if no card is answered before, those set aside and those never seen left out.

    Attributes:
        overdue: due before today.
        days: how many come due on each of today and the coming 30 days.
        later: due after that.
    """

    overdue: int
    days: dict[date, int]
    later: int


@dataclass(frozen=True, slots=True)
class Ease:
    """The ease factors of the cards seen, in hundredths.

    Attributes:
        median: None where there are no cards.
        bins: how many cards there are from each of `EASE_BINS` up to the next.
    """

    median: float | None
    bins: dict[int, int]


def stages(cards: Collection[str], progress: Mapping[str, Progress]) -> Stages:
    """Return how far the `cards` of the bank are."""
    known = [progress.get(card, Progress()) for card in cards]
    active = [one.state for one in known if not one.suspended]
    young = sum(not state.is_new and state.interval < MATURE for state in active)
    mature = sum(not state.is_new and state.interval >= MATURE for state in active)
    return Stages(len(active) - young - mature, young, mature, len(known) - len(active))


def forecast(cards: Collection[str], progress: Mapping[str, Progress], today: date) -> Forecast:
    """Return when the `cards` come due."""
    days = {today + timedelta(days=ahead): 0 for ahead in range(COMING_DAYS + 1)}
    overdue = later = 0
    for known in _seen(cards, progress):
        due = known.state.due
        if known.suspended or due is None:
            continue
        if known.buried is not None:
            due = max(due, _day_after(known.buried))
        if due in days:
            days[due] += 1
        else:
            overdue, later = overdue + (due < today), later + (due > today)
    return Forecast(overdue, days, later)


def ease(cards: Collection[str], progress: Mapping[str, Progress]) -> Ease:
    """Return how the ease factors of the `cards` seen are distributed."""
    found = [known.state.ease for known in _seen(cards, progress)]
    bins = dict.fromkeys(EASE_BINS, 0)
    for value in found:
        bins[max(start for start in EASE_BINS if start <= value)] += 1
    return Ease(median(found) if found else None, bins)


def _seen(cards: Collection[str], progress: Mapping[str, Progress]) -> list[Progress]:
    return [known for card in cards if (known := progress.get(card)) is not None and not known.state.is_new]


def _day_after(day: date) -> date:
    return day + timedelta(days=day < date.max)
