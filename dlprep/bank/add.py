"""A bank of the learner's own: what joining it to the others would bring."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from dlprep.bank.index import card_files
from dlprep.bank.load import Finding, load_file
from dlprep.errors import BankError


@dataclass(frozen=True, slots=True)
class Candidate:
    """A folder or file of cards.

    Attributes:
        cards: how many cards it has that can be used.
        taken: ids among them that another bank has already, whose cards are asked from there.
        findings: what is wrong with the others.
    """

    cards: int
    taken: tuple[str, ...]
    findings: tuple[Finding, ...]


def candidate(path: Path, known: Collection[str]) -> Candidate:
    """Read the cards at `path`; `known` are the ids of the banks that are there.

    Raises:
        BankError: there is nothing at `path`, or no card that can be used.
    """
    if not path.exists():
        raise BankError(f"{path}: there is no such folder or file")
    files = [load_file(file) for file in card_files(path)]
    if not files:
        raise BankError(f"{path}: holds no YAML file of cards", "name a folder of YAML files, or one Markdown file")
    ids = [entry.card.id for file in files for entry in file.cards]
    findings = tuple(finding for file in files for finding in file.findings)
    if not ids:
        first = str(findings[0]) if findings else ""
        raise BankError(
            f"{path}: holds no card that can be used", first or "`dlprep bank new` writes one to begin with"
        )
    return Candidate(len(ids), tuple(name for name in ids if name in known), findings)
