"""Our note types in Anki, one a kind of card: fields named for what they hold, templates, style."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dlprep.anki.identity import pinned_number
from dlprep.bank.card import KINDS

if TYPE_CHECKING:
    import genanki

CHANGED = 1_795_000_000
"""When fields, templates or style last changed, in seconds since 1970: Anki takes over what is newer."""

_BACK = (
    ("Details", "details"),
    ("Correction", "correction"),
    ("Pitfalls", "pitfalls"),
    ("FollowUps", "followups"),
    ("References", "references"),
)
_OWN = {
    "recall": ("Answer", "Points"),
    "choice": ("Options", "Solution", "Answer"),
    "cloze": ("Text", "Solution", "Answer"),
    "order": ("Steps", "Solution", "Answer"),
    "derive": ("Lines", "Solution", "Answer"),
    "compute": ("Form", "TypedAnswer", "Steps", "Table"),
}
_FRONT = {
    "choice": "{{Options}}",
    "cloze": "{{Text}}",
    "order": "{{Steps}}",
    "derive": "{{Lines}}",
    "compute": '<div class="form">{{Form}}</div>{{type:TypedAnswer}}',
}


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type: its pinned id, its name in Anki, its fields in order, the two sides of its card."""

    id: int
    name: str
    fields: tuple[str, ...]
    front: str
    back: str


@cache
def note_type(kind: str) -> NoteType:
    """Return the note type for cards of `kind`."""
    own = _OWN[kind]
    fields = ("Id", "Question", *own, *(field for field, _ in _BACK), "Sources")
    front = f'<div class="question">{{{{Question}}}}</div>{_FRONT.get(kind, "")}'
    shown = [_section(field) for field in own if field not in ("Options", "Text", "Form", "TypedAnswer", "Lines")]
    if kind == "order":
        shown.remove(_section("Steps"))
    extras = [_section(field) for field, _ in _BACK]
    back = "\n".join(("{{FrontSide}}<hr id=answer>", *shown, *extras, '<div class="sources">{{Sources}}</div>'))
    return NoteType(pinned_number("note-type", kind), f"dlprep {kind}", fields, front, back)


def _section(field: str) -> str:
    """Show a field where it holds something; it brings its own heading."""
    return f"{{{{#{field}}}}}<section>{{{{{field}}}}}</section>{{{{/{field}}}}}"


def model(kind: str) -> "genanki.Model":
    """Return the note type for cards of `kind` as genanki has it."""
    import genanki

    this = note_type(kind)
    return genanki.Model(
        this.id,
        this.name,
        fields=[{"name": field} for field in this.fields],
        templates=[{"name": "card", "qfmt": this.front, "afmt": this.back}],
        css=style(),
    )


@cache
def style() -> str:
    """Return the style sheet that all our note types share."""
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


assert set(_OWN) == set(KINDS)
