"""Checks of what the cards say: can it be said aloud, is the translation whole, is it asked once.

One function a check, as in `checks`: cards in, findings out.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from dlprep.bank.card import ComputeCard, RecallCard
from dlprep.bank.checks import cards_of, finding
from dlprep.bank.load import Finding, LoadedFile
from dlprep.text import Text

MAX_WORDS = 190
MAX_CHARACTERS = 350
"""Two minutes aloud; a formula counts as a word."""
MIN_POINTS = 2

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CODE = re.compile(r"`([^`\n]+)`")
_ITEM = re.compile(r"^[^\S\n]*(?:-|(\d+)\.)[^\S\n]", re.MULTILINE)
# What a question may have more or less of and still be the same one.
_FILLERS = frozenset("a an and are be can do does for how in is it of on or the to what which why with your".split())
_FILLERS_ZH = frozenset("的了呢吗么是什为怎样如何请")


def too_long_to_say(files: list[LoadedFile]) -> Iterator[Finding]:
    """An answer is said in two minutes at most; what is more goes into `details`."""
    for file, entry in cards_of(files):
        card = entry.card
        if isinstance(card, ComputeCard):
            continue
        words = len(re.sub(r"\$[^$]*\$", "formula", card.answer.en).split())
        characters = len(_HAN.findall(card.answer.zh))
        if words > MAX_WORDS:
            message = Text(
                zh=f"{words} 个词两分钟说不完；最多 {MAX_WORDS} 个，其余放进 details",
                en=f"{words} words cannot be said in two minutes; {MAX_WORDS} at most, the rest into details",
            )
            yield finding(file, entry, ("answer", "en"), message)
        if characters > MAX_CHARACTERS:
            message = Text(
                zh=f"{characters} 个字两分钟说不完；最多 {MAX_CHARACTERS} 个，其余放进 details",
                en=f"{characters} characters cannot be said in two minutes; {MAX_CHARACTERS} at most, see details",
            )
            yield finding(file, entry, ("answer", "zh"), message)


def half_translated(files: list[LoadedFile]) -> Iterator[Finding]:
    """The two languages have the same code and lists of the same length."""
    for file, entry in cards_of(files):
        for place, pair in entry.pairs:
            if pair.zh == pair.en:
                continue
            zh, en = (set(_CODE.findall(text)) if "`" in text else set() for text in (pair.zh, pair.en))
            for language, only in (("zh", zh - en), ("en", en - zh)):
                for code in sorted(only):
                    message = Text(
                        zh=f"`{code}` 只在 {language} 里有；两种语言要说同样的内容",
                        en=f"`{code}` is in {language} alone; the two languages say the same",
                    )
                    yield finding(file, entry, (*place, language), message)
            if "\n" not in pair.zh and "\n" not in pair.en:
                continue
            items = [_count_items(text) for text in (pair.zh, pair.en)]
            if items[0] != items[1]:
                message = Text(
                    zh=f"zh 里列了 {items[0]} 项，en 里 {items[1]} 项；两种语言要说同样的内容",
                    en=f"lists {items[0]} items in zh and {items[1]} in en; the two languages say the same",
                )
                yield finding(file, entry, place, message)


def asked_twice(files: list[LoadedFile]) -> Iterator[Finding]:
    """No two cards of one kind ask the same, in either language: the same words, fillers left out, in any order."""
    seen: dict[tuple[str, frozenset[str]], str] = {}
    for file, entry in cards_of(files):
        card = entry.card
        if isinstance(card, ComputeCard):
            continue
        for language, words in (("zh", _gist_zh(card.question.zh)), ("en", _gist_en(card.question.en))):
            first = seen.setdefault((f"{card.kind} {language}", words), card.id)
            if first != card.id and words:
                message = Text(
                    zh=f"与 {first} 问的一样；换个问题，或合成一张",
                    en=f"asks the same as {first}; ask something else, or join the two",
                )
                yield finding(file, entry, ("question", language), message)


def unfinished(files: list[LoadedFile]) -> Iterator[Finding]:
    """A card for others speaks both languages, and its points can be recognised in a typed answer."""
    for file, entry in cards_of(files):
        card = entry.card
        if isinstance(card, ComputeCard):
            continue
        for name in ("question", "answer"):
            pair = getattr(card, name)
            if pair.zh == pair.en:
                message = Text(
                    zh="只有一种语言；写成 {zh: ..., en: ...}", en="is in one language only; write {zh: ..., en: ...}"
                )
                yield finding(file, entry, (name,), message)
        if isinstance(card, RecallCard):
            if len(card.points) < MIN_POINTS:
                message = Text(zh=f"至少要有 {MIN_POINTS} 个", en=f"needs at least {MIN_POINTS}")
                yield finding(file, entry, ("points",), message)
            for i, point in enumerate(card.points):
                if point.words is None:
                    message = Text(
                        zh="没有用来识别它的词；加上 `words: {zh: [...], en: [...]}`",
                        en="has no words by which it is recognised; add `words: {zh: [...], en: [...]}`",
                    )
                    yield finding(file, entry, ("points", i), message)


def _count_items(text: str) -> int:
    """Count the items of lists. A line that begins with a number is one only if its list begins with 1."""
    count = number = 0
    for found in _ITEM.finditer(text):
        if not found[1] or int(found[1]) in (1, number + 1):
            count += 1
            number = int(found[1] or 0)
    return count


def _gist_en(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).lower())) - _FILLERS


def _gist_zh(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, as Chinese has no spaces between words."""
    signs = [sign for sign in re.findall(r"\w", unicodedata.normalize("NFKC", text)) if sign not in _FILLERS_ZH]
    return frozenset(a + b for a, b in pairwise(signs))
