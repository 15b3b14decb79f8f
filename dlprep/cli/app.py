"""The command line, assembled."""

from pathlib import Path
from typing import Annotated, Any

import typer

from dlprep import __version__
from dlprep.cli.boundary import Boundary
from dlprep.cli.complete import files
from dlprep.cli.context import Context
from dlprep.cli.help import App
from dlprep.cli.lazy import Commands
from dlprep.cli.options import JsonOption, LangOption
from dlprep.errors import UsageError
from dlprep.render.plain import use_plain
from dlprep.text import Text

COMMANDS = {
    "review": "review:review",
    "due": "due:due",
    "stats": "stats:stats",
    "cards": "cards:cards",
    "show": "show:show",
    "edit": "edit:edit",
    "figure": "figure:figure",
    "log": "log:log",
    "undo": "log:undo",
    "suspend": "aside:suspend",
    "resume": "aside:resume",
    "bury": "aside:bury",
    "reset": "aside:reset",
    "backup": "backup:backup",
    "restore": "restore:restore",
    "sync": "sync:sync",
    "interview": "interview:app",
    "config": "config:app",
    "doctor": "doctor:doctor",
    "compute": "compute:app",
    "bank": "bank:app",
    "import": "transfer:import_app",
    "export": "transfer:export_app",
}
"""Every command: the module of this package, and the function or App in it."""


class _Root(Boundary):
    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.commands: Any = Commands(COMMANDS)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


app = App(
    cls=_Root,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},  # which every command inherits
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"dlprep {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", help="Folder of your data and settings. [env: DLPREP_HOME]", autocompletion=files),
    ] = None,
    bank: Annotated[
        list[Path] | None,
        typer.Option("--bank", help="A folder of your own cards, beside the shipped ones.", autocompletion=files),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="No lines, boxes, colours or moving cursor, for screen readers.")
    ] = False,
    json: JsonOption = False,
    lang: LangOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Prepare for deep-learning interviews: spaced repetition and computed questions.

    Without a command: today at a glance. Begin with `dlprep review`. --home, --bank, --plain and --lang stand before
    the command and hold for any; `dlprep config` says how to set them for good.

    Exit codes: 0 done; 1 something is wrong with the data (the log, the bank, two references that disagree), or what
    was searched for is not there; 2 the command line or a setting; 70 a bug of ours; 130 interrupted.

    Examples:
      dlprep
      dlprep review
      dlprep --plain --lang en due
      dlprep --home ~/interview --bank ~/cards due
      dlprep --install-completion
    """
    if json and (name := ctx.invoked_subcommand) is not None:
        raise UsageError(
            Text(zh="--json 写在命令后面", en="--json stands behind the command"),
            Text(zh=f"例如：dlprep {name} ... --json", en=f"dlprep {name} ... --json"),
        )
    ctx.obj = Context(home, bank or (), lang)
    use_plain(plain or ctx.obj.wants_plain())
    if ctx.invoked_subcommand is None:
        from dlprep.cli.due import at_a_glance

        at_a_glance(ctx.obj, json, lang)
