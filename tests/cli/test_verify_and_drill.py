from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app
from dlprep.compute.registry import _own_files, find_problem, problem_families
from tests.cli.test_commands import data, run

FEW = ("--n", "3", "--problem", "stable_softmax", "--problem", "conv_output_size")

OWN = '''
"""Twice a number. Source: arithmetic."""
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import Count
from dlprep.text import Text

class Twice(Params):
    n: int = parameter(zh="数", en="number", ge=1, le=9)

class Double(Problem[Twice]):
    title = Text(zh="两倍", en="Twice a number")
    covers = ()
    params = Twice
    example = {"n": 2}

    def generate(self, rng, level):
        return Twice(n=rng.randint(1, 9))

    def prompt(self, p):
        return Text(zh=f"{p.n} 的两倍是多少？", en=f"What is twice {p.n}?")

    def answer_type(self, p):
        return Count()

    def reference(self, p):
        return 2 * p.n

    def torch_reference(self, p, place):
        return int((place.tensor(p.n) * 2).item())

    def steps(self, p):
        return [Text(zh="$2n$", en="$2n$"), Text(zh=f"{2 * p.n}", en=f"{2 * p.n}")]

    def slips(self, p):
        yield Slip("squared", p.n + 9, Text(zh="那不是两倍。", en="That is not twice."))

problem = Double()
'''


def test_verify_is_a_table_and_json() -> None:
    pytest.importorskip("torch")
    text = run("compute", "verify", *FEW).stdout
    assert "2 problems, 6 instances (torch cpu, float64): 0 disagree" in text
    found = data("compute", "verify", *FEW)
    assert [(one["kind"], one["agree"], one["instances"]) for one in found["problems"]] == [
        ("stable_softmax", True, 3),
        ("conv_output_size", True, 3),
    ]


def test_verify_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(type(find_problem("conv_output_size")), "torch_reference", lambda *_: (1, 1))
    result = run("compute", "verify", *FEW, code=1)
    assert "dlprep compute conv_output_size size=" in result.stdout
    assert "1 disagree" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--family", "cooking"], "no family 'cooking'", id="family"),
        pytest.param(["--problem", "stable_sofmax"], "stable_softmax", id="problem"),
        pytest.param(["--dtype", "int8"], "neither float32 nor float64", id="dtype"),
    ],
)
def test_verify_refuses_what_is_not_there(arguments: list[str], message: str) -> None:
    assert message in run("compute", "verify", *arguments, code=2).stderr


def test_a_drill_counts_and_names_slips() -> None:
    """One answer that cannot be read, one that is wrong, one left out, and the end of the input."""
    result = CliRunner().invoke(
        app, ["compute", "drill", "--problem", "conv_output_size", "--n", "4", "--seed", "3"], input="eh?\n1\n\n"
    )
    assert result.exit_code == 0
    assert "1/4" in result.stdout
    assert "3/4" in result.stdout
    assert "0 of 2 right" in result.stdout


def test_problems_of_ones_own_join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setenv("DLPREP_PROBLEMS", str(tmp_path))
    monkeypatch.setattr("dlprep.compute.registry._own_files", {})
    (tmp_path / "twice.py").write_text(OWN, encoding="utf-8")
    (tmp_path / "broken.py").write_text("1/0", encoding="utf-8")
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    assert data("compute", "twice", "n=4")["answer"] == 8
    assert "kernel" not in problem_families()
    assert problem_families()["twice"] == "own"
    assert run("compute", "verify", "--problem", "twice", "--n", "3").exit_code == 0
    assert "broken.py: ZeroDivisionError" in run("compute", "broken", code=1).stderr
    assert "ends without a problem" in run("compute", "empty", code=1).stderr


def test_a_missing_folder_of_problems_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLPREP_PROBLEMS", str(tmp_path / "none"))
    assert "no such folder of problems" in run("compute", "conv_output_size", code=1).stderr
    assert not _own_files
