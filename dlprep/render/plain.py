"""Whether the screen is to be plain, as a screen reader likes it: no lines, boxes, pictures, colours, moving cursor."""

import os

_wanted = False


def use_plain(wanted: bool) -> None:
    """Make the screen plain, or not, from now on."""
    global _wanted
    _wanted = wanted


def is_plain() -> bool:
    """Whether the learner wants the screen plain, or the terminal can do nothing else (TERM=dumb)."""
    return _wanted or os.environ.get("TERM") in ("dumb", "unknown")
