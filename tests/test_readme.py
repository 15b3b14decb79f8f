"""The README and the pages on commands and settings are true: commands run, and none of them is missing."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import COMMANDS as PLACES
from dlprep.cli.app import app
from dlprep.cli.boundary import INTERNAL_ERROR
from dlprep.cli.review import INTERRUPTED
from dlprep.compute.listing import shipped_files
from dlprep.config import load_settings, meanings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE, SETTINGS = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("commands.md", "settings.md"))
COMMANDS = re.findall(r"^\$ (.+)$", README, re.MULTILINE)
DLPREP = re.findall(r"^\$ (dlprep.*)$", README + PAGE, re.MULTILINE)


def test_its_first_two_commands_install_and_test() -> None:
    first, second = COMMANDS[:2]
    assert '".[torch]"' in first
    assert first.endswith("dlprep review")
    assert second.endswith("-m pytest")


def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one home and one after the other, as a reader would; `review` needs a terminal and has its own tests."""
    pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    assert len(DLPREP) > 15
    for command in DLPREP:
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == (2 if command == "dlprep review" else 0), (command, result.output)


def test_no_command_is_missing() -> None:
    mentioned = {command.split()[1] for command in DLPREP if len(command.split()) > 1}
    assert set(PLACES) == mentioned


def test_no_setting_is_missing(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.+?)```", SETTINGS, re.DOTALL)
    path = tmp_path / "config.toml"
    path.write_text(block, encoding="utf-8")
    load_settings(path, {})
    said = dict(re.findall(r"^(\w+) = .+?  # (.+)$", block, re.MULTILINE))
    assert said == {name: meaning.en for name, meaning in meanings().items()}


def test_no_exit_code_is_missing() -> None:
    (line,) = re.findall(r"Exit codes: (.+?)\n\n", PAGE, re.DOTALL)
    assert {int(code) for code in re.findall(r"\b\d+\b", line)} == {0, 1, 2, INTERNAL_ERROR, INTERRUPTED}


def test_the_first_command_is_on_the_first_screen() -> None:
    """A newcomer sees what it is, what it looks like, and what to type."""
    before, _, _ = README.partition(f"$ {COMMANDS[0]}")
    assert before.count("![") == 1
    assert len(before.splitlines()) <= 20
    assert len(README.splitlines()) <= 100
    assert f"**{len(shipped_files())} computations**" in README


@pytest.mark.slow
def test_the_first_command_asks_the_first_card(tmp_path: Path) -> None:
    """A newcomer's clone: one command, and a card is on the screen; an answer to it is kept."""
    pexpect = pytest.importorskip("pexpect")
    clone = tmp_path / "clone"
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__"))
    env = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "TERM": "xterm",
    }
    child = pexpect.spawn(
        *("bash", ["-c", COMMANDS[0]]),
        cwd=str(clone),
        env=env,
        encoding="utf-8",
        timeout=600,
        dimensions=(60, 100),  # on a low screen the answer would come page by page
    )
    child.expect_exact("1/10")
    child.expect_exact("space answer")
    child.send(" ")
    child.expect_exact("0-5 quality")
    child.send("4q")
    child.expect_exact("1 answer")
    child.close(force=True)
    done = subprocess.run(
        [str(clone / ".venv/bin/dlprep"), "log", "--json"], env=env, capture_output=True, text=True, check=True
    )
    assert '"quality": 4' in done.stdout
