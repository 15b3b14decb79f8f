"""Single keys from the terminal.

Bytes are read one at a time, so that what is typed ahead stays in the terminal's own queue: neither the next key nor a
line typed next loses a character, as happens with readers that take all there is or flush what is left.
"""

import os
import select
import signal
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from dlprep.errors import UsageError
from dlprep.text import Text

ENTER = "\n"
ESCAPE_SECONDS = 0.05  # an arrow key's bytes come together; a lone Escape has nothing after it


class Keys:
    """The terminal's keyboard. As a context manager it turns off line editing and echo, and puts them back."""

    def __init__(self) -> None:
        if find_spec("termios") is None:
            raise UsageError(
                Text(zh="单键操作需要 Unix 终端", en="single keys need a Unix terminal"),
                Text(zh="在 Windows 上请在 WSL 里运行 dlprep", en="on Windows run dlprep in WSL"),
            )
        self._fd = sys.stdin.fileno()
        self._saved: Any = None

    def __enter__(self) -> Self:
        import termios
        import tty

        self._saved = termios.tcgetattr(self._fd)
        tty.setcbreak(self._fd, termios.TCSADRAIN)
        # after Ctrl-Z and `fg` the terminal has the shell's settings
        signal.signal(signal.SIGCONT, lambda *_: tty.setcbreak(self._fd, termios.TCSADRAIN))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        import termios

        signal.signal(signal.SIGCONT, signal.SIG_DFL)
        with suppress(termios.error):  # where the terminal is gone, its settings are too
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._saved)

    def read(self) -> str:
        """Return the next key: a `letter`, ENTER, or "" for a key that is not one.

        Raises:
            EOFError: the terminal is gone, or Ctrl-D was pressed.
            KeyboardInterrupt: Ctrl-C was pressed.
        """
        first = self._byte()
        if first == b"\x1b":
            while select.select([self._fd], [], [], ESCAPE_SECONDS)[0]:
                if self._byte().isalpha():
                    break
            return ""
        text = first
        for _ in range(_following(first[0])):
            text += self._byte()
        char = text.decode("utf-8", "replace")
        return ENTER if char in "\r\n" else letter(char)

    @contextmanager
    def lines(self) -> Iterator[None]:
        """Give the terminal its line editing back for a while: to type a line, or to run an editor."""
        self.__exit__(None, None, None)
        try:
            yield
        finally:
            self.__enter__()

    def _byte(self) -> bytes:
        try:
            byte = os.read(self._fd, 1)
        except OSError:
            byte = b""
        if byte in (b"", b"\x04"):
            raise EOFError
        return byte


def letter(typed: str) -> str:
    """Return the character that keys are named by: Caps Lock and a Chinese input method give A, ？ or a wide space."""
    char = unicodedata.normalize("NFKC", typed).lower()
    return char if len(char) == 1 else ""


def _following(first: int) -> int:
    """How many bytes of UTF-8 follow this one."""
    return 3 if first >= 0xF0 else 2 if first >= 0xE0 else 1 if first >= 0xC0 else 0
