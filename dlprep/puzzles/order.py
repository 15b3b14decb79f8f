"""Steps, shuffled: their letters are typed in the right order."""

from dataclasses import dataclass
from random import Random
from typing import Any

from dlprep.bank.card import OrderCard
from dlprep.grading.grade import Grade
from dlprep.grading.unreadable import Unreadable
from dlprep.puzzles.letters import LETTERS, read_letters
from dlprep.text import Text


@dataclass(frozen=True, slots=True)
class Order:
    """An order card with its steps as they are shown.

    Attributes:
        order: positions of the steps in the card, as shown; never the right order.
    """

    card: OrderCard
    order: tuple[int, ...]
    minutes: float = 1.0

    @classmethod
    def shuffled(cls, card: OrderCard, rng: Random) -> "Order":
        """Shuffle the steps until they are not in order."""
        count = len(card.steps)
        while (order := tuple(rng.sample(range(count), k=count))) == tuple(range(count)):
            pass
        return cls(card, order)

    def shown(self) -> list[tuple[str, Text]]:
        """The steps with their letters."""
        return [(LETTERS[i], self.card.steps[position].text) for i, position in enumerate(self.order)]

    def expects(self) -> Text:
        """All letters."""
        return Text(
            f"{len(self.order)} 个字母，按正确的顺序，如 {LETTERS[: len(self.order)]}",
            f"all {len(self.order)} letters in the right order, e.g. {LETTERS[: len(self.order)]}",
        )

    def grade(self, text: str) -> Grade:
        """Partly right is what needs one step moved only."""
        try:
            typed = read_letters(text, len(self.order))
            if len(typed) < len(self.order):
                raise Unreadable("每个字母都要用到", "every letter is needed")
        except Unreadable as error:
            return Grade("unreadable", message=error.message)
        steps = [self.order[i] for i in typed]
        right = tuple(step == place for place, step in enumerate(steps))
        given = "".join(LETTERS[i] for i in typed)
        if all(right):
            return Grade("correct", given, right)
        return Grade("partial" if _in_order(steps) == len(steps) - 1 else "wrong", given, right)

    def solution(self) -> str:
        """The letters in the right order."""
        return "".join(LETTERS[self.order.index(position)] for position in range(len(self.order)))

    def solved(self) -> list[tuple[str, Text]]:
        """The steps in the right order."""
        return [(f"{i}.", step.text) for i, step in enumerate(self.card.steps, start=1)]

    def hints(self) -> list[Text]:
        """Name the first steps, one by one, short of the last three."""
        letters = self.solution()
        return [Text(f"第 {i + 1} 步是 {letters[i]}", f"step {i + 1} is {letters[i]}") for i in range(len(letters) - 2)]

    def detail(self) -> dict[str, Any]:
        """The order shown, as positions in the card."""
        return {"shown": list(self.order)}


def _in_order(steps: list[int]) -> int:
    """Count the steps that can stay where they are: the longest increasing subsequence."""
    longest: list[int] = []
    for i, step in enumerate(steps):
        longest.append(1 + max((longest[j] for j in range(i) if steps[j] < step), default=0))
    return max(longest)
