"""The figures as JSON values, in a form that stays: keys are only ever added."""

from typing import Any

from dlprep.stats.computed import OUTCOMES, Attempts
from dlprep.stats.habit import Tally
from dlprep.stats.retention import Age, Kept
from dlprep.stats.schedule import EASE_BINS
from dlprep.stats.statistics import Statistics
from dlprep.stats.trouble import Trouble


def as_data(found: Statistics) -> dict[str, Any]:
    """Return everything in `found`: days as ISO dates, time in minutes, shares 0..1, null where there is nothing."""
    forecast, streak = found.forecast, found.streak
    return {
        "today": found.today.isoformat(),
        "since": found.since.isoformat(),
        "topics": list(found.topics),
        "done_today": _tally(found.done_today),
        "period": _tally(found.period) | {"days_with_answers": len(found.days)},
        "days": {day.isoformat(): _tally(tally) for day, tally in found.days.items()},
        "streak": {
            "current": streak.current,
            "longest": streak.longest,
            "longest_end": streak.longest_end.isoformat() if streak.longest_end else None,
        },
        "cards": {
            "unseen": found.stages.unseen,
            "young": found.stages.young,
            "mature": found.stages.mature,
            "suspended": found.stages.suspended,
            "not_in_bank": found.not_in_bank,
        },
        "retention": {
            "all": _kept(found.retention.all),
            "young": _kept(found.retention.young),
            "mature": _kept(found.retention.mature),
            "ages": [_age(age) | _kept(kept) for age, kept in found.retention.ages.items()],
            "topics": [{"topic": topic} | _kept(kept) for topic, kept in found.retention.topics.items()],
        },
        "forecast": {
            "overdue": forecast.overdue,
            "days": {day.isoformat(): cards for day, cards in forecast.days.items()},
            "later": forecast.later,
        },
        "ease": {
            "median": found.ease.median / 100 if found.ease.median is not None else None,
            "bins": [
                {"from": start / 100, "below": below / 100 if below else None, "cards": found.ease.bins[start]}
                for start, below in zip(EASE_BINS, (*EASE_BINS[1:], None), strict=True)
            ],
        },
        "hardest": [_trouble(one) for one in found.hardest],
        "leeches": {"lapses": found.leech_lapses, "cards": found.leeches},
        "computed": {
            "all": _attempts(found.computed.all),
            "problems": [{"problem": name} | _attempts(attempts) for name, attempts in found.computed.problems.items()],
            "slips": [one._asdict() for one in found.computed.slips],
        },
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "answers": tally.answers,
        "new": tally.new,
        "reviews": tally.reviews,
        "repeats": tally.repeats,
        "crams": tally.crams,
        "passed": tally.passed,
        "minutes": round(tally.ms / 60_000, 2),
    }


def _kept(kept: Kept) -> dict[str, Any]:
    return {"reviews": kept.reviews, "passed": kept.passed, "share": _share(kept.share)}


def _age(age: Age) -> dict[str, Any]:
    return {"from_days": age.first, "to_days": age.last}


def _attempts(attempts: Attempts) -> dict[str, Any]:
    outcomes = {outcome: attempts.outcomes[outcome] for outcome in OUTCOMES}
    return {"asked": attempts.asked} | outcomes | {"accuracy": _share(attempts.accuracy)}


def _trouble(one: Trouble) -> dict[str, Any]:
    return {
        "card": one.entry.id,
        "topic": one.entry.topic,
        "reviews": one.kept.reviews,
        "failed": one.failed,
        "lapses": one.state.lapses,
        "ease_factor": one.state.ease_factor,
        "interval": one.state.interval,
        "suspended": one.suspended,
    }


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
