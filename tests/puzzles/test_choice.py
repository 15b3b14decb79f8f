from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.card import ChoiceCard
from dlprep.puzzles.choice import Choice
from tests.puzzles.cards import ONE_RIGHT, TWO_RIGHT

SHOWN = (2, 0, 3, 1)  # a third, b first, c fourth, d second


@pytest.mark.parametrize(
    ("card", "typed", "verdict", "message"),
    [
        pytest.param(ONE_RIGHT, "b", "correct", None, id="right"),
        pytest.param(ONE_RIGHT, "（Ｂ）", "correct", None, id="full-width"),
        pytest.param(ONE_RIGHT, "a", "wrong", "third because", id="wrong-says-why"),
        pytest.param(ONE_RIGHT, "ab", "unreadable", "choose one only", id="one-only"),
        pytest.param(ONE_RIGHT, "e", "unreadable", "type letters from a to d", id="no-such-letter"),
        pytest.param(ONE_RIGHT, "first", "unreadable", "type letters from a to d", id="a-word"),
        pytest.param(TWO_RIGHT, "d, b", "correct", None, id="both"),
        pytest.param(TWO_RIGHT, "b 和 d", "correct", None, id="both-in-chinese"),
        pytest.param(TWO_RIGHT, "b", "partial", "there are more that are right", id="one-of-two"),
        pytest.param(TWO_RIGHT, "bdc", "partial", "c: fourth because", id="one-too-many"),
        pytest.param(TWO_RIGHT, "ca", "wrong", "a: third because  \nc: fourth because", id="both-wrong"),
        pytest.param(TWO_RIGHT, "bb", "unreadable", "a letter is there twice", id="twice"),
    ],
)
def test_what_is_typed_is_graded(card: ChoiceCard, typed: str, verdict: str, message: str | None) -> None:
    grade = Choice(card, SHOWN).grade(typed)
    assert (grade.verdict, grade.message and grade.message.en) == (verdict, message)


@given(st.integers())
def test_however_it_is_shuffled_its_solution_is_right(seed: int) -> None:
    for card in (ONE_RIGHT, TWO_RIGHT):
        choice = Choice.shuffled(card, Random(seed))
        assert choice.grade(choice.solution()).verdict == "correct"
        assert sorted(choice.order) == [0, 1, 2, 3]
        assert {text.en for _, text in choice.shown()} == {"first", "second", "third", "fourth"}


def test_hints_strike_wrong_options_and_leave_one() -> None:
    assert [hint.en for hint in Choice(ONE_RIGHT, SHOWN).hints()] == ["not a", "not c"]


def test_the_solution_gives_the_reasons() -> None:
    solved = Choice(ONE_RIGHT, SHOWN).solved()
    assert solved[1] == ("✓ b", ONE_RIGHT.options[0].text)
    assert solved[0][0] == "✗ a"
    assert "third because" in solved[0][1].en
