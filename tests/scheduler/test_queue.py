from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dlprep.scheduler.queue import interleave


def cards(**sizes: int) -> list[str]:
    return [f"{topic}{n:03}" for topic, size in sizes.items() for n in range(size)]


def topic(card: str) -> str:
    return card[0]


@given(st.lists(st.sampled_from(cards(a=9, b=5, c=1)), unique=True), st.integers())
def test_nothing_is_lost_and_topics_keep_their_order(items: list[str], seed: int) -> None:
    mixed = interleave(items, topic, seed)
    assert Counter(mixed) == Counter(items)
    for name in "abc":
        assert [c for c in mixed if topic(c) == name] == [c for c in items if topic(c) == name]


def test_topics_are_spread_evenly() -> None:
    mixed = interleave(cards(a=20, b=20), topic, seed=1)
    runs = [sum(topic(c) == "a" for c in mixed[i : i + 8]) for i in range(0, 40, 8)]
    assert runs == [4] * 5


def test_the_seed_alone_decides() -> None:
    items = cards(a=5, b=5, c=5)
    assert interleave(items, topic, 7) == interleave(items, topic, 7)
    assert len({tuple(interleave(items, topic, seed)) for seed in range(20)}) > 1
