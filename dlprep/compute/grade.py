"""Grade a typed answer: read it, compare it, and name the slip if it is a known one."""

from dataclasses import dataclass
from typing import Literal

from dlprep.compute.instance import Instance, telling_slips
from dlprep.grading.answer import AnswerValue
from dlprep.grading.compare import compare
from dlprep.grading.read import read
from dlprep.grading.unreadable import Unreadable
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


def grade(instance: Instance, expected: AnswerValue, text: str) -> Grade:
    """Grade what a learner typed against the `expected` answer of a reference."""
    kind = instance.answer_type
    try:
        given = read(text, kind)
    except Unreadable as error:
        return Grade("unreadable", message=error.message)
    found = compare(expected, given, kind)
    if found.outcome == "correct":
        return Grade("correct", given, found.right, message=found.note)
    for slip in telling_slips(instance, expected):
        if compare(slip.answer, given, kind).outcome == "correct":
            return Grade("near_miss", given, found.right, slip.name, slip.lesson)
    return Grade(found.outcome, given, found.right, message=found.note)
