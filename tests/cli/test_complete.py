"""What Tab offers, through Typer's own protocol for bash."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app
from tests.banks import card, compute_card, write_bank

runner = CliRunner()


def tab(*words: str) -> list[str]:
    """Return what bash is offered for the last of `words`."""
    environment = {
        "COMP_WORDS": "\n".join(("dlprep", *words)),
        "COMP_CWORD": str(len(words)),
        "_DLPREP_COMPLETE": "complete_bash",
    }
    result = runner.invoke(app, [], prog_name="dlprep", env=environment)
    assert result.stderr == ""
    return result.stdout.split()


@pytest.fixture
def indexed(tmp_path: Path) -> Path:
    """A bank of one's own that is in the index, as after any command."""
    own = write_bank(tmp_path / "own", {"zoo/a.yaml": card("zebra-one", tags="striped") + compute_card("zebra-two")})
    assert runner.invoke(app, ["bank", "add", str(own)]).exit_code == 0
    assert runner.invoke(app, ["due"]).exit_code == 0
    return own


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["sho"], ["show"], id="command"),
        pytest.param(["show", "zeb"], ["zebra-one", "zebra-two"], id="card"),
        pytest.param(["suspend", "zebra-t"], ["zebra-two"], id="card-to-suspend"),
        pytest.param(["log", "--card", "zebra-o"], ["zebra-one"], id="card-of-the-log"),
        pytest.param(["review", "--topic", "zo"], ["zoo"], id="topic"),
        pytest.param(["export", "anki", "x.apkg", "--tag", "strip"], ["striped"], id="tag"),
        pytest.param(["compute", "conv_output"], ["conv_output_size"], id="problem"),
        pytest.param(["compute", "dri"], ["drill"], id="command-beside-problems"),
        pytest.param(["compute", "drill", "--family", "convo"], ["convolution"], id="family"),
        pytest.param(["compute", "verify", "--problem", "receptive"], ["receptive_field"], id="problem-option"),
        pytest.param(
            ["compute", "conv_output_size", "k"], ["kernel=", "kernel=7"], id="the-only-parameter-left-with-an-example"
        ),
        pytest.param(
            ["compute", "conv_output_size", ""],
            ["size=", "kernel=", "stride=", "padding=", "dilation="],
            id="parameters",
        ),
        pytest.param(
            ["compute", "conv_output_size", "kernel=3", "s"], ["size=", "stride="], id="given-parameters-are-done"
        ),
        pytest.param(
            ["compute", "conv_output_size", "size", "=", "8", "s"], ["stride=", "stride=2"], id="as-bash-breaks-words"
        ),
        pytest.param(["compute", "conv_output_size", "size", "=", ""], [], id="a-value-is-typed"),
        pytest.param(["compute", "no_such_problem", ""], [], id="no-such-problem"),
        pytest.param(["figure", "lst"], ["lstm_cell"], id="figure"),
        pytest.param(["config", "set", "roll"], ["rollover_hour"], id="setting"),
        pytest.param(["config", "set", "lang", ""], ["zh", "en", "both"], id="value"),
        pytest.param(["config", "set", "new_per_day", ""], [], id="value-that-cannot-be-listed"),
        pytest.param(["bank", "check", "qu"], [], id="paths-are-the-shells"),
        pytest.param(["--home", "qu"], [], id="path-before-the-command"),
    ],
)
def test_what_tab_offers(indexed: Path, words: list[str], expected: list[str]) -> None:
    assert tab(*words) == expected


def test_banks_of_ones_own(indexed: Path) -> None:
    assert tab("bank", "remove", "") == [str(indexed)]


def test_the_home_on_the_line_counts(indexed: Path, tmp_path: Path) -> None:
    assert tab("--home", str(tmp_path / "other"), "show", "zeb") == []


def test_a_card_whose_file_is_gone_is_not_offered(indexed: Path) -> None:
    (indexed / "zoo" / "a.yaml").unlink()
    assert tab("show", "zeb") == []


def test_a_problem_of_ones_own_is_read_and_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_area.py").write_text("class MyParams(Params):\n    radius: int\n1 / 0\n", encoding="utf-8")
    (tmp_path / "broken.py").write_text("class (", encoding="utf-8")
    monkeypatch.setenv("DLPREP_PROBLEMS", str(tmp_path))
    assert tab("compute", "my_") == ["my_area"]
    assert tab("compute", "my_area", "") == ["radius=", "radius=..."]
    assert tab("compute", "broken", "") == []


def test_broken_settings_offer_nothing_and_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLPREP_LANG", "fr")
    assert tab("show", "s") == []
