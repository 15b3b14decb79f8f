"""Every figure holds to the contract: it can be drawn, in both languages, and nothing in it is cut off."""

import re
from xml.etree import ElementTree

import pytest

from dlprep.figures.diagram import Box, Diagram, cells
from dlprep.figures.figure import Figure
from dlprep.figures.listing import figure_families
from dlprep.figures.plot import Plot
from dlprep.figures.registry import find_figure
from dlprep.figures.svg import as_svg
from dlprep.text import LANGUAGES, Language, Text

NARROW = 58  # a terminal of 60 columns, less the indent of an answer

each = pytest.mark.parametrize("name", figure_families())
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def texts(figure: Figure) -> list[Text]:
    found = [figure.title, figure.caption]
    for panel in figure.panels:
        found += [panel.title] if panel.title else []
        if isinstance(panel, Plot):
            labels = [panel.x.label, panel.y.label, *(s.label for s in panel.series), *(m.text for m in panel.marks)]
            found += [label for label in labels if label is not None]
        else:
            found += [shape.text for shape in panel.shapes if hasattr(shape, "text")]
    return found


@each
def test_it_speaks_both_languages(name: str) -> None:
    figure = find_figure(name)
    assert all(text.say(language).strip() for text in texts(figure) for language in LANGUAGES)
    assert re.search("[\u4e00-\u9fff]", figure.caption.zh)
    assert not any(re.search("[\u3000-\u9fff\uff00-\uffef]", text.en) for text in texts(figure))
    assert figure.caption.en.endswith(".")
    assert figure.caption.zh.endswith("。")


@each
def test_its_diagrams_fit_a_narrow_terminal_and_its_words_their_boxes(name: str) -> None:
    for panel in find_figure(name).panels:
        if isinstance(panel, Diagram):
            assert panel.size[0] <= NARROW
            for box in (shape for shape in panel.shapes if isinstance(shape, Box)):
                lines = [line for language in LANGUAGES for line in box.text.say(language).split("\n")]
                assert max(map(cells, lines)) <= box.width - 2, box


@each
def test_curves_are_told_apart_without_colour(name: str) -> None:
    """By their letter or by how they are drawn."""
    for panel in find_figure(name).panels:
        if isinstance(panel, Plot):
            named = {s.label: (s.key, s.line, s.filled) for s in panel.series if s.label is not None}
            assert len(set(named.values())) == len(named)


@each
@in_each_language
def test_it_is_an_svg_with_its_words_and_the_same_each_time(name: str, language: Language) -> None:
    figure = find_figure(name)
    svg = as_svg(figure, language)
    assert svg == as_svg(figure, language)
    root = ElementTree.fromstring(svg)
    said = [element.text for element in root.iter() if element.text]
    for text in texts(figure):
        assert all(line in said for line in text.say(language).split("\n"))
    assert not re.search(r"\b(nan|inf|None)\b", svg)


@each
def test_nothing_of_the_svg_is_outside(name: str) -> None:
    root = ElementTree.fromstring(as_svg(find_figure(name), "en"))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        left, top = map(float, re.findall(r"[-\d.]+", group.attrib["transform"]))
        for path in group.iter("{http://www.w3.org/2000/svg}path"):
            if "area" in path.attrib["class"] or "curve" in path.attrib["class"]:
                for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.attrib["d"]):
                    assert 0 <= left + float(x) <= width
                    assert 0 <= top + float(y) <= height


def test_words_are_escaped() -> None:
    figure = Figure(Text("<script>&", "<script>&"), Text("<", "]]>"), find_figure("sigmoid").panels)
    svg = as_svg(figure, "en")
    assert "<script>" not in svg
    assert ElementTree.fromstring(svg).findtext("{http://www.w3.org/2000/svg}title") == "<script>&"
