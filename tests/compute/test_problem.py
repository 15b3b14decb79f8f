import re
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, ValidationError, model_validator

from dlprep.compute.problem import Params
from dlprep.compute.registry import find_problem, problem_families
from dlprep.errors import ParameterError
from dlprep.rules import broken


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        pytest.param("conv_output_size", {"size": 8}, "kernel: is needed", id="missing"),
        pytest.param("conv_output_size", {"size": 8, "kernel": 3, "pad": 1}, "pad: no such parameter", id="unknown"),
        pytest.param("conv_output_size", {"size": 8, "kernel": 0}, "kernel: must be 1 or more (got 0)", id="low"),
        pytest.param(
            "conv_output_size",
            {"size": 8, "kernel": True},
            "kernel: write one whole number, or [height,width]",
            id="boolean",
        ),
        pytest.param(
            "conv_output_size",
            {"size": 8, "kernel": 2.5},
            "kernel: write one whole number, or [height,width]",
            id="fraction",
        ),
        pytest.param("conv_output_size", {"size": 3, "kernel": 5}, "must fit the padded input", id="too large"),
        pytest.param(
            "prelu_derivative", {"x": [1, 0], "a": 0.1}, "x: must not be 0, where PReLU has a kink", id="kink"
        ),
        pytest.param("prelu_derivative", {"x": 0.0, "a": 0.1}, "x: must not be 0", id="kink alone"),
        pytest.param("prelu_derivative", {"x": [1] * 17, "a": 0.1}, "x: ", id="too many"),
        pytest.param("prelu_derivative", {"x": [], "a": 0.1}, "x: ", id="none"),
        pytest.param("prelu_derivative", {"x": 1, "a": "0.1"}, "a: must be a number", id="text"),
        pytest.param("prelu_derivative", {"x": 1, "a": float("nan")}, "a: must be a finite number", id="nan"),
        pytest.param("prelu_derivative", {"x": 1, "a": 1, "wrt": "b"}, "wrt: must be one of x, a", id="choice"),
        pytest.param("receptive_field", {"layers": []}, "layers: write a list of 1 to 40 layers", id="no layers"),
        pytest.param("receptive_field", {"layers": [[3]] * 41}, "layers: write a list of 1 to 40", id="many layers"),
        pytest.param(
            "receptive_field",
            {"layers": [[3], [32]]},
            "layers: layer 2: kernel must be a whole number from 1 to 31",
            id="wide kernel",
        ),
        pytest.param("receptive_field", {"layers": [[3, 9]]}, "layer 1: stride must be a whole number", id="stride"),
        pytest.param("receptive_field", {"layers": [[3, 1, 0, 0]]}, "layer 1: dilation must be", id="dilation 0"),
        pytest.param("receptive_field", {"layers": [[3.0]]}, "layer 1: kernel must be a whole", id="float kernel"),
        pytest.param("receptive_field", {"layers": [3]}, "layer 1: write [kernel, stride", id="bare number"),
        pytest.param("receptive_field", {"layers": [[3], []]}, "layer 2: write [kernel, stride", id="empty layer"),
        pytest.param("receptive_field", {"layers": [{"stride": 2}]}, "layer 1: write [kernel", id="no kernel"),
        pytest.param("receptive_field", {"layers": [{"kernel": 2, "s": 2}]}, "layer 1: write [kernel", id="other name"),
        pytest.param(
            "receptive_field",
            {"layers": [[3, 8]] * 6},
            "layers: receptive field and effective stride must not exceed 100000 px together",
            id="beyond the probe",
        ),
        pytest.param("stable_softmax", {"logits": [1]}, "logits: ", id="one logit"),
        pytest.param("stable_softmax", {"logits": "1, 2"}, "logits: must be a list", id="no list"),
        pytest.param("stable_softmax", {"logits": [1, float("inf")]}, "logits: must be a finite", id="inf"),
        pytest.param(
            "naive_softmax_overflow",
            {"logits": [88.722839]},
            "logits: the last digit of exp would decide, at the edge of what float32 holds; move them by 0.01",
            id="edge of inf",
        ),
        pytest.param(
            "naive_softmax_overflow",
            {"logits": [709.782711], "dtype": "float64", "quantity": "overflowing"},
            "at the edge of what float64 holds",
            id="edge of inf in float64",
        ),
        pytest.param(
            "naive_softmax_overflow", {"logits": [-103.97208, -200]}, "at the edge of what float32", id="edge of 0"
        ),
        pytest.param(
            "naive_softmax_overflow", {"logits": [88.0296917, 88.0296917]}, "at the edge", id="edge of the sum"
        ),
        pytest.param(
            "naive_softmax_overflow", {"logits": [1], "dtype": "bfloat16"}, "dtype: must be one of float16,", id="dtype"
        ),
    ],
)
def test_wrong_parameters_are_named_with_their_rule(name: str, values: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError) as caught:
        find_problem(name).read_params(values)
    assert caught.value.message.startswith(f"{name}: ")
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint == f"`dlprep compute {name}` explains the parameters"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", problem_families())
def test_complaints_are_in_both_languages(name: str) -> None:
    problem, complaints = find_problem(name), []
    for parameter in problem.params.model_fields:
        value: Any
        for value in (None, 0, -1, 10**9, 1.5, True, "x", [], [1], [1, 0, 0], [[1]], [[1, 2], [3]], [1] * 50, {}):
            try:
                problem.read_params({**problem.example, parameter: value})
            except ParameterError as error:
                complaints.append(error.said)
    assert complaints
    for said in complaints:
        assert not re.search("[\u4e00-\u9fff]|Value error", said.en)
        assert all(re.search("[\u4e00-\u9fff]", part) for part in said.zh.split("；"))
    assert "raise ValueError" not in Path(sys.modules[type(problem).__module__].__file__ or "").read_text("utf-8")


def test_a_plain_value_error_of_a_learners_own_problem_is_passed_on() -> None:
    class Size(Params):
        n: int

        @model_validator(mode="after")
        def _even(self) -> "Size":
            if self.n % 2:
                raise ValueError("n: must be even")
            return self

    with pytest.raises(ValidationError) as caught:
        Size(n=3)
    assert [broken(error).en for error in caught.value.errors()] == ["n: must be even"]


def test_every_wrong_parameter_is_named_once() -> None:
    with pytest.raises(ParameterError) as caught:
        find_problem("prelu_derivative").read_params({"x": "one", "wrt": 3, "slope": 1})
    assert [part.split(":")[0] for part in caught.value.message.removeprefix("prelu_derivative: ").split("; ")] == [
        *("x", "a", "wrt", "slope")
    ]


def test_long_values_are_cut_in_messages() -> None:
    with pytest.raises(ParameterError) as caught:
        find_problem("receptive_field").read_params({"layers": [[3]] * 1000})
    assert caught.value.message.endswith("...)")
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    "layers",
    [
        pytest.param([(7, 2, 3), (3,)], id="tuples"),
        pytest.param([[7, 2, 3, 1], [3, 1, 0, 1]], id="in full"),
        pytest.param([{"kernel": 7, "stride": 2, "padding": 3}, {"kernel": 3}], id="by name"),
    ],
)
def test_layers_are_read_in_every_form_and_written_shortly(layers: list[Any]) -> None:
    params = find_problem("receptive_field").read_params({"layers": layers})
    assert params.model_dump(mode="json", exclude_defaults=True) == {"layers": [[7, 2, 3], [3]]}


def test_numbers_are_written_as_typed() -> None:
    params = find_problem("prelu_derivative").read_params({"x": [-2, 0.1, 1e300], "a": 1.0})
    assert repr(params.model_dump(mode="json", exclude_defaults=True)) == "{'x': [-2, 0.1, 1e+300], 'a': 1}"


def test_parameters_are_frozen_and_finite() -> None:
    class Size(Params):
        side: float = Field(description="px")

    size = Size(side=2)
    with pytest.raises(ValueError, match="frozen"):
        size.side = 3  # type: ignore[misc]
    with pytest.raises(ValueError, match="finite"):
        Size(side=float("inf"))


@pytest.mark.parametrize("name", problem_families())
def test_name_and_family_come_from_the_file(name: str) -> None:
    problem = find_problem(name)
    assert (problem.name, problem.family) == (name, problem_families()[name])
