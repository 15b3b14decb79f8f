"""A package that Anki imports: a SQLite database of its old, stable form in a zip file.

genanki writes notes, decks and note types. We give it pinned ids, put the schedule and the review log in, and pack the
database so that the same notes give the same bytes and a failure leaves the file as it was.
"""

import io
import json
import sqlite3
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dlprep.anki.identity import Origin, guid, pinned_number
from dlprep.anki.notetypes import CHANGED, model
from dlprep.anki.picture import Picture
from dlprep.anki.schedule import Calendar, CardRow, Review
from dlprep.errors import UsageError, trouble
from dlprep.files import write_whole
from dlprep.text import Text

if TYPE_CHECKING:
    import genanki

DECK = "dlprep"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class PackageError(UsageError):
    """A package cannot be written."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its one card.

    Attributes:
        origin: what it was made of.
        kind: the kind of card, which has a note type of its own.
        deck: the topic; Anki shows `dlprep::<topic>`.
        tags: words without spaces.
        fields: what each field of the note type holds, in its order.
        modified: when the text last changed, in seconds since 1970: Anki updates a note from a newer one.
        row: the card's schedule.
        reviews: its lines of the review log.
        picture: the picture that its fields name.
    """

    origin: Origin
    kind: str
    deck: str
    tags: tuple[str, ...]
    fields: dict[str, str]
    modified: int
    row: CardRow
    reviews: tuple[Review, ...] = ()
    picture: Picture | None = None


def write_package(
    path: Path, notes: Sequence[Note], calendar: Calendar, after_each: Callable[[], object] = lambda: None
) -> None:
    """Write `notes` to the package at `path`, whole or not at all; `calendar` says when the learner's days begin.

    Raises:
        PackageError: the file cannot be written; what was there before still is.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder, "collection.anki2")
            _write_database(database, notes, calendar, after_each)
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in (("collection.anki2", database.read_bytes()), *_media(notes)):
                    entry = zipfile.ZipInfo(name, _ZIP_TIME)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, content)
            write_whole(path, packed.getvalue())
    except (OSError, sqlite3.Error) as error:
        why = trouble(error) if isinstance(error, OSError) else Text(f"数据库出错：{error}", str(error))
        raise PackageError(
            Text(zh=f"不能写入：{why.zh}", en=f"cannot be written: {why.en}").at(path),
            Text(zh="换一个可以写入的地方", en="name a place that can be written"),
        ) from None


def _media(notes: Sequence[Note]) -> Iterator[tuple[str, bytes]]:
    """Yield the members of the package that hold pictures: a map from numbers to names, and each under its number."""
    pictures = {note.picture.file: note.picture for note in notes if note.picture is not None}
    names = sorted(pictures)
    yield "media", json.dumps({str(number): name for number, name in enumerate(names)}).encode()
    for number, name in enumerate(names):
        yield str(number), pictures[name].content()


def _write_database(path: Path, notes: Sequence[Note], calendar: Calendar, after_each: Callable[[], object]) -> None:
    import genanki

    numbers = _numbers(notes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # genanki warns of what it takes for broken HTML; ours is escaped
        database = sqlite3.connect(path)
        try:
            ids = (number for pair in numbers for number in pair)
            genanki.Package(_decks(notes, after_each)).write_to_db(database.cursor(), CHANGED, ids)
            _date_collection(database, calendar)
            pairs = list(zip(notes, numbers, strict=True))
            database.executemany(
                "UPDATE notes SET mod = ? WHERE id = ?", ((note.modified, number) for note, (number, _) in pairs)
            )
            database.executemany(
                "UPDATE cards SET mod = ?, type = ?, queue = ?, due = ?, ivl = ?, factor = ?, reps = ?, lapses = ?,"
                " data = ? WHERE id = ?",
                ((note.modified, *note.row, _last_review(note), number) for note, (_, number) in pairs),
            )
            _write_reviews(database, notes, numbers)
            database.commit()
        finally:
            database.close()


def _last_review(note: Note) -> str:
    """Return what Anki keeps of a card beside its row: the second of its last review."""
    return json.dumps({"lrt": note.reviews[-1].id // 1000}) if note.reviews else ""


def _decks(notes: Sequence[Note], after_each: Callable[[], object]) -> "list[genanki.Deck]":
    """One deck a topic. genanki numbers notes as it writes them, so the notes come in the order of the decks."""
    import genanki

    class Counted(genanki.Note):  # type: ignore[misc]
        def write_to_db(self, *arguments: object) -> None:
            super().write_to_db(*arguments)
            after_each()

    models = {kind: model(kind) for kind in {note.kind for note in notes}}
    decks: dict[str, genanki.Deck] = {}
    for note in notes:
        deck = decks.get(note.deck)
        if deck is None:
            deck = decks[note.deck] = genanki.Deck(pinned_number("deck", note.deck), f"{DECK}::{note.deck}")
        deck.add_note(
            Counted(models[note.kind], fields=list(note.fields.values()), guid=guid(note.origin), tags=list(note.tags))
        )
    return list(decks.values())


def _numbers(notes: Sequence[Note]) -> list[tuple[int, int]]:
    """Return the ids of each note and its card: pinned, and apart where two names happen to share a number."""
    taken: set[int] = set()

    def free(number: int) -> int:
        while number in taken:
            number += 1
        taken.add(number)
        return number

    names = [guid(note.origin) for note in notes]
    return [(free(pinned_number("note", name)), free(pinned_number("card", name))) for name in names]


def _date_collection(database: sqlite3.Connection, calendar: Calendar) -> None:
    """Say since when days are counted, and that buttons are those of Anki's scheduler since version 2."""
    ((decks, conf),) = database.execute("SELECT decks, conf FROM col")
    dated = {key: {**deck, "mod": CHANGED} for key, deck in json.loads(decks).items()}
    settings = {**json.loads(conf), "schedVer": 2, "sched2021": True, "creationOffset": -calendar.offset}
    database.execute(
        "UPDATE col SET crt = ?, mod = ?, scm = ?, decks = ?, conf = ?",
        (calendar.creation, CHANGED * 1000, CHANGED * 1000, json.dumps(dated), json.dumps(settings)),
    )


def _write_reviews(database: sqlite3.Connection, notes: Sequence[Note], numbers: Sequence[tuple[int, int]]) -> None:
    """Write the review log. Its ids are times, and no two reviews may share one."""
    taken: set[int] = set()
    for number, one in sorted(_reviews(notes, numbers), key=lambda pair: (pair[1].id, pair[0])):
        moment = one.id
        while moment in taken:
            moment += 1
        taken.add(moment)
        database.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", (moment, number, *one[1:]))


def _reviews(notes: Sequence[Note], numbers: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Review]]:
    for note, (_, card) in zip(notes, numbers, strict=True):
        for one in note.reviews:
            yield card, one
