"""Writing a file whole or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` to `path` by way of a file beside it: what was there before stays until the new one is complete.

    Where `path` is a link, the file that it leads to is written; a file that is there keeps its mode.

    Raises:
        OSError: the file cannot be written; what was there before still is.
    """
    path = Path(os.path.realpath(path))
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with scratch.open("wb") as file:
            if path.exists():
                shutil.copymode(path, scratch)  # before the content is in it: what is private stays so
            file.write(content.encode() if isinstance(content, str) else content)
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink()
        raise
