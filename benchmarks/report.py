"""What was measured: as a table, as JSON, and as the page docs/performance.md with its plot."""

import json
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.explained import EXPLAINED, GROUPS, INTRODUCTION
from benchmarks.measure import Row
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Line, Plot, Series
from dlprep.figures.svg import as_svg
from dlprep.text import Text

PLOT = "performance.svg"


def as_json(rows: Sequence[Row]) -> str:
    """Return the machine and the rows as JSON."""
    return json.dumps({"machine": machine(), "rows": [asdict(row) | {"missed": row.missed} for row in rows]}, indent=2)


def from_json(text: str) -> tuple[str, list[Row]]:
    """Return the machine and the rows of `as_json`."""
    data = json.loads(text)
    return data["machine"], [
        Row(**{key: value for key, value in row.items() if key != "missed"}) for row in data["rows"]
    ]


def machine() -> str:
    """Say what the numbers were measured on."""
    return f"{os.cpu_count()} cores of {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def print_table(rows: Sequence[Row]) -> None:
    """Print the rows as a table, with what missed its limit in red."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*HEAD, box=None)
    for column in table.columns[1:3] + table.columns[4:]:
        column.justify = "right"
    for row in rows:
        table.add_row(*cells(row), style="red" if row.missed else "")
    Console().print(table)


HEAD = ("what", "cards", "time", "against", "ratio", "limit", "memory")


def cells(row: Row) -> tuple[str, ...]:
    """Return a row as texts."""
    return (
        row.name,
        f"{row.cards:,}" if row.cards else "",
        duration(row.seconds),
        row.against,
        f"{row.ratio:.2f}x" if row.ratio is not None else "",
        f"{row.limit:g}x" if row.limit is not None else "",
        f"{row.peak_mb:.0f} MB" if row.peak_mb is not None else "",
    )


def duration(seconds: float) -> str:
    """Write a time with three digits."""
    factor, unit = next(((f, u) for f, u in ((1, "s"), (1e3, "ms")) if seconds * f >= 1), (1e6, "µs"))
    return f"{seconds * factor:.3g} {unit}"


def write_page(rows: Sequence[Row], on: str, folder: Path) -> None:
    """Write performance.md and its plot into `folder`."""
    lines = [INTRODUCTION.format(machine=on, plot=PLOT)]
    for group, said in GROUPS.items():
        if not (mine := [row for row in rows if row.group == group]):
            continue
        shown = [number for number in range(len(HEAD)) if any(cells(row)[number] for row in mine)]
        lines += [f"## {said.title}", "", said.text, ""]
        lines.append("| " + " | ".join(HEAD[number] for number in shown) + " |")
        lines.append("|" + "|".join(" ---: " if number in (1, 2, 4, 5, 6) else " --- " for number in shown) + "|")
        for row in mine:
            texts = cells(row)
            ratio = f"**{texts[4]}**" if row.missed else texts[4]
            lines.append("| " + " | ".join((*texts[:4], ratio, *texts[5:])[number] for number in shown) + " |")
        lines.append("")
        missed = dict.fromkeys(row.name for row in mine if row.missed)
        lines += [f"- {name}: {EXPLAINED.get(name, 'missed its limit in this run.')}" for name in missed]
        lines += [""] * bool(missed)
    (folder / "performance.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    (folder / PLOT).write_text(as_svg(growth(rows), "en"), encoding="utf-8")


def growth(rows: Sequence[Row]) -> Figure:
    """Return the plot of time against cards, both as powers of ten: commands, and what happens within one."""
    commands = {"dlprep due": "a", "first card of review": "b"}
    inside = {
        "an answer, durable, and the next card": "c",
        "due counts": "d",
        "the day's queue": "e",
        "check of the database": "f",
        "a backup": "g",
    }
    return Figure(
        Text("随卡片数增长的开销", "How cost grows with the bank"),
        Text(
            "横轴是卡片数，纵轴是毫秒，都取对数；虚线是 Anki。",
            "Cards across, milliseconds up, both in powers of ten; dashed is Anki.",
        ),
        (
            _panel(rows, commands, Text("命令", "commands")),
            _panel(rows, inside, Text("命令之内（虚线：Anki）", "inside (dashed: Anki)")),
        ),
    )


def _panel(rows: Sequence[Row], names: dict[str, str], title: Text) -> Plot:
    series: list[Series] = []
    for tone, (name, key) in enumerate(names.items(), start=1):
        points = [row for row in rows if row.name == name and row.cards]
        ours = tuple((math.log10(row.cards or 1), math.log10(row.seconds * 1e3)) for row in points)
        theirs = tuple(
            (math.log10(row.cards or 1), math.log10(row.seconds / row.ratio * 1e3))
            for row in points
            if row.ratio and "Anki" in row.against
        )
        for stroke, label, line in ((ours, name, "solid"), (theirs, "", "dashed")):
            if stroke:
                kind: Line = "solid" if line == "solid" else "dashed"
                series.append(
                    Series(Text(label, label) if label else None, (stroke,), key if label else "", kind, tone=tone)
                )
    heights = [y for one in series for stroke in one.strokes for _, y in stroke] or [0.0]
    low, high = math.floor(min(heights)), math.ceil(max(heights))
    ticks = tuple((float(power), _power(power)) for power in range(low, high + 1))
    cards = tuple((float(power), f"{10**power:,}") for power in range(3, 6))
    return Plot(
        Axis(2.6, 5.2, cards, Text("卡片", "cards")),
        Axis(low, high, ticks, Text("毫秒", "ms")),
        tuple(series),
        title=title,
    )


def _power(power: int) -> str:
    return f"{10.0**power:g}"
