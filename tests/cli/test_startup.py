"""A tool opened ten times a day loads only what the command needs."""

import subprocess
import sys
from pathlib import Path

import pytest

# Newer Typers load pydantic themselves; ours, with the models of the cards, is what must stay out.
HEAVY = ("torch", "numpy", "yaml", "dlprep.bank.card", "pylatexenc", "markdown_it", "rich.console")

PROGRAM = """
import sys
from dlprep.cli.app import app
try:
    app({arguments!r}, standalone_mode=False)
except SystemExit:
    pass
print("loaded:", *[name for name in {heavy!r} if name in sys.modules])
"""


def loaded(*arguments: str, extra: str = "") -> set[str]:
    """Return which heavy modules are loaded after a command."""
    code = extra + PROGRAM.format(arguments=list(arguments), heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    line = done.stdout.splitlines()[-1]
    assert line.startswith("loaded:"), done.stdout
    return set(line.split()[1:])


def test_importing_the_command_line_is_light() -> None:
    assert loaded("--version") == set()


@pytest.mark.parametrize(
    "arguments",
    [[], ["due"], ["due", "--json"], ["log"], ["cards"], ["undo"], ["stats", "--json"], ["export", "log"]],
    ids=lambda arguments: " ".join(arguments) or "alone",
)
def test_everyday_commands_need_no_bank_texts(arguments: list[str]) -> None:
    loaded("due")  # the first run makes the index, which takes YAML and pydantic
    assert loaded(*arguments) == set()


def test_a_worked_example_in_numpy_needs_no_torch() -> None:
    heavy = loaded("compute", "conv_output_size", "size=8", "kernel=3", "--backend", "numpy")
    assert "torch" not in heavy


@pytest.mark.parametrize(
    "words",
    [
        ["show", "s"],
        ["review", "--topic", ""],
        ["compute", "c"],
        ["compute", "conv_output_size", ""],
        ["config", "set", ""],
    ],
    ids=" ".join,
)
def test_tab_waits_for_nothing(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    loaded("due")
    monkeypatch.setenv("_DLPREP_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(("dlprep", *words)))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    heavy = (*HEAVY, "dlprep.bank.load", "dlprep.compute.problem", "dlprep.store.database")
    code = f"""
import sys
from dlprep.__main__ import main
try:
    main()
except SystemExit:
    pass
print("loaded:", *[name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *offered, line = done.stdout.splitlines()
    assert offered
    assert line == "loaded:"


def test_this_test_can_fail(tmp_path: Path) -> None:
    """A heavy import on the way in would be seen."""
    assert "numpy" in loaded("--version", extra="import numpy\n")
