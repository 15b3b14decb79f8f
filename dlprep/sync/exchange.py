"""One round with the log: take what the others wrote, then write what no file has yet.

So every line stands in somebody's file, mostly in that of the machine where it was made. Order and repetition do not
matter, and whatever is deleted, cut off or overwritten in the folder comes back from a machine that has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dlprep.locations import Locations
from dlprep.store.event import Event
from dlprep.store.store import Store
from dlprep.sync.cards import exchange_cards
from dlprep.sync.folder import read_folder, write_own
from dlprep.sync.interviews import exchange_interviews
from dlprep.sync.memory import recall, remember


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did.

    Attributes:
        received: the lines that the log did not have.
        sent: how many lines went into this machine's files.
        others: how many other machines have files in the folder.
        unreadable: how many lines could not be read, by file; 0 for a file that could not be read at all.
        differing: how many lines are in the log under the same id with other content; the log keeps its own.
    """

    received: list[Event]
    sent: int
    others: int
    unreadable: Mapping[str, int]
    differing: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Files, or cards, by name."""

    received: list[str]
    sent: list[str]


@dataclass(frozen=True, slots=True)
class Everything:
    """What a round did with the log, the interviews and the edited cards."""

    log: Round
    interviews: Moved
    cards: Moved


def exchange_everything(store: Store, places: Locations, folder: Path, machine: str) -> Everything:
    """Do a round with all that a learner has.

    Raises:
        OSError: as `exchange`.
        StoreError: the log cannot be written.
        BankError: a card cannot be made as shipped again.
    """
    return Everything(
        exchange(store, folder, machine, places.cache / "sync.json"),
        Moved(*exchange_interviews(places.data, folder, machine)),
        Moved(*exchange_cards(places.overlay, folder, machine)),
    )


def exchange(store: Store, folder: Path, machine: str, memory: Path | None = None) -> Round:
    """Join the log with the files in `folder`, and add to those of `machine` what is in none of them.

    `memory` is the file in which is kept what was read, in the cache.

    Raises:
        OSError: the folder cannot be listed, or not be written; what was received is in the log all the same.
        StoreError: the log cannot be written.
    """
    have, before = store.ids(), recall(memory)
    found = read_folder(folder, before=before, have=have)
    received = store.union(event for event in found.events.values() if event.id not in have)
    both = store.events_of(found.events.keys() & have)
    differing = {event.id for event in both if found.events[event.id] != event}
    if missing := store.events_of(have - found.ids):
        write_own(folder, machine, missing)
    # What differs is said each time.
    read = {one: ids for one, ids in found.files.items() if differing.isdisjoint(ids)}
    if read.keys() != before.keys():
        remember(memory, read)
    return Round(
        received=received,
        sent=len(missing),
        others=len(found.machines - {machine}),
        unreadable=found.unreadable,
        differing=len(differing),
    )
