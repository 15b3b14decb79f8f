"""The question being asked: its card with its numbers or its shuffle, always the same for one seed."""

from dataclasses import dataclass
from random import Random
from typing import Any

from dlprep.bank.bank import Bank
from dlprep.bank.card import AnyCard, ComputeCard, DeriveCard, RecallCard
from dlprep.compute.instance import Instance, draw
from dlprep.compute.registry import find_problem
from dlprep.interview.record import Question
from dlprep.puzzles.ask import puzzle_of
from dlprep.puzzles.puzzle import Puzzle
from dlprep.text import Text

LIMIT = 2.0  # times what one who knows it needs; a computation is ended then


@dataclass(frozen=True, slots=True)
class Asked:
    """The question being asked.

    Attributes:
        question: what is kept of it.
        instance: the numbers of a compute card's question.
        puzzle: what a choice, a cloze or an order asks, shuffled.
    """

    question: Question
    card: AnyCard
    instance: Instance | None
    puzzle: Puzzle | None

    @property
    def is_graded(self) -> bool:
        """Whether the answer is typed on one line and graded, rather than ticked point by point."""
        return self.instance is not None or self.puzzle is not None

    @property
    def points(self) -> list[tuple[int, Text]]:
        """The weights and texts of what can be ticked: key points, or the lines of a derivation; empty without any."""
        if isinstance(self.card, RecallCard):
            return [(point.weight, point.text) for point in self.card.points]
        return [(line.weight, line.show.text) for line in self.card.lines] if isinstance(self.card, DeriveCard) else []

    @property
    def expected_minutes(self) -> float:
        """How long one who knows it needs; graded questions only."""
        if self.instance is not None:
            return self.instance.problem.minutes[self.instance.level]
        assert self.puzzle is not None
        return self.puzzle.minutes

    @property
    def limit(self) -> float | None:
        """Seconds that a computation may take; None for questions of other kinds."""
        return LIMIT * 60 * self.expected_minutes if self.instance is not None else None

    def detail(self) -> dict[str, Any]:
        """Return what the log keeps of a graded question: its numbers, or how it was shuffled."""
        if self.instance is not None:
            return {
                "problem": self.instance.problem.name,
                "params": self.instance.values(),
                "seed": self.instance.seed,
                "level": self.instance.level,
            }
        return self.puzzle.detail() if self.puzzle is not None else {}


def ask(bank: Bank, question: Question) -> Asked:
    """Return the question with its card as the bank has it now.

    Raises:
        DlprepError: the card is gone, or cannot be read or drawn.
    """
    card, seed = bank.load(question.ask.card).card, question.ask.seed
    instance = None
    if isinstance(card, ComputeCard):
        instance = draw(find_problem(card.problem), seed, card.level, card.fix, card.choose)
    return Asked(question, card, instance, puzzle_of(card, Random(seed)))
