"""Commands that are imported when they are asked for, so that start-up does not grow with their number."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer

from dlprep.cli.help import App


class Commands(Mapping[str, Any]):
    """Commands by name, each made when it is looked up."""

    def __init__(self, places: Mapping[str, str]) -> None:
        """Take where each is, as the module of `dlprep.cli` and the function, or App, in it: "module:name"."""
        self._places = places
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, _, attribute = self._places[name].partition(":")
            self._made[name] = _command(name, getattr(import_module(f"dlprep.cli.{module}"), attribute))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._places  # Mapping would make the command to find out

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _command(name: str, place: Any) -> Any:
    if isinstance(place, typer.Typer):
        command: Any = typer.main.get_group(place)
        command.name = name
        return command
    app = App(add_completion=False, pretty_exceptions_enable=False)
    app.command(name)(place)
    return typer.main.get_command(app)
