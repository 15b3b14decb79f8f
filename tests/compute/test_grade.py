from typing import Any

import pytest

from dlprep.compute.grade import grade
from dlprep.compute.instance import Instance
from dlprep.compute.registry import find_problem
from dlprep.grading.grade import Verdict


def instance(name: str, **values: Any) -> Instance:
    problem = find_problem(name)
    return Instance(problem, problem.read_params(values))


STEM = instance("conv_output_size", size=224, kernel=7, stride=2, padding=3)
ALEXNET = instance("conv_output_size", size=227, kernel=11, stride=4)
STACK = instance("receptive_field", layers=[[7, 2, 3], [3, 2, 1]])
SLOPE = instance("prelu_derivative", x=[-2, 3, -1.5], a=0.25, wrt="a")
OVERFLOW = instance("naive_softmax_overflow", logits=[100, 3, 1])
SOFTMAX = instance("stable_softmax", logits=[1000, 1001])


@pytest.mark.parametrize(
    ("asked", "text", "verdict", "slip"),
    [
        pytest.param(STEM, "112", "correct", None, id="one side for both"),
        pytest.param(STEM, "112x112", "correct", None, id="shape"),
        pytest.param(STEM, "（１１２，１１２）", "correct", None, id="full width"),
        pytest.param(STEM, "111", "near_miss", "plus_one_forgotten", id="a slip as one side"),
        pytest.param(STEM, "113x113", "near_miss", "rounded_up", id="a slip as shape"),
        pytest.param(STEM, "112x56", "partial", None, id="one side of two"),
        pytest.param(STEM, "56x28", "wrong", None, id="wrong shape"),
        pytest.param(STEM, "about a hundred", "unreadable", None, id="words"),
        pytest.param(STEM, "", "unreadable", None, id="nothing"),
        pytest.param(ALEXNET, "55", "correct", None, id="what a slip gives too is right"),
        pytest.param(STACK, "11", "correct", None, id="count"),
        pytest.param(STACK, "11 px", "correct", None, id="count with unit"),
        pytest.param(STACK, "10", "near_miss", "kernels_added_up", id="kernels added"),
        pytest.param(STACK, "9", "near_miss", "strides_ignored", id="strides ignored"),
        pytest.param(STACK, "21", "near_miss", "own_stride_counted", id="stride too early"),
        pytest.param(STACK, "11.5", "wrong", None, id="no whole number"),
        pytest.param(SLOPE, "-3.5", "correct", None, id="number"),
        pytest.param(SLOPE, "-2 + -1.5", "correct", None, id="expression"),
        pytest.param(SLOPE, "-3.5/3", "near_miss", "mean_for_sum", id="mean"),
        pytest.param(SLOPE, "-0.5", "near_miss", "positive_entries_counted", id="positive counted"),
        pytest.param(SLOPE, "3.5", "near_miss", "sign_lost", id="sign"),
        pytest.param(SLOPE, "nan", "unreadable", None, id="nan where none can be"),
        pytest.param(OVERFLOW, "nan, 0, 0", "correct", None, id="nan"),
        pytest.param(OVERFLOW, "1, 0, 0", "near_miss", "overflow_unnoticed", id="as if stable"),
        pytest.param(OVERFLOW, "inf, 0, 0", "near_miss", "nan_taken_for_inf", id="inf"),
        pytest.param(OVERFLOW, "nan nan nan", "near_miss", "nan_everywhere", id="nan everywhere"),
        pytest.param(OVERFLOW, "nan, 0, 1", "partial", None, id="two of three"),
        pytest.param(OVERFLOW, "nan, 0", "wrong", None, id="an entry missing"),
        pytest.param(SOFTMAX, "0.269, 0.731", "correct", None, id="three digits"),
        pytest.param(SOFTMAX, "1/(1+e), e/(1+e)", "correct", None, id="in closed form"),
        pytest.param(SOFTMAX, "0.731, 0.269", "near_miss", "softmin", id="turned round"),
        pytest.param(SOFTMAX, "nan, nan", "near_miss", "maximum_not_subtracted", id="overflow"),
    ],
)
def test_verdicts(asked: Instance, text: str, verdict: Verdict, slip: str | None) -> None:
    result = grade(asked, asked.problem.reference(asked.params), text)
    assert (result.verdict, result.slip) == (verdict, slip)


def test_a_near_miss_teaches() -> None:
    result = grade(STEM, (112, 112), "111")
    assert result.given == (111,)
    assert result.message
    assert "+1" in result.message.en


def test_a_partial_answer_says_which_entries_are_right() -> None:
    assert grade(OVERFLOW, OVERFLOW.problem.reference(OVERFLOW.params), "nan, 0, 1").right == (True, True, False)


def test_what_cannot_be_read_has_no_answer_but_a_reason() -> None:
    result = grade(STACK, 11, "[[")
    assert (result.verdict, result.given, result.right, result.slip) == ("unreadable", None, (), None)
    assert result.message


def test_too_few_digits_are_told_from_a_wrong_answer() -> None:
    result = grade(SOFTMAX, SOFTMAX.problem.reference(SOFTMAX.params), "0.27, 0.73")
    assert result.verdict == "wrong"
    assert result.message
    assert "more digits" in result.message.en


def test_the_expected_answer_decides_not_the_problem() -> None:
    """The torch reference may be the one to grade against."""
    assert grade(STACK, 12, "12").verdict == "correct"
    assert grade(STACK, 10, "10").verdict == "correct"
