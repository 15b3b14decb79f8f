"""The command line, assembled."""

from pathlib import Path
from typing import Annotated

import typer

from dlprep import __version__
from dlprep.cli import bank, compute, due, log, review, show, transfer
from dlprep.cli.boundary import Boundary
from dlprep.cli.context import Context
from dlprep.cli.options import JsonOption, LangOption

app = typer.Typer(cls=Boundary, no_args_is_help=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"dlprep {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    ctx: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", help="Folder of your data and settings. [env: DLPREP_HOME]")
    ] = None,
    bank: Annotated[
        list[Path] | None, typer.Option("--bank", help="A folder of your own cards, beside the shipped ones.")
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Prepare for deep-learning interviews: spaced repetition and computed questions.

    Without a command: today at a glance. Begin with `dlprep review`.
    """
    ctx.obj = Context(home, bank or ())
    if ctx.invoked_subcommand is None:
        due.at_a_glance(ctx.obj, json, lang)


app.command()(review.review)
app.command()(due.due)
app.command()(show.show)
app.command()(log.log)
app.command()(log.undo)
app.command()(log.suspend)
app.command()(log.resume)
app.add_typer(compute.app, name="compute")
app.add_typer(bank.app, name="bank")
app.add_typer(transfer.import_app, name="import")
app.add_typer(transfer.export_app, name="export")
