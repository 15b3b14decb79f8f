"""A card on the screen: its question, its answer with all that belongs to it."""

from collections.abc import Collection, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.styled import Styled
from rich.text import Text as Line

from dlprep.bank.card import AnyCard, RecallCard
from dlprep.compute.instance import Instance
from dlprep.render import words
from dlprep.render.prose import Prose
from dlprep.render.safe import printable
from dlprep.text import Language, Text

POINT_KEYS = "abcdef"
INDENT = (0, 0, 0, 2)


def prose(text: Text, languages: Sequence[Language], style: str = "") -> RenderableType:
    """Show a text in each of the languages, a blank line between."""
    parts: list[RenderableType] = []
    for language in languages:
        parts += [Line(""), Styled(Prose(text.say(language)), style)]
    return Group(*parts[1:])


def question(card: AnyCard, instance: Instance | None, languages: Sequence[Language]) -> RenderableType:
    """Show what is asked."""
    if isinstance(card, RecallCard):
        return prose(card.question.text, languages, "bold")
    assert instance is not None
    return prose(instance.problem.prompt(instance.params), languages, "bold")


def answer(card: AnyCard, languages: Sequence[Language], ticked: Collection[int] = ()) -> RenderableType:
    """Show a card's answer with key points, correction, pitfalls, follow-ups and references."""
    return Group(*_sections(card, languages, ticked))


def points(card: RecallCard, languages: Sequence[Language], ticked: Collection[int]) -> RenderableType:
    """Show the key points, each with the key that ticks it and its weight."""
    lines: list[RenderableType] = []
    for i, point in enumerate(card.points):
        box = "[x]" if i in ticked else "[ ]"
        said = " / ".join(point.text.say(language) for language in languages)
        lines.append(_bulleted(f"{box} {POINT_KEYS[i]} {'•' * point.weight:<3}", Prose(said)))
    return Group(*lines)


def heading(title: Text, languages: Sequence[Language], style: str = "bold cyan") -> Line:
    """Show the title of a section."""
    return Line(title.say(languages[0]), style=style)


def _sections(card: AnyCard, languages: Sequence[Language], ticked: Collection[int]) -> Iterator[RenderableType]:
    if isinstance(card, RecallCard):
        yield prose(card.answer.text, languages)
        yield from ("", heading(words.POINTS, languages), points(card, languages, ticked))
    if card.correction:
        yield from ("", heading(words.CORRECTION, languages, "bold magenta"))
        yield Padding(prose(card.correction.text, languages), INDENT)
    for title, texts in ((words.PITFALLS, card.pitfalls), (words.FOLLOW_UPS, card.follow_ups)):
        if texts:
            yield from ("", heading(title, languages))
            yield from (_bulleted("•", prose(each.text, languages)) for each in texts)
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
