"""`dlprep log` and `undo`: the log, and the lines that take its last ones back."""

import uuid
from typing import Annotated

import typer

from dlprep.cli.complete import card_ids
from dlprep.cli.context import context, now
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say, say_table
from dlprep.store.event import Event


def log(
    ctx: typer.Context,
    card: Annotated[str | None, typer.Option("--card", help="Only this card's lines.", autocompletion=card_ids)] = None,
    last: Annotated[int, typer.Option("-n", "--last", min=0, help="How many lines; 0 for all.")] = 20,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show the last lines of the review log, the oldest first.

    Examples:
      dlprep log -n 5
      dlprep log --card sigmoid-max-slope
      dlprep log -n 0 --json
    """
    here = context(ctx)
    with here.store() as store:
        events, retracted = store.events(card, last or None), store.retracted()
    if json:
        from dlprep.cli.show import answer_json

        print_json([answer_json(event) | {"retracted": event.id in retracted} for event in events])
        return
    from dlprep.render import words

    language = here.languages(lang)[0]
    zh = language == "zh"
    if not events:
        say("日志还是空的。" if zh else "The log is empty.")
        return
    rows = [("时间", "卡片", "评分", "用时", "说明") if zh else ("time", "card", "quality", "time taken", "")]
    for event in events:
        taken = "" if event.elapsed_ms is None else f"{event.elapsed_ms / 1000:.0f} s"
        quality = "" if event.quality is None else str(event.quality)
        if event.kind != "review":
            quality = f"{words.EVENTS[event.kind].say(language)} {quality}".strip()
        note = str(event.detail.get("slip") or event.detail.get("verdict") or "")
        if event.id in retracted:
            note = f"{note} （已撤销）" if zh else f"{note} (taken back)"
        rows.append((f"{event.at.wall():%Y-%m-%d %H:%M}", event.card, quality, taken, note.strip()))
    say_table(rows, right=frozenset({3}))


def undo(ctx: typer.Context, json: JsonOption = False, lang: LangOption = None) -> None:
    """Take back what was done last: an answer, or what set cards aside, took them up or began them anew.

    What one command did to several cards is taken back at once. Again, what was done before that.

    Examples:
      dlprep undo
      dlprep undo --json
    """
    here = context(ctx)
    with here.store() as store:
        undone, at, today = store.last_action(), now(), here.today()
        store.append_all(
            Event(str(uuid.uuid4()), "retract", event.card, at, today, target=event.id) for event in undone
        )
    if json:
        from dlprep.cli.show import answer_json

        cards = {"cards": [event.card for event in undone]} if undone else {}
        print_json({"undone": answer_json(undone[-1]) if undone else None} | cards)
        return
    from dlprep.render import words
    from dlprep.render.state import taken_back

    language = here.languages(lang)[0]
    say(taken_back(undone, language) if undone else words.NOTHING_TO_UNDO.say(language))
