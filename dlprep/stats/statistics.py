"""All figures together."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dlprep.bank.index import Entry
from dlprep.scheduler.leech import LEECH_LAPSES
from dlprep.stats.computed import Computed, computed
from dlprep.stats.habit import Streak, Tally, by_day, streak, total
from dlprep.stats.history import history
from dlprep.stats.retention import Retention, retention
from dlprep.stats.schedule import Ease, Forecast, Stages, ease, forecast, stages
from dlprep.stats.trouble import Trouble, hardest, leeches
from dlprep.store.event import Event, Progress

YEAR = 365


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a log.

    Attributes:
        today: the learner's day.
        since: the first day looked back to.
        topics: the only topics counted; empty means all.
        answered: whether anything was ever answered.
        done_today: of `today`.
        period: from `since` to `today`.
        days: each day of the period that has answers, in order.
        streak: of the whole log.
        not_in_bank: cards of the log that the bank does not have; their answers count, in no topic.
        leech_lapses: lapses that make a leech.
        leeches: the cards that are.
    """

    today: date
    since: date
    topics: tuple[str, ...]
    answered: bool
    done_today: Tally
    period: Tally
    days: dict[date, Tally]
    streak: Streak
    stages: Stages
    not_in_bank: int
    retention: Retention
    forecast: Forecast
    ease: Ease
    hardest: list[Trouble]
    leech_lapses: int
    leeches: list[str]
    computed: Computed

    @property
    def length(self) -> int:
        """The days looked back, today among them."""
        return (self.today - self.since).days + 1


def statistics(
    events: Iterable[Event],
    progress: Mapping[str, Progress],
    entries: Mapping[str, Entry],
    today: date,
    *,
    days: int = YEAR,
    topics: Collection[str] = (),
    leech_lapses: int = LEECH_LAPSES,
) -> Statistics:
    """Return the figures of the log `events`, in any order, whose cards stand at `progress`.

    What looks back looks at the last `days` days, today among them; answers dated after today are left out. With
    `topics`, only cards of these count.
    """
    if topics:
        entries = {card: entry for card, entry in entries.items() if entry.topic in topics}
    answers = [one for one in history(events) if one.day <= today and (not topics or one.card in entries)]
    every_day = {one.day for one in answers}
    since = today - timedelta(days=days - 1)
    recent = [one for one in answers if one.day >= since]
    in_period = by_day(recent)
    return Statistics(
        today=today,
        since=since,
        topics=tuple(topics),
        answered=bool(answers),
        done_today=in_period.get(today, Tally()),
        period=total(recent),
        days=in_period,
        streak=streak(every_day, today),
        stages=stages(entries, progress),
        not_in_bank=len({one.card for one in answers} - entries.keys()),
        retention=retention(recent, entries),
        forecast=forecast(entries, progress, today),
        ease=ease(entries, progress),
        hardest=hardest(recent, entries, progress),
        leech_lapses=leech_lapses,
        leeches=leeches(entries, progress, leech_lapses),
        computed=computed(recent),
    )
