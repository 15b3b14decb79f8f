import subprocess
import sys

import pytest

from dlprep.compute.problem import Problem
from dlprep.compute.registry import find_problem, problem_families
from dlprep.errors import UsageError


def test_problems_are_listed_by_family_and_name() -> None:
    families = problem_families()
    assert list(families.items()) == sorted(families.items(), key=lambda item: (item[1], item[0]))
    assert families["conv_output_size"] == "convolution"
    assert families["prelu_derivative"] == "activations"
    assert families["stable_softmax"] == "numerics"


def test_what_begins_with_an_underscore_is_no_problem() -> None:
    assert not any(name.startswith("_") for name in problem_families())


@pytest.mark.parametrize("name", problem_families())
def test_each_name_finds_a_problem(name: str) -> None:
    problem = find_problem(name)
    assert isinstance(problem, Problem)
    assert problem is find_problem(name)
    assert problem.title.zh != problem.title.en
    assert problem.covers


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("receptive_feild", "did you mean receptive_field?", id="misspelt"),
        pytest.param("entrop", "did you mean entropy", id="part of a name"),
        pytest.param("xyz", "`dlprep compute` lists the problems", id="nothing near"),
        pytest.param("_sides", "`dlprep compute` lists the problems", id="a helper"),
        pytest.param("../problem", "", id="a path"),
    ],
)
def test_unknown_name_says_what_is_near(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match="there is no problem called") as caught:
        find_problem(name)
    assert caught.value.hint.startswith(hint)


def test_listing_and_asking_load_no_torch() -> None:
    script = """
import sys
from dlprep.compute.instance import draw
from dlprep.compute.registry import find_problem, problem_families
for name in problem_families():
    instance = draw(find_problem(name), 1, "advanced")
    instance.problem.steps(instance.params)
assert "torch" not in sys.modules, "too heavy"
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pytest.importorskip("torch")
    noticed = subprocess.run(
        [sys.executable, "-c", f"import torch\n{script}"], capture_output=True, text=True, check=False
    )
    assert "too heavy" in noticed.stderr
