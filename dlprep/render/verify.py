"""The proof of the problems: a progress bar, then a table."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text as Line

from dlprep.compute.place import Place
from dlprep.compute.verify import Verification
from dlprep.grading.answer import format_answer
from dlprep.render.columns import columns
from dlprep.render.console import open_console
from dlprep.render.feedback import replay_line
from dlprep.render.plain import is_plain
from dlprep.text import Language


def progress() -> Progress:
    """Return a progress bar on stderr, which leaves nothing behind."""
    bar = (TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*bar, console=open_console(stderr=True), transient=True, disable=is_plain())


def table(found: Sequence[Verification], place: Place, language: Language, width: int | None) -> RenderableType:
    """Show each problem's largest error and times; then what replays each disagreement."""
    zh = language == "zh"
    titles = ("题型", "实例", "误差/容差") if zh else ("problem", "instances", "error")
    rows = [(*titles, "numpy", "torch", "", "")]
    for one in found:
        times = (one.seconds_numpy, one.seconds_torch)
        numpy, torch = (f"{seconds / max(1, one.instances) * 1000:.2f} ms" for seconds in times)
        batched = ("成批" if zh else "batched") if one.batched else ""
        verdict = "✗" if one.disagreement else "✓"
        rows.append((one.problem.name, str(one.instances), f"{one.largest_error:.2g}", numpy, torch, batched, verdict))
    failed = [one for one in found if one.disagreement]
    where = f"torch {place.device}, {place.dtype}"
    total = sum(one.instances for one in found)
    said = (
        f"{len(found)} 个题型，{total} 个实例（{where}）：{len(failed)} 个题型不一致"
        if zh
        else f"{len(found)} problems, {total} instances ({where}): {len(failed)} disagree"
    )
    lines = columns(rows, right=frozenset(range(1, 5)), width=width)
    shown = [Line(line, style="bold red" if "✗" in line else "", no_wrap=True, overflow="ignore") for line in lines]
    return Group(*shown, Line(said, style="bold red" if failed else "bold green"), *map(_disagreement, failed))


def _disagreement(found: Verification) -> RenderableType:
    assert found.disagreement
    instance, numpy, torch = found.disagreement
    kind = instance.answer_type
    values = f"numpy: {format_answer(numpy, kind)}; torch: {format_answer(torch, kind)}"
    return Group(Line(f"{found.problem.name}: {values}", style="red"), Line(f"  {replay_line(instance)}"))
