"""A choice, its options shuffled: the letters of those that are right are typed."""

from dataclasses import dataclass
from random import Random
from typing import Any

from dlprep.bank.card import ChoiceCard
from dlprep.bank.parts import Option
from dlprep.grading.grade import Grade
from dlprep.grading.unreadable import Unreadable
from dlprep.puzzles.letters import LETTERS, read_letters
from dlprep.text import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice card with its options in the order in which they are shown.

    Attributes:
        order: positions of the options in the card, as shown.
    """

    card: ChoiceCard
    order: tuple[int, ...]
    minutes: float = 0.75

    @classmethod
    def shuffled(cls, card: ChoiceCard, rng: Random) -> "Choice":
        """Shuffle the options."""
        return cls(card, tuple(rng.sample(range(len(card.options)), k=len(card.options))))

    @property
    def options(self) -> list[Option]:
        """The options as shown."""
        return [self.card.options[position] for position in self.order]

    def shown(self) -> list[tuple[str, Text]]:
        """The options with their letters."""
        return [(letter, option.text) for letter, option in zip(LETTERS, self.options, strict=False)]

    def expects(self) -> Text:
        """One letter, or all that are right."""
        if self._wanted_count() == 1:
            return Text("一个字母", "one letter")
        return Text("所有正确选项的字母，如 ac", "the letters of all that are right, e.g. ac")

    def grade(self, text: str) -> Grade:
        """Right are exactly the right options; of those wrongly chosen, the reasons are given."""
        options = self.options
        try:
            chosen = read_letters(text, len(options))
            if self._wanted_count() == 1 and len(chosen) > 1:
                raise Unreadable("只选一个", "choose one only")
        except Unreadable as error:
            return Grade("unreadable", message=error.message)
        right = tuple(option.right == (i in chosen) for i, option in enumerate(options))
        given = "".join(LETTERS[i] for i in sorted(chosen))
        if all(right):
            return Grade("correct", given, right)
        hit = any(options[i].right for i in chosen)
        return Grade("partial" if hit else "wrong", given, right, message=self._reasons(chosen))

    def solution(self) -> str:
        """The letters of the right options."""
        return "".join(letter for letter, option in zip(LETTERS, self.options, strict=False) if option.right)

    def solved(self) -> list[tuple[str, Text]]:
        """Each option, whether it is right, and why."""
        lines = []
        for letter, option in zip(LETTERS, self.options, strict=False):
            mark = "✓" if option.right else "✗"
            zh, en = option.zh, option.en
            if option.why is not None:
                zh, en = f"{zh}  \n{option.why.zh}", f"{en}  \n{option.why.en}"  # a line of its own, no paragraph
            lines.append((f"{mark} {letter}", Text(zh, en)))
        return lines

    def hints(self) -> list[Text]:
        """Strike the wrong options one by one, but for one of them."""
        wrong = [letter for letter, option in zip(LETTERS, self.options, strict=False) if not option.right]
        return [Text(f"不是 {letter}", f"not {letter}") for letter in wrong[:-1]]

    def detail(self) -> dict[str, Any]:
        """The order shown, as positions in the card."""
        return {"shown": list(self.order)}

    def _wanted_count(self) -> int:
        return sum(option.right for option in self.card.options)

    def _reasons(self, chosen: list[int]) -> Text | None:
        whys = [(LETTERS[i], why) for i in sorted(chosen) if not self.options[i].right and (why := self.options[i].why)]
        if not whys:
            return Text("还有正确的选项没有选", "there are more that are right")
        if len(chosen) == 1:
            return whys[0][1].text
        return Text(
            "  \n".join(f"{letter}：{why.zh}" for letter, why in whys),
            "  \n".join(f"{letter}: {why.en}" for letter, why in whys),
        )
