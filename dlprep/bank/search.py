"""Find cards by what they say, in either language."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dlprep import __version__
from dlprep.bank.bank import Bank
from dlprep.bank.cached import cached

FORMAT = 1
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_RUN = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z]{3,}")
_WEIGHTS = (8, 4, 4, 1)  # of id, tags, question, and all the rest


class Hit(NamedTuple):
    """A card that was found, with its question in both languages."""

    card: str
    score: int
    zh: str
    en: str


def search(bank: Bank, text: str, cache: Path) -> list[Hit]:
    """Return the cards that say every word of `text`, best first: in the id, then tags and question, then elsewhere.

    Case and width do not count; Chinese needs no spaces. `cache` is where the texts are kept, read anew from files that
    changed.
    """
    words = [part for word in _plain(text).split() for part in _RUN.findall(word)]
    files = _files(bank, cache)
    order = {name: position for position, name in enumerate(bank.entries)}
    hits = [
        Hit(name, score, zh, en)
        for path, cards in files.items()
        for name, zh, en, fields in cards
        if name in order and bank.entries[name].path == path and (score := _score(words, fields))
    ]
    return sorted(hits, key=lambda hit: (-hit.score, order[hit.card]))


def spelled(bank: Bank, text: str, cache: Path) -> str:
    """Return `text` with each word that no card says replaced by the nearest that one does, where there is one near."""
    from difflib import get_close_matches

    said = " ".join(field for cards in _files(bank, cache).values() for *_, fields in cards for field in fields)
    known = set(_WORD.findall(said))

    def nearest(word: str) -> str:
        if word in said or not _WORD.fullmatch(word):
            return word
        alike = [one for one in known if abs(len(one) - len(word)) <= 2]
        return next(iter(get_close_matches(word, alike, n=1, cutoff=0.75)), word)

    return " ".join(map(nearest, _plain(text).split()))


def _files(bank: Bank, cache: Path) -> dict[str, Any]:
    """Return of each file of cards what `_texts` does."""
    paths = {entry.path for entry in bank.entries.values()}
    files: dict[str, Any] = cached(cache, f"{FORMAT}/{__version__}", {"files": (sorted(paths), _texts)})["files"]
    return files


def _score(words: Sequence[str], fields: Sequence[str]) -> int:
    scores = [_found(word, fields) or min((_found(pair, fields) for pair in _pairs(word)), default=0) for word in words]
    return sum(scores) if all(scores) else 0


def _found(word: str, fields: Sequence[str]) -> int:
    return max((weight for weight, field in zip(_WEIGHTS, fields, strict=True) if word in field), default=0)


def _pairs(word: str) -> list[str]:
    """Cut a run of Chinese into words of two characters, as most are; nothing else is cut."""
    if len(word) < 4 or not _HAN.fullmatch(word):
        return []
    return [*(word[start : start + 2] for start in range(0, len(word) - 1, 2)), *([word[-2:]] if len(word) % 2 else [])]


def _texts(path: str) -> list[Any]:
    """Return of each card id, question in both languages, and the four fields that are searched."""
    from dlprep.bank.card import ComputeCard
    from dlprep.bank.load import load_file
    from dlprep.compute.registry import find_problem, problem_families

    found = []
    for entry in load_file(Path(path)).cards:
        card = entry.card
        if not isinstance(card, ComputeCard):
            zh, en = card.question.zh, card.question.en
        elif card.problem in problem_families():
            title = find_problem(card.problem).title
            zh, en = title.zh, title.en
        else:
            zh = en = card.problem
        rest = "\n".join(text for _, text in entry.texts)
        fields = (card.id, " ".join(card.tags), f"{zh}\n{en}", rest)
        found.append([card.id, zh, en, [_plain(field) for field in fields]])
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
