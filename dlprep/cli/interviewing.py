"""An interview on the screen: shows what is asked, turns what is typed into what the interview does."""

import time

from rich.console import Console, RenderableType
from rich.text import Text as Line

from dlprep.bank.bank import Bank
from dlprep.bank.card import DeriveCard
from dlprep.cli.desk import Desk, Typed
from dlprep.cli.keys import ENTER
from dlprep.cli.paging import print_pages
from dlprep.grading.grade import Grade
from dlprep.interview.asked import Asked
from dlprep.interview.marks import marks_of_quality
from dlprep.interview.missed import MISSED
from dlprep.interview.record import Score
from dlprep.interview.session import Interview
from dlprep.render import card as cards
from dlprep.render import feedback
from dlprep.render.headline import KeysLine
from dlprep.render.interview import screen, words
from dlprep.render.words import MORE
from dlprep.text import Language, Text


class Quit(Exception):
    """The learner ends the interview."""


class Interviewer:
    """One interview at a terminal."""

    def __init__(
        self, interview: Interview, bank: Bank, console: Console, desk: Desk, languages: tuple[Language, ...]
    ) -> None:
        self.interview, self.bank, self.console, self.desk = interview, bank, console, desk
        self.languages, self.language = languages, languages[0]

    def run(self) -> None:
        """Ask questions until time is up, none is left, or the learner ends it."""
        try:
            while (asked := self.interview.advance()) is not None:
                self._question(asked)
        except Quit:
            self.interview.finish("quit")

    def _question(self, asked: Asked) -> None:
        title = self.bank.topic_title(asked.question.ask.topic)
        self._print("", screen.head(asked, title, self.interview.used, self.interview.left, self.language), "")
        self._print(screen.question(asked, self.languages), "")
        score = self._graded(asked) if asked.is_graded else self._spoken(asked)
        missed = score.quality is not None and score.quality <= MISSED
        self._print("", screen.scored(score, missed, self.language))
        self._until_next(asked)

    def _spoken(self, asked: Asked) -> Score:
        """Take an answer that is typed or said aloud, ask why, and let its points be ticked."""
        question = asked.question
        known = True
        if not question.answers:
            known = self._take(words.KEYS_TEXT)
        else:
            self._print(Line(question.text))  # typed before an interruption
        if known and (point := self.interview.why()) is not None:
            dots = "•" * asked.points[point][0]
            self._print("", Line(words.WHY.say(self.language).format(dots=dots), style="bold magenta"))
            self._take(words.KEYS_ADD)
        if not asked.points:
            self._print("", cards.answer(asked.card, self.languages), "")
            self._print(KeysLine(words.KEYS_QUALITY.say(self.language)))
            return self.interview.score(marks_of_quality(int(self._one_of("012345"))))
        score = self.interview.score_points(self._tick(asked) if known else set())
        if known and not question.text and score.missed:
            heaviest = max(score.missed, key=lambda each: each.weight)
            self._print("", Line(words.WHY_ALOUD.say(self.language), style="bold magenta"))
            self._print(cards.prose(heaviest.words.text, self.languages))
        return score

    def _take(self, keys: Text) -> bool:
        """Take a text into the interview; False if the learner does not know."""
        self._print(KeysLine(keys.say(self.language)))
        typed, seconds = self._text(lines=True)
        if typed.text == "n":
            self.interview.answer("", seconds)
            return False
        self.interview.answer(typed.text, seconds)
        return True

    def _tick(self, asked: Asked) -> set[int]:
        """Show the points with those found ticked, and return those that the learner confirms."""
        ticked = set(asked.question.matched)
        if asked.question.text and ticked:
            title = words.FOUND.say(self.language).format(count=len(ticked))
        else:
            title = (words.LINES if isinstance(asked.card, DeriveCard) else words.TICK).say(self.language)
        letters = cards.POINT_KEYS[: len(asked.points)]
        self._print("", Line(title, style="bold cyan"), screen.points(asked, self.languages, ticked))
        keys = words.KEYS_TICK.say(self.language).format(letters=f"a-{letters[-1]}")
        self._print(KeysLine(keys))
        while (key := self._one_of(f"{letters}{ENTER}")) != ENTER:
            ticked ^= {letters.index(key)}
            self._print(Line(f"[x] {' '.join(letters[i] for i in sorted(ticked)) or '-'}", style="green"))
        return ticked

    def _graded(self, asked: Asked) -> Score:
        """Take a typed answer, grade it, and show what is right."""
        question = asked.question
        if question.answers:
            found = self.interview.read(question.text) if question.text else None
        else:
            found = self._graded_answer(asked)
        if found is not None:
            self._print("", feedback.verdict(found, self.languages))
        if asked.puzzle is not None:
            self._print("", feedback.solved(asked.puzzle, self.languages))
        else:
            assert asked.instance is not None
            references = self.interview.references()
            show = feedback.disagreement if references.agree is False else feedback.solution
            self._print("", show(asked.instance, references, self.languages))
        return self.interview.score_grade(found if found is None or found.verdict != "unreadable" else None)

    def _graded_answer(self, asked: Asked) -> Grade | None:
        """Ask until the answer can be read, nothing is typed, or time is up; keep it."""
        if asked.puzzle is not None:
            form = asked.puzzle.expects()
        else:
            assert asked.instance is not None
            form = feedback.expected_form(asked.instance)
        limit = asked.limit
        self._print(cards.prose(form, [self.language], "italic"))
        if limit is not None:
            self._print(Line(words.LIMIT.say(self.language).format(limit=words.clock(limit)), style="bold"))
        self._print(KeysLine(words.KEYS_LINE.say(self.language)))
        spent, warned = 0.0, False
        while True:
            typed, seconds = self._text(lines=False, limit=None if limit is None else max(0.0, limit - spent))
            spent += seconds
            if typed.late:
                self._print(Line(words.LATE.say(self.language), style="magenta"))
            if not (typed.text or typed.late or warned):
                warned = True  # that Enter may have been meant for the question before
                self._print(Line(words.GIVE_UP.say(self.language), style="dim"))
                continue
            text = "" if typed.text == "n" else typed.text
            found = self.interview.read(text) if text else None
            if found is None or found.verdict != "unreadable" or typed.late:
                self.interview.answer(text, spent, late=typed.late)
                return found
            self._print("", feedback.verdict(found, self.languages))

    def _text(self, *, lines: bool, limit: float | None = None) -> tuple[Typed, float]:
        """Return what is typed while the clock runs, and the seconds it took; help and quitting are done here."""
        began = time.monotonic()

        def clock() -> str:
            line = words.clock_line(self.interview.used, self.interview.left, self.language)
            if limit is None:
                return line
            left = words.clock(limit - (time.monotonic() - began))
            return f"{words.LIMIT_LEFT.say(self.language).format(limit=left)} · {line}"

        self.interview.start()
        try:
            while True:
                left = None if limit is None else max(0.0, limit - (time.monotonic() - began))
                typed = self.desk.text(clock, lines=lines, limit=left)
                if typed.text in ("q", "Q"):
                    raise Quit
                if typed.text not in ("?", "？"):
                    return typed, time.monotonic() - began
                self._print(cards.prose(words.HELP, [self.language]))
        finally:
            self.interview.stop()

    def _until_next(self, asked: Asked) -> None:
        self._print(KeysLine(words.KEYS_NEXT.say(self.language)))
        while (key := self._one_of(f"v{ENTER} ")) == "v":
            ticked = asked.question.score.ticked if asked.question.score else ()
            more = Line(MORE.say(self.language), style="dim")
            answer = cards.answer(asked.card, self.languages, ticked)
            if print_pages(self.console, self.desk.key, more, 2, "", answer) == "q":
                raise Quit
            self._print(KeysLine(words.KEYS_NEXT.say(self.language)))
        del key

    def _one_of(self, keys: str) -> str:
        """Return the next key that is one of `keys`."""
        while True:
            key = self.desk.key()
            if key == "q":
                raise Quit
            if key == "?":
                self._print(cards.prose(words.HELP, [self.language]))
            elif key and key in keys:
                return key

    def _print(self, *renderables: RenderableType) -> None:
        for renderable in renderables:
            self.console.print(renderable, crop=False)
