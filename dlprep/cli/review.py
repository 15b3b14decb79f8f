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
from dlprep.text import Text

INTERRUPTED = 130
BACKLOG = 60  # due cards; at 45 seconds each more than most have time for in a day


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
    ahead: Annotated[
        int | None,
        typer.Option("--ahead", min=1, max=366, metavar="DAYS", help="Also what comes due in the next DAYS days."),
    ] = None,
    catch_up: Annotated[
        int | None,
        typer.Option(
            "--catch-up", min=1, max=366, metavar="DAYS", help="Spread what is due over DAYS days from today."
        ),
    ] = None,
    cram: Annotated[
        bool, typer.Option("--cram", help="Ask all cards, due or not, and leave the schedule as it is.")
    ] = False,
    lang: LangOption = None,
    backend: BackendOption = None,
    device: DeviceOption = None,
) -> None:
    """Review today's cards: the due ones, then new ones, then those below 4 again.

    Every answer is on the disk before the next card shows; quit whenever you like.

    --catch-up 7, after a break, takes a seventh of what is due, the cards that are longest overdue for their interval
    first, and no new ones unless --new says so; go on with --catch-up 6 tomorrow. Nothing is rescheduled.

    --ahead answers count like any other: the next interval begins today. Cards answered today do not come again.

    --cram asks cards in any order, those below 4 again; its answers are kept in the log and move nothing.

    Examples:
      dlprep review
      dlprep review --topic activations --level basic --limit 10
      dlprep review --catch-up 7
      dlprep review --ahead 3
      dlprep review --cram --tag attention --limit 20
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            Text(zh="复习需要终端", en="review needs a terminal"),
            Text(zh="程序可以用 `dlprep due --json`", en="for programs there is `dlprep due --json`"),
        )
    import random
    import time
    import uuid

    from dlprep.bank.select import Selection
    from dlprep.cli.keys import Keys
    from dlprep.cli.reviewing import Reviewer
    from dlprep.cli.sync import sync_after_review
    from dlprep.render import words
    from dlprep.render.card import prose
    from dlprep.render.console import open_console
    from dlprep.render.review import summary
    from dlprep.review.backlog import answered_today, todays_share
    from dlprep.review.day import EVERYTHING, candidates, cards_of_day, cards_to_cram, next_due
    from dlprep.review.session import Session, World

    if sum((ahead is not None, catch_up is not None, cram)) > 1 or (cram and new is not None):
        raise UsageError(
            Text(
                zh="--ahead、--catch-up、--cram 不能一起用", en="--ahead, --catch-up and --cram are ways of their own"
            ),
            Text(zh="--cram 本来就包括新卡片", en="--cram asks new cards anyway"),
        )
    here = context(ctx)
    here.add_own_problems()
    settings, today, bank, console = here.settings, here.today(), here.bank(), open_console()
    languages = here.languages(lang)
    chosen_backend, chosen_device = Backend(backend or settings.backend), Device(device or settings.device)
    if chosen_backend is not Backend.numpy:
        from dlprep.compute.backend import torch_device

        torch_device(chosen_device.value)  # refused now rather than at the first compute card
    selection = Selection(topic or (), tag or (), level or ())
    if selection != EVERYTHING:
        selection.check(bank.entries.values())
    with here.store() as store:
        left = 0
        world = World(now, time.monotonic, random.Random(), lambda: str(uuid.uuid4()))
        if cram:
            day = cards_to_cram(bank.entries.values(), store.all_progress(), today, selection, world.rng)
        else:
            day_takes = 0 if catch_up else max(0, settings.new_per_day - store.introduced_on(today))
            count = day_takes if new is None else new
            entries, progress = candidates(bank, store, today, new=count, selection=selection, ahead=ahead or 0)
            day = cards_of_day(entries, progress, today, new=count, selection=selection, ahead=ahead or 0)
        due = len(day.due)
        if catch_up:
            done = answered_today(entries, progress, today, selection)
            day, left = todays_share(day, progress, today, days=catch_up, done=done)
        session = Session(
            *(bank, store, day, world),
            limit=limit,
            rollover=settings.rollover_hour,
            backend=chosen_backend.value,
            device=chosen_device.value,
            cram=cram,
            leech_lapses=settings.leech_lapses,
        )
        if here.has_lost_log(store):
            console.print(prose(words.LOG_GONE, languages[:1]))
        elif not store.events(last=1) and session.asked is not None:
            console.print(prose(words.WELCOME, languages[:1]))
        if session.asked is None:
            everything = not (topic or tag or level)
            console.print((words.NOTHING_TODAY if everything else words.NOTHING_HERE).say(languages[0]))
        if catch_up and left:
            share = words.SHARE.say(languages[0]).format(total=due, days=catch_up, count=due - left)
            console.print(share, style="dim")
        elif due > BACKLOG and not (cram or ahead or limit):
            console.print(words.BACKLOG.say(languages[0]).format(total=due), style="dim")
        interrupted = False
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, _stop)  # leaves through `with`, so that the terminal gets its settings back
        try:
            with Keys() as keys:
                Reviewer(session, bank, console, keys, languages, here.locations.overlay).run()
        except (KeyboardInterrupt, EOFError):
            interrupted = True
            console.print()
        upcoming = next_due(store.all_progress(), bank.entries, session.today)
        for renderable in summary(session, upcoming, languages[0]):
            console.print(renderable)
        if left and catch_up:
            console.print(words.SHARE_LEFT.say(languages[0]).format(left=left, days=catch_up - 1))
    sync_after_review(here, languages[0])
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
