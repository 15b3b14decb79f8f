"""Damaged databases: reviews.db and the journal beside it, through the commands that read and write them."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import Event
from dlprep.store.store import Store
from tests.fuzz.campaign import Campaign
from tests.fuzz.mutate import mutate, mutate_page
from tests.fuzz.screen import command, new_home

COMMANDS = (
    *(("due",), ("log", "-n", "2"), ("stats",), ("cards", "--limit", "3"), ("show", "sigmoid-max-slope"), ("undo",)),
    *(("doctor",), ("backup", "--list"), ("restore", "--dry-run"), ("suspend", "relu-dead-units"), ("export", "log")),
    *(("reset", "sigmoid-max-slope"), ("import", "log", "{home}/in.jsonl"), ("stats", "--json"), ("backup",)),
)
LINE = {"id": "new", "card": "sigmoid-max-slope", "at": "2026-03-05T20:00:00+08:00", "quality": 4}
WORDS = [
    b"SQLite format 3\x00",
    b"DLPR",
    b"CREATE TABLE",
    b"states",
    b"log",
    b"2026-01-05",
    b"review",
    b"sigmoid",
    b"\x10\x00",
]


@dataclass(frozen=True, slots=True)
class Files:
    """A database, the journal beside it, and the command to run."""

    database: bytes
    journal: bytes
    arguments: tuple[str, ...]


class Databases(Campaign[Files]):
    """A log of some pages, with a journal that was not yet written back."""

    share = 1000
    calls = 2

    def __init__(self, scratch: Path) -> None:
        """Write the log; the last lines are in the journal only."""
        super().__init__(scratch)
        source, self.home = scratch / "source" / "reviews.db", new_home(scratch / "home")
        with Store(source) as store:
            store.append_all(_events(range(60)))
        self.database = source.read_bytes()
        with Store(source) as store:
            store.append_all(_events(range(60, 70)))
            self.journal = source.with_name("reviews.db-wal").read_bytes()
        for arguments in COMMANDS:  # what they import stays in memory
            self.read(Files(self.database, b"", arguments))

    def make(self, rng: Random) -> Files:
        """Damage the one or the other, and choose a command."""
        database, journal = self.database, self.journal if rng.random() < 0.5 else b""
        if rng.random() < 0.8:
            database = rng.choice((mutate, mutate_page))(rng, database, [self.database, self.journal], WORDS)
        if journal and rng.random() < 0.6:
            journal = mutate(rng, journal, [self.database, self.journal], WORDS)
        return Files(database, journal, rng.choice(COMMANDS))

    def read(self, made: Files) -> bool:
        """Run the command."""
        for path in self.home.iterdir():
            if path.is_dir() and path.name != "cache":
                shutil.rmtree(path)
            elif path.name != "cache":
                path.unlink()
        (self.home / "in.jsonl").write_text(json.dumps(LINE), encoding="utf-8")
        (self.home / "reviews.db").write_bytes(made.database)
        if made.journal:
            (self.home / "reviews.db-wal").write_bytes(made.journal)
        arguments = [argument.format(home=self.home) for argument in made.arguments]
        return command(self.home, arguments).exit_code == 0


def _events(numbers: range) -> list[Event]:
    events = []
    for number in numbers:
        at = Instant(1_770_000_000_000 + number * 40_000_000, 480)
        card = ("sigmoid-max-slope", "relu-dead-units", "own")[number % 3]
        detail = {"answer": f"答案 {number}" * 9, "batch": "b"}
        events.append(Event(f"e{number}", "review", card, at, local_day(at), number % 6, 1000, detail=detail))
    return events
