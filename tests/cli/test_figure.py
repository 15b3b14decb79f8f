"""`dlprep figure`, and figures with the answers of `show` and `compute`."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app
from tests.banks import card, compute_card, write_bank


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80"})
    assert result.exit_code == code, result.output
    return result.output


def test_the_list() -> None:
    assert "  lstm_cell " in run("figure")
    assert "LSTM 单元" in run("figure", "--lang", "zh")
    listed = json.loads(run("figure", "--json"))
    assert {"name", "family", "title", "caption"} == set(listed[0])
    assert f"{len(listed)} figures" in run("figure")


def test_one_is_drawn() -> None:
    assert "⣀" in run("figure", "sigmoid")
    assert "遗忘门 f" in run("figure", "lstm_cell", "--lang", "zh")
    assert json.loads(run("figure", "sigmoid", "--json"))["family"] == "activations"


def test_one_is_written(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    run("figure", "sigmoid", "--lang", "zh", "--svg", str(file))
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "sigmoid 和它的导数"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["sigmiod"], "there is no figure called 'sigmiod'\n  did you mean sigmoid", id="unknown"),
        pytest.param(["--svg", "a.svg"], "--svg writes one figure", id="svg-of-all"),
        pytest.param(["sigmoid", "--svg", "file/a.svg"], "Not a directory", id="no-such-folder"),
    ],
)
def test_what_cannot_be(arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    assert said in run("figure", *arguments, code=2)


def test_a_card_shows_its_figure(tmp_path: Path) -> None:
    texts = card("one") + "  figure: sigmoid\n" + card("two") + "  figure: sigmiod\n"
    own = compute_card("three").replace("size: 28", "size: 6") + "  figure: conv_output_size\n"
    bank = str(write_bank(tmp_path, {"cnn/a.yaml": texts + own}))
    assert "The sigmoid and its derivative" in run("--bank", bank, "show", "one", "--lang", "en")
    assert json.loads(run("--bank", bank, "show", "one", "--json"))["figure"] == "sigmoid"
    assert "The answer" in run("--bank", bank, "show", "two", "--lang", "en")  # without one, rather than not at all
    shown = " ".join(run("--bank", bank, "show", "three", "--lang", "en").split())
    assert "n = 6, k = 5, s = 1, p = 2, d = 1" in shown


def test_the_learners_own_numbers_are_drawn() -> None:
    drawn = run("compute", "receptive_field", "layers=[[3,1],[3,2]]", "--backend", "numpy", "--lang", "en")
    assert "The receptive field: 5 px" in drawn
    assert "The receptive field" not in run("compute", "receptive_field", "layers=[[31,1]]", "--backend", "numpy")
