"""Which cards a day asks for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from dlprep.bank.index import Entry
from dlprep.bank.select import Selection
from dlprep.scheduler.queue import interleave
from dlprep.store.event import Progress

if TYPE_CHECKING:
    from dlprep.bank.bank import Bank
    from dlprep.store.store import Store

EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Day:
    """The cards of a day, each in the order in which to ask it.

    Attributes:
        due: seen before and due today or earlier, then what comes due in the days for which one works ahead.
        new: never seen, as many as the day still takes.
        repeats: answered today with less than 4, and not yet with 4.
    """

    due: tuple[Entry, ...]
    new: tuple[Entry, ...]
    repeats: tuple[Entry, ...]


def candidates(
    bank: "Bank",
    store: "Store",
    today: date,
    *,
    new: int,
    selection: Selection = EVERYTHING,
    ahead: int = 0,
) -> tuple[Collection[Entry], Mapping[str, Progress]]:
    """Return cards, and what the log says of them, in which `cards_of_day` finds the same as in all that there are.

    Where nothing is selected that spares looking at all: a bank may have 100,000 cards, of which some hundred are due.
    """
    if selection != EVERYTHING:
        return bank.entries.values(), store.all_progress()
    progress = store.progress_of_day(today, today + timedelta(days=ahead))
    begun = bank.index.some(progress)
    return [*begun.values(), *bank.index.unseen(store.not_new(today), new).values()], progress


def cards_of_day(
    entries: Collection[Entry],
    progress: Mapping[str, Progress],
    today: date,
    *,
    new: int,
    selection: Selection = EVERYTHING,
    ahead: int = 0,
) -> Day:
    """Return the cards that `today` asks for: the due ones, at most `new` new ones, and the repeats.

    With `ahead`, also those that come due within that many days after today, but none that was answered today.
    """
    due, early, unseen, repeats = [], [], [], []
    until = today + timedelta(days=ahead)
    for entry in entries:
        known = progress.get(entry.id)
        if not selection.has(entry) or (known and known.rests_on(today)):
            continue
        if known is None or known.state.due is None:
            unseen.append(entry)
        elif known.state.awaits_repeat(today):
            repeats.append(entry)
        elif known.state.due <= today:
            due.append(entry)
        elif known.state.due <= until and known.state.answered_on != today:
            early.append(entry)
    for entries_by_day in (due, early):
        entries_by_day.sort(key=lambda entry: progress[entry.id].state.due or today)
    return Day(mixed(due, today) + mixed(early, today), _first(unseen, new), tuple(repeats))


def cards_to_cram(
    entries: Iterable[Entry], progress: Mapping[str, Progress], today: date, selection: Selection, rng: Random
) -> Day:
    """Return all cards of the selection but those set aside, due or not, in a fresh order with the topics mixed."""
    chosen = [
        entry
        for entry in entries
        if selection.has(entry) and not (entry.id in progress and progress[entry.id].rests_on(today))
    ]
    rng.shuffle(chosen)
    return Day(tuple(interleave(chosen, lambda entry: entry.topic, seed=rng.getrandbits(32))), (), ())


def next_due(progress: Mapping[str, Progress], entries: Mapping[str, Entry], today: date) -> dict[date, int]:
    """Return how many cards of the bank come due on each day after `today`, in order; buried ones when they return."""
    days: Counter[date] = Counter()
    for card, known in progress.items():
        if card not in entries or known.suspended or known.state.due is None:
            continue
        day = known.state.due
        if known.buried is not None and known.buried_on(today):
            day = max(day, known.buried + timedelta(days=1))
        if day > today:
            days[day] += 1
    return dict(sorted(days.items()))


def _first(unseen: list[Entry], count: int) -> tuple[Entry, ...]:
    """Take the first cards of the topics in turn: in the order to learn them, and not all of one topic."""
    turns: dict[str, int] = {}
    ranked = []
    for entry in unseen:
        turns[entry.topic] = turns.get(entry.topic, 0) + 1
        ranked.append((turns[entry.topic], entry))
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: pair[0])[:count])


def mixed(entries: Iterable[Entry], today: date) -> tuple[Entry, ...]:
    """Spread the topics over the queue, in the same order whenever today asks."""
    return tuple(interleave(entries, lambda entry: entry.topic, seed=today.toordinal()))
