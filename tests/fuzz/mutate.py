"""Seeded damage to texts and files: what a slip, a cut download, another program or an enemy makes of them."""

import re
from collections.abc import Callable, Sequence
from random import Random

LARGEST = 64 * 1024
"""Bytes of an input, at most."""
PAGE = 4096

_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
NUMBERS = (
    *(b"0", b"-1", b"1e999", b"-1e-999", b"1e308", b"0.1e1", b"NaN", b"-Infinity", b"inf", b"0x1F", b"1_000"),
    *(b"255", b"2147483648", b"9007199254740993", b"9223372036854775808", b"-9223372036854775809", b"9" * 50),
    *(b"9" * 5000, b"1" + b"0" * 400, b"0." + b"3" * 300, b"1e99999999999", b"007", b"1.", b".5"),
)
NASTY = (
    *(b"\x00", b"\x1b[2J\x1b[31m", b"\x1b]0;title\x07", b"\x9b31m", b"\x08\x08", b"\r", b"\r\n", b"\n", b"\t", b"\x7f"),
    *(b"\xff", b"\xc3", b"\xed\xa0\xbd", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xef\xbb\xbf", b"\xfe\xff"),
    *(char.encode() for char in "\u202e\u2066\u200f\u061c\u200d\u200b\u00ad\u2028\u2029\u0085\ufeff\u2060\U000e0041"),
    *(
        text.encode()
        for text in ("１２３", "５．５", "٣", "²³", "①", "㎏", "e\u0301", "\u0301" * 40, "👩\u200d🔬", "ﷺ")
    ),
    *(
        b"[bold red]x[/bold red]",
        b"[/]",
        b":smile:",
        b"[link=file:///etc/passwd]x[/link]",
        b"`",
        b"$",
        b"$$",
        b"{",
        b"}",
    ),
    *(b"../" * 8 + b"etc/passwd", b"/dev/zero", b"%s%n", b"{0.__class__}", b"\\", b"'", b'"', b"\\u0000", b"\\ud800"),
    *(b"[" * 3000, b"(" * 60 + b"1" + b")" * 60, b"{" * 200, b'{"a":' * 500, b"- " * 300, b"> " * 300, b"*" * 500),
)

Damage = Callable[[Random, bytes, Sequence[bytes], Sequence[bytes]], bytes]


def mutate(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """Return `data` with one or several kinds of damage, at most `LARGEST` bytes.

    `others` are inputs to splice with, `words` what the reader has a meaning for.
    """
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = rng.choice(_DAMAGES)(rng, data, others, words)[:LARGEST]
    return data


def mutate_page(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """Return a large file with one page of it damaged, half of the time one with a word of `words` in it.

    Most often what follows stays where it was.
    """
    starts = range(0, len(data), PAGE)
    telling = [start for start in starts if any(word in data[start : start + PAGE] for word in words)]
    start = rng.choice(telling if telling and rng.random() < 0.5 else starts)
    page = mutate(rng, data[start : start + PAGE], others, words)
    if rng.random() < 0.8:
        page = page[:PAGE].ljust(len(data[start : start + PAGE]), b"\x00")
    return data[:start] + page + data[start + PAGE :]


def as_text(rng: Random, data: bytes) -> str:
    """Return `data` as text; bytes that are none become what Python, or a terminal, makes of them."""
    return data.decode("utf-8", rng.choice(("replace", "surrogateescape", "ignore")))


def _span(rng: Random, data: bytes) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.choice((1, 2, 5, 20, 200, 5000)))


def _flip(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 4, 32)) if data else 0):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + data[end:]


def _stop(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    return data[: rng.randint(0, len(data))]


def _insert(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    place = rng.randint(0, len(data))
    return data[:place] + rng.choice((*NASTY, *NUMBERS, *words)) + data[place:]


def _replace(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + rng.choice((*NASTY, *words)) + data[end:]


def _repeat(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    start, end = _span(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 2, 10, 1000)) + data[end:]


def _splice(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]


def _renumber(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    chosen = rng.choice(found)
    return data[: chosen.start()] + rng.choice(NUMBERS) + data[chosen.end() :]


def _swap_word(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    there = [word for word in words if word in data]
    return data.replace(rng.choice(there), rng.choice((*words, *NUMBERS)), 1) if there else data


def _rewrap(rng: Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """Save it as another editor would."""
    way = rng.randrange(4)
    if way == 0:
        return data.replace(b"\n", b"\r\n")
    if way == 1:
        return b"\xef\xbb\xbf" + data
    text = data.decode("utf-8", "replace")
    return text.encode("utf-16") if way == 2 else text.encode("gb18030", "replace")


_DAMAGES: tuple[Damage, ...] = (
    *(_flip, _cut, _stop, _insert, _insert, _replace, _repeat, _splice, _renumber, _renumber, _swap_word, _swap_word),
    _rewrap,
)
