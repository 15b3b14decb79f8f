"""Grade a typed answer: read it, compare it, and name the slip if it is a known one."""

from dlprep.compute.instance import Instance, telling_slips
from dlprep.grading.answer import AnswerValue
from dlprep.grading.compare import compare
from dlprep.grading.grade import Grade
from dlprep.grading.read import read
from dlprep.grading.unreadable import Unreadable


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
