"""What an interview found missing comes up in the review: as answers in the log, by the same rule as all others."""

from datetime import date
from uuid import UUID, uuid5

from dlprep.errors import StoreError
from dlprep.interview.record import Question, Record
from dlprep.scheduler.days import Instant
from dlprep.store.event import Event
from dlprep.store.store import Store

MISSED = 2  # the highest quality that counts as missed; below 3 the schedule begins anew, tomorrow
_NAMES = UUID("6f1f6f0e-6c1b-4a52-9d5d-3c8f0a3f4a11")


def settle(record: Record, store: Store) -> list[Event]:
    """Log the missed cards of an interview that are not in the log yet, and return what was logged.

    A card is logged once an interview, whatever happens between: its event's name follows from the two.
    """
    added = []
    for question in record.scored:
        event = _event(record, question)
        if event is None or _is_logged(event, store):
            continue
        try:
            store.append(event)
        except StoreError:
            if not _is_logged(event, store):
                raise
        else:  # not in the meantime by another terminal
            added.append(event)
    return added


def _is_logged(event: Event, store: Store) -> bool:
    return bool(store.events_of([event.id]))


def _event(record: Record, question: Question) -> Event | None:
    score = question.score
    if score is None or score.quality is None or score.quality > MISSED:
        return None
    detail = {
        "from": "interview",
        "interview": record.begin.id,
        "ticked": list(score.ticked) if score.missed else None,
        "answer": question.text or None,
        "verdict": score.verdict,
        "slip": score.slip,
        **score.detail,
    }
    return Event(
        id=str(uuid5(_NAMES, f"{record.begin.id}/{record.begin.at}/{question.ask.card}")),
        kind="review",
        card=question.ask.card,
        at=Instant(score.at_ms, score.offset),
        day=date.fromisoformat(score.day),
        quality=score.quality,
        elapsed_ms=round(question.seconds * 1000),
        detail={key: value for key, value in detail.items() if value is not None},
    )
