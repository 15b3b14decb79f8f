"""A review session: which card comes next, what was answered, and how it is logged.

Time, randomness and ids come in as functions, so that a test is a script. Every answer is durable when the method that
gives it returns.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from dlprep.bank.bank import Bank
from dlprep.bank.card import AnyCard, ComputeCard, DeriveCard, RecallCard
from dlprep.errors import DlprepError
from dlprep.review.asked import Asked
from dlprep.review.day import Day
from dlprep.scheduler.days import DEFAULT_ROLLOVER, Instant, local_day
from dlprep.scheduler.leech import LEECH_LAPSES, is_leech
from dlprep.scheduler.sm2 import QUALITIES, outcomes
from dlprep.scheduler.state import CardState
from dlprep.store.event import Event, Kind, Progress
from dlprep.store.store import Overtaken, Store

if TYPE_CHECKING:
    from dlprep.compute.backend import BackendName, DeviceName, References
    from dlprep.compute.instance import Instance
    from dlprep.grading.grade import Grade
    from dlprep.puzzles.puzzle import Puzzle

SECONDS_A_CARD = 45.0  # until the session has answers of its own to go by


@dataclass(frozen=True, slots=True)
class World:
    """What a session needs of the outside: the time, chance, and names for events.

    Attributes:
        clock: the wall clock, with the offset of the learner's place.
        timer: seconds on a clock that is never set back.
        rng: draws the seeds of computed questions.
        new_id: a name for an event that no other event has.
    """

    clock: Callable[[], Instant]
    timer: Callable[[], float]
    rng: Random
    new_id: Callable[[], str]


class Session:
    """Asks the cards of a day one by one, then those below 4 again until each scores 4.

    With `cram` it asks the same way, but its answers are logged as crams, which the schedule ignores.
    """

    def __init__(
        self,
        bank: Bank,
        store: Store,
        day: Day,
        world: World,
        *,
        limit: int | None = None,
        rollover: int = DEFAULT_ROLLOVER,
        backend: "BackendName" = "numpy",
        device: "DeviceName" = "auto",
        cram: bool = False,
        leech_lapses: int = LEECH_LAPSES,
    ) -> None:
        self._bank, self._store, self._world = bank, store, world
        self._rollover, self._backend, self._device = rollover, backend, device
        self.cram, self.leech_lapses = cram, leech_lapses
        self._pending = deque([*day.due, *day.new][:limit])
        self._repeats = deque(day.repeats)
        self._started = world.timer()
        self._planned = {entry.id for entry in self._pending}
        self._mine: set[str] = set()
        self.answers: list[Event] = []
        self.unreadable: list[str] = []
        self.asked: Asked | None = None
        self.advance()

    @property
    def today(self) -> date:
        """The learner's day now; a session may run past its end."""
        return local_day(self._world.clock(), self._rollover)

    @property
    def total(self) -> int:
        """How many cards the session asks; one that undo brings back from an earlier session joins them."""
        return len(self._planned)

    @property
    def number(self) -> int:
        """Which card of `total` this is, counted from 1; repeats do not count."""
        return self.total - len(self._pending)

    @property
    def repeats_left(self) -> int:
        """How many cards wait to be asked again, the present one included."""
        return len(self._repeats) + bool(self.asked and self.asked.repeat)

    @property
    def minutes(self) -> float:
        """Minutes since the session began."""
        return (self._world.timer() - self._started) / 60

    @property
    def minutes_left(self) -> float:
        """Minutes that the rest will take at the session's pace."""
        times = [event.elapsed_ms / 1000 for event in self.answers if event.elapsed_ms is not None]
        pace = (sum(times) + SECONDS_A_CARD) / (len(times) + 1)
        return pace * (len(self._pending) + len(self._repeats) + (self.asked is not None)) / 60

    def outcomes(self) -> Mapping[int, CardState | None]:
        """Return where each quality would put the present card; None where it stays where it is."""
        assert self.asked is not None
        if self.cram:
            return dict.fromkeys(QUALITIES)
        return outcomes(self.asked.progress.state, self.today)

    def leeches(self) -> list[str]:
        """Return the cards answered in this session that are leeches and not set aside."""
        found = {event.card: self._store.progress(event.card) or Progress() for event in self.answers}
        mine = (card for card, known in found.items() if is_leech(known.state, self.leech_lapses))
        return [card for card in mine if not found[card].suspended]

    def suggestion(self) -> tuple[int, Literal["verdict", "points"]] | None:
        """Return the suggested quality of the present card and what suggests it, or None if nothing does."""
        asked = self.asked
        assert asked is not None
        return asked.suggestion()

    def check(self, text: str) -> "Grade | None":
        """Grade a typed answer to the present card; None if the two references of a computation disagree on it.

        An unreadable answer leaves the card as it was.

        Raises:
            BackendError: the backend or device is not there.
        """
        from dlprep.compute.grade import grade

        asked = self.asked
        assert asked is not None
        if asked.puzzle is not None:
            result = asked.puzzle.grade(text)
        else:
            assert asked.instance is not None
            references = self.references()
            if references.agree is False:
                asked.typed = text
                return None
            result = grade(asked.instance, references.answer, text)
        if result.verdict != "unreadable":
            asked.typed, asked.grade = text, result
            asked.seconds = self._world.timer() - asked.since
        return result

    def references(self) -> "References":
        """Return the answer to the present compute card, computed when first asked for."""
        from dlprep.compute.backend import run_references

        asked = self.asked
        assert asked is not None
        assert asked.instance is not None
        if asked.references is None:
            asked.references = run_references(
                asked.instance.problem, asked.instance.params, self._backend, self._device
            )
        return asked.references

    def answer(self, quality: int) -> Progress:
        """Log the present card's quality and go on to the next card.

        Raises:
            Overtaken: another review answered the card since it was shown; this answer is not logged, the next comes.
        """
        asked = self.asked
        assert asked is not None
        event = self._event(
            asked.card.id,
            kind="cram" if self.cram else "review",
            quality=quality,
            elapsed_ms=round(max(0.0, self._world.timer() - asked.since) * 1000),
            detail=asked.detail(self.suggestion()),
        )
        try:
            progress = self._store.append(event, seen=None if self.cram else asked.progress.state)
        except Overtaken:
            self.advance()
            raise
        self.answers.append(event)
        self._mine.add(event.id)
        if quality < 4 if self.cram else progress.state.awaits_repeat(event.day):
            self._repeats.append(asked.entry)
        self.advance()
        return progress

    def skip(self) -> None:
        """Leave the present card for another session."""
        self.advance()

    def suspend(self) -> None:
        """Set the present card aside until it is resumed, and go on to the next."""
        self._put_aside("suspend")

    def bury(self) -> None:
        """Put the present card off until tomorrow, and go on to the next."""
        self._put_aside("bury")

    def _put_aside(self, kind: Kind) -> None:
        assert self.asked is not None
        event = self._event(self.asked.card.id, kind=kind)
        self._store.append(event)
        self._mine.add(event.id)
        self.advance()

    def undo(self) -> list[Event]:
        """Take back what was done last, in this session or earlier, and ask the card again that it took away.

        While cramming only what this session did is taken back: the reviews before it are no part of it.

        Returns:
            What was taken back, several lines where they were one action; nothing if there is nothing.
        """
        action = self._store.last_action()
        if self.cram and not {event.id for event in action} <= self._mine:
            return []
        self._store.append_all(self._event(event.card, kind="retract", target=event.id) for event in action)
        self.answers = [event for event in self.answers if event not in action]
        if action:
            self._return_to(action)
        return action

    def _return_to(self, action: Sequence[Event]) -> None:
        """Ask the card next that an action taken back had taken away; where there is none, the present one anew."""
        last = action[-1]
        taken_away = ("cram" if self.cram else "review", "suspend", "bury")
        taken = self._bank.find(last.card) if len(action) == 1 and last.kind in taken_away else None
        if self.asked is not None and not (taken and self.asked.card.id == last.card):
            (self._repeats if self.asked.repeat else self._pending).appendleft(self.asked.entry)
        if taken is not None:
            self._repeats = deque(entry for entry in self._repeats if entry.id != last.card)
            self._pending = deque(entry for entry in self._pending if entry.id != last.card)
            self._pending.appendleft(taken)
            self._planned.add(last.card)
        self.advance()

    def reload(self) -> None:
        """Ask the present card anew: its file was edited."""
        assert self.asked is not None
        self._bank.refresh()
        (self._repeats if self.asked.repeat else self._pending).appendleft(self.asked.entry)
        self.advance()

    def advance(self) -> None:
        """Go on to the next card that can be read; those that cannot are kept in `unreadable`.

        One that was set aside since the session began, or that another review asked meanwhile, is passed over.
        """
        self.asked = None
        while self.asked is None and (self._pending or self._repeats):
            entry = (self._pending or self._repeats).popleft()
            progress = self._store.progress(entry.id) or Progress()
            if progress.rests_on(self.today) or (not self.cram and _done_on(progress.state, self.today)):
                continue
            try:
                card = self._bank.load(entry.id).card
                instance, puzzle = self._draw(card), self._puzzle(card)
            except DlprepError as error:
                self.unreadable.append(f"{entry.id}: {error.message}")
                continue
            crammed = self.cram and any(event.card == entry.id for event in self.answers)
            repeat = crammed if self.cram else progress.state.repeats_on(self.today)
            self.asked = Asked(entry, card, progress, instance, puzzle, repeat, self._world.timer())

    def _draw(self, card: AnyCard) -> "Instance | None":
        """Draw fresh numbers for a compute card, each time it is asked: its answer may have been seen."""
        if not isinstance(card, ComputeCard):
            return None
        from dlprep.compute.instance import draw
        from dlprep.compute.registry import find_problem

        seed = self._world.rng.getrandbits(32)
        return draw(find_problem(card.problem), seed, card.level, card.fix, card.choose)

    def _puzzle(self, card: AnyCard) -> "Puzzle | None":
        """Make what is solved by typing of a card, unless it is said aloud or computed."""
        if isinstance(card, RecallCard | DeriveCard | ComputeCard):
            return None  # most are, and need none of what the others do
        from dlprep.puzzles.ask import puzzle_of

        return puzzle_of(card, self._world.rng)

    def _event(self, card: str, *, kind: Kind, **rest: Any) -> Event:
        now = self._world.clock()
        return Event(self._world.new_id(), kind, card, now, local_day(now, self._rollover), **rest)


def _done_on(state: CardState, day: date) -> bool:
    return state.answered_on == day and not state.to_repeat
