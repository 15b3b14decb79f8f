"""Which cards do not stick."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlprep.bank.index import Entry
from dlprep.scheduler.leech import LEECH_LAPSES, is_leech
from dlprep.scheduler.state import CardState
from dlprep.stats.history import Reviewed
from dlprep.stats.retention import Kept
from dlprep.store.event import Progress


@dataclass(frozen=True, slots=True)
class Trouble:
    """A card that was failed.

    Attributes:
        entry: the card.
        kept: its reviews in the time looked at.
        state: where it stands now.
        suspended: whether it is set aside.
    """

    entry: Entry
    kept: Kept
    state: CardState
    suspended: bool

    @property
    def failed(self) -> int:
        """How many of its reviews were below 3."""
        return self.kept.reviews - self.kept.passed


def hardest(
    answers: Iterable[Reviewed], entries: Mapping[str, Entry], progress: Mapping[str, Progress]
) -> list[Trouble]:
    """Return the cards of the bank that were failed among `answers`, those failed most often first.

    Of two failed as often, the one with fewer reviews is harder, then the one with the lower ease factor.
    """
    kept: dict[str, Kept] = {}
    for one in answers:
        if one.step == "review" and one.card in entries:
            kept.setdefault(one.card, Kept()).add(one.passed)
    found = [_trouble(entries[card], known, progress) for card, known in kept.items() if known.passed < known.reviews]
    return sorted(found, key=lambda one: (-one.failed, one.kept.reviews, one.state.ease, one.entry.id))


def leeches(entries: Mapping[str, Entry], progress: Mapping[str, Progress], lapses: int = LEECH_LAPSES) -> list[str]:
    """Return the cards of the bank that were forgotten at least `lapses` times after they had been learnt, worst first.

    Those set aside are left out: they suck no time.
    """
    found = [
        (-known.state.lapses, card)
        for card, known in progress.items()
        if card in entries and not known.suspended and is_leech(known.state, lapses)
    ]
    return [card for _, card in sorted(found)]


def _trouble(entry: Entry, kept: Kept, progress: Mapping[str, Progress]) -> Trouble:
    known = progress.get(entry.id, Progress())
    return Trouble(entry, kept, known.state, known.suspended)
