"""`dlprep review`: today's cards, one by one."""

import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from dlprep.cli.context import context, now
from dlprep.cli.options import (
    Backend,
    BackendOption,
    Device,
    DeviceOption,
    LangOption,
    LevelOption,
    TagOption,
    TopicOption,
)
from dlprep.errors import UsageError

INTERRUPTED = 130


def review(
    ctx: typer.Context,
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    new: Annotated[
        int | None,
        typer.Option(
            "--new", min=0, metavar="N", help="New cards in this session. Default: what is left of the day's."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Cards in this session, at most.")
    ] = None,
    lang: LangOption = None,
    backend: BackendOption = None,
    device: DeviceOption = None,
) -> None:
    """Review today's cards: the due ones, then new ones, then those below 4 again.

    Every answer is on the disk before the next card shows; quit whenever you like.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("review needs a terminal", "for programs there is `dlprep due --json`")
    import random
    import time
    import uuid

    from dlprep.bank.select import Selection
    from dlprep.cli.keys import Keys
    from dlprep.cli.reviewing import Reviewer
    from dlprep.compute.backend import torch_device
    from dlprep.render import words
    from dlprep.render.card import prose
    from dlprep.render.console import open_console
    from dlprep.render.review import summary
    from dlprep.review.day import cards_of_day, new_left, next_due
    from dlprep.review.session import Session, World

    here = context(ctx)
    here.add_own_problems()
    settings, today, bank, console = here.settings, here.today(), here.bank(), open_console()
    languages = here.languages(lang)
    chosen_backend, chosen_device = Backend(backend or settings.backend), Device(device or settings.device)
    if chosen_backend is not Backend.numpy:
        torch_device(chosen_device.value)  # refused now rather than at the first compute card
    selection = Selection(topic or (), tag or (), level or ())
    selection.check(bank.entries.values())
    with here.store() as store:
        progress = store.all_progress()
        count = new if new is not None else new_left(progress, today, settings.new_per_day)
        day = cards_of_day(bank.entries.values(), progress, today, new=count, selection=selection)
        world = World(now, time.monotonic, random.Random(), lambda: str(uuid.uuid4()))
        session = Session(
            *(bank, store, day, world),
            limit=limit,
            rollover=settings.rollover_hour,
            backend=chosen_backend.value,
            device=chosen_device.value,
        )
        if not progress and session.asked is not None:
            console.print(prose(words.WELCOME, languages[:1]))
        if session.asked is None:
            everything = not (topic or tag or level)
            console.print((words.NOTHING_TODAY if everything else words.NOTHING_HERE).say(languages[0]))
        interrupted = False
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, _stop)  # leaves through `with`, so that the terminal gets its settings back
        try:
            with Keys() as keys:
                Reviewer(session, bank, console, keys, languages).run()
        except (KeyboardInterrupt, EOFError):
            interrupted = True
            console.print()
        upcoming = next_due(store.all_progress(), bank.entries, session.today)
        for renderable in summary(session, upcoming, languages[0]):
            console.print(renderable)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
