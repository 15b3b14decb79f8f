"""Open a file in the learner's editor."""

import os
import shlex
import subprocess
from pathlib import Path

from dlprep.errors import UsageError

_TAKES_PLUS_LINE = {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "mcedit", "ne"}


def edit(path: Path, line: int) -> None:
    """Open `path` at `line` in $VISUAL or $EDITOR (else vi) and wait until it is closed.

    Raises:
        UsageError: the editor cannot be run, or the file may not be written.
    """
    if not os.access(path, os.W_OK):
        raise UsageError(f"{path}: may not be written", "cards of your own, with --bank, can be edited")
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    at = [f"+{line}"] if Path(command[0]).name in _TAKES_PLUS_LINE else []
    try:
        subprocess.run([*command, *at, str(path)], check=False)
    except OSError as error:
        raise UsageError(f"{command[0]}: {error.strerror}", "set EDITOR to an editor that is installed") from None
