from datetime import timedelta
from pathlib import Path

import pytest

from dlprep.bank.select import Selection
from dlprep.review.listing import SORTS, STATES, listed, states_of
from dlprep.scheduler.state import CardState
from dlprep.store.event import Progress
from tests.review.test_day import TODAY, YESTERDAY, entry

TOMORROW = TODAY + timedelta(days=1)
OVERLAY = Path("/home/overlay")


def state(**values: object) -> CardState:
    return CardState(**({"interval": 6, "repetitions": 2, "due": TOMORROW, "answered_on": YESTERDAY} | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(Progress(), ("new",), id="never-answered"),
        pytest.param(Progress(state()), ("known",), id="known"),
        pytest.param(Progress(state(due=TODAY)), ("due", "known"), id="due"),
        pytest.param(Progress(state(repetitions=1)), ("learning",), id="learning"),
        pytest.param(
            Progress(state(repetitions=0, to_repeat=True, answered_on=TODAY)), ("due", "learning"), id="to-repeat"
        ),
        pytest.param(Progress(state(due=TODAY), suspended=True), ("suspended", "known"), id="suspended-is-not-due"),
        pytest.param(Progress(state(due=TODAY), buried=TODAY), ("buried", "known"), id="buried-is-not-due"),
        pytest.param(Progress(state(due=TODAY), buried=YESTERDAY), ("due", "known"), id="buried-yesterday"),
        pytest.param(Progress(suspended=True), ("suspended", "new"), id="new-and-suspended"),
        pytest.param(Progress(state(lapses=8)), ("known", "leech"), id="leech"),
    ],
)
def test_what_a_card_is(known: Progress, expected: tuple[str, ...]) -> None:
    found = states_of(known, TODAY, 8)
    assert found == expected
    assert [name for name in STATES if name in found] == list(found)


PROGRESS = {
    "a": Progress(state(due=TODAY, ease=130, lapses=9)),
    "b": Progress(state(ease=200, interval=1, lapses=2)),
    "d": Progress(state(due=TODAY + timedelta(days=30), interval=90), suspended=True),
}
ENTRIES = [
    entry("c", "rnn"),
    entry("a"),
    entry("b", level="advanced")._replace(kind="cloze"),
    entry("d")._replace(path=str(OVERLAY / "d.yaml")),
]


def names(
    kinds: tuple[str, ...] = (), states: tuple[str, ...] = (), sort: str | None = None, **selection: list[str]
) -> list[str]:
    found = listed(
        *(ENTRIES, PROGRESS, TODAY),
        selection=Selection(**selection),
        kinds=kinds,
        states=states,
        leech_lapses=8,
        overlay=OVERLAY,
    )
    if sort:
        found.sort(key=SORTS[sort])
    return [card.entry.id for card in found]


def test_filters() -> None:
    assert names() == ["c", "a", "b", "d"]  # in the order in which to learn
    assert names(topics=["rnn"]) == ["c"]
    assert names(kinds=("cloze",)) == ["b"]
    assert names(states=("leech",)) == ["a"]
    assert names(states=("due", "suspended")) == ["a", "d"]
    assert names(states=("edited",)) == ["d"]
    assert names(states=("known",), levels=["advanced"]) == ["b"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("due", ["a", "b", "d", "c"]),
        ("ease", ["a", "b", "d", "c"]),
        ("lapses", ["a", "b", "c", "d"]),
        ("interval", ["b", "a", "d", "c"]),
        ("id", ["a", "b", "c", "d"]),
    ],
)
def test_orders(sort: str, expected: list[str]) -> None:
    assert names(sort=sort) == expected
