"""The card being asked, and what the learner has done with it so far."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dlprep.bank.card import AnyCard, ClozeCard, DeriveCard, RecallCard
from dlprep.bank.index import Entry
from dlprep.bank.parts import GAP
from dlprep.scheduler.quality import quality_of_points, quality_of_verdict
from dlprep.store.event import Progress
from dlprep.text import Text

if TYPE_CHECKING:
    from dlprep.compute.backend import References
    from dlprep.compute.instance import Instance
    from dlprep.grading.grade import Grade
    from dlprep.puzzles.puzzle import Puzzle


@dataclass(slots=True)
class Asked:
    """The card being asked, and what the learner has done with it so far.

    Attributes:
        instance: the numbers of a compute card's question.
        puzzle: what a choice, a cloze or an order asks, shuffled.
        repeat: whether the card was answered already, today or in this cram, and this only settles whether it comes
            once more.
        hints: hints taken.
        ticked: positions of the key points, or of the lines of a derivation, that were in the answer.
        typed: what was typed as the answer, once it could be read.
        seconds: how long the typed answer took; reading the solution afterwards does not count.
        grade: what became of it; None when the references disagree.
        references: what it was graded against.
    """

    entry: Entry
    card: AnyCard
    progress: Progress
    instance: "Instance | None"
    puzzle: "Puzzle | None"
    repeat: bool
    since: float
    hints: int = 0
    ticked: set[int] = field(default_factory=set)
    typed: str | None = None
    seconds: float = 0.0
    grade: "Grade | None" = None
    references: "References | None" = None

    @property
    def letters(self) -> set[str]:
        """The single letters that may be the answer, which are no keys then."""
        from dlprep.grading.answer import Formula

        if isinstance(self.card, ClozeCard):
            typed = [name for gap in self.card.gaps for name in (*gap.variables, *gap.accept)]
            typed += [fill for text in (self.card.text.zh, self.card.text.en) for fill in GAP.findall(text)]
        elif self.instance is not None and isinstance(self.instance.answer_type, Formula):
            typed = [name for name, _, _ in self.instance.answer_type.variables]
        else:
            typed = []
        return {text.lower() for text in typed if len(text) == 1}

    @property
    def weights(self) -> list[int]:
        """The weights of what can be ticked: key points, or lines of a derivation; empty where nothing can."""
        if isinstance(self.card, RecallCard):
            return [point.weight for point in self.card.points]
        return [line.weight for line in self.card.lines] if isinstance(self.card, DeriveCard) else []

    def suggestion(self) -> tuple[int, Literal["verdict", "points"]] | None:
        """Return the suggested quality and what suggests it, or None if nothing does."""
        if weights := self.weights:
            return (quality_of_points(weights, self.ticked, self.hints), "points") if self.ticked else None
        if self.references is not None and self.references.agree is False:
            return None
        if self.instance is not None:
            expected = self.instance.problem.minutes[self.instance.level]
        elif self.puzzle is not None:
            expected = self.puzzle.minutes
        else:
            return None
        verdict = self.grade.verdict if self.grade else None
        return quality_of_verdict(verdict, self.seconds / 60, expected, self.hints), "verdict"

    def all_hints(self) -> list[Text]:
        """Return what can be given away, a piece at a time, short of the answer."""
        if isinstance(self.card, RecallCard):
            return [point.text for point in self.card.points]
        if self.puzzle is not None:
            return self.puzzle.hints()
        return self.instance.problem.steps(self.instance.params)[:-1] if self.instance is not None else []

    def next_hint(self) -> Text | None:
        """Give one more hint away, or None if there is none left."""
        hints = self.all_hints()
        if self.hints == len(hints):
            return None
        self.hints += 1
        return hints[self.hints - 1]

    def detail(self, suggestion: tuple[int, str] | None) -> dict[str, Any]:
        """Return what the log keeps of an answer beside its quality and time."""
        detail: dict[str, Any] = {"hints": self.hints}
        if self.instance is not None:
            detail["problem"] = self.instance.problem.name
            detail["params"] = self.instance.values()
            detail["seed"], detail["level"] = self.instance.seed, self.instance.level
        elif self.puzzle is not None:
            detail |= self.puzzle.detail()
        else:
            detail["ticked"] = sorted(self.ticked)
        if self.typed is not None:
            detail["answer"] = self.typed
        if self.grade is not None:
            detail["verdict"] = self.grade.verdict
            detail["slip"] = self.grade.slip
        if suggestion is not None:
            detail["suggested"], detail["suggested_by"] = suggestion
        return {key: value for key, value in detail.items() if value is not None}
