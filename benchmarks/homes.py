"""Learners: each with a bank of some size and a log of some length, made once for all benchmarks of a run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from benchmarks.material import card_ids, make_bank, make_log
from dlprep.bank.bank import Bank
from dlprep.cli.context import now
from dlprep.locations import Locations, find_locations, shipped_bank
from dlprep.scheduler.days import local_day
from dlprep.store.store import Store

SIZES = ((10_000, 100_000), (100_000, 1_000_000))
"""Cards, and answers to them."""

SHIPPED_REVIEWS = 10_000


@dataclass(frozen=True)
class Home:
    """A learner's folder.

    Attributes:
        cards: how many cards the learner's banks have.
        reviews: how many answers are in the log.
    """

    folder: Path
    banks: Sequence[Path]
    cards: int
    reviews: int

    @property
    def environment(self) -> dict[str, str]:
        """What sends a command there, in English."""
        return {"DLPREP_HOME": str(self.folder), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}

    @property
    def locations(self) -> Locations:
        """Where the learner's things are."""
        return find_locations(self.folder)

    def bank(self) -> Bank:
        """Open the banks as commands do."""
        places = self.locations
        return Bank([shipped_bank(), *self.banks], places.bank_index, places.overlay)

    def store(self) -> Store:
        """Open the log as commands do."""
        return Store(self.locations.database)


def learners_day() -> date:
    """Return the day that commands take it to be."""
    return local_day(now())


class Homes:
    """Makes the homes in `folder` when they are first asked for, and says what it does."""

    def __init__(self, folder: Path, sizes: Sequence[tuple[int, int]], say: Callable[[str], None]) -> None:
        self.folder, self.sizes, self._say = folder, sizes, say

    @cached_property
    def shipped(self) -> Home:
        """The shipped bank, with ten thousand answers."""
        shipped = Bank([shipped_bank()], self.folder / "index.db")
        return self._make("shipped", [], [*shipped.entries], SHIPPED_REVIEWS)

    @cached_property
    def grown(self) -> list[Home]:
        """The shipped bank with many cards of the learner's own beside it, and as long a log."""
        found = []
        for cards, reviews in self.sizes:
            bank = make_bank(self.folder / f"bank-{cards}", cards)
            found.append(self._make(f"home-{cards}", [bank], card_ids(cards), reviews))
        return found

    def all(self) -> list[Home]:
        """The shipped bank's first, then by size."""
        return [self.shipped, *self.grown]

    def _make(self, name: str, banks: Sequence[Path], cards: Sequence[str], reviews: int) -> Home:
        self._say(f"making {reviews:,} answers to {len(cards):,} cards")
        home = Home(self.folder / name, banks, len(cards), reviews)
        home.folder.mkdir()
        paths = ", ".join(f'"{bank}"' for bank in banks)
        home.locations.config.write_text(f"banks = [{paths}]\n", encoding="utf-8")
        make_log(home.locations.database, cards, reviews, learners_day())
        self._say(f"making the index of {len(cards):,} cards")
        home.bank().entries  # noqa: B018
        return home
