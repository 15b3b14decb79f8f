"""`dlprep figure`: the pictures that go with the answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from dlprep.cli.complete import figure_names, files
from dlprep.cli.context import context
from dlprep.cli.named import write
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say, say_table
from dlprep.errors import UsageError
from dlprep.text import Language, Text


def figure(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(help="The figure. Without it: the list.", metavar="[NAME]", autocompletion=figure_names),
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option("--svg", help="Write it as SVG to this file.", metavar="OUT.svg", autocompletion=files),
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Draw a figure in the terminal; without a name, list the figures.

    Cards show theirs with the answer: `figure: NAME` in their YAML. Where nothing can be drawn (--plain, TERM=dumb),
    what there is to see is said in words.

    Examples:
      dlprep figure
      dlprep figure lstm_cell
      dlprep figure l1_l2_balls --lang zh --svg balls.svg
    """
    languages = context(ctx).languages(lang)
    if name is None:
        if svg is not None:
            raise UsageError(
                Text(zh="--svg 一次写一幅图", en="--svg writes one figure"),
                Text(zh="给出名字：dlprep figure NAME --svg OUT.svg", en="name it: dlprep figure NAME --svg OUT.svg"),
            )
        _list(context(ctx).bank().topic_title, languages[0], json)
        return
    from dlprep.figures.registry import find_figure

    found = find_figure(name)
    if svg is not None:
        _write(svg, found, languages[0])
    if json:
        print_json(_json(name))
    elif svg is None:
        from dlprep.render.console import open_console
        from dlprep.render.figure import FigureView

        open_console().print(FigureView(found, languages), crop=False)


def _write(file: Path, found: Any, language: Language) -> None:
    from dlprep.figures.svg import as_svg

    write(file, as_svg(found, language))
    say(str(file), err=True)


def _list(title: Callable[[str], Text], language: Language, json: bool) -> None:
    from dlprep.figures.listing import figure_families
    from dlprep.figures.registry import find_figure

    families = figure_families()
    if json:
        print_json([_json(name) for name in families])
        return
    width = max(map(len, families))
    for family in dict.fromkeys(families.values()):
        say(title(family).say(language))
        names = [name for name in families if families[name] == family]
        say_table([(f"  {name:{width}}", find_figure(name).title.say(language)) for name in names], titled=False)
    say(f"{len(families)} 幅图" if language == "zh" else f"{len(families)} figures")


def _json(name: str) -> dict[str, Any]:
    from dataclasses import asdict

    from dlprep.figures.listing import figure_families
    from dlprep.figures.registry import find_figure

    found = find_figure(name)
    return {
        "name": name,
        "family": figure_families()[name],
        "title": asdict(found.title),
        "caption": asdict(found.caption),
    }
