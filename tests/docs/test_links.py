"""Every link of every page leads somewhere, and every command on it is understood."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dlprep.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md")), ROOT / "quizbank" / "README.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"^\$ (dlprep.*)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in LINK.findall(text):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


def test_every_page_is_in_the_index() -> None:
    listed = set(LINK.findall((ROOT / "docs" / "README.md").read_text(encoding="utf-8")))
    assert {page.name for page in ROOT.glob("docs/*.md")} - {"README.md"} <= listed


@pytest.mark.parametrize(
    "command", dict.fromkeys(command for page in PAGES for command in COMMAND.findall(page.read_text(encoding="utf-8")))
)
def test_every_command_is_understood(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the commands themselves taken out, so that it is parsed and nothing is done."""
    monkeypatch.setattr(typer.core.TyperCommand, "invoke", lambda self, ctx: None)
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code == 0 or "needs a terminal" in result.output, result.output
