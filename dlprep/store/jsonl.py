"""The log as JSON lines: one event a line, readable in any editor, joined by union.

A line is `{"id", "kind", "card", "at", "day", "quality", "elapsed_ms", "target", ...}`. `card` and, in a review or a
cram, `quality` are needed, and `at`: ISO 8601 with an offset, or milliseconds since 1970 UTC. `kind` defaults to
"review", `day` to the local day of `at`, `id` to one derived from the line. Whatever else stands in a line is kept.
"""

import json
import math
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import count
from typing import Any, BinaryIO

from dlprep.errors import DlprepError
from dlprep.markup.safe import escaped
from dlprep.rules import RuleError
from dlprep.scheduler.days import DEFAULT_ROLLOVER, Instant, local_day
from dlprep.store.event import GRADED, KINDS, Event
from dlprep.text import Text

_NAMESPACE = uuid.UUID("7c0b3a35-6f0c-4a5e-9d0e-3f1f2b8f5d11")
_OWN_KEYS = {"id", "kind", "card", "at", "day", "quality", "elapsed_ms", "target"}
LONGEST_LINE = 1_000_000  # characters; all that the store takes fits in
_LONGEST_BYTES = 4 * LONGEST_LINE + 3
_TOO_LONG = Text(zh=f"超过 {LONGEST_LINE} 个字符", en=f"longer than {LONGEST_LINE} characters")
_MEND = Text(zh="什么都没有导入；改好这些行再试", en="nothing was imported; mend these lines and try again")


class LogFormatError(DlprepError):
    """A file of log lines has lines that cannot be read; nothing of it was imported."""


def to_line(event: Event) -> str:
    """Return `event` as one line of JSON, without the newline."""
    own: dict[str, Any] = {"id": event.id, "kind": event.kind, "card": event.card, "at": event.at.isoformat()}
    own["day"] = event.day.isoformat()
    for key in ("quality", "elapsed_ms", "target"):
        if (value := getattr(event, key)) is not None:
            own[key] = value
    return escaped(json.dumps({**own, **event.detail}, ensure_ascii=False, allow_nan=False))


def read_lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines of a file, one at a time: what has no lines, such as a device, is not read to its end.

    Raises:
        LogFormatError: a line is longer than any may be.
        UnicodeDecodeError: the file is not UTF-8.
    """
    for number in count(1):
        line = file.readline(_LONGEST_BYTES)
        if not line:
            return
        if len(line) == _LONGEST_BYTES:
            said = Text(zh=f"第 {number} 行：{_TOO_LONG.zh}", en=f"line {number}: {_TOO_LONG.en}")
            raise LogFormatError(said, _MEND)
        yield line.decode("utf-8-sig" if number == 1 else "utf-8")


def from_lines(lines: Iterable[str], *, rollover: int = DEFAULT_ROLLOVER) -> list[Event]:
    """Read events from lines of JSON; empty lines are passed over.

    Raises:
        LogFormatError: some lines cannot be read; names each with its number.
    """
    events, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            events.append(_from_line(line, rollover))
        except _BadLine as error:
            problems.append(Text(f"第 {number} 行：{error.said.zh}", f"line {number}: {error.said.en}"))
    if problems:
        more = len(problems) - 10
        shown = problems[:10] + ([Text(zh=f"……还有 {more} 行", en=f"... and {more} more")] if more > 0 else [])
        raise LogFormatError(
            Text("\n".join(one.zh for one in shown), "\n".join(one.en for one in shown)),
            _MEND,
        )
    return events


class _BadLine(RuleError):
    pass


def _from_line(line: str, rollover: int) -> Event:
    if len(line) > LONGEST_LINE:
        raise _BadLine(zh=_TOO_LONG.zh, en=_TOO_LONG.en)
    try:
        data = json.loads(line, parse_constant=_no_constant, parse_float=_finite)
        # Half of a surrogate pair is a text for Python and JSON, but for nothing that stores one.
        (json.dumps(data, ensure_ascii=False) if "\\u" in line else line).encode()
    except (ValueError, RecursionError) as error:
        raise _BadLine(zh=f"不是 JSON：{error}", en=f"is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise _BadLine(zh="不是 JSON 对象", en="is not a JSON object")
    kind = data.get("kind", "review")
    if kind not in KINDS:
        raise _BadLine(
            zh=f"kind 只能是 {'、'.join(KINDS)}，除非由更新的 dlprep 写成",
            en=f"kind must be one of {', '.join(KINDS)}, unless a newer dlprep wrote it",
        )
    at = _instant(data.get("at"))
    quality, target = data.get("quality"), data.get("target")
    if kind in GRADED and (type(quality) is not int or not 0 <= quality <= 5):
        raise _BadLine(zh="quality 必须是 0 到 5 的整数", en="quality must be a whole number from 0 to 5")
    elapsed = data.get("elapsed_ms")
    if elapsed is not None and (type(elapsed) is not int or not 0 <= elapsed < 2**53):
        raise _BadLine(zh="elapsed_ms 必须是毫秒的整数", en="elapsed_ms must be a whole number of milliseconds")
    card = _name(data, "card")
    return Event(
        id=_name(data, "id")
        if "id" in data
        else str(uuid.uuid5(_NAMESPACE, f"{kind} {card} {at.ms} {quality} {target}")),
        kind=kind,
        card=card,
        at=at,
        day=_day(data["day"]) if "day" in data else local_day(at, rollover),
        quality=quality if kind in GRADED else None,
        elapsed_ms=elapsed,
        target=_name(data, "target") if kind == "retract" else None,
        detail={key: value for key, value in data.items() if key not in _OWN_KEYS},
    )


def _name(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise _BadLine(
            zh=f"{key} 必须是 1 到 200 个可打印的字符", en=f"{key} must be a text of 1 to 200 printable characters"
        )
    return value


def _instant(value: Any) -> Instant:
    try:
        if type(value) is int:
            moment = datetime.fromtimestamp(value / 1000).astimezone()
            ms = value
        else:
            moment = datetime.fromisoformat(value)
            ms = round(moment.timestamp() * 1000)
        offset = moment.utcoffset()
        if offset is None:
            raise _BadLine(
                zh="at 要写时区，例如 2026-03-10T20:15:00+08:00",
                en="at needs an offset, such as 2026-03-10T20:15:00+08:00",
            )
        instant = Instant(ms, round(offset.total_seconds() / 60))
        if not 1970 <= instant.wall().year <= 9000:
            raise _BadLine(zh="at 必须在 1970 年到 9000 年之间", en="at must lie between the years 1970 and 9000")
    except (TypeError, ValueError, OverflowError, OSError) as error:
        if isinstance(error, _BadLine):
            raise
        raise _BadLine(
            zh="at 必须是 2026-03-10T20:15:00+08:00 这样的时间，或 1970 年以来的毫秒数",
            en="at must be a time such as 2026-03-10T20:15:00+08:00, or milliseconds since 1970",
        ) from None
    return instant


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _BadLine(zh="day 必须是 2026-03-10 这样的日期", en="day must be a date such as 2026-03-10") from None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large a number")
    return number
