"""From what happened to a suggested quality 0..5, which the learner may override."""

from collections.abc import Collection, Sequence


def quality_of_verdict(verdict: str | None, minutes: float, expected: float, hints: int) -> int:
    """Suggest the quality of a computed answer by its verdict, see `compute.grade`; None when none was given.

    A right answer within the `expected` minutes is 5, a slower one 4, one with a hint 3. A named slip or a partly right
    answer is 2: the method is there. Any other is 1, none 0.
    """
    if verdict == "correct":
        if hints:
            return 3
        return 5 if minutes <= expected else 4
    return {"near_miss": 2, "partial": 2, "wrong": 1}.get(verdict or "", 0)


def quality_of_points(weights: Sequence[int], ticked: Collection[int], hints: int) -> int:
    """Suggest the quality of a spoken answer from the key points that were in it, by weight.

    All of them is 5, four fifths 4, half 3, a quarter 2, any 1. Each point that a hint gave away counts half, which is
    why a hint costs about one step.
    """
    said = sum(weights[i] / (2 if i < hints else 1) for i in ticked)
    share = said / sum(weights)
    return next(
        (quality for quality, least in ((5, 1.0), (4, 0.8), (3, 0.5), (2, 0.25)) if share >= least), int(share > 0)
    )
