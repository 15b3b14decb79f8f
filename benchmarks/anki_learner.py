"""The real Anki, with the cards of a learner of ours, the same due days, and as many answers."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.homes import Home, learners_day
from benchmarks.measure import Action
from dlprep.scheduler.state import NEW
from dlprep.store.event import Progress

PARENT = "Benchmark"


class AnkiLearner:
    """A collection in a file of its own, made when it is first opened.

    It is filled past Anki's interface, which takes minutes for 100,000 notes.
    """

    def __init__(self, folder: Path, home: Home, say: Callable[[str], None]) -> None:
        made = folder.exists()
        folder.mkdir(exist_ok=True)
        self._path = folder / "collection.anki2"
        self._queued: Any = None
        self._open()
        if not made:
            say(f"giving {home.cards:,} cards to Anki")
            self._fill(home)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._collection.close()

    def next_card(self) -> bool:
        """Look at the next card; return whether there is one."""
        queued = self._collection.sched.get_queued_cards(fetch_limit=1).cards
        self._queued = queued[0] if queued else None
        return self._queued is not None

    def answer(self) -> None:
        """Answer the card with Good, and look at the next."""
        from anki.scheduler.v3 import CardAnswer

        collection = self._collection
        assert self._queued is not None
        card = collection.get_card(self._queued.card.id)
        card.start_timer()
        scheduler = collection.sched
        given = scheduler.build_answer(card=card, states=self._queued.states, rating=CardAnswer.GOOD)
        scheduler.answer_card(given)
        self.next_card()

    def counts(self) -> None:
        """Count what is due in each deck."""
        self._collection.sched.deck_due_tree()

    def queue(self) -> Action:
        """Build the day's queue in a collection that was opened anew; opening it does not count."""

        def run() -> float:
            self._collection.close()
            self._open()
            start = time.perf_counter()
            self._collection.sched.get_queued_cards(fetch_limit=1)
            return time.perf_counter() - start

        return Action(run)

    def check(self) -> None:
        """Check the database."""
        self._collection.fix_integrity()

    def export(self, path: Path) -> None:
        """Write everything as a package, with the schedule."""
        from anki.collection import ExportAnkiPackageOptions

        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=False, with_media=False, legacy=False
        )
        self._collection.export_anki_package(out_path=str(path), options=options, limit=None)

    def _open(self) -> None:
        from anki.collection import Collection

        self._collection = Collection(str(self._path))

    def _fill(self, home: Home) -> None:
        collection, bank = self._collection, home.bank()
        with home.store() as store:
            progress, log = store.all_progress(), store.events()
        decks = collection.decks
        config = decks.config_dict_for_deck_id(1)
        config["rev"]["perDay"] = config["new"]["perDay"] = 9999
        decks.update_config(config)
        topics = {topic: decks.id(f"{PARENT}::{topic}") for topic in bank.index.topics}
        model = collection.models.by_name("Basic")
        assert model is not None
        numbers = {card: number for number, card in enumerate(bank.entries, start=1)}
        today, now = int(collection.sched.today), int(time.time())
        notes = (
            (number, card, model["id"], now, -1, "", f"{card}\x1f{'answer ' * 60}", card, number, 0, "")
            for card, number in numbers.items()
        )
        cards = (
            (
                number,
                number,
                topics[bank.entries[card].topic],
                0,
                now,
                -1,
                *_schedule(progress.get(card), number, today),
                0,
                0,
                0,
                0,
                "",
            )
            for card, number in numbers.items()
        )
        answers = (
            (nth, numbers[event.card], -1, 3, 10, 5, 2500, 9000, 1)
            for nth, event in enumerate(log, start=(now - len(log)) * 1000)
            if event.card in numbers
        )
        decks.set_current(decks.id(PARENT))
        collection.close()
        with closing(sqlite3.connect(self._path)) as database, database:
            for table, rows, width in (("notes", notes, 11), ("cards", cards, 18), ("revlog", answers, 9)):
                database.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * width)})", rows)
        self._open()


def _schedule(known: Progress | None, number: int, today: int) -> tuple[int, ...]:
    """Return type, queue, due, interval, factor, reps and lapses of a card, as Anki keeps them."""
    state = known.state if known else NEW
    if state.due is None:
        return (0, 0, number, 0, 0, 0, 0)
    due = today + (state.due - learners_day()).days
    return (2, 2, due, state.interval, state.ease * 10, state.repetitions + 1, state.lapses)
