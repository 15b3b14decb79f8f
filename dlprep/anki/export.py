"""The cards of a bank, and where the learner stands with them, as notes for Anki."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dlprep.anki.content import fields, picture
from dlprep.anki.identity import Origin
from dlprep.anki.package import Note
from dlprep.anki.schedule import Calendar, card_row, reviews_of
from dlprep.bank.bank import Bank
from dlprep.bank.index import Entry
from dlprep.scheduler.days import DEFAULT_ROLLOVER
from dlprep.store.event import Event, Progress
from dlprep.store.store import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """What the log says of the cards, by id, where the learner's days begin, and which day it is."""

    progress: dict[str, Progress]
    events: dict[str, list[Event]]
    calendar: Calendar
    today: date | None = None


NOWHERE = Standing({}, {}, Calendar(0, DEFAULT_ROLLOVER))
"""Of a learner who has not begun, or does not take the schedule along."""


def standing(store: Store, rollover: int, today: date | None = None) -> Standing:
    """Return what `store` knows. Days begin where the last answer was given; what is buried `today` is so in Anki."""
    events: dict[str, list[Event]] = {}
    offset = 0
    for event in store.events():
        events.setdefault(event.card, []).append(event)
        offset = event.at.offset
    return Standing(store.all_progress(), events, Calendar(offset, rollover), today)


def notes(
    bank: Bank,
    entries: Sequence[Entry],
    lang: str,
    variants: int,
    known: Standing = NOWHERE,
    after_each: Callable[[], object] = lambda: None,
) -> list[Note]:
    """Return the notes of `entries`, topic by topic in the order to learn them.

    A computational card becomes `variants` concrete questions; where the learner stands with it goes to the first.

    Raises:
        BankError: a card cannot be read any more.
    """
    found: list[Note] = []
    order = {topic: position for position, topic in enumerate(dict.fromkeys(entry.topic for entry in entries))}
    for entry in sorted(entries, key=lambda entry: order[entry.topic]):
        card = bank.load(entry.id).card
        modified = int(Path(entry.path).stat().st_mtime)
        for variant in range(1, variants + 1) if entry.kind == "compute" else (0,):
            mine = known.progress.get(entry.id, Progress()) if variant <= 1 else Progress()
            reviews = tuple(reviews_of(known.events.get(entry.id, ()))) if variant <= 1 else ()
            origin = Origin(entry.id, lang, variant)
            found.append(
                Note(
                    origin=origin,
                    kind=entry.kind,
                    deck=entry.topic,
                    tags=(*entry.tags, entry.level),
                    fields=fields(card, origin),
                    modified=modified,
                    row=card_row(mine, sum(review.ease > 0 for review in reviews), len(found) + 1, known.today),
                    reviews=reviews,
                    picture=picture(card, origin),
                )
            )
        after_each()
    return found
