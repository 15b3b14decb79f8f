"""An interview as a script: the clock is the test's, and a kill is a second session over the same file."""

from pathlib import Path

import pytest

from dlprep.bank.bank import Bank
from dlprep.interview.asked import Asked
from dlprep.interview.marks import marks_of_quality
from dlprep.interview.notebook import Notebook, read_record
from dlprep.interview.record import Begin
from dlprep.interview.session import Interview, World
from dlprep.scheduler.days import Instant
from dlprep.store.event import fold
from dlprep.store.store import Store
from tests.interview.cards import interview_bank
from tests.strategies import START


class Time:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def world(self) -> World:
        return World(clock=lambda: Instant(START + round(self.seconds * 1000), 0), timer=lambda: self.seconds)


class Script:
    """An interview that can be killed at any time."""

    def __init__(self, folder: Path, store: Store, *plan: str, minutes: float = 30, seed: int = 1) -> None:
        self.bank, self.store, self.time = interview_bank(folder), store, Time()
        begin = Begin(id="one", at="2026-02-02T08:00:00.000+00:00", minutes=minutes, seed=seed, plan=plan)
        self.notebook = Notebook.begin(folder / "interviews", begin)
        self.interview = self._session()

    def _session(self) -> Interview:
        return Interview(self.notebook, self.bank, self.store, self.time.world())

    def kill(self) -> None:
        """Forget everything but what is on the disk."""
        self.notebook.close()
        self.time = Time()
        self.notebook = Notebook.resume(self.notebook.path)
        self.interview = self._session()

    def next(self) -> Asked:
        asked = self.interview.advance()
        assert asked is not None
        return asked

    def think(self, seconds: float) -> None:
        self.interview.start()
        self.time.seconds += seconds
        self.interview.stop()

    def say(self, text: str, seconds: float = 10.0) -> set[int]:
        self.think(seconds)
        return self.interview.answer(text, seconds)

    def qualities(self) -> list[tuple[str, int | None]]:
        return [(event.card, event.quality) for event in self.store.events()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_a_typed_answer_is_matched_asked_after_and_scored(folder: Path, store: Store) -> None:
    script = Script(folder, store, "deep")
    asked = script.next()
    assert asked.question.ask.card == "deep"
    assert script.say("It learns slowly.") == {1}
    assert script.interview.why() == 0
    assert script.say("Because the gradients vanish") == {0, 1}
    assert script.interview.why() is None
    score = script.interview.score_points({0, 1})
    assert (score.got, score.of, score.quality) == (5, 6, 4)
    assert [(each.point, each.words.en) for each in score.missed] == [(2, "a product")]
    assert asked.question.seconds == 20
    assert script.qualities() == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", None, id="said-aloud"),
        pytest.param("gradients vanish and it learns slowly", None, id="the-heavy-ones-are-there"),
        pytest.param("gradients vanish", 1, id="the-next-heaviest"),
        pytest.param("nothing to the point", 0, id="the-heaviest"),
    ],
)
def test_why(folder: Path, store: Store, text: str, why: int | None) -> None:
    script = Script(folder, store, "deep")
    script.next()
    script.say(text)
    assert script.interview.why() == why


def test_why_is_asked_again_after_an_interruption_until_it_is_answered(folder: Path, store: Store) -> None:
    script = Script(folder, store, "deep")
    script.next()
    script.say("It learns slowly.")
    assert script.interview.why() == 0
    for _ in range(2):
        script.kill()
        script.next()
        assert script.interview.why() == 0
    script.say("")  # said aloud
    script.kill()
    script.next()
    assert script.interview.why() is None


def test_a_missed_card_is_logged_once_an_interview(folder: Path, store: Store) -> None:
    script = Script(folder, store, "deep", "spoken")
    script.next()
    script.say("a product")
    script.interview.score_points({2})
    assert script.qualities() == [("deep", 1)]
    for _ in range(2):
        script.kill()
    assert script.qualities() == [("deep", 1)]
    (event,) = store.events()
    assert event.detail["from"] == "interview"
    assert event.detail["interview"] == "one"
    assert event.detail["ticked"] == [2]
    assert event.detail["answer"] == "a product"
    assert event.elapsed_ms == 10_000
    state = fold([event]).state
    assert state.due is not None
    assert (state.due - event.day).days == 1
    assert store.all_progress() == {"deep": fold(store.events("deep"))}


def test_a_kill_between_score_and_log_is_made_up_for(folder: Path, store: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "elsewhere.db") as other:
        script = Script(folder, other, "deep")
        script.next()
        script.say("")
        script.interview.score_points(set())
    script.store = store
    script.kill()
    assert script.qualities() == [("deep", 0)]


def test_what_was_taken_back_is_not_logged_again(folder: Path, store: Store) -> None:
    script = Script(folder, store, "deep")
    script.next()
    script.say("")
    script.interview.score_points(set())
    (event,) = store.events()
    from dlprep.store.event import Event

    store.append(Event("back", "retract", "deep", Instant(START + 60_000, 0), event.day, target=event.id))
    script.kill()
    assert len(store.events()) == 2


def test_a_kill_at_any_point_resumes_there(folder: Path, store: Store) -> None:
    script = Script(folder, store, "choice", "compute")
    first = script.next()
    script.kill()
    again = script.next()
    assert again.question.ask == first.question.ask
    assert again.puzzle == first.puzzle
    script.say("zz", 4)
    script.kill()
    asked = script.next()
    assert asked.question.text == "zz"
    assert script.interview.used == 4
    script.interview.score_grade(None)
    script.kill()
    assert script.next().question.ask.card == "compute"
    assert len(read_record(script.notebook.path).scored) == 1


def test_the_clock_stands_still_while_one_compares(folder: Path, store: Store) -> None:
    script = Script(folder, store, "deep", minutes=1)
    script.next()
    script.think(20)
    script.time.seconds += 300
    assert (script.interview.used, script.interview.left) == (20, 40)
    script.interview.start()
    script.time.seconds += 5
    assert script.interview.used == 25


def test_the_end_by_time_and_by_questions(folder: Path, store: Store) -> None:
    script = Script(folder, store, "deep", "spoken", minutes=1)
    script.next()
    script.say("", 61)
    script.interview.score_points({0, 1, 2})
    assert script.interview.advance() is None
    assert script.interview.record.end is not None
    assert script.interview.record.end.reason == "time"
    assert script.interview.advance() is None


def test_the_end_by_questions(folder: Path, store: Store) -> None:
    script = Script(folder, store, "plain")
    script.next()
    script.say("")
    score = script.interview.score(marks_of_quality(4))
    assert (score.got, score.of) == (2.4, 3)
    assert script.interview.advance() is None
    assert script.interview.record.end is not None
    assert script.interview.record.end.reason == "questions"


def test_good_answers_are_followed_up_once(folder: Path, store: Store) -> None:
    followed = []
    for seed in range(12):
        home = folder / str(seed)
        with Store(home.with_suffix(".db")) as own:
            script = Script(home, own, "deep", "spoken", seed=seed)
            script.next()
            script.say("")
            script.interview.score_points({0, 1, 2})
            then = script.next()
            followed.append(then.question.ask.card)
            if then.question.ask.follows:
                assert then.question.ask.words is not None
                assert then.question.ask.words.en == "What then?"
                script.say("")
                script.interview.score_points({0})
                assert script.next().question.ask.card == "spoken"
    assert set(followed) == {"remedy", "spoken"}


def test_bad_answers_are_not_followed_up(folder: Path, store: Store) -> None:
    for seed in range(8):
        with Store(folder / f"{seed}.db") as own:
            script = Script(folder / str(seed), own, "deep", "spoken", seed=seed)
            script.next()
            script.say("")
            script.interview.score_points({2})
            assert script.next().question.ask.card == "spoken"


@pytest.mark.parametrize(
    ("text", "got", "quality"),
    [
        pytest.param("28x28", 3, 5, id="right"),
        pytest.param("24", 1.5, 2, id="slip"),
        pytest.param("5", 0, 1, id="wrong"),
        pytest.param("", 0, 0, id="nothing"),
    ],
)
def test_a_computation(folder: Path, store: Store, text: str, got: float, quality: int) -> None:
    script = Script(folder, store, "compute")
    asked = script.next()
    assert asked.limit == 120
    assert asked.is_graded
    found = script.interview.read(text) if text else None
    script.say(text)
    score = script.interview.score_grade(found)
    assert (score.got, score.of, score.quality) == (got, 3, quality)
    assert score.detail["problem"] == "conv_output_size"
    if quality <= 2:
        assert store.events()[0].detail["params"]["size"] == 28


def test_a_derivation_is_ticked_line_by_line(folder: Path, store: Store) -> None:
    script = Script(folder, store, "derive")
    asked = script.next()
    assert [weight for weight, _ in asked.points] == [3, 1]
    assert script.say("a=b since") == set()
    assert script.interview.score_points({0}).quality == 3


def test_a_card_that_is_gone_is_left_out(folder: Path, store: Store) -> None:
    script = Script(folder, store, "deep", "spoken")
    script.next()
    path = Path(script.bank.entries["deep"].path)
    path.write_text(path.read_text(encoding="utf-8").replace("level: basic", "level: hard"), encoding="utf-8")
    script.bank = Bank([folder / "bank"], folder / "index2.json")
    script.kill()
    assert script.next().question.ask.card == "spoken"
    assert list(script.interview.unreadable) == ["deep"]
    assert script.qualities() == []
