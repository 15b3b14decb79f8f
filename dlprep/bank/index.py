"""An index of the bank, so that everyday commands need no YAML: which cards there are, where, and what they say.

It is a cache and is never trusted over the YAML: a file whose time of change or size is another than when it was read
is read anew, before anything is said of its cards and again when one of them is loaded.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dlprep.bank.kept import MEMORY, CardRow, KeptFiles, Reading, connect, remove, stamp_of

NOT_CARDS = ("sources.yaml", "topics.yaml")
OVERLAY = "overlay"
"""The topic of a card in the overlay that stands in for none: its card was retired."""

T = TypeVar("T")
_ODD = (AttributeError, LookupError, TypeError, ValueError)
"""What a row raises that no longer holds what was written: a damaged page need not look damaged to SQLite."""

_CHOSEN = """
CREATE TEMP TABLE chosen (      -- the files that the index is of
    place INTEGER PRIMARY KEY,  -- in the order in which to learn their cards
    file  INTEGER NOT NULL
)
"""


class Entry(NamedTuple):
    """What can be known of a card without its texts.

    Attributes:
        topic: the folder's name; for a file at the top of a bank, the file's.
        path: the file, absolute.
    """

    id: str
    topic: str
    subject: str
    kind: str
    level: str
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    path: str


class _File(NamedTuple):
    path: str
    topic: str
    subject: str
    overlay: bool


class Index:
    """The index of one or several banks.

    Of two cards with one id it has the first. A card of the overlay has the topic and the place of the one that it
    stands in for.

    Attributes:
        titles: (zh, en) of each topic that has a title.
        topics: the topics, in the order in which to learn them.
        broken: the files with findings, which `dlprep bank check` reports.
    """

    def __init__(self, folders: list[Path], cache: Path, overlay: Path | None = None, *, read: bool = True) -> None:
        """Open the index of the banks in `folders`, with the cards in the folder `overlay` standing in for theirs.

        `cache` is the file in which it is kept; one that is missing, damaged or cannot be written costs time, nothing
        else. Without `read` no file is read: what changed since the index was last made is not in it.
        """
        self._folders, self._cache, self._overlay, self._read = folders, str(cache), overlay, read
        self._open()

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """All cards by id, in the order in which to learn them."""
        return self._assembled("chosen JOIN cards USING (file)")

    def some(self, cards: Iterable[str]) -> dict[str, Entry]:
        """Return those of `cards` that there are, in the order in which to learn them."""
        named = "json_each(?) CROSS JOIN cards ON cards.id = value JOIN chosen USING (file)"
        return self._assembled(named, json.dumps([*cards]))

    def unseen(self, seen: Collection[str], count: int) -> dict[str, Entry]:
        """Return the first `count` cards that are not `seen`, the topics in turn, in the order in which to learn them.

        All cards may have to be looked at, so it goes by ids until it knows which.
        """

        def first(card: str) -> int:
            """Return whose place the card has: neither a copy in the overlay nor one in a later bank has its own."""
            files = "chosen JOIN cards USING (file) WHERE id = ? ORDER BY place LIMIT 1"
            return int(self._rows(f"SELECT place FROM {files}", card)[0][0])

        def cards(files: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
            for place, ids in files:
                yield from ((place, card) for card in ids.split() if card not in seen and first(card) == place)

        def find() -> list[str]:
            topics: dict[str, list[tuple[int, str]]] = {}
            for place, ids in self._rows("SELECT place, ids FROM chosen JOIN files USING (file) ORDER BY place"):
                topics.setdefault(self._files[place].topic, []).append((place, ids))
            turns = zip_longest(*map(cards, topics.values()))
            return [card for _, card in islice((one for turn in turns for one in sorted(filter(None, turn))), count)]

        return self.some(self._asked(find))

    def card(self, entry: Entry) -> tuple[Any, int, int] | None:
        """Return what the file of `entry` says of its card, with the line and the position at which it stands there.

        None if the file changed since it was read, or what was kept of it did.
        """

        def find() -> tuple[Any, int, int] | None:
            rows = self._rows(
                "SELECT card, sum, line, position, time, size"
                " FROM files JOIN cards USING (file) JOIN texts USING (file, position)"
                " WHERE path = ? AND id = ? ORDER BY position LIMIT 1",
                *(os.fsencode(entry.path), entry.id),
            )
            for card, crc, line, position, *stamp in rows:
                if stamp == stamp_of(entry.path) and zlib.crc32(card) == crc:
                    return json.loads(card), line, position
            return None

        return self._asked(find)

    def mended(self) -> bool:
        """Look whether the cache is in order, and return whether it was not and is made anew.

        For when a card is not found: what a damaged page lacks is simply not there.
        """
        try:
            if self._rows("PRAGMA integrity_check(1)") == [("ok",)]:
                return False
        except sqlite3.DatabaseError:
            pass
        remove(self._cache)
        self._open()
        self.__dict__.pop("entries", None)
        return True

    def _assembled(self, rows: str, *arguments: Any) -> dict[str, Entry]:
        return self._asked(lambda: self._found(rows, *arguments))

    def _found(self, rows: str, *arguments: Any) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        columns = "place, cards.id, kind, level, tags, sources"
        for row in self._rows(f"SELECT {columns} FROM {rows} ORDER BY place, position", *arguments):
            place, id_, kind, level, tags, sources = row
            path, topic, subject, overlay = self._files[place]
            if id_ in entries:
                if not overlay:
                    continue
                topic, subject = entries[id_][1:3]
            labels = tuple(tags.split()), tuple(sources.split())
            entries[id_] = Entry(id_, topic, subject, kind, level, *labels, path)
        return entries

    def _asked(self, ask: Callable[[], T]) -> T:
        """Return what `ask` finds in the cache; where that is damaged, make it anew and ask once more."""
        try:
            return ask()
        except (sqlite3.DatabaseError, *_ODD):
            remove(self._cache)
            self._open()
            return ask()

    def _rows(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, arguments).fetchall()

    def _open(self) -> None:
        """Open the cache and bring it up to date; do without it where it cannot be used."""
        try:
            try:
                self._refresh(connect(self._cache))
            except _ODD:
                remove(self._cache)
                self._refresh(connect(self._cache))
        except (sqlite3.DatabaseError, *_ODD):
            self._refresh(connect(MEMORY))

    def _refresh(self, db: sqlite3.Connection) -> None:
        self._db, files = db, KeptFiles(db)
        self.titles: dict[str, tuple[str, str]] = {}
        self._files: list[_File] = []
        for folder in self._folders:
            topics = files.facts(str(folder / "topics.yaml"), _read_topics if self._read else None) or []
            for topic in topics:
                self.titles.setdefault(topic["name"], (topic["zh"], topic["en"]))
            self._files += _in_order(folder, topics)
        if self._overlay:
            self._files += [_File(str(path), OVERLAY, path.stem, True) for path in card_files(self._overlay)]
        self.topics = list(dict.fromkeys(file.topic for file in self._files))
        read = _read_cards if self._read else None
        self.broken = [file.path for file in self._files if files.facts(file.path, read)]
        numbers = files.write()
        rows = [(place, numbers[file.path]) for place, file in enumerate(self._files) if file.path in numbers]
        for statement in ("PRAGMA temp_store = MEMORY", _CHOSEN, "BEGIN"):
            db.execute(statement)
        db.executemany("INSERT INTO chosen VALUES (?, ?)", rows)
        db.execute("CREATE INDEX temp.chosen_by_file ON chosen (file)")
        db.execute("COMMIT")


def card_files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of the bank in `folder` that hold cards, in the order of their names.

    A bank may also be a single file, YAML or Markdown.
    """
    if folder.is_file():
        yield folder
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and name not in NOT_CARDS and not name.startswith("."):
                yield Path(root, name)


def _in_order(folder: Path, topics: list[dict[str, Any]]) -> list[_File]:
    """Return the files of a bank in the order in which to learn them."""
    rank = {topic["name"]: position for position, topic in reversed([*enumerate(topics)])}
    order = {(topic["name"], subject): i for topic in topics for i, subject in enumerate(topic["subjects"])}
    found = []
    for path in card_files(folder):
        parts = path.relative_to(folder).with_suffix("").parts if path != folder else (path.stem,)
        topic, subject = parts[0], parts[-1]
        place = (rank.get(topic, len(rank)), topic, order.get((topic, subject), len(order)), subject, str(path))
        found.append((place, _File(str(path), topic, subject, overlay=False)))
    return [file for _, file in sorted(found)]


def _read_cards(path: str) -> Reading:
    from dlprep.bank.load import load_file  # pydantic and YAML, only for a file that changed

    loaded = load_file(Path(path))
    raw = loaded.document.value
    cards = [
        CardRow(one.position, card.id, card.kind, card.level, card.tags, card.sources, one.line, raw[one.position])
        for one in loaded.cards
        for card in (one.card,)
    ]
    return Reading(bool(loaded.findings), cards)


def _read_topics(path: str) -> Reading:
    from dlprep.bank.topics import read_topics
    from dlprep.errors import BankError

    try:
        return Reading([topic.model_dump(mode="json") for topic in read_topics(Path(path).parent)])
    except BankError:  # said by `dlprep bank check`; the cards are usable without an order
        return Reading([])
