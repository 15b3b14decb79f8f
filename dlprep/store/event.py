"""A line of the log, and what the lines of one card add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from dlprep.scheduler.days import Instant
from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.state import NEW, CardState

Kind = Literal["review", "retract", "suspend", "resume"]
KINDS: tuple[Kind, ...] = ("review", "retract", "suspend", "resume")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    Attributes:
        id: unique over all of a learner's machines.
        kind: an answer; the retraction of an earlier event; a card set aside, or taken up again.
        card: the card's id; for a retraction, that of the event it takes back.
        at: when, as the learner's clock showed it.
        day: the learner's local day at that time, by the rollover hour of that time.
        quality: 0..5, reviews only.
        elapsed_ms: from the question's showing to the quality, reviews only.
        target: the id of the event taken back, retractions only.
        detail: what else is known of an answer, as JSON values: `answer` typed, `params`, `seed` and `level` of a
            computed question, `verdict`, `slip`, `hints` taken, `ticked` points, the `suggested` quality and
            what it was `suggested_by`. Kept as it is.
    """

    id: str
    kind: Kind
    card: str
    at: Instant
    day: date
    quality: int | None = None
    elapsed_ms: int | None = None
    target: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, str]:
        """The event's place in a replay: by time, then by id, the same on every machine."""
        return self.at.ms, self.id


@dataclass(frozen=True, slots=True)
class Progress:
    """What a card's events add up to.

    Attributes:
        state: the card's place in the schedule.
        introduced: the day of its first answer.
        suspended: whether it is set aside.
        last: the `order` of its last event.
    """

    state: CardState = NEW
    introduced: date | None = None
    suspended: bool = False
    last: tuple[int, str] = (0, "")


def fold(events: Iterable[Event]) -> Progress:
    """Return what the events of one card add up to, in whatever order they arrived."""
    events = sorted(events, key=lambda event: event.order)
    taken_back = {event.target for event in events if event.kind == "retract"}
    live = [event for event in events if event.id not in taken_back]
    answers = [Answer(e.at.ms, e.id, e.quality, e.day) for e in live if e.quality is not None]
    switches = [event.kind for event in live if event.kind in ("suspend", "resume")]
    return Progress(
        state=replay(answers),
        introduced=answers[0].day if answers else None,
        suspended=switches[-1:] == ["suspend"],
        last=events[-1].order if events else (0, ""),
    )
