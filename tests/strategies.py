"""Hypothesis strategies for what the log and the learner can hold."""

from datetime import timedelta

from hypothesis import strategies as st

from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import GRADED, Event, Kind

START = 1_770_026_400_000  # 2026-02-02 10:00 UTC
MOSTLY_REVIEWS: tuple[Kind, ...] = (
    *("review", "review", "review", "review", "retract"),
    *("suspend", "resume", "bury", "reset", "cram"),
)
CARDS = ("alpha", "beta", "gamma")
HOUR = int(timedelta(hours=1).total_seconds() * 1000)

instants = st.builds(
    lambda hours, offset: Instant(START + hours * HOUR, offset),
    st.integers(0, 2000),
    st.sampled_from((-480, 0, 60, 480)),
)
details = st.dictionaries(
    st.sampled_from(("answer", "hints", "verdict", "seed", "future_key")),
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    max_size=3,
)


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """A log with events of every kind, in the order of arrival, times in any order."""
    events: list[Event] = []
    for number in range(draw(st.integers(0, 25))):
        at = draw(instants)
        kind: Kind = draw(st.sampled_from(MOSTLY_REVIEWS))
        card, target = draw(st.sampled_from(CARDS)), None
        if kind == "retract":
            old = [event for event in events if event.kind != "retract"]
            if not old:
                continue
            chosen = draw(st.sampled_from(old))
            card, target = chosen.card, chosen.id
        events.append(
            Event(
                id=f"event-{number:03}",
                kind=kind,
                card=card,
                at=at,
                day=local_day(at),
                quality=draw(st.integers(0, 5)) if kind in GRADED else None,
                elapsed_ms=draw(st.none() | st.integers(0, 600_000)) if kind in GRADED else None,
                target=target,
                detail=draw(details),
            )
        )
    return events
