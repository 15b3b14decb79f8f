"""The names by which Anki knows us: pinned for ever, since notes, decks and reviews are found again by them."""

import hashlib
import re
from typing import NamedTuple

_PREFIX = "dlprep"
_CARD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 80


class Origin(NamedTuple):
    """What a note was made of.

    Attributes:
        card: the card's permanent id.
        lang: "zh", "en" or "both"; each has notes of its own.
        variant: of a computational card, which of its concrete questions, from 1; else 0.
    """

    card: str
    lang: str
    variant: int = 0


def guid(origin: Origin) -> str:
    """Return the GUID of the note, which depends on nothing that may be edited."""
    return ":".join((_PREFIX, origin.lang, origin.card, *([str(origin.variant)] if origin.variant else [])))


def origin_of(text: str) -> Origin | None:
    """Return what the note with this GUID was made of, or None if it is not one of ours."""
    parts = text.split(":")
    if (
        len(parts) not in (3, 4)
        or parts[0] != _PREFIX
        or parts[1] not in ("zh", "en", "both")
        or not _is_card(parts[2])
    ):
        return None
    if len(parts) == 3:
        return Origin(parts[2], parts[1])
    return Origin(parts[2], parts[1], int(parts[3])) if parts[3].isdecimal() and len(parts[3]) < 4 else None


def _is_card(text: str) -> bool:
    """Whether `text` may be a card's id; a package may hold any GUID."""
    return len(text) <= _LONGEST_ID and _CARD.fullmatch(text) is not None


def pinned_number(*names: str) -> int:
    """Return the id of a deck or note type: the same for the same names, and within what Anki takes for a time."""
    digest = hashlib.sha256(":".join((_PREFIX, *names)).encode()).digest()
    return 1_300_000_000_000 + int.from_bytes(digest[:5]) % 300_000_000_000
