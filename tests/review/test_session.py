"""A session as a script: the clock, chance and ids are the test's."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from random import Random

import pytest

from dlprep.bank.bank import Bank
from dlprep.compute.convolution.conv_output_size import ConvOutputSize
from dlprep.review.day import Day, cards_of_day
from dlprep.review.session import Session, World
from dlprep.scheduler.days import Instant
from dlprep.store.event import Event, Kind
from dlprep.store.store import Store
from tests.banks import card, choice_card, cloze_card, compute_card, derive_card, order_card, write_bank
from tests.strategies import HOUR, START

TODAY = date(2026, 2, 2)


class Time:
    """A clock that moves when it is told to, and the ids a script can foresee."""

    def __init__(self) -> None:
        self.ms = START
        self.ids: Iterator[int] = count()

    def world(self) -> World:
        return World(
            clock=lambda: Instant(self.ms, 0),
            timer=lambda: self.ms / 1000,
            rng=Random(1),
            new_id=lambda: f"event-{next(self.ids)}",
        )

    def pass_seconds(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    files = {"cnn/a.yaml": card("one") + card("two"), "rnn/b.yaml": compute_card("three")}
    return Bank([write_bank(tmp_path / "bank", files)], tmp_path / "index.json")


@pytest.fixture
def time() -> Time:
    return Time()


def begin(bank: Bank, store: Store, time: Time, *, new: int = 9, limit: int | None = None) -> Session:
    world = time.world()
    session = Session(bank, store, cards_of_day([], {}, TODAY, new=0), world)
    day = cards_of_day(bank.entries.values(), store.all_progress(), session.today, new=new)
    return Session(bank, store, day, world, limit=limit)


def asked(session: Session) -> str:
    assert session.asked is not None
    return session.asked.card.id


def test_each_card_is_asked_once_and_logged(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    seen = []
    while session.asked is not None:
        seen.append((session.number, session.total, asked(session)))
        time.pass_seconds(30)
        session.answer(4)
    assert seen == [(1, 3, "one"), (2, 3, "three"), (3, 3, "two")]
    assert [(event.card, event.quality, event.elapsed_ms) for event in store.events()] == [
        ("one", 4, 30_000),
        ("three", 4, 30_000),
        ("two", 4, 30_000),
    ]


def test_an_answer_is_in_the_log_before_the_next_card_is_asked(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.answer(5)
    with Store(store.path) as reader:
        assert [event.card for event in reader.events()] == ["one"]
    assert asked(session) == "three"


def test_below_four_comes_again_until_it_scores_four(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time, limit=1)
    for quality in (2, 3, 1):
        session.answer(quality)
        assert asked(session) == "one"
        assert session.asked is not None
        assert session.asked.repeat
    session.answer(4)
    assert session.asked is None
    known = store.progress("one")
    assert known is not None
    assert (known.state.interval, known.state.ease, known.state.repetitions) == (1, 250, 0)


def test_a_repeat_waits_over_a_restart(bank: Bank, store: Store, time: Time) -> None:
    begin(bank, store, time, limit=1).answer(3)
    session = begin(bank, store, time, new=0)
    assert (asked(session), session.total, session.repeats_left) == ("one", 0, 1)


def test_a_limit_and_no_new_cards(bank: Bank, store: Store, time: Time) -> None:
    assert begin(bank, store, time, limit=2).total == 2
    assert begin(bank, store, time, new=0).asked is None


def test_undo_takes_back_answer_after_answer_and_asks_again(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.answer(4)
    session.answer(2)
    (undone,) = session.undo()
    assert (undone.card, asked(session), session.number, session.total) == ("three", "three", 2, 3)
    assert session.repeats_left == 0
    session.undo()
    assert (asked(session), session.number) == ("one", 1)
    assert session.undo() == []
    assert [known.state.is_new for known in store.all_progress().values()] == [True, True]
    for _ in range(3):
        session.answer(4)
    assert session.asked is None


def test_undo_reaches_into_an_earlier_session(bank: Bank, store: Store, time: Time) -> None:
    begin(bank, store, time, limit=1).answer(5)
    session = begin(bank, store, time)
    assert asked(session) != "one"
    session.undo()
    assert (asked(session), session.total) == ("one", 3)


def test_undo_of_a_suspension_asks_the_card(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.suspend()
    assert asked(session) == "three"
    known = store.progress("one")
    assert known is not None
    assert known.suspended
    session.undo()
    assert (asked(session), session.number, session.total) == ("one", 1, 3)


def test_a_burial_puts_off_until_tomorrow_and_is_undone(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.bury()
    assert asked(session) == "three"
    assert begin(bank, store, time).total == 2
    time.pass_seconds(86_400)
    assert asked(begin(bank, store, time)) == "one"
    time.pass_seconds(-86_400)
    (undone,) = session.undo()
    assert (undone.kind, asked(session), session.number) == ("bury", "one", 1)


def test_undo_of_a_batch_asks_none_of_its_cards(bank: Bank, store: Store, time: Time) -> None:
    day, at = TODAY, Instant(time.ms, 0)
    store.append_all(Event(f"b{name}", "bury", name, at, day, detail={"batch": "b"}) for name in ("one", "two"))
    session = begin(bank, store, time)
    assert (asked(session), session.total) == ("three", 1)
    assert [event.card for event in session.undo()] == ["one", "two"]
    assert (asked(session), session.total) == ("three", 1)
    assert not any(known.rests_on(TODAY) for known in store.all_progress().values())


@pytest.mark.parametrize("kind", ["reset", "resume"])
def test_undo_of_what_took_no_card_away_stays_at_the_present_one(
    bank: Bank, store: Store, time: Time, kind: Kind
) -> None:
    store.append(Event("s", "suspend", "two", Instant(time.ms - 10, 0), TODAY))
    store.append(Event("x", kind, "two", Instant(time.ms - 5, 0), TODAY))
    session = begin(bank, store, time)
    before = (asked(session), session.total)
    assert [event.id for event in session.undo()] == ["x"]
    assert (asked(session), session.total) == before


def test_what_another_terminal_set_aside_is_not_asked(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    store.append(Event("s", "suspend", "three", Instant(time.ms, 0), TODAY))
    session.answer(4)
    assert asked(session) == "two"


def cram(bank: Bank, store: Store, time: Time) -> Session:
    entries = tuple(bank.entries[name] for name in ("one", "three"))
    return Session(bank, store, Day(entries, (), ()), time.world(), cram=True)


def test_a_cram_asks_again_below_four_and_moves_nothing(bank: Bank, store: Store, time: Time) -> None:
    begin(bank, store, time, limit=1).answer(4)
    before = store.all_progress()["one"].state
    session = cram(bank, store, time)
    assert set(session.outcomes().values()) == {None}
    session.answer(2)
    session.answer(4)
    assert session.asked is not None
    assert (asked(session), session.asked.repeat, session.repeats_left) == ("one", True, 1)
    session.answer(3)
    assert asked(session) == "one"
    session.answer(5)
    assert session.asked is None
    assert store.all_progress()["one"].state == before
    assert store.all_progress()["three"].state.is_new
    assert [(e.kind, e.card, e.quality) for e in store.events()[1:]] == [
        ("cram", "one", 2),
        ("cram", "three", 4),
        ("cram", "one", 3),
        ("cram", "one", 5),
    ]


def test_a_cram_takes_back_its_own_only(bank: Bank, store: Store, time: Time) -> None:
    begin(bank, store, time, limit=1).answer(4)
    session = cram(bank, store, time)
    session.answer(2)
    session.bury()
    assert [event.kind for event in session.undo()] == ["bury"]
    assert asked(session) == "three"
    assert [event.kind for event in session.undo()] == ["cram"]
    assert (asked(session), session.repeats_left) == ("one", 0)
    assert session.undo() == []
    assert not store.all_progress()["one"].state.is_new


def test_a_review_that_undoes_a_cram_does_not_ask_its_card(bank: Bank, store: Store, time: Time) -> None:
    cram(bank, store, time).answer(4)
    session = begin(bank, store, time, limit=1)
    session.answer(4)
    assert session.asked is None
    session.undo()
    assert [event.kind for event in session.undo()] == ["cram"]
    assert (asked(session), session.total) == ("one", 1)


def test_leeches_are_those_answered_here_and_not_aside(bank: Bank, store: Store, time: Time) -> None:
    for quality in (4, 1, 4, 1, 4):
        time.pass_seconds(10 * 86_400)
        begin(bank, store, time, limit=1).answer(quality)
    time.pass_seconds(10 * 86_400)
    assert store.all_progress()["one"].state.lapses == 2
    session = begin(bank, store, time, limit=1)
    session.leech_lapses = 3
    assert session.leeches() == []
    session.answer(1)
    assert session.leeches() == ["one"]
    session.suspend()
    assert session.leeches() == []
    session.undo()
    session.undo()
    assert session.leeches() == []


def test_skip_leaves_no_trace(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.skip()
    assert asked(session) == "three"
    assert store.events() == []


def test_a_compute_card_has_fresh_numbers_and_logs_them(tmp_path: Path, store: Store, time: Time) -> None:
    text = "- {id: c, kind: compute, level: basic, problem: conv_output_size}\n"
    bank = Bank([write_bank(tmp_path / "b", {"cnn/c.yaml": text})], tmp_path / "i.json")
    session = begin(bank, store, time)
    params = []
    for _ in range(3):
        assert session.asked is not None
        assert session.asked.instance is not None
        params.append(session.asked.instance.values())
        session.answer(3)
    assert params[0] != params[1] != params[2]
    assert [event.detail["params"] for event in store.events()] == params
    assert len({event.detail["seed"] for event in store.events()}) == 3


def test_grading_suggests_and_is_logged(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.answer(4)
    unreadable = session.check("eh?")
    assert unreadable is not None
    assert unreadable.verdict == "unreadable"
    assert session.asked is not None
    assert session.asked.typed is None
    time.pass_seconds(20)
    slip = session.check("24")  # 28 - 5 + 1 with the padding of 2 left out
    assert slip is not None
    assert (slip.verdict, slip.slip) == ("near_miss", "padding_ignored")
    assert session.suggestion() == (2, "verdict")
    session.answer(3)
    detail = store.events()[-1].detail
    assert detail["answer"] == "24"
    assert (detail["verdict"], detail["slip"]) == ("near_miss", "padding_ignored")
    assert (detail["suggested"], detail["suggested_by"]) == (2, "verdict")


def test_the_time_suggests_too(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.answer(4)
    time.pass_seconds(30)
    session.check("28x28")
    assert session.suggestion() == (5, "verdict")
    time.pass_seconds(600)  # reading the solution costs nothing
    assert session.suggestion() == (5, "verdict")
    session.undo()
    session.answer(4)
    time.pass_seconds(90)
    session.check("28x28")
    assert session.suggestion() == (4, "verdict")
    assert session.asked is not None
    assert session.asked.next_hint() is not None
    assert session.suggestion() == (3, "verdict")


def test_ticked_points_suggest(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    assert session.suggestion() is None
    assert session.asked is not None
    session.asked.ticked = {0, 1}
    assert session.suggestion() == (5, "points")
    session.answer(4)
    assert store.events()[-1].detail == {"hints": 0, "ticked": [0, 1], "suggested": 5, "suggested_by": "points"}


def test_hints_run_out(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    assert session.asked is not None
    hints = [session.asked.next_hint() for _ in range(3)]
    assert [hint.en if hint else None for hint in hints] == ["point one", "point two", None]


def test_references_that_disagree_grade_nobody(
    bank: Bank, store: Store, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(ConvOutputSize, "torch_reference", lambda *_: (1, 1))
    day = cards_of_day(bank.entries.values(), {}, TODAY, new=9)
    session = Session(bank, store, day, time.world(), backend="both", device="cpu")
    session.answer(4)
    assert session.check("28") is None
    assert session.suggestion() is None
    session.answer(4)
    assert "verdict" not in store.events()[-1].detail


def test_a_card_that_broke_meanwhile_is_passed_over(bank: Bank, store: Store, time: Time) -> None:
    day = cards_of_day(bank.entries.values(), {}, TODAY, new=9)
    path = Path(bank.entries["one"].path)
    path.write_text(path.read_text(encoding="utf-8").replace("id: one", "id: other"), encoding="utf-8")
    session = Session(bank, store, day, time.world())
    assert asked(session) == "three"
    assert session.unreadable == [f"one: {path}: the card 'one' cannot be read any more"]


def test_an_edited_card_is_asked_anew(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    path = Path(bank.entries["one"].path)
    path.write_text(path.read_text(encoding="utf-8").replace("What is one?", "And one?"), encoding="utf-8")
    session.reload()
    assert session.asked is not None
    assert session.asked.card.kind == "recall"
    assert session.asked.card.question.en == "And one?"
    assert (session.number, session.total) == (1, 3)


def test_editing_and_deleting_cards_leave_progress_alone(bank: Bank, store: Store, time: Time) -> None:
    begin(bank, store, time).answer(5)
    before = store.progress("one")
    Path(bank.entries["one"].path).unlink()
    again = Bank(bank.folders, bank._cache)
    assert "one" not in again.entries
    assert store.progress("one") == before


def test_past_the_rollover_hour_the_day_is_the_new_one(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    session.answer(4)
    time.ms += 20 * HOUR
    session.answer(4)
    assert [event.day for event in store.events()] == [date(2026, 2, 2), date(2026, 2, 3)]


def test_minutes_left_follow_the_pace(bank: Bank, store: Store, time: Time) -> None:
    session = begin(bank, store, time)
    assert session.minutes_left == pytest.approx(3 * 45 / 60)
    time.pass_seconds(105)
    session.answer(4)
    assert session.minutes == pytest.approx(105 / 60)
    assert session.minutes_left == pytest.approx(2 * 75 / 60)


PUZZLES = {
    "a/choice.yaml": choice_card("choice"),
    "b/cloze.yaml": cloze_card("cloze"),
    "c/derive.yaml": derive_card("derive"),
    "d/order.yaml": order_card("order"),
}


@pytest.fixture
def puzzles(tmp_path: Path) -> Bank:
    return Bank([write_bank(tmp_path / "puzzles", PUZZLES)], tmp_path / "index.json")


def test_puzzles_are_graded_and_logged_as_they_were_shown(puzzles: Bank, store: Store, time: Time) -> None:
    session = begin(puzzles, store, time)
    while session.asked is not None:
        puzzle = session.asked.puzzle
        time.pass_seconds(10)
        if puzzle is None:
            session.asked.ticked.add(0)
            assert session.suggestion() == (3, "points")
            session.answer(4)
            continue
        grade = session.check(puzzle.solution())
        assert grade is not None
        assert grade.verdict == "correct"
        assert session.suggestion() == (5, "verdict")
        session.answer(5)
    details = {event.card: event.detail for event in store.events()}
    assert sorted(details["choice"]["shown"]) == [0, 1, 2, 3]
    assert details["cloze"]["answer"] == "b*v; 动量"
    assert details["derive"]["ticked"] == [0]
    assert details["order"]["verdict"] == "correct"


def test_an_unreadable_answer_to_a_puzzle_costs_nothing(puzzles: Bank, store: Store, time: Time) -> None:
    session = begin(puzzles, store, time)
    assert asked(session) == "choice"
    grade = session.check("everything")
    assert grade is not None
    assert grade.verdict == "unreadable"
    assert session.asked is not None
    assert session.asked.typed is None
    assert session.suggestion() == (0, "verdict")


def test_a_hint_to_a_puzzle_lowers_the_suggestion(puzzles: Bank, store: Store, time: Time) -> None:
    session = begin(puzzles, store, time)
    assert session.asked is not None
    assert session.asked.puzzle is not None
    assert session.asked.next_hint() is not None
    session.check(session.asked.puzzle.solution())
    assert session.suggestion() == (3, "verdict")


def test_letters_that_may_be_the_answer_are_no_keys(tmp_path: Path, store: Store, time: Time) -> None:
    one = (
        cloze_card("one")
        .replace("[[\\\\beta v]]", "[[n]]")
        .replace('"b*v", for: {b: [0.1, 0.9], v: [-2, 2]}', '"n", for: {n: [1, 9]}')
    )
    bank = Bank([write_bank(tmp_path / "letters", {"a.yaml": one + choice_card("two")})], tmp_path / "letters.json")
    session = begin(bank, store, time)
    assert session.asked is not None
    assert session.asked.letters == {"n"}
    session.answer(5)
    assert session.asked.letters == set()


def test_a_card_without_points_suggests_nothing(tmp_path: Path, store: Store, time: Time) -> None:
    (tmp_path / "notes.md").write_text("## What is a zyzzyva?\nA weevil.\n", encoding="utf-8")
    session = begin(Bank([tmp_path / "notes.md"], tmp_path / "notes.json"), store, time)
    assert session.suggestion() is None
    session.answer(4)
    assert [event.quality for event in store.events()] == [4]
