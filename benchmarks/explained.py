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

What a table compares ran in turn, in one run, on one machine, and a ratio is the median of the ratios turn by turn: a
busy or a slow machine changes it little. The times themselves are of {machine}.
A ratio in bold is over its limit; why is said below its table. Memory is the most that the process had.

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

EXPLAINED: dict[str, str] = {
    "first card of review": "nine tenths of it are imports. Half are Typer's and pydantic's, which the bare program "
    "has too; the rest are pydantic's models of a card, Rich, and markdown-it. What a question does not need "
    "(computing, figures, the other kinds of card) is loaded when it is, or while the learner reads.",
    "an answer, durable, and the next card": "half is the commit, which waits for the disk as Anki's does. The other "
    "half is Python: the card read from the index and validated, the event written as JSON.",
    "the slowest of a hundred of them": "the commit at which SQLite moves its journal into the file, or the first of a "
    "kind of card, whose code is loaded then.",
    "due counts": "Anki finds new cards by a column of its one table. Here the cards are in files of the learner's, so "
    "the names that the log knows have to be taken from those that the files have; that is two thirds of it.",
    "the day's queue": "the same, and the index looks at the time of change of every file of the bank (2,000 of them "
    "at 100,000 cards), so that no card is asked as it was before it was edited.",
    "check of the database": "every answer is replayed and compared with the state that it led to, which Anki's check "
    "does not do. Large logs are replayed in arrays.",
    "bank check": "reading and validating take 1.15 times what the C loader alone takes; the rest is what the check is "
    "for, less than a tenth of a millisecond a card: formulas, translations, questions asked twice.",
    "a package of notes": "genanki's own time is most of it; ids that stay the same and the schedule are the rest.",
}
