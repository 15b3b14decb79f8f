"""What was read of the files in a shared folder before, so that only what changed is read again.

Known by its content, of which a hash is kept: whatever a tool does to a file's name, time or size, it is read when it
says something new, and only then. The memory is a cache; without it a round takes longer and does the same.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from dlprep import __version__
from dlprep.files import write_whole

VERSION = f"1/{__version__}"  # a newer dlprep may read what this one cannot


def digest(content: bytes) -> str:
    """Return the hash by which a file's content is known."""
    return sha256(content).hexdigest()


def recall(path: Path | None) -> dict[str, list[str]]:
    """Return the ids of the lines in files that were read, by the digest of the file."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(path.read_bytes()) if path else {}
        if kept["version"] == VERSION:
            return {file: ids.split("\n") for file, ids in kept["files"].items()}
    return {}


def remember(path: Path | None, files: Mapping[str, Iterable[str]]) -> None:
    """Keep the ids of the lines in files that were read whole; ids have no line breaks."""
    if path is not None:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps({"version": VERSION, "files": {one: "\n".join(files[one]) for one in files}}))
