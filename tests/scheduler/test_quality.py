import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.grading.grade import Verdict
from dlprep.scheduler.quality import quality_of_points, quality_of_verdict


@pytest.mark.parametrize(
    ("verdict", "minutes", "hints", "quality"),
    [
        pytest.param("correct", 0.5, 0, 5, id="right-and-quick"),
        pytest.param("correct", 1.0, 0, 5, id="right-at-the-limit"),
        pytest.param("correct", 3.0, 0, 4, id="right-but-slow"),
        pytest.param("correct", 0.5, 1, 3, id="right-with-a-hint"),
        pytest.param("near_miss", 0.5, 0, 2, id="slip"),
        pytest.param("partial", 0.5, 0, 2, id="partly-right"),
        pytest.param("wrong", 0.5, 0, 1, id="wrong"),
        pytest.param(None, 0.5, 0, 0, id="gave-up"),
    ],
)
def test_computed_answers(verdict: Verdict | None, minutes: float, hints: int, quality: int) -> None:
    assert quality_of_verdict(verdict, minutes, 1.0, hints) == quality


@pytest.mark.parametrize(
    ("weights", "ticked", "hints", "quality"),
    [
        pytest.param([3, 2, 1], {0, 1, 2}, 0, 5, id="all"),
        pytest.param([3, 1, 1], {0, 1}, 0, 4, id="four-fifths"),
        pytest.param([1, 1], {0}, 0, 3, id="half"),
        pytest.param([3, 1], {1}, 0, 2, id="quarter"),
        pytest.param([9, 1], {1}, 0, 1, id="little"),
        pytest.param([3, 1], set(), 0, 0, id="nothing"),
        pytest.param([1, 1], {0, 1}, 1, 3, id="all-but-one-was-given-away"),
    ],
)
def test_spoken_answers(weights: list[int], ticked: set[int], hints: int, quality: int) -> None:
    assert quality_of_points(weights, ticked, hints) == quality


@given(st.lists(st.integers(1, 3), min_size=2, max_size=6), st.data())
def test_one_more_point_never_lowers_and_a_hint_never_raises(weights: list[int], data: st.DataObject) -> None:
    ticked = data.draw(st.sets(st.sampled_from(range(len(weights)))))
    hints = data.draw(st.integers(0, len(weights) - 1))
    more = ticked | {data.draw(st.sampled_from(range(len(weights))))}
    assert quality_of_points(weights, more, hints) >= quality_of_points(weights, ticked, hints)
    assert quality_of_points(weights, ticked, hints + 1) <= quality_of_points(weights, ticked, hints)
