"""One round: take what the others wrote, then write what no file has yet.

So every line stands in somebody's file, mostly in that of the machine where it was made. Order and repetition do not
matter, and whatever is deleted, cut off or overwritten in the folder comes back from a machine that has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dlprep.store.event import Event
from dlprep.store.store import Store
from dlprep.sync.folder import read_folder, write_own


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


def exchange(store: Store, folder: Path, machine: str) -> Round:
    """Join the log with the files in `folder`, and add to those of `machine` what is in none of them.

    Raises:
        OSError: the folder cannot be listed, or not be written; what was received is in the log all the same.
        StoreError: the log cannot be written.
    """
    found = read_folder(folder)
    mine = {event.id: event for event in store.events()}
    received = store.union(event for event in found.events.values() if event.id not in mine)
    missing = [event for event in mine.values() if event.id not in found.events]
    if missing:
        write_own(folder, machine, missing)
    return Round(
        received=received,
        sent=len(missing),
        others=len(found.machines - {machine}),
        unreadable=found.unreadable,
        differing=sum(mine.get(event.id, event) != event for event in found.events.values()),
    )
