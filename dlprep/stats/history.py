"""The answers of the log one by one, each with where its card stood before it: what every figure is counted from."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW, CardState
from dlprep.store.event import Event, living

Step = Literal["new", "review", "repeat", "cram"]
"""The first answer to a card, or the first after a reset; an answer that moved its schedule; one more on a day whose
first was below 4; one that the schedule ignores."""

MATURE = 21
"""Days of interval from which a card is mature, below which it is young. Anki's line, so that figures compare."""

LONGEST_MS = 600_000
"""What an answer's time counts at most, in milliseconds: after ten minutes the learner was elsewhere."""


class Reviewed(NamedTuple):
    """An answer that counts.

    Attributes:
        card: the card's id.
        day: the learner's local day, as the log has it.
        step: what the answer was to the schedule.
        interval: the card's interval in days before the answer; 0 where it was new.
        quality: 0..5.
        ms: the time that it counts, in milliseconds; 0 where the log has none.
        detail: what else the log has.
    """

    card: str
    day: date
    step: Step
    interval: int
    quality: int
    ms: int
    detail: Mapping[str, Any]

    @property
    def passed(self) -> bool:
        """Whether the answer was right."""
        return self.quality >= 3


def history(events: Iterable[Event]) -> list[Reviewed]:
    """Return the answers among `events`, in any order, as they were made; those taken back leave no trace."""
    states: dict[str, CardState] = {}
    found = []
    for event in living(events):
        before = states.get(event.card, NEW)
        if event.kind == "reset":
            states[event.card] = NEW
        elif event.quality is not None:
            step = "cram" if event.kind == "cram" else _step(before, event.day)
            ms = counted_ms(event)
            found.append(Reviewed(event.card, event.day, step, before.interval, event.quality, ms, event.detail))
            if step != "cram":
                states[event.card] = review(before, event.quality, event.day)
    return found


def counted_ms(event: Event) -> int:
    """Return the time that an answer counts, in milliseconds; 0 where the log has none."""
    return min(event.elapsed_ms or 0, LONGEST_MS)


def _step(before: CardState, day: date) -> Step:
    if before.is_new:
        return "new"
    return "repeat" if before.repeats_on(day) else "review"
