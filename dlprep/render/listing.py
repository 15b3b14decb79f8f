"""A list of cards with where they stand, as wide as the terminal allows."""

from collections.abc import Mapping, Sequence
from datetime import date

from rich.cells import cell_len

from dlprep.markup.safe import printable
from dlprep.render.columns import columns
from dlprep.review.listing import Listed
from dlprep.text import Language, Text

_STATES = {
    "new": Text(zh="新", en="new"),
    "due": Text(zh="到期", en="due"),
    "learning": Text(zh="在学", en="learning"),
    "known": Text(zh="学会", en="known"),
    "suspended": Text(zh="搁置", en="suspended"),
    "buried": Text(zh="推迟", en="buried"),
    "leech": Text(zh="难缠", en="leech"),
    "edited": Text(zh="改过", en="edited"),
}
_COLUMNS = {
    "id": Text(zh="卡片", en="card"),
    "state": Text(zh="状态", en="state"),
    "due": Text(zh="到期", en="due"),
    "interval": Text(zh="间隔", en="ivl"),
    "ease": Text(zh="易度", en="ease"),
    "lapses": Text(zh="遗忘", en="lapses"),
    "topic": Text(zh="主题", en="topic"),
}
_LEAVE_OUT = ("topic", "interval", "ease", "lapses", "due")  # in this order, where the terminal is narrow
_NUMBERS = ("due", "interval", "ease", "lapses")


def table(
    cards: Sequence[Listed],
    today: date,
    titles: Mapping[str, str],
    language: Language,
    *,
    width: int | None = None,
    keep: str | None = None,
) -> list[str]:
    """Return `cards` as lines of at most `width` cells, or of any, without the columns that do not fit.

    `titles` are the topics'. The column called `keep`, by which the cards are sorted, stays; where that is still too
    wide, each card takes two lines.
    """
    rows = [{name: title.say(language) for name, title in _COLUMNS.items()}]
    rows += [_cells(card, today, titles, language) for card in cards]
    shown = [*_COLUMNS]
    lines = _lines(rows, shown)
    for column in (name for name in _LEAVE_OUT if name != keep):
        if width is None or max(map(cell_len, lines)) <= width:
            return lines
        shown.remove(column)
        lines = _lines(rows, shown)
    return _lines(rows, shown, width)


def _lines(rows: Sequence[Mapping[str, str]], shown: Sequence[str], width: int | None = None) -> list[str]:
    cells = [[printable(row[name]) for name in shown] for row in rows]
    return columns(cells, right=frozenset(shown.index(name) for name in _NUMBERS if name in shown), width=width)


def _cells(card: Listed, today: date, titles: Mapping[str, str], language: Language) -> dict[str, str]:
    entry, known, states = card
    state = known.state
    also = [name for name in states if name in ("leech", "edited") and name != states[0]]
    comma = "、" if language == "zh" else ", "
    return {
        "id": entry.id,
        "state": comma.join(_STATES[name].say(language) for name in (states[0], *also)),
        "due": _days((state.due - today).days, language) if state.due else "",
        "interval": str(state.interval) if state.due else "",
        "ease": f"{state.ease_factor:.2f}" if state.due else "",
        "lapses": str(state.lapses) if state.due else "",
        "topic": titles.get(entry.topic, entry.topic),
    }


def _days(days: int, language: Language) -> str:
    """Say in how many days a card is due; overdue days are negative."""
    return f"{days} 天" if language == "zh" else f"{days} d"
