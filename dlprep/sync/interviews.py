"""Interviews in a shared folder: everybody reads all of them and writes only their own files.

The file of an interview is only ever added to. So of two files one of which begins with the other, the longer is the
interview; of two that differ, each is one of its own. A machine's copies are
`dlprep-interview-<id>-<the interview's name>.jsonl`; it writes one only if no file there says as much.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from dlprep.files import write_whole

FOLDER = "interviews"
_OURS = re.compile(r"dlprep-interview-[0-9a-f]{8}-.*\.jsonl.*", re.DOTALL)
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{4}(-[0-9]{1,4})?")


def exchange_interviews(data: Path, folder: Path, machine: str) -> tuple[list[str], list[str]]:
    """Take the interviews that others put into `folder`, and put those there that it lacks.

    One that is open in another terminal, or in `folder` cannot be read, is left alone until next time.

    Returns:
        The names of the files that were written in the data folder, and of those in `folder`.

    Raises:
        OSError: a file here cannot be read, or one cannot be written; those before it are.
    """
    mine = {path: _whole(path) for path in _files(data / FOLDER, re.compile(r"[^.].*\.jsonl"))}
    theirs = []
    for path in _files(folder, _OURS):
        with suppress(OSError):  # still on its way, or nothing that we may read: next time
            theirs.append(_whole(path))
    received = []
    for content in sorted(theirs, key=len, reverse=True):
        if not _said(content, mine.values()) and (name := _name(content)):
            begun = (path for path, kept in mine.items() if kept and content.startswith(kept))
            path = next(begun, None) or _free(data / FOLDER / f"{name}.jsonl")
            if _grow(path, content):
                mine[path] = content
                received.append(path.name)
    sent = []
    for path, content in mine.items():
        if not _said(content, theirs) and _name(content):
            target = folder / f"dlprep-interview-{machine}-{path.name}"
            if target.exists() and not content.startswith(_whole(target)):
                target = _free(target)
            write_whole(target, content)
            theirs.append(content)
            sent.append(target.name)
    return received, sent


def _files(folder: Path, name: re.Pattern[str]) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if name.fullmatch(path.name) and path.is_file())


def _whole(path: Path) -> bytes:
    """Return the whole lines of a file; one that is still on its way, or that a kill cut short, ends in half a one."""
    content = path.read_bytes()
    return content[: content.rfind(b"\n") + 1]


def _said(content: bytes, by: Iterable[bytes]) -> bool:
    """Whether one of these says all of `content`."""
    return any(other.startswith(content) for other in by)


def _name(content: bytes) -> str | None:
    """Return the name of the interview that these lines are, None if they are none."""
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        lines = [json.loads(line) for line in content.split(b"\n")[:-1]]
        first, name = lines[0], lines[0]["id"]
        if first["type"] == "begin" and all(isinstance(line, dict) for line in lines) and _NAME.fullmatch(name):
            return str(name)
    return None


def _free(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}{suffix}.jsonl") for suffix in _suffixes())
    return next(name for name in names if not name.exists())


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in range(2, 10_000))


def _grow(path: Path, content: bytes) -> bool:
    """Add to the file at `path` what it lacks of `content`, unless somebody has it open; return whether that was done.

    It is added to, as the interview itself does: cut short anywhere, it says less and nothing else.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        return True
    with path.open("r+b") as file:
        if find_spec("fcntl") is not None:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
        kept = file.read()
        whole = kept[: kept.rfind(b"\n") + 1]
        if not content.startswith(whole):  # it went on meanwhile
            return False
        file.seek(len(whole))
        file.truncate()
        file.write(content[len(whole) :])
        file.flush()
        os.fsync(file.fileno())
    return True
