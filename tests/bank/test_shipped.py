"""What the shipped bank promises as a whole."""

import re
from pathlib import Path

import pytest

from dlprep.bank.card import CARD, AnyCard, RecallCard
from dlprep.bank.checks import formulas, texts
from dlprep.bank.document import read_text
from dlprep.bank.index import card_files
from dlprep.bank.load import load_file
from dlprep.bank.sources import read_units
from dlprep.locations import shipped_bank
from dlprep.render.formula import unsupported

BANK = shipped_bank()
CARDS: list[AnyCard] = [entry.card for path in card_files(BANK) for entry in load_file(path).cards]
UNITS = read_units(BANK)
RECALL = [card for card in CARDS if isinstance(card, RecallCard)]
by_id = pytest.mark.parametrize("card", RECALL, ids=lambda card: card.id)


def test_the_guide_shows_a_card_of_the_bank_of_each_written_kind() -> None:
    guide = (BANK / "README.md").read_text(encoding="utf-8")
    shown = [
        CARD.validate_python(read_text(text).value[0]) for text in re.findall(r"```yaml\n(- id:.*?)```", guide, re.S)
    ]
    assert {card.kind for card in shown} == {"recall", "choice", "cloze", "order", "derive"}
    for card in shown:
        assert card in CARDS


def test_every_unit_of_the_first_document_is_covered() -> None:
    cited = {unit for card in CARDS for unit in card.sources}
    wanted = {unit.id for unit in UNITS.values() if unit.document == "db42d314"}
    assert len(wanted) == 62
    assert wanted - cited == set()


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
    """No run of 24 Chinese characters, signs left out, stands in a document."""
    length = 24

    def runs(text: str) -> set[str]:
        characters = "".join(re.findall(r"[\u4e00-\u9fff]", text))
        return {characters[i : i + length] for i in range(len(characters) - length + 1)}

    documents = [path.read_text(encoding="utf-8") for path in (shared / "sources").glob("*.txt")]
    assert len(documents) == 5
    theirs = set().union(*map(runs, documents))
    ours = {card.id: set().union(*(runs(text) for _, text in texts(card))) for card in CARDS}
    assert {name: found for name, mine in ours.items() if (found := mine & theirs)} == {}


@by_id
def test_an_answer_can_be_said_aloud(card: RecallCard) -> None:
    """Two minutes: some 180 English words, or 350 Chinese characters; a formula counts as a few of either."""
    assert len(re.sub(r"\$[^$]*\$", "formula", card.answer.en).split()) <= 190
    assert len(re.findall(r"[\u4e00-\u9fff]", card.answer.zh)) <= 350


@by_id
def test_chinese_is_punctuated_as_chinese(card: RecallCard) -> None:
    prose = re.sub(r"\$[^$]*\$|`[^`]*`", "", card.question.zh + card.answer.zh)
    assert re.findall(r"[\u4e00-\u9fff][,;:?!]", prose) == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_the_terminal_can_show_every_formula(card: AnyCard) -> None:
    found = [formula for _, text in texts(card) for formula in formulas(text)]
    assert [formula for formula in found if unsupported(formula)] == []
