import pytest

from dlprep.doctor.machine import clock, terminal
from dlprep.scheduler.days import Instant

NOON = Instant(1_800_000_000_000, 480)
MINUTE = 60_000


@pytest.mark.parametrize(
    ("ahead", "verdict"),
    [
        pytest.param(None, "ok", id="empty-log"),
        pytest.param(-MINUTE, "ok", id="past"),
        pytest.param(4 * MINUTE, "ok", id="clocks-differ-a-little"),
        pytest.param(6 * MINUTE, "wrong", id="future"),
    ],
)
def test_a_log_that_is_ahead_of_the_clock(ahead: int | None, verdict: str) -> None:
    last = None if ahead is None else Instant(NOON.ms + ahead, 0)
    found = clock(NOON, last)
    assert found.verdict == verdict
    assert "2027-01-15 16:00 UTC+08:00" in found.said.en
    assert (found.advice is not None) == (verdict == "wrong")


def test_a_clock_that_was_never_set() -> None:
    assert clock(Instant(0, 0), None).verdict == "wrong"


@pytest.mark.parametrize(
    ("encoding", "columns", "verdict"),
    [
        pytest.param("utf-8", 80, "ok", id="usual"),
        pytest.param("UTF8", 60, "ok", id="narrow-but-enough"),
        pytest.param("utf-8", 59, "warning", id="narrow"),
        pytest.param("ascii", 80, "warning", id="ascii"),
        pytest.param("gbk", 80, "warning", id="gbk"),
    ],
)
def test_a_terminal(encoding: str, columns: int, verdict: str) -> None:
    environment = {"TERM": "xterm", "NO_COLOR": "1", "USER": "somebody"}
    found = terminal(encoding, columns, True, False, environment)
    assert found.verdict == verdict
    assert "TERM=xterm, NO_COLOR=1" in found.said.en
    assert "somebody" not in found.said.en
