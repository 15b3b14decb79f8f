"""The review on the screen: shows what the session asks, turns keys into what the session does."""

from enum import Enum, auto
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text as Line

from dlprep.bank.bank import Bank
from dlprep.bank.card import DeriveCard, RecallCard
from dlprep.cli.keys import ENTER, Keys, letter
from dlprep.cli.paging import print_pages
from dlprep.errors import DlprepError
from dlprep.markup.safe import printable
from dlprep.render import card as cards
from dlprep.render import words
from dlprep.render.headline import KeysLine
from dlprep.render.review import comes_back, header, leech, qualities
from dlprep.render.state import taken_back
from dlprep.review.session import Session
from dlprep.scheduler.leech import turns_leech
from dlprep.store.store import Overtaken
from dlprep.text import Language, Text

GRADING_LINES = 11
"""How high the six qualities are, with what stands around them."""


class Turn(Enum):
    """What to do after a key."""

    STAY = auto()
    NEXT = auto()
    QUIT = auto()


class Reviewer:
    """One review at a terminal."""

    def __init__(
        self,
        session: Session,
        bank: Bank,
        console: Console,
        keys: Keys,
        languages: tuple[Language, ...],
        overlay: Path,
    ) -> None:
        self.session, self.bank, self.console, self.keys, self.overlay = session, bank, console, keys, overlay
        self.languages, self.language = languages, languages[0]
        self.to_mend: dict[str, tuple[Path, int] | None] = {}
        self.pressed = ""  # a key that ended the paging of an answer, and was meant for what comes after

    def run(self) -> None:
        """Ask cards until none is left or the learner quits."""
        while self.session.asked is not None:
            if self._card() is Turn.QUIT:
                return

    def _card(self) -> Turn:
        asked = self.session.asked
        assert asked is not None
        self._print("", header(self.session, self.bank, self.language), "")
        self._print(cards.question(asked.card, self.languages, asked.instance, asked.puzzle), "")
        if isinstance(asked.card, RecallCard):
            turn = self._recall()
        elif isinstance(asked.card, DeriveCard):
            turn = self._derive(asked.card)
        else:
            turn = self._typed()
        return turn if turn is not Turn.STAY else self._grade()

    def _recall(self) -> Turn:
        """Wait until the answer is to be shown; STAY means that it was."""
        asked = self.session.asked
        assert asked is not None
        self._print(KeysLine(words.HELP_QUESTION.say(self.language)))
        turn = self._until_space()
        if turn is Turn.STAY:
            self._show("", cards.answer(asked.card, self.languages, asked.ticked))
        return turn

    def _derive(self, card: DeriveCard) -> Turn:
        """Ask for each line and show it; STAY means that all were shown."""
        asked = self.session.asked
        assert asked is not None
        self._print(KeysLine(words.HELP_LINE.say(self.language)))
        for number in range(len(card.lines)):
            self._print("", cards.line_asked(card, number, self.languages))
            turn = self._until_space()
            if turn is not Turn.STAY:
                return turn
            self._print(cards.line_shown(card, number, self.languages))
            if number == 0:
                self._print(KeysLine(words.HELP_HAD_IT.say(self.language)))
            while (key := self.keys.read()) not in (" ", ENTER, "m"):
                turn = self._command(key)
                if turn is not Turn.STAY:
                    return turn
            if key != "m":
                asked.ticked.add(number)
        self._show("", cards.answer(card, self.languages, asked.ticked))
        return Turn.STAY

    def _until_space(self) -> Turn:
        """Do what keys say until space or Enter: STAY."""
        while (key := self.keys.read()) not in (" ", ENTER):
            turn = self._command(key)
            if turn is not Turn.STAY:
                return turn
        return Turn.STAY

    def _typed(self) -> Turn:
        """Take a typed answer and show what it came to; STAY means that the solution was shown."""
        asked = self.session.asked
        assert asked is not None
        if asked.puzzle is not None:
            form = asked.puzzle.expects()
        else:
            from dlprep.render.feedback import expected_form

            assert asked.instance is not None
            form = expected_form(asked.instance)
        self._print(cards.prose(form, [self.language], "italic"))
        self._print(KeysLine(words.HELP_TYPED.say(self.language)))
        from dlprep.render import feedback  # while the learner reads

        shown: list[RenderableType] = []
        while text := self._line_or_nothing():
            colon = text[0] in ":："  # `:n` is a key where n alone may be the answer
            key = letter(text[colon:])
            if key and key in "huvstn?q" and (colon or key not in asked.letters):
                turn = self._command(key)
                if turn is not Turn.STAY:
                    return turn
                continue
            grade = self.session.check(text)
            if grade is None:
                break
            said = ["", feedback.verdict(grade, self.languages)]
            if grade.verdict != "unreadable":
                shown += said
                break
            self._print(*said)
        if asked.puzzle is not None:
            shown += ["", feedback.solved(asked.puzzle, self.languages)]
        else:
            assert asked.instance is not None
            references = self.session.references()
            show = feedback.disagreement if references.agree is False else feedback.solution
            shown += ["", show(asked.instance, references, self.languages)]
        self._show(*shown, cards.answer(asked.card, self.languages, instance=asked.instance))
        return Turn.STAY

    def _line_or_nothing(self) -> str:
        """Return what is typed; nothing, which gives up, takes two: a first Enter may be meant for the card before."""
        text = self._line()
        if not text:
            self._say(words.GIVE_UP)
            text = self._line()
        return text

    def _line(self) -> str:
        with self.keys.lines():
            # `input` edits a line with history and Chinese characters where readline is there
            import contextlib

            with contextlib.suppress(ImportError):
                import readline  # noqa: F401
            return input(words.YOUR_ANSWER.say(self.language)).strip()

    def _grade(self) -> Turn:
        """Take the quality."""
        asked = self.session.asked
        assert asked is not None
        self._print("", Line(words.QUALITY.say(self.language), style="bold cyan"))
        suggested = self._suggested()
        outcomes = self.session.outcomes()
        self._print(qualities(outcomes, self.session.today, suggested, self.language))
        self._say_grading_keys()
        while True:
            key, self.pressed = self.pressed or self.keys.read(), ""
            letters = cards.POINT_KEYS[: len(asked.weights)]
            if key and key in "012345":
                return self._answer(int(key))
            if key == ENTER and suggested is not None:
                return self._answer(suggested)
            if key and key in letters:
                asked.ticked ^= {letters.index(key)}
                suggested = self._suggested()
                self._print_ticks(suggested)
                continue
            turn = self._command(key) if key != "h" else Turn.STAY
            if turn is not Turn.STAY:
                return turn

    def _answer(self, quality: int) -> Turn:
        asked = self.session.asked
        assert asked is not None
        when = comes_back(self.session.outcomes()[quality], quality, self.session.today, self.language)
        try:
            after = self.session.answer(quality).state
        except Overtaken:
            self._say(words.OVERTAKEN)
            return Turn.NEXT
        self._print(Line(f"→ {quality} · {when}".removesuffix(" · "), style="cyan"))
        if turns_leech(asked.progress.state, after, self.session.leech_lapses):
            self._print(*leech(asked.card.id, after.lapses, self.language))
        return Turn.NEXT

    def _suggested(self) -> int | None:
        suggestion = self.session.suggestion()
        return suggestion[0] if suggestion else None

    def _command(self, key: str) -> Turn:
        """Do what a key means wherever it is pressed."""
        asked = self.session.asked
        assert asked is not None
        if key == "q":
            return Turn.QUIT
        if key == "h":
            hint = asked.next_hint()
            if hint is None:
                self._say(words.NO_MORE_HINTS)
            else:
                self._print(Line(words.HINT.say(self.language), style="bold"), cards.prose(hint, self.languages))
        elif key == "u":
            undone = self.session.undo()
            if not undone:
                self._say(words.NOTHING_TO_UNDO)
                return Turn.STAY
            self._print(Line(printable(taken_back(undone, self.language)), style="cyan"))
            return Turn.NEXT
        elif key == "v":
            return self._edit()
        elif key == "s":
            self._print(Line(words.SUSPENDED.say(self.language).format(card=asked.card.id), style="cyan"))
            self.session.suspend()
            return Turn.NEXT
        elif key == "t":
            self._say(words.BURIED)
            self.session.bury()
            return Turn.NEXT
        elif key == "n":
            self._say(words.SKIPPED)
            self.session.skip()
            return Turn.NEXT
        elif key == "?":
            self._print(cards.prose(words.HELP, [self.language]))
        return Turn.STAY

    def _edit(self) -> Turn:
        """Open the card in the editor; say what the check finds, and ask the card anew if it can be read."""
        asked = self.session.asked
        assert asked is not None
        from dlprep.cli.editor import edit_card  # and with it all checks of the bank

        try:
            with self.keys.lines():
                edited = edit_card(self.bank, self.overlay, asked.card.id, self.to_mend.get(asked.card.id))
        except DlprepError as error:
            self._print(Line(printable(error.line.say(self.language)), style="magenta"))
            return Turn.STAY
        if not edited.changed and not edited.findings:
            self._say(words.UNCHANGED)
            return Turn.STAY
        self.to_mend = {asked.card.id: edited.to_mend}
        if edited.copied and edited.usable:
            copied = words.COPIED.say(self.language).format(path=edited.path, card=asked.card.id)
            self._print(Line(printable(copied), style="dim"))
        for finding in edited.findings:
            self._print(Line(printable(finding.say(self.language)), style="magenta"))
        if edited.findings:
            self._say(words.MENDED)
        if not edited.usable:
            return Turn.STAY  # the card as it was stays on the screen, and v opens the file again
        self.session.reload()
        return Turn.NEXT

    def _print_ticks(self, suggested: int | None) -> None:
        asked = self.session.asked
        assert asked is not None
        ticked = " ".join(cards.POINT_KEYS[i] for i in sorted(asked.ticked)) or "-"
        arrow = "" if suggested is None else f" → {suggested}"
        self._print(Line(f"[x] {ticked}{arrow}", style="green"))

    def _say_grading_keys(self) -> None:
        asked = self.session.asked
        assert asked is not None
        points = len(asked.weights)
        tick = words.TICK.say(self.language).format(letters=f"a-{cards.POINT_KEYS[points - 1]}") if points else ""
        suggested = self._suggested()
        enter = "" if suggested is None else words.ENTER_TAKES.say(self.language).format(quality=suggested)
        self._print(KeysLine(words.HELP_QUALITY.say(self.language).format(enter=enter, tick=tick)))

    def _say(self, text: Text) -> None:
        self._print(Line(text.say(self.language), style="dim"))

    def _show(self, *renderables: RenderableType) -> None:
        """Print an answer, by screenfuls where the screen is lower than it and the qualities together."""
        more = Line(words.MORE.say(self.language), style="dim")
        self.pressed = print_pages(self.console, self.keys.read, more, GRADING_LINES, *renderables)

    def _print(self, *renderables: RenderableType) -> None:
        for renderable in renderables:
            self.console.print(renderable, crop=False)  # a command line to copy may be wider
