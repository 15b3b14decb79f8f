"""What a choice, a cloze and an order have in common when they are asked."""

from typing import Any, Protocol

from dlprep.grading.grade import Grade
from dlprep.text import Text


class Puzzle(Protocol):
    """One asking of a card with a typed answer."""

    @property
    def minutes(self) -> float:
        """How long a learner who knows it needs."""

    def shown(self) -> list[tuple[str, Text]]:
        """Return what stands under the question, each with its letter, "" where it has none."""

    def expects(self) -> Text:
        """Say what to type."""

    def grade(self, text: str) -> Grade:
        """Grade what was typed; what cannot be read is `unreadable`, and is asked again."""

    def solution(self) -> str:
        """Return the right answer as it would be typed."""

    def solved(self) -> list[tuple[str, Text]]:
        """Return what `shown` returned with the answer in it: what is right, and why the rest is not."""

    def hints(self) -> list[Text]:
        """Return what can be given away, a piece at a time, short of the answer."""

    def detail(self) -> dict[str, Any]:
        """Return what the log keeps of the asking: how it was shuffled."""
