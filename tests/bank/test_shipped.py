"""What the shipped bank promises as a whole."""

import re
from pathlib import Path

import pytest

from dlprep.bank.card import KINDS, AnyCard, any_card, pairs_of
from dlprep.bank.check import check_banks
from dlprep.bank.document import read_text
from dlprep.bank.index import card_files
from dlprep.bank.load import load_file
from dlprep.bank.sources import read_units
from dlprep.compute.registry import find_problem, problem_families
from dlprep.locations import shipped_bank

BANK = shipped_bank()
CARDS: list[AnyCard] = [entry.card for path in card_files(BANK) for entry in load_file(path).cards]
UNITS = read_units(BANK)


def test_the_guide_shows_a_card_of_the_bank_of_each_kind() -> None:
    guide = (BANK / "README.md").read_text(encoding="utf-8")
    shown = [
        any_card().validate_python(read_text(text).value[0])
        for text in re.findall(r"```yaml\n(- id:.*?)```", guide, re.S)
    ]
    assert {card.kind for card in shown} == set(KINDS)
    for card in shown:
        assert card in CARDS


def test_every_unit_is_asked_in_words() -> None:
    asked = {unit for card in CARDS if card.kind != "compute" for unit in card.sources}
    assert len(UNITS) == 320
    assert sorted(set(UNITS) - asked) == []


def test_every_problem_is_asked() -> None:
    assert set(problem_families()) == {card.problem for card in CARDS if card.kind == "compute"}


def test_every_unit_is_drilled_whose_topics_are_computed() -> None:
    drilled = {unit for card in CARDS if card.kind == "compute" for unit in card.sources}
    covered = {topic for name in problem_families() for topic in find_problem(name).covers}
    assert sorted(unit.id for unit in UNITS.values() if unit.topics & covered and unit.id not in drilled) == []


def test_the_five_documents_are_listed_with_all_their_units() -> None:
    documents = [unit.document for unit in UNITS.values()]
    assert {name: documents.count(name) for name in documents} == {
        "db42d314": 62,
        "9d1d6480": 44,
        "ab7772fd": 153,
        "19be066f": 33,
        "64382150": 28,
    }


def test_the_units_are_those_of_the_coverage_contract(shared: Path) -> None:
    text = (shared / "coverage.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r'- id: "([0-9a-f]{8}-\d+)"', text)) == set(UNITS)


def test_the_words_are_our_own(shared: Path) -> None:
    assert len(list((shared / "sources").glob("*.txt"))) == 5
    assert check_banks([BANK], BANK, shared / "sources")[1] == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_chinese_is_punctuated_as_chinese(card: AnyCard) -> None:
    chinese = "\n".join(pair.zh for _, pair in pairs_of(card))
    assert re.findall(r"[\u4e00-\u9fff][,;:?!]", re.sub(r"\$[^$]*\$|`[^`]*`", "", chinese)) == []
