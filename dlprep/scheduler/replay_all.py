"""The replay of a whole log: `replay` for very many cards at once.

Rebuilding a large log spends its time in the schedule, so the cards go through it side by side: their first answers in
one step, then their second ones, in arrays. `sm2.review` says what a step means; a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from dlprep.scheduler.replay import Answer, replay
from dlprep.scheduler.sm2 import EASE_CHANGE, LONGEST, QUALITIES, review
from dlprep.scheduler.state import INITIAL_EASE, MINIMUM_EASE, NEW, CardState

FEW = 30
"""Cards; for so few a step in arrays takes longer than one after the other."""

SMALL = 20_000
"""Answers; of fewer all are replayed before NumPy is loaded."""


def replay_all(answers: Mapping[str, Sequence[Answer]]) -> dict[str, CardState]:
    """Return the state of every card after its answers, one at least, in any order, the retracted ones left out.

    Raises:
        ValueError: a quality is not in 0..5.
    """
    if sum(map(len, answers.values())) < SMALL:
        return {card: replay(log) for card, log in answers.items()}
    import numpy as np

    cards = sorted(answers, key=lambda card: -len(answers[card]))
    logs = [sorted(answers[card]) for card in cards]
    lengths = [len(log) for log in logs]
    starts = np.cumsum([0, *lengths[:-1]])
    quality = np.array([quality for log in logs for _, _, quality, _ in log], np.int64)
    day = np.array([day.toordinal() for log in logs for _, _, _, day in log], np.int64)
    if not np.isin(quality, QUALITIES).all():
        raise ValueError("a quality is not in 0..5")

    change = np.array([EASE_CHANGE.get(quality, 0) for quality in QUALITIES])
    ease = np.full(len(cards), INITIAL_EASE)
    interval, repetitions, lapses, due, answered = np.zeros((5, len(cards)), np.int64)
    below_four, to_repeat = np.zeros((2, len(cards)), bool)
    active, step = len(cards), 0
    while True:
        while active and lengths[active - 1] == step:  # the longest come first
            active -= 1
        if active <= FEW:
            break
        now = slice(active)
        q, today = quality[starts[now] + step], np.maximum(day[starts[now] + step], answered[now])
        moves = ~(below_four[now] & (day[starts[now] + step] <= answered[now]))  # all else is a repeat
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
        step += 1

    numbers = (column.tolist() for column in (ease, interval, repetitions, lapses))
    days = (map(date.fromordinal, column.tolist()) for column in (due, answered))
    flags = (column.tolist() for column in (below_four, to_repeat))
    states = [CardState(*row) for row in zip(*numbers, *days, *flags, strict=True)] if step else [NEW] * len(cards)
    for place in range(active):
        for answer in logs[place][step:]:
            states[place] = review(states[place], answer.quality, answer.day)
    return dict(zip(cards, states, strict=True))
