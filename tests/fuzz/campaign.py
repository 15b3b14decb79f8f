"""Running a reader on many damaged inputs: each within its time, the whole within its memory, a failure by its seed."""

import resource
import signal
import sys
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, ClassVar, Generic, TypeVar

from dlprep.errors import DlprepError

SECONDS = 1.0
"""Of the processor's time that one input may take; other programs on the machine do not count."""
_BLOCKED = 20.0  # seconds on the wall: whoever waits for a pipe uses no processor
MEGABYTES = 200

T = TypeVar("T")


class TooSlow(BaseException):
    """An input took too long. No reader's `except Exception` may swallow it."""


class Broken(AssertionError):
    """A reader returned, but what holds for every input does not hold."""


class Campaign(ABC, Generic[T]):
    """A reader under fire: how its inputs are made, and how one is read.

    Attributes:
        share: how many inputs the slow job reads, the quick one a fifth of them.
        calls: how many commands one input goes through; the limit of time is for each.
    """

    share: ClassVar[int] = 1000
    calls: ClassVar[int] = 1

    def __init__(self, scratch: Path) -> None:
        """Prepare; `scratch` is an empty folder."""
        self.scratch = scratch

    @abstractmethod
    def make(self, rng: Random) -> T:
        """Return the input that `rng` gives."""

    @abstractmethod
    def read(self, made: T) -> bool:
        """Read it; return whether it was taken. A `DlprepError` refuses it, whatever else is raised is a failure."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that went wrong."""

    seed: int
    made: Any
    said: str
    place: str = ""

    def __str__(self) -> str:
        shown = repr(self.made)
        return (
            f"seed {self.seed}: {self.said}\n    {self.place}\n    {shown if len(shown) < 600 else shown[:600] + '...'}"
        )


@dataclass(slots=True)
class Report:
    """What became of a campaign.

    Attributes:
        slowest: seconds of the processor, and the seed.
        grown: mebibytes by which the peak of memory rose since the first input had been read.
    """

    read: int = 0
    refused: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    grown: float = 0.0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.read} inputs in {self.seconds:.0f} s, {self.refused} refused; slowest {self.slowest[0]:.3f} s"
            f" (seed {self.slowest[1]}); memory +{self.grown:.0f} MiB; {len(self.failures)} failures"
        )


def run(
    campaign: Campaign[Any], count: int, first: int = 0, progress: Callable[[Report], None] = lambda report: None
) -> Report:
    """Read the inputs of the seeds from `first` on."""
    report = Report()
    _read(campaign, first, report)  # what is imported and cached for ever is no growth
    report = Report()
    peak, begun = _peak(), time.perf_counter()
    for seed in range(first, first + count):
        _read(campaign, seed, report)
        report.grown, report.seconds = _peak() - peak, time.perf_counter() - begun
        progress(report)
    if report.grown > MEGABYTES:
        report.failures.append(Failure(first, None, f"memory grew by {report.grown:.0f} MiB"))
    return report


def _read(campaign: Campaign[Any], seed: int, report: Report) -> None:
    made = campaign.make(Random(f"{type(campaign).__name__} {seed}"))
    limit = SECONDS * campaign.calls
    begun = time.process_time()
    try:
        with within(limit):
            report.refused += not campaign.read(made)
    except DlprepError as error:
        report.refused += 1
        if not error.message.strip():
            report.failures.append(Failure(seed, made, f"{type(error).__name__} says nothing"))
    except (Exception, TooSlow) as error:  # noqa: BLE001 -- what is raised is what is looked for
        report.failures.append(Failure(seed, made, f"{type(error).__name__}: {str(error)[:300]}", _place(error)))
    took = time.process_time() - begun
    report.read += 1
    report.slowest = max(report.slowest, (took, seed))
    if took > limit and (not report.failures or report.failures[-1].seed != seed):
        report.failures.append(Failure(seed, made, f"took {took:.2f} s"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` where the block uses more than `seconds` of the processor, or blocks."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"over {seconds:g} s" if number == signal.SIGPROF else f"blocked for {_BLOCKED:g} s")

    clocks = ((signal.ITIMER_PROF, signal.SIGPROF, seconds), (signal.ITIMER_REAL, signal.SIGALRM, _BLOCKED))
    for clock, number, limit in clocks:
        signal.signal(number, ring)
        signal.setitimer(clock, limit)
    try:
        yield
    finally:
        for clock, _, _ in clocks:
            signal.setitimer(clock, 0)


def _place(error: BaseException) -> str:
    """Return the innermost places of ours in the traceback."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/dlprep/" in frame.filename]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[:-4:-1])


def _peak() -> float:
    """Return the largest size that the program had in memory, in MiB."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (2**20 if sys.platform == "darwin" else 2**10)
