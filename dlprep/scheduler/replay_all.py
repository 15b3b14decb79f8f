"""The replay of a whole log: `replay` for very many cards at once.

Rebuilding a large log spends its time in the schedule, so the cards go through it side by side: their first answers in
one step, then their second ones, in arrays. `sm2.review` says what a step means; a test holds the two together.
"""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from dlprep.scheduler.sm2 import EASE_CHANGE, LONGEST, QUALITIES, review
from dlprep.scheduler.state import INITIAL_EASE, MINIMUM_EASE, NEW, CardState

FEW = 30
"""Cards; for so few a step in arrays takes longer than one after the other."""

SMALL = 20_000
"""Answers; of fewer all are replayed before NumPy is loaded."""


def replay_all(lengths: Sequence[int], qualities: Sequence[int], days: Sequence[date]) -> list[CardState]:
    """Return the state of each card after its answers.

    Args:
        lengths: how many answers each card has, one at least.
        qualities: of all answers, one card's after the other's, each card's in the order of replay.
        days: of the same answers.

    Raises:
        ValueError: a quality is not in 0..5.
    """
    starts = [0, *accumulate(lengths)]
    if len(qualities) < SMALL:
        steps, states = 0, [NEW] * len(lengths)
    else:
        steps, states = _side_by_side(lengths, qualities, days)
    for card in [card for card, length in enumerate(lengths) if length > steps]:
        for answer in range(starts[card] + steps, starts[card + 1]):
            states[card] = review(states[card], qualities[answer], days[answer])
    return states


def _side_by_side(
    lengths: Sequence[int], qualities: Sequence[int], days: Sequence[date]
) -> tuple[int, list[CardState]]:
    """Replay the first answers of every card, until few cards have more; return how many, and the states then."""
    import numpy as np

    sizes = np.array(lengths)
    order = np.argsort(-sizes, kind="stable")
    sizes, starts = sizes[order], (np.cumsum(sizes) - sizes)[order]
    quality, day = np.array(qualities, np.int64), np.fromiter(map(date.toordinal, days), np.int64, len(days))
    if len(quality) and not QUALITIES[0] <= quality.min() <= quality.max() <= QUALITIES[-1]:
        raise ValueError("a quality is not in 0..5")

    change = np.array([EASE_CHANGE.get(quality, 0) for quality in QUALITIES])
    ease = np.full(len(sizes), INITIAL_EASE)
    interval, repetitions, lapses, due, answered = np.zeros((5, len(sizes)), np.int64)
    below_four, to_repeat = np.zeros((2, len(sizes)), bool)
    steps = 0
    while (active := int(np.searchsorted(-sizes, -steps))) > FEW:  # the longest come first
        now, answer = slice(active), starts[:active] + steps
        q, today = quality[answer], np.maximum(day[answer], answered[now])
        moves = ~(below_four[now] & (day[answer] <= answered[now]))  # all else is a repeat
        passed = q >= 3
        lapses[now] += moves & ~passed & (repetitions[now] > 0)
        ease[now] = np.where(moves & passed, np.maximum(MINIMUM_EASE, ease[now] + change[q]), ease[now])
        repetitions[now] = np.where(moves, (repetitions[now] + 1) * passed, repetitions[now])
        longer = np.minimum(LONGEST, -(-interval[now] * ease[now] // 100))
        chosen = np.where(repetitions[now] <= 1, 1, np.where(repetitions[now] == 2, 6, longer))
        interval[now] = np.where(moves, chosen, interval[now])
        due[now] = np.where(moves, today + np.minimum(interval[now], date.max.toordinal() - today), due[now])
        below_four[now] = np.where(moves, (answered[now] != today) & (q < 4), below_four[now])
        answered[now], to_repeat[now] = today, q < 4
        steps += 1
    if steps == 0:
        return 0, [NEW] * len(sizes)

    back = np.argsort(order)
    numbers = (column[back].tolist() for column in (ease, interval, repetitions, lapses))
    dates = (map(date.fromordinal, column[back].tolist()) for column in (due, answered))
    flags = (column[back].tolist() for column in (below_four, to_repeat))
    return steps, [CardState(*row) for row in zip(*numbers, *dates, *flags, strict=True)]
