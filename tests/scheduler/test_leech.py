import pytest

from dlprep.scheduler.leech import is_leech, turns_leech
from dlprep.scheduler.state import CardState


def lapsed(times: int) -> CardState:
    return CardState(lapses=times)


@pytest.mark.parametrize(("lapses", "leech"), [(0, False), (7, False), (8, True), (20, True)])
def test_a_leech_is_a_card_forgotten_too_often(lapses: int, leech: bool) -> None:
    assert is_leech(lapsed(lapses)) is leech


@pytest.mark.parametrize(
    ("before", "after", "limit", "said"),
    [
        pytest.param(6, 7, 8, False, id="not-yet"),
        pytest.param(7, 8, 8, True, id="becomes-one"),
        pytest.param(8, 8, 8, False, id="an-answer-without-a-lapse"),
        pytest.param(8, 9, 8, False, id="one-more"),
        pytest.param(11, 12, 8, True, id="half-as-many-more"),
        pytest.param(0, 1, 1, True, id="a-limit-of-one"),
        pytest.param(4, 5, 5, True, id="an-odd-limit"),
        pytest.param(7, 8, 5, True, id="half-of-an-odd-limit-rounds-up"),
        pytest.param(6, 7, 5, False, id="and-not-down"),
    ],
)
def test_it_is_pointed_out_when_it_becomes_one_and_now_and_then_after(
    before: int, after: int, limit: int, said: bool
) -> None:
    assert turns_leech(lapsed(before), lapsed(after), limit) is said
