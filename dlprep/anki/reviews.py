"""The reviews made in Anki, as events of the log."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
_LONGEST_MS = 2**31 - 1  # a column of Anki's that a package may fill with anything
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
    collection: sqlite3.Connection, log: Mapping[str, Sequence[Event]], rollover: int, offset_at: Callable[[int], int]
) -> Found:
    """Return the reviews of our notes that the `log`, events by card, does not have yet.

    `offset_at` says how many minutes the learner's clock was ahead of UTC at a time in milliseconds: Anki keeps no more
    than the offset at which a collection was made, and people move, and clocks change for the summer.
    """
    found = Found()
    known = {event.id for events in log.values() for event in events}
    fresh: dict[str, list[Event]] = {}
    for row in _rows(collection):
        event = _event(row, offset_at, rollover, found.left_out)
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


def _event(
    row: tuple[Any, ...], offset_at: Callable[[int], int], rollover: int, left_out: Counter[str]
) -> Event | None:
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
    at = Instant(moment, offset_at(moment))
    return Event(
        id=f"anki:{guid}:{moment}",
        kind="review",
        card=origin.card,
        at=at,
        day=local_day(at, rollover),
        quality=QUALITIES[button],
        elapsed_ms=min(max(0, time), _LONGEST_MS),
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
    mine = {event.id for event in events}
    settled: set[date] = set()
    ours = [event for event in living(log) if event.kind in ("review", "reset")]
    for event in sorted([*ours, *events], key=lambda event: event.order):
        if event.quality is None:
            settled.clear()  # a card that was started over is asked anew on the same day
            continue
        if event.id in mine and event.day in settled:
            continue
        if event.quality >= 4:
            settled.add(event.day)
        if event.id in mine:
            yield event


def local_offset(ms: int) -> int:
    """Return how many minutes this machine's clock was ahead of UTC at a time in milliseconds since 1970."""
    offset = datetime.fromtimestamp(ms / 1000).astimezone().utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0
