import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.grading.answer import (
    AnswerType,
    AnswerValue,
    Choice,
    Count,
    Formula,
    Label,
    Matrix,
    Number,
    Part,
    Parts,
    Shape,
    SingleType,
    Vector,
    enough_digits,
    expects,
    format_answer,
)
from dlprep.grading.compare import compare
from dlprep.grading.read import read
from dlprep.text import Text

YES_NO = Label((Choice("yes", Text("是", "Yes")), Choice("no", Text("否", "No"))))
STEP = Parts((Part("lr", Text("学习率", "learning rate"), Number()), Part("ok", Text("收敛", "converges"), YES_NO)))


@pytest.mark.parametrize(
    ("value", "answer_type", "text"),
    [
        pytest.param(150528, Count(), "150528", id="count"),
        pytest.param(112.5, Count(), "112.5", id="no count"),
        pytest.param((3, 224, 224), Shape(), "3x224x224", id="shape"),
        pytest.param((64,), Shape(), "64", id="shape of one side"),
        pytest.param(1 / 3, Number(), "0.333333", id="six digits"),
        pytest.param(1 / 3, Number(rtol=1e-9), "0.3333333333", id="digits for the tolerance"),
        pytest.param(1 / 3, Number(rtol=0, atol=1e-3), "0.333333", id="absolute tolerance"),
        pytest.param(0.1 + 0.2, Number(rtol=0), "0.30000000000000004", id="exact float"),
        pytest.param(1234567.0, Number(), "1234567", id="whole float"),
        pytest.param(-0.0, Number(), "0", id="no minus zero"),
        pytest.param(2.5e-8, Number(), "2.5e-08", id="small"),
        pytest.param((0.5, math.inf, math.nan), Vector(special=True), "[0.5, inf, nan]", id="vector"),
        pytest.param(((1.0, 0.5), (0, 2)), Matrix(), "[[1, 0.5], [0, 2]]", id="matrix"),
        pytest.param("yes", YES_NO, "yes", id="label"),
        pytest.param({"lr": 0.1, "ok": "no"}, STEP, "lr = 0.1; ok = no", id="parts"),
    ],
)
def test_format(value: AnswerValue, answer_type: AnswerType, text: str) -> None:
    assert format_answer(value, answer_type) == text


@pytest.mark.parametrize(
    ("answer_type", "en", "zh"),
    [
        pytest.param(Count(), "a whole number", "一个整数", id="count"),
        pytest.param(Number(), "a number; 4 significant digits are enough", "一个数；4 位有效数字即可", id="number"),
        pytest.param(
            Number(rtol=0, atol=0.01), "a number; an error up to 0.01 is fine", "一个数；误差允许到 0.01", id="absolute"
        ),
        pytest.param(
            Vector(rtol=1e-2, special=True),
            "comma-separated numbers, e.g. 0.1, 0.2; 3 significant digits are enough; inf, -inf and nan are possible",
            "逗号分隔的数，如 0.1, 0.2；3 位有效数字即可；可能是 inf、-inf 或 nan",
            id="vector",
        ),
        pytest.param(
            Vector(rtol=0, size=3),
            "3 comma-separated numbers, e.g. 0.1, 0.2",
            "3 个逗号分隔的数，如 0.1, 0.2",
            id="vector of a size that is told",
        ),
        pytest.param(Vector(rtol=0, size=1), "a number", "一个数", id="vector of one"),
        pytest.param(Matrix(rtol=0), "numbers row by row, e.g. 1, 2; 3, 4", "逐行输入的数，如 1, 2; 3, 4", id="matrix"),
        pytest.param(Shape(), "the sides, e.g. 3x224x224", "各边长，如 3x224x224", id="shape"),
        pytest.param(
            Shape(rank=1), "one whole number, the only side", "一个整数，即唯一的边长", id="shape of one side"
        ),
        pytest.param(
            Shape(rank=2, square=True),
            "2 sides, e.g. 224x224; one number will do if all sides are equal",
            "2 个边长，如 224x224；各边相等时可以只写一个数",
            id="square",
        ),
        pytest.param(Shape(rank=5), "5 sides, e.g. 2x8x3x224x224", "5 个边长，如 2x8x3x224x224", id="volume"),
        pytest.param(YES_NO, "one of: Yes, No", "其中之一：是、否", id="label"),
        pytest.param(
            STEP,
            "lr = learning rate (a number; 4 significant digits are enough); ok = converges (one of: Yes, No)",
            "lr = 学习率（一个数；4 位有效数字即可）；ok = 收敛（其中之一：是、否）",
            id="parts",
        ),
    ],
)
def test_expects(answer_type: AnswerType, en: str, zh: str) -> None:
    assert expects(answer_type) == Text(zh, en)


numbers = st.floats(allow_nan=False, allow_infinity=False)
specials = st.floats()
tolerances = st.sampled_from([0.0, 1e-12, 1e-6, 1e-3, 1e-2, 0.1])


def answers_of(answer_type: AnswerType) -> st.SearchStrategy[AnswerValue]:
    match answer_type:
        case Count():
            return st.integers(0, 10**39)
        case Shape(rank=rank):
            return st.lists(st.integers(1, 10**6), min_size=rank or 0, max_size=rank or 6).map(tuple)
        case Label(choices):
            return st.sampled_from([choice.name for choice in choices])
        case Parts(parts):
            return st.fixed_dictionaries({part.name: answers_of(part.type) for part in parts})
        case Formula(variables):
            return st.sampled_from([name for name, _, _ in variables])
    number = specials if answer_type.special else numbers
    if isinstance(answer_type, Number):
        return number
    rows = st.integers(1, 4).flatmap(lambda n: st.lists(st.tuples(*[number] * n), min_size=1, max_size=4))
    return rows.map(tuple) if isinstance(answer_type, Matrix) else st.lists(number, min_size=1, max_size=5).map(tuple)


plain_types: list[SingleType] = [Count(), Shape(), Shape(rank=3), Shape(square=True), YES_NO]
special_types: list[SingleType] = [Number(special=True), Vector(special=True), Matrix(special=True)]
single_types: st.SearchStrategy[SingleType] = st.one_of(
    st.sampled_from(plain_types + special_types),
    st.builds(Number, tolerances, tolerances),
    st.builds(Vector, tolerances, tolerances),
    st.builds(Matrix, tolerances, tolerances),
)
several_parts = st.lists(single_types, min_size=1, max_size=4).map(
    lambda types: Parts(tuple(Part(f"p{i}", Text("部分", "part"), each) for i, each in enumerate(types)))
)
answer_types: st.SearchStrategy[AnswerType] = st.one_of(single_types, several_parts)


@given(st.data())
def test_what_is_printed_is_read_back_as_correct(data: st.DataObject) -> None:
    answer_type = data.draw(answer_types)
    value = data.draw(answers_of(answer_type))
    found = read(format_answer(value, answer_type), answer_type)
    assert compare(value, found, answer_type).outcome == "correct"
    if isinstance(answer_type, Count | Shape | Label):
        assert found == value


@given(st.floats(1e-8, 0.5), st.floats(1e-300, 1e300), st.sampled_from([1, -1]))
def test_the_promised_digits_are_enough(rtol: float, size: float, sign: int) -> None:
    rounded = float(f"{sign * size:.{enough_digits(rtol)}g}")
    assert compare(sign * size, rounded, Number(rtol=rtol)).outcome == "correct"


def test_no_digit_more_than_needed_is_asked_for() -> None:
    assert [enough_digits(rtol) for rtol in (0.5, 0.05, 5e-3, 1e-3, 5e-4)] == [1, 2, 3, 4, 4]
    assert abs(float(f"{1.0049:.3g}") - 1.0049) / 1.0049 > 1e-3  # three digits would not do
