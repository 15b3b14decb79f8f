"""Which units of the documents the cards cover."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dlprep.bank.index import Entry
from dlprep.bank.sources import Unit


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one document is covered.

    Attributes:
        units: how many units it has.
        asked: how many of them a written card covers.
        drilled: how many a computational card covers.
        missing: the units that no written card covers; a drill alone does not teach a unit.
    """

    document: str
    units: int
    asked: int
    drilled: int
    missing: tuple[Unit, ...]


def coverage(units: Mapping[str, Unit], entries: Iterable[Entry]) -> list[Coverage]:
    """Return the coverage of each document, in the order of `units`."""
    asked: set[str] = set()
    drilled: set[str] = set()
    for entry in entries:
        (drilled if entry.kind == "compute" else asked).update(entry.sources)
    documents = dict.fromkeys(unit.document for unit in units.values())
    return [
        _of_document(document, [unit for unit in units.values() if unit.document == document], asked, drilled)
        for document in documents
    ]


def _of_document(document: str, units: list[Unit], asked: Collection[str], drilled: Collection[str]) -> Coverage:
    missing = tuple(unit for unit in units if unit.id not in asked)
    return Coverage(document, len(units), len(units) - len(missing), sum(unit.id in drilled for unit in units), missing)
