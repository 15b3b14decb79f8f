"""Disks that are small, full or read-only. Making one takes root on Linux; elsewhere its tests are skipped."""

import errno
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """A file system of its own, in memory, mounted at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def remount(self, options: str) -> None:
        """Change its size, or make it read-only or writable again."""
        subprocess.run(["mount", "-o", f"remount,{options}", str(self.path)], check=True)

    def fill(self) -> Path:
        """Take all the space there is; return the file that takes it."""
        filler = self.path / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 4096) == 4096:
                    pass
            except OSError:
                pass
        return filler


@contextmanager
def mounted(path: Path, size: str) -> Iterator[Disk]:
    """Mount a disk of `size` (as "300k") at `path`."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root on Linux only")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def all_but(broken: Path) -> Callable[[Path], bytes]:
    """Return a `Path.read_bytes` for a disk that can read every file but one."""
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path == broken:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return read(path)

    return read_bytes
