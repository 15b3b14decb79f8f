"""Writing a file whole or not at all."""

import os
import shutil
from contextlib import suppress
from importlib.util import find_spec
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
            file.flush()
            os.fsync(file.fileno())  # else a power cut may leave the new name with nothing in it
        scratch.replace(path)
    except BaseException:
        with suppress(OSError):
            scratch.unlink()
        raise


def in_use(path: Path) -> bool:
    """Whether a process has the file at `path` open for itself, by a lock such as an interview's."""
    if find_spec("fcntl") is None:
        return False
    import fcntl

    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # not there, or on a drive that knows no locks
        return False
    return False


def sync_folder(folder: Path) -> None:
    """Put the names of new files on the disk, too, where folders can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
