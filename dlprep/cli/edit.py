"""`dlprep edit`: a card in the learner's editor."""

import os
import sys
from typing import Annotated

import typer

from dlprep.cli.context import context
from dlprep.cli.options import CardArgument, LangOption
from dlprep.cli.output import say, say_whole
from dlprep.errors import UsageError
from dlprep.text import Text


def edit(
    ctx: typer.Context,
    card: CardArgument,
    revert: Annotated[
        bool, typer.Option("--revert", help="Take your version of a shipped card away: it is asked as shipped again.")
    ] = False,
    place: Annotated[
        bool, typer.Option("--print", help="Open no editor, change nothing: print the file and line where the card is.")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Edit a card in $VISUAL or $EDITOR, and check it when the editor is closed.

    A card of your own opens where it is. Of a shipped card you edit a copy in your data folder, which is asked instead
    of it and keeps its history, its topic and its place; updates of dlprep leave it alone.

    Examples:
      dlprep edit my-own-card
      EDITOR="code --wait" dlprep edit sigmoid-max-slope
      dlprep edit --revert sigmoid-max-slope
    """
    from dlprep.bank import overlay
    from dlprep.cli.editor import edit_card
    from dlprep.locations import shipped_bank
    from dlprep.render import words

    here = context(ctx)
    bank, folder, language = here.bank(), here.locations.overlay, here.languages(lang)[0]
    bank.entry(card)  # raises, with the nearest ids
    here.add_own_problems()
    if revert:
        kept = overlay.revert(folder, card)
        if kept is None:
            raise UsageError(
                Text(zh=f"卡片 {card!r} 没有你的版本", en=f"there is no version of yours of the card {card!r}")
            )
        say(words.REVERTED.say(language).format(path=kept))
        return
    if place:
        loaded = bank.load(card)
        say_whole(f"{loaded.path}:{loaded.line}")
        if loaded.path.is_relative_to(shipped_bank()):
            say(words.SHIPPED.say(language).format(card=card), err=True)
        return
    talks = sys.stdin.isatty() and sys.stdout.isatty()
    if not (talks or os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        raise UsageError(
            Text(zh="编辑器需要终端", en="an editor needs a terminal"),
            Text(
                zh="把 EDITOR 设成不需要终端的编辑器，或用 --print 问位置",
                en="set EDITOR to one that does not, or ask for the place: --print",
            ),
        )
    edited = edit_card(bank, folder, card)
    if not edited.changed:
        say(words.UNCHANGED.say(language))
        return
    while edited.findings:
        for finding in edited.findings:
            say(finding.say(language))
        if not (talks and typer.confirm(words.EDIT_AGAIN.say(language), default=True)):
            break
        edited = edit_card(bank, folder, card, edited.to_mend)
    if edited.path.is_relative_to(folder):
        said = words.COPIED if edited.usable else words.BROKEN_COPY
        say(said.say(language).format(path=edited.path, card=card))
    if edited.findings:
        raise typer.Exit(1)
    say(words.NO_PROBLEMS.say(language))
