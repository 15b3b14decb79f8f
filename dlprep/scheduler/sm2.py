"""SM-2 as published: Wozniak 1990, Optimization of Learning, section 3.2 (and SuperMemo's page on SM-2)."""

from datetime import date, timedelta

from dlprep.scheduler.state import MINIMUM_EASE, CardState

QUALITIES = range(6)

EASE_CHANGE = {5: 10, 4: 0, 3: -14}
"""EF' - EF = 0.1 - (5-q)*(0.08 + (5-q)*0.02), in hundredths. Below 3 the ease factor stays as it is."""

LONGEST = (date.max - date.min).days
"""Days; no due day lies further off. A card passed fifty times before it is due would leave 64 bits otherwise."""


def review(state: CardState, quality: int, day: date) -> CardState:
    """Return the card's state after an answer of `quality` 0..5 on the local day `day`.

    Where readings of the text differ, ours is: the ease factor is updated first and the new one sets the interval;
    part days round up; a lapse (quality < 3) restarts the repetitions with an interval of 1 day and keeps the ease
    factor. An answer on a day whose first answer was below 4 is a repeat: it only settles whether the card is asked
    once more that day. A day before the last answer's (a flight west) counts as the last answer's day, so that no day
    is lived twice.

    Raises:
        ValueError: `quality` is not in 0..5.
    """
    if quality not in QUALITIES:
        raise ValueError(f"quality {quality!r} is not in 0..5")
    if state.repeats_on(day):
        return state._replace(to_repeat=quality < 4)
    today = max(day, state.answered_on or day)
    passed = quality >= 3
    repetitions = state.repetitions + 1 if passed else 0
    ease = max(MINIMUM_EASE, state.ease + EASE_CHANGE[quality]) if passed else state.ease
    interval = _interval(repetitions, state.interval, ease)
    return CardState(
        ease=ease,
        interval=interval,
        repetitions=repetitions,
        lapses=state.lapses + (not passed and state.repetitions > 0),
        due=_days_after(today, interval),
        answered_on=today,
        below_four=state.answered_on != today and quality < 4,  # only a day's first answer makes repeats
        to_repeat=quality < 4,
    )


def outcomes(state: CardState, day: date) -> dict[int, CardState]:
    """Return what each quality would lead to, before any is chosen."""
    return {quality: review(state, quality, day) for quality in QUALITIES}


def _interval(repetitions: int, previous: int, ease: int) -> int:
    """I(1) = 1, I(2) = 6, then I(n-1) * EF rounded up, in integers; at most `LONGEST`."""
    if repetitions <= 1:
        return 1
    if repetitions == 2:
        return 6
    return min(LONGEST, -(-previous * ease // 100))


def _days_after(day: date, interval: int) -> date:
    """Return `day` + `interval`, or the calendar's last day where that lies past the year 9999."""
    return day + timedelta(days=min(interval, (date.max - day).days))
