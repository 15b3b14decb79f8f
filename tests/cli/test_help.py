"""Every command's help ends with examples, and every example can be pasted."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dlprep.cli.app import app
from dlprep.cli.boundary import INTERNAL_ERROR
from dlprep.cli.review import INTERRUPTED

runner = CliRunner()


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield every command and group, as typed."""
    yield " ".join(("dlprep", *path)), command
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from commands(inner, (*path, name))


ALL = [*dict(commands(typer.main.get_command(app))), "dlprep compute work"]


def help_of(name: str) -> str:
    result = runner.invoke(app, [*name.split()[1:], "--help"], terminal_width=200)
    assert result.exit_code == 0
    return result.stdout


def examples(name: str) -> list[str]:
    _, _, block = help_of(name).partition("Examples:\n")
    return [line.strip() for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("name", ALL)
def test_the_help_of_every_command_ends_with_examples(name: str) -> None:
    assert examples(name), name
    assert all("dlprep" in line for line in examples(name))
    if name not in ("dlprep", "dlprep compute work"):
        assert any(name in line for line in examples(name))


@pytest.mark.parametrize(
    "name", [name for name, command in commands(typer.main.get_command(app)) if hasattr(command, "commands")]
)
def test_the_list_of_commands_is_not_cut(name: str) -> None:
    shown = runner.invoke(app, [*name.split()[1:], "--help"], terminal_width=60).stdout
    assert "..." not in shown.partition("Commands:")[2].partition("Examples:")[0]


@pytest.mark.parametrize("line", dict.fromkeys(line for name in ALL for line in examples(name)))
def test_every_example_is_understood(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the commands themselves taken out, so that it is parsed and nothing is done."""
    done: list[str] = []
    monkeypatch.setattr(typer.core.TyperCommand, "invoke", lambda self, ctx: done.append(self.name))
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    for command in re.split(r"[|>]", line):
        words = shlex.split(command, comments=True)
        while words and (words[0] in ("ssh", "laptop") or "=" in words[0]):
            words = words[1:]
        if words[:1] != ["dlprep"] or "--install-completion" in words:
            continue
        result = runner.invoke(app, words[1:])
        assert result.exit_code == 0 or "needs a terminal" in result.output, (line, result.output)


def test_an_example_that_is_not_understood_is_noticed() -> None:
    assert runner.invoke(app, ["due", "--no-such-option"]).exit_code == 2


def test_the_exit_codes_are_in_the_help() -> None:
    (said,) = re.findall(r"Exit codes: (.+?)\n\n", help_of("dlprep"), re.DOTALL)
    assert {int(code) for code in re.findall(r"\b\d+\b", said)} == {0, 1, 2, INTERNAL_ERROR, INTERRUPTED}
