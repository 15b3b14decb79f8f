"""The console that everything is printed on."""

from rich.console import Console


def open_console() -> Console:
    """Return the console of standard output. Texts are data: no markup, no emoji codes, no guessed highlights.

    Rich itself heeds NO_COLOR, TERM=dumb and the terminal's width.
    """
    return Console(markup=False, emoji=False, highlight=False)
