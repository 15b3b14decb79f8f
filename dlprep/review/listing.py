"""The cards with where they stand: filtered, sorted."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from dlprep.bank.index import Entry
from dlprep.bank.select import Selection
from dlprep.scheduler.leech import is_leech
from dlprep.store.event import Progress

STATES = ("suspended", "buried", "new", "due", "learning", "known", "leech", "edited")
"""What a card can be; of the first six each card is one or more, and the first that it is leads.

suspended: set aside until resumed. buried: put off until tomorrow. new: never answered, or begun anew. due: asked
today. learning: answered, but not right on two days in a row yet. known: the others. leech: forgotten too often.
edited: a shipped card of which the learner asks a version of their own.
"""


class Listed(NamedTuple):
    """A card and where it stands; `states` in the order of STATES."""

    entry: Entry
    known: Progress
    states: tuple[str, ...]


def listed(
    entries: Iterable[Entry],
    progress: Mapping[str, Progress],
    today: date,
    *,
    selection: Selection,
    kinds: Collection[str] = (),
    states: Collection[str] = (),
    leech_lapses: int,
    overlay: Path,
) -> list[Listed]:
    """Return the cards of the selection, of any of `kinds`, that are any of `states`; empty means no restriction."""
    found = []
    for entry in entries:
        if not selection.has(entry) or (kinds and entry.kind not in kinds):
            continue
        known = progress.get(entry.id, Progress())
        mine = states_of(known, today, leech_lapses)
        if Path(entry.path).is_relative_to(overlay):
            mine = (*mine, "edited")
        if not states or any(state in states for state in mine):
            found.append(Listed(entry, known, mine))
    return found


def states_of(known: Progress, today: date, leech_lapses: int) -> tuple[str, ...]:
    """Return what a card is, in the order of STATES."""
    state = known.state
    due = state.due is not None and (state.due <= today or state.awaits_repeat(today)) and not known.rests_on(today)
    learning = not state.is_new and state.repetitions < 2
    holds = {
        "suspended": known.suspended,
        "buried": known.buried_on(today),
        "new": state.is_new,
        "due": due,
        "learning": learning,
        "known": not state.is_new and not learning,
        "leech": is_leech(state, leech_lapses),
    }
    return tuple(name for name, true in holds.items() if true)


def _due(card: Listed) -> Any:
    return card.known.state.due or date.max


SORTS: dict[str, Callable[[Listed], Any]] = {
    "due": _due,
    "ease": lambda card: (card.known.state.is_new, card.known.state.ease, _due(card)),
    "lapses": lambda card: (-card.known.state.lapses, card.known.state.ease),
    "interval": lambda card: (card.known.state.is_new, card.known.state.interval, _due(card)),
    "id": lambda card: card.entry.id,
}
"""How cards can be sorted: due soonest, ease factor lowest, lapses most, interval shortest first, ids by letter.
New cards come last except by id."""
