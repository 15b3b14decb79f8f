"""Twelve thousand reviews that a person really made, through the whole of the log."""

import csv
import random
from datetime import datetime
from pathlib import Path

import pytest

from dlprep.scheduler.days import Instant, local_day
from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW, CardState
from dlprep.store.event import Event
from dlprep.store.jsonl import from_lines, to_line
from dlprep.store.store import Store

QUALITY = {"1": 1, "2": 3, "3": 4, "4": 5}  # Again, Hard, Good, Easy


@pytest.fixture(scope="module")
def log(shared: Path) -> list[Event]:
    with (shared / "data" / "anki_reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    events = []
    for number, row in enumerate(rows):
        at = Instant(round(datetime.fromisoformat(row["review_time"]).timestamp() * 1000), 0)
        elapsed = int(row["review_duration"])
        quality = QUALITY[row["review_rating"]]
        events.append(Event(f"{number:05}", "review", row["card_id"], at, local_day(at), quality, elapsed))
    return events


def test_a_real_log_replays_to_the_same_states_in_any_order(log: list[Event], store: Store) -> None:
    assert len(log) > 12_000
    shuffled = random.Random(0).sample(log, len(log))
    assert len(store.union(from_lines(map(to_line, shuffled)))) == len(log)
    assert store.union(log) == []
    states: dict[str, CardState] = {}
    for event in sorted(log, key=lambda event: event.order):
        assert event.quality is not None
        states[event.card] = review(states.get(event.card, NEW), event.quality, event.day)
    assert {card: known.state for card, known in store.all_progress().items()} == states
    some = next(iter(states))
    answers = [Answer(e.at.ms, e.id, e.quality, e.day) for e in log if e.card == some and e.quality is not None]
    assert replay(answers) == states[some]
