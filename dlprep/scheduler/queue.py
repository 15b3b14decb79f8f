"""The order of a day's cards: due ones first, then new ones, topics interleaved."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def interleave(items: Iterable[Item], topic: Callable[[Item], str], seed: int) -> list[Item]:
    """Spread the topics evenly over the queue, keeping the order within each topic.

    Mixed practice beats blocked practice, and a topic with many cards should not end the day alone. The i-th of a
    topic's n cards goes to about (i + 0.5)/n of the queue; `seed` breaks the ties between topics, so that the same
    day gives the same order again after a restart.
    """
    groups: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[topic(item)].append(item)
    placed = []
    for name in sorted(groups):
        group = groups[name]
        shift = random.Random(f"{seed}:{name}").random()
        placed += [((i + shift) / len(group), name, item) for i, item in enumerate(group)]
    placed.sort(key=lambda place: place[:2])
    return [item for _, _, item in placed]
