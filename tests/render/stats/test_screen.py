"""The figures on the screen, at 60, 80 and 120 columns, in both languages, and plain."""

import random
from datetime import date, timedelta

import pytest
from rich.cells import cell_len

from dlprep.render.stats.frame import Frame
from dlprep.render.stats.screen import screen
from dlprep.stats.statistics import Statistics, statistics
from dlprep.text import LANGUAGES, Language, Text
from tests.render.screens import as_text, check_snapshot
from tests.stats.samples import Log, bank

TODAY = date(2026, 3, 10)
TITLES = {
    "cnn": Text(zh="卷积", en="Convolution"),
    "generative": Text(zh="概率模型与生成模型", en="Probabilistic and generative models"),
}
BANK = bank(
    {f"convolution-card-{number}": "cnn" for number in range(20)}
    | {f"generative-model-with-a-long-name-{number}": "generative" for number in range(9)}
)
VERDICTS = ("correct", "correct", "near_miss", "partial", "wrong", None)


def title(topic: str) -> Text:
    return TITLES.get(topic, Text(topic, topic))


def year() -> Log:
    """A year of somebody who answers on most days and has a break in summer."""
    rng, log = random.Random(7), Log()
    cards = [*list(BANK)[:-2], "no-longer-there"]
    for ago in reversed(range(400)):
        day = TODAY - timedelta(days=ago)
        if rng.random() < 0.3 or day.month == 8:
            continue
        for card in rng.sample(cards, rng.randint(1, 6)):
            verdict = rng.choice(VERDICTS)
            problem = "conv_output_size" if card[-1] == "6" else f"problem_{card[-1]}"  # all but one are gone
            computed = {"problem": problem, "verdict": verdict}
            slip = {"slip": rng.choice(("padding_ignored", "floor_forgotten"))} if verdict == "near_miss" else {}
            quality = rng.choice((1, 2, 3, 4, 4, 4, 5))
            log.add(
                card,
                day.isoformat(),
                quality,
                ms=rng.randint(5_000, 300_000),
                detail=computed | slip if "convolution" in card else {},
            )
    log.add("convolution-card-3", TODAY.isoformat(), 2, kind="cram")
    log.add("convolution-card-5", TODAY.isoformat(), kind="suspend", ms=None)
    return log


@pytest.fixture(scope="module")
def log() -> Log:
    return year()


def figures(log: Log, days: int = 365) -> Statistics:
    return statistics(log.events, log.progress(), BANK, TODAY, days=days)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year(log: Log, language: Language, width: int) -> None:
    text = as_text(*screen(figures(log), Frame(width, language, title)), width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    check_snapshot(f"stats-{language}-{width}", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain(log: Log, language: Language) -> None:
    """A screen reader has nothing to say of blocks."""
    text = as_text(*screen(figures(log), Frame(80, language, title, plain=True)), width=80)
    assert not set(text) & set("█░▒▓▁▂▃▄▅▆▇·")
    check_snapshot(f"stats-plain-{language}-80", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week(log: Log, language: Language) -> None:
    check_snapshot(f"stats-week-{language}-80", as_text(*screen(figures(log, 7), Frame(80, language, title)), width=80))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_answered_yet(language: Language) -> None:
    text = as_text(*screen(figures(Log()), Frame(60, language, title)), width=60)
    assert "dlprep review" in text
    assert len(text.splitlines()) == 1


def test_a_first_answer() -> None:
    log = Log()
    log.add("convolution-card-1", TODAY.isoformat(), 4, ms=None)
    check_snapshot("stats-first-en-60", as_text(*screen(figures(log), Frame(60, "en", title)), width=60))


def test_nothing_in_the_days_looked_back_to(log: Log) -> None:
    old = Log()
    old.add("convolution-card-1", "2020-01-01", 4)
    lines = as_text(*screen(figures(old), Frame(60, "en", title)), width=60)
    assert "0 answers" in lines
    assert "Retention" not in lines
    assert "1 overdue" in lines


def test_names_from_a_file_cannot_move_the_cursor() -> None:
    log = Log()
    for day in ("2026-03-01", "2026-03-02"):
        log.add("a\x1b[2J", day, 1, detail={"problem": "b\x1b[2J", "slip": "c\x1b[2J", "verdict": "near_miss"})
    found = statistics(log.events, log.progress(), bank({"a\x1b[2J": "d\x1b[2J"}), TODAY, leech_lapses=0)
    text = as_text(*screen(found, Frame(80, "en", title)), width=80)
    assert "\x1b" not in text
    assert len([line for line in text.splitlines() if "[2J" in line]) == 5
