"""What stands in a row of the database, and the event or the progress that it stands for.

Whatever makes one of a row raises ValueError or TypeError where the row is damaged.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from dlprep.scheduler.days import Instant
from dlprep.scheduler.sm2 import QUALITIES
from dlprep.scheduler.state import CardState
from dlprep.store.event import Event, Line, Progress

_DECODE = json.JSONDecoder().raw_decode  # half the time of `loads`, which looks for space around
EVENT = "id, kind, card, at, utc_offset, day, quality, elapsed_ms, target, detail"
STATE = (
    "card, ease, interval, repetitions, lapses, due, answered_on, below_four, to_repeat,"
    " introduced, suspended, last_at, last_id, buried"
)


def to_row(card: str, progress: Progress) -> tuple[Any, ...]:
    """Return the row of a card's state, in the order of `STATE`."""
    state = progress.state
    return (
        *(card, state.ease, state.interval, state.repetitions, state.lapses),
        *(_iso(state.due), _iso(state.answered_on), state.below_four, state.to_repeat),
        *(_iso(progress.introduced), progress.suspended, *progress.last, _iso(progress.buried)),
    )


def to_line(row: Sequence[Any]) -> Line:
    """Make a line of a row with its number and origin before the event."""
    return Line(row[0], to_event(row[2:]), bool(row[1]))


def to_answer(row: Sequence[Any]) -> tuple[str, tuple[int, str], int, date]:
    """Make card, place in the replay, quality and day of a row of an answer."""
    card, ms, id_, quality, day = row
    if not isinstance(ms, int) or quality not in QUALITIES:
        raise ValueError(f"no answer at {ms!r} with {quality!r}")
    return card, (ms, id_), quality, _day(day)


def to_event(row: Sequence[Any]) -> Event:
    """Make an event of a row in the order of `EVENT`."""
    id_, kind, card, ms, offset, day, quality, elapsed, target, detail = row
    at = Instant(ms, offset)
    return Event(id_, kind, card, at, date.fromisoformat(day), quality, elapsed, target, _details(detail))


def _details(text: str) -> dict[str, Any]:
    found, end = _DECODE(text)
    if end != len(text) or not isinstance(found, dict):
        raise ValueError("is not a JSON object")
    return found


def to_progress(row: Sequence[Any]) -> Progress:
    """Make what the log says of a card of a row in the order of `STATE`."""
    _, ease, interval, repetitions, lapses, due, answered, below_four, to_repeat, *rest = row
    introduced, suspended, at, id_, buried = rest
    state = CardState(
        *(ease, interval, repetitions, lapses, _date(due), _date(answered), bool(below_four), bool(to_repeat))
    )
    return Progress(state, _date(introduced), bool(suspended), (at, id_), _date(buried))


_day = cache(date.fromisoformat)  # a log has many lines of one day


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
