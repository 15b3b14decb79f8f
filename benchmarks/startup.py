"""How long commands take to start, as ratios to a bare Typer program, measured in turn in one run.

Usage: python benchmarks/startup.py [--runs N] [--json]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = "import sys"
HELLO = """
import typer

app = typer.Typer()


@app.command()
def main(name: str = "world") -> None:
    typer.echo(f"Hello {name}")


app()
"""
LIMITS = {"dlprep due": 2.0}


class Row:
    """A command's median time in seconds and its median ratio, run by run, to the bare Typer program."""

    def __init__(self, command: str, seconds: list[float], bare: list[float]) -> None:
        self.command, self.limit = command, LIMITS.get(command)
        self.median = round(statistics.median(seconds), 4)
        self.ratio = round(statistics.median(a / b for a, b in zip(seconds, bare, strict=True)), 2)


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    """Run the commands in turn `runs` times after one warm-up; return the wall seconds of each run."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            if run:
                times[name].append(time.perf_counter() - start)
        print(f"\r{run}/{runs}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return times


def main() -> int:
    """Print a table, or JSON; return 1 if a ratio is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DLPREP_HOME"] = folder
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        dlprep = [sys.executable, "-m", "dlprep"]
        commands = {
            "bare Python": [sys.executable, "-c", BARE],
            "bare Typer": [sys.executable, str(hello)],
            "dlprep": dlprep,
            "dlprep due": [*dlprep, "due"],
            "dlprep --help": [*dlprep, "--help"],
        }
        times = measure(commands, options.runs)
    rows = [Row(name, seconds, times["bare Typer"]) for name, seconds in times.items()]
    if options.json:
        keys = ("command", "median", "ratio", "limit")
        print(json.dumps([{key: getattr(row, key) for key in keys} for row in rows], indent=2))
    else:
        print(f"{'command':16} {'median':>9} {'x bare Typer':>13} {'limit':>6}")
        for row in rows:
            print(f"{row.command:16} {row.median * 1000:6.0f} ms {row.ratio:13.2f} {row.limit or '':>6}")
    return int(any(row.limit is not None and row.ratio > row.limit for row in rows))


if __name__ == "__main__":
    sys.exit(main())
