"""A bank with a card of each kind, and a log of reviews."""

from pathlib import Path
from random import Random

from dlprep.bank.bank import Bank
from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import Event
from tests.banks import card, choice_card, cloze_card, compute_card, derive_card, order_card, write_bank

DAY_MS = 86_400_000
BEIJING = 480


def small_bank(folder: Path) -> Bank:
    """Return a bank of two topics with a card of each kind."""
    files = {
        "topics.yaml": "- {name: beta, zh: 乙, en: Beta}\n- {name: alpha, zh: 甲, en: Alpha}\n",
        "beta/a.yaml": card("recall-one", tags="one, two") + choice_card("choice-one") + cloze_card("cloze-one"),
        "alpha/b.yaml": order_card("order-one") + derive_card("derive-one") + compute_card("compute-one"),
    }
    return Bank([write_bank(folder, files)], folder.with_suffix(".index"))


def many_reviews(cards: list[str], count: int, now: int, seed: int = 1) -> list[Event]:
    """Return `count` answers to `cards` over the two months before `now`, in Beijing."""
    rng = Random(seed)
    events = []
    for number in range(count):
        at = Instant(now - rng.randrange(DAY_MS, 60 * DAY_MS), BEIJING)
        quality, elapsed = rng.randrange(6), rng.randrange(90_000)
        day = local_day(at, 4)
        events.append(Event(f"e{number}", "review", rng.choice(cards), at, day, quality=quality, elapsed_ms=elapsed))
    return events
