"""Where an interview is held: text typed over several lines, single keys, and the clock above while one thinks."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from dlprep.cli.keys import ENTER, letter

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

COMMANDS = frozenset("nq?？")
"""Letters that mean something where they are all that stands on the first line."""


class Typed(NamedTuple):
    """What was typed, and whether the time limit ended it."""

    text: str
    late: bool = False


class Desk(Protocol):
    """How the learner answers."""

    def text(self, clock: Callable[[], str], *, lines: bool, limit: float | None = None) -> Typed:
        """Return a text of several `lines`, ended by an empty one, or of one; after `limit` seconds what there is.

        Raises:
            EOFError: the terminal is gone, or Ctrl-D was pressed.
            KeyboardInterrupt: Ctrl-C was pressed.
        """

    def key(self) -> str:
        """Return the next key: a `letter`, ENTER, or "" for any other."""

    def leave(self, code: int) -> None:
        """Leave the program with an exit code, from a signal's handler, and the terminal as it was."""


class Screen:
    """A terminal that can move its cursor.

    The clock stands above the text: a bar at the bottom needs to know where the cursor is, and asks the terminal, whose
    answer can be taken for typed text.
    """

    def __init__(self, history: Sequence[str]) -> None:
        """Take the texts typed before, the oldest first, for the arrow keys to go through."""
        from prompt_toolkit.history import InMemoryHistory
        from prompt_toolkit.input import create_input
        from prompt_toolkit.output import create_output
        from prompt_toolkit.output.vt100 import Vt100_Output

        self._output = create_output(sys.stdout)
        if isinstance(self._output, Vt100_Output):
            self._output.enable_cpr = False
        self._input = create_input()
        self._history = InMemoryHistory(list(history))
        self._app: Application[str] | None = None

    def text(self, clock: Callable[[], str], *, lines: bool, limit: float | None = None) -> Typed:
        """See `Desk`."""
        from asyncio import sleep

        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory
        from prompt_toolkit.styles import Style

        late = False
        session: PromptSession[str] = PromptSession(
            history=self._history if lines else InMemoryHistory(),
            input=self._input,
            output=self._output,
        )

        async def end() -> None:
            nonlocal late
            assert limit is not None
            await sleep(limit)
            late = True
            session.app.exit(result=session.default_buffer.text)

        def begin() -> None:
            if limit is not None:
                session.app.create_background_task(end())

        self._app = session.app
        text = session.prompt(
            lambda: [("class:clock", clock()), ("", "\n> ")],
            multiline=lines,
            key_bindings=_ending() if lines else None,
            prompt_continuation="  ",
            refresh_interval=0.5,
            style=Style.from_dict({"clock": "ansicyan"}),
            pre_run=begin,
        )
        return Typed(text.strip(), late)

    def key(self) -> str:
        """See `Desk`."""
        from prompt_toolkit.application import Application
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.keys import Keys
        from prompt_toolkit.layout import Layout, Window

        bindings = KeyBindings()

        @bindings.add(Keys.Any)
        def _(event: "KeyPressEvent") -> None:
            pressed = event.key_sequence[0].key
            event.app.exit(result=letter(pressed))

        @bindings.add("enter")
        @bindings.add("c-j")  # an Enter that came before the terminal gave every key: it made a line of it
        def _(event: "KeyPressEvent") -> None:
            event.app.exit(result=ENTER)

        @bindings.add("c-c")
        def _(event: "KeyPressEvent") -> None:
            event.app.exit(exception=KeyboardInterrupt())

        @bindings.add("c-d")
        def _(event: "KeyPressEvent") -> None:
            event.app.exit(exception=EOFError())

        self._app = Application(
            layout=Layout(Window(height=1)),
            key_bindings=bindings,
            erase_when_done=True,
            input=self._input,
            output=self._output,
        )
        return self._app.run()

    def leave(self, code: int) -> None:
        """See `Desk`. An exception out of the handler would tear the event loop apart and could hang it."""
        app = self._app
        if app is None or app.loop is None or not app.is_running:
            raise SystemExit(code)

        def end() -> None:
            if app.is_running and app.future is not None and not app.future.done():
                app.exit(exception=SystemExit(code))

        app.loop.call_soon_threadsafe(end)


class Paper:
    """A terminal whose cursor stays where it is (`--plain`, TERM=dumb): whole lines, and no clock but at the prompt."""

    def text(self, clock: Callable[[], str], *, lines: bool, limit: float | None = None) -> Typed:
        """See `Desk`; a limit is looked at when the line is there."""
        import time

        began = time.monotonic()
        typed = [input("> ").rstrip()]
        while lines and typed[-1] and not (len(typed) == 1 and typed[0] in COMMANDS):
            typed.append(input("  ").rstrip())
        return Typed("\n".join(typed).strip(), limit is not None and time.monotonic() - began > limit)

    def key(self) -> str:
        """See `Desk`: the first character of a line."""
        return letter(input("> ").strip()[:1]) or ENTER

    def leave(self, code: int) -> None:
        """See `Desk`."""
        raise SystemExit(code)


def open_desk(plain: bool, history: Sequence[str]) -> Desk:
    """Return the desk for this terminal."""
    return Paper() if plain else Screen(history)


def _ending() -> "KeyBindings":
    """Enter begins a line; on an empty one, or behind a command, it ends the text."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    @bindings.add("enter")
    def _(event: Any) -> None:
        buffer = event.current_buffer
        document = buffer.document
        at_end = not document.text_after_cursor.strip()
        if at_end and (not document.current_line.strip() or document.text.strip() in COMMANDS):
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=False)

    return bindings
