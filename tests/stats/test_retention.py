from datetime import date

import pytest

from dlprep.stats.history import Reviewed, Step
from dlprep.stats.retention import Age, Kept, retention
from tests.stats.samples import bank

BANK = bank({"a": "cnn", "b": "rnn"})


def reviewed(card: str = "a", quality: int = 4, interval: int = 1, step: Step = "review") -> Reviewed:
    return Reviewed(card, date(2026, 3, 1), step, interval, quality, 0, {})


@pytest.mark.parametrize(
    ("interval", "age", "is_mature"),
    [
        (1, Age(1, 1), False),
        (2, Age(2, 6), False),
        (6, Age(2, 6), False),
        (7, Age(7, 20), False),
        (20, Age(7, 20), False),
        (21, Age(21, 59), True),
        (59, Age(21, 59), True),
        (60, Age(60, 179), True),
        (180, Age(180, None), True),
        (99_999, Age(180, None), True),
    ],
)
def test_the_age_is_the_interval_before_the_answer(interval: int, age: Age, is_mature: bool) -> None:
    found = retention([reviewed(interval=interval)], BANK)
    assert [one for one, kept in found.ages.items() if kept.reviews] == [age]
    assert (found.young.reviews, found.mature.reviews) == (not is_mature, is_mature)


@pytest.mark.parametrize("step", ["new", "repeat", "cram"])
def test_what_is_no_review_does_not_count(step: Step) -> None:
    assert retention([reviewed(step=step)], BANK).all == Kept(0, 0)


def test_topics_come_in_the_order_to_learn_them_and_those_that_are_gone_last() -> None:
    found = retention([reviewed("gone"), reviewed("b"), reviewed("a", 2), reviewed("a")], BANK)
    assert [*found.topics.items()] == [("cnn", Kept(2, 1)), ("rnn", Kept(1, 1)), (None, Kept(1, 1))]
    assert (found.all.share, found.topics["cnn"].share) == (0.75, 0.5)
