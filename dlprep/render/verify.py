"""The proof of the problems: a progress bar, then a table."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text as Line

from dlprep.compute.place import Place
from dlprep.compute.verify import Verification
from dlprep.grading.answer import format_answer
from dlprep.render.console import open_console
from dlprep.render.feedback import replay_line
from dlprep.render.plain import is_plain
from dlprep.text import Language


def progress() -> Progress:
    """Return a progress bar on stderr, which leaves nothing behind."""
    bar = (TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*bar, console=open_console(stderr=True), transient=True, disable=is_plain())


def table(found: Sequence[Verification], place: Place, language: Language) -> RenderableType:
    """Show each problem's largest error and times; then what replays each disagreement."""
    zh = language == "zh"
    grid = Table(box=None, pad_edge=False, header_style="bold")
    if zh:
        headers = ("题型", "实例", "误差/容差", "numpy", "torch", "", "")
    else:
        headers = ("problem", "instances", "error", "numpy", "torch", "", "")
    for position, header in enumerate(headers):
        grid.add_column(header, justify="right" if 0 < position < 5 else "left", no_wrap=True)
    for one in found:
        times = (one.seconds_numpy, one.seconds_torch)
        each = [f"{seconds / max(1, one.instances) * 1000:.2f} ms" for seconds in times]
        each.append(("成批" if zh else "batched") if one.batched else "")
        verdict = Line("✗", style="bold red") if one.disagreement else Line("✓", style="green")
        grid.add_row(one.problem.name, str(one.instances), f"{one.largest_error:.2g}", *each, verdict)
    failed = [one for one in found if one.disagreement]
    where = f"torch {place.device}, {place.dtype}"
    total = sum(one.instances for one in found)
    said = (
        f"{len(found)} 个题型，{total} 个实例（{where}）：{len(failed)} 个题型不一致"
        if zh
        else f"{len(found)} problems, {total} instances ({where}): {len(failed)} disagree"
    )
    return Group(grid, Line(said, style="bold red" if failed else "bold green"), *map(_disagreement, failed))


def _disagreement(found: Verification) -> RenderableType:
    assert found.disagreement
    instance, numpy, torch = found.disagreement
    kind = instance.answer_type
    values = f"numpy: {format_answer(numpy, kind)}; torch: {format_answer(torch, kind)}"
    return Group(Line(f"{found.problem.name}: {values}", style="red"), Line(f"  {replay_line(instance)}"))
