"""What becomes of a typed answer."""

from dataclasses import dataclass
from typing import Literal

from dlprep.grading.answer import AnswerValue
from dlprep.text import Text

Verdict = Literal["correct", "partial", "near_miss", "wrong", "unreadable"]


@dataclass(frozen=True, slots=True)
class Grade:
    """What became of a typed answer.

    Attributes:
        verdict: `unreadable` is no answer: it is asked again and changes nothing.
        given: the answer as it was read, None if it could not be.
        right: of an answer with several components, which are right.
        slip: the name of the known mistake that gives this answer.
        message: one sentence: the slip's lesson, what could not be read, or what is missing.
    """

    verdict: Verdict
    given: AnswerValue | None = None
    right: tuple[bool, ...] = ()
    slip: str | None = None
    message: Text | None = None
