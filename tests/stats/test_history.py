import pytest

from dlprep.stats.history import LONGEST_MS, Reviewed, history
from tests.stats.samples import Log


def steps(log: Log) -> list[tuple[str, int]]:
    return [(one.step, one.interval) for one in history(log.events)]


def test_first_answers_reviews_and_repeats() -> None:
    log = Log()
    for day, quality in (
        ("2026-03-01", 4),
        ("2026-03-02", 4),
        ("2026-03-08", 2),  # forgotten
        ("2026-03-08", 3),  # so again
        ("2026-03-08", 4),
        ("2026-03-09", 5),
    ):
        log.add("a", day, quality)
    assert steps(log) == [("new", 0), ("review", 1), ("review", 6), ("repeat", 1), ("repeat", 1), ("review", 1)]


def test_a_second_answer_after_a_good_one_is_a_review() -> None:
    log = Log()
    log.add("a", "2026-03-01", 5)
    log.add("a", "2026-03-01", 5)
    assert steps(log) == [("new", 0), ("review", 1)]


def test_an_answer_taken_back_leaves_no_trace() -> None:
    log = Log()
    slip = log.add("a", "2026-03-01", 0)
    log.add("a", "2026-03-01", kind="retract", ms=None, target=slip)
    log.add("a", "2026-03-01", 5)
    assert steps(log) == [("new", 0)]


def test_a_cram_moves_nothing() -> None:
    log = Log()
    log.add("a", "2026-03-01", 5)
    log.add("a", "2026-03-02", 0, kind="cram")
    log.add("a", "2026-03-02", 5)
    assert steps(log) == [("new", 0), ("cram", 1), ("review", 1)]


def test_after_a_reset_a_card_is_new_again() -> None:
    log = Log()
    log.add("a", "2026-03-01", 5)
    log.add("a", "2026-03-02", kind="reset", ms=None)
    log.add("a", "2026-03-02", 5)
    assert steps(log) == [("new", 0), ("new", 0)]


def test_suspensions_and_burials_are_no_answers() -> None:
    log = Log()
    for kind in ("suspend", "resume", "bury"):
        log.add("a", "2026-03-01", kind=kind, ms=None)
    assert history(log.events) == []


@pytest.mark.parametrize(
    ("ms", "counted"), [(None, 0), (0, 0), (30_000, 30_000), (LONGEST_MS + 1, LONGEST_MS)], ids=str
)
def test_time(ms: int | None, counted: int) -> None:
    log = Log()
    log.add("a", "2026-03-01", 5, ms=ms)
    assert [one.ms for one in history(log.events)] == [counted]


@pytest.mark.parametrize(("quality", "passed"), [(2, False), (3, True)])
def test_right_is_from_three(quality: int, passed: bool) -> None:
    log = Log()
    log.add("a", "2026-03-01", quality)
    (one,) = history(log.events)
    assert isinstance(one, Reviewed)
    assert one.passed is passed
