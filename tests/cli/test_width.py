"""On a narrow terminal no line is too wide and nothing is lost; a file or another program gets every line whole."""

import re
import shlex
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from dlprep.cli.app import app
from dlprep.text import LANGUAGES, Language

runner = CliRunner()
COMMANDS = (
    *("", "due", "cards batch norm", "show lagrange-multiplier-method", "log", "stats"),
    *("interview list", "backup --list", "edit --print sigmoid-max-slope"),
    *("figure", "figure sigmoid", "compute", "compute conv_output_size", "compute entropy --seed 1 --backend numpy"),
    *("bank search gradient clipping", "bank stats", "bank coverage", "bank check missing.yaml", "bank verify"),
    *("config", "config set new_per_day 9", "config path", "doctor", "undo", "suspend sigmoid-max-slope"),
    *("import log log.jsonl", "backup", "restore --dry-run", "sync shared", "export csv cards.csv", "show nonesuch"),
)
CHANGING = ("", "figure sigmoid", "stats", "undo", "backup", "sync shared", "suspend sigmoid-max-slope", "doctor")
"""What is drawn as wide as the terminal is, and what says something else the second time."""
TABLES = ("due", "log", "interview list", "bank stats", "bank coverage")
LINES = "".join(
    f'{{"id": "{number}", "card": "{card}", "at": "2026-01-0{number}T20:00:00+08:00", "quality": {number}}}\n'
    for number, card in enumerate(("sigmoid-max-slope", "a-card-of-another-bank-with-quite-a-long-name", "relu"), 1)
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shared").mkdir()
    (tmp_path / "log.jsonl").write_text(LINES, encoding="utf-8")
    runner.invoke(app, ["import", "log", "log.jsonl"])


def run(command: str, language: Language, columns: int, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setenv("COLUMNS", str(columns))
    result = runner.invoke(app, ["--lang", language, *shlex.split(command)])
    assert result.exit_code in (0, 1, 2), result.output
    return result


def copied(line: str) -> bool:
    """Whether a line is a path or a command: the terminal wraps it, and a copy of it has no line break."""
    return " " not in line.strip() or line.strip().startswith("dlprep compute ")


@pytest.mark.parametrize("columns", [40, 60, 200])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_wider_than_the_terminal(language: Language, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in COMMANDS:
        if columns < 60 and command.startswith(("figure ", "stats")):
            continue  # pictures take up to 58 cells
        shown = run(command, language, columns, monkeypatch).output
        wide = [line for line in shown.splitlines() if cell_len(line) > columns and not copied(line)]
        assert not wide, (command, wide)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_lost_on_a_narrow_terminal(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in COMMANDS:
        if command in CHANGING or command.startswith("cards"):  # which leaves columns out, as its documentation says
            continue
        whole, narrow = (run(command, language, columns, monkeypatch).output for columns in (500, 60))
        if command in TABLES:  # titles of columns that are empty go
            whole = whole.partition("\n")[2]
        squeezed = "".join(narrow.split())
        lost = [word for word in re.sub("[─━]+", "", whole).split() if word not in squeezed]
        assert not lost, (command, lost, narrow)
        assert "…" not in narrow or "…" in whole


def test_a_file_gets_whole_lines() -> None:
    found = runner.invoke(app, ["bank", "search", "gradient", "clipping"]).stdout
    assert max(map(len, found.splitlines())) > 90
