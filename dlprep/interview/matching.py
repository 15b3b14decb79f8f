"""Which key points of a card are in a typed answer.

A point names, in each language, several ways to say it, each a few words that all stand in one sentence. A sentence
that denies one of the words does not say the point, unless the way itself holds a denial.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from dlprep.bank.parts import Point
from dlprep.interview.negation import NOT_SIGNS, NOT_WORDS, Denial, Span, denials
from dlprep.interview.wording import HAN, WORD, keys, sentences, unified

LOOKED_AT = 10_000  # characters of an answer
LONGEST = 500  # characters of a sentence, which takes the square of its length


class Way(NamedTuple):
    """One way to say a point: the words that must occur, and whether a denial must."""

    words: tuple[str, ...]
    denied: bool


class Sentence:
    """A sentence of an answer, read once and searched many times."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.denials = denials(text)
        self._spans: dict[str, list[Span]] = {}
        before: re.Match[str] | None = None
        for word in WORD.finditer(text):
            self._add(word[0], word.span())
            if before is not None and word.start() - before.end() <= 1:  # over-fit, over fit: also as overfit
                self._add(before[0] + word[0], (before.start(), word.end()))
            before = word

    def says(self, way: Way) -> bool:
        """Whether the sentence says it this way."""
        places = _apart([self._places(word) for word in way.words])
        if not all(places):
            return False
        if way.denied:
            over = self._over(max(spans, key=lambda span: len(self._over([span]))) for spans in places)
            return _deny(over) and (len(places) > 1 or any(span[1] <= each.near for span in places[0] for each in over))
        return not _deny(
            each
            for each in self._over(min(spans, key=lambda span: len(self._over([span]))) for spans in places)
            if not each.weak
        )

    def _over(self, spans: Iterable[Span]) -> list[Denial]:
        """Return the denials of anything at `spans`."""
        spans = list(spans)
        return [denial for denial in self.denials if any(denial.covers(span) for span in spans)]

    def _add(self, word: str, span: Span) -> None:
        for key in keys(word):
            self._spans.setdefault(key, []).append(span)

    def _places(self, word: str) -> list[Span]:
        if WORD.fullmatch(word):
            return [span for key in keys(word) for span in self._spans.get(key, [])]
        return [found.span() for found in _pattern(word).finditer(self.text)]


def _deny(denials: Iterable[Denial]) -> bool:
    """Whether these denials together deny: one within another takes it back, two side by side do not."""
    found = list(denials)
    nested = any(one.covers(other.word) for one in found for other in found)
    return len(found) % 2 == 1 or (bool(found) and not nested)


def _apart(places: list[list[Span]]) -> list[list[Span]]:
    """Leave out what is only part of another word that is looked for: the 变 of 协变量 does not say that it changes."""
    every = [span for spans in places for span in spans]
    return [
        [(a, b) for a, b in spans if not any(start <= a and b <= end and end - start > b - a for start, end in every)]
        for spans in places
    ]


def points_said(answer: str, points: Sequence[Point]) -> set[int]:
    """Return the positions of the `points` that are in a typed `answer`, which may mix the languages.

    What stands after the first `LOOKED_AT` characters is not looked at; a sentence ends after `LONGEST`.
    """
    read = [
        Sentence(text[start : start + LONGEST])
        for text in sentences(answer[:LOOKED_AT])
        for start in range(0, len(text), LONGEST)
    ]
    return {
        position
        for position, point in enumerate(points)
        if any(sentence.says(way) for way in _ways(point) for sentence in read)
    }


def _ways(point: Point) -> Iterator[Way]:
    if point.words is not None:
        for entry in dict.fromkeys((*point.words.zh, *point.words.en)):
            yield from ways(entry)


@cache
def ways(entry: str) -> tuple[Way, ...]:
    """Return the ways that an entry of a point's `words` stands for: as it is; and, where a Chinese word begins with a
    denial (没有梯度), with any other denial of the same.
    """
    words = unified(entry).split()
    plain = tuple(word for word in words if word not in NOT_WORDS and word not in NOT_SIGNS)
    found = [Way(_parts(plain), len(plain) < len(words))] if plain else []
    bare = tuple(_without_denial(word) for word in plain)
    if bare != plain:
        found.append(Way(_parts(bare), denied=True))
    return tuple(found)


def _without_denial(word: str) -> str:
    for sign in NOT_SIGNS:
        if word.startswith(sign) and len(word) > len(sign):
            return word.removeprefix(sign)
    return word


def _parts(words: tuple[str, ...]) -> tuple[str, ...]:
    """Take words with a hyphen as people write them: non-linear, nonlinear, non linear; 0-centred, 0 centred."""
    joined = (re.sub(r"(?<=[a-z]{2})-(?=[a-z]{2})", "", word) for word in words)
    return tuple(part for word in joined for part in re.sub(r"(?<=^\d)-(?=[a-z]{2})", " ", word).split())


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """Find a Chinese word with or without 的 and spaces in it; a formula or number where it does not go on."""
    pieces = [re.escape(character) for character in word]
    joined = pieces[0]
    for before, character, piece in zip(word, word[1:], pieces[1:], strict=False):
        both_han = re.match(f"[{HAN}]{{2}}", before + character)
        joined += (
            "[的了地就会也都 ]{0,2}" if both_han else " ?" if re.search(f"[{HAN}]", before + character) else ""
        ) + piece
    left = r"(?<![a-z0-9])(?<!\d\.)" if re.match("[a-z0-9]", word) else ""
    right = r"(?!\d|[a-wyz]|\.\d|x[a-z0-9(])" if re.search("[a-z0-9]$", word) else ""
    return re.compile(left + joined + right)
