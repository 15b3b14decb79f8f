"""`dlprep suspend`, `resume`, `bury`, `reset`: cards set aside, taken up again, put off until tomorrow, begun anew."""

import sys
import uuid
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, NamedTuple

import typer

from dlprep.cli.complete import card_ids
from dlprep.cli.context import context, now
from dlprep.cli.options import JsonOption, LangOption, LevelName, LevelOption, TagOption, TopicOption
from dlprep.cli.output import print_json, say
from dlprep.errors import UsageError
from dlprep.store.event import Event, Progress
from dlprep.text import Text

CardsArgument = Annotated[
    list[str] | None, typer.Argument(help="The cards' ids.", metavar="[CARD]...", autocompletion=card_ids)
]
_SHOWN = 12  # cards named one by one; of more only the number is said


def suspend(
    ctx: typer.Context,
    card: CardsArgument = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Set cards aside: they are not asked until they are resumed.

    Name them, or choose them with --topic, --tag and --level. `dlprep undo` takes the whole back.

    Examples:
      dlprep suspend sigmoid-max-slope
      dlprep suspend --topic detection
    """
    _do(ctx, "suspend", card, _Choice(topic, tag, level), json, lang)


def resume(
    ctx: typer.Context,
    card: CardsArgument = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Take up cards again that were suspended or buried.

    Examples:
      dlprep resume sigmoid-max-slope
      dlprep resume --topic detection
    """
    _do(ctx, "resume", card, _Choice(topic, tag, level), json, lang)


def bury(
    ctx: typer.Context,
    card: CardsArgument = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Put cards off until tomorrow: they are not asked today. Their place in the schedule stays.

    Examples:
      dlprep bury sigmoid-max-slope
      dlprep bury --tag attention
    """
    _do(ctx, "bury", card, _Choice(topic, tag, level), json, lang)


def reset(
    ctx: typer.Context,
    card: CardsArgument = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, however many they are.")] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Start cards over, as if they had never been answered. What was answered stays in the log.

    Examples:
      dlprep reset sigmoid-max-slope
      dlprep reset --topic norms --yes
    """
    _do(ctx, "reset", card, _Choice(topic, tag, level), json, lang, asks=not yes)


class _Choice(NamedTuple):
    topics: list[str] | None
    tags: list[str] | None
    levels: list[LevelName] | None


class _Deed(NamedTuple):
    """What one of the commands does: to which cards it can be done, and what is said of one to which it was or not."""

    fits: Callable[[Progress, date], bool]
    done: Text
    unfit: Text


Kind = Literal["suspend", "resume", "bury", "reset"]
_DEEDS: dict[Kind, _Deed] = {
    "suspend": _Deed(
        lambda known, _: not known.suspended,
        Text(zh="已搁置", en="set aside"),
        Text(zh="早已搁置", en="set aside already"),
    ),
    "resume": _Deed(
        lambda known, today: known.rests_on(today),
        Text(zh="已恢复", en="taken up again"),
        Text(zh="没有搁置或推迟", en="neither set aside nor buried"),
    ),
    "bury": _Deed(
        lambda known, today: not known.rests_on(today),
        Text(zh="明天再问", en="put off until tomorrow"),
        Text(zh="早已搁置或推迟", en="set aside or buried already"),
    ),
    "reset": _Deed(
        lambda known, _: not known.state.is_new,
        Text(zh="从头开始", en="starts over as new"),
        Text(zh="本来就是新卡片", en="new already"),
    ),
}


def _do(
    ctx: typer.Context,
    kind: Kind,
    cards: list[str] | None,
    choice: _Choice,
    json: bool,
    lang: str | None,
    *,
    asks: bool = False,
) -> None:
    from dlprep.bank.select import Selection

    here = context(ctx)
    entries, language, today, deed = here.bank().entries, here.languages(lang)[0], here.today(), _DEEDS[kind]
    for card in cards or ():
        here.bank().entry(card)
    selection = Selection(choice.topics or (), choice.tags or (), choice.levels or ())
    selection.check(entries.values())
    if not cards and not any(choice):
        raise UsageError(
            Text(zh=f"哪些卡片？dlprep {kind} CARD...", en=f"which cards? dlprep {kind} CARD..."),
            Text(zh="或用 --topic、--tag、--level 来选", en="or choose them with --topic, --tag or --level"),
        )
    chosen = [*dict.fromkeys(cards or ())]
    if any(choice):
        chosen += [entry.id for entry in entries.values() if selection.has(entry) and entry.id not in chosen]
    with here.store() as store:
        known = store.all_progress()
        fit = [card for card in chosen if deed.fits(known.get(card, Progress()), today)]
        if not fit and kind != "reset":
            named = (
                Text(zh=f"卡片 {chosen[0]!r} ", en=f"the card {chosen[0]!r} is")
                if len(chosen) == 1
                else Text(zh=f"这 {len(chosen)} 张卡片都", en=f"all {len(chosen)} cards are")
            )
            raise UsageError(Text(zh=f"{named.zh}{deed.unfit.zh}", en=f"{named.en} {deed.unfit.en}"))
        if asks and len(fit) > 1:
            _confirm(len(fit), language == "zh")
        at, batch = now(), {"batch": str(uuid.uuid4())} if len(fit) > 1 else {}
        store.append_all(Event(str(uuid.uuid4()), kind, card, at, today, detail=batch) for card in fit)
    if json:
        print_json({"kind": kind, "cards": fit, "unchanged": [card for card in chosen if card not in fit]})
        return
    said = [f"{card}: {deed.done.say(language)}" for card in fit]
    if len(said) > _SHOWN:
        count = f"{len(fit)} 张卡片" if language == "zh" else f"{len(fit)} cards"
        said = [f"{count}: {deed.done.say(language)}"]
    said += [f"{card}: {deed.unfit.say(language)}" for card in cards or () if card not in fit]
    for line in said or [f"0: {deed.unfit.say(language)}"]:
        say(line)
    if kind == "reset":
        for card in (card for card in fit if known[card].rests_on(today)):
            aside = "还在搁置中" if language == "zh" else "is still set aside"
            say(f"{card} {aside}: dlprep resume {card}")


def _confirm(count: int, zh: bool) -> None:
    """Ask before much is started over: the schedule of many cards is the work of weeks."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            Text(zh=f"{count} 张卡片会从头开始", en=f"{count} cards would start over"),
            Text(zh="确实要这样，就加上 --yes", en="if you mean it, add --yes"),
        )
    question = f"{count} 张卡片从头开始？" if zh else f"Start {count} cards over?"
    if not typer.confirm(question, default=False):
        raise typer.Exit(0)
