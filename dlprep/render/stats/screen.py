"""All figures on one screen, section by section; those without data are left out."""

from collections.abc import Callable, Iterator

from rich.text import Text as Line

from dlprep.render.stats.computed import problems, slips
from dlprep.render.stats.days import days
from dlprep.render.stats.frame import Frame
from dlprep.render.stats.overview import overview
from dlprep.render.stats.retention import retention
from dlprep.render.stats.schedule import ease, forecast
from dlprep.render.stats.trouble import hardest, leeches
from dlprep.render.wrap import wrap
from dlprep.stats.statistics import Statistics
from dlprep.text import Text

Section = Callable[[Statistics, Frame], Iterator[Line]]

SECTIONS: tuple[tuple[Text, bool, Section], ...] = (
    (Text(zh="每天的作答", en="Answers a day"), True, days),
    (Text(zh="记住率", en="Retention"), True, retention),
    (Text(zh="今天和未来 30 天到期", en="Due today and in the coming 30 days"), False, forecast),
    (Text(zh="易度", en="Ease factors"), False, ease),
    (Text(zh="最难的卡片", en="Hardest cards"), True, hardest),
    (Text(zh="难缠的卡片", en="Leeches"), False, leeches),
    (Text(zh="计算题", en="Computed questions"), True, problems),
    (Text(zh="最常犯的失误", en="Slips made most"), True, slips),
)
"""The heading of each section, whether it looks back, and what fills it."""


def screen(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield the lines of all figures, sections apart by an empty one."""
    if not found.answered:
        yield from frame.text("还没有作答过。开始：dlprep review", "Nothing was answered yet. Start: dlprep review")
        return
    yield from overview(found, frame)
    for heading, looks_back, section in SECTIONS:
        lines = [*section(found, frame)]
        if lines:
            days = frame.say(f"（最近 {found.length} 天）", f", last {frame.days(found.length)}") if looks_back else ""
            yield Line()
            yield from wrap(Line(heading.say(frame.language) + days, style="bold"), frame.width)
            yield from lines
