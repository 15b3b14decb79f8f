"""Figures in the terminal, at 60, 80 and 120 columns, in both languages, without colour."""

from pathlib import Path
from random import Random

import pytest
from rich.cells import cell_len

from dlprep.bank.load import load_file
from dlprep.compute.instance import draw
from dlprep.compute.levels import LEVELS, Level
from dlprep.compute.registry import find_problem, problem_families
from dlprep.figures.diagram import Arrow, Diagram
from dlprep.figures.listing import figure_families
from dlprep.figures.registry import figure_of, find_figure
from dlprep.figures.svg import as_svg
from dlprep.puzzles.ask import puzzle_of
from dlprep.render import card as cards
from dlprep.render.figure import FigureView
from dlprep.render.figure_diagram import draw_diagram
from dlprep.render.plain import use_plain
from dlprep.text import LANGUAGES, Language
from tests.banks import card, choice_card, write_bank
from tests.render.screens import as_text, check_snapshot

in_each_language = pytest.mark.parametrize("language", LANGUAGES)
SHOWN = ("sigmoid", "l1_l2_balls", "lstm_cell", "batch_norm", "max_pooling", "receptive_field")


@pytest.mark.parametrize("width", [60, 80, 120])
@in_each_language
def test_screens(language: Language, width: int) -> None:
    views = [view for name in SHOWN for view in (FigureView(find_figure(name), [language]), "", "-" * 20)]
    check_snapshot(f"figures-{language}-{width}", as_text(*views, width=width))


@pytest.mark.parametrize("name", figure_families())
@pytest.mark.parametrize("width", [58, 100])
@in_each_language
def test_no_line_is_wider_than_the_terminal(name: str, language: Language, width: int) -> None:
    screen = as_text(FigureView(find_figure(name), [language]), width=width)
    assert max(map(cell_len, screen.splitlines())) <= width


@pytest.mark.parametrize("name", figure_families())
@in_each_language
def test_every_letter_and_label_is_there(name: str, language: Language) -> None:
    figure = find_figure(name)
    screen = as_text(FigureView(figure, [language]), width=58)
    for panel in figure.panels:
        if isinstance(panel, Diagram):
            said = [shape.text.say(language) for shape in panel.shapes if hasattr(shape, "text")]
        else:
            labels = [panel.title, panel.x.label, panel.y.label, *(series.label for series in panel.series)]
            said = [label.say(language) for label in labels if label is not None]
            said += [mark.text.say(language) for mark in panel.marks if mark.text]
            said += [name for axis in (panel.x, panel.y) for _, name in axis.named_ticks()]
        for text in said:
            assert all(line in screen for line in text.split("\n")), text


@pytest.mark.parametrize("name", sorted(set(figure_families()) & set(problem_families())))
@pytest.mark.parametrize("level", LEVELS)
def test_whatever_numbers_are_drawn_can_be_shown(name: str, level: Level) -> None:
    problem = find_problem(name)
    shown = 0
    for seed in range(25):
        figure = figure_of(name, draw(problem, seed, level).params)
        if figure is not None:
            shown += 1
            as_svg(figure, "zh")
            screen = as_text(FigureView(figure, ["zh"]), width=58)
            assert max(map(cell_len, screen.splitlines())) <= 58
    assert shown or level != "basic"


def test_the_answer_shows_it_and_the_question_does_not(tmp_path: Path) -> None:
    texts = (card("one") + "  figure: sigmoid\n", choice_card("two") + "  figure: sigmoid\n")
    for entry in load_file(write_bank(tmp_path, {"a.yaml": "".join(texts)}) / "a.yaml").cards:
        title = find_figure("sigmoid").title.en
        assert title not in as_text(
            cards.question(entry.card, ["en"], puzzle=puzzle_of(entry.card, Random(0))), width=80
        )
        assert title in as_text(cards.answer(entry.card, ["en"]), width=80)


def test_plain_says_it_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = find_figure("lstm_cell")
    monkeypatch.setenv("TERM", "dumb")
    screen = as_text(FigureView(figure, ["en"]), width=500)
    assert screen == f"{figure.title.en}\n\n{figure.caption.en}\n"
    monkeypatch.setenv("TERM", "xterm")
    use_plain(True)
    try:
        assert as_text(FigureView(figure, ["en"]), width=500) == screen
    finally:
        use_plain(False)


def test_both_languages_under_one_picture() -> None:
    figure = find_figure("sigmoid")
    screen = as_text(FigureView(figure, LANGUAGES), width=500)
    assert screen.count("└") == 1
    assert figure.caption.zh in screen
    assert figure.caption.en in screen


def test_arrows_join_where_they_meet_and_cross_where_they_cross() -> None:
    arrows = (
        Arrow(((0, 1), (4, 1))),
        Arrow(((2, 0), (2, 2)), head=False),
        Arrow(((0, 3), (4, 3)), head=False),
        Arrow(((3, 3), (3, 4))),
    )
    sheet = draw_diagram(Diagram(arrows), "en")
    assert [line.plain for line in sheet.lines()] == ["  │", "──┼─▶", "  │", "───┬─", "   ▼"]


def test_an_oblique_arrow_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="along rows and columns"):
        draw_diagram(Diagram((Arrow(((0, 0), (3, 2))),)), "en")
