"""A figure in the terminal: title, panels, legend, and the sentence that says what there is to see."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text as Line

from dlprep.figures.figure import Figure, Panel
from dlprep.figures.plot import Plot, Series
from dlprep.render.figure_diagram import draw_diagram
from dlprep.render.figure_plot import draw_plot
from dlprep.render.plain import is_plain
from dlprep.render.prose import Prose
from dlprep.render.sheet import TONES, Sheet
from dlprep.text import Language

WIDEST = 76
_NARROWEST = 18  # a plot of fewer columns is moved below the one before it
_GAP = 2
_SAMPLES = {"solid": "───", "dashed": "╌╌╌", "dotted": "┈┈┈"}


class FigureView:
    """A figure as wide as the terminal allows, with the words of each language."""

    def __init__(self, figure: Figure, languages: Sequence[Language]) -> None:
        self._figure, self._languages = figure, languages

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        language = self._languages[0]
        width = min(options.max_width, WIDEST)
        yield Line(self._figure.title.say(language), style="bold")
        yield Line("")
        for row in () if is_plain() else _rows(self._figure.panels, width):
            yield from _beside([(panel, _draw(panel, room, language)) for panel, room in row], language, width)
            yield Line("")
        for each in self._languages:
            yield Prose(self._figure.caption.say(each))


def _rows(panels: Sequence[Panel], width: int) -> Iterator[list[tuple[Panel, int]]]:
    """Yield which panels stand side by side, each with its columns."""
    each = (width - _GAP * (len(panels) - 1)) // len(panels)
    together = all(_least(panel) <= each for panel in panels)
    if together and len(panels) > 1:
        yield [(panel, each) for panel in panels]
    else:
        yield from ([(panel, width)] for panel in panels)


def _least(panel: Panel) -> int:
    return _NARROWEST if isinstance(panel, Plot) else panel.size[0]


def _draw(panel: Panel, width: int, language: Language) -> Sheet:
    return draw_plot(panel, width, language) if isinstance(panel, Plot) else draw_diagram(panel, language)


def _beside(drawn: Sequence[tuple[Panel, Sheet]], language: Language, width: int) -> Iterator[Line]:
    """Yield the lines of panels that stand side by side, their titles above and their legends below."""
    if any(panel.title for panel, _ in drawn):
        yield _joined([Line(panel.title.say(language) if panel.title else "") for panel, _ in drawn], drawn)
    height = max(sheet.height for _, sheet in drawn)
    sheets = [[*sheet.lines(), *[Line("")] * (height - sheet.height)] for _, sheet in drawn]
    for row in zip(*sheets, strict=True):
        yield _joined(row, drawn)
    legends: dict[str, Series] = {}
    for panel, _ in drawn:
        if isinstance(panel, Plot):
            legends |= {s.label.say(language): s for s in panel.series if s.label is not None}
    yield from _legend(legends, width)


def _joined(row: Sequence[Line], drawn: Sequence[tuple[Panel, Sheet]]) -> Line:
    line = Line(no_wrap=True, overflow="ignore")
    for part, (_, sheet) in zip(row, drawn, strict=True):
        line.append_text(part)
        line.append(" " * max(0, sheet.width + _GAP - part.cell_len))
    line.rstrip()
    return line


def _legend(series: dict[str, Series], width: int) -> Iterator[Line]:
    """Yield what each curve is: its letter, how it is drawn, its name; as many on a line as fit."""
    line = Line(no_wrap=True, overflow="ignore")
    for name, one in series.items():
        sample = "▒▒▒" if one.filled else _SAMPLES[one.line]
        entry = Line.assemble((f"{one.key} {sample} ".lstrip(), TONES[one.tone]), name)
        if line.cell_len and line.cell_len + 3 + cell_len(entry.plain) > width:
            yield line
            line = Line(no_wrap=True, overflow="ignore")
        line.append("   " if line.cell_len else "").append_text(entry)
    if line.cell_len:
        yield line
