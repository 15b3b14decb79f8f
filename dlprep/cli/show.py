"""`dlprep show`: a card with everything that belongs to it, and where it stands."""

from typing import Any

import typer

from dlprep.cli.context import context
from dlprep.cli.options import CardArgument, JsonOption, LangOption
from dlprep.cli.output import print_json
from dlprep.errors import UsageError
from dlprep.store.event import Event, Progress
from dlprep.text import Text


def show(
    ctx: typer.Context,
    card: CardArgument,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show a card: question, answer, and its place in the schedule.

    Examples:
      dlprep show sigmoid-max-slope
      dlprep show sigmoid-max-slope --lang both
      dlprep show sigmoid-max-slope --json
    """
    here = context(ctx)
    bank = here.bank()
    with here.store() as store:
        progress = store.progress(card)
        retracted = store.retracted()
        answers = [e for e in store.events(card) if e.kind == "review" and e.id not in retracted]
    if card not in bank.entries and progress is None:
        bank.entry(card)  # raises, with the nearest ids
    known = progress or Progress()
    if json:
        texts = bank.load(card).card.model_dump(mode="json", by_alias=True) if card in bank.entries else {"id": card}
        place = bank.entries[card]._asdict() if card in bank.entries else {}
        print_json(
            texts
            | {key: place[key] for key in ("topic", "path") if key in place}
            | {"in_bank": card in bank.entries, "suspended": known.suspended, "state": state_json(known)}
            | {"answers": [answer_json(answer) for answer in answers]}
        )
        return
    if card not in bank.entries:
        raise UsageError(
            Text(
                zh=f"卡片 {card!r} 已不在题库里；它的 {len(answers)} 次作答还在日志里",
                en=f"the card {card!r} is no longer in the bank; its {len(answers)} answers are in the log",
            ),
            Text(zh=f"查看：dlprep log --card {card}", en=f"see them with: dlprep log --card {card}"),
        )
    from random import Random

    from rich.text import Text as Line

    from dlprep.compute.instance import draw
    from dlprep.compute.registry import find_problem
    from dlprep.markup.safe import printable
    from dlprep.puzzles.ask import puzzle_of
    from dlprep.render import words
    from dlprep.render.card import answer, question
    from dlprep.render.console import open_console
    from dlprep.render.feedback import solved
    from dlprep.render.headline import Headline
    from dlprep.render.state import state_lines

    here.add_own_problems()
    loaded, languages, console = bank.load(card), here.languages(lang), open_console()
    shown = loaded.card
    topic = bank.topic_title(bank.entries[card].topic).say(languages[0])
    console.print(Headline(card, printable(topic), words.LEVELS[shown.level].say(languages[0])))
    instance = None
    if shown.kind == "compute":
        instance = draw(find_problem(shown.problem), 0, shown.level, shown.fix, shown.choose)
    puzzle = puzzle_of(shown, Random(0))
    console.print(question(shown, languages, instance, puzzle), "")
    if puzzle is not None:
        console.print(solved(puzzle, languages))
    console.print(answer(shown, languages, instance=instance), "")
    for line in state_lines(known, answers, here.today(), languages[0]):
        console.print(Line(line))
    console.print(Line(f"{loaded.path}:{loaded.line}"), style="dim", soft_wrap=True)


def state_json(progress: Progress) -> dict[str, Any]:
    """Return a card's state as documented JSON."""
    state = progress.state
    return {
        "ease_factor": state.ease_factor,
        "interval": state.interval,
        "repetitions": state.repetitions,
        "lapses": state.lapses,
        "due": state.due.isoformat() if state.due else None,
    }


def answer_json(event: Event) -> dict[str, Any]:
    """Return an event as its log line's JSON."""
    from json import loads

    from dlprep.store.jsonl import to_line

    return dict(loads(to_line(event)))
