"""`dlprep log`, `undo`, `suspend`, `resume`: the log, and the lines that are added to it by hand."""

import uuid
from typing import Annotated, Literal

import typer

from dlprep.cli.context import Context, context, now
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json
from dlprep.errors import UsageError
from dlprep.store.event import Event

CardArgument = Annotated[str, typer.Argument(help="The card's id.", metavar="CARD")]


def log(
    ctx: typer.Context,
    card: Annotated[str | None, typer.Option("--card", help="Only this card's lines.")] = None,
    last: Annotated[int, typer.Option("-n", "--last", min=0, help="How many lines; 0 for all.")] = 20,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show the last lines of the review log, the oldest first."""
    here = context(ctx)
    with here.store() as store:
        events, retracted = store.events(card, last or None), store.retracted()
    if json:
        from dlprep.cli.show import answer_json

        print_json([answer_json(event) | {"retracted": event.id in retracted} for event in events])
        return
    from dlprep.markup.safe import printable
    from dlprep.render.columns import columns

    zh = here.languages(lang)[0] == "zh"
    if not events:
        typer.echo("日志还是空的。" if zh else "The log is empty.")
        return
    rows = [("时间", "卡片", "评分", "用时", "说明") if zh else ("time", "card", "quality", "time taken", "")]
    for event in events:
        taken = "" if event.elapsed_ms is None else f"{event.elapsed_ms / 1000:.0f} s"
        quality = event.kind if event.quality is None else str(event.quality)
        note = str(event.detail.get("slip") or event.detail.get("verdict") or "")
        if event.id in retracted:
            note = f"{note} （已撤销）" if zh else f"{note} (taken back)"
        rows.append(
            (f"{event.at.wall():%Y-%m-%d %H:%M}", printable(event.card), quality, taken, printable(note).strip())
        )
    for line in columns(rows, right=frozenset({3})):
        typer.echo(line)


def undo(ctx: typer.Context, json: JsonOption = False, lang: LangOption = None) -> None:
    """Take back the last answer or suspension; again, the one before it."""
    here = context(ctx)
    with here.store() as store:
        last = store.last_event()
        if last is not None:
            store.append(_event(here, "retract", last.card, target=last.id))
    if json:
        from dlprep.cli.show import answer_json

        print_json({"undone": answer_json(last) if last else None})
        return
    from dlprep.render import words

    language = here.languages(lang)[0]
    if last is None:
        typer.echo(words.NOTHING_TO_UNDO.say(language))
        return
    what = f" ({last.quality})" if last.quality is not None else ""
    typer.echo(f"{words.UNDONE.say(language)}{last.card}{what}")


def suspend(ctx: typer.Context, card: CardArgument) -> None:
    """Set a card aside: it is not asked until it is resumed."""
    _switch(context(ctx), card, "suspend")


def resume(ctx: typer.Context, card: CardArgument) -> None:
    """Take up a card again that was set aside."""
    _switch(context(ctx), card, "resume")


def _switch(here: Context, card: str, kind: Literal["suspend", "resume"]) -> None:
    here.bank().entry(card)
    with here.store() as store:
        known = store.progress(card)
        if (known is not None and known.suspended) == (kind == "suspend"):
            raise UsageError(f"the card {card!r} is {'set aside already' if kind == 'suspend' else 'not set aside'}")
        store.append(_event(here, kind, card))
    typer.echo(f"{card}: {'set aside' if kind == 'suspend' else 'taken up again'}")


def _event(here: Context, kind: Literal["retract", "suspend", "resume"], card: str, target: str | None = None) -> Event:
    return Event(str(uuid.uuid4()), kind, card, now(), here.today(), target=target)
