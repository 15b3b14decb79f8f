"""Writing things out: our package for Anki against genanki's own time, and all that is ours against Anki's export."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.anki_learner import AnkiLearner
from benchmarks.homes import Home, Homes
from benchmarks.material import make_bank
from benchmarks.measure import Row, call, in_turn
from dlprep.anki.export import notes
from dlprep.anki.notetypes import model
from dlprep.anki.package import Note, write_package
from dlprep.anki.schedule import Calendar
from dlprep.bank.bank import Bank
from dlprep.store.backup import back_up

GROUP = "export"
GENANKI = 1.5
ANKI = 1.0
CARDS = 10_000


def rows(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure the package with ten thousand cards, and all that is the learner's with each log."""
    yield from _package(homes.folder, runs, say)
    yield from _everything(homes, runs, say)


def _package(folder: Path, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Turning Markdown and LaTeX into HTML is timed apart: it is no part of what genanki does."""
    bank = Bank([make_bank(folder / "exported", CARDS)], folder / "exported.db")
    made: list[Note] = []
    say(f"{CARDS:,} cards to HTML")
    texts = call(lambda: made.extend(notes(bank, list(bank.entries.values()), "en", 1))).run()
    yield Row(GROUP, "a card's texts to HTML", texts / CARDS, CARDS)
    found = in_turn(
        {
            "ours": call(lambda: write_package(folder / "ours.apkg", made, Calendar(0, 4))),
            "genanki": call(lambda: _by_genanki(folder / "theirs.apkg", made)),
        },
        min(runs, 3),
        say,
    )
    ratio = found["ours"].ratio(found["genanki"])
    yield Row(GROUP, "a package of notes", found["ours"].median, CARDS, None, "genanki", ratio, GENANKI)


def _by_genanki(path: Path, made: list[Note]) -> None:
    """Write the notes as genanki alone would."""
    import genanki

    models = {kind: model(kind) for kind in {note.kind for note in made}}
    decks: dict[str, genanki.Deck] = {}
    for note in made:
        deck = decks.setdefault(note.deck, genanki.Deck(1_400_000_000 + len(decks), note.deck))
        deck.add_note(genanki.Note(models[note.kind], fields=list(note.fields.values()), tags=list(note.tags)))
    genanki.Package(list(decks.values())).write_to_file(path)


def _everything(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """A backup has all that cannot be made anew, as Anki's package with the schedule has."""
    numbers = count()
    for home in homes.all():
        with AnkiLearner(homes.folder / f"anki-{home.cards}", home, say) as anki:
            actions = {
                "ours": call(partial(_back_up, home, homes.folder, numbers)),
                "Anki": call(partial(anki.export, homes.folder / "anki.apkg")),
            }
            found = in_turn(actions, min(runs, 3), say)
        ratio = found["ours"].ratio(found["Anki"])
        against = "Anki: export with scheduling"
        yield Row(GROUP, "a backup", found["ours"].median, home.cards, home.reviews, against, ratio, ANKI)


def _back_up(home: Home, folder: Path, numbers: Iterator[int]) -> None:
    back_up(home.locations.database, folder / f"backups-{next(numbers)}", datetime.now().astimezone())
