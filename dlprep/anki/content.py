"""A card as the fields of a note."""

import zlib
from collections.abc import Iterable, Sequence
from random import Random

from dlprep.anki.identity import Origin
from dlprep.anki.notetypes import note_type
from dlprep.anki.picture import Picture, picture_html, picture_of
from dlprep.bank.card import AnyCard, ComputeCard, DeriveCard, RecallCard
from dlprep.bank.parts import Option
from dlprep.compute.instance import Instance, draw
from dlprep.compute.registry import find_problem
from dlprep.grading.answer import expects, format_answer
from dlprep.markup.html import escaped, inline_html, to_html
from dlprep.puzzles.ask import puzzle_of
from dlprep.puzzles.choice import Choice
from dlprep.puzzles.puzzle import Puzzle
from dlprep.text import LANGUAGES, Language, Text

_LANGUAGES: dict[str, tuple[Language, ...]] = {"zh": ("zh",), "en": ("en",), "both": LANGUAGES}
_HEADINGS = {
    "Points": Text("得分要点", "Key points"),
    "Details": Text("深入一点", "In more depth"),
    "Correction": Text("更正", "Correction"),
    "Pitfalls": Text("常见错误", "Pitfalls"),
    "FollowUps": Text("可能的追问", "Follow-ups"),
    "References": Text("参考", "References"),
    "Steps": Text("解题步骤", "Worked steps"),
}


def fields(card: AnyCard, origin: Origin) -> dict[str, str]:
    """Return what each field of the card's note holds, as HTML, in the order of its note type.

    Raises:
        DlprepError: a computational card's question cannot be drawn.
    """
    languages = _LANGUAGES[origin.lang]
    number = f"#{origin.variant}" if origin.variant else ""
    found = {"Id": escaped(f"{card.id}{number} · {origin.lang}"), "Sources": escaped(" ".join(card.sources))}
    if isinstance(card, ComputeCard):
        found |= _computed(instance(card, origin.variant), languages)
    else:
        found["Question"] = _said(card.question.text, languages)
        found["Answer"] = _said(card.answer.text, languages)
        if card.details is not None:
            found["Details"] = _heading("Details", languages) + _said(card.details.text, languages)
        if isinstance(card, RecallCard) and card.points:
            points = [(point.weight, point.text) for point in card.points]
            found["Points"] = _heading("Points", languages) + _points(points, languages)
        if isinstance(card, DeriveCard):
            found |= _derivation(card, languages)
        elif puzzle := puzzle_of(card, Random(zlib.crc32(card.id.encode()))):
            found |= _puzzle(puzzle, card.kind, languages)
    shown = picture(card, origin)
    if shown is not None:
        found["Figure"] = picture_html(shown, origin.lang)
    if card.correction is not None:
        found["Correction"] = _heading("Correction", languages) + _said(card.correction.text, languages)
    if card.pitfalls:
        pitfalls = (_said(each.text, languages) for each in card.pitfalls)
        found["Pitfalls"] = _heading("Pitfalls", languages) + _list(pitfalls)
    if card.follow_ups:
        asked = (_said(each.text, languages) for each in card.follow_ups)
        found["FollowUps"] = _heading("FollowUps", languages) + _list(asked)
    if card.references:
        found["References"] = _heading("References", languages) + _list(map(inline_html, card.references))
    return {name: found.get(name, "") for name in note_type(card.kind).fields}


def instance(card: ComputeCard, variant: int) -> Instance:
    """Return the concrete question of a computational card: the same for the same card and variant."""
    seed = zlib.crc32(f"{card.id}#{variant}".encode())
    return draw(find_problem(card.problem), seed, card.level, card.fix, card.choose)


def picture(card: AnyCard, origin: Origin) -> Picture | None:
    """Return the picture on the back of a card's note: of a computational card, with the numbers of its question."""
    asked = instance(card, origin.variant) if isinstance(card, ComputeCard) and card.figure else None
    return picture_of(card, origin, asked)


def _computed(asked: Instance, languages: Sequence[Language]) -> dict[str, str]:
    problem, params = asked.problem, asked.params
    steps = [Text(f"{i}. {step.zh}", f"{i}. {step.en}") for i, step in enumerate(problem.steps(params), start=1)]
    found = {
        "Question": _said(problem.prompt(params), languages),
        "Form": _said(expects(asked.answer_type), languages),
        "TypedAnswer": escaped(format_answer(problem.reference(params), asked.answer_type)),
        "Steps": _heading("Steps", languages) + "".join(_said(step, languages) for step in steps),
    }
    table = problem.table(params)
    if table is not None:
        head = "".join(f"<th>{escaped(cell.say(languages[0]))}</th>" for cell in table.header)
        rows = "".join(f"<tr>{''.join(f'<td>{escaped(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
        found["Table"] = f"<table><tr>{head}</tr>{rows}</table>"
    return found


def _puzzle(puzzle: Puzzle, kind: str, languages: Sequence[Language]) -> dict[str, str]:
    """Return the options, steps or text, and the same with the answer in it."""
    name = {"choice": "Options", "order": "Steps", "cloze": "Text"}[kind]
    if kind == "cloze":
        return {name: _said(puzzle.shown()[0][1], languages), "Solution": _said(puzzle.solved()[0][1], languages)}
    shown = "".join(_lettered(letter, _inline(text, languages)) for letter, text in puzzle.shown())
    answer = f'<p class="gap">{escaped(puzzle.solution())}</p>'
    if isinstance(puzzle, Choice):
        solved = "".join(
            _lettered(letter, _inline(text, languages), right=option.right, more=_why(option, languages))
            for (letter, text), option in zip(puzzle.shown(), puzzle.options, strict=True)
        )
    else:
        solved = "".join(_lettered(number, _inline(text, languages)) for number, text in puzzle.solved())
    return {name: f'<ul class="options">{shown}</ul>', "Solution": f'{answer}<ul class="options">{solved}</ul>'}


def _derivation(card: DeriveCard, languages: Sequence[Language]) -> dict[str, str]:
    """Return the lines folded up, each behind what asks for it, and all of them open."""
    folded = "".join(
        f"<details><summary>{_inline(line.ask.text, languages)}</summary>{_said(line.show.text, languages)}</details>"
        for line in card.lines
    )
    shown = "".join(f"<li>{_said(line.show.text, languages)}</li>" for line in card.lines)
    return {"Lines": folded, "Solution": f"<ol>{shown}</ol>"}


def _points(points: Sequence[tuple[int, Text]], languages: Sequence[Language]) -> str:
    items = (
        f'<span class="weight">{"•" * weight}</span><span>{_inline(text, languages)}</span>' for weight, text in points
    )
    return f'<ul class="points">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _why(option: Option, languages: Sequence[Language]) -> str:
    return f'<div class="why">{_said(option.why.text, languages)}</div>' if option.why else ""


def _lettered(letter: str, text: str, *, right: bool = False, more: str = "") -> str:
    mark = ' class="right"' if right else ""
    return f'<li{mark}><span class="letter">{escaped(letter)}</span><span>{text}</span>{more}</li>'


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _heading(name: str, languages: Sequence[Language]) -> str:
    title = escaped(_HEADINGS[name].say(languages[0]))
    return f'<h2 class="correction">{title}</h2>' if name == "Correction" else f"<h2>{title}</h2>"


def _said(text: Text, languages: Sequence[Language]) -> str:
    """Return a text in each of the languages, one below the other."""
    if len(languages) == 1:
        return to_html(text.say(languages[0]))
    return "".join(f'<div class="both" lang="{one}">{to_html(text.say(one))}</div>' for one in languages)


def _inline(text: Text, languages: Sequence[Language]) -> str:
    return " / ".join(dict.fromkeys(inline_html(text.say(language)) for language in languages))
