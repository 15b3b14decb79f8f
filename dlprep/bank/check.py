"""Everything that is wrong with a bank, at once."""

import re
from collections.abc import Sequence
from pathlib import Path

from dlprep.bank import checks, editorial
from dlprep.bank.document import read_source
from dlprep.bank.index import card_files
from dlprep.bank.load import Finding, load_file
from dlprep.bank.own_words import borrowed_words
from dlprep.bank.sources import read_units
from dlprep.bank.topics import FILE as TOPICS
from dlprep.bank.topics import read_topics
from dlprep.errors import BankError
from dlprep.text import Text

_ID = re.compile(r"^- id: (\S+)", re.MULTILINE)


_OF_A_FILE = (
    checks.broken_formulas,
    checks.different_formulas,
    checks.unusable_problems,
    checks.unusable_gaps,
    checks.unknown_figures,
    editorial.too_long_to_say,
    editorial.half_translated,
)
"""The checks that need no other file: a file's go one after the other, while what they share is remembered."""


def check_banks(places: Sequence[Path], shipped: Path, against: Path | None = None) -> tuple[int, list[Finding]]:
    """Check the banks or single files at `places`; return the number of cards and what is wrong, by file and line.

    The units that a card may cite are those of the `shipped` bank and of the bank that the card is in. `against` is a
    folder of texts from which no words may be borrowed.

    Raises:
        BankError: a place is not there.
    """
    findings: list[Finding] = []
    units = read_units(shipped)
    files = []
    for place in places:
        if not place.exists():
            raise BankError(Text(zh="没有这个文件或文件夹", en="there is no such file or folder").at(place))
        loaded = [load_file(path) for path in ([place] if place.is_file() else card_files(place))]
        files += loaded
        try:
            own = read_units(place)
            findings += _unlisted_subjects(place)
        except BankError as error:
            findings.append(Finding(place, 1, "", error.said))
            continue
        units |= own
        if own or place.is_relative_to(shipped):
            findings += checks.missing_sources(loaded)
            findings += editorial.unfinished(loaded)
    for file in files:
        findings += file.findings
        for check in _OF_A_FILE:
            findings += check([file])
    findings += checks.repeated_ids(files)
    findings += checks.unknown_units(files, units)
    findings += checks.problems_beside_the_point(files, units)
    findings += checks.dead_follow_ups(files, _ids_beside(places, shipped))
    findings += editorial.asked_twice(files)
    if against is not None:
        findings += borrowed_words(files, against)
    return sum(len(file.cards) for file in files), sorted(set(findings), key=_place)


def _place(finding: Finding) -> tuple[Path, int, str, str]:
    return finding.path, finding.line, finding.card, finding.message.en


def _ids_beside(places: Sequence[Path], shipped: Path) -> set[str]:
    """The ids of the shipped bank, and of the folders in which single files are: a follow-up may name them."""
    folders = {shipped, *(place.parent for place in places if place.is_file())}
    paths = {path for folder in folders for path in card_files(folder)}
    return {name for path in paths for name in _ID.findall(read_source(path)[0])}


def _unlisted_subjects(folder: Path) -> list[Finding]:
    """topics.yaml names files that are there."""
    return [
        Finding(
            folder / TOPICS,
            1,
            "",
            Text(
                zh=f"没有 {topic.name}/{subject}.yaml；把它去掉",
                en=f"there is no {topic.name}/{subject}.yaml; take it out",
            ).at(topic.name),
        )
        for topic in read_topics(folder)
        for subject in topic.subjects
        if not (folder / topic.name / f"{subject}.yaml").is_file()
    ]
