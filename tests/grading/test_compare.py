import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlprep.grading.answer import (
    AnswerType,
    AnswerValue,
    Choice,
    Count,
    Label,
    Matrix,
    Number,
    Part,
    Parts,
    Shape,
    Vector,
)
from dlprep.grading.compare import Comparison, Outcome, compare
from dlprep.text import Text

COARSE = "right so far, but give more digits"
YES_NO = Label((Choice("yes", Text("是", "Yes")), Choice("no", Text("否", "No"))))
STEP = Parts(
    (
        Part("w", Text("权重", "weights"), Vector()),
        Part("b", Text("偏置", "bias"), Number()),
        Part("n", Text("步数", "steps"), Count()),
    )
)


@pytest.mark.parametrize(
    ("given", "outcome", "right"),
    [
        pytest.param((3, 4), "correct", (True, True), id="all sides"),
        pytest.param((4, 3), "wrong", (False, False), id="a shape has an order"),
        pytest.param((3, 5), "partial", (True, False), id="one side"),
        pytest.param((3, 4, 1), "wrong", (), id="another rank"),
    ],
)
def test_shapes_side_by_side(given: tuple[int, ...], outcome: str, right: tuple[bool, ...]) -> None:
    found = compare((3, 4), given, Shape())
    assert (found.outcome, found.right) == (outcome, right)


@pytest.mark.parametrize(
    ("expected", "given", "answer_type", "outcome"),
    [
        pytest.param(112, 112, Count(), "correct", id="count"),
        pytest.param(112, 112.5, Count(), "wrong", id="fraction of a count"),
        pytest.param(10**20, 10**20 + 1, Count(), "wrong", id="large count is exact"),
        pytest.param((112, 112), (112,), Shape(square=True), "correct", id="square as one side"),
        pytest.param((112, 112), (56,), Shape(square=True), "wrong", id="another square"),
        pytest.param((112, 112), (112,), Shape(), "wrong", id="one side where that is not said"),
        pytest.param((112, 56), (112,), Shape(square=True), "wrong", id="one side of unequal ones"),
        pytest.param((), (1,), Shape(), "wrong", id="shape of a scalar"),
        pytest.param("yes", "yes", YES_NO, "correct", id="label"),
        pytest.param("yes", "no", YES_NO, "wrong", id="other label"),
        pytest.param(2.0, 2.002, Number(), "correct", id="on the boundary"),
        pytest.param(2.0, 1.998, Number(), "correct", id="on the lower boundary"),
        pytest.param(2.0, 2.0021, Number(), "wrong", id="past the boundary"),
        pytest.param(0.3, 0.1 + 0.2, Number(rtol=0), "correct", id="a rounding apart"),
        pytest.param(0.0, 0.01, Number(atol=0.01), "correct", id="absolute floor"),
        pytest.param(0.0, 0.0101, Number(atol=0.01), "wrong", id="past the absolute floor"),
        pytest.param(0.0, 1e-9, Number(), "wrong", id="no floor near zero"),
        pytest.param(-2.0, 2.0, Number(), "wrong", id="sign"),
        pytest.param(math.inf, math.inf, Number(special=True), "correct", id="inf"),
        pytest.param(math.inf, -math.inf, Number(special=True), "wrong", id="inf of the other sign"),
        pytest.param(math.inf, 1e308, Number(special=True), "wrong", id="large is not inf"),
        pytest.param(1e308, math.inf, Number(special=True), "wrong", id="inf is not large"),
        pytest.param(math.nan, math.nan, Number(special=True), "correct", id="nan"),
        pytest.param(math.nan, 0.0, Number(special=True), "wrong", id="number for nan"),
        pytest.param(0.0, math.nan, Number(special=True, atol=1), "wrong", id="nan for number"),
        pytest.param(1e308, -1e308, Number(), "wrong", id="difference overflows"),
    ],
)
def test_single_values(expected: AnswerValue, given: AnswerValue, answer_type: AnswerType, outcome: Outcome) -> None:
    found = compare(expected, given, answer_type)
    assert found.outcome == outcome
    assert found.right == ()


@pytest.mark.parametrize(
    ("expected", "given", "answer_type", "outcome", "right"),
    [
        pytest.param((1, 2), (1, 2), Vector(), "correct", (True, True), id="vector"),
        pytest.param((1, 2), (1, 3), Vector(), "partial", (True, False), id="half a vector"),
        pytest.param((1, 2), (2, 1), Vector(), "wrong", (False, False), id="no entry"),
        pytest.param((math.nan, 2), (math.nan, 2), Vector(special=True), "correct", (True, True), id="nan in a vector"),
        pytest.param(((1, 2), (3, 4)), ((1, 2), (3, 5)), Matrix(), "partial", (True, True, True, False), id="matrix"),
    ],
)
def test_entries(
    expected: AnswerValue, given: AnswerValue, answer_type: AnswerType, outcome: Outcome, right: tuple[bool, ...]
) -> None:
    assert compare(expected, given, answer_type) == Comparison(outcome, right)


@pytest.mark.parametrize(
    ("expected", "given", "answer_type", "said"),
    [
        pytest.param((1, 1, 1), (1, 1), Vector(), "expected 3 numbers, got 2", id="too few"),
        pytest.param((1, 1), (1,), Vector(), "expected 2 numbers, got 1", id="never broadcast"),
        pytest.param(((1, 2), (1, 2)), ((1, 2),), Matrix(), "expected 2x2 numbers, got 1x2", id="row for a matrix"),
        pytest.param(((1, 1),), ((1,), (1,)), Matrix(), "expected 1x2 numbers, got 2x1", id="transposed"),
        pytest.param((3, 4, 4), (4, 4), Shape(), "expected 3 numbers, got 2", id="rank"),
        pytest.param((112, 56), (112,), Shape(square=True), "expected 2 numbers, got 1", id="sides that differ"),
    ],
)
def test_sizes_come_first(expected: AnswerValue, given: AnswerValue, answer_type: AnswerType, said: str) -> None:
    found = compare(expected, given, answer_type)
    assert (found.outcome, found.right) == ("wrong", ())
    assert found.note is not None
    assert found.note.en == said


@pytest.mark.parametrize(
    ("given", "outcome", "right", "said"),
    [
        pytest.param({"w": (1, 2), "b": 0.5, "n": 7}, "correct", (True, True, True), None, id="all"),
        pytest.param({"w": (1, 2), "b": 0.7, "n": 7}, "partial", (True, False, True), None, id="two of three"),
        pytest.param({"w": (1, 9), "b": 0.7, "n": 8}, "partial", (False, False, False), None, id="half of one"),
        pytest.param({"w": (8, 9), "b": 0.7, "n": 8}, "wrong", (False, False, False), None, id="none"),
        pytest.param(
            {"w": (1,), "b": 0.5, "n": 7},
            "partial",
            (False, True, True),
            "weights: expected 2 numbers, got 1",
            id="note names the part",
        ),
    ],
)
def test_parts(given: AnswerValue, outcome: Outcome, right: tuple[bool, ...], said: str | None) -> None:
    found = compare({"w": (1, 2), "b": 0.5, "n": 7}, given, STEP)
    assert (found.outcome, found.right) == (outcome, right)
    assert (found.note.en if found.note else None) == said


@pytest.mark.parametrize(
    ("expected", "given", "is_noted"),
    [
        pytest.param(1 / 3, 0.33, True, id="rounded"),
        pytest.param(2 / 3, 0.67, True, id="rounded up"),
        pytest.param(2 / 3, 0.66, True, id="cut off"),
        pytest.param(-2 / 3, -0.66, True, id="negative cut off"),
        pytest.param(2 / 3, 0.65, False, id="neither"),
        pytest.param(0.661, 0.67, False, id="rounded the wrong way"),
        pytest.param(-2 / 3, -0.68, False, id="negative neither"),
        pytest.param(2 / 3, -0.67, False, id="sign"),
        pytest.param(0.64, 1.0, False, id="one digit says nothing"),
        pytest.param(3349.0, 3300.0, False, id="zeros are digits"),
        pytest.param(3300.4, 3300.0, False, id="within the tolerance"),
        pytest.param(0.012345, 0.012, True, id="small"),
        pytest.param(math.inf, 1.5, False, id="inf"),
    ],
)
def test_too_few_digits_are_told(expected: float, given: float, is_noted: bool) -> None:
    found = compare(expected, given, Number(special=True))
    assert (found.note is not None) == is_noted
    if found.note:
        assert (found.outcome, found.note.en) == ("wrong", COARSE)


def test_a_coarse_entry_is_noted_unless_another_is_really_wrong() -> None:
    coarse = compare((0.5, 1 / 3), (0.5, 0.33), Vector())
    assert (coarse.outcome, coarse.right) == ("partial", (True, False))
    assert coarse.note is not None
    assert compare((0.5, 1 / 3), (0.7, 0.33), Vector()).note is None


@pytest.mark.parametrize(
    ("expected", "given", "answer_type"),
    [("1", 1, Number()), (1, {"a": 1}, Number()), (1, 1, STEP)],
    ids=["text", "dict", "no parts"],
)
def test_values_of_another_kind_are_a_bug(expected: AnswerValue, given: AnswerValue, answer_type: AnswerType) -> None:
    with pytest.raises(TypeError):
        compare(expected, given, answer_type)


sizes = st.floats(1e-100, 1e100)


@given(sizes, st.sampled_from([1, -1]), st.floats(1e-9, 0.5), st.sampled_from([1, -1]))
def test_tolerance_holds_on_both_sides(size: float, sign: int, rtol: float, side: int) -> None:
    expected = sign * size
    for share, outcome in ((0.9, "correct"), (1.0, "correct"), (1.1, "wrong")):
        assert compare(expected, expected + side * share * rtol * size, Number(rtol=rtol)).outcome == outcome


@given(st.floats(0, 1e-3), st.floats(1e-6, 1e-2), st.sampled_from([1, -1]))
def test_absolute_floor_holds_near_zero(size: float, atol: float, side: int) -> None:
    assume(atol > 1e-3 * size)
    for share, outcome in ((0.9, "correct"), (1.0, "correct"), (1.1, "wrong")):
        assert compare(size, size + side * share * atol, Number(atol=atol)).outcome == outcome


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1))
def test_partial_means_some_but_not_all(pairs: list[tuple[int, int]]) -> None:
    expected, given = zip(*pairs, strict=True)
    found = compare(expected, given, Vector())
    assert found.right == tuple(a == b for a, b in pairs)
    assert (found.outcome == "partial") == (any(found.right) and not all(found.right))
