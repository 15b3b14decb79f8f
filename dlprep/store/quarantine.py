"""Where what cannot be read is put: moved, never deleted, for somebody may still read something out of it."""

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from dlprep.files import sync_folder
from dlprep.store.database import wal_of

FOLDER = "quarantine"


def keep(path: Path, folder: Path, now: datetime) -> Path:
    """Give `path` a second name in `folder`, with the time in it, and return it; the first may then be replaced.

    A file that has one there already, from a repair that was cut short, keeps it. Of a link, what it leads to is kept.

    Raises:
        OSError: it cannot be kept there; nothing was changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for there in folder.iterdir():
        with suppress(OSError):
            if there.samefile(path):
                return there
    stamp = f"{now:%Y%m%d-%H%M%S}"
    names = (folder / f"{stamp}{suffix}-{path.name}" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    target = next(name for name in names if not name.exists())
    try:
        os.link(path.resolve(), target)
    except OSError:  # FAT and some network drives know no second name
        scratch = target.with_name(f".{target.name}.part")
        shutil.copy2(path, scratch)
        scratch.replace(target)
    return target


def put_away(database: Path, folder: Path, now: datetime) -> Path:
    """Keep a log as `keep` does, and move its -wal along, which SQLite would read into what takes the log's place.

    Raises:
        OSError: it cannot be kept there.
    """
    kept, wal = keep(database, folder, now), wal_of(database)
    if wal.exists():
        target = wal_of(kept)
        if target.exists():
            move(wal, folder, now)
        else:
            wal.replace(target)
    wal.with_name(f"{wal.name.removesuffix('-wal')}-shm").unlink(missing_ok=True)
    sync_folder(folder)
    return kept


def move(path: Path, folder: Path, now: datetime) -> Path:
    """Move `path` into `folder`, under a name with the time in it; return where it is.

    Raises:
        OSError: it cannot be moved; it is where it was.
    """
    kept = keep(path, folder, now)
    path.unlink()
    return kept
