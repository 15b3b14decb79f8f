"""`dlprep bank`: the check of the cards and their claims, and the tools of those who write them."""

from pathlib import Path
from typing import Annotated

import typer

from dlprep.cli import bank_add, bank_overview, bank_verify
from dlprep.cli.complete import files
from dlprep.cli.context import context
from dlprep.cli.help import App
from dlprep.cli.named import there
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say
from dlprep.text import Text

app = App(no_args_is_help=True)


@app.callback()
def _bank() -> None:
    """Search, check and extend the cards.

    Examples:
      dlprep bank search gradient clipping
      dlprep bank stats
      dlprep bank add ~/cards
    """


@app.command()
def check(
    ctx: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(help="A folder or file of cards. Default: every bank.", autocompletion=files)
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", help="A folder of texts of which no longer run of words may be copied.", autocompletion=files
        ),
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Report everything that is wrong with the cards; exit with 1 if anything is.

    Examples:
      dlprep bank check
      dlprep bank check ~/cards/attention.yaml
      dlprep bank check --json
    """
    from dlprep.bank.check import check_banks
    from dlprep.locations import shipped_bank
    from dlprep.render import words

    here = context(ctx)
    language = here.languages(lang)[0]
    here.add_own_problems()
    places = [there(path)] if path is not None else here.bank_folders
    count, findings = check_banks(places, shipped_bank(), against)
    if path is None and here.locations.overlay.is_dir():  # by itself: its ids are those of shipped cards
        mine, about_mine = check_banks([here.locations.overlay], shipped_bank(), against)
        count, findings = count + mine, findings + about_mine
    if json:
        print_json(
            {
                "cards": count,
                "findings": [
                    {"path": str(f.path), "line": f.line, "card": f.card, "message": f.message.en} for f in findings
                ],
            }
        )
    else:
        for finding in findings:
            say(finding.say(language))
        found = f"{len(findings)} problem{'' if len(findings) == 1 else 's'}" if findings else "no problems"
        said = Text(
            zh=f"{words.cards(count, 'zh')}卡片里有 {len(findings)} 个问题"
            if findings
            else f"{count} 张卡片都没有问题",
            en=f"{found} in {words.cards(count, 'en')}",
        )
        say(said.say(language))
    if findings:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a file of cards, for editors that check YAML while you write.

    Examples:
      dlprep bank schema > cards.schema.json
    """
    from dlprep.bank.card import card_schema

    print_json(card_schema())


app.command()(bank_verify.verify)
app.command()(bank_overview.coverage)
app.command()(bank_overview.stats)
app.command()(bank_overview.search)
app.command()(bank_add.new)
app.command()(bank_add.add)
app.command()(bank_add.remove)
