"""A text with gaps, to be typed in: expressions compared by value, words as they are."""

import re
from dataclasses import dataclass
from typing import Any

from dlprep.bank.card import MAX_GAPS, ClozeCard
from dlprep.bank.parts import GAP, Gap, in_formula
from dlprep.grading.answer import expects
from dlprep.grading.formula import same_formula
from dlprep.grading.grade import Grade
from dlprep.grading.notation import plain
from dlprep.grading.read import read
from dlprep.grading.unreadable import Unreadable
from dlprep.text import Text


@dataclass(frozen=True, slots=True)
class Cloze:
    """A cloze card."""

    card: ClozeCard
    minutes: float = 0.75

    def shown(self) -> list[tuple[str, Text]]:
        """The text with its gaps open."""
        return [("", Text(open_gaps(self.card.text.zh), open_gaps(self.card.text.en)))]

    def expects(self) -> Text:
        """What goes into the gaps."""
        gaps = self.card.gaps
        if len(gaps) == 1:
            return _expects(gaps[0])
        names = ", ".join(dict.fromkeys(name for gap in gaps for name in gap.variables))
        form = (
            Text(f"表达式，可含 {names}", f"expressions, in {names}") if names else Text("数或词", "numbers or words")
        )
        if names and any(gap.accept for gap in gaps):
            form = Text(f"{form.zh}，或词", f"{form.en}, or words")
        return Text(f"{len(gaps)} 个空，用分号隔开：{form.zh}", f"{len(gaps)} gaps, separated by semicolons: {form.en}")

    def grade(self, text: str) -> Grade:
        """Grade gap by gap."""
        try:
            typed = _split(text, len(self.card.gaps))
            right = tuple(_fits(*each) for each in zip(self.card.gaps, self._filled(), typed, strict=True))
        except Unreadable as error:
            return Grade("unreadable", message=error.message)
        given = "; ".join(typed)
        if all(right):
            return Grade("correct", given, right)
        return Grade("partial" if any(right) else "wrong", given, right)

    def solution(self) -> str:
        """What fills the gaps."""
        return "; ".join(_as_typed(gap, fill[0]) for gap, fill in zip(self.card.gaps, self._filled(), strict=True))

    def solved(self) -> list[tuple[str, Text]]:
        """The text with its gaps filled."""
        return [("", Text(fill_gaps(self.card.text.zh), fill_gaps(self.card.text.en)))]

    def hints(self) -> list[Text]:
        """Give the gaps away one by one, but for the last."""
        pairs = zip(self.card.gaps[:-1], self._filled(), strict=False)
        answers = [_as_typed(gap, fill[0]) for gap, fill in pairs]
        return [Text(f"□{i}：`{one}`", f"□{i}: `{one}`") for i, one in enumerate(answers, start=1)]

    def detail(self) -> dict[str, Any]:
        """Nothing is shuffled."""
        return {}

    def _filled(self) -> list[tuple[str, str]]:
        """What stands in each gap, in both languages."""
        return list(zip(GAP.findall(self.card.text.zh), GAP.findall(self.card.text.en), strict=True))


def open_gaps(text: str) -> str:
    """Show a box in place of each gap, numbered where there are several."""
    numbers = [""] if len(GAP.findall(text)) == 1 else [str(number) for number in range(1, MAX_GAPS + 1)]
    left = iter(numbers)

    def box(gap: re.Match[str]) -> str:
        number = next(left)
        if not in_formula(gap):
            return f"____{number}"
        return rf"\square_{{{number}}}" if number else r"\square "

    return GAP.sub(box, text)


def fill_gaps(text: str) -> str:
    """Put in what fills the gaps."""
    return GAP.sub(lambda gap: f"{{{gap[1]}}}" if in_formula(gap) else gap[1], text)


def _expects(gap: Gap) -> Text:
    if gap.formula is None:
        return Text("一个词或数", "a word or number")
    if not gap.variables:
        return Text("一个数或算式", "a number or an expression")
    return expects(gap.answer_type)


def _as_typed(gap: Gap, fill: str) -> str:
    return gap.formula if gap.formula is not None else (fill if "\\" not in fill else gap.accept[0])


def _split(text: str, count: int) -> list[str]:
    parts = [part.strip() for part in plain(text).split(";")]
    if len(parts) != count or not all(parts):
        raise Unreadable(
            f"这里有 {count} 个空，用分号隔开" if count > 1 else "这里只有一个空",
            f"there are {count} gaps; separate them by semicolons" if count > 1 else "there is one gap only",
        )
    return parts


def _fits(gap: Gap, fill: tuple[str, str], typed: str) -> bool:
    if gap.formula is not None:
        return same_formula(gap.formula, read(typed, gap.answer_type), gap.answer_type)
    return _bare(typed) in {_bare(way) for way in (*fill, *gap.accept)}


def _bare(text: str) -> str:
    """Leave out what does not make two words differ: case, width, blanks, dollar signs, hyphens between letters."""
    return re.sub(r"(?<=[^\W\d_])[-_](?=[^\W\d_])|[\s$]+", "", plain(text).casefold())
