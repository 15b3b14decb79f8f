"""The year as a map of weeks: a column a week, a row a weekday, darker where more was answered."""

from collections.abc import Mapping
from datetime import date, timedelta

from rich.cells import cell_len
from rich.text import Text as Line

from dlprep.text import Language

MARGIN = 4
WEEK = 7
LEVELS = "·░▒▓█"
SHADES = ("dim", "green", "green", "green", "bold green")
_WEEKDAYS = {"en": ("Mon", "", "Wed", "", "Fri", "", "Sun"), "zh": ("一", "", "三", "", "五", "", "日")}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def heatmap(counts: Mapping[date, int], since: date, today: date, width: int, language: Language) -> list[Line]:
    """Return the months, seven lines of weekdays from `since` to `today`, at most a year of them, and the legend.

    A day's shade is the quarter that its count falls in among the days with answers, so that one long day does not
    make all others pale.
    """
    since = max(since, today - timedelta(days=364))
    monday = since - timedelta(days=since.weekday())
    weeks = (today - monday).days // WEEK + 1
    cell = 2 if MARGIN + 2 * weeks <= width else 1
    shown = {day: count for day, count in counts.items() if since <= day <= today}
    limits = _quarters([count for count in shown.values() if count])
    lines = [Line(" " * MARGIN + _months(monday, weeks, cell, language), style="dim")]
    for weekday in range(WEEK):
        label = _WEEKDAYS[language][weekday]
        line = Line(label + " " * (MARGIN - cell_len(label)))
        for week in range(weeks):
            day = monday + timedelta(days=WEEK * week + weekday)
            if since <= day <= today:
                level = _level(shown.get(day, 0), limits)
                line.append(LEVELS[level] * cell, style=SHADES[level])
            else:
                line.append(" " * cell)
        line.rstrip()
        lines.append(line)
    return [*lines, _legend(sorted(shown.values()), limits)]


def _quarters(counts: list[int]) -> tuple[int, ...]:
    """Return the counts up to which the first three quarters of the days go."""
    counts = sorted(counts)
    return tuple(counts[(len(counts) - 1) * quarter // 4] for quarter in (1, 2, 3)) if counts else ()


def _level(count: int, limits: tuple[int, ...]) -> int:
    return 1 + sum(count > limit for limit in limits) if count else 0


def _legend(counts: list[int], limits: tuple[int, ...]) -> Line:
    levels: dict[int, list[int]] = {}
    for count in counts:
        levels.setdefault(_level(count, limits), []).append(count)
    line = Line(" " * MARGIN).append(LEVELS[0], style=SHADES[0]).append(" 0")
    for level, found in levels.items():
        span = f"{found[0]}" if found[0] == found[-1] else f"{found[0]}-{found[-1]}"
        line.append("  ").append(LEVELS[level], style=SHADES[level]).append(f" {span}")
    return line


def _months(monday: date, weeks: int, cell: int, language: Language) -> str:
    """Return the names of the months, each over the first week that begins in it, as far as they have room."""
    names = []
    for week in range(weeks):
        day = monday + timedelta(days=WEEK * week)
        if day.day <= WEEK or not week:
            names.append((week * cell, f"{day.month}月" if language == "zh" else _MONTHS[day.month - 1]))
    if len(names) > 1 and names[1][0] <= cell_len(names[0][1]):
        del names[0]  # the year began at the end of a month
    text = ""
    for place, name in names:
        if place + cell_len(name) <= weeks * cell:
            text += " " * (place - cell_len(text)) + name
    return text
