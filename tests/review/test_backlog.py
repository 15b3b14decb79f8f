from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.select import Selection
from dlprep.review.backlog import answered_today, todays_share
from dlprep.review.day import Day, cards_of_day
from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import CardState
from dlprep.store.event import Progress
from tests.review.test_day import TODAY, entry, ids

LONG_AGO = TODAY - timedelta(days=300)


def overdue(days: int, interval: int) -> Progress:
    due = TODAY - timedelta(days=days)
    answered = due - timedelta(days=interval)
    return Progress(CardState(interval=interval, repetitions=2, due=due, answered_on=answered), LONG_AGO)


def test_the_longest_overdue_for_its_interval_comes_first() -> None:
    progress = {
        "late-but-known-well": overdue(30, 200),
        "late-and-young": overdue(10, 5),
        "due-today": overdue(0, 6),
        "due-today-and-young": overdue(0, 1),
    }
    day = cards_of_day([entry(name) for name in progress], progress, TODAY, new=0)

    def first(days: int) -> list[str]:
        return ids(todays_share(day, progress, TODAY, days=days).day.due)

    assert first(4) == ["late-and-young"]
    assert first(2) == ["late-and-young", "late-but-known-well"]
    assert set(first(1)) == set(progress)
    assert first(3) == first(2)  # 4/3, rounded up
    assert "due-today" not in ids(todays_share(day, progress, TODAY, days=4, done=8).day.due)


def test_the_rest_is_told_and_new_cards_and_repeats_stay() -> None:
    progress = {str(n): overdue(n, 10) for n in range(10)}
    due = tuple(entry(str(n)) for n in range(10))
    day = Day(due, (entry("new"),), (entry("again"),))
    share = todays_share(day, progress, TODAY, days=7)
    assert (len(share.day.due), share.left) == (2, 8)
    assert (ids(share.day.new), ids(share.day.repeats)) == (["new"], ["again"])


def test_topics_are_mixed_within_the_share() -> None:
    progress = {f"{topic}{n}": overdue(5, 5) for topic in "ab" for n in range(4)}
    entries = [entry(name, name[0]) for name in progress]
    share = todays_share(cards_of_day(entries, progress, TODAY, new=0), progress, TODAY, days=2)
    topics = [name[0] for name in ids(share.day.due)]
    assert topics in (["a", "b", "a", "b"], ["b", "a", "b", "a"]) or len(set(topics)) == 1


def test_what_was_answered_today_counts_towards_the_share() -> None:
    entries = [entry(name) for name in ("answered", "new-today", "other", "elsewhere")]
    progress = {
        "answered": Progress(CardState(answered_on=TODAY, due=TODAY + timedelta(days=9)), LONG_AGO),
        "new-today": Progress(CardState(answered_on=TODAY, due=TODAY + timedelta(days=1)), TODAY),
        "other": overdue(3, 3),
        "elsewhere": Progress(CardState(answered_on=TODAY, due=TODAY + timedelta(days=9)), LONG_AGO),
    }
    entries[3] = entry("elsewhere", "rnn")
    assert answered_today(entries, progress, TODAY, Selection()) == 2
    assert answered_today(entries, progress, TODAY, Selection(topics=["rnn"])) == 1


@given(
    backlog=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 90)), max_size=40),
    days=st.integers(1, 12),
    halves=st.booleans(),
)
def test_all_is_done_on_the_last_day_and_no_day_takes_more_than_its_share(
    backlog: list[tuple[int, int]], days: int, halves: bool
) -> None:
    """Whether a day's share is answered in one session or in two; each answer is right, so that nothing returns."""
    progress = {str(n): overdue(*card) for n, card in enumerate(backlog)}
    entries = [entry(name) for name in progress]
    asked: dict[date, list[str]] = {}
    for number in range(days):
        today = TODAY + timedelta(days=number)
        still = [one for one in entries if progress[one.id].introduced == LONG_AGO]  # answered ones leave the backlog
        for half in (True, False) if halves else (False,):
            day = cards_of_day(still, progress, today, new=0)
            due = tuple(one for one in day.due if progress[one.id].state.answered_on != today)
            done = len(asked.get(today, []))
            share = todays_share(Day(due, (), ()), progress, today, days=days - number, done=done)
            for name in ids(share.day.due)[: len(share.day.due) // 2 if half else None]:
                progress[name] = Progress(review(progress[name].state, 5, today), None)
                asked.setdefault(today, []).append(name)
    every = [name for names in asked.values() for name in names]
    assert sorted(every) == sorted(progress)
    assert max(map(len, asked.values()), default=0) <= -(-len(backlog) // days)
    with_asked = [len(asked.get(TODAY + timedelta(days=n), [])) for n in range(days)]
    assert max(with_asked) - min(with_asked) <= 1
    assert with_asked == sorted(with_asked, reverse=True)


@pytest.mark.parametrize("days", [1, 7])
def test_nothing_due_is_nothing_to_share(days: int) -> None:
    assert todays_share(Day((), (), ()), {}, TODAY, days=days) == (Day((), (), ()), 0)
