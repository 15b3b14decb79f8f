"""The command line, assembled."""

from pathlib import Path
from typing import Annotated

import typer

from dlprep import __version__
from dlprep.cli import (
    aside,
    backup,
    bank,
    cards,
    compute,
    config,
    doctor,
    due,
    edit,
    figure,
    log,
    restore,
    review,
    show,
    stats,
    sync,
    transfer,
)
from dlprep.cli.boundary import Boundary
from dlprep.cli.complete import files
from dlprep.cli.context import Context
from dlprep.cli.help import App
from dlprep.cli.options import JsonOption, LangOption
from dlprep.errors import UsageError
from dlprep.render.plain import use_plain

app = App(cls=Boundary, no_args_is_help=False, pretty_exceptions_enable=False)


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
    if json and ctx.invoked_subcommand is not None:
        raise UsageError("--json stands behind the command", f"dlprep {ctx.invoked_subcommand} ... --json")
    ctx.obj = Context(home, bank or (), lang)
    use_plain(plain or ctx.obj.wants_plain())
    if ctx.invoked_subcommand is None:
        due.at_a_glance(ctx.obj, json, lang)


app.command()(review.review)
app.command()(due.due)
app.command()(stats.stats)
app.command()(cards.cards)
app.command()(show.show)
app.command()(edit.edit)
app.command()(figure.figure)
app.command()(log.log)
app.command()(log.undo)
app.command()(aside.suspend)
app.command()(aside.resume)
app.command()(aside.bury)
app.command()(aside.reset)
app.command()(backup.backup)
app.command()(restore.restore)
app.command()(sync.sync)
app.add_typer(config.app, name="config")
app.command()(doctor.doctor)
app.add_typer(compute.app, name="compute")
app.add_typer(bank.app, name="bank")
app.add_typer(transfer.import_app, name="import")
app.add_typer(transfer.export_app, name="export")
