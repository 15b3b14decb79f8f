"""The log is the truth: a card's state is what its answers, in order, lead to."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW, CardState


class Answer(NamedTuple):
    """One answer, as much of it as the schedule depends on. Sorts by time, then by id, the same on every machine."""

    at: int
    id: str
    quality: int
    day: date


def replay(answers: Iterable[Answer]) -> CardState:
    """Return the state of a card after `answers`, in any order, the retracted ones left out."""
    state = NEW
    for answer in sorted(answers):
        state = review(state, answer.quality, answer.day)
    return state
