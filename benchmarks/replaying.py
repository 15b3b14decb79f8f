"""The replay of a log into states, against two other schedulers in Python over the same answers."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from benchmarks.homes import Homes, learners_day
from benchmarks.material import answers, card_ids
from benchmarks.measure import Row, call, in_turn
from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.replay_all import replay_all

GROUP = "replay"
LIMIT = round(1 / 3, 3)
"""Of the faster one's time."""

Logs = dict[str, list[Answer]]


def rows(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure with the longest log, and with one of ten thousand answers."""
    cards, reviews = homes.sizes[-1]
    for count, length in ((max(1, cards // 100), 10_000), (cards, reviews)):
        say(f"making {length:,} answers")
        logs: Logs = {}
        for events in answers(card_ids(count), length, learners_day()):
            ours = [Answer(event.at.ms, event.id, event.quality or 0, event.day) for event in events]
            if ours:
                logs[events[0].card] = ours
        found = in_turn(
            {
                "dlprep, the whole log": call(partial(_side_by_side, logs)),
                "dlprep, card by card": call(partial(_one_by_one, logs)),
                "supermemo2": call(partial(_supermemo2, logs)),
                "py-fsrs": call(partial(_fsrs, logs)),
            },
            runs if length == 10_000 else 1,
            say,
            warm=length == 10_000,  # py-fsrs takes minutes for the other
        )
        faster = min("supermemo2", "py-fsrs", key=lambda name: found[name].median)
        for name, timing in found.items():
            own = name.startswith("dlprep")
            yield Row(
                *(GROUP, name, timing.median, count, length),
                against=faster if own else "",
                ratio=timing.ratio(found[faster]) if own else None,
                limit=LIMIT if name == "dlprep, the whole log" and length > 10_000 else None,
            )


def _side_by_side(logs: Logs) -> None:
    qualities = [answer.quality for log in logs.values() for answer in log]
    days = [answer.day for log in logs.values() for answer in log]
    replay_all([len(log) for log in logs.values()], qualities, days)


def _one_by_one(logs: Logs) -> None:
    for log in logs.values():
        replay(log)


def _supermemo2(logs: Logs) -> None:
    from supermemo2 import first_review, review

    for log in logs.values():
        first, *rest = log
        state = first_review(first.quality, first.day)
        for answer in rest:
            state = review(answer.quality, state["easiness"], state["interval"], state["repetitions"], answer.day)


def _fsrs(logs: Logs) -> None:
    from fsrs import Card, Rating, Scheduler

    scheduler = Scheduler(enable_fuzzing=False)
    for log in logs.values():
        card = Card()
        for answer in log:
            at = datetime.combine(answer.day, datetime.min.time(), UTC)
            card, _ = scheduler.review_card(card, Rating(max(1, answer.quality - 1)), at)
