"""How long commands take to start, and Tab to answer, against a bare Typer program; and until a review shows a card."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.homes import Home, Homes
from benchmarks.measure import Action, Row, Timing, command, first_screen, in_turn

GROUP = "start"
HELLO = """
from typing import Annotated

import typer

app = typer.Typer()


def names(incomplete: str) -> list[str]:
    return [name for name in ("world", "wonder") if name.startswith(incomplete)]


@app.command()
def main(name: Annotated[str, typer.Argument(autocompletion=names)] = "world") -> None:
    typer.echo(f"Hello {name}")


app(prog_name="hello")
"""
TABS = {
    "Tab: card": "dlprep show s",
    "Tab: topic": "dlprep review --topic a",
    "Tab: problem": "dlprep compute c",
    "Tab: parameter": "dlprep compute conv_output_size k",
}
HELP, DUE, FIRST_CARD, GROWN = 1.3, 1.5, 2.0, 1.5
"""The limits: for help and Tab, for `dlprep due`, for the first card, and for what many cards may add to it."""


def rows(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure with the shipped bank, then with banks of many cards beside it."""
    yield from _commands(homes, runs, say)
    yield from _first_card(homes, runs, say)


def _commands(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    hello = _hello(homes)
    places = homes.all()
    actions: dict[str, Action] = {
        "bare Python": command([sys.executable, "-c", "import sys"], {}),
        "bare Typer": command(hello, {}),
        "bare Typer --help": command([*hello, "--help"], {}),
        "bare Typer: Tab": command(hello, _tab("hello w")),
        "dlprep --help": command([*DLPREP, "--help"], places[0].environment),
        "dlprep": command(DLPREP, places[0].environment),
    }
    for name, line in TABS.items():
        actions[name] = command(DLPREP, places[0].environment | _tab(line))
    for home in places:
        actions[f"dlprep due, {home.cards}"] = command([*DLPREP, "due"], home.environment)
    found = in_turn(actions, runs, say)
    yield Row(GROUP, "bare Python", found["bare Python"].median, peak_mb=found["bare Python"].peak_mb)
    yield _row("dlprep --help", found["dlprep --help"], "bare Typer --help", found, HELP)
    for name in TABS:
        yield _row(name, found[name], "bare Typer: Tab", found, HELP)
    yield _row("dlprep", found["dlprep"], "bare Typer", found, None)
    for home in places:
        limit = DUE if home is places[0] else None
        yield _row("dlprep due", found[f"dlprep due, {home.cards}"], "bare Typer", found, limit, home)


def _first_card(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    actions = {"bare Typer": first_screen(_hello(homes), {}, "Hello")}
    places = homes.all()
    for home in places:
        actions[f"first card, {home.cards}"] = first_screen([*DLPREP, "review"], home.environment, "quit", "q\r")
    found = in_turn(actions, runs, say)
    first = f"first card, {places[0].cards}"
    yield _row("first card of review", found[first], "bare Typer", found, FIRST_CARD, places[0])
    for home in places[1:]:
        timing = found[f"first card, {home.cards}"]
        yield _row("first card of review", timing, first, found, GROWN, home)


DLPREP = [sys.executable, "-m", "dlprep"]


def _row(
    name: str, timing: Timing, base: str, found: dict[str, Timing], limit: float | None, home: Home | None = None
) -> Row:
    return Row(
        GROUP,
        name,
        timing.median,
        cards=home.cards if home else None,
        reviews=home.reviews if home else None,
        against=base,
        ratio=timing.ratio(found[base]),
        limit=limit,
        peak_mb=timing.peak_mb,
    )


def _hello(homes: Homes) -> list[str]:
    path = homes.folder / "hello.py"
    path.write_text(HELLO, encoding="utf-8")
    return [sys.executable, str(path)]


def _tab(line: str) -> dict[str, str]:
    """Return the environment in which a program says what Tab offers at the end of `line`, as in bash."""
    words = line.split(" ")
    variable = f"_{Path(words[0]).name.upper()}_COMPLETE"
    return {variable: "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
