"""An index of the bank, so that most commands need not parse YAML: which cards there are, and in which file.

It is a cache and is never trusted over the YAML: a file that changed is read anew, and a card is always loaded from
its file.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dlprep import __version__
from dlprep.bank.cached import cached, kept_facts

FORMAT = 2
VERSION = f"{FORMAT}/{__version__}"
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
        entries: the cards in the order in which to learn them; of two with one id, the first. A card of the overlay
            has the topic and the place of the one it stands in for.
        titles: (zh, en) of each topic that has a title.
        broken: files with findings that `dlprep bank check` reports.
    """

    entries: dict[str, Entry]
    titles: dict[str, tuple[str, str]]
    broken: list[str]


def read_index(folders: list[Path], cache: Path, overlay: Path | None = None) -> Index:
    """Return the index of the banks in `folders`, reading only the files that changed since it was last made.

    `cache` is the file in which it is kept. The cards in the folder `overlay` stand in for those with their ids.
    """
    files = [str(path) for folder in (*folders, *([overlay] if overlay else [])) for path in card_files(folder)]
    found = cached(
        cache,
        VERSION,
        {"files": (files, _index_file), "topics": ([_topics_file(folder) for folder in folders], _index_topics)},
    )
    return _assemble(folders, found["files"], found["topics"], overlay)


def last_index(folders: list[Path], cache: Path) -> Index:
    """Return the index as it was last made, for who cannot wait: no file of the bank is read.

    What came since is not in it; where the index was never made, it is empty.
    """
    groups = kept_facts(cache, VERSION)
    files, topics = (
        {path: kept["facts"] for path, kept in groups.get(group, {}).items() if Path(path).exists()}
        for group in ("files", "topics")
    )
    return _assemble(folders, files, {_topics_file(folder): [] for folder in folders} | topics)


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


def _assemble(
    folders: list[Path], records: dict[str, Any], topics: dict[str, Any], overlay: Path | None = None
) -> Index:
    entries: dict[str, Entry] = {}
    titles: dict[str, tuple[str, str]] = {}
    for folder in folders:
        order: dict[tuple[str, str], int] = {}
        rank: dict[str, int] = {}
        for topic in topics[_topics_file(folder)]:
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
    for path in (path for path in records if overlay is not None and Path(path).is_relative_to(overlay)):
        for id_, kind, level, tags, sources in records[path]["cards"]:
            topic, subject = entries[id_][1:3] if id_ in entries else ("overlay", id_)  # its card was retired
            entries[id_] = Entry(id_, topic, subject, kind, level, tuple(tags), tuple(sources), path)
    return Index(entries, titles, [path for path, record in records.items() if record["broken"]])


def _place(path: Path, folder: Path) -> tuple[str, str]:
    parts = path.relative_to(folder).with_suffix("").parts if path != folder else (path.stem,)
    return parts[0], parts[-1]


def _index_file(path: str) -> dict[str, Any]:
    from dlprep.bank.load import load_file  # pydantic and YAML, only for a file that changed

    loaded = load_file(Path(path))
    cards = [(c.id, c.kind, c.level, c.tags, c.sources) for c in (entry.card for entry in loaded.cards)]
    return {"cards": cards, "broken": bool(loaded.findings)}


def _topics_file(folder: Path) -> str:
    return str(folder / "topics.yaml")


def _index_topics(path: str) -> list[Any]:
    from dlprep.bank.topics import read_topics
    from dlprep.errors import BankError

    try:
        return [topic.model_dump(mode="json") for topic in read_topics(Path(path).parent)]
    except BankError:  # said by `dlprep bank check`; the cards are usable without an order
        return []
