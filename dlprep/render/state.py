"""A card's place in the schedule, in words."""

from collections.abc import Sequence
from datetime import date

from dlprep.render import words
from dlprep.store.event import Event, Progress
from dlprep.text import Language


def state_lines(progress: Progress, answers: Sequence[Event], today: date, language: Language) -> list[str]:
    """Say when a card is due, its figures, and how its last answers went."""
    state, zh = progress.state, language == "zh"
    if state.due is None:
        lines = ["还没有学过。" if zh else "Not seen yet."]
    else:
        due = words.day(state.due, today, language)
        lines = [
            f"下次：{due}（间隔 {state.interval} 天，易度 {state.ease_factor:.2f}，连续答对 {state.repetitions}，"
            f"遗忘 {state.lapses}）"
            if zh
            else f"Due {due} (interval {state.interval} d, ease factor {state.ease_factor:.2f}, "
            f"repetitions {state.repetitions}, lapses {state.lapses})"
        ]
        recent = " ".join(f"{answer.day:%m-%d}:{answer.quality}" for answer in answers[-10:])
        lines.append(f"最近评分：{recent}" if zh else f"Last qualities: {recent}")
    if progress.suspended:
        lines.append("已搁置。" if zh else "Set aside.")
    elif progress.buried_on(today):
        lines.append("今天不问，明天再来。" if zh else "Put off until tomorrow.")
    return lines


def taken_back(events: Sequence[Event], language: Language) -> str:
    """Say what an undo took back, the lines of one action."""
    last = events[-1]
    what = words.EVENTS[last.kind].say(language) if last.kind in words.EVENTS else str(last.quality)
    if last.kind in words.EVENTS and last.quality is not None:
        what = f"{what} {last.quality}"
    cards = last.card if len(events) == 1 else words.cards(len(events), language)
    what = f"（{what}）" if language == "zh" else f" ({what})"
    return f"{words.UNDONE.say(language)}{cards}{what}"
