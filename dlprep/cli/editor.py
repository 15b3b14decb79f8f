"""Open a card in the learner's editor, and look at what came back."""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dlprep.bank.bank import Bank
from dlprep.bank.load import Finding, load_file
from dlprep.bank.overlay import copy_card, findings_of, overlay_file
from dlprep.errors import UsageError, trouble
from dlprep.locations import shipped_bank
from dlprep.text import Text

_TAKES_PLUS_LINE = {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "mcedit", "ne"}


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a card in the editor.

    Attributes:
        path: the file that was edited.
        copied: whether it is a copy of a shipped card that was made for this.
        changed: whether anything in it was changed; a new copy that was not is taken away again.
        usable: whether the card can be asked as the file has it now.
        findings: what the check says of it.
    """

    path: Path
    copied: bool
    changed: bool
    usable: bool
    findings: list[Finding]

    @property
    def to_mend(self) -> tuple[Path, int] | None:
        """The file and line of the first finding."""
        return (self.path, self.findings[0].line) if self.findings else None


def edit_card(bank: Bank, overlay: Path, card: str, place: tuple[Path, int] | None = None) -> Edited:
    """Open the card in the editor, a shipped one as a copy in `overlay`, and check it when the editor is closed.

    `place` is where it is to be mended after an edit that left findings: it may be in no bank at the moment.

    Raises:
        UsageError: there is no such card, the editor cannot be run, or the file may not be written.
        BankError: the card cannot be read, or not copied.
    """
    there = overlay_file(overlay, card).exists()
    path, line = place or place_to_edit(bank, overlay, card)
    copied = path.is_relative_to(overlay) and not there
    before = path.read_bytes()
    try:
        edit(path, line)
    finally:
        changed = not path.exists() or path.read_bytes() != before
        if copied and not changed:
            path.unlink()
    bank.refresh()
    if not changed and place is None:
        return Edited(path, copied, changed=False, usable=True, findings=[])
    usable = any(loaded.card.id == card for loaded in load_file(path).cards)
    folder = next((folder for folder in (*bank.folders, overlay) if path.is_relative_to(folder)), path)
    return Edited(path, copied, True, usable, findings_of(card, path, folder, shipped_bank()))


def place_to_edit(bank: Bank, overlay: Path, card: str) -> tuple[Path, int]:
    """Return the file and line at which the card may be edited; a shipped one is copied into `overlay` for that.

    Raises:
        UsageError: there is no such card.
        BankError: the card cannot be read, or not copied.
    """
    loaded = bank.load(card)
    if not loaded.path.is_relative_to(shipped_bank()):
        return loaded.path, loaded.line
    path = copy_card(loaded, overlay)
    return path, next((mine.line for mine in load_file(path).cards if mine.card.id == card), 1)


def edit(path: Path, line: int) -> None:
    """Open `path` at `line` in $VISUAL or $EDITOR (else vi) and wait until it is closed.

    Raises:
        UsageError: the editor cannot be run, or the file may not be written.
    """
    if not os.access(path, os.W_OK):
        raise UsageError(
            Text(zh="不允许写入", en="may not be written").at(path),
            Text(zh="修改文件或文件夹的权限", en="change the file's permissions, or its folder's"),
        )
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    at = [f"+{line}"] if Path(command[0]).name in _TAKES_PLUS_LINE else []
    try:
        subprocess.run([*command, *at, str(path)], check=False)
    except OSError as error:
        raise UsageError(
            trouble(error).at(command[0]),
            Text(zh="把 EDITOR 设成已安装的编辑器", en="set EDITOR to an editor that is installed"),
        ) from None
