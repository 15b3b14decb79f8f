"""`dlprep cards`: find cards by what they are, what they say and where they stand."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from dlprep.cli.bank_add import Kind
from dlprep.cli.context import context
from dlprep.cli.options import JsonOption, LangOption, LevelOption, TagOption, TopicOption
from dlprep.cli.output import print_json, say, width
from dlprep.cli.show import state_json
from dlprep.review.listing import Listed


class State(StrEnum):
    """A choice of state."""

    new = "new"
    due = "due"
    learning = "learning"
    known = "known"
    suspended = "suspended"
    buried = "buried"
    leech = "leech"
    edited = "edited"


class Sort(StrEnum):
    """A choice of order."""

    due = "due"
    ease = "ease"
    lapses = "lapses"
    interval = "interval"
    id = "id"


def cards(
    ctx: typer.Context,
    text: Annotated[list[str] | None, typer.Argument(help="Words that the card says.", metavar="[WORD]...")] = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", metavar="KIND", help="Only this kind of card; may be repeated.")
    ] = None,
    state: Annotated[
        list[State] | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help="Only new, due, learning, known, suspended, buried, leech or edited; may be repeated.",
        ),
    ] = None,
    sort: Annotated[
        Sort | None, typer.Option("--sort", metavar="KEY", help="By due, ease, lapses, interval or id.")
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="The other way round.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most N cards.")] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List cards and where they stand.

    new: never answered, or begun anew. due: asked today. learning: answered, but not right on two days in a row yet;
    known: the others. suspended: set aside; buried: until tomorrow. leech: forgotten as often as `leech_lapses` says.
    edited: a shipped card of which you have a version of your own.

    By due the soonest comes first, by ease the hardest, by lapses the most forgotten, by interval the shortest; without
    --sort the best match of the words, or the order in which to learn.

    Examples:
      dlprep cards --state leech
      dlprep cards batch norm --level advanced
      dlprep cards --topic activations --sort ease --limit 10
    """
    from dlprep.bank.select import Selection
    from dlprep.render import words
    from dlprep.render.listing import table
    from dlprep.review.listing import SORTS, listed

    here = context(ctx)
    bank, today, language = here.bank(), here.today(), here.languages(lang)[0]
    selection = Selection(topic or (), tag or (), level or ())
    selection.check(bank.entries.values())
    entries = [*bank.entries.values()]
    if text:
        from dlprep.bank.search import search

        here.add_own_problems()
        hits = search(bank, " ".join(text), here.locations.cache / "bank-texts.json")
        entries = [bank.entries[hit.card] for hit in hits]
    with here.store() as store:
        progress = store.all_progress()
    found = listed(
        *(entries, progress, today),
        selection=selection,
        kinds=kind or (),
        states=state or (),
        leech_lapses=here.settings.leech_lapses,
        overlay=here.locations.overlay,
    )
    if sort is not None:
        found.sort(key=SORTS[sort])
    found = (found[::-1] if reverse else found)[:limit]
    if json:
        print_json([_json(card) for card in found])
        return
    if not found:
        say("没有这样的卡片。" if language == "zh" else "There is no such card.")
        return
    titles = {entry.topic: bank.topic_title(entry.topic).say(language) for entry in entries}
    for line in table(found, today, titles, language, width=width(), keep=sort.value if sort else None):
        typer.echo(line)
    if len(found) > 1:
        say(words.cards(len(found), language))


def _json(card: Listed) -> dict[str, Any]:
    entry, known, states = card
    return {
        "card": entry.id,
        "topic": entry.topic,
        "kind": entry.kind,
        "level": entry.level,
        "tags": list(entry.tags),
        "states": list(states),
        "state": state_json(known),
        "path": entry.path,
    }
