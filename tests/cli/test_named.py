"""What the command line names and cannot be opened or written is exit code 2; what is wrong inside is 1."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app

runner = CliRunner()
WRITES = (
    "export csv {}.csv",
    "export json {}.json",
    "export log {}.jsonl",
    "export anki {}.apkg",
    "export markdown {}",
    "figure sigmoid --svg {}.svg",
    "bank new my-card --to {}.yaml",
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong").write_text("- id: [\n", encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        "import log {}",
        "import anki {}",
        "import anki --cards {}",
        "restore {} --dry-run",
        "bank add {}",
        "bank check {}",
        "sync {}/inside",
        "--bank {} due",
    ],
)
def test_what_is_not_there(command: str) -> None:
    result = runner.invoke(app, command.format("missing").split())
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("dlprep: ")
    assert "missing" in result.stderr


@pytest.mark.parametrize("command", ["import log {}", "import anki {}", "restore {} --dry-run", "bank add {}"])
@pytest.mark.parametrize("file", ["wrong", "~/wrong"])
def test_what_is_wrong_inside(command: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    result = runner.invoke(app, command.format(file).split())
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("dlprep: ")


@pytest.mark.parametrize("command", WRITES)
def test_folders_that_are_missing_are_made(command: str, tmp_path: Path) -> None:
    result = runner.invoke(
        app,
        command.format("new/folder/it").split()
        + (["--topic", "numerics"] * ("export" in command and "log" not in command)),
    )
    assert result.exit_code == 0, result.output
    assert [*(tmp_path / "new" / "folder").iterdir()]


@pytest.mark.parametrize("command", WRITES)
def test_a_tilde_is_the_home_folder(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    words = command.format("~/it").split() + (["--topic", "numerics"] * ("export" in command and "log" not in command))
    assert runner.invoke(app, words).exit_code == 0
    assert [path.name.partition(".")[0] for path in (tmp_path / "me").iterdir()] == ["it"]
    assert not (tmp_path / "~").exists()


@pytest.mark.parametrize("command", WRITES)
def test_what_cannot_be_written(command: str) -> None:
    result = runner.invoke(app, command.format("wrong/it").split())
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("dlprep: wrong")


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("export csv - --topic numerics", "id,"),
        ("export json - --topic numerics", "["),
        ("export log -", ""),
        ("figure sigmoid --svg -", "<"),
    ],
)
def test_a_dash_is_standard_output(command: str, begins: str, tmp_path: Path) -> None:
    result = runner.invoke(app, command.split())
    assert result.exit_code == 0, result.output
    assert result.stdout.lstrip("\ufeff").startswith(begins)
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("command", ["export markdown -", "export anki -"])
def test_where_standard_output_makes_no_sense(command: str) -> None:
    result = runner.invoke(app, command.split())
    assert result.exit_code == 2
    assert "standard output" in result.stderr


def test_a_log_comes_from_standard_input() -> None:
    line = '{"id": "1", "card": "sigmoid-max-slope", "at": "2026-01-05T20:00:00+08:00", "quality": 4}\n'
    assert "1 of 1 lines" in runner.invoke(app, ["import", "log", "-"], input=line).output
