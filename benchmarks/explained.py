"""The words of docs/performance.md: what each benchmark measures, and why something misses its mark."""

from typing import NamedTuple


class Group(NamedTuple):
    """The title and the text of one table."""

    title: str
    text: str


INTRODUCTION = """\
# Performance

`python -m benchmarks --page docs` measures everything on this page and writes it; it needs the `bench` extra and some
twenty minutes. `python -m benchmarks start` measures one table; `--json` prints what a program can read.

What is compared runs in turn, in one run, on one machine, and a ratio is the median of the ratios turn by turn: a busy
or a slow machine changes it little. The times themselves are of {machine}. A ratio in bold is over its limit; why is
said below its table. Memory is the most that the process had.

The banks are the shipped one with 10,000 answers behind it, and generated ones of 10,000 cards with 100,000 answers and
of 100,000 cards with 1,000,000, of which nine tenths are known and one in three hundred is due.

![How cost grows with the number of cards]({plot})
"""

GROUPS = {
    "start": Group(
        "Starting",
        "The program is opened ten times a day. `bare Typer` is a program of one command that says hello: what Python, "
        "Typer and its imports cost before anything is done. The first card is timed in a terminal, until it is on the "
        "screen.",
    ),
    "answering": Group(
        "Answering, counting, checking",
        "Within one process, beside the real Anki (the package `anki`, a compiled core) with as many cards, the same "
        "due days and as many answers on the same disk. Ours is durable when it returns: SQLite in WAL mode with "
        "`synchronous=FULL`. The check replays the whole log and compares it with every state; Anki's has no log to "
        "replay.",
    ),
    "replay": Group(
        "Replaying the log",
        "The same answers into states: SM-2 by supermemo2 and FSRS by py-fsrs, both in Python. `the whole log` is what "
        "the check and `doctor --repair` do; `card by card` is what an undo does.",
    ),
    "check": Group(
        "Checking a bank",
        "`dlprep bank check` reads, validates and checks every card; the C loader parses the same YAML into lists and "
        "dicts, and that is all. The index is what is made once of a bank that is new.",
    ),
    "grading": Group(
        "Grading",
        "Over all problems and levels: the reference computes the answer, the typed text is read and compared. The "
        "references are those of the problems that can be batched.",
    ),
    "export": Group(
        "Writing out",
        "A package of notes against genanki, which writes ours, too. A backup has all that cannot be made anew (the "
        "log, interviews, edited cards), as Anki's package with the schedule has.",
    ),
}

EXPLAINED: dict[str, str] = {}
