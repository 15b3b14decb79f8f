"""Times and memory, measured so that a busy or a slow machine changes no ratio much.

What is compared runs in turn, and a ratio is the median of the ratios within each turn.
"""

import os
import pty
import resource
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 300.0
"""Seconds; a command that takes longer hangs."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Attributes:
        group: the benchmark that it belongs to.
        name: what was measured.
        cards: how many cards the bank has, where that matters.
        reviews: how many answers the log has, where that matters.
        seconds: of one call, the median over the runs.
        against: what it is compared with, if with anything.
        ratio: seconds by its seconds, the median over the turns.
        limit: what the ratio must not be above.
        peak_mb: the most memory that the process had, where it was a process.
        note: what else is worth knowing.
    """

    group: str
    name: str
    seconds: float
    cards: int | None = None
    reviews: int | None = None
    against: str = ""
    ratio: float | None = None
    limit: float | None = None
    peak_mb: float | None = None
    note: str = ""

    @property
    def missed(self) -> bool:
        """Whether the ratio is above its limit."""
        return self.ratio is not None and self.limit is not None and self.ratio > self.limit


@dataclass(slots=True)
class Timing:
    """The seconds of each run, and the most memory of any."""

    seconds: list[float] = field(default_factory=list)
    peak_mb: float | None = None

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)

    def ratio(self, other: "Timing") -> float:
        """Return the median of the ratios to `other`, turn by turn."""
        return statistics.median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))


class Action:
    """Something that can be done again and again, and timed."""

    def __init__(self, run: Callable[[], float], peak: Callable[[], float] | None = None) -> None:
        """`run` does it once and returns its seconds; `peak` does it once and returns the most memory it had, in MB."""
        self.run, self.peak = run, peak


def in_turn(
    actions: Mapping[str, Action], runs: int, say: Callable[[str], None], *, warm: bool = True
) -> dict[str, Timing]:
    """Do the actions in turn `runs` times, after one round, if `warm`, that does not count and measures memory."""
    timings = {name: Timing() for name in actions}
    for name, action in actions.items() if warm else ():
        say(f"{name}: once to warm up")
        if action.peak is None:
            action.run()
        else:
            timings[name].peak_mb = action.peak()
    for run in range(runs):
        for name, action in actions.items():
            say(f"{name}: {run + 1}/{runs}")
            timings[name].seconds.append(action.run())
    return timings


def call(function: Callable[[], Any]) -> Action:
    """Make an action of a function."""

    def run() -> float:
        start = time.perf_counter()
        function()
        return time.perf_counter() - start

    return Action(run)


def command(arguments: Sequence[str], environment: dict[str, str]) -> Action:
    """Make an action of a command, which must succeed; what it prints is dropped."""

    def run(before: Sequence[str] = ()) -> float:
        start = time.perf_counter()
        subprocess.run([*before, *arguments], stdout=subprocess.DEVNULL, env=os.environ | environment, check=True)
        return time.perf_counter() - start

    return Action(run, lambda: _peak(run))


def first_screen(arguments: Sequence[str], environment: dict[str, str], shows: str, leave: str = "") -> Action:
    """Make an action of a command in a terminal of 80 columns, timed until `shows` is on it; then `leave` is typed."""

    def run(before: Sequence[str] = ()) -> float:
        leader, follower = pty.openpty()
        start = time.perf_counter()
        process = subprocess.Popen(
            [*before, *arguments],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            env=os.environ | {"COLUMNS": "80", "LINES": "40", "TERM": "xterm"} | environment,
            start_new_session=True,
        )
        os.close(follower)
        seen = b""
        while shows.encode() not in seen:
            if not select.select([leader], [], [], PATIENCE)[0] or not (part := _read(leader)):
                process.kill()
                raise SystemExit(f"{' '.join(arguments)} never showed {shows!r}: {seen.decode(errors='replace')}")
            seen += part
        seconds = time.perf_counter() - start
        os.write(leader, leave.encode())
        while _read(leader):
            pass
        process.wait()
        os.close(leader)
        return seconds

    return Action(run, lambda: _peak(run))


def peak_mb() -> float:
    """Return the most memory that this process had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1e6 if sys.platform == "darwin" else 1e3), 1)


_LAUNCHER = """
import os, pathlib, sys
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
pathlib.Path(sys.argv[1]).write_text(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def _peak(run: Callable[[Sequence[str]], object]) -> float:
    """Return the peak of a command that a small process starts: Linux counts the memory of the one that forked, too."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "peak"
        run([sys.executable, "-S", "-c", _LAUNCHER, str(said)])
        return round(int(said.read_text()) / (1e6 if sys.platform == "darwin" else 1e3), 1)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""
