"""After a break: a backlog spread over days instead of dumped on one.

Nothing is rescheduled. Each day takes its share of what is due then, the most urgent cards first, and leaves the rest
where it is; with one day less to go each day, the backlog and what came due meanwhile are done on the last of them.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from dlprep.bank.index import Entry
from dlprep.bank.select import Selection
from dlprep.review.day import Day, mixed
from dlprep.store.event import Progress


class Share(NamedTuple):
    """What a day takes of a backlog.

    Attributes:
        day: the day's cards; its new ones and repeats as they were.
        left: how many due cards wait for the days after it.
    """

    day: Day
    left: int


def todays_share(day: Day, progress: Mapping[str, Progress], today: date, *, days: int, done: int = 0) -> Share:
    """Return today's share of the due cards of `day` when they are spread over `days` days, today the first of them.

    The share is a `days`-th, rounded up, of what today began with: what is still due and the `done` cards that were
    answered today already. A second session therefore asks the rest of the share, not another one.
    """
    total = len(day.due) + done
    count = max(0, -(-total // days) - done)
    urgent = sorted(day.due, key=lambda entry: _urgency(progress[entry.id], today))[:count]
    return Share(Day(mixed(urgent, today), day.new, day.repeats), len(day.due) - len(urgent))


def answered_today(
    entries: Collection[Entry], progress: Mapping[str, Progress], today: date, selection: Selection
) -> int:
    """Return how many cards of the selection, not counting those that were new, were answered today."""
    known = [progress[entry.id] for entry in entries if selection.has(entry) and entry.id in progress]
    return sum(one.state.answered_on == today and one.introduced != today for one in known)


def _urgency(known: Progress, today: date) -> tuple[float, int]:
    """Sort the longest overdue in proportion to its interval first: it is the likeliest to be forgotten by now.

    Ten days late is much after an interval of 5 days and little after one of 100. Of two alike, the shorter interval.
    """
    assert known.state.due is not None
    late, interval = (today - known.state.due).days, max(1, known.state.interval)
    return -late / interval, interval
