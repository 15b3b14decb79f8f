"""Generated banks and logs: as many cards and answers as a benchmark asks for, the same each time."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from dlprep.scheduler.days import Instant
from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW
from dlprep.store.event import Event, Line
from dlprep.store.store import Store

TOPICS = 20
PER_FILE = 50
DUE = 0.003
"""The share of the seen cards that is due: 300 of 100,000, a long evening."""

LONGEST = 200
"""Days; a card with a longer interval is forgotten, or many answers would take centuries."""

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
_CARD = """\
- id: card-{number}
  kind: recall
  level: {level}
  tags: [tag-{tag}]
  question: {{zh: "第 {name} 题：$x_{{{number}}}$ 是什么？", en: "What is $x_{{{number}}}$, number {name}?"}}
  answer:
    zh: |
      它是 $\\frac{{a}}{{b}}$，因为**每一层**都乘上一个因子，`x[{number}]` 也一样。
    en: |
      It is $\\frac{{a}}{{b}}$, since **every layer** multiplies by a factor, and `x[{number}]` does too. A second
      sentence makes it about as long as answers are.
  points:
    - {{weight: 2, zh: 要点一 $a$, en: point one $a$}}
    - {{weight: 1, zh: 要点二, en: point two}}
    - {{weight: 1, zh: 要点三, en: point three}}
"""


def make_bank(folder: Path, cards: int) -> Path:
    """Write a bank of `cards` cards in twenty topics, fifty cards a file, and return its folder."""
    for start in range(0, cards, PER_FILE):
        path = folder / f"topic-{start // PER_FILE % TOPICS:02}" / f"{start}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        numbers = range(start, min(start + PER_FILE, cards))
        path.write_text("".join(card_text(number) for number in numbers), encoding="utf-8")
    return folder


def card_ids(cards: int) -> list[str]:
    """Return the ids of the cards of a generated bank."""
    return [f"card-{number}" for number in range(cards)]


def card_text(number: int) -> str:
    """Return the YAML of one card."""
    level = ("basic", "intermediate", "advanced")[number % 3]
    name = f"{number * 2_654_435_761 % 2**32:08x}"  # so that no two questions have the same words
    return _CARD.format(number=number, name=name, level=level, tag=number % 40)


def answers(cards: Sequence[str], reviews: int, today: date) -> Iterator[list[Event]]:
    """Yield, for each of the first nine tenths of the cards, its answers, `reviews` in all, given when it was due.

    The last tenth is new. Of the others as many are due as `DUE` says; the rest come due after `today`, and none was
    answered yet on it.
    """
    rng = Random(1)
    seen = cards[: max(1, len(cards) * 9 // 10)]
    for number, card in enumerate(seen):
        count = reviews // len(seen) + (number < reviews % len(seen))
        state, day, qualities, days = NEW, date(2000, 1, 1), [], []
        for nth, quality in enumerate(rng.choices((1, 3, 4, 5), (1, 2, 5, 2), k=count)):
            known = nth >= count - 2  # so that the card is not due again the day after
            qualities.append(4 if known else quality if state.interval < LONGEST else 1)
            days.append(day)
            state = review(state, qualities[-1], day)
            day = state.due or day
        ago = state.interval + rng.randrange(3) if rng.random() < DUE else rng.randrange(1, max(2, state.interval))
        shift = today - timedelta(days=ago) - (days[-1] if days else today)
        yield [
            _event(f"{number:06}-{nth:03}", card, quality, day + shift, number)
            for nth, (quality, day) in enumerate(zip(qualities, days, strict=True))
        ]


def make_log(path: Path, cards: Sequence[str], reviews: int, today: date) -> Path:
    """Write a log of `reviews` answers to `cards`, in the order in which they were given, and return its path."""
    events = sorted((event for card in answers(cards, reviews, today) for event in card), key=lambda event: event.order)
    with Store(path) as store:
        store.fill(Line(None, event, imported=False) for event in events)
    return path


def _event(id_: str, card: str, quality: int, day: date, second: int) -> Event:
    at = Instant((day - date(1970, 1, 1)).days * DAY_MS + 9 * HOUR_MS + second % HOUR_MS, 0)
    return Event(id_, "review", card, at, day, quality, 9000, None, {"hints": 0, "ticked": [0, 1]})
