"""Every problem of the registry: answers worked by hand, and what holds for each drawn question."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlprep.bank.checks import formulas
from dlprep.compute.backend import run_references, tightened
from dlprep.compute.batch import BatchedProblem
from dlprep.compute.grade import grade
from dlprep.compute.instance import Instance, draw, telling_slips
from dlprep.compute.levels import LEVELS, Level
from dlprep.compute.place import Place
from dlprep.compute.registry import find_problem, problem_families
from dlprep.errors import ParameterError
from dlprep.grading.answer import (
    AnswerType,
    AnswerValue,
    Count,
    Formula,
    Label,
    Matrix,
    Number,
    Parts,
    Shape,
    SingleType,
    Vector,
    format_answer,
)
from dlprep.grading.compare import compare
from dlprep.render.prose import plain

NAMES = tuple(problem_families())
SEEDS = range(8)

FAMILIES = [
    import_module(f"tests.compute.{path.parent.name}.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("*/answers*.py"))
]
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [row for family in FAMILIES for row in family.ANSWERS]
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    name: strategy for family in FAMILIES for name, strategy in family.EXTREMES.items()
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


def typed(value: AnswerValue, kind: AnswerType) -> str:
    """Write an answer with all its digits, another way than it is printed where there is one."""
    if isinstance(kind, Shape) and isinstance(value, tuple):
        return "x".join(map(str, value))
    if isinstance(kind, Parts) and isinstance(value, dict):
        return "; ".join(f"{part.name}={typed(value[part.name], part.type)}" for part in kind.parts)
    return repr(value) if isinstance(kind, Number | Vector | Matrix) else str(value)


def off_by(tolerances: float, value: Any, kind: AnswerType) -> Any:
    """Move every number of an answer away from 0 by so many tolerances; whole numbers by one."""
    if isinstance(kind, Parts):
        return {part.name: off_by(tolerances, value[part.name], part.type) for part in kind.parts}
    if isinstance(value, tuple):
        return tuple(off_by(tolerances, item, kind) for item in value)
    if isinstance(kind, Count | Shape):
        return value + 1
    if isinstance(kind, Formula):
        return f"({value})*{1 + tolerances * kind.rtol!r} + {tolerances * kind.rtol!r}"
    if isinstance(kind, Label):
        return next(choice.name for choice in kind.choices if choice.name != value)
    assert isinstance(kind, Number | Vector | Matrix)
    allowed = max(kind.atol, kind.rtol * abs(value))
    return value + math.copysign(tolerances * (allowed or 1e-9), value)


def loosened(kind: AnswerType) -> AnswerType:
    """Double the tolerance."""

    def doubled(single: SingleType) -> SingleType:
        if isinstance(single, Number | Vector | Matrix):
            return replace(single, rtol=2 * single.rtol, atol=2 * single.atol)
        return single

    if isinstance(kind, Parts):
        return Parts(tuple(replace(part, type=doubled(part.type)) for part in kind.parts))
    return doubled(kind)


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


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(find_problem(name), BatchedProblem)])
def test_batch_gives_what_one_by_one_gives(name: str) -> None:
    pytest.importorskip("torch")
    problem = find_problem(name)
    assert isinstance(problem, BatchedProblem)
    instances = [given_instance(name, params) for of, _, params, _ in ANSWERS if of == name]
    instances += [
        instance for levels in zip(*(drawn(name, level) for level in LEVELS), strict=True) for instance in levels
    ]
    assert len({problem.alike(instance.params) for instance in instances}) < len(instances)
    batch = problem.torch_batch([instance.params for instance in instances], Place())
    for instance, answer in zip(instances, batch, strict=True):
        alone = problem.torch_reference(instance.params, Place())
        assert compare(alone, answer, tightened(instance.answer_type, problem.agreement)).outcome == "correct"


@each_problem
@given(data=st.data())
@settings(max_examples=60)
def test_extreme_parameters_are_graded_like_others(name: str, data: st.DataObject) -> None:
    pytest.importorskip("torch")
    if name not in EXTREMES:
        pytest.skip("drawn questions reach its limits")
    values = data.draw(EXTREMES[name])
    try:
        instance = given_instance(name, values)
    except ParameterError:
        assume(False)
    references = run_references(instance.problem, instance.params, "both", "cpu")
    assert references.agree
    assert instance.problem.steps(instance.params)
    for slip in telling_slips(instance, references.answer):
        # A slip hardly outside the tolerance may be printed inside it.
        if compare(references.answer, slip.answer, loosened(instance.answer_type)).outcome != "correct":
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
        for text in (format_answer(right, instance.answer_type), typed(right, instance.answer_type)):
            assert grade(instance, right, text).verdict == "correct", (instance.values(), text)


@each_level
@each_problem
def test_tolerance_is_kept(name: str, level: Level) -> None:
    for instance in drawn(name, level):
        kind, right = instance.answer_type, instance.problem.reference(instance.params)
        assert only_special(right) or grade(instance, right, typed(off_by(1.1, right, kind), kind)).verdict != "correct"
        if isinstance(kind, Number | Vector | Matrix) and kind.rtol:
            assert grade(instance, right, typed(off_by(0.9, right, kind), kind)).verdict == "correct"


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
    for field in problem.params.model_fields.values():
        assert field.description
        assert isinstance(field.json_schema_extra, dict)
        assert field.json_schema_extra["zh"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "level"), list(product(NAMES, LEVELS)))
def test_many_draws(name: str, level: Level) -> None:
    pytest.importorskip("torch")
    for instance in drawn(name, level, range(1000, 1100)):
        references = run_references(instance.problem, instance.params, "both", "cpu")
        assert references.agree
        slips = list(instance.problem.slips(instance.params))
        assert slips == list(telling_slips(instance, references.answer))
