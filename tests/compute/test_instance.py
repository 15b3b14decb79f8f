import math
from typing import Any

import pytest

from dlprep.compute.instance import Instance, can_be_typed, draw, telling_slips
from dlprep.compute.levels import LEVELS, Level
from dlprep.compute.registry import find_problem, problem_families
from dlprep.errors import BankError
from dlprep.grading.answer import Number, Part, Parts, Vector
from dlprep.text import Text

ALEXNET = {"size": 227, "kernel": 11, "stride": 4, "padding": 0, "dilation": 1}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", problem_families())
def test_a_seed_draws_the_same_question_again(name: str, level: Level) -> None:
    problem = find_problem(name)
    first = [draw(problem, seed, level) for seed in range(10)]
    assert first == [draw(problem, seed, level) for seed in range(10)]
    assert len({instance.params for instance in first}) > 3
    assert all((instance.level, instance.seed) == (level, seed) for seed, instance in enumerate(first))


def test_fixed_parameters_are_kept() -> None:
    fixed = {"kernel": 3, "stride": 2}
    for seed in range(20):
        values = draw(find_problem("conv_output_size"), seed, "basic", fix=fixed).values()
        assert {name: values[name] for name in fixed} == fixed


def test_parameters_that_are_all_fixed_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, asked = find_problem("conv_output_size"), []
    real = type(problem).reference

    def reference(self: Any, p: Any) -> Any:
        asked.append(p)
        return real(self, p)

    monkeypatch.setattr(type(problem), "reference", reference)
    draw(problem, 0, "basic", fix={"size": 7, "kernel": 1, "stride": 1, "padding": 1, "dilation": 1})
    assert len(asked) < 5  # there is a slip that cannot be told from the answer, so that all tries are made


def test_parameters_are_chosen_from_the_lists() -> None:
    drawn = [
        draw(find_problem("conv_output_size"), seed, "intermediate", choose={"dilation": [2, 3]}).values()["dilation"]
        for seed in range(40)
    ]
    assert set(drawn) == {2, 3}


def test_a_fixed_parameter_goes_before_a_chosen_one() -> None:
    instance = draw(find_problem("conv_output_size"), 0, "basic", fix={"kernel": 3}, choose={"kernel": [5, 7]})
    assert instance.values()["kernel"] == 3


@pytest.mark.parametrize(
    "fix",
    [
        pytest.param({"size": 3, "kernel": 7, "padding": 0}, id="does not fit"),
        pytest.param({"kernel": -1}, id="out of bounds"),
        pytest.param({"colour": 3}, id="no such parameter"),
    ],
)
def test_what_cannot_be_drawn_is_the_banks_mistake(fix: dict[str, int]) -> None:
    with pytest.raises(BankError, match=r"conv_output_size: no question can be drawn with fix=.*level=basic"):
        draw(find_problem("conv_output_size"), 0, "basic", fix=fix)


def test_a_slip_that_would_be_right_is_drawn_away() -> None:
    """227 - 11 is a multiple of 4, which hides rounding up; other sizes do not."""
    open_size = {name: value for name, value in ALEXNET.items() if name != "size"}
    for seed in range(20):
        instance = draw(find_problem("conv_output_size"), seed, "basic", fix=open_size)
        assert (instance.values()["size"] - 11) % 4


def test_a_question_fixed_whole_is_asked_although_it_hides_a_slip() -> None:
    problem = find_problem("conv_output_size")
    instance = draw(problem, 0, "basic", fix=ALEXNET)
    assert instance.values() == ALEXNET
    names = {slip.name for slip in problem.slips(instance.params)}
    telling = {slip.name for slip in telling_slips(instance, (55, 55))}
    assert names - telling == {"rounded_up"}


def test_the_draw_that_hides_the_fewest_slips_is_taken() -> None:
    """In one of these a slip gives the right answer, 5; in the other two slips give the same wrong one, 8."""
    right_hidden, two_alike = [[1, 2], [3]], [[3], [3], [2, 1, 0, 2]]
    for seed in range(10):
        choose = {"layers": [right_hidden, two_alike]}
        instance = draw(find_problem("receptive_field"), seed, "basic", choose=choose)
        assert instance.values()["layers"] == two_alike


def test_values_are_json() -> None:
    instance = draw(find_problem("receptive_field"), 1, "advanced")
    assert Instance(instance.problem, instance.problem.read_params(instance.values())).params == instance.params
    assert all(isinstance(layer, list) for layer in instance.values()["layers"])


def test_a_slip_that_nobody_can_type_is_not_told() -> None:
    problem = find_problem("max_norm_constraint")
    tiny = Instance(problem, problem.read_params({"weights": [[2.2250738585e-313]], "limit": 1.0}))
    answer = problem.reference(tiny.params)
    assert any(slip.answer == ((math.inf,),) for slip in problem.slips(tiny.params))
    assert all(slip.answer != ((math.inf,),) for slip in telling_slips(tiny, answer))


def test_nan_may_be_typed_where_the_answer_may_be_nan() -> None:
    assert can_be_typed((math.nan, 1.0), Vector(special=True))
    assert not can_be_typed((math.nan, 1.0), Vector())
    assert not can_be_typed({"m": math.inf}, Parts((Part("m", Text("", ""), Number()),)))
