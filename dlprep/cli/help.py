"""Help that ends with examples: what a docstring has under "Examples:" is shown as it would be typed."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import typer

_AnyFunction = TypeVar("_AnyFunction", bound=Callable[..., Any])


class App(typer.Typer):
    """A Typer whose functions document a command with the docstring that they have anyway."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(rich_markup_mode=None, **settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[_AnyFunction], _AnyFunction]:
        """Make a function a command."""

        def register(function: _AnyFunction) -> _AnyFunction:
            return super(App, self).command(name, **_documented(function), **settings)(function)

        return register

    def callback(self, **settings: Any) -> Callable[[_AnyFunction], _AnyFunction]:
        """Make a function what runs before the commands of the group; its docstring is the group's help."""

        def register(function: _AnyFunction) -> _AnyFunction:
            return super(App, self).callback(**_documented(function), **settings)(function)

        return register


def _documented(function: Callable[..., Any]) -> dict[str, Any]:
    """Return a function's help, its first sentence for lists, and its examples as an epilog that keeps its lines."""
    text, _, examples = (inspect.getdoc(function) or "").partition("\n\nExamples:\n")
    first = " ".join(text.partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")
    said = {"help": text, "short_help": f"{first}."}  # which Typer would cut to what fits in a line
    return said | {"epilog": f"\b\nExamples:\n{examples}"} if examples else said
