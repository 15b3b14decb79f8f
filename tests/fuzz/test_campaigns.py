import time
from pathlib import Path
from random import Random

import pytest

from dlprep.errors import UsageError
from tests.fuzz.campaign import Broken, Campaign, run
from tests.fuzz.campaigns import CAMPAIGNS
from tests.fuzz.mutate import LARGEST, NASTY, as_text, mutate


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_few_inputs(tmp_path: Path, name: str) -> None:
    report = run(CAMPAIGNS[name](tmp_path), CAMPAIGNS[name].share // 5)
    assert not report.failures, "\n".join(map(str, report.failures))


@pytest.mark.slow
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_share(tmp_path: Path, name: str) -> None:
    report = run(CAMPAIGNS[name](tmp_path), CAMPAIGNS[name].share, first=1_000_000)
    assert not report.failures, "\n".join(map(str, report.failures))


class _Reader(Campaign[int]):
    """Reads as each number says."""

    def make(self, rng: Random) -> int:
        return rng.randrange(3)

    def read(self, made: int) -> bool:
        match made:
            case 0:
                return True
            case 1:
                raise UsageError("no")
        raise Broken("what was to hold does not")


def test_a_failure_is_told_with_the_seed_that_makes_it_again(tmp_path: Path) -> None:
    report = run(_Reader(tmp_path), 30)
    assert (report.read, 0 < report.refused < 30) == (30, True)
    assert {failure.made for failure in report.failures} == {2}
    for failure in report.failures:
        (again,) = run(_Reader(tmp_path), 1, first=failure.seed).failures
        assert again == failure


def test_an_input_that_takes_too_long_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def turn(self: _Reader, made: int) -> bool:
        end = time.process_time() + 5
        while time.process_time() < end:
            pass
        return True

    monkeypatch.setattr(_Reader, "read", turn)
    monkeypatch.setattr("tests.fuzz.campaign.SECONDS", 0.05)
    assert "TooSlow" in run(_Reader(tmp_path), 1).failures[0].said


def test_an_input_that_blocks_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Reader, "read", lambda self, made: time.sleep(5))
    monkeypatch.setattr("tests.fuzz.campaign._BLOCKED", 0.05)
    assert "blocked" in run(_Reader(tmp_path), 1).failures[0].said


def test_what_takes_much_memory_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hoard(self: _Reader, made: int) -> bool:
        kept.append(bytearray(b"x" * 40_000_000))
        return True

    kept: list[bytearray] = []
    monkeypatch.setattr(_Reader, "read", hoard)
    assert "memory grew" in run(_Reader(tmp_path), 10).failures[0].said


def test_damage_comes_in_every_kind_and_stays_small() -> None:
    damaged = [mutate(Random(seed), b"size: 224\n" * 20, [b"other"], [b"size"]) for seed in range(2000)]
    assert max(map(len, damaged)) <= LARGEST
    assert len(set(damaged)) > 1500
    assert all(any(nasty in data for data in damaged) for nasty in NASTY if len(nasty) < 100)
    assert damaged[7] == mutate(Random(7), b"size: 224\n" * 20, [b"other"], [b"size"])
    assert all(isinstance(as_text(Random(1), data), str) for data in damaged)
