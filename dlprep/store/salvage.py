"""Reading the log out of a database that SQLite no longer reads.

The log is append-only, so every row of it that stands on any page is a line of it, whatever became of the pages that
lead there. Rows are found by their shape: the record header with the types of the log's twelve columns. So a damaged
header, tree, index or half a page costs the lines that were in it, and no others.

Source: https://www.sqlite.org/fileformat2.html, sections 1.6 (overflow pages), 2.1 (records) and 4 (the -wal).
"""

import json
import re
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dlprep.errors import DlprepError
from dlprep.scheduler.days import Instant
from dlprep.store.event import Event, Line
from dlprep.store.jsonl import from_lines, to_line

PAGE = 4096  # bytes, where the header does not say
_WHOLE, _TEXT = rb"[\x01-\x06\x08\x09]", rb"[\x81-\xff]{0,3}[\x00-\x7f]"
_ROW = re.compile(
    rb"[\x0d-\x1f]\x00"  # the header's length; `seq` is the row's number and stands before the record
    + _TEXT * 3  # id, kind, card
    + _WHOLE * 2  # at, utc_offset
    + rb"\x21"  # day: ten characters
    + rb"[\x00-\x06\x08\x09]" * 2  # quality, elapsed_ms
    + rb"(?:\x00|%b)" % _TEXT  # target
    + _TEXT  # detail
    + rb"[\x08\x09]",  # imported
    re.DOTALL,
)
_IN_INDEX = re.compile(rb"\x03\x21([\x01-\x06])\d{4}-\d\d-\d\d", re.DOTALL)  # a day and the number of a line of it
_LENGTHS = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}


@dataclass(slots=True)
class Salvage:
    """What stands on the pages of a database.

    Attributes:
        lines: every line that could be read, by its id.
        highest: the number of the log's last line, as far as it can be seen.
    """

    lines: dict[str, Line] = field(default_factory=dict)
    highest: int = 0


def salvage(database: bytes, wal: bytes = b"") -> Salvage:
    """Return every line that stands in the content of a database or of its -wal."""
    size, usable = _page_size(database)
    pages = {number: database[start : start + size] for number, start in enumerate(range(0, len(database), size), 1)}
    frames = list(_frames(wal, size))
    newest = pages | dict(frames)
    found, left = Salvage(), dict[str, Line]()
    for page in (*pages.values(), *(page for _, page in frames)):
        found.highest = max(found.highest, _highest_in_index(page))
        for seq, line, live in _rows(page, newest, usable):
            if live:
                found.highest = max(found.highest, seq)
            if line is not None:
                (found.lines if live else left).setdefault(line.event.id, line)
    found.lines = left | found.lines
    found.highest = max(found.highest, *(line.seq or 0 for line in found.lines.values()), 0)
    return found


def behind_damage(wal: bytes) -> set[str]:
    """Return the ids of the lines in a -wal that SQLite does not read, since a page before them is damaged."""
    pages = [page for _, page in _frames(wal, PAGE)]
    if not pages or (sound := _sound_frames(wal)) >= len(pages):
        return set()
    rows = (row for page in pages[sound:] for row in _rows(page, {}, PAGE))
    return {line.event.id for _, line, live in rows if line is not None and live}


def read_row(seq: int | None, row: tuple[Any, ...]) -> Line | None:
    """Return the line that a row of the log says, None if it is none; an answer without its details is still one."""
    id_, kind, card, ms, offset, day, quality, elapsed, target, detail, imported = row
    with suppress(ValueError, TypeError, OverflowError):
        bare = Event(id_, kind, card, Instant(ms, offset), date.fromisoformat(day), quality, elapsed, target)
        with suppress(ValueError, TypeError, RecursionError, DlprepError):
            whole = replace(bare, detail=json.loads(detail))
            if from_lines([to_line(whole)]) == [whole]:
                return Line(seq, whole, bool(imported))
        with suppress(DlprepError):
            if from_lines([to_line(bare)]) == [bare]:
                return Line(seq, bare, bool(imported))
    return None


def _rows(page: bytes, pages: Mapping[int, bytes], usable: int) -> Iterator[tuple[int, Line | None, bool]]:
    """Yield the number and the line of each row on a page, and whether it is a live one.

    Others are left over where rows were moved, or their page does not say any more which are; what is written over
    them begins at their end, so where the end, the details, can be read the rest can be believed, too.
    """
    cells = _cells(page)
    for match in _ROW.finditer(page):
        types, at = [], match.start() + 1
        while at < match.end():
            kind, at = _varint(page, at)
            types.append(kind)
        lengths = [_LENGTHS.get(kind, (kind - 13) // 2) for kind in types]
        length = len(match[0]) + sum(lengths)
        if len(match[0]) != match[0][0] or (numbered := _seq(page, match.start(), length)) is None:
            continue
        start, seq = numbered
        content = _payload(page, match.start(), length, pages, usable)
        row, place = [], len(match[0])
        for kind, size in zip(types, lengths, strict=True):
            row.append(_value(kind, content[place : place + size]))
            place += size
        line, live = read_row(seq, tuple(row[1:])), start in cells
        yield seq, line if live or (line and (line.event.detail or row[-2] == "{}")) else None, live


def _value(kind: int, content: bytes) -> Any:
    if kind >= 13:
        return content.decode(errors="surrogateescape")  # which no line may hold
    return None if kind == 0 else kind - 8 if kind in (8, 9) else int.from_bytes(content, "big", signed=True)


def _cells(page: bytes) -> set[int]:
    """Return where the cells of a page begin, by what it says itself."""
    if len(page) < 8 or page[0] not in (0x02, 0x0A, 0x0D):  # within an index, its leaves, a table's leaves
        return set()
    first, count = 12 if page[0] == 0x02 else 8, int.from_bytes(page[3:5], "big")
    pointers = page[first : first + 2 * count]
    return {int.from_bytes(pointers[at : at + 2], "big") for at in range(0, len(pointers), 2)}


def _highest_in_index(page: bytes) -> int:
    """Return the highest number of a line in a page of the index of days, 0 in any other page."""
    if not page or page[0] not in (0x02, 0x0A):
        return 0
    before = 5 if page[0] == 0x02 else 1  # the number of a page below, and the length of the record
    numbers = [0]
    for cell in _cells(page):
        if match := _IN_INDEX.match(page, cell + before):
            numbers.append(int.from_bytes(page[match.end() : match.end() + _LENGTHS[match[1][0]]], "big", signed=True))
    return max(numbers)


def _seq(page: bytes, start: int, length: int) -> tuple[int, int] | None:
    """Return where the row begins, and its number, which stands before its record, behind the record's length."""
    for first in range(max(0, start - 12), start - 1):
        said, second = _varint(page, first)
        if said == length and second < start:
            seq, end = _varint(page, second)
            if end == start and seq > 0:
                return first, seq
    return None


def _payload(page: bytes, start: int, length: int, pages: Mapping[int, bytes], usable: int) -> bytes:
    """Return the record that begins at `start`; what does not fit on its page goes on on overflow pages."""
    local = length
    if length > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= usable - 35 else least
    content, follows = page[start : start + local], page[start + local : start + local + 4]
    while len(content) < length and (overflow := pages.get(int.from_bytes(follows, "big"))):
        content, follows = content + overflow[4:usable], overflow[:4]
    return content[:length]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at `at`, and where it ends."""
    value = 0
    for place in range(at, min(at + 8, len(data))):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return 0, len(data) + 1


def _page_size(database: bytes) -> tuple[int, int]:
    """Return how long a page is, and how much of it is used, in bytes."""
    size = int.from_bytes(database[16:18], "big")
    size = 65536 if size == 1 else size
    if database[:16] != b"SQLite format 3\0" or size < 512 or size & (size - 1):
        return PAGE, PAGE
    return size, size - database[20]


def _frames(wal: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield (number, page) of what was committed to the -wal, also behind a page that SQLite would stop at.

    Those of earlier rounds, which have another salt, are in the database already; where the header itself is damaged
    all are taken.
    """
    magic, _, said_size = struct.unpack_from(">III", wal) if len(wal) >= 32 else (0, 0, 0)
    sound = magic in (0x377F0682, 0x377F0683) and said_size == size
    found, committed = [], 0
    for start in range(32, len(wal) - 24 - size + 1, 24 + size):
        number, pages = struct.unpack_from(">II", wal, start)
        if not sound or wal[start + 8 : start + 16] == wal[16:24]:
            found.append((number, wal[start + 24 : start + 24 + size]))
            committed = len(found) if pages else committed
    yield from found[:committed]


def _sound_frames(wal: bytes) -> int:
    """Return how many frames SQLite accepts: those before the first whose salt or running checksum is wrong."""
    order = ">" if wal[3] & 1 else "<"
    summed = _checksum(wal[:24], order)
    if summed != struct.unpack_from(">II", wal, 24):
        return 0
    for number, start in enumerate(range(32, len(wal) - 24 - PAGE + 1, 24 + PAGE)):
        summed = _checksum(wal[start : start + 8] + wal[start + 24 : start + 24 + PAGE], order, summed)
        if wal[start + 8 : start + 16] != wal[16:24] or summed != struct.unpack_from(">II", wal, start + 16):
            return number
    return (len(wal) - 32) // (24 + PAGE)


def _checksum(data: bytes, order: str, before: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    one, two = before
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two
