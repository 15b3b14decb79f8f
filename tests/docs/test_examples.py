"""What the pages about cards and problems tell a reader to write and to type does what they say."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dlprep.cli.app import app

DOCS = Path(__file__).parents[2] / "docs"
CARDS, PROBLEMS = ((DOCS / name).read_text(encoding="utf-8") for name in ("your-own-cards.md", "your-own-problems.md"))


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[Sequence[str]]:
    return [
        shlex.split(line)[1:] for block in blocks(page, "console") for line in re.findall(r"^\$ (.+)$", block, re.M)
    ]


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=typed)


def test_the_examples_of_cards_are_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (markdown,), (cards, topics) = blocks(CARDS, "markdown"), blocks(CARDS, "yaml")
    Path("notes.md").write_text(markdown, encoding="utf-8")
    Path("my-cards.yaml").write_text(cards, encoding="utf-8")
    (Path("cards") / "sequence").mkdir(parents=True)
    Path("cards/topics.yaml").write_text(topics, encoding="utf-8")
    for name in ("attention", "transformers"):
        Path(f"cards/sequence/{name}.yaml").write_text(
            f"- {{id: {name}-one, kind: recall, level: basic, question: What is {name}?, answer: A layer.}}\n",
            encoding="utf-8",
        )
    codes = {" ".join(command): run(*command).exit_code for command in commands(CARDS)}
    assert [command for command, code in codes.items() if code != 0] == ["review --topic notes"]  # needs a terminal
    assert "attention-scale" in run("cards", "--topic", "notes").output
    found = run("--bank", "cards", "cards", "--topic", "sequence").output
    assert "attention-one" in found
    assert "transformers-one" in found
    assert run("bank", "check", "cards").exit_code == 0


def test_the_example_of_a_problem_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It loads, is explained, worked, graded, verified and asked, also as a card."""
    pytest.importorskip("torch")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("dlprep.compute.registry._own_files", {})
    (code,), (card,) = blocks(PROBLEMS, "python"), blocks(PROBLEMS, "yaml")
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "transposed_conv_size.py").write_text(code, encoding="utf-8")
    said = [run(*command, typed="13\n\n\n") for command in commands(PROBLEMS)]
    assert [result.exit_code for result in said] == [0] * 5, [result.output for result in said]
    explained, worked, verified, drilled = (result.output for result in said[1:])
    assert "input size, px" in explained
    assert "Right" in worked or "Correct" in worked
    assert "Both references agree" in worked
    assert "300" in verified
    assert drilled.count("How wide is the output?") == 3
    (tmp_path / "own.yaml").write_text(card, encoding="utf-8")
    assert run("bank", "check", str(tmp_path / "own.yaml")).exit_code == 0
    assert "transposed" in run("--bank", str(tmp_path / "own.yaml"), "show", "transposed-sizes").output
