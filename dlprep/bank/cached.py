"""Facts about files, kept in a cache: a file is read anew when it changed, and only then."""

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any


def cached(cache: Path, version: str, groups: dict[str, tuple[Iterable[str], Callable[[str], Any]]]) -> dict[str, Any]:
    """Return what the function of each group makes of each of the group's paths, as group -> path -> facts.

    `cache` is the file in which the facts, which must be JSON, are kept with each path's time of change and size;
    one that is missing, damaged, of another `version`, or cannot be written costs time, nothing else. Paths that are
    not asked for now stay in it: the next command may name them again.
    """
    known = kept_facts(cache, version)
    changed = False
    found: dict[str, Any] = {}
    for group, (paths, make) in groups.items():
        kept = known.setdefault(group, {})
        for path in paths:
            stamp = _stamp(path)
            if path not in kept or kept[path]["stamp"] != stamp:
                kept[path], changed = {"stamp": stamp, "facts": make(path)}, True
            found.setdefault(group, {})[path] = kept[path]["facts"]
        found.setdefault(group, {})
    if changed:
        _write(cache, version, known)
    return found


def _stamp(path: str) -> list[int]:
    """Change of content shows in the time of change or the size; a missing file has the stamp of nothing."""
    try:
        status = os.stat(path)  # noqa: PTH116  (called for every file of the bank at every start)
    except OSError:
        return [0, 0]
    return [status.st_mtime_ns, status.st_size]


def kept_facts(cache: Path, version: str) -> dict[str, Any]:
    """Return what is in the cache as it is, as group -> path -> {"facts": ...}; nothing where it cannot be used."""
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
        if kept["version"] == version:
            return dict(kept["groups"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {}


def _write(cache: Path, version: str, groups: dict[str, Any]) -> None:
    scratch = cache.with_name(f"{cache.name}.{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        # Not as UTF-8, which has no place for a path that is none.
        scratch.write_text(json.dumps({"version": version, "groups": groups}), encoding="ascii")
        scratch.replace(cache)
    except (OSError, ValueError):
        with suppress(OSError):
            scratch.unlink()
