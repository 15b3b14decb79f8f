"""A line of the log, and what the lines of one card add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from dlprep.scheduler.days import Instant
from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.state import NEW, CardState

Kind = Literal["review", "retract", "suspend", "resume", "bury", "reset", "cram"]
KINDS: tuple[Kind, ...] = ("review", "retract", "suspend", "resume", "bury", "reset", "cram")
GRADED: tuple[Kind, ...] = ("review", "cram")
"""The kinds that have a quality. Only a review moves the schedule."""


LONGEST_DETAIL = 900_000
"""Characters of JSON that an event may hold beside its fixed keys; an answer of a whole page has about 3,000."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    Attributes:
        id: unique over all of a learner's machines.
        kind: an answer; the retraction of an earlier event; a card set aside, taken up again, put off until the next
            day, or begun anew as if never answered; an answer given while cramming, which the schedule ignores.
        card: the card's id; for a retraction, that of the event it takes back.
        at: when, as the learner's clock showed it.
        day: the learner's local day at that time, by the rollover hour of that time.
        quality: 0..5, reviews and crams only.
        elapsed_ms: from the question's showing to the quality, reviews and crams only.
        target: the id of the event taken back, retractions only.
        detail: what else is known of an answer, as JSON values: `answer` typed, `params`, `seed` and `level` of a
            computed question, `verdict`, `slip`, `hints` taken, `ticked` points, the `suggested` quality and
            what it was `suggested_by`. A `batch` names what was done to several cards at once. Kept as it is.
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
class Line:
    """An event with its place in one log.

    Attributes:
        seq: its number, from 1; None if it is not known.
        imported: whether it came from a file.
    """

    seq: int | None
    event: Event
    imported: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """What a card's events add up to.

    Attributes:
        state: the card's place in the schedule.
        introduced: the day of its first answer since it was new, or new again.
        suspended: whether it is set aside.
        last: the `order` of its last event.
        buried: the local day on which it is not to be asked.
    """

    state: CardState = NEW
    introduced: date | None = None
    suspended: bool = False
    last: tuple[int, str] = (0, "")
    buried: date | None = None

    def rests_on(self, day: date) -> bool:
        """Whether the card is not asked on `day`, due or not: it is set aside, or buried until a later day."""
        return self.suspended or self.buried_on(day)

    def buried_on(self, day: date) -> bool:
        """Whether the card is buried on `day`; a day before that of the burial (a flight west) counts as that day."""
        return self.buried is not None and day <= self.buried


def fold(events: Iterable[Event]) -> Progress:
    """Return what the events of one card add up to, in whatever order they arrived."""
    events = sorted(events, key=lambda event: event.order)
    answers: list[Answer] = []
    suspended, buried = False, None
    for event in living(events):
        match event.kind:
            case "review":
                assert event.quality is not None
                answers.append(Answer(event.at.ms, event.id, event.quality, event.day))
            case "reset":
                answers.clear()
            case "suspend":
                suspended = True
            case "resume":
                suspended, buried = False, None
            case "bury":
                buried = event.day
    return Progress(
        state=replay(answers),
        introduced=answers[0].day if answers else None,
        suspended=suspended,
        last=events[-1].order if events else (0, ""),
        buried=buried,
    )


def living(events: Iterable[Event]) -> list[Event]:
    """Return the events that were not taken back, in the order of replay; retractions themselves are not among them."""
    events = sorted(events, key=lambda event: event.order)
    taken_back = {event.target for event in events if event.kind == "retract"}
    return [event for event in events if event.kind != "retract" and event.id not in taken_back]
