"""Runs the benchmarks: `python -m benchmarks`, all of them, or those that are named.

Everything that is compared is measured in one run on one machine, in turn. Exits with 1 if a ratio is above its limit.
"""

import argparse
import gc
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import answering, checking, exporting, grading, replaying, startup
from benchmarks.homes import SIZES, Homes
from benchmarks.measure import Row
from benchmarks.report import as_json, from_json, machine, print_table, write_page

Benchmark = Callable[[Homes, int, Callable[[str], None]], Iterator[Row]]
BENCHMARKS: dict[str, Benchmark] = {
    startup.GROUP: startup.rows,
    answering.GROUP: answering.rows,
    replaying.GROUP: replaying.rows,
    checking.GROUP: checking.rows,
    grading.GROUP: grading.rows,
    exporting.GROUP: exporting.rows,
}


def main() -> int:
    """Measure, print a table, and write what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if left out")
    parser.add_argument("--runs", type=int, default=11, help="how often what takes less than a second is measured")
    parser.add_argument("--cards", type=int, default=SIZES[-1][0], help="the most cards of a bank")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--page", type=Path, metavar="DIR", help="write performance.md and its plot into DIR, too")
    parser.add_argument("--again", type=Path, metavar="FILE", help="measure nothing, take the JSON of an earlier run")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    on = machine()
    if options.again:
        on, rows = from_json(options.again.read_text(encoding="utf-8"))
    else:
        rows = _measure(options.names or list(BENCHMARKS), options.runs, options.cards)
    if options.page:
        write_page(rows, on, options.page)
    print(as_json(rows)) if options.json else print_table(rows)
    return int(any(row.missed for row in rows))


def _measure(names: Sequence[str], runs: int, cards: int) -> list[Row]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    gc.set_threshold(50_000)  # as dlprep does
    rows: list[Row] = []
    columns = (
        SpinnerColumn(),
        *Progress.get_default_columns()[:-1],
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
    )
    with tempfile.TemporaryDirectory() as folder, Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("benchmarks", total=len(names), now="")
        homes = Homes(
            Path(folder), [size for size in SIZES if size[0] <= cards], lambda what: progress.update(task, now=what)
        )
        for name in names:
            progress.update(task, description=name)
            rows += BENCHMARKS[name](homes, runs, lambda what: progress.update(task, now=what))
            progress.advance(task)
    return rows


if __name__ == "__main__":
    sys.exit(main())
