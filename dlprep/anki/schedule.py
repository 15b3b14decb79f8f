"""Our schedule in Anki's terms: a card's row, its lines of the review log, and qualities as buttons.

Anki counts days from its collection's creation, keeps the ease factor in thousandths, and names a review by the
millisecond in which it was made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW, CardState
from dlprep.store.event import Event, Progress, living

FIRST_DAY = date(2020, 1, 1)
"""The day from which due days are counted in a package of ours."""
LONGEST_INTERVAL = 36_500
BUTTONS = {0: 1, 1: 1, 2: 1, 3: 2, 4: 3, 5: 4}
QUALITIES = {1: 1, 2: 3, 3: 4, 4: 5}
"""Again, Hard, Good, Easy: what they are worth here."""

_LEARN, _REVIEW, _RELEARN = 0, 1, 2
_MANUAL = 4  # of the review log: no answer, the card was rescheduled by hand
_FORGOTTEN = 0  # its button
_SUSPENDED, _BURIED = -1, -3  # queues; Anki takes a card out of the second by itself when its next day begins


class CardRow(NamedTuple):
    """The columns of Anki's `cards` table that hold a schedule."""

    type: int
    queue: int
    due: int
    ivl: int
    factor: int
    reps: int
    lapses: int


class Review(NamedTuple):
    """A row of Anki's `revlog` table, without the card it belongs to."""

    id: int
    ease: int
    ivl: int
    last_ivl: int
    factor: int
    time: int
    type: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where the learner's days begin: minutes ahead of UTC, and the hour of rollover."""

    offset: int
    rollover: int

    @property
    def creation(self) -> int:
        """The beginning of the first day, in seconds since 1970."""
        midnight = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
        return round((midnight + timedelta(hours=self.rollover, minutes=-self.offset)).timestamp())


def card_row(progress: Progress, reviews: int, position: int, today: date | None = None) -> CardRow:
    """Return the row of a card with `reviews` answers; a card never answered waits as the new one at `position`.

    A card is buried there if it is buried on `today`, here.
    """
    state = progress.state
    queue = 0 if state.due is None else 2
    if today is not None and progress.buried_on(today):
        queue = _BURIED
    if progress.suspended:
        queue = _SUSPENDED
    if state.due is None:
        return CardRow(0, queue, position, 0, 0, 0, 0)
    due = (state.due - FIRST_DAY).days
    interval = min(max(1, state.interval), LONGEST_INTERVAL)
    return CardRow(2, queue, due, interval, state.ease * 10, reviews, state.lapses)


def reviews_of(events: Iterable[Event]) -> Iterator[Review]:
    """Yield the lines of the review log for one card's answers, those taken back left out, in the order made.

    A reset is a line as Anki's own "Forget" makes it. Crams stay here.
    """
    state = NEW
    last = 0
    for event in living(events):
        if event.kind == "reset" and not state.is_new:
            last = max(last + 1, event.at.ms)
            yield Review(last, _FORGOTTEN, 0, min(state.interval, LONGEST_INTERVAL), 0, 0, _MANUAL)
            state = NEW
        if event.kind != "review":
            continue
        assert event.quality is not None
        before, state = state, review(state, event.quality, event.day)
        last = max(last + 1, event.at.ms)
        yield Review(
            id=last,
            ease=BUTTONS[event.quality],
            ivl=min(state.interval, LONGEST_INTERVAL),
            last_ivl=min(before.interval, LONGEST_INTERVAL),
            factor=state.ease * 10,
            time=min(event.elapsed_ms or 0, 2**31 - 1),
            type=_kind(before, event),
        )


def _kind(before: CardState, event: Event) -> int:
    if before.is_new:
        return _LEARN
    return _RELEARN if before.repeats_on(event.day) else _REVIEW
