import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.bank import Bank
from dlprep.bank.index import Entry
from dlprep.bank.select import Selection
from dlprep.errors import UsageError
from dlprep.review.day import Day, candidates, cards_of_day, cards_to_cram, next_due
from dlprep.scheduler.days import Instant
from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import NEW, CardState
from dlprep.store.event import Event, Kind, Progress
from dlprep.store.store import Store
from tests.banks import card, write_bank

TODAY = date(2026, 3, 10)
YESTERDAY = TODAY - timedelta(days=1)


def entry(id_: str, topic: str = "cnn", *, level: str = "basic", tags: tuple[str, ...] = ()) -> Entry:
    return Entry(id_, topic, "file", "recall", level, tags, (), "/bank/file.yaml")


def answered(quality: int, day: date, *, suspended: bool = False) -> Progress:
    return Progress(review(NEW, quality, day), introduced=day, suspended=suspended)


def ids(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.id for entry in entries]


def test_a_card_is_due_new_a_repeat_or_nothing() -> None:
    entries = [entry(name) for name in ("due", "later", "again", "done", "new", "aside")]
    progress = {
        "due": answered(4, YESTERDAY),
        "later": Progress(review(review(NEW, 4, YESTERDAY - timedelta(days=1)), 4, YESTERDAY), YESTERDAY),
        "again": answered(3, TODAY),
        "done": answered(4, TODAY),
        "aside": answered(4, YESTERDAY, suspended=True),
    }
    day = cards_of_day(entries, progress, TODAY, new=9)
    assert (ids(day.due), ids(day.new), ids(day.repeats)) == (["due"], ["new"], ["again"])


def test_yesterdays_repeat_is_due_today() -> None:
    day = cards_of_day([entry("a")], {"a": answered(2, YESTERDAY)}, TODAY, new=0)
    assert (ids(day.due), ids(day.repeats)) == (["a"], [])


def test_what_is_buried_comes_tomorrow() -> None:
    entries = [entry(name) for name in ("due", "new", "again")]
    progress = {
        "due": replace(answered(4, YESTERDAY), buried=TODAY),
        "new": Progress(buried=TODAY),
        "again": replace(answered(3, TODAY), buried=TODAY),
    }
    assert cards_of_day(entries, progress, TODAY, new=9) == Day((), (), ())
    tomorrow = cards_of_day(entries, progress, TODAY + timedelta(days=1), new=9)
    assert (set(ids(tomorrow.due)), ids(tomorrow.new)) == ({"due", "again"}, ["new"])
    assert next_due(progress, {one.id: one for one in entries}, TODAY) == {TODAY + timedelta(days=1): 2}


def test_ahead_asks_what_comes_due_after_what_is_due() -> None:
    def known(due: int) -> Progress:
        return Progress(
            CardState(due=TODAY + timedelta(days=due), interval=6, repetitions=2, answered_on=YESTERDAY), YESTERDAY
        )

    progress = {"in-3": known(3), "in-1": known(1), "due": known(0), "in-4": known(4), "done": answered(5, TODAY)}
    entries = [entry(name) for name in (*progress, "new")]
    assert ids(cards_of_day(entries, progress, TODAY, new=0).due) == ["due"]
    day = cards_of_day(entries, progress, TODAY, new=1, ahead=3)
    assert (ids(day.due), ids(day.new)) == (["due", "in-1", "in-3"], ["new"])  # the one answered today is done


def test_cram_takes_all_of_a_selection_but_what_is_aside() -> None:
    entries = [entry(f"{topic}{n}", topic) for topic in ("a", "b") for n in range(4)] + [entry("other", "c")]
    progress = {
        "a0": answered(5, TODAY),
        "a1": answered(5, TODAY, suspended=True),
        "b1": Progress(buried=TODAY),
        "b2": answered(5, YESTERDAY),
    }

    def crammed(seed: int) -> Day:
        return cards_to_cram(entries, progress, TODAY, Selection(topics=["a", "b"]), Random(seed))

    assert sorted(ids(crammed(1).due)) == ["a0", "a2", "a3", "b0", "b2", "b3"]
    assert crammed(1).new == crammed(1).repeats == ()
    assert len({crammed(seed).due for seed in range(5)}) > 1  # a fresh order each time


def test_new_cards_are_taken_from_the_topics_in_turn() -> None:
    entries = [entry(f"{topic}{n}", topic) for topic in ("a", "b") for n in (1, 2, 3)]
    assert ids(cards_of_day(entries, {}, TODAY, new=3).new) == ["a1", "b1", "a2"]
    assert cards_of_day(entries, {}, TODAY, new=0) == Day((), (), ())


def test_the_most_overdue_of_a_topic_comes_first() -> None:
    progress = {"a": answered(4, YESTERDAY), "b": answered(4, YESTERDAY - timedelta(days=9))}
    assert ids(cards_of_day([entry("a"), entry("b")], progress, TODAY, new=0).due) == ["b", "a"]


def test_selection_by_topic_tag_and_level() -> None:
    entries = [entry("a"), entry("b", "rnn"), entry("c", level="advanced"), entry("d", tags=("x", "y"))]

    def chosen(selection: Selection) -> list[str]:
        return ids(cards_of_day(entries, {}, TODAY, new=9, selection=selection).new)

    assert chosen(Selection(topics=["rnn"])) == ["b"]
    assert chosen(Selection(levels=["advanced"])) == ["c"]
    assert chosen(Selection(tags=["y"])) == ["d"]
    assert chosen(Selection(topics=["cnn"], levels=["basic"])) == ["a", "d"]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        pytest.param(Selection(topics=["rnnn"]), "topic 'rnnn'", id="topic"),
        pytest.param(Selection(tags=["zzz"]), "tag 'zzz'", id="tag"),
        pytest.param(Selection(levels=["hard"]), "level 'hard'", id="level"),
    ],
)
def test_a_name_that_no_card_has_is_refused(selection: Selection, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        selection.check([entry("a", tags=("x",))])


EVENTS = st.tuples(
    st.sampled_from(["review", "review", "review", "suspend", "resume", "bury", "reset"]),
    st.sampled_from(["one", "two", "three", "four", "five", "stranger"]),
    st.sampled_from([0, 5, 12, 18, 19, 20, 20, 20]),  # days; the last is today, on which most depends
    st.integers(0, 5),
)


@given(st.lists(EVENTS, max_size=30), st.integers(0, 9), st.integers(0, 8))
def test_the_candidates_of_a_day_are_all_that_it_asks(
    bank: Bank, moves: list[tuple[Kind, str, int, int]], new: int, ahead: int
) -> None:
    start = TODAY - timedelta(days=20)
    events = [
        Event(
            str(n),
            kind,
            card,
            Instant(day * 86_400_000, 0),
            start + timedelta(days=day),
            quality if kind == "review" else None,
        )
        for n, (kind, card, day, quality) in enumerate(moves)
    ]
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "reviews.db") as store:
        store.union(events)
        found = candidates(bank, store, TODAY, new=new, ahead=ahead)
        expected = cards_of_day(bank.entries.values(), store.all_progress(), TODAY, new=new, ahead=ahead)
        introduced = [known.introduced for known in store.all_progress().values()]
        assert store.introduced_on(TODAY) == introduced.count(TODAY)
    assert cards_of_day(*found, TODAY, new=new, ahead=ahead) == expected


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    folder = tmp_path_factory.mktemp("day")
    files = {"cnn/a.yaml": card("one") + card("two") + card("three"), "rnn/b.yaml": card("four") + card("five")}
    more = {"rnn/c.yaml": card("six") + card("one"), "own/d.yaml": card("four") + card("seven")}
    edited = {"three.yaml": card("three"), "retired.yaml": card("retired")}
    folders = [write_bank(folder / "bank", files), write_bank(folder / "more", more)]
    return Bank(folders, folder / "index.db", write_bank(folder / "overlay", edited))


def test_next_due_by_day_without_what_is_gone_or_aside() -> None:
    tomorrow = TODAY + timedelta(days=1)
    progress = {
        "a": answered(4, TODAY),
        "late": answered(4, YESTERDAY - timedelta(days=5)),
        "gone": answered(4, TODAY),
        "aside": answered(4, TODAY, suspended=True),
        "new": Progress(),
    }
    entries = {name: entry(name) for name in ("a", "late", "aside", "new")}
    assert next_due(progress, entries, TODAY) == {tomorrow: 1}  # the late one is today's
