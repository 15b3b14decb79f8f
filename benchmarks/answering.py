"""An answer and the next card, today's counts and queue, and the check of the database, against the real Anki.

Both have the same cards, as many answers behind them and the same cards due, on the same disk.
"""

import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator

from benchmarks.anki_learner import AnkiLearner
from benchmarks.homes import Home, Homes, learners_day
from benchmarks.measure import Row, Timing, call, in_turn
from dlprep.bank.bank import Bank
from dlprep.cli.context import now
from dlprep.doctor.database import database
from dlprep.review.day import candidates, cards_of_day
from dlprep.review.session import Session, World
from dlprep.store.store import Store

GROUP = "answering"
NEW = 20
ANSWERS = 200


def rows(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure beside Anki with each bank."""
    for home in homes.all():
        with AnkiLearner(homes.folder / f"anki-{home.cards}", home, say) as anki, home.store() as store:
            yield from _answers(home, store, anki, say)
            yield from _reading(home, store, anki, runs, say)


def _answers(home: Home, store: Store, anki: AnkiLearner, say: Callable[[str], None]) -> Iterator[Row]:
    """Answer in turn, ours and theirs, until one has nothing left that is due."""
    bank = home.bank()
    session = open_session(bank, store, new=ANSWERS)
    ours, theirs = Timing(), Timing()
    for number in range(ANSWERS):
        if session.asked is None or not anki.next_card():
            break
        say(f"answer {number + 1}/{ANSWERS}")
        ours.seconds.append(call(lambda: session.answer(4)).run())
        theirs.seconds.append(call(anki.answer).run())
    yield _row(home, "an answer, durable, and the next card", ours, theirs)
    yield _row(home, "the slowest of a hundred of them", _hundredth(ours), _hundredth(theirs))


def _reading(home: Home, store: Store, anki: AnkiLearner, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    bank = home.bank()
    found = in_turn(
        {
            "due counts": call(lambda: counts(bank, store)),
            "Anki: due counts": call(anki.counts),
            "the day's queue": call(lambda: open_session(home.bank(), store, new=NEW)),
            "Anki: the day's queue": anki.queue(),
        },
        runs,
        say,
    )
    found |= in_turn(
        {
            "check of the database": call(lambda: database(home.locations.database)),
            "Anki: check of the database": call(anki.check),
        },
        min(runs, 3),
        say,
    )
    for name in ("due counts", "the day's queue", "check of the database"):
        yield _row(home, name, found[name], found[f"Anki: {name}"])


def open_session(bank: Bank, store: Store, new: int) -> Session:
    """Begin a review as the command does: choose the cards of the day and show the first."""
    today = learners_day()
    day = cards_of_day(*candidates(bank, store, today, new=new), today, new=new)
    return Session(bank, store, day, World(now, time.monotonic, random.Random(1), lambda: str(uuid.uuid4())))


def counts(bank: Bank, store: Store) -> dict[str, int]:
    """Count as `dlprep due` does."""
    today = learners_day()
    day = cards_of_day(*candidates(bank, store, today, new=NEW), today, new=NEW)
    return {"due": len(day.due), "new": len(day.new), "again": len(day.repeats)}


def _hundredth(timing: Timing) -> Timing:
    return Timing([statistics.quantiles(timing.seconds, n=100)[-1]])


def _row(home: Home, name: str, ours: Timing, theirs: Timing) -> Row:
    return Row(GROUP, name, ours.median, home.cards, home.reviews, "Anki", ours.ratio(theirs), 1.0)
