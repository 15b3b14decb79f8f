"""What a learner types first and is not quite a command line: -h, options behind the command, a list of the bank."""

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app

runner = CliRunner()


@pytest.mark.parametrize("command", ["", "review", "bank search", "compute conv_output_size", "config set"])
def test_h_is_help(command: str) -> None:
    short, long = (runner.invoke(app, [*command.split(), name]) for name in ("-h", "--help"))
    assert (short.exit_code, short.stdout) == (0, long.stdout)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("review --bank x", "--bank goes before the command: dlprep --bank ... review"),
        ("bank search x --home y", "--home goes before the command: dlprep --home ... bank search"),
        ("due --plain", "--plain goes before the command"),
        ("--lang zh due --plain", "--plain 写在命令前面"),
        ("bank list", "dlprep cards lists the cards"),
    ],
)
def test_the_way_is_shown(command: str, said: str) -> None:
    result = runner.invoke(app, command.split(), prog_name="dlprep")
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_option_that_is_nowhere_gets_no_advice() -> None:
    assert "before the command" not in runner.invoke(app, ["review", "--none"]).stderr
