"""Retention, by age of card and by topic."""

from collections.abc import Iterator

from rich.text import Text as Line

from dlprep.markup.safe import printable
from dlprep.render.stats.bars import INDENT, Row
from dlprep.render.stats.frame import Frame, percent
from dlprep.stats.retention import Age, Kept
from dlprep.stats.statistics import Statistics


def retention(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield the share of reviews that passed."""
    kept = found.retention
    if not kept.all.reviews:
        return
    yield from frame.rows(
        [
            _row(frame.say("全部", "all"), kept.all),
            _row(frame.say("未熟，不到 21 天", "young, below 21 days"), kept.young),
            _row(frame.say("已熟，21 天及以上", "mature, 21 days on"), kept.mature),
        ]
    )
    yield Line(INDENT + frame.say("按之前的间隔", "by the interval before"), style="dim")
    yield from frame.rows([_row(_age(age, frame), one) for age, one in kept.ages.items() if one.reviews])
    yield Line(INDENT + frame.say("按主题", "by topic"), style="dim")
    yield from frame.rows([_row(_topic(topic, frame), one) for topic, one in kept.topics.items()])


def _row(label: str, kept: Kept) -> Row:
    return Row(label, (f"{kept.passed}/{kept.reviews}", percent(kept.share)), kept.share, "green")


def _age(age: Age, frame: Frame) -> str:
    if age.last is None:
        return frame.say(f"{age.first} 天及以上", f"{age.first} days on")
    if age.first == age.last:
        return frame.days(age.first)
    return frame.say(f"{age.first}-{age.last} 天", f"{age.first}-{age.last} days")


def _topic(topic: str | None, frame: Frame) -> str:
    if topic is None:
        return frame.say("（已不在题库中）", "(no longer in the bank)")
    return printable(frame.title(topic).say(frame.language))
