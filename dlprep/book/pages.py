"""The cards as a book in Markdown: a page a topic, and a table of contents."""

from collections.abc import Iterator, Sequence
from random import Random

from dlprep.bank.bank import Bank
from dlprep.bank.card import AnyCard, ComputeCard, DeriveCard, RecallCard
from dlprep.bank.index import Entry
from dlprep.bank.parts import Bilingual
from dlprep.compute.registry import find_problem
from dlprep.figures.listing import figure_families
from dlprep.figures.registry import find_figure
from dlprep.figures.svg import as_svg
from dlprep.puzzles.ask import puzzle_of
from dlprep.text import Language, Text

_TITLE = Text("深度学习面试题", "Questions of deep-learning interviews")
_HEADINGS = {
    "points": Text("得分要点", "Key points"),
    "details": Text("深入一点", "In more depth"),
    "correction": Text("更正", "Correction"),
    "pitfalls": Text("常见错误", "Pitfalls"),
    "follow_ups": Text("可能的追问", "Follow-ups"),
    "references": Text("参考", "References"),
}


def pages(bank: Bank, entries: Sequence[Entry], languages: Sequence[Language]) -> dict[str, str]:
    """Return the text of each page by its file name, in the order of the book; the first is the table of contents.

    Behind the pages come the figures that they show, under `figures/`.
    """
    topics: dict[str, list[Entry]] = {}
    for entry in entries:
        topics.setdefault(entry.topic, []).append(entry)
    found: dict[str, str] = {}
    figures: dict[str, str] = {}
    contents = [f"# {_TITLE.say(languages[0])}", ""]
    for number, (topic, members) in enumerate(topics.items(), start=1):
        name, title = f"{number:02}-{topic}.md", bank.topic_title(topic).say(languages[0])
        contents.append(f"{number}. [{title}]({name}) ({len(members)})")
        cards = [bank.load(entry.id).card for entry in members]
        found[name] = "\n\n".join([f"# {title}", *(_card(card, languages) for card in cards)]) + "\n"
        shown = {card.figure for card in cards if card.figure in figure_families()}
        figures |= {_place(one, languages): as_svg(find_figure(one), languages[0]) for one in sorted(shown)}
    return {"README.md": "\n".join(contents) + "\n"} | found | figures


def _card(card: AnyCard, languages: Sequence[Language]) -> str:
    return "\n\n".join(part for part in _parts(card, languages) if part)


def _parts(card: AnyCard, languages: Sequence[Language]) -> Iterator[str]:
    if isinstance(card, ComputeCard):
        title = find_problem(card.problem).title
        yield f"## {' / '.join(title.say(language) for language in languages)}"
        yield f"`dlprep compute {card.problem}`"
    else:
        first, *rest = (" ".join(card.question.text.say(language).split()) for language in languages)
        yield f"## {first}"
        yield from rest
        yield from _puzzle(card, languages)
        if isinstance(card, DeriveCard):
            lines = (f"{_joined(line.ask, languages)}\n\n   {_joined(line.show, languages)}" for line in card.lines)
            yield "\n".join(f"{i}. {line}" for i, line in enumerate(lines, start=1))
        yield _said(card.answer, languages)
    yield from _figure(card.figure, languages)
    if not isinstance(card, ComputeCard):
        if isinstance(card, RecallCard) and card.points:
            yield from _list("points", [_joined(point, languages) for point in card.points], languages)
        if card.details is not None:
            yield _heading("details", languages)
            yield _said(card.details, languages)
    if card.correction is not None:
        yield _heading("correction", languages)
        yield _said(card.correction, languages)
    for name in ("pitfalls", "follow_ups"):
        texts: Sequence[Bilingual] = getattr(card, name)
        yield from _list(name, [_joined(text, languages) for text in texts], languages)
    yield from _list("references", list(card.references), languages)


def _figure(name: str, languages: Sequence[Language]) -> Iterator[str]:
    if name in figure_families():
        figure = find_figure(name)
        yield f"![{figure.title.say(languages[0])}]({_place(name, languages)})"
        yield from (f"*{figure.caption.say(language)}*" for language in languages)


def _place(name: str, languages: Sequence[Language]) -> str:
    return f"figures/{name}-{languages[0]}.svg"


def _puzzle(card: AnyCard, languages: Sequence[Language]) -> Iterator[str]:
    puzzle = puzzle_of(card, Random(0))
    if puzzle is not None:
        solved = ((letter, _joined_text(text, languages)) for letter, text in puzzle.solved())
        yield "\n".join(f"- {letter} {text}" if letter else text for letter, text in solved)


def _list(name: str, items: Sequence[str], languages: Sequence[Language]) -> Iterator[str]:
    if items:
        yield _heading(name, languages)
        yield "\n".join(f"- {item}" for item in items)


def _heading(name: str, languages: Sequence[Language]) -> str:
    return f"### {_HEADINGS[name].say(languages[0])}"


def _said(text: Bilingual, languages: Sequence[Language]) -> str:
    return "\n\n".join(text.text.say(language) for language in languages)


def _joined(text: Bilingual, languages: Sequence[Language]) -> str:
    return _joined_text(text.text, languages)


def _joined_text(text: Text, languages: Sequence[Language]) -> str:
    return " / ".join(dict.fromkeys(" ".join(text.say(language).split()) for language in languages))
