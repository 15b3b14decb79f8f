"""Everything that is wrong with a bank, at once."""

from collections.abc import Sequence
from pathlib import Path

from dlprep.bank import checks
from dlprep.bank.index import card_files
from dlprep.bank.load import Finding, load_file
from dlprep.bank.sources import read_units
from dlprep.bank.topics import FILE as TOPICS
from dlprep.bank.topics import read_topics
from dlprep.errors import BankError


def check_banks(places: Sequence[Path], shipped: Path) -> tuple[int, list[Finding]]:
    """Check the banks or single files at `places`; return the number of cards and what is wrong, by file and line.

    The units that a card may cite are those of the `shipped` bank and of the bank that the card is in.

    Raises:
        BankError: a place is not there.
    """
    findings: list[Finding] = []
    units = set(read_units(shipped))
    files = []
    for place in places:
        if not place.exists():
            raise BankError(f"{place}: there is no such file or folder")
        loaded = [load_file(path) for path in ([place] if place.is_file() else card_files(place))]
        files += loaded
        try:
            own = set(read_units(place))
            findings += _unlisted_subjects(place)
        except BankError as error:
            findings.append(Finding(place, 1, "", error.message))
            continue
        units |= own
        findings += checks.missing_sources(loaded) if own else ()
    for file in files:
        findings += file.findings
    findings += checks.repeated_ids(files)
    findings += checks.unknown_units(files, units)
    findings += checks.broken_formulas(files)
    findings += checks.different_formulas(files)
    findings += checks.unusable_problems(files)
    return sum(len(file.cards) for file in files), sorted(set(findings))


def _unlisted_subjects(folder: Path) -> list[Finding]:
    """topics.yaml names files that are there."""
    return [
        Finding(folder / TOPICS, 1, "", f"{topic.name}: there is no {topic.name}/{subject}.yaml; take it out")
        for topic in read_topics(folder)
        for subject in topic.subjects
        if not (folder / topic.name / f"{subject}.yaml").is_file()
    ]
