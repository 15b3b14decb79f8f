"""The plain screen: what a screen reader would otherwise read out sign by sign is not there."""

import io

import pytest
from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dlprep.render.console import PlainConsole, open_console
from dlprep.render.plain import is_plain, use_plain


@pytest.fixture(autouse=True)
def _not_plain_afterwards() -> object:
    yield
    use_plain(False)


def shown(renderable: object) -> str:
    out = io.StringIO()
    PlainConsole(file=out, width=40, force_terminal=True, _environ={"TERM": "xterm-256color"}).print(renderable)
    return out.getvalue()


def table() -> Table:
    grid = Table(title="title", show_lines=True)
    grid.add_column("head")
    grid.add_row(Text("cell", style="bold red"))
    return grid


@pytest.mark.parametrize(
    ("renderable", "words"),
    [
        pytest.param(Rule(Text("1/10 · new"), style="cyan"), ["1/10", "·", "new"], id="rule"),
        pytest.param(Rule("said", align="left"), ["said"], id="rule-of-a-string"),
        pytest.param(Rule(), [], id="empty-rule"),
        pytest.param(Panel("inside", title="box"), ["inside"], id="panel"),
        pytest.param(table(), ["title", "head", "cell"], id="table"),
        pytest.param(Group(Padding(Rule("deep"), 1), Text("below", style="red")), ["deep", "below"], id="nested"),
    ],
)
def test_no_lines_boxes_or_styles(renderable: object, words: list[str]) -> None:
    assert shown(renderable).split() == words


def test_a_style_of_the_printing_is_no_style_either() -> None:
    out = io.StringIO()
    PlainConsole(file=out, width=40, force_terminal=True).print("path", style="bold red", soft_wrap=True)
    assert out.getvalue() == "path\n"


def test_it_is_plain_where_wanted_or_where_the_terminal_can_do_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_plain()
    assert type(open_console()) is Console
    use_plain(True)
    assert isinstance(open_console(), PlainConsole)
    use_plain(False)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(open_console(), PlainConsole)
