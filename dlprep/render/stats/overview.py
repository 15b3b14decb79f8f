"""In a few lines: today, the streak, the time looked back to, the cards."""

from collections.abc import Iterator

from rich.text import Text as Line

from dlprep.markup.safe import printable
from dlprep.render import words
from dlprep.render.stats.frame import Frame, counted
from dlprep.stats.habit import Streak, Tally
from dlprep.stats.statistics import Statistics


def overview(found: Statistics, frame: Frame) -> Iterator[Line]:
    """Yield what was done and where the cards stand."""
    if found.topics:
        titles = [printable(frame.title(topic).say(frame.language)) for topic in found.topics]
        yield from frame.text("主题：" + "、".join(titles), "Topics: " + ", ".join(titles))
    today, period = _tally(found.done_today, frame), _tally(found.period, frame)
    yield from frame.text(f"今天：{today}", f"Today: {today}")
    yield from _streak(found.streak, frame)
    yield from frame.text(f"最近 {found.length} 天：{period}", f"Last {frame.days(found.length)}: {period}")
    if active := len(found.days):
        answers, spent = round(found.period.answers / active), frame.duration(found.period.ms / active)
        yield from frame.text(
            f"其中 {active} 天有作答，这些天平均每天 {answers} 次、{spent}",
            f"{frame.days(active)} with answers, {counted(answers, 'answer')} and {spent} each on average",
        )
    stages = found.stages
    yield from frame.text(
        f"卡片：没学过 {stages.unseen}，未熟 {stages.young}，已熟 {stages.mature}，搁置 {stages.suspended}",
        f"Cards: {stages.unseen} not seen, {stages.young} young, {stages.mature} mature, {stages.suspended} set aside",
    )
    if gone := found.not_in_bank:
        yield from frame.text(
            f"日志里还有 {gone} 张卡片已不在题库中",
            f"{words.cards(gone, 'en')} of the log {'is' if gone == 1 else 'are'} no longer in the bank",
        )


def _streak(streak: Streak, frame: Frame) -> Iterator[Line]:
    current, longest, end = frame.days(streak.current), frame.days(streak.longest), streak.longest_end
    if end is None or streak.longest == streak.current:
        return frame.text(f"连续：{current}", f"Streak: {current}")
    return frame.text(
        f"连续：{current}；最长 {longest}，到 {end}", f"Streak: {current}; the longest {longest}, up to {end}"
    )


def _tally(tally: Tally, frame: Frame) -> str:
    parts = [
        (tally.new, f"新 {tally.new}", f"{tally.new} new"),
        (tally.reviews, f"复习 {tally.reviews}", counted(tally.reviews, "review")),
        (tally.repeats, f"再来 {tally.repeats}", counted(tally.repeats, "repeat")),
        (tally.crams, f"突击 {tally.crams}", counted(tally.crams, "cram")),
    ]
    kinds = frame.say("，", ", ").join(frame.say(zh, en) for count, zh, en in parts if count)
    answers = frame.say(f"作答 {tally.answers} 次", counted(tally.answers, "answer"))
    if not tally.answers:
        return answers
    spent = frame.duration(tally.ms)
    return answers + frame.say(
        f"（{kinds}），答对 {tally.passed} 次，{spent}", f" ({kinds}), {tally.passed} right, {spent}"
    )
