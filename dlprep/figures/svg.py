"""A figure as SVG: the same bytes for the same figure, texts escaped, readable on light and on dark ground."""

from collections.abc import Sequence
from typing import TypeAlias
from xml.etree import ElementTree

from dlprep.figures.diagram import cells
from dlprep.figures.figure import Figure, Panel
from dlprep.figures.plot import Plot, Series
from dlprep.figures.svg_diagram import diagram_size, draw_diagram
from dlprep.figures.svg_plot import DASHES, draw_plot, plot_height
from dlprep.figures.svg_text import LETTER, LINE, Element, add, text
from dlprep.text import Language

WIDTH = 520
"""Of a picture of plots, in px; a diagram is as wide as it needs."""
_MARGIN = 16
_GAP = 16
_FONT = '"Noto Sans", "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
_STYLE = f"""
text {{ font: 13.5px {_FONT} }}
.title {{ font-size: 15.5px; font-weight: 600 }} .key {{ font-weight: 700 }}
.halo {{ paint-order: stroke; stroke-width: 4px; stroke-linejoin: round }}
.box, .line {{ stroke-width: 1.3 }} .strong {{ stroke-width: 2.6 }} .line, .curve, .faint {{ fill: none }}
.curve {{ stroke-width: 2; stroke-linejoin: round }} .spot {{ stroke-width: 1.6 }}
"""
_LIGHT = ("#ffffff", "#b8c0cc", ".16", "#1d2430", "#0b6e8f", "#a3338a", "#1a7f45", "#b3261e", "#2a52be")
_DARK = ("#1e2227", "#59626e", ".3", "#dfe4ea", "#5cc8e8", "#e29be0", "#6fd394", "#ff8a80", "#92b4ff")


def _colours(paper: str, faint: str, shade: str, *tones: str) -> str:
    """Return the rules that colour a picture: tone 0 is ink. The last rules win, so what has no stroke comes last."""
    ink = tones[0]
    rules = [f"text {{ fill: {ink} }} .box, .line {{ stroke: {ink} }} .paper, .box {{ fill: {paper} }}"]
    rules += [f".s{n} {{ stroke: {tone} }} .f{n} {{ fill: {tone} }}" for n, tone in enumerate(tones)]
    rules.append(
        f".faint {{ stroke: {faint} }} .halo {{ stroke: {paper} }} .area {{ stroke: none; fill-opacity: {shade} }}"
    )
    return "\n".join(rules)


def as_svg(figure: Figure, language: Language) -> str:
    """Return the SVG file of a figure with its words in `language`."""
    rows = _rows(figure.panels)
    width = max(2 * _MARGIN + sum(w for _, w in row) + _GAP * (len(row) - 1) for row in rows)
    width = max(width, 2 * _MARGIN + round(cells(figure.title.say(language)) * 8.6))
    root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    add(root, "title").text = figure.title.say(language)
    add(root, "desc").text = figure.caption.say(language)
    dark = f"@media (prefers-color-scheme: dark) {{\n{_colours(*_DARK)}\n}}"
    add(root, "style").text = f"{_STYLE}{_colours(*_LIGHT)}\n{dark}\n"
    add(root, "rect", width="100%", height="100%", rx="6", class_="paper")
    text(root, width / 2, 27, figure.title.say(language), "title")
    y = 44.0
    for row in rows:
        y = _add_row(root, row, width, y, language)
    height = round(y + _MARGIN / 2)
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("width", str(width))
    root.set("height", str(height))
    ElementTree.indent(root, " ")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


_Row: TypeAlias = Sequence[tuple[Panel, int]]


def _rows(panels: Sequence[Panel]) -> list[_Row]:
    """Return which panels stand side by side, each with its width in px."""
    if len(panels) > 1 and all(isinstance(panel, Plot) for panel in panels):
        each = (WIDTH - _GAP * (len(panels) - 1)) // len(panels)
        return [[(panel, each) for panel in panels]]
    return [[(panel, WIDTH if isinstance(panel, Plot) else diagram_size(panel)[0])] for panel in panels]


def _add_row(root: Element, row: _Row, width: int, y: float, language: Language) -> float:
    """Draw panels side by side from `y` on; return where they end."""
    x = (width - sum(w for _, w in row) - _GAP * (len(row) - 1)) / 2
    if any(panel.title for panel, _ in row):
        at = x
        for panel, each in row:
            if panel.title:
                text(root, at + each / 2, y + 10, panel.title.say(language))
            at += each + _GAP
        y += 22
    height = max(plot_height(p, w) if isinstance(p, Plot) else diagram_size(p)[1] for p, w in row)
    for panel, each in row:
        group = add(root, "g", transform=f"translate({x:g} {y:g})")
        if isinstance(panel, Plot):
            draw_plot(group, panel, each, language)
        else:
            draw_diagram(group, panel, language)
        x += each + _GAP
    y += height + 8
    legends: dict[str, Series] = {}
    for panel, _ in row:
        if isinstance(panel, Plot):
            legends |= {one.label.say(language): one for one in panel.series if one.label is not None}
    return _add_legend(root, legends, width, y)


def _add_legend(root: Element, series: dict[str, Series], width: int, y: float) -> float:
    lines: list[list[tuple[str, Series, float]]] = [[]]
    for name, one in series.items():
        wide = 52 + cells(name) * LETTER + 18
        if lines[-1] and sum(w for *_, w in lines[-1]) + wide > width - 2 * _MARGIN:
            lines.append([])
        lines[-1].append((name, one, wide))
    for line in filter(None, lines):
        x = (width - sum(wide for *_, wide in line)) / 2
        for name, one, wide in line:
            text(root, x, y + 12, one.key, f"key f{one.tone}", "start")
            dashes = {"stroke-dasharray": DASHES[one.line]} if one.line in DASHES else {}
            if one.filled:
                add(root, "rect", x=f"{x + 14:g}", y=f"{y + 1:g}", width="30", height="13", class_=f"area f{one.tone}")
            add(root, "path", d=f"M{x + 14:g} {y + 8:g}h30", class_=f"curve s{one.tone}", **dashes)
            text(root, x + 51, y + 12, name, "", "start")
            x += wide
        y += LINE
    return y
