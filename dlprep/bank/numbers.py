"""The bank in numbers: cards by topic, kind and level."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dlprep.bank.index import Entry


@dataclass(frozen=True, slots=True)
class TopicNumbers:
    """The cards of one topic, counted."""

    topic: str
    cards: int
    kinds: Counter[str]
    levels: Counter[str]


def by_topic(entries: Iterable[Entry]) -> list[TopicNumbers]:
    """Count the cards of each topic, in the order in which the topics are learnt."""
    topics: dict[str, list[Entry]] = {}
    for entry in entries:
        topics.setdefault(entry.topic, []).append(entry)
    return [
        TopicNumbers(topic, len(cards), Counter(card.kind for card in cards), Counter(card.level for card in cards))
        for topic, cards in topics.items()
    ]
