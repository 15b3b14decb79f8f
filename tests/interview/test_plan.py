"""Which questions are planned: a table of what must hold for any seed, and what is more likely over many."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.index import Entry
from dlprep.bank.select import Selection
from dlprep.compute.levels import LEVELS
from dlprep.interview.plan import MINUTES_A_QUESTION, Wish, need, plan
from dlprep.interview.roles import ROLES, topic_weight
from dlprep.scheduler.state import CardState
from dlprep.store.event import Progress

TODAY = date(2026, 3, 10)
KINDS = ("recall", "recall", "recall", "choice", "compute", "derive")
TOPICS = ("convolution", "detection", "sequence", "losses", "own")


def entry(number: int, topic: str, level: str, kind: str) -> Entry:
    return Entry(f"{topic}-{number}", topic, "subject", kind, level, (), (), "x.yaml")


BANK = [
    entry(number, topic, LEVELS[number // 6], KINDS[number % len(KINDS)]) for topic in TOPICS for number in range(18)
]
NAMES = [one.id for one in BANK]
BY_NAME = {one.id: one for one in BANK}


def planned(seed: int = 1, minutes: float = 30, recent: frozenset[str] = frozenset(), **wish: Any) -> list[str]:
    return plan(BANK, {}, recent, TODAY, Wish(minutes, **wish), seed)


@given(st.integers(), st.floats(1, 480), st.sampled_from(ROLES), st.frozensets(st.sampled_from(NAMES)))
def test_what_holds_for_any_seed(seed: int, minutes: float, role: str, recent: frozenset[str]) -> None:
    found = planned(seed, minutes, recent, role=role)
    wanted = max(1, round(minutes / MINUTES_A_QUESTION))
    assert len(found) == len(set(found)) == min(wanted, len(BANK))
    levels = [LEVELS.index(BY_NAME[name].level) for name in found]
    assert levels == sorted(levels)
    fresh = len(BANK) - len(recent)
    assert len([name for name in found if name in recent]) == max(0, min(wanted, len(BANK)) - fresh)
    assert found == planned(seed, minutes, recent, role=role)


@given(st.integers())
def test_topics_and_levels_are_kept_to(seed: int) -> None:
    found = planned(seed, selection=Selection(topics=["losses", "own"], levels=["basic"]))
    assert {BY_NAME[name].topic for name in found} == {"losses", "own"}
    assert {BY_NAME[name].level for name in found} == {"basic"}


@given(st.integers())
def test_kinds_and_topics_are_mixed(seed: int) -> None:
    found = [BY_NAME[name] for name in planned(seed)]
    kinds = Counter(one.kind for one in found)
    assert kinds["compute"] >= 2
    assert kinds["choice"] >= 2
    assert kinds["recall"] + kinds["derive"] >= 6
    assert len({one.topic for one in found}) >= 4


def test_cards_that_rest_are_not_asked() -> None:
    aside = {name: Progress(suspended=True) for name in NAMES[:60]}
    aside |= {name: Progress(buried=TODAY) for name in NAMES[60:80]}
    assert set(plan(BANK, aside, (), TODAY, Wish(480), 1)) <= set(NAMES[80:])


def test_nothing_to_ask_is_an_empty_plan() -> None:
    assert plan([], {}, (), TODAY, Wish(), 1) == []


def known(*, due: int = 30, ease: int = 250, lapses: int = 0) -> Progress:
    return Progress(CardState(ease=ease, due=TODAY + timedelta(due), lapses=lapses))


@pytest.mark.parametrize(
    ("progress", "value"),
    [
        pytest.param(None, 1.0, id="new"),
        pytest.param(known(), 1.0, id="in-order"),
        pytest.param(known(due=0), 2.0, id="due"),
        pytest.param(known(due=-9), 2.0, id="overdue"),
        pytest.param(known(ease=150), 2.0, id="hard"),
        pytest.param(known(ease=280), 1.0, id="easy"),
        pytest.param(known(lapses=2), 2.0, id="lapses"),
        pytest.param(known(lapses=40), 3.0, id="many-lapses"),
        pytest.param(known(due=0, ease=150, lapses=2), 4.0, id="all"),
    ],
)
def test_need(progress: Progress | None, value: float) -> None:
    assert need(progress, TODAY) == value


def test_weak_and_due_cards_come_more_often() -> None:
    weak = {name: known(due=0, ease=130, lapses=4) for name in NAMES[::3]}
    fine = {name: known() for name in NAMES if name not in weak}
    asked = Counter(name in weak for seed in range(60) for name in plan(BANK, weak | fine, (), TODAY, Wish(), seed))
    assert asked[True] / (asked[True] + asked[False]) > 0.5


@pytest.mark.parametrize(("role", "topic"), [("vision", "detection"), ("nlp", "sequence")])
def test_a_role_asks_more_of_its_topics(role: str, topic: str) -> None:
    def count(asked: str) -> int:
        return sum(BY_NAME[name].topic == topic for seed in range(40) for name in planned(seed, role=asked))

    assert count(role) > 1.3 * count("general")
    assert topic_weight("general", topic) == 1.0
