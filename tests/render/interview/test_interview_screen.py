"""An interview's screens and pages, at 60, 80 and 120 columns, in both languages."""

import re
from pathlib import Path

import pytest

from dlprep.interview.record import Begin, Record, Words
from dlprep.interview.report import Report, report
from dlprep.render.columns import columns
from dlprep.render.headline import KeysLine
from dlprep.render.interview import screen, words
from dlprep.render.interview.page import html_page, markdown_page
from dlprep.store.store import Store
from dlprep.text import LANGUAGES, Language, Text
from tests.interview.records import record
from tests.interview.test_session import Script
from tests.render.screens import as_text, check_snapshot

at_each_width = pytest.mark.parametrize("width", [60, 80, 120])
in_each_language = pytest.mark.parametrize("language", LANGUAGES)
TITLES = {
    "activations": Text("激活函数", "Activations"),
    "convolution": Text("卷积", "Convolution"),
    "detection": Text("目标检测", "Object detection"),
}


def made() -> Report:
    return report(record(), [record("2026-03-01-0900", got=1), record("2026-03-05-0900", got=2)])


@at_each_width
@in_each_language
def test_the_report(language: Language, width: int) -> None:
    text = as_text(*screen.report_screen(made(), TITLES.__getitem__, [language]), width=width)
    check_snapshot(f"interview-report-{language}-{width}", text)
    assert all(len(line) <= width for line in text.splitlines())


@in_each_language
def test_a_report_of_nothing(language: Language) -> None:
    empty = report(Record(Begin(id="x", at="2026", minutes=5, seed=1, plan=())), [])
    text = as_text(*screen.report_screen(empty, TITLES.__getitem__, [language]), width=60)
    assert words.NO_QUESTIONS.say(language) in text


@at_each_width
@in_each_language
def test_a_question_from_its_head_to_its_score(language: Language, width: int, tmp_path: Path, store: Store) -> None:
    script = Script(tmp_path, store, "deep")
    asked = script.next()
    asked.question.ask = asked.question.ask.model_copy(
        update={"follows": "x", "words": Words(zh="那怎么办？", en="What then?")}
    )
    script.say("梯度消失。Gradients vanish.", 42)
    score = script.interview.score_points({0})
    shown = as_text(
        screen.head(asked, Text("深度", "Depth"), 125.5, 1674.5, language),
        "",
        screen.question(asked, [language]),
        "",
        KeysLine(words.KEYS_TEXT.say(language)),
        words.WHY.say(language).format(dots="•••"),
        KeysLine(words.KEYS_ADD.say(language)),
        "",
        screen.points(asked, [language], asked.question.matched),
        KeysLine(words.KEYS_TICK.say(language).format(letters="a-c")),
        "",
        screen.scored(score, False, language),
        screen.scored(score, True, language),
        KeysLine(words.KEYS_NEXT.say(language)),
        KeysLine(words.KEYS_LINE.say(language)),
        width=width,
    )
    check_snapshot(f"interview-question-{language}-{width}", shown)


@in_each_language
def test_the_list(language: Language) -> None:
    going = Record(Begin(id="2026-03-11-0800", at="2026-03-11T08:00:00.000+08:00", minutes=5, seed=1, plan=()))
    rows = screen.listing([record(), going], language)
    lines = columns(rows, right=frozenset({2, 3, 4}))
    check_snapshot(f"interview-list-{language}", "".join(f"{line}\n" for line in lines))


@in_each_language
def test_pages(language: Language) -> None:
    check_snapshot(f"interview-page-{language}-md", markdown_page(made(), TITLES.__getitem__, language))
    check_snapshot(f"interview-page-{language}-html", html_page(made(), TITLES.__getitem__, language))


def test_pages_show_texts_and_obey_none() -> None:
    harmful = report(record(harm=True), [])
    titles = {**TITLES, "activations": Text("<b>|", "<b>|")}
    html = html_page(harmful, titles.__getitem__, "en")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html
    assert not re.search("https?:|src=|href=|@import|url\\(", html)
    markdown = markdown_page(harmful, titles.__getitem__, "en")
    assert "<script>" not in markdown.replace("\\<", "")
    assert all("\x1b" not in page for page in (html, markdown))


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (61, "1:01"), (3661, "1:01:01"), (-5, "0:00")]
)
def test_a_clock(seconds: float, shown: str) -> None:
    assert words.clock(seconds) == shown


def test_time_that_ran_over_is_said() -> None:
    assert words.clock_line(70, -10, "en") == "1:10 used · 0:10 over"
