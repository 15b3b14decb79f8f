"""`python -m tests.fuzz answers 1000000`: a long campaign by hand; without a number, its share of the slow job."""

import argparse
import faulthandler
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.campaign import Report, run
from tests.fuzz.campaigns import CAMPAIGNS


def main() -> int:
    """Run a campaign, or all of them; return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("campaign", choices=[*CAMPAIGNS, "all"])
    parser.add_argument("count", nargs="?", type=int, help="how many inputs; default: the slow job's share")
    parser.add_argument("--first", type=int, default=0, help="the first seed: one that failed, to see it again")
    chosen = parser.parse_args()
    faulthandler.enable()
    failed = False
    for name in CAMPAIGNS if chosen.campaign == "all" else [chosen.campaign]:
        with tempfile.TemporaryDirectory() as folder:
            count = chosen.count or CAMPAIGNS[name].share
            report = run(CAMPAIGNS[name](Path(folder)), count, chosen.first, _Progress(name, count))
        print(f"\r{name}: {report}\033[K" if sys.stderr.isatty() else f"{name}: {report}")
        for failure in report.failures[:20]:
            print(f"  {failure}")
        failed |= bool(report.failures)
    return int(failed)


class _Progress:
    """A line on standard error, a few times a second."""

    def __init__(self, name: str, count: int) -> None:
        self.name, self.count, self.shown = name, count, 0.0

    def __call__(self, report: Report) -> None:
        if sys.stderr.isatty() and time.monotonic() - self.shown > 0.3:
            self.shown = time.monotonic()
            print(f"\r{self.name} {100 * report.read // self.count}%: {report}\033[K", end="", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
