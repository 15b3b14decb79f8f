"""Edited cards in a shared folder: the last edit holds, and every version is kept.

Each machine adds its versions to a file of its own, `dlprep-cards-<id>.jsonl`: a line has the `card`, `at` (when it was
edited, the time of the file, in milliseconds since 1970 UTC) and the `text`, null where it was made as shipped again.
Of all versions of a card the one with the latest time is the learner's, of two of one time that with the greater text:
all machines come to the same whatever arrives first. A text that has to give way stays beside it as
`<card>.yaml.replaced`, and in the shared folder for good.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from dlprep.bank.overlay import REVERTED, overlay_file, revert
from dlprep.files import write_whole

REPLACED = ".replaced"
LONGEST = 1_000_000  # characters
_OURS = re.compile(r"dlprep-cards-[0-9a-f]{8}\b.*\.jsonl.*", re.DOTALL)
_CARD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # also keeps a line from naming a file elsewhere


class Version(NamedTuple):
    """A version of a card; versions are in the order of their `at`."""

    at: int
    edited: bool
    text: str


def exchange_cards(overlay: Path, folder: Path, machine: str) -> tuple[list[str], list[str]]:
    """Make the edited cards in `overlay` the last version of each, and add to the file of `machine` what was new here.

    Returns:
        The cards that became others here, and those of which a version was sent.

    Raises:
        OSError: a file of ours cannot be read, or one cannot be written; no version is lost.
        BankError: a card cannot be made as shipped again.
    """
    known, mine = _known(folder), _mine(overlay)
    received, sent = [], []
    for card in sorted({*known, *mine}):
        versions, own = known.get(card, set()), mine.get(card)
        latest = max(versions, default=None)
        if own is not None and _is_new(own, versions, latest):
            sent.append((card, own))
        if latest is not None and (own is None or latest > own) and _differ(latest, own):
            received.append((card, latest))
    if sent:  # before anything gives way
        _add(folder / f"dlprep-cards-{machine}.jsonl", sent)
    for card, version in received:
        _apply(overlay, card, version)
    return [card for card, _ in received], [card for card, _ in sent]


def _is_new(own: Version, versions: set[Version], latest: Version | None) -> bool:
    if latest is None:
        return own.edited
    if own > latest:
        return _differ(latest, own)
    return not any(version[1:] == own[1:] for version in versions)


def _differ(one: Version, other: Version | None) -> bool:
    return one.edited if other is None else one[1:] != other[1:]


def _apply(overlay: Path, card: str, version: Version) -> None:
    path = overlay_file(overlay, card)
    if not version.edited:
        kept = revert(overlay, card)
        if kept is not None:
            _date(kept, version.at)
        return
    overlay.mkdir(parents=True, exist_ok=True)
    if path.exists():
        write_whole(path.with_name(path.name + REPLACED), path.read_bytes())
    write_whole(path, version.text)
    _date(path, version.at)


def _date(path: Path, at: int) -> None:
    os.utime(path, ns=(at * 1_000_000, at * 1_000_000))


def _mine(overlay: Path) -> dict[str, Version]:
    """Return the version of each card that is here, or was made as shipped again here."""
    found: dict[str, Version] = {}
    now = int(datetime.now().timestamp() * 1000)  # noqa: DTZ005 - a file from the future is of now
    for path in sorted(overlay.iterdir()) if overlay.is_dir() else ():
        card, _, suffix = path.name.partition(".")
        if _CARD.fullmatch(card) and suffix in ("yaml", f"yaml{REVERTED}") and path.is_file():
            at = min(path.stat().st_mtime_ns // 1_000_000, now)
            if suffix != "yaml":
                if not overlay_file(overlay, card).exists():
                    found[card] = Version(at, False, "")
                continue
            with suppress(UnicodeDecodeError):  # damaged, and no version
                text = path.read_bytes().decode()
                if len(text) <= LONGEST:
                    found[card] = Version(at, True, text)
    return found


def _known(folder: Path) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for path in sorted(folder.iterdir()):
        if _OURS.fullmatch(path.name) and path.is_file():
            with suppress(OSError):  # still on its way, or nothing that we may read: next time
                for card, version in _read(path.read_bytes()):
                    found.setdefault(card, set()).add(version)
    return found


def _read(content: bytes) -> Iterator[tuple[str, Version]]:
    """Yield the versions in a file; a line that is cut off or damaged is passed over."""
    for line in content.split(b"\n"):
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            said = json.loads(line)
            card, at, text = said["card"], said["at"], said["text"]
            ours = type(at) is int and 0 <= at < 2**53 and (text is None or isinstance(text, str))
            if ours and _CARD.fullmatch(card) and len((text or "").encode()) <= 4 * LONGEST:
                yield card, Version(at, text is not None, text or "")


def _add(path: Path, versions: list[tuple[str, Version]]) -> None:
    content = path.read_bytes() if path.exists() else b""
    if content and not content.endswith(b"\n"):
        content += b"\n"
    for card, version in versions:
        line = {"card": card, "at": version.at, "text": version.text if version.edited else None}
        content += f"{json.dumps(line, ensure_ascii=False)}\n".encode()
    write_whole(path, content)
