from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.puzzles.order import Order
from tests.puzzles.cards import STEPS

SHOWN = (2, 0, 3, 1)  # a three, b one, c four, d two; right is b d a c


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        pytest.param("bdac", "correct", id="right"),
        pytest.param("B > D > A > C", "correct", id="arrows"),
        pytest.param("ｂ，ｄ，ａ，ｃ", "correct", id="full-width"),
        pytest.param("dbac", "partial", id="one-swap"),
        pytest.param("dacb", "partial", id="first-put-last"),
        pytest.param("cadb", "wrong", id="backwards"),
        pytest.param("bda", "unreadable", id="one-missing"),
        pytest.param("bdab", "unreadable", id="one-twice"),
        pytest.param("1342", "unreadable", id="digits"),
    ],
)
def test_what_is_typed_is_graded(typed: str, verdict: str) -> None:
    assert Order(STEPS, SHOWN).grade(typed).verdict == verdict


@given(st.integers())
def test_it_is_never_shown_in_order_and_its_solution_is_right(seed: int) -> None:
    order = Order.shuffled(STEPS, Random(seed))
    assert order.order != (0, 1, 2, 3)
    assert order.grade(order.solution()).verdict == "correct"
    assert [text.en for _, text in order.solved()] == ["one", "two", "three", "four"]


def test_hints_name_the_first_steps() -> None:
    assert [hint.en for hint in Order(STEPS, SHOWN).hints()] == ["step 1 is b", "step 2 is d"]
