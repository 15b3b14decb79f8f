"""Answers and time, day by day."""

from collections.abc import Iterator
from datetime import date, timedelta

from rich.text import Text as Line

from dlprep.render.stats.bars import Row
from dlprep.render.stats.frame import Frame
from dlprep.render.stats.heatmap import WEEK, heatmap
from dlprep.stats.habit import Tally
from dlprep.stats.statistics import Statistics

EACH_DAY = 31
"""Of a period up to this long every day is listed, of a longer one the last week."""
_WEEKDAYS = {"en": "Mon Tue Wed Thu Fri Sat Sun".split(), "zh": [f"周{name}" for name in "一二三四五六日"]}


def days(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield the map of the year, or its months where nothing is drawn; then the last days with answers and time."""
    if not found.days:
        return
    counts = {day: tally.answers for day, tally in found.days.items()}
    if found.length > EACH_DAY:
        if frame.plain:
            yield from frame.rows([*_months(found, frame)])
        else:
            yield from heatmap(counts, found.since, found.today, frame.width, frame.language)
        yield Line()
    listed = found.length if found.length <= EACH_DAY else WEEK
    last = [found.today - timedelta(days=ago) for ago in reversed(range(listed))]
    most = max(counts.get(day, 0) for day in last) or 1
    yield from frame.rows([_day(day, found.days.get(day, Tally()), most, frame) for day in last])


def _months(found: Statistics, frame: Frame) -> Iterator[Row]:
    """Yield what the map shows as numbers, month by month."""
    months: dict[str, tuple[int, int]] = {}
    for day, tally in found.days.items():
        answers, ms = months.get(f"{day:%Y-%m}", (0, 0))
        months[f"{day:%Y-%m}"] = answers + tally.answers, ms + tally.ms
    for month, (answers, ms) in months.items():
        yield Row(month, (str(answers), frame.duration(ms)))


def _day(day: date, tally: Tally, most: int, frame: Frame) -> Row:
    label = f"{day:%m-%d} {_WEEKDAYS[frame.language][day.weekday()]}"
    return Row(label, (str(tally.answers), frame.duration(tally.ms)), tally.answers / most, "cyan")
