from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW

DAY = date(2026, 3, 1)
answers = st.lists(
    st.builds(
        lambda n, quality: Answer(n * 3_600_000, f"{n:04}", quality, DAY + timedelta(days=n // 24)),
        st.integers(0, 2400),
        st.integers(0, 5),
    ),
    max_size=30,
    unique_by=lambda answer: answer.id,
)


@given(answers, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(log: list[Answer], rng: object) -> None:
    shuffled = list(log)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert replay(shuffled) == replay(log)


@given(answers)
def test_it_is_the_fold_of_review(log: list[Answer]) -> None:
    state = NEW
    for answer in sorted(log):
        state = review(state, answer.quality, answer.day)
    assert replay(log) == state


def test_ties_in_time_are_broken_by_id() -> None:
    one, two = Answer(0, "a", 5, DAY), Answer(0, "b", 2, DAY)
    assert replay([two, one]) == review(review(NEW, 5, DAY), 2, DAY)
