"""Logs and banks for the figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dlprep.bank.index import Entry
from dlprep.scheduler.days import Instant
from dlprep.store.event import Event, Kind, Progress, fold

NOON = 12 * 3_600_000


class Log:
    """A log that is written day by day, at noon in UTC, each event a second after the one before."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(
        self,
        card: str,
        day: str,
        quality: int | None = None,
        *,
        kind: Kind = "review",
        ms: int | None = 30_000,
        target: Event | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> Event:
        """Write an event and return it."""
        local = date.fromisoformat(day)
        at = Instant((local - date(1970, 1, 1)).days * 86_400_000 + NOON + 1000 * len(self.events), 0)
        name = target.id if target else None
        event = Event(f"{len(self.events):06}", kind, card, at, local, quality, ms, name, detail or {})
        self.events.append(event)
        return event

    def progress(self) -> dict[str, Progress]:
        """Return where each card stands."""
        return progress_of(self.events)


def progress_of(events: list[Event]) -> dict[str, Progress]:
    """Return where each card of the log stands."""
    by_card: dict[str, list[Event]] = {}
    for event in events:
        by_card.setdefault(event.card, []).append(event)
    return {card: fold(found) for card, found in by_card.items()}


def bank(topics: Mapping[str, str]) -> dict[str, Entry]:
    """Return the entries of cards, given the topic of each."""
    return {
        card: Entry(card, topic, "subject", "recall", "basic", (), (), "/bank.yaml") for card, topic in topics.items()
    }
