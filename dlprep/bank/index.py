"""An index of the bank, so that most commands need not parse YAML: which cards there are, and in which file.

It is a cache and is never trusted over the YAML: a file that changed is read anew, and a card is always loaded from
its file.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = 1
NOT_CARDS = ("sources.yaml", "topics.yaml")


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


class Index(NamedTuple):
    """The index of one or several banks.

    Attributes:
        entries: the cards in the order in which to learn them; of two with one id, the first.
        titles: (zh, en) of each topic that has a title.
        broken: files with findings that `dlprep bank check` reports.
    """

    entries: dict[str, Entry]
    titles: dict[str, tuple[str, str]]
    broken: list[str]


def read_index(folders: list[Path], cache: Path) -> Index:
    """Return the index of the banks in `folders`, reading only the files that changed since it was last made.

    `cache` is the file in which it is kept; one that is missing, damaged or cannot be written costs time, nothing else.
    """
    known = _read_cache(cache)
    files = {str(path): _stamp(path) for folder in folders for path in card_files(folder)}
    orders = {str(folder): _stamp(folder / "topics.yaml") for folder in folders}
    records = {path: known["files"].get(path) for path in files}
    topics = {folder: known["topics"].get(folder) for folder in orders}
    changed = False
    for path, record in records.items():
        if record is None or record["stamp"] != files[path]:
            records[path], changed = _index_file(path, files[path]), True
    for folder, record in topics.items():
        if record is None or record["stamp"] != orders[folder]:
            topics[folder], changed = _index_topics(folder, orders[folder]), True
    # Files of other banks stay: the next command may name them again.
    kept = {"files": known["files"] | records, "topics": known["topics"] | topics}
    if changed:
        _write_cache(cache, kept)
    return _assemble(folders, records, topics)


def card_files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of the bank in `folder` that hold cards, in the order of their names."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and name not in NOT_CARDS and not name.startswith("."):
                yield Path(root, name)


def _assemble(folders: list[Path], records: dict[str, Any], topics: dict[str, Any]) -> Index:
    entries: dict[str, Entry] = {}
    titles: dict[str, tuple[str, str]] = {}
    for folder in folders:
        order: dict[tuple[str, str], int] = {}
        rank: dict[str, int] = {}
        for topic in topics[str(folder)]["topics"]:
            titles.setdefault(topic["name"], (topic["zh"], topic["en"]))
            rank.setdefault(topic["name"], len(rank))
            order |= {(topic["name"], subject): i for i, subject in enumerate(topic["subjects"])}
        found = []
        for path, record in records.items():
            if Path(path).is_relative_to(folder):
                topic, subject = _place(Path(path), folder)
                place = (rank.get(topic, len(rank)), topic, order.get((topic, subject), len(order)), subject)
                found.append((place, path, topic, subject, record["cards"]))
        for _, path, topic, subject, cards in sorted(found):
            for id_, kind, level, tags, sources in cards:
                entries.setdefault(id_, Entry(id_, topic, subject, kind, level, tuple(tags), tuple(sources), path))
    return Index(entries, titles, [path for path, record in records.items() if record["broken"]])


def _place(path: Path, folder: Path) -> tuple[str, str]:
    parts = path.relative_to(folder).with_suffix("").parts
    return parts[0], parts[-1]


def _index_file(path: str, stamp: list[int]) -> dict[str, Any]:
    from dlprep.bank.load import load_file  # pydantic and YAML, only for a file that changed

    loaded = load_file(Path(path))
    cards = [(c.id, c.kind, c.level, c.tags, c.sources) for c in (entry.card for entry in loaded.cards)]
    return {"stamp": stamp, "cards": cards, "broken": bool(loaded.findings)}


def _index_topics(folder: str, stamp: list[int]) -> dict[str, Any]:
    from dlprep.bank.topics import read_topics
    from dlprep.errors import BankError

    try:
        topics = [topic.model_dump(mode="json") for topic in read_topics(Path(folder))]
    except BankError:  # said by `dlprep bank check`; the cards are usable without an order
        topics = []
    return {"stamp": stamp, "topics": topics}


def _stamp(path: Path) -> list[int]:
    """Change of content shows in the time of change or the size; a missing file has the stamp of nothing."""
    try:
        status = path.stat()
    except OSError:
        return [0, 0]
    return [status.st_mtime_ns, status.st_size]


def _read_cache(cache: Path) -> dict[str, Any]:
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
        if kept["version"] == _version():
            return dict(kept)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {"files": {}, "topics": {}}


def _write_cache(cache: Path, kept: dict[str, Any]) -> None:
    scratch = cache.with_name(f"{cache.name}.{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(json.dumps({"version": _version(), **kept}, ensure_ascii=False), encoding="utf-8")
        scratch.replace(cache)
    except OSError:
        with suppress(OSError):
            scratch.unlink()


def _version() -> str:
    from dlprep import __version__

    return f"{FORMAT}/{__version__}"
