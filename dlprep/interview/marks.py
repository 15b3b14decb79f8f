"""What an answer is worth, by the weights of points or by its verdict."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dlprep.grading.grade import Grade
from dlprep.interview.record import Missed, Words
from dlprep.scheduler.quality import quality_of_points, quality_of_verdict
from dlprep.text import Text

GRADED_WEIGHT = 3.0  # a graded question counts as much as one of the heaviest points


@dataclass(frozen=True, slots=True)
class Marks:
    """What an answer is worth: `got` of `of`, and its quality; None could not be graded, and counts nothing."""

    got: float
    of: float
    quality: int | None
    ticked: tuple[int, ...] = ()
    missed: tuple[Missed, ...] = ()
    verdict: str | None = None
    slip: str | None = None


UNGRADED = Marks(0.0, 0.0, None)


def marks_of_points(points: Sequence[tuple[int, Text]], ticked: Collection[int]) -> Marks:
    """Return what an answer is worth in which the `ticked` ones of `points`, weights and texts, were said."""
    weights = [weight for weight, _ in points]
    missed = tuple(
        Missed(point=i, weight=weight, words=Words(zh=text.zh, en=text.en))
        for i, (weight, text) in enumerate(points)
        if i not in ticked
    )
    return Marks(
        got=float(sum(weights[i] for i in ticked)),
        of=float(sum(weights)),
        quality=quality_of_points(weights, ticked, hints=0),
        ticked=tuple(sorted(ticked)),
        missed=missed,
    )


def marks_of_quality(quality: int) -> Marks:
    """Return what an answer is worth that the learner judged alone, since its card has no points."""
    return Marks(GRADED_WEIGHT * quality / 5, GRADED_WEIGHT, quality)


def marks_of_grade(grade: Grade | None, minutes: float, expected: float) -> Marks:
    """Return what a graded answer is worth; None was not given. A named slip has half of it: the method is there."""
    if grade is None:
        return Marks(0.0, GRADED_WEIGHT, 0)
    share = {"correct": 1.0, "near_miss": 0.5}.get(grade.verdict, 0.0)
    if grade.verdict == "partial":
        share = sum(grade.right) / len(grade.right)
    quality = quality_of_verdict(grade.verdict, minutes, expected, hints=0)
    return Marks(GRADED_WEIGHT * share, GRADED_WEIGHT, quality, verdict=grade.verdict, slip=grade.slip)
