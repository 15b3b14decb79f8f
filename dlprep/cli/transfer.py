"""`dlprep import` and `dlprep export`: what comes in and what goes out."""

from dlprep.cli import transfer_anki, transfer_cards, transfer_log
from dlprep.cli.help import App

import_app = App(no_args_is_help=True)
export_app = App(no_args_is_help=True)


@import_app.callback()
def _import() -> None:
    """Bring answers and cards in.

    Examples:
      dlprep import log reviews.jsonl
      dlprep import anki dlprep.apkg
    """


@export_app.callback()
def _export() -> None:
    """Take answers and cards out.

    Examples:
      dlprep export log reviews.jsonl
      dlprep export anki dlprep.apkg --progress
      dlprep export markdown book
    """


import_app.command("log")(transfer_log.import_log)
import_app.command("anki")(transfer_anki.import_anki)
export_app.command("log")(transfer_log.export_log)
export_app.command("anki")(transfer_anki.export_anki)
export_app.command("csv")(transfer_cards.export_csv)
export_app.command("markdown")(transfer_cards.export_markdown)
export_app.command("json")(transfer_cards.export_json)
