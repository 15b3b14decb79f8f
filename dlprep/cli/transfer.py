"""`dlprep import` and `dlprep export`: what comes in and what goes out."""

import typer

from dlprep.cli import transfer_anki, transfer_cards, transfer_log

import_app = typer.Typer(no_args_is_help=True, help="Bring answers and cards in.", rich_markup_mode=None)
export_app = typer.Typer(no_args_is_help=True, help="Take answers and cards out.", rich_markup_mode=None)


@import_app.callback()
def _import() -> None:
    """Bring answers and cards in."""


@export_app.callback()
def _export() -> None:
    """Take answers and cards out."""


import_app.command("log")(transfer_log.import_log)
import_app.command("anki")(transfer_anki.import_anki)
export_app.command("log")(transfer_log.export_log)
export_app.command("anki")(transfer_anki.export_anki)
export_app.command("csv")(transfer_cards.export_csv)
export_app.command("markdown")(transfer_cards.export_markdown)
export_app.command("json")(transfer_cards.export_json)
