"""The reviews made in Anki, as events of the log."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dlprep.anki.identity import origin_of
from dlprep.anki.schedule import BUTTONS, QUALITIES
from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import Event, living

SAME_MS = 50
"""Milliseconds within which a review is the one that we exported: ids that collide are moved by a few."""
_MANUAL = (4, 5)  # rescheduled by hand or by an option, not answered
_FILTERED = 3
REASONS = ("foreign", "not_an_answer", "cram", "unreadable", "ours", "known", "same_day")
"""Why a review is left out: of a note that is not ours; no button was pressed; in a deck that does not reschedule; the
row makes no sense; it went to Anki from here; imported before; a further step on a day whose answer counts already."""


@dataclass(slots=True)
class Found:
    """What a collection has for the log.

    Attributes:
        events: the reviews that are new, in the order made.
        left_out: how many are not, by reason.
    """

    events: list[Event] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def new_reviews(
    collection: sqlite3.Connection, log: Mapping[str, Sequence[Event]], rollover: int, fallback_offset: int
) -> Found:
    """Return the reviews of our notes that the `log`, events by card, does not have yet.

    Times are local by the collection's own offset from UTC, so that every machine reads them alike; `fallback_offset`,
    in minutes ahead of UTC, is for a collection that has none.
    """
    found = Found()
    offset = _offset(collection, fallback_offset)
    known = {event.id for events in log.values() for event in events}
    fresh: dict[str, list[Event]] = {}
    for row in _rows(collection):
        event = _event(row, offset, rollover, found.left_out)
        if event is None:
            continue
        if event.id in known:
            found.left_out["known"] += 1
        elif _is_ours(event, log.get(event.card, ())):
            found.left_out["ours"] += 1
        else:
            fresh.setdefault(event.card, []).append(event)
    for card, events in fresh.items():
        counting = list(_one_a_day(events, log.get(card, ())))
        found.left_out["same_day"] += len(events) - len(counting)
        found.events += counting
    found.events.sort(key=lambda event: event.order)
    return found


def _rows(collection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    yield from collection.execute(
        "SELECT r.id, r.ease, r.factor, r.time, r.type, r.cid, n.guid FROM revlog r"
        " LEFT JOIN cards c ON c.id = r.cid LEFT JOIN notes n ON n.id = c.nid ORDER BY r.id"
    )


def _event(row: tuple[Any, ...], offset: int, rollover: int, left_out: Counter[str]) -> Event | None:
    """Return the event of a review, or count why there is none."""
    moment, button, factor, time, kind, _, guid = row
    origin = origin_of(guid) if isinstance(guid, str) else None
    if origin is None:
        left_out["foreign"] += 1
        return None
    if not all(isinstance(value, int) for value in (moment, button, factor, time, kind)) or not 0 < moment < 2**43:
        left_out["unreadable"] += 1
        return None
    if button not in QUALITIES or kind in _MANUAL:
        left_out["not_an_answer"] += 1
        return None
    if kind == _FILTERED and factor == 0:
        left_out["cram"] += 1
        return None
    at = Instant(moment, offset)
    return Event(
        id=f"anki:{guid}:{moment}",
        kind="review",
        card=origin.card,
        at=at,
        day=local_day(at, rollover),
        quality=QUALITIES[button],
        elapsed_ms=max(0, time),
        detail={"from": "anki", "lang": origin.lang} | ({"variant": origin.variant} if origin.variant else {}),
    )


def _is_ours(event: Event, log: Iterable[Event]) -> bool:
    """Whether the review was made here and only came back."""
    assert event.quality is not None
    return any(
        known.kind == "review"
        and known.quality is not None
        and abs(known.at.ms - event.at.ms) <= SAME_MS
        and BUTTONS[known.quality] == BUTTONS[event.quality]
        for known in log
    )


def _one_a_day(events: Sequence[Event], log: Sequence[Event]) -> Iterator[Event]:
    """Yield the events that count: after an answer of 4 or 5, what else Anki asks that day are steps of its own."""
    ours = [event for event in living(log) if event.kind in ("review", "reset")]
    mine = {event.id for event in events}
    first: dict[date, int] = {}
    for event in sorted([*ours, *events], key=lambda event: event.order):
        if event.kind == "reset":
            first.clear()
            continue
        assert event.quality is not None
        if event.day not in first:
            first[event.day] = event.quality
        elif event.id in mine and first[event.day] >= 4:
            continue
        if event.id in mine:
            yield event


def _offset(collection: sqlite3.Connection, fallback: int) -> int:
    """Return the collection's minutes ahead of UTC; Anki keeps minutes behind."""
    value: Any = None
    try:
        row = collection.execute("SELECT val FROM config WHERE key = 'creationOffset'").fetchone()
        value = json.loads(row[0]) if row else None
    except sqlite3.Error:  # schema 11 has no such table
        row = collection.execute("SELECT conf FROM col").fetchone()
        with_conf = _json(row[0]) if row else None
        value = with_conf.get("creationOffset") if isinstance(with_conf, dict) else None
    except ValueError:
        pass
    return -value if isinstance(value, int) and -24 * 60 < value < 24 * 60 else fallback


def _json(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def local_offset() -> int:
    """Return how many minutes this machine is ahead of UTC now."""
    offset = datetime.now().astimezone().utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0
