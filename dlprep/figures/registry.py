"""Figures by name. A file is imported when its figure is asked for."""

from difflib import get_close_matches
from importlib import import_module
from types import ModuleType

from dlprep.compute.problem import Params
from dlprep.errors import UsageError
from dlprep.figures.figure import Figure
from dlprep.figures.listing import figure_families
from dlprep.text import Text


def nearest_figures(name: str) -> list[str]:
    """Return the names of figures that look like `name`, the nearest first."""
    return get_close_matches(name, figure_families(), n=3)


def find_figure(name: str) -> Figure:
    """Return the figure called `name`.

    Raises:
        UsageError: there is none; names the nearest.
    """
    if name not in figure_families():
        near = ", ".join(nearest_figures(name))
        hint = Text(zh="`dlprep figure` 列出所有的图", en="`dlprep figure` lists the figures")
        if near:
            hint = Text(zh=f"是不是 {near}？", en=f"did you mean {near}?")
        raise UsageError(Text(zh=f"没有图 {name!r}", en=f"there is no figure called {name!r}"), hint)
    figure: Figure = _module(name).figure
    return figure


def figure_of(problem: str, params: Params) -> Figure | None:
    """Return a figure with the numbers of `params`: that of the problem's own name, if it can be drawn of numbers.

    Some numbers are too many or too large for a picture: None, too.
    """
    if problem not in figure_families():
        return None
    draw = getattr(_module(problem), "of", None)
    return draw(params) if draw else None


def _module(name: str) -> ModuleType:
    return import_module(f"dlprep.figures.{figure_families()[name]}.{name}")
