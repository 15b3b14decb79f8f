"""The learner of the pictures: two months of answers and two interviews, drawn by a fixed seed."""

from dataclasses import asdict
from itertools import count
from pathlib import Path
from random import Random

from dlprep.bank.bank import Bank
from dlprep.bank.card import RecallCard
from dlprep.interview.marks import marks_of_points
from dlprep.interview.notebook import FOLDER, Notebook
from dlprep.interview.record import Answer, Ask, Begin, End, Score
from dlprep.locations import find_locations, shipped_bank
from dlprep.review.day import cards_of_day
from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import Event
from dlprep.store.store import Store
from docs.pictures.stage import NOW

DAYS = 60
NEW_PER_DAY = 3
HARD = 5  # one card in so many is forgotten again and again
DAY_MS = 86_400_000


def make_home(home: Path) -> None:
    """Fill the folder `home`."""
    places = find_locations(home)
    bank = Bank([shipped_bank()], places.cache / "bank-index.json")
    with Store(places.database) as store:
        _answer(bank, store, Random(3))
    for days, shift in ((9, 0), (1, 1)):
        _interview(bank, places.data / FOLDER, Instant(NOW.ms - days * DAY_MS, NOW.offset), Random(shift))


def _answer(bank: Bank, store: Store, rng: Random) -> None:
    ids = count(1)
    for back in range(DAYS, 0, -1):
        at = NOW.ms - back * DAY_MS
        day = cards_of_day(
            bank.entries.values(), store.all_progress(), local_day(Instant(at, NOW.offset)), new=NEW_PER_DAY
        )
        if rng.random() < 0.1:
            continue  # nobody comes every day
        events = []
        for number, entry in enumerate((*day.due, *day.new)):
            weights = (10, 15, 20, 20, 20, 15) if sum(entry.id.encode()) % HARD == 0 else (1, 3, 4, 12, 45, 35)
            moment = Instant(at + number * 45_000, NOW.offset)
            events.append(
                Event(
                    f"picture-{next(ids)}",
                    "review",
                    entry.id,
                    moment,
                    local_day(moment),
                    quality=rng.choices(range(6), weights)[0],
                    elapsed_ms=rng.randint(8_000, 70_000),
                )
            )
        store.append_all(events)


def _interview(bank: Bank, folder: Path, at: Instant, rng: Random) -> None:
    topics = ("activations", "losses", "optimisation", "normalisation", "sequence", "convolution")
    recall = [entry for entry in bank.entries.values() if entry.kind == "recall"]
    cards = [rng.choice([entry for entry in recall if entry.topic == topic]) for topic in topics]
    plan = tuple(entry.id for entry in cards)
    begin = Begin(id=f"{at.wall():%Y-%m-%d-%H%M}", at=at.isoformat(), minutes=15, role="general", seed=1, plan=plan)
    used = 0.0
    with Notebook.begin(folder, begin) as notebook:
        for entry in cards:
            card = bank.load(entry.id).card
            assert isinstance(card, RecallCard)
            ask = Ask(card=card.id, topic=entry.topic, level=card.level, kind=card.kind, seed=1, used=used)
            seconds = rng.randint(50, 160)
            used += seconds
            ticked = {i for i in range(len(card.points)) if rng.random() < 0.65}
            marks = marks_of_points([(point.weight, point.text) for point in card.points], ticked)
            moment = {"at_ms": at.ms + round(used * 1000), "offset": at.offset, "day": local_day(at).isoformat()}
            score = Score(**moment, **asdict(marks), used=used)
            for line in (ask, Answer(text="", seconds=seconds, used=used), score):
                notebook.add(line)
        notebook.add(End(reason="questions", used=used))
