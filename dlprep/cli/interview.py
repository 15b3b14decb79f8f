"""`dlprep interview`: a mock interview, its report, and the list of those before."""

import signal
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli import interview_report
from dlprep.cli.complete import topics
from dlprep.cli.context import Context, context, now
from dlprep.cli.help import App
from dlprep.cli.options import Backend, BackendOption, Device, DeviceOption, LangOption
from dlprep.errors import UsageError
from dlprep.text import LANGUAGES, Text

if TYPE_CHECKING:
    from dlprep.bank.bank import Bank
    from dlprep.interview.notebook import Notebook
    from dlprep.interview.plan import Wish
    from dlprep.interview.record import Record
    from dlprep.store.store import Store

app = App()
INTERRUPTED = 130


class Role(StrEnum):
    """Whose interview it is."""

    general = "general"
    vision = "vision"
    nlp = "nlp"


@app.callback(invoke_without_command=True)
def interview(
    ctx: typer.Context,
    minutes: Annotated[
        float, typer.Option("--minutes", min=1, max=480, metavar="N", help="How long it is to take.")
    ] = 30,
    topic: Annotated[
        list[str] | None,
        typer.Option(
            "--topics",
            "--topic",
            metavar="TOPICS",
            help="Only these topics, with commas or repeated.",
            autocompletion=topics,
        ),
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option("--level", metavar="LEVELS", help="Only basic, intermediate or advanced; commas or repeated."),
    ] = None,
    role: Annotated[Role, typer.Option("--role", help="Which topics count more.")] = Role.general,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the interview that was interrupted last.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="Plan the questions by this number, to have them again.")
    ] = None,
    lang: LangOption = None,
    backend: BackendOption = None,
    device: DeviceOption = None,
) -> None:
    """Hold a mock interview, from basic to advanced, across topics, against the clock.

    Questions that you find hard or that are due come more often, those of the last three interviews not again. Type
    your answers, over several lines, or say them aloud. A typed answer is searched for the card's key points; you
    confirm what was found. Where the heaviest point is missing you are asked why; good answers are followed up. A
    computation has a time limit of twice what one who knows it needs. The clock stops while you compare.

    The score is by the weights of the points you said; a graded question counts 3. A card with a quality of 2 or less
    goes into the review log and comes up tomorrow, once an interview.

    Every answer is on the disk before the next thing shows: Ctrl-C, a closed terminal or a power cut lose at most the
    line being typed, and --resume goes on. `q` ends the interview; the report comes then, and again with
    `dlprep interview report`.

    Examples:
      dlprep interview
      dlprep interview --minutes 45 --role vision
      dlprep interview --topics sequence,losses --level intermediate,advanced
      dlprep interview --resume
      dlprep interview report --html report.html
    """
    if ctx.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            Text(zh="面试要在终端里进行", en="an interview needs a terminal"),
            Text(
                zh="给程序用的有 `dlprep interview report --json`",
                en="for programs there is `dlprep interview report --json`",
            ),
        )
    from dlprep.bank.select import Selection
    from dlprep.compute.backend import torch_device
    from dlprep.interview.notebook import FOLDER, Notebook, readable_records
    from dlprep.interview.plan import Wish

    here = context(ctx)
    here.add_own_problems()
    chosen = Backend(backend or here.settings.backend), Device(device or here.settings.device)
    if chosen[0] is not Backend.numpy:
        torch_device(chosen[1].value)  # refused now rather than at the first computation
    bank, folder = here.bank(), here.locations.data / FOLDER
    records = list(readable_records(folder))
    with here.store() as store:
        if resume:
            if topic or level or seed is not None:
                raise UsageError(
                    Text(zh="--resume 按原来的计划继续", en="--resume goes on as the interview was planned"),
                    Text(zh="去掉 --topics、--level、--seed", en="leave --topics, --level, --seed out"),
                )
            notebook = Notebook.resume(_interrupted(records, folder))
        else:
            selection = Selection(topics=_names(topic), levels=_names(level))
            selection.check(bank.entries.values())
            wish = Wish(minutes, role.value, selection)
            notebook = _begin(here, bank, store, records, wish, seed)
        with notebook:
            _hold(here, bank, store, notebook, records, lang, chosen, resumed=resume)


app.command()(interview_report.report)
app.command("list")(interview_report.list_interviews)


def _names(given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of an option that may be repeated, or hold several with commas between them."""
    return tuple(dict.fromkeys(name.strip() for each in given or () for name in each.split(",") if name.strip()))


def _interrupted(records: "Sequence[Record]", folder: Path) -> Path:
    last = next((record for record in reversed(records) if record.end is None), None)
    if last is None:
        raise UsageError(
            Text(zh="没有中断的面试", en="no interview was interrupted"),
            Text(zh="用 `dlprep interview` 开始一次", en="begin one with `dlprep interview`"),
        )
    return folder / f"{last.begin.id}.jsonl"


def _begin(
    here: Context, bank: "Bank", store: "Store", records: "Sequence[Record]", wish: "Wish", seed: int | None
) -> "Notebook":
    """Plan an interview and make its file."""
    import random

    from dlprep.interview.notebook import FOLDER, Notebook
    from dlprep.interview.plan import RECENT, plan
    from dlprep.interview.record import Begin

    folder, at = here.locations.data / FOLDER, now()
    seed = random.SystemRandom().getrandbits(32) if seed is None else seed
    recent = _cards(records[-RECENT:])
    planned = plan(bank.entries.values(), store.all_progress(), recent, here.today(), wish, seed)
    if not planned:
        raise UsageError(
            Text(zh="这个范围里没有可以问的卡片", en="no card of this selection can be asked"),
            Text(zh="放宽 --topics 或 --level", en="widen --topics or --level"),
        )
    name, number = f"{at.wall():%Y-%m-%d-%H%M}", 1
    while (folder / f"{name}{f'-{number}' if number > 1 else ''}.jsonl").exists():
        number += 1
    begin = Begin(
        id=name if number == 1 else f"{name}-{number}",
        at=at.isoformat(),
        minutes=wish.minutes,
        role=wish.role,
        topics=tuple(wish.selection.topics),
        levels=tuple(wish.selection.levels),
        seed=seed,
        plan=tuple(planned),
    )
    return Notebook.begin(folder, begin)


def _hold(
    here: Context,
    bank: "Bank",
    store: "Store",
    notebook: "Notebook",
    records: "Sequence[Record]",
    lang: str | None,
    chosen: tuple[Backend, Device],
    *,
    resumed: bool,
) -> None:
    """Hold the interview, then show its report, or how to go on."""
    import time

    from rich.text import Text as Line

    from dlprep.cli.desk import open_desk
    from dlprep.cli.interviewing import Interviewer
    from dlprep.interview.missed import settle
    from dlprep.interview.notebook import is_running
    from dlprep.interview.plan import RECENT
    from dlprep.interview.report import report as make_report
    from dlprep.interview.session import Interview, World
    from dlprep.markup.safe import printable
    from dlprep.render.card import prose
    from dlprep.render.console import open_console
    from dlprep.render.interview import words
    from dlprep.render.plain import is_plain

    languages, console, record = here.languages(lang), open_console(), notebook.record
    before = [each for each in records if each.begin.id != record.begin.id]
    for each in before:  # a kill may have come between a score and its line in the log
        if not is_running(notebook.path.parent, each.begin.id):
            settle(each, store)
    session = Interview(
        *(notebook, bank, store, World(now, time.monotonic)),
        recent=_cards(before[-RECENT:]),
        rollover=here.settings.rollover_hour,
        backend=chosen[0].value,
        device=chosen[1].value,
    )
    welcome = words.RESUMED if resumed else words.WELCOME
    said = {
        "id": record.begin.id,
        "minutes": f"{record.begin.minutes:g}",
        "used": words.clock(record.used),
        "count": len(record.scored if resumed else record.begin.plan),
    }
    console.print(prose(Text(*(welcome.say(language).format(**said) for language in LANGUAGES)), languages[:1]))
    if not resumed and any(each.end is None for each in before[-1:]):
        console.print(prose(words.UNFINISHED, languages[:1]), style="dim")
    typed = [answer.text for each in (*before[-RECENT:], record) for q in each.questions for answer in q.answers]
    desk = open_desk(is_plain(), [text for text in typed if text])
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, lambda number, _: desk.leave(128 + number))
    try:
        Interviewer(session, bank, console, desk, languages).run()
    except (KeyboardInterrupt, EOFError):
        console.print()
        console.print(Line(words.INTERRUPTED.say(languages[0]), style="magenta"))
        raise typer.Exit(INTERRUPTED) from None
    for card, message in session.unreadable.items():
        said_why = f"{words.UNREADABLE.say(languages[0])} {card}: {message.say(languages[0])}"
        console.print(Line(printable(said_why), style="magenta"))
    console.print()
    interview_report.show_report(here, make_report(record, before), lang)


def _cards(records: "Iterable[Record]") -> set[str]:
    return {card for record in records for card in record.cards}
