"""Which cards a day asks for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dlprep.bank.index import Entry
from dlprep.bank.select import Selection
from dlprep.scheduler.queue import interleave
from dlprep.store.event import Progress

EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Day:
    """The cards of a day, each in the order in which to ask it.

    Attributes:
        due: seen before and due today or earlier.
        new: never seen, as many as the day still takes.
        repeats: answered today with less than 4, and not yet with 4.
    """

    due: tuple[Entry, ...]
    new: tuple[Entry, ...]
    repeats: tuple[Entry, ...]


def cards_of_day(
    entries: Collection[Entry],
    progress: Mapping[str, Progress],
    today: date,
    *,
    new: int,
    selection: Selection = EVERYTHING,
) -> Day:
    """Return the cards that `today` asks for: the due ones, at most `new` new ones, and the repeats."""
    due, unseen, repeats = [], [], []
    for entry in entries:
        known = progress.get(entry.id)
        if not selection.has(entry) or (known and known.suspended):
            continue
        if known is None or known.state.due is None:
            unseen.append(entry)
        elif known.state.awaits_repeat(today):
            repeats.append(entry)
        elif known.state.due <= today:
            due.append(entry)
    due.sort(key=lambda entry: progress[entry.id].state.due or today)
    return Day(_mixed(due, today), _first(unseen, new), tuple(repeats))


def new_left(progress: Mapping[str, Progress], today: date, per_day: int) -> int:
    """Return how many new cards the day still takes of the `per_day` that it takes in all."""
    return max(0, per_day - sum(known.introduced == today for known in progress.values()))


def next_due(progress: Mapping[str, Progress], entries: Mapping[str, Entry], today: date) -> dict[date, int]:
    """Return how many cards of the bank come due on each day after `today`, in order."""
    days = [
        known.state.due
        for card, known in progress.items()
        if known.state.due is not None and known.state.due > today and not known.suspended and card in entries
    ]
    return {day: days.count(day) for day in sorted(set(days))}


def _first(unseen: list[Entry], count: int) -> tuple[Entry, ...]:
    """Take the first cards of the topics in turn: in the order to learn them, and not all of one topic."""
    turns: dict[str, int] = {}
    ranked = []
    for entry in unseen:
        turns[entry.topic] = turns.get(entry.topic, 0) + 1
        ranked.append((turns[entry.topic], entry))
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: pair[0])[:count])


def _mixed(entries: list[Entry], today: date) -> tuple[Entry, ...]:
    return tuple(interleave(entries, lambda entry: entry.topic, seed=today.toordinal()))
