"""What is coming, and how easy the cards are."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.text import Text as Line

from dlprep.render.stats.bars import INDENT, Row, upright
from dlprep.render.stats.frame import Frame
from dlprep.stats.schedule import EASE_BINS, EASE_STEP
from dlprep.stats.statistics import Statistics

HEIGHT = 5
WEEK = 7


def forecast(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield a column for each coming day, the dates below, and the sums."""
    coming, days = found.forecast, [*found.forecast.days]
    values = [*coming.days.values()]
    values[0] += coming.overdue
    total = sum(values)
    if not total + coming.later:
        return
    if total and frame.plain:
        yield from frame.rows([*_weeks(days, values, frame)])
    elif total:
        yield from _columns(days, values, frame.width)
    each = f"{total / len(values):.1f}"
    yield from frame.text(
        f"今天 {values[0]} 张（其中过期 {coming.overdue}），这段时间共 {total} 张，平均每天 {each} 张；"
        f"之后 {coming.later} 张",
        f"today {values[0]}, of these {coming.overdue} overdue; in all {total}, {each} a day; later {coming.later}",
        INDENT,
    )


def _columns(days: Sequence[date], values: Sequence[int], width: int) -> Iterator[Line]:
    most = str(max(values))
    margin = len(INDENT) + len(most) + 1
    cell = max(1, min(3, (width - margin) // len(values)))
    for label, line in zip((most, *[""] * (HEIGHT - 2), "0"), upright(values, cell, HEIGHT), strict=True):
        yield Line(f"{label:>{margin - 1}} ").append_text(line)
    axis = ""
    for ahead in range(0, len(days) if cell > 1 else len(days) - WEEK, WEEK):
        axis = f"{axis:{ahead * cell}}{days[ahead]:%m-%d}"
    yield Line(" " * margin + axis, style="dim")


def _weeks(days: Sequence[date], values: Sequence[int], frame: Frame) -> Iterator[Row]:
    yield Row(frame.say("今天", "today"), (str(values[0]),))
    for start in range(1, len(days), WEEK):
        week = days[start : start + WEEK]
        yield Row(f"{week[0]:%m-%d} - {week[-1]:%m-%d}", (str(sum(values[start : start + WEEK])),))


def ease(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield how many cards have which ease factor."""
    if found.ease.median is None:
        return
    most = max(found.ease.bins.values())
    yield from frame.rows(
        [Row(_bin(start, frame), (str(n),), n / most, "cyan") for start, n in found.ease.bins.items()]
    )
    median = f"{found.ease.median / 100:.2f}"
    yield from frame.text(f"中位数 {median}", f"median {median}", INDENT)


def _bin(start: int, frame: Frame) -> str:
    if start == EASE_BINS[-1]:
        return frame.say(f"{start / 100:.2f} 及以上", f"{start / 100:.2f} on")
    return f"{start / 100:.2f}-{(start + EASE_STEP - 1) / 100:.2f}"
