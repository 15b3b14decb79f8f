from datetime import date

import pytest
from hypothesis import given

from dlprep.anki.schedule import BUTTONS, QUALITIES, Calendar, card_row, reviews_of
from dlprep.scheduler.days import Instant
from dlprep.scheduler.state import CardState
from dlprep.store.event import Event, Progress, fold
from tests.strategies import START, logs

DAY_MS = 86_400_000


def answer(
    number: int, quality: int, *, ms: int | None = None, kind: str = "review", target: str | None = None
) -> Event:
    at = Instant(START + number * DAY_MS if ms is None else ms, 0)
    day = date.fromordinal(date(2026, 2, 2).toordinal() + number)
    made = quality if kind == "review" else None
    return Event(f"e{number}{kind}", kind, "card", at, day, quality=made, elapsed_ms=1500, target=target)  # type: ignore[arg-type]


def test_buttons_and_qualities() -> None:
    assert {quality: BUTTONS[quality] for quality in range(6)} == {0: 1, 1: 1, 2: 1, 3: 2, 4: 3, 5: 4}
    assert QUALITIES == {1: 1, 2: 3, 3: 4, 4: 5}
    assert all(BUTTONS[QUALITIES[button]] == button for button in QUALITIES)


@pytest.mark.parametrize(
    ("state", "suspended", "expected"),
    [
        pytest.param(CardState(), False, (0, 0, 7, 0, 0, 0, 0), id="new"),
        pytest.param(CardState(), True, (0, -1, 7, 0, 0, 0, 0), id="new-and-suspended"),
        pytest.param(
            CardState(ease=236, interval=6, repetitions=2, lapses=1, due=date(2020, 1, 11)),
            False,
            (2, 2, 10, 6, 2360, 3, 1),
            id="due-ten-days-after-the-first",
        ),
        pytest.param(
            CardState(ease=130, interval=90_000, repetitions=9, due=date(2200, 1, 1)),
            True,
            (2, -1, 65_744, 36_500, 1300, 3, 0),
            id="far-away-and-suspended",
        ),
    ],
)
def test_a_state_becomes_a_row(state: CardState, suspended: bool, expected: tuple[int, ...]) -> None:
    assert card_row(Progress(state=state, suspended=suspended), 3, 7) == expected


DUE = CardState(ease=250, interval=1, repetitions=1, due=date(2020, 1, 11))


@pytest.mark.parametrize(
    ("progress", "queue"),
    [
        pytest.param(Progress(DUE, buried=date(2020, 1, 11)), -3, id="buried-today"),
        pytest.param(Progress(DUE, buried=date(2020, 1, 10)), 2, id="buried-yesterday"),
        pytest.param(Progress(buried=date(2020, 1, 11)), -3, id="new-and-buried"),
        pytest.param(Progress(DUE, buried=date(2020, 1, 11), suspended=True), -1, id="buried-and-suspended"),
    ],
)
def test_a_burial_holds_for_its_day(progress: Progress, queue: int) -> None:
    assert card_row(progress, 1, 7, date(2020, 1, 11)).queue == queue


def test_a_reset_is_a_line_of_its_own_and_starts_over() -> None:
    events = [answer(0, 4), answer(1, 5), answer(2, 0, kind="reset"), answer(3, 0, kind="cram"), answer(4, 3)]
    events.insert(3, answer(2, 0, kind="reset", ms=START + 2 * DAY_MS + 5))  # of a card that is new: nothing to forget
    rows = [(row.ease, row.ivl, row.last_ivl, row.factor, row.type) for row in reviews_of(events)]
    assert rows == [(3, 1, 0, 2500, 0), (4, 6, 1, 2600, 1), (0, 0, 6, 0, 4), (2, 1, 0, 2360, 0)]


def test_answers_become_reviews_and_those_taken_back_do_not() -> None:
    events = [
        answer(0, 4),
        answer(1, 5),
        answer(2, 2),
        answer(3, 0, kind="retract", target="e1review"),
        answer(2, 4, ms=START + 2 * DAY_MS + 60_000, kind="review"),
    ]
    events[4] = Event("again", "review", "card", events[4].at, events[2].day, quality=4, elapsed_ms=None)
    rows = list(reviews_of(events))
    assert [(row.id - START, row.ease, row.ivl, row.last_ivl, row.factor, row.time, row.type) for row in rows] == [
        (0, 3, 1, 0, 2500, 1500, 0),
        (2 * DAY_MS, 1, 1, 1, 2500, 1500, 1),
        (2 * DAY_MS + 60_000, 3, 1, 1, 2500, 0, 2),
    ]


@given(logs())
def test_the_last_review_leads_to_the_row(log: list[Event]) -> None:
    events = [event for event in log if event.card == "alpha"]
    rows = list(reviews_of(events))
    assert [row.id for row in rows] == sorted({row.id for row in rows})
    state = fold(events).state
    if rows and rows[-1].ease:
        assert (rows[-1].ivl, rows[-1].factor) == (state.interval, state.ease * 10)
    else:
        assert state.is_new


@pytest.mark.parametrize(
    ("offset", "rollover", "creation"),
    [
        pytest.param(0, 0, 1_577_836_800, id="utc-midnight"),
        pytest.param(480, 4, 1_577_836_800 - 4 * 3600, id="beijing-at-four"),
        pytest.param(-300, 4, 1_577_836_800 + 9 * 3600, id="new-york-at-four"),
    ],
)
def test_days_begin_where_the_learner_is(offset: int, rollover: int, creation: int) -> None:
    assert Calendar(offset, rollover).creation == creation
