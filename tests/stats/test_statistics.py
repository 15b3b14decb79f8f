"""The figures together, against a recount that is slow and obvious."""

import csv
import json
import random
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.index import Entry
from dlprep.scheduler.days import Instant, local_day
from dlprep.stats.data import as_data
from dlprep.stats.statistics import statistics
from dlprep.store.event import Event, Progress
from dlprep.store.store import Store
from tests.stats.recount import OUTCOMES, recount
from tests.stats.samples import Log, bank, progress_of
from tests.strategies import logs

BANK = bank({"alpha": "cnn", "beta": "rnn", "unseen": "rnn"})  # gamma is no longer there
TODAY = date(2026, 3, 20)


@given(logs(), st.integers(1, 120), st.sampled_from(((), ("cnn",), ("cnn", "rnn"))))
def test_against_a_naive_recount(log: list[Event], days: int, topics: tuple[str, ...]) -> None:
    check(log, progress_of(log), BANK, TODAY, days, topics)


@pytest.mark.parametrize("days", [30, 365], ids=str)
def test_twelve_thousand_real_reviews(shared: Path, store: Store, days: int) -> None:
    """With every third card no longer in the bank, every fifth a computed one, and some answers taken back."""
    with (shared / "data" / "anki_reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    log = []
    for number, row in enumerate(rows):
        at = Instant(round(datetime.fromisoformat(row["review_time"]).timestamp() * 1000), 0)
        quality = {"1": 1, "2": 3, "3": 4, "4": 5}[row["review_rating"]]
        problem = {"problem": f"problem-{row['card_id'][-1]}", "verdict": "correct" if quality > 3 else "wrong"}
        detail = problem if int(row["card_id"]) % 5 == 0 else {}
        elapsed = int(row["review_duration"])
        log.append(Event(f"{number:05}", "review", row["card_id"], at, local_day(at), quality, elapsed, detail=detail))
    for event in log[::50]:
        log.append(Event(f"undo-{event.id}", "retract", event.card, event.at, event.day, target=event.id))
    cards = sorted({event.card for event in log})
    entries = bank({card: f"topic-{int(card) % 7}" for number, card in enumerate(cards) if number % 3})
    store.union(log)
    found = check(store.events(), store.all_progress(), entries, log[12_000].day, days)
    assert found["period"]["reviews"] > 500
    assert found["cards"]["not_in_bank"] > 300


def check(
    log: list[Event],
    progress: dict[str, Progress],
    entries: dict[str, Entry],
    today: date,
    days: int,
    topics: Sequence[str] = (),
) -> dict[str, Any]:
    """Compare the figures with a recount and return them as data."""
    data = as_data(statistics(log, progress, entries, today, days=days, topics=topics))
    compared = data | {
        "hardest": {one["card"]: (one["failed"], one["reviews"]) for one in data["hardest"]},
        "computed": {one["problem"]: [one[outcome] for outcome in OUTCOMES] for one in data["computed"]["problems"]},
    }
    expected = recount(log, entries, today, days, topics)
    assert {name: compared[name] for name in expected} == expected
    return data


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(log: list[Event], rng: random.Random) -> None:
    progress = progress_of(log)
    shuffled = rng.sample(log, len(log))
    assert statistics(shuffled, progress, BANK, TODAY) == statistics(log, progress, BANK, TODAY)


@given(logs())
def test_what_was_taken_back_never_counts(log: list[Event]) -> None:
    taken_back = {event.target for event in log}
    rest = [event for event in log if event.kind != "retract" and event.id not in taken_back]
    progress = progress_of(log)
    assert statistics(log, progress, BANK, TODAY) == statistics(rest, progress, BANK, TODAY)


@given(logs())
def test_the_parts_add_up_and_are_json(log: list[Event]) -> None:
    found = as_data(statistics(log, progress_of(log), BANK, TODAY))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    period, kept, cards = found["period"], found["retention"], found["cards"]
    assert period["answers"] == period["new"] + period["reviews"] + period["repeats"] + period["crams"]
    assert period["answers"] == sum(day["answers"] for day in found["days"].values())
    assert period["reviews"] == kept["all"]["reviews"] == kept["young"]["reviews"] + kept["mature"]["reviews"]
    assert period["reviews"] == sum(age["reviews"] for age in kept["ages"])
    assert period["reviews"] == sum(topic["reviews"] for topic in kept["topics"])
    assert cards["unseen"] + cards["young"] + cards["mature"] + cards["suspended"] == len(BANK)
    forecast = found["forecast"]
    assert forecast["overdue"] + sum(forecast["days"].values()) + forecast["later"] <= len(BANK)
    assert sum(bin_["cards"] for bin_ in found["ease"]["bins"]) <= len(BANK)


def test_an_empty_log() -> None:
    found = statistics([], {}, BANK, TODAY)
    assert not found.answered
    data = as_data(found)
    assert data["period"]["answers"] == data["streak"]["longest"] == 0
    assert data["retention"]["all"]["share"] is None
    assert data["cards"]["unseen"] == 3


def test_a_log_of_cards_that_are_gone() -> None:
    log = Log()
    for day, quality in (("2026-03-18", 4), ("2026-03-19", 2), ("2026-03-20", 5)):
        log.add("gone", day, quality)
    data = as_data(statistics(log.events, log.progress(), BANK, TODAY))
    assert data["cards"]["not_in_bank"] == 1
    assert data["retention"]["topics"] == [{"topic": None, "reviews": 2, "passed": 1, "share": 0.5}]
    assert data["hardest"] == []
    assert sum(data["forecast"]["days"].values()) == 0
    assert as_data(statistics(log.events, log.progress(), BANK, TODAY, topics=["cnn"]))["period"]["answers"] == 0


def test_answers_after_today_are_left_out() -> None:
    log = Log()
    log.add("alpha", "2026-03-20", 4)
    log.add("alpha", "2026-03-21", 4)
    found = statistics(log.events, log.progress(), BANK, TODAY)
    assert (found.period.answers, found.streak.longest) == (1, 1)


def test_the_period_bounds_what_looks_back_only() -> None:
    log = Log()
    for day in ("2026-03-17", "2026-03-18", "2026-03-19"):
        log.add("alpha", day, 4, detail={"problem": "conv", "verdict": "correct"})
    found = statistics(log.events, log.progress(), BANK, TODAY, days=2)
    assert (found.since, found.length) == (date(2026, 3, 19), 2)
    assert found.period.answers == found.retention.all.reviews == found.computed.all.asked == 1
    assert found.streak.current == 3
    assert found.stages.young + found.stages.mature == 1
