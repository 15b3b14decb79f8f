"""`dlprep stats`: how the learning goes."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from dlprep.cli.context import context
from dlprep.cli.options import JsonOption, LangOption, TopicOption
from dlprep.cli.output import print_json


def stats(
    ctx: typer.Context,
    topic: TopicOption = None,
    days: Annotated[int, typer.Option("--days", min=1, max=36_500, help="How many days to look back.")] = 365,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show how the learning goes: answers a day, retention, what is coming, what does not stick.

    What looks back looks at the last --days days, today among them; the streak, the forecast, the ease factors and the
    leeches do not depend on it. What was taken back never counts.

    An answer is every quality given: to a new card (its first, or the first after a reset), a review of a card seen
    before, a repeat, or a cram. A repeat is one more answer to a card on a day on which its first answer was below 4.
    An answer is right from a quality of 3.

    A day is the learner's own, from rollover_hour to rollover_hour; an answer belongs to the day that it was where and
    when it was given, and no journey or change of the setting moves it. Answers dated after today are left out.

    Time goes from the question's appearing to the quality; an answer counts 10 minutes at most.

    Streak: days on end with at least one answer, up to today, or up to yesterday while today has none.

    In the map of the year a column is a week from Monday; the shades are quarters of the days that have answers.

    Retention: the share of right answers among reviews, without new cards, repeats and crams. The age of a card is its
    interval before the answer: young below 21 days, mature from 21.

    Forecast: the cards due on each day if nothing is answered before; what is overdue stands at today. New cards and
    those set aside are not in it.

    Hardest cards: those whose reviews failed most often. Leeches: cards forgotten at least leech_lapses times after
    they had been learnt, not set aside.

    Computed questions: right ones of all that were asked, repeats and crams too, as their numbers are fresh. A partly
    right answer or none is not right; where the two references disagreed nothing counts. Slips: known mistakes that
    answers matched.

    Cards that the bank no longer has count in answers, time, streak and retention, as "no longer in the bank".

    Lists end after ten; --json has everything: days as dates, time in minutes, shares from 0 to 1, null where there is
    nothing to say. Its keys stay, new ones may be added. `dlprep --plain stats` gives numbers without bars and maps.

    Examples:
      dlprep stats
      dlprep stats --days 30 --topic convolution
      dlprep stats --json
    """
    from dlprep.bank.select import Selection
    from dlprep.stats.statistics import statistics

    here = context(ctx)
    bank, topics = here.bank(), topic or []
    Selection(topics=topics).check(bank.entries.values())
    with _no_collection():
        with here.store() as store:
            events, progress = store.events(), store.all_progress()
        found = statistics(
            *(events, progress, bank.entries, here.today()),
            days=days,
            topics=topics,
            leech_lapses=here.settings.leech_lapses,
        )
    if json:
        from dlprep.stats.data import as_data

        print_json(as_data(found))
        return
    from dlprep.render.console import open_console
    from dlprep.render.plain import is_plain
    from dlprep.render.stats.frame import Frame
    from dlprep.render.stats.screen import screen

    console = open_console()
    plain = is_plain() or not console.encoding.startswith("utf")
    frame = Frame(console.width, here.languages(lang)[0], bank.topic_title, plain)
    for line in screen(found, frame):
        console.print(line, crop=False, no_wrap=True)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Read a long log in half the time: what is read stays until the end, there is no garbage to look for."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
