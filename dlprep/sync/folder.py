"""The files of log lines in a shared folder: everybody reads all of them and writes only their own.

A machine's files are `dlprep-log-<id>-0001.jsonl`, `-0002` and so on. One that is full is never touched again, so that
whatever carries the files has little to carry. Whatever begins like one is read: a tool that sees a conflict
where there is none makes a copy with a longer name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from dlprep.files import write_whole
from dlprep.store.event import Event
from dlprep.store.jsonl import LogFormatError, from_lines, to_line
from dlprep.sync.memory import digest

FULL = 1_000_000
"""Bytes; about 4,000 lines, the answers of a month or two."""

_OURS = re.compile(r"dlprep-log-([0-9a-f]{8})\b.*\.jsonl.*", re.DOTALL)


@dataclass(slots=True)
class Found:
    """What the files of a folder hold.

    Attributes:
        events: every line that was read, by its id; of several with one id, that of the first file by name.
        ids: the ids of all lines, also of those in files that need not be read.
        machines: whose files they are.
        unreadable: how many lines could not be read, by file; files that could not be read at all count as 0.
        files: the ids in each file that holds nothing else, by its digest.
    """

    events: dict[str, Event] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    machines: set[str] = field(default_factory=set)
    unreadable: dict[str, int] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)


def read_folder(
    folder: Path,
    only: str | None = None,
    *,
    before: Mapping[str, list[str]] | None = None,
    have: Set[str] = frozenset(),
) -> Found:
    """Read every file of log lines in `folder`, or those of the machine `only`.

    What is cut off or damaged costs the lines it is in, and nothing else. `before` are the ids in files that were read
    earlier, by digest: such a file is not read again if the log, whose ids are `have`, has them all.

    Raises:
        OSError: the folder cannot be listed.
    """
    found = Found()
    for path in sorted(folder.iterdir()):
        match = _OURS.fullmatch(path.name)
        if match is None or only not in (None, match[1]) or not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except OSError:
            found.unreadable[path.name] = 0
            continue
        found.machines.add(match[1])
        known = digest(content)
        ids = (before or {}).get(known)
        if ids is None or not have >= {*ids}:
            read = [_read(line) for line in content.split(b"\n") if line.strip()]
            events = [event for event in read if event is not None]
            ids = [event.id for event in events]
            for event in events:
                found.events.setdefault(event.id, event)
            if len(events) < len(read):
                found.unreadable[path.name] = len(read) - len(events)
        if path.name not in found.unreadable:
            found.files[known] = ids
        found.ids.update(ids)
    return found


def write_own(folder: Path, machine: str, events: Iterable[Event]) -> None:
    """Add lines to the files of `machine`. Each file is written whole or not at all; lines it has stay as they are.

    Raises:
        OSError: a file cannot be written; those before it are complete.
    """
    number, path = _last_own(folder, machine)
    content = path.read_bytes() if path.exists() else b""
    if content and not content.endswith(b"\n"):
        content += b"\n"
    for line in _encoded(events):
        if len(content) + len(line) > FULL and content:
            write_whole(path, content)
            number, content = number + 1, b""
            path = folder / _name(machine, number)
        content += line
    write_whole(path, content)


def _name(machine: str, number: int) -> str:
    return f"dlprep-log-{machine}-{number:04}.jsonl"


def _last_own(folder: Path, machine: str) -> tuple[int, Path]:
    name = re.compile(rf"dlprep-log-{machine}-(\d+)\.jsonl")
    numbers = (int(match[1]) for path in folder.iterdir() if (match := name.fullmatch(path.name)))
    number = max(numbers, default=1)
    return number, folder / _name(machine, number)


def _read(line: bytes) -> Event | None:
    """Read one line; None if it cannot be."""
    try:
        return from_lines([line.decode("utf-8-sig")])[0]
    except (LogFormatError, UnicodeDecodeError):
        return None


def _encoded(events: Iterable[Event]) -> Iterator[bytes]:
    for event in events:
        yield f"{to_line(event)}\n".encode()
