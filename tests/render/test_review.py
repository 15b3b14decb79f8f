"""What frames a review: a cram that leaves the schedule alone, leeches and what to do about them."""

from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from dlprep.bank.bank import Bank
from dlprep.render.review import header, leech, qualities, summary
from dlprep.render.state import state_lines, taken_back
from dlprep.review.day import Day, cards_of_day
from dlprep.review.session import Session
from dlprep.store.event import Event, Kind, Progress
from dlprep.store.store import Store
from dlprep.text import LANGUAGES, Language
from tests.banks import card, write_bank
from tests.render.screens import as_text, check_snapshot
from tests.review.test_day import TODAY
from tests.review.test_session import Time
from tests.store.test_store import answer

in_each_language = pytest.mark.parametrize("language", LANGUAGES)
at_each_width = pytest.mark.parametrize("width", [60, 80, 120])


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return Bank([write_bank(tmp_path / "bank", {"cnn/a.yaml": card("one") + card("two")})], tmp_path / "i.json")


@at_each_width
@in_each_language
def test_a_cram(language: Language, width: int, bank: Bank, store: Store) -> None:
    time = Time()
    session = Session(bank, store, Day(tuple(bank.entries.values()), (), ()), time.world(), cram=True)
    session.answer(1)
    session.answer(4)
    screen = as_text(
        header(session, bank, language),
        qualities(session.outcomes(), session.today, 4, language),
        *summary(session, {date(2026, 2, 3): 5}, language),
        width=width,
    )
    assert "…" not in screen
    assert max(map(cell_len, screen.splitlines())) <= width
    check_snapshot(f"cram-{language}-{width}", screen)


@at_each_width
@in_each_language
def test_a_leech(language: Language, width: int, bank: Bank, store: Store) -> None:
    for number in range(18):
        store.append(answer(f"a{number}", (4, 1)[number % 2], card="one", hours=24 * (number - 30)))
    time = Time()
    day = cards_of_day(bank.entries.values(), store.all_progress(), date(2026, 2, 2), new=0)
    session = Session(bank, store, day, time.world())
    session.answer(1)
    screen = as_text(*leech("one", 8, language), "", *summary(session, {}, language), width=width)
    assert max(map(cell_len, screen.splitlines())) <= width
    check_snapshot(f"leech-{language}-{width}", screen)


@pytest.mark.parametrize(
    ("kinds", "quality", "zh", "en"),
    [
        pytest.param(["review"], 4, "已撤销：x（4）", "Taken back: x (4)", id="answer"),
        pytest.param(["cram"], 2, "已撤销：x（突击 2）", "Taken back: x (cram 2)", id="cram"),
        pytest.param(["bury"], None, "已撤销：x（推迟）", "Taken back: x (bury)", id="burial"),
        pytest.param(["reset", "reset"], None, "已撤销：2 张（从头开始）", "Taken back: 2 cards (reset)", id="batch"),
    ],
)
def test_what_an_undo_took_back(kinds: list[Kind], quality: int | None, zh: str, en: str) -> None:
    made = answer("a", 4)
    events = [Event("e", kind, "x", made.at, made.day, quality) for kind in kinds]
    assert (taken_back(events, "zh"), taken_back(events, "en")) == (zh, en)


@in_each_language
def test_a_card_that_rests_says_so(language: Language) -> None:
    said = {
        name: state_lines(known, [], TODAY, language)[-1]
        for name, known in {"aside": Progress(suspended=True), "buried": Progress(buried=TODAY)}.items()
    }
    expected = {"zh": ["已搁置。", "今天不问，明天再来。"], "en": ["Set aside.", "Put off until tomorrow."]}
    assert [*said.values()] == expected[language]
