"""What the learner sees, at 60, 80 and 120 columns, in both languages."""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from rich.cells import cell_len
from rich.console import RenderableType

from dlprep.bank.bank import Bank
from dlprep.bank.card import RecallCard
from dlprep.bank.load import load_file
from dlprep.compute.backend import run_references
from dlprep.compute.grade import grade
from dlprep.compute.instance import Instance
from dlprep.compute.registry import find_problem
from dlprep.puzzles.ask import puzzle_of
from dlprep.render import card as cards
from dlprep.render import feedback, words
from dlprep.render.headline import KeysLine
from dlprep.render.review import qualities, summary
from dlprep.review.day import cards_of_day
from dlprep.review.session import Session
from dlprep.scheduler.sm2 import outcomes, review
from dlprep.scheduler.state import NEW
from dlprep.store.store import Store
from dlprep.text import LANGUAGES, Language
from tests.banks import card, choice_card, cloze_card, compute_card, derive_card, order_card, write_bank
from tests.render.screens import as_text, check_snapshot
from tests.review.test_session import Time

SAMPLE = load_file(Path(__file__).parent / "card.yaml").cards[0].card
DAY = date(2026, 3, 10)
CONV = find_problem("conv_output_size")
INSTANCE = Instance(CONV, CONV.read_params({"size": 224, "kernel": 7, "stride": 2, "padding": 3}))

at_each_width = pytest.mark.parametrize("width", [60, 80, 120])
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@at_each_width
@in_each_language
def test_a_card(language: Language, width: int) -> None:
    assert isinstance(SAMPLE, RecallCard)
    screen = as_text(cards.question(SAMPLE, [language]), "", cards.answer(SAMPLE, [language], {1}), width=width)
    check_snapshot(f"card-{language}-{width}", screen)


def test_a_card_in_both_languages() -> None:
    screen = as_text(cards.question(SAMPLE, LANGUAGES), "", cards.answer(SAMPLE, LANGUAGES), width=80)
    check_snapshot("card-both-80", screen)


@at_each_width
@in_each_language
def test_a_graded_answer(language: Language, width: int) -> None:
    references = run_references(CONV, INSTANCE.params, "numpy", "cpu")
    screen = as_text(
        cards.prose(CONV.prompt(INSTANCE.params), [language]),
        "",
        feedback.verdict(grade(INSTANCE, references.answer, "109"), [language]),
        "",
        feedback.solution(INSTANCE, references, [language]),
        width=width,
    )
    check_snapshot(f"graded-{language}-{width}", screen)


@at_each_width
@in_each_language
def test_the_qualities(language: Language, width: int) -> None:
    state = review(review(review(NEW, 4, date(2026, 2, 20)), 4, date(2026, 2, 21)), 4, date(2026, 2, 27))
    screen = as_text(qualities(outcomes(state, DAY), DAY, 4, language), width=width)
    check_snapshot(f"qualities-{language}-{width}", screen)


@in_each_language
def test_the_end(language: Language, tmp_path: Path, store: Store) -> None:
    bank = Bank([write_bank(tmp_path / "bank", {"cnn/a.yaml": card("one") + compute_card("two")})], tmp_path / "i.json")
    time = Time()
    day = cards_of_day(bank.entries.values(), {}, DAY, new=9)
    session = Session(bank, store, day, time.world())
    time.pass_seconds(70)
    session.answer(1)
    screen = as_text(*summary(session, {date(2026, 2, 3): 2}, language), width=80)
    check_snapshot(f"end-{language}-80", screen)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
@in_each_language
def test_no_line_is_wider_than_the_terminal(language: Language, width: int) -> None:
    screen = as_text(cards.question(SAMPLE, [language]), cards.answer(SAMPLE, [language]), width=width)
    assert max(map(cell_len, screen.splitlines())) <= width


@at_each_width
@in_each_language
def test_a_key_stays_with_its_meaning(language: Language, width: int) -> None:
    keys = words.HELP_QUALITY.say(language).format(enter="", tick="")
    screen = as_text(KeysLine(keys), width=width)
    for part in keys.split("  "):
        assert part.strip() in screen.replace("\N{NO-BREAK SPACE}", " ")


@at_each_width
@in_each_language
def test_the_other_kinds(language: Language, width: int, tmp_path: Path) -> None:
    texts = (choice_card("choice"), cloze_card("cloze"), order_card("order"), derive_card("derive"))
    path = write_bank(tmp_path, {"a.yaml": "".join(texts)}) / "a.yaml"
    screens: list[RenderableType] = []
    for entry in load_file(path).cards:
        puzzle = puzzle_of(entry.card, Random(0))
        screens += ["-" * 20, cards.question(entry.card, [language], puzzle=puzzle), ""]
        screens += [feedback.solved(puzzle, [language])] if puzzle else []
        screens.append(cards.answer(entry.card, [language], {0}))
    check_snapshot(f"kinds-{language}-{width}", as_text(*screens, width=width))
