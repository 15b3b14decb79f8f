"""Our note types in Anki, one a kind of card: fields named for what they hold, templates, style."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dlprep.anki.identity import pinned_number
from dlprep.bank.card import KINDS

if TYPE_CHECKING:
    import genanki

CHANGED = 1_795_644_413
"""When fields, templates or style last changed, in seconds since 1970: Anki takes over what is newer."""

_EXTRAS = ("Details", "Correction", "Pitfalls", "FollowUps", "References")
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
_FRONT_ONLY = {
    "choice": ("Options",),
    "cloze": ("Text",),
    "order": ("Steps",),
    "derive": ("Lines",),
    "compute": ("Form", "TypedAnswer"),
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
    fields = ("Id", "Question", *own, *_EXTRAS, "Sources", "Figure")
    question = '<div class="question">{{Question}}</div>'
    # A computation shows again what was typed; of a puzzle, the solution says all that the front said.
    again = "{{FrontSide}}" if kind == "compute" else question
    shown = (field for field in (*own, "Figure", *_EXTRAS) if field not in _FRONT_ONLY.get(kind, ()))
    back = "\n".join((f"{again}<hr id=answer>", *map(_section, shown), '<div class="sources">{{Sources}}</div>'))
    front = question + _FRONT.get(kind, "")
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
