"""What a live reference answers, as numbers to plot."""

from dlprep.grading.answer import AnswerValue


def numbers(answer: AnswerValue) -> list[float]:
    """Return the numbers of an answer in order, rows one after the other."""
    if isinstance(answer, tuple):
        return [number for part in answer for number in numbers(part)]
    assert isinstance(answer, int | float), "an answer that is to be plotted is made of numbers"
    return [float(answer)]
