"""What Tab offers: cards, topics, tags, problems and their parameters, settings.

Typer calls these while the learner waits for the shell, so they read the index as it was last made and the names of
files: no YAML, no problem is imported, and nothing of a learner's is run. Whatever goes wrong offers nothing, since an
error would land in the middle of the line that is being typed.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from dlprep.cli.context import Context

if TYPE_CHECKING:
    from dlprep.bank.index import Entry

Completer = Callable[[typer.Context, str], list[str]]


def _completer(offers: Callable[[typer.Context, str], Iterable[str]]) -> Completer:
    """Make what begins with the typed text of what `offers` yields; `offers` may fail."""

    @wraps(offers)
    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            return [value for value in offers(ctx, incomplete) if value.startswith(incomplete)]
        except Exception:  # noqa: BLE001 -- see above: there is no place for an error
            return []

    return complete


def _here(ctx: typer.Context) -> Context:
    """Return the context of the options that stand on the line before the command."""
    options: dict[str, Any] = ctx.find_root().params
    return Context(options.get("home"), options.get("bank") or ())


def _entries(ctx: typer.Context) -> "Iterable[Entry]":
    from dlprep.bank.index import Index

    here = _here(ctx)
    folders = [folder.expanduser().absolute() for folder in here.bank_folders]
    return Index(folders, here.locations.bank_index, here.locations.overlay, read=False).entries.values()


def _problems(ctx: typer.Context) -> dict[str, Path]:
    from dlprep.compute.listing import own_files, shipped_files

    own = [own_files(Path(folder).expanduser()) for folder in _here(ctx).settings.problems]
    return {name: file for files in (*own, shipped_files()) for name, file in files.items()}


@_completer
def card_ids(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The ids of the cards."""
    return (entry.id for entry in _entries(ctx))


@_completer
def topics(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The topics that have cards."""
    return dict.fromkeys(entry.topic for entry in _entries(ctx))


@_completer
def tags(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The tags that cards have."""
    return sorted({tag for entry in _entries(ctx) for tag in entry.tags})


@_completer
def problem_names(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The names of the problems, a learner's own too."""
    return sorted(_problems(ctx))


@_completer
def families(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The families of the problems that dlprep has."""
    from dlprep.compute.listing import shipped_files

    return dict.fromkeys(file.parent.name for file in shipped_files().values())


@_completer
def problem_parameters(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The parameters of the problem on the line that have no value yet, as `name=`.

    Shells put a space after a word that is the only one left. So the last one is offered twice, bare and with the value
    of the example: the shell stops at the `=` and shows both.
    """
    from dlprep.compute.listing import parameters

    known = parameters(_problems(ctx)[ctx.params["name"]])
    words = ctx.params.get("parameters") or ()
    if words and words[-1] == "=":  # bash takes `kernel=` for two words, and its value for a third
        return
    given = {value.partition("=")[0] for value in words}
    left = [name for name in known if name not in given and name.startswith(incomplete)]
    for name in left:
        yield f"{name}="
        if len(left) == 1:
            yield f"{name}={known[name] or '...'}"


@_completer
def figure_names(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The names of the figures."""
    from dlprep.figures.listing import figure_families

    return figure_families()


@_completer
def setting_names(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The names of the settings."""
    from dlprep.config import meanings

    return meanings()


@_completer
def setting_values(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The values of the setting on the line, where they can be counted."""
    from dlprep.config import choices

    return choices(ctx.params["key"])


@_completer
def own_banks(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    """The learner's own banks, as the configuration has them."""
    return _here(ctx).settings.banks


def files(incomplete: str) -> list[str]:
    """Nothing, which lets the shell complete a path. Typer alone would offer the typed text as if it were whole."""
    return []
