"""A bank of the learner's own: what joining it to the others would bring."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from dlprep.bank.index import card_files
from dlprep.bank.load import Finding, load_file
from dlprep.errors import BankError
from dlprep.text import Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A folder or file of cards.

    Attributes:
        cards: how many cards it has that can be used.
        taken: ids among them that another bank has already, whose cards are asked from there.
        findings: what is wrong with the others; of cards with one id, the first is asked.
    """

    cards: int
    taken: tuple[str, ...]
    findings: tuple[Finding, ...]


def candidate(path: Path, known: Collection[str]) -> Candidate:
    """Read the cards at `path`; `known` are the ids of the banks that are there.

    Raises:
        BankError: there is nothing at `path`, or no card that can be used.
    """
    from dlprep.bank.checks import repeated_ids  # and with it every problem

    if not path.exists():
        raise BankError(Text(zh="没有这个文件夹或文件", en="there is no such folder or file").at(path))
    files = [load_file(file) for file in card_files(path)]
    if not files:
        raise BankError(
            Text(zh="里面没有卡片的 YAML 文件", en="holds no YAML file of cards").at(path),
            Text(
                zh="给一个有 YAML 文件的文件夹，或一个 Markdown 文件",
                en="name a folder of YAML files, or one Markdown file",
            ),
        )
    ids = dict.fromkeys(entry.card.id for file in files for entry in file.cards)
    findings = (*(finding for file in files for finding in file.findings), *repeated_ids(files))
    if not ids:
        hint = Text(zh="`dlprep bank new` 写一张作为开头", en="`dlprep bank new` writes one to begin with")
        if findings:
            hint = Text(findings[0].say("zh"), findings[0].say("en"))
        raise BankError(Text(zh="里面没有可用的卡片", en="holds no card that can be used").at(path), hint)
    return Candidate(len(ids), tuple(name for name in ids if name in known), findings)
