"""An interview as it goes: what is asked next, what was answered, how it counts.

Time comes in as functions, so that a test is a script. Every line is durable when the method that makes it returns.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from dlprep.bank.bank import Bank
from dlprep.bank.card import RecallCard
from dlprep.bank.select import Selection
from dlprep.compute.backend import BackendName, DeviceName, References, run_references
from dlprep.compute.grade import grade
from dlprep.errors import DlprepError
from dlprep.grading.grade import Grade
from dlprep.interview import plan as planning
from dlprep.interview.asked import Asked, ask
from dlprep.interview.marks import UNGRADED, Marks, marks_of_grade, marks_of_points
from dlprep.interview.matching import points_said
from dlprep.interview.missed import settle
from dlprep.interview.notebook import Notebook
from dlprep.interview.record import Answer, Ask, End, Question, Record, Score, Why, Words
from dlprep.scheduler.days import DEFAULT_ROLLOVER, Instant, local_day
from dlprep.store.event import Progress
from dlprep.store.store import Store
from dlprep.text import Text

WHY_WEIGHT = 2  # points lighter than this are not asked after
FOLLOWED_FROM = 3  # the quality from which an answer is followed up


@dataclass(frozen=True, slots=True)
class World:
    """What an interview needs of the outside.

    Attributes:
        clock: the wall clock, with the offset of the learner's place.
        timer: seconds on a clock that is never set back.
    """

    clock: Callable[[], Instant]
    timer: Callable[[], float]


class Interview:
    """Asks the planned questions, follows up, and keeps everything in a notebook."""

    def __init__(
        self,
        notebook: Notebook,
        bank: Bank,
        store: Store,
        world: World,
        *,
        recent: Collection[str] = (),
        rollover: int = DEFAULT_ROLLOVER,
        backend: BackendName = "numpy",
        device: DeviceName = "auto",
    ) -> None:
        self._notebook, self._bank, self._store, self._world = notebook, bank, store, world
        self._recent, self._rollover, self._backend, self._device = recent, rollover, backend, device
        self._since: float | None = None
        self._references: References | None = None
        self.unreadable: dict[str, Text] = {}
        self.asked: Asked | None = None
        settle(self.record, store)

    @property
    def record(self) -> Record:
        """What is kept of it so far."""
        return self._notebook.record

    @property
    def used(self) -> float:
        """Seconds on the interview's clock, which stands still while the learner compares and reads."""
        return self.record.used + (self._world.timer() - self._since if self._since is not None else 0.0)

    @property
    def left(self) -> float:
        """Seconds that are left of the time it is to take; below 0 where the last answer ran over."""
        return self.record.begin.minutes * 60 - self.used

    def advance(self) -> Asked | None:
        """Return the question that is open, else ask the next; None, and the end is kept, where there is none."""
        self.stop()
        self._references = None
        self.asked = None
        while self.asked is None and self.record.end is None:
            if self.record.open is None:
                if self.left <= 0:
                    self.finish("time")
                    break
                line = self._next()
                if line is None:
                    self.finish("questions")
                    break
                self._open(line)
            else:
                self.asked = self._resumed(self.record.open)
        return self.asked

    def start(self) -> None:
        """Let the clock run: the learner thinks or types."""
        if self._since is None:
            self._since = self._world.timer()

    def stop(self) -> None:
        """Stop the clock; what has run counts with the next line."""
        if self._since is not None:
            self.record.used = self.used
            self._since = None

    def answer(self, text: str, seconds: float, *, late: bool = False) -> set[int]:
        """Keep what was typed, "" for what was said aloud, and return the points found in all that was typed."""
        assert self.asked is not None
        question, card = self.asked.question, self.asked.card
        self.stop()
        points = card.points if isinstance(card, RecallCard) else ()
        before = question.text
        matched = points_said(f"{before}\n{text}", points) if text else set()
        self._notebook.add(
            Answer(text=text, matched=tuple(sorted(matched)), seconds=seconds, used=self.used, late=late)
        )
        return question.matched

    def why(self) -> int | None:
        """Ask after the heaviest point that a typed answer misses, once; None where there is nothing to ask.

        What was asked before an interruption, and not answered, is asked again.
        """
        assert self.asked is not None
        question = self.asked.question
        if question.owes_more:
            return question.why
        missing = [
            (-weight, position)
            for position, (weight, _) in enumerate(self.asked.points)
            if position not in question.matched and weight >= WHY_WEIGHT
        ]
        if question.why is not None or not question.text or not missing or self.left <= 0:
            return None
        point = min(missing)[1]
        self._notebook.add(Why(point=point, used=self.used))
        return point

    def read(self, text: str) -> Grade | None:
        """Grade a typed answer to a graded question; None if the two references of a computation disagree on it.

        Keeps nothing: what cannot be read is asked again.

        Raises:
            BackendError: the backend or device is not there.
        """
        assert self.asked is not None
        if self.asked.puzzle is not None:
            return self.asked.puzzle.grade(text)
        assert self.asked.instance is not None
        references = self.references()
        return None if references.agree is False else grade(self.asked.instance, references.answer, text)

    def references(self) -> References:
        """Return the answer to the present computation, computed when first asked for."""
        assert self.asked is not None
        assert self.asked.instance is not None
        if self._references is None:
            instance = self.asked.instance
            self._references = run_references(instance.problem, instance.params, self._backend, self._device)
        return self._references

    def score(self, marks: Marks) -> Score:
        """Keep what the answer is worth; a missed card is in the review log when this returns."""
        assert self.asked is not None
        return self._keep(marks, self.asked.detail())

    def score_points(self, ticked: Collection[int]) -> Score:
        """Keep which points the learner confirms to have said."""
        assert self.asked is not None
        return self.score(marks_of_points(self.asked.points, ticked))

    def score_grade(self, found: Grade | None) -> Score:
        """Keep what a graded answer came to; None if none was given, or if there was nothing to grade it against."""
        assert self.asked is not None
        if self._references is not None and self._references.agree is False:
            return self.score(UNGRADED)
        return self.score(marks_of_grade(found, self.asked.question.seconds / 60, self.asked.expected_minutes))

    def finish(self, reason: Literal["time", "questions", "quit"]) -> None:
        """Keep that the interview is over."""
        self.stop()
        self._notebook.add(End(reason=reason, used=self.used))

    def _keep(self, marks: Marks, detail: dict[str, Any]) -> Score:
        now = self._world.clock()
        score = Score(
            at_ms=now.ms,
            offset=now.offset,
            day=local_day(now, self._rollover).isoformat(),
            ticked=marks.ticked,
            missed=marks.missed,
            got=marks.got,
            of=marks.of,
            quality=marks.quality,
            verdict=marks.verdict,
            slip=marks.slip,
            detail=detail,
            used=self.used,
        )
        self._notebook.add(score)
        settle(self.record, self._store)
        return score

    def _open(self, line: Ask) -> None:
        """Ask a question whose card can be read; note the others."""
        try:
            ask(self._bank, Question(0, line))
        except DlprepError as error:
            self.unreadable[line.card] = error.said
        else:
            self._notebook.add(line)

    def _resumed(self, question: Question) -> Asked | None:
        """Return the open question; where its card can no longer be read, it counts nothing."""
        try:
            return ask(self._bank, question)
        except DlprepError as error:
            self.unreadable[question.ask.card] = error.said
            self._keep(UNGRADED, {})
            return None

    def _next(self) -> Ask | None:
        begin, done = self.record.begin, self.record.cards | set(self.unreadable)
        rng = Random(f"{begin.seed}:{len(self.record.questions)}:{len(self.unreadable)}")
        followed = self._follow_up(done, rng)
        if followed is not None:
            return followed
        card = next((card for card in begin.plan if card not in done and card in self._bank.entries), None)
        return self._ask(card, rng) if card is not None else None

    def _follow_up(self, done: Collection[str], rng: Random) -> Ask | None:
        """Follow up an answer that was good, one step deep."""
        last = self.record.scored[-1] if self.record.scored else None
        if last is None or last.score is None or last.ask.follows or last.ask.card not in self._bank.entries:
            return None
        if last.score.quality is None or last.score.quality < FOLLOWED_FROM:
            return None
        selection = Selection(topics=self.record.begin.topics)
        today = local_day(self._world.clock(), self._rollover)
        open_ = {
            name: entry
            for name, entry in self._bank.entries.items()
            if name not in done and name not in self._recent and selection.has(entry)
        }
        try:
            found = planning.follow_up(self._bank.load(last.ask.card).card, open_, rng)
        except DlprepError:
            return None
        if found is None or found.card is None:
            return None
        if (self._store.progress(found.card) or Progress()).rests_on(today):
            return None
        return self._ask(found.card, rng, follows=last.ask.card, words=Words(zh=found.zh, en=found.en))

    def _ask(self, card: str, rng: Random, follows: str | None = None, words: Words | None = None) -> Ask:
        entry = self._bank.entries[card]
        return Ask.model_validate(
            {
                "card": card,
                "topic": entry.topic,
                "level": entry.level,
                "kind": entry.kind,
                "seed": rng.getrandbits(32),
                "used": self.used,
                "follows": follows,
                "words": words,
            }
        )
