"""Figures counted the slow and obvious way: every answer is classified by replaying all that came before it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from dlprep.bank.index import Entry
from dlprep.store.event import Event, fold

TEN_MINUTES = 600_000
AGES = ((1, 1), (2, 6), (7, 20), (21, 59), (60, 179), (180, None))
OUTCOMES = ("correct", "partial", "near_miss", "wrong", "unanswered")


class Answered(NamedTuple):
    """An answer that counts, and what it was."""

    event: Event
    quality: int
    step: str
    topic: str | None
    interval: int


def recount(
    log: Sequence[Event], entries: Mapping[str, Entry], today: date, days: int, topics: Sequence[str] = ()
) -> dict[str, Any]:
    """Return figures in the form of the JSON."""
    every = [*_answers(log, entries, topics, today)]
    answers = [one for one in every if one.event.day > today - timedelta(days=days)]
    reviews = [one for one in answers if one.step == "reviews"]
    dates = sorted({one.event.day for one in answers})
    computed = [one for one in answers if isinstance(one.event.detail.get("problem"), str)]
    return {
        "done_today": _tally([one for one in answers if one.event.day == today]),
        "period": _tally(answers) | {"days_with_answers": len(dates)},
        "days": {day.isoformat(): _tally([one for one in answers if one.event.day == day]) for day in dates},
        "streak": _streak({one.event.day for one in every}, today),
        "retention": {
            "all": _kept(reviews),
            "young": _kept([one for one in reviews if one.interval < 21]),
            "mature": _kept([one for one in reviews if one.interval >= 21]),
            "ages": [
                {"from_days": first, "to_days": last}
                | _kept([one for one in reviews if first <= one.interval <= (last or 10**9)])
                for first, last in AGES
            ],
            "topics": [
                {"topic": topic} | _kept(mine)
                for topic in [*dict.fromkeys(entry.topic for entry in entries.values()), None]
                if (mine := [one for one in reviews if one.topic == topic])
            ],
        },
        "hardest": {
            card: (failed, len(mine))
            for card in entries
            if (mine := [one for one in reviews if one.event.card == card])
            and (failed := sum(one.quality < 3 for one in mine))
        },
        "computed": {
            problem: [sum(_outcome(one.event) == outcome for one in mine) for outcome in OUTCOMES]
            for problem in {one.event.detail["problem"] for one in computed}
            if (mine := [one for one in computed if one.event.detail["problem"] == problem and _outcome(one.event)])
        },
    }


def _answers(log: Sequence[Event], entries: Mapping[str, Entry], topics: Sequence[str], today: date) -> Any:
    taken_back = {event.target for event in log}
    by_card: dict[str, list[Event]] = {}
    for event in log:
        if event.id not in taken_back:
            by_card.setdefault(event.card, []).append(event)
    for event in log:
        if event.quality is None or event.id in taken_back or event.day > today:
            continue
        topic = entries[event.card].topic if event.card in entries else None
        if topics and topic not in topics:
            continue
        before = fold([earlier for earlier in by_card[event.card] if earlier.order < event.order])
        if event.kind == "cram":
            step = "crams"
        elif before.introduced is None:
            step = "new"
        else:
            step = "repeats" if before.state.repeats_on(event.day) else "reviews"
        yield Answered(event, event.quality, step, topic, before.state.interval)


def _outcome(event: Event) -> Any:
    verdict = event.detail.get("verdict")
    if verdict is None and "answer" not in event.detail:
        return "unanswered"
    return verdict if verdict in OUTCOMES else None


def _tally(answers: Sequence[Answered]) -> dict[str, Any]:
    return {
        "answers": len(answers),
        **{step: sum(one.step == step for one in answers) for step in ("new", "reviews", "repeats", "crams")},
        "passed": sum(one.quality >= 3 for one in answers),
        "minutes": round(sum(min(one.event.elapsed_ms or 0, TEN_MINUTES) for one in answers) / 60_000, 2),
    }


def _kept(reviews: Sequence[Answered]) -> dict[str, Any]:
    passed = sum(one.quality >= 3 for one in reviews)
    return {"reviews": len(reviews), "passed": passed, "share": round(passed / len(reviews), 4) if reviews else None}


def _streak(days: set[date], today: date) -> dict[str, Any]:
    def length(last: date) -> int:
        back = 0
        while last - timedelta(days=back) in days:
            back += 1
        return back

    longest = max(map(length, days), default=0)
    ends = [day.isoformat() for day in days if length(day) == longest]
    return {
        "current": length(today) or length(today - timedelta(days=1)),
        "longest": longest,
        "longest_end": max(ends, default=None),
    }
