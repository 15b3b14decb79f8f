"""The frame of a review: where we are, the six qualities and what each leads to, and the end."""

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Line

from dlprep.bank.bank import Bank
from dlprep.markup.safe import printable
from dlprep.render import words
from dlprep.render.columns import columns
from dlprep.render.headline import Headline
from dlprep.review.session import Session
from dlprep.scheduler.state import CardState
from dlprep.store.event import Event
from dlprep.text import Language


def header(session: Session, bank: Bank, language: Language) -> RenderableType:
    """Show where we are: 12/34, minutes, topic, level, and whether the card is new or a repeat."""
    asked = session.asked
    assert asked is not None
    parts = [f"{session.number}/{session.total}"]
    if asked.repeat:
        again = words.CRAM_AGAIN if session.cram else words.REPEAT
        parts = [f"{again.say(language)} ({session.repeats_left})"]
    if session.cram:
        parts.append(words.CRAM.say(language))
    if asked.progress.state.is_new and not asked.repeat:  # which it still is where a cram repeats it
        parts.append(words.NEW.say(language))
    parts.append(words.minutes(session.minutes, language))
    left = max(1, session.minutes_left)
    parts.append(f"约剩 {words.minutes(left, language)}" if language == "zh" else f"about {round(left)} left")
    parts.append(printable(bank.topic_title(asked.entry.topic).say(language)))
    parts.append(words.LEVELS[asked.card.level].say(language))
    return Headline(*parts)


def qualities(
    outcomes: Mapping[int, CardState | None],
    today: date,
    suggested: int | None,
    language: Language,
) -> RenderableType:
    """Show the six qualities, each with its meaning and when the card comes back."""
    grid = Table.grid(padding=(0, 2))
    for quality, state in outcomes.items():
        style = "bold green" if quality == suggested else "bold"
        grid.add_row(
            Line(f"{'>' if quality == suggested else ' '} {quality}", style=style),
            words.QUALITIES[quality].say(language),
            Line(comes_back(state, quality, today, language), style="cyan"),
        )
    return grid


def comes_back(state: CardState | None, quality: int, today: date, language: Language) -> str:
    """Say when a card comes back that `quality` put into this state; None is a cram, which leaves its state alone."""
    if state is None:
        return words.CRAM_AGAIN.say(language) if quality < 4 else ""
    assert state.due is not None
    later = words.interval((state.due - today).days, language)
    if not state.awaits_repeat(today):
        return later
    return f"今天再问，{later}" if language == "zh" else f"again today, then {later}"


def summary(session: Session, upcoming: Mapping[date, int], language: Language) -> list[RenderableType]:
    """Show what was done, how well, and when the next cards come."""
    zh = language == "zh"
    lines: list[RenderableType] = [Rule(Line(words.DONE.say(language)), align="left", style="cyan")]
    done = session.answers
    if done:
        count, good = len(done), sum((event.quality or 0) >= 4 for event in done)
        passed = sum((event.quality or 0) >= 3 for event in done)
        spent = words.minutes(session.minutes, language)
        lines.append(
            f"{count} 次作答，用时 {spent}：答对 {passed} 次，其中 {good} 次得 4 分以上。"
            if zh
            else f"{count} answer{'' if count == 1 else 's'} in {spent}: {passed} right, {good} of them with 4 or 5."
        )
        lines += _hardest(done, language)
    if session.cram and done:
        lines.append(words.CRAM_DONE.say(language))
    lines += leeches(session.leeches(), session.leech_lapses, language)
    for text in session.unreadable:
        lines.append(Line(printable(text), style="magenta"))
    asked_first = session.asked is not None and not session.asked.repeat  # a repeat is among those left
    left = session.total - session.number + asked_first + session.repeats_left
    if left > 0 and session.asked and not session.cram:
        lines.append(
            f"今天还剩 {words.cards(left, language)}。" if zh else f"{words.cards(left, language)} left for today."
        )
    if upcoming and not session.cram:
        day, count = next(iter(upcoming.items()))
        when = words.day(day, session.today, language)
        lines.append(
            f"下一批：{when} {words.cards(count, language)}。"
            if zh
            else f"Next: {words.cards(count, language)} {when}."
        )
    return lines


def leech(card: str, lapses: int, language: Language) -> list[RenderableType]:
    """Point out a card that has just become a leech, and what to do about it."""
    lines: list[RenderableType] = [Line(words.LEECH.say(language).format(lapses=lapses), style="bold magenta")]
    ways = [(what.say(language), command.format(card=card)) for what, command in words.LEECH_WAYS]
    return lines + [Line(f"  {line}") for line in columns(ways)]


def leeches(found: Sequence[str], lapses: int, language: Language) -> list[RenderableType]:
    """Name the leeches that were asked, and what to do about them."""
    if not found:
        return []
    named = words.LEECHES.say(language).format(lapses=lapses) + ", ".join(found[:8]) + (" ..." if found[8:] else "")
    comma = "，" if language == "zh" else ", "
    ways = comma.join(f"{what.say(language)} {command.format(card='CARD')}" for what, command in words.LEECH_WAYS)
    return [Line(named, style="magenta"), Line(ways, style="dim")]


def _hardest(answers: Sequence[Event], language: Language) -> list[RenderableType]:
    """Name the cards that were failed."""
    failed = list(dict.fromkeys(event.card for event in answers if (event.quality or 0) < 3))
    if not failed:
        return []
    title = "没答上：" if language == "zh" else "Missed: "
    return [Line(title + ", ".join(failed[:8]) + (" ..." if len(failed) > 8 else ""))]
