"""How long commands take to start, and Tab to answer, as ratios to a bare Typer program, measured in turn in one run.

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
from typing import Annotated

import typer

app = typer.Typer()


def names(incomplete: str) -> list[str]:
    return [name for name in ("world", "wonder") if name.startswith(incomplete)]


@app.command()
def main(name: Annotated[str, typer.Argument(autocompletion=names)] = "world") -> None:
    typer.echo(f"Hello {name}")


app(prog_name="hello")
"""
TABS = {
    "Tab: card": "dlprep show s",
    "Tab: topic": "dlprep review --topic a",
    "Tab: problem": "dlprep compute c",
    "Tab: parameter": "dlprep compute conv_output_size k",
}
LIMITS = {"dlprep due": 2.0} | dict.fromkeys(TABS, 1.5)


class Row:
    """A command's median time in seconds and its median ratio, run by run, to the bare Typer program."""

    def __init__(self, command: str, seconds: list[float], bare: list[float]) -> None:
        self.command, self.limit = command, LIMITS.get(command)
        self.median = round(statistics.median(seconds), 4)
        self.ratio = round(statistics.median(a / b for a, b in zip(seconds, bare, strict=True)), 2)


def tab(line: str) -> dict[str, str]:
    """Return the environment in which a program says what Tab offers at the end of `line`, as in bash."""
    words = line.split(" ")
    variable = f"_{words[0].upper()}_COMPLETE"
    return {variable: "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}


def measure(commands: dict[str, tuple[list[str], dict[str, str]]], runs: int) -> dict[str, list[float]]:
    """Run the commands in turn `runs` times after one warm-up; return the wall seconds of each run."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, (command, environment) in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, env=os.environ | environment, check=True)
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
            "bare Python": ([sys.executable, "-c", BARE], {}),
            "bare Typer": ([sys.executable, str(hello)], {}),
            "dlprep": (dlprep, {}),
            "dlprep due": ([*dlprep, "due"], {}),
            "dlprep --help": ([*dlprep, "--help"], {}),
            "bare Typer Tab": ([sys.executable, str(hello)], tab("hello w")),
        } | {name: (dlprep, tab(line)) for name, line in TABS.items()}
        times = measure(commands, options.runs)
    bases = {name: times["bare Typer Tab" if "Tab" in name else "bare Typer"] for name in times}
    rows = [Row(name, seconds, bases[name]) for name, seconds in times.items()]
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
