"""Every problem of the registry: answers worked by hand, and what holds for each drawn question."""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlprep.bank.checks import formulas
from dlprep.compute.backend import run_references, tightened
from dlprep.compute.grade import grade
from dlprep.compute.instance import Instance, draw, telling_slips
from dlprep.compute.levels import LEVELS, Level
from dlprep.compute.registry import find_problem, problem_families
from dlprep.errors import ParameterError
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Matrix, Number, Shape, Vector, format_answer
from dlprep.grading.compare import compare
from dlprep.render.prose import plain

NAMES = tuple(problem_families())
SEEDS = range(25)
INF, NAN = math.inf, math.nan

ALEXNET = [[11, 4, 2], [3, 2], [5, 1, 2], [3, 2], [3, 1, 1], [3, 1, 1], [3, 1, 1], [3, 2]]
VGG_STAGES = [[3, 1, 1]] * 2 + [[2, 2]], [[3, 1, 1]] * 3 + [[2, 2]]
VGG_16 = VGG_STAGES[0] * 2 + VGG_STAGES[1] * 3

# Worked by hand; the networks' receptive fields are also in the table of Araujo, Norris & Sim 2019, Distill.
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("conv_output_size", "AlexNet's first layer", {"size": 227, "kernel": 11, "stride": 4}, (55, 55)),
    ("conv_output_size", "ResNet's stem", {"size": 224, "kernel": 7, "stride": 2, "padding": 3}, (112, 112)),
    ("conv_output_size", "LeNet's first layer", {"size": 32, "kernel": 5}, (28, 28)),
    ("conv_output_size", "dilated", {"size": 7, "kernel": 3, "dilation": 2}, (3, 3)),
    ("conv_output_size", "height and width", {"size": [5, 8], "kernel": [3, 2], "stride": [2, 3]}, (2, 3)),
    ("conv_output_size", "one place", {"size": 3, "kernel": 5, "padding": 1}, (1, 1)),
    ("prelu_derivative", "by x", {"x": [-2, 3], "a": 0.25}, (0.25, 1.0)),
    ("prelu_derivative", "at one number", {"x": -2.5, "a": 0.1}, 0.1),
    ("prelu_derivative", "by the slope", {"x": [-2, 3, -1.5], "a": 0.25, "wrt": "a"}, -3.5),
    ("prelu_derivative", "by the slope at one number", {"x": -4, "a": 0.25, "wrt": "a"}, -4.0),
    ("prelu_derivative", "slope without effect", {"x": [1, 2], "a": 0.25, "wrt": "a"}, 0.0),
    ("prelu_derivative", "ReLU", {"x": [-1, 1], "a": 0}, (0.0, 1.0)),
    ("receptive_field", "two 3x3", {"layers": [[3], [3]]}, 5),
    ("receptive_field", "three 3x3", {"layers": [[3], [3], [3]]}, 7),
    ("receptive_field", "ResNet's stem and pooling", {"layers": [[7, 2, 3], [3, 2, 1]]}, 11),
    ("receptive_field", "AlexNet", {"layers": ALEXNET}, 195),
    ("receptive_field", "VGG-16", {"layers": VGG_16}, 212),
    ("receptive_field", "VGG-16's stride", {"layers": VGG_16, "quantity": "effective_stride"}, 32),
    ("receptive_field", "dilated", {"layers": [[3], [3, 1, 2, 2], {"kernel": 3, "dilation": 4}]}, 15),
    ("receptive_field", "gaps", {"layers": [[1, 5], [2]]}, 6),
    ("receptive_field", "one pixel", {"layers": [[1, 1, 0, 16]]}, 1),
    ("stable_softmax", "equal", {"logits": [1000, 1000]}, (0.5, 0.5)),
    ("stable_softmax", "one to three", {"logits": [-2000, -2000 + math.log(3)]}, (0.25, 0.75)),
    ("stable_softmax", "one beyond all", {"logits": [0, 1e308, -1e308]}, (0.0, 1.0, 0.0)),
    ("stable_softmax", "a step of one", {"logits": [7, 8]}, (1 / (1 + math.e), math.e / (1 + math.e))),
    ("naive_softmax_overflow", "all inf", {"logits": [1000, 1000]}, (NAN, NAN)),
    ("naive_softmax_overflow", "one inf", {"logits": [100, 0]}, (NAN, 0.0)),
    ("naive_softmax_overflow", "float32 holds 88", {"logits": [88, 88]}, (0.5, 0.5)),
    ("naive_softmax_overflow", "the sum alone is inf", {"logits": [88.5, 88.5]}, (0.0, 0.0)),
    ("naive_softmax_overflow", "zero over zero", {"logits": [-120, -130]}, (NAN, NAN)),
    ("naive_softmax_overflow", "float16", {"logits": [12, 0], "dtype": "float16"}, (NAN, 0.0)),
    # 2**-24 is the smallest float16: exp(-17) = 0.69 and exp(-16) = 1.89 of it are rounded to 1 and 2 of it
    ("naive_softmax_overflow", "subnormal", {"logits": [-17, -16], "dtype": "float16"}, (1 / 3, 2 / 3)),
    ("naive_softmax_overflow", "float64 holds 709", {"logits": [709, 0], "dtype": "float64"}, (1.0, 0.0)),
    ("naive_softmax_overflow", "float64", {"logits": [710, 709], "dtype": "float64"}, (NAN, 0.0)),
    (
        "naive_softmax_overflow",
        "which overflow",
        {"logits": [88, 89, -1000, 1e40], "quantity": "overflowing"},
        (0.0, 1.0, 0.0, 1.0),
    ),
    (
        "naive_softmax_overflow",
        "a logit beyond float16 itself",
        {"logits": [1e5, -1e5, 11], "dtype": "float16", "quantity": "overflowing"},
        (1.0, 0.0, 0.0),
    ),
]

whole = st.integers
real = st.floats(-1e3, 1e3).filter(bool)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "conv_output_size": st.fixed_dictionaries(
        {
            "size": st.tuples(whole(1, 300), whole(1, 300)),
            "kernel": st.tuples(whole(1, 40), whole(1, 40)),
            "stride": st.tuples(whole(1, 50), whole(1, 50)),
            "padding": st.tuples(whole(0, 50), whole(0, 50)),
            "dilation": st.tuples(whole(1, 9), whole(1, 9)),
        }
    ),
    "prelu_derivative": st.fixed_dictionaries(
        {"x": real | st.lists(real, min_size=1, max_size=16), "a": real | st.just(0), "wrt": st.sampled_from("xa")}
    ),
    "receptive_field": st.fixed_dictionaries(
        {
            "layers": st.lists(st.tuples(whole(1, 31), whole(1, 8), whole(0, 9), whole(1, 16)), min_size=1, max_size=4),
            "quantity": st.sampled_from(("receptive_field", "effective_stride")),
        }
    ),
    "stable_softmax": st.fixed_dictionaries(
        {"logits": st.lists(st.floats(allow_nan=False, allow_infinity=False) | real, min_size=2, max_size=16)}
    ),
    "naive_softmax_overflow": st.fixed_dictionaries(
        {
            "logits": st.lists(
                st.floats(-800, 800) | st.floats(-110, 95) | st.floats(-18, 12), min_size=1, max_size=16
            ),
            "dtype": st.sampled_from(("float16", "float32", "float64")),
            "quantity": st.sampled_from(("result", "overflowing")),
        }
    ),
}

each_problem = pytest.mark.parametrize("name", NAMES)
each_level = pytest.mark.parametrize("level", LEVELS)
each_answer = pytest.mark.parametrize(
    ("name", "params", "answer"),
    [pytest.param(name, params, answer, id=f"{name}: {case}") for name, case, params, answer in ANSWERS],
)


def given_instance(name: str, params: dict[str, Any]) -> Instance:
    problem = find_problem(name)
    return Instance(problem, problem.read_params(params))


def drawn(name: str, level: Level, seeds: range = SEEDS) -> Iterator[Instance]:
    return (draw(find_problem(name), seed, level) for seed in seeds)


def typed(value: AnswerValue) -> str:
    return "x".join(map(str, value)) if isinstance(value, tuple) and isinstance(value[0], int) else repr(value)


def off_by(tolerances: float, value: Any, kind: AnswerType) -> Any:
    """Move every number of an answer away from 0 by so many tolerances; whole numbers by one."""
    if isinstance(value, tuple):
        return tuple(off_by(tolerances, item, kind) for item in value)
    if isinstance(kind, Count | Shape):
        return value + 1
    assert isinstance(kind, Number | Vector | Matrix)
    allowed = max(kind.atol, kind.rtol * abs(value))
    return value + math.copysign(tolerances * (allowed or 1e-9), value)


@each_answer
def test_answer_worked_by_hand(name: str, params: dict[str, Any], answer: AnswerValue) -> None:
    instance = given_instance(name, params)
    found = instance.problem.reference(instance.params)
    assert compare(answer, found, tightened(instance.answer_type, instance.problem.agreement)).outcome == "correct"


@each_answer
def test_torch_gives_the_same(name: str, params: dict[str, Any], answer: AnswerValue) -> None:
    pytest.importorskip("torch")
    instance = given_instance(name, params)
    assert run_references(instance.problem, instance.params, "both", "cpu").agree


@each_problem
def test_every_problem_has_answers_worked_by_hand(name: str) -> None:
    assert Counter(row[0] for row in ANSWERS)[name] >= 4


@each_problem
def test_example_works(name: str) -> None:
    problem = find_problem(name)
    instance = given_instance(name, dict(problem.example))
    right = problem.reference(instance.params)
    assert grade(instance, right, format_answer(right, instance.answer_type)).verdict == "correct"
    assert len(list(telling_slips(instance, right))) > 0


@each_level
@each_problem
def test_references_agree_on_drawn_questions(name: str, level: Level) -> None:
    pytest.importorskip("torch")
    for instance in drawn(name, level):
        assert run_references(instance.problem, instance.params, "both", "cpu").agree, instance.values()


@each_problem
@given(data=st.data())
@settings(max_examples=60)
def test_extreme_parameters_are_graded_like_others(name: str, data: st.DataObject) -> None:
    pytest.importorskip("torch")
    values = data.draw(EXTREMES[name])
    try:
        instance = given_instance(name, values)
    except ParameterError:
        assume(False)
    references = run_references(instance.problem, instance.params, "both", "cpu")
    assert references.agree
    assert instance.problem.steps(instance.params)
    for slip in telling_slips(instance, references.answer):
        result = grade(instance, references.answer, format_answer(slip.answer, instance.answer_type))
        assert result.verdict == "near_miss", slip


@each_level
@each_problem
def test_drawn_parameters_can_be_typed_again(name: str, level: Level) -> None:
    for instance in drawn(name, level):
        assert instance.problem.read_params(instance.values()) == instance.params


@each_level
@each_problem
def test_right_answer_is_right_as_printed_and_as_computed(name: str, level: Level) -> None:
    for instance in drawn(name, level):
        right = instance.problem.reference(instance.params)
        for text in (format_answer(right, instance.answer_type), typed(right)):
            assert grade(instance, right, text).verdict == "correct", (instance.values(), text)


@each_level
@each_problem
def test_tolerance_is_kept(name: str, level: Level) -> None:
    for instance in drawn(name, level):
        kind, right = instance.answer_type, instance.problem.reference(instance.params)
        assert only_special(right) or grade(instance, right, typed(off_by(1.1, right, kind))).verdict != "correct"
        if isinstance(kind, Number | Vector | Matrix) and kind.rtol:
            assert grade(instance, right, typed(off_by(0.9, right, kind))).verdict == "correct"


def only_special(value: AnswerValue) -> bool:
    """Whether there is no finite number that a tolerance could be about."""
    return isinstance(value, tuple) and not any(isinstance(x, int | float) and math.isfinite(x) for x in value)


@each_level
@each_problem
def test_no_slip_is_right_and_each_is_named(name: str, level: Level) -> None:
    for instance in drawn(name, level):
        kind, right = instance.answer_type, instance.problem.reference(instance.params)
        slips = list(instance.problem.slips(instance.params))
        assert slips, instance.values()
        assert len({slip.name for slip in slips}) == len(slips)
        for slip in slips:
            result = grade(instance, right, format_answer(slip.answer, kind))
            same = [other.name for other in slips if compare(other.answer, slip.answer, kind).outcome == "correct"]
            assert (result.verdict, result.slip in same) == ("near_miss", True), (instance.values(), slip)


@each_problem
def test_what_cannot_be_read_is_never_marked(name: str) -> None:
    instance = draw(find_problem(name), 0, "basic")
    for text in ("", "???", "no idea", "(" * 500, "__import__('os')"):
        result = grade(instance, instance.problem.reference(instance.params), text)
        assert (result.verdict, result.given) == ("unreadable", None)
        assert result.message


@each_level
@each_problem
def test_texts_are_whole_in_both_languages(name: str, level: Level) -> None:
    for instance in drawn(name, level):
        problem, params = instance.problem, instance.params
        steps = problem.steps(params)
        for text in (problem.prompt(params), *steps, *(slip.lesson for slip in problem.slips(params))):
            assert Counter(formulas(text.zh)) == Counter(formulas(text.en))
            for said in (text.zh, text.en):
                assert not set("$\\{}") & set(plain(said)), said
        assert len(steps) > 1


@each_problem
def test_first_step_is_the_formula_alone(name: str) -> None:
    first = {instance.problem.steps(instance.params)[0] for level in LEVELS for instance in drawn(name, level)}
    assert len(first) <= 2  # at most one for each quantity that can be asked for


@each_problem
def test_docstring_names_its_source(name: str) -> None:
    problem = find_problem(name)
    assert "Source: " in problem.source
    assert all(field.description for field in problem.params.model_fields.values())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "level"), list(product(NAMES, LEVELS)))
def test_many_draws(name: str, level: Level) -> None:
    pytest.importorskip("torch")
    for instance in drawn(name, level, range(1000, 1500)):
        references = run_references(instance.problem, instance.params, "both", "cpu")
        assert references.agree
        slips = list(instance.problem.slips(instance.params))
        assert slips == list(telling_slips(instance, references.answer))
