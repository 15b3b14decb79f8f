"""A card on the screen: its question, its answer with all that belongs to it."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.styled import Styled
from rich.text import Text as Line

from dlprep.bank.card import AnyCard, ComputeCard, DeriveCard, RecallCard
from dlprep.figures.listing import figure_families
from dlprep.markup.safe import printable
from dlprep.render import words
from dlprep.render.prose import Prose
from dlprep.text import Language, Text

if TYPE_CHECKING:
    from dlprep.compute.instance import Instance
    from dlprep.puzzles.puzzle import Puzzle

POINT_KEYS = "abcdefghij"
INDENT = (0, 0, 0, 2)


def prose(text: Text, languages: Sequence[Language], style: str = "") -> RenderableType:
    """Show a text in each of the languages, a blank line between."""
    parts: list[RenderableType] = []
    for language in languages:
        parts += [Line(""), Styled(Prose(text.say(language)), style)]
    return Group(*parts[1:])


def item(text: Text, languages: Sequence[Language], style: str = "") -> RenderableType:
    """Show an item of a list in each of the languages, one below the other: a blank line would part the list."""
    said = dict.fromkeys(text.say(language) for language in languages)
    return Group(*(Styled(Prose(one), style) for one in said))


def question(
    card: AnyCard, languages: Sequence[Language], instance: "Instance | None" = None, puzzle: "Puzzle | None" = None
) -> RenderableType:
    """Show what is asked: a compute card's with the numbers of `instance`, a puzzle's with its options or gaps."""
    if isinstance(card, ComputeCard):
        assert instance is not None
        return prose(instance.problem.prompt(instance.params), languages, "bold")
    asked = prose(card.question.text, languages, "bold")
    return asked if puzzle is None else Group(asked, "", lettered(puzzle.shown(), languages))


def lettered(lines: Sequence[tuple[str, Text]], languages: Sequence[Language]) -> RenderableType:
    """Show texts, each behind its letter or number."""
    return Group(*(_bulleted(letter, item(text, languages)) for letter, text in lines))


def answer(
    card: AnyCard, languages: Sequence[Language], ticked: Collection[int] = (), instance: "Instance | None" = None
) -> RenderableType:
    """Show a card's answer with figure, key points, details, correction, pitfalls, follow-ups and references.

    The figure of a compute card is drawn with the numbers of `instance` where that can be.
    """
    return Group(*_sections(card, languages, ticked, instance))


def picture(name: str, languages: Sequence[Language], instance: "Instance | None" = None) -> Iterator[RenderableType]:
    """Show the figure called `name`, with the numbers of `instance` if it is its problem's own; nothing if unknown."""
    if name not in figure_families():  # said by `dlprep bank check`; the rest of the card is usable without it
        return
    from dlprep.figures.registry import figure_of, find_figure  # the answer's; a question must not wait for it
    from dlprep.render.figure import FigureView

    figure = find_figure(name)
    if instance and instance.problem.name == name:
        own = figure_of(name, instance.params)
        if own is None:
            return  # too large to draw; an example with other numbers would contradict the answer
        figure = own
    yield Padding(FigureView(figure, languages), INDENT)


def points(texts: Sequence[tuple[int, Text]], languages: Sequence[Language], ticked: Collection[int]) -> RenderableType:
    """Show key points or lines by weight and text, each with the key that ticks it."""
    lines: list[RenderableType] = []
    for i, (weight, text) in enumerate(texts):
        box = "[x]" if i in ticked else "[ ]"
        lines.append(_bulleted(f"{box} {POINT_KEYS[i]} {'•' * weight:<3}", item(text, languages)))
    return Group(*lines)


def line_asked(card: DeriveCard, number: int, languages: Sequence[Language]) -> RenderableType:
    """Ask for a line of a derivation."""
    return _bulleted(f"{number + 1}.", prose(card.lines[number].ask.text, languages, "italic"))


def line_shown(card: DeriveCard, number: int, languages: Sequence[Language]) -> RenderableType:
    """Show a line of a derivation."""
    return _bulleted("⇒", prose(card.lines[number].show.text, languages))


def heading(title: Text, languages: Sequence[Language], style: str = "bold cyan") -> Line:
    """Show the title of a section."""
    return Line(title.say(languages[0]), style=style)


def _sections(
    card: AnyCard, languages: Sequence[Language], ticked: Collection[int], instance: "Instance | None"
) -> Iterator[RenderableType]:
    if not isinstance(card, ComputeCard):
        if isinstance(card, DeriveCard):
            said = [(line.weight, line.show.text) for line in card.lines]
            yield from (heading(words.LINES, languages), points(said, languages, ticked), "")
        yield prose(card.answer.text, languages)
    for figure in picture(card.figure, languages, instance):
        yield from ("", figure)
    if not isinstance(card, ComputeCard):
        if isinstance(card, RecallCard) and card.points:
            said = [(point.weight, point.text) for point in card.points]
            yield from ("", heading(words.POINTS, languages), points(said, languages, ticked))
        if card.details:
            yield from ("", heading(words.DETAILS, languages))
            yield Padding(prose(card.details.text, languages), INDENT)
    if card.correction:
        yield from ("", heading(words.CORRECTION, languages, "bold magenta"))
        yield Padding(prose(card.correction.text, languages), INDENT)
    if card.pitfalls:
        yield from ("", heading(words.PITFALLS, languages))
        yield from (_bulleted("•", item(each.text, languages)) for each in card.pitfalls)
    if card.follow_ups:
        yield from ("", heading(words.FOLLOW_UPS, languages))
        for each in card.follow_ups:
            where = [Line(f"→ {printable(each.card)}", style="dim")] if each.card else []
            yield _bulleted("•", Group(item(each.text, languages), *where))
    if card.references:
        yield from ("", heading(words.REFERENCES, languages))
        yield from (_bulleted("•", Prose(reference)) for reference in card.references)
    if card.sources:
        yield Line(f"\n{printable(' '.join(card.sources))}", style="dim")


def _bulleted(marker: str, body: RenderableType) -> RenderableType:
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_row(Line(f"  {marker}"), body)
    return grid
