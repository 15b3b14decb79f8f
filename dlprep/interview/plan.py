"""Which questions an interview asks: across topics, the weak and the due before the rest, from basic to advanced."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from dlprep.bank.card import AnyCard
from dlprep.bank.index import Entry
from dlprep.bank.parts import FollowUp
from dlprep.bank.select import Selection
from dlprep.compute.levels import LEVELS
from dlprep.interview.roles import topic_weight
from dlprep.scheduler.state import INITIAL_EASE
from dlprep.store.event import Progress

MINUTES_A_QUESTION = 2.25
RECENT = 3  # interviews whose questions are not asked again
FOLLOWED = 0.5  # of the questions that were answered well and have one are followed up

# A turn of five: what is said aloud, with a question of another kind and one to compute among them.
_KINDS = ("spoken", "spoken", "puzzle", "spoken", "compute")
_KIND_OF = {"recall": "spoken", "derive": "spoken", "compute": "compute"}
_SHARES = (("basic", 0.4), ("intermediate", 0.8), ("advanced", 1.0))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the learner wants of an interview.

    Attributes:
        minutes: how long it is to take.
        role: whose interview it is; see `roles`.
        selection: topics and levels to stay within.
    """

    minutes: float = 30
    role: str = "general"
    selection: Selection = field(default_factory=Selection)


def plan(
    entries: Collection[Entry],
    progress: Mapping[str, Progress],
    recent: Collection[str],
    today: date,
    wish: Wish,
    seed: int,
) -> list[str]:
    """Return the cards to ask, in order. Those in `recent` come only where there are not enough others."""
    rng = Random(seed)
    count = max(1, round(wish.minutes / MINUTES_A_QUESTION))
    open_ = [e for e in entries if wish.selection.has(e) and not _rests(progress.get(e.id), today)]
    fresh = [entry for entry in open_ if entry.id not in recent]
    if len(fresh) < count:
        spare = [entry for entry in open_ if entry.id in recent]
        fresh += rng.sample(spare, min(len(spare), count - len(fresh)))
    weights = {e.id: topic_weight(wish.role, e.topic) * need(progress.get(e.id), today) for e in fresh}
    chosen: list[Entry] = []
    for level, kind in _slots(count):
        left = [entry for entry in fresh if entry not in chosen]
        if left:
            chosen.append(_draw(_nearest(left, level, kind), chosen, weights, rng))
    return [entry.id for entry in _in_order(chosen)]


def need(known: Progress | None, today: date) -> float:
    """Return how much a card needs to be asked: 1 for one never seen or in good order, more for due and weak ones."""
    if known is None or known.state.due is None:
        return 1.0
    due = 1.0 if known.state.due <= today else 0.0
    lapses = min(known.state.lapses, 4) / 2
    ease = max(0, INITIAL_EASE - known.state.ease) / 100
    return 1.0 + due + lapses + ease


def follow_up(card: AnyCard, open_: Mapping[str, Entry], rng: Random) -> FollowUp | None:
    """Return the follow-up of `card` to ask next: the first whose card is in `open_`; None every other time."""
    if rng.random() >= FOLLOWED:
        return None
    return next((each for each in card.follow_ups if each.card is not None and each.card in open_), None)


def _rests(known: Progress | None, today: date) -> bool:
    return known is not None and known.rests_on(today)


def _slots(count: int) -> Iterator[tuple[str, str]]:
    """Yield the level and the kind of each of `count` questions."""
    for i in range(count):
        level = next(level for level, until in _SHARES if i < until * count)
        yield level, _KINDS[i % len(_KINDS)]


def _nearest(left: Sequence[Entry], level: str, kind: str) -> list[Entry]:
    """Return the cards of the wanted level and kind; where there are none, of the wanted level, then of any."""
    of_level = [entry for entry in left if entry.level == level]
    of_both = [entry for entry in of_level if _KIND_OF.get(entry.kind, "puzzle") == kind]
    of_kind = [entry for entry in left if _KIND_OF.get(entry.kind, "puzzle") == kind]
    return of_both or of_level or of_kind or list(left)


def _draw(among: Sequence[Entry], chosen: Sequence[Entry], weights: Mapping[str, float], rng: Random) -> Entry:
    """Draw a topic, the less likely the more of it there is already; then one of its cards by its weight."""
    topics: dict[str, list[Entry]] = {}
    for entry in among:
        topics.setdefault(entry.topic, []).append(entry)
    taken = [entry.topic for entry in chosen]
    appeal = [
        sum(weights[entry.id] for entry in members) / len(members) / 2 ** taken.count(topic)
        for topic, members in topics.items()
    ]
    members = rng.choices(list(topics.values()), appeal)[0]
    return rng.choices(members, [weights[entry.id] for entry in members])[0]


def _in_order(chosen: Sequence[Entry]) -> list[Entry]:
    """Order by level; within a level two neighbours are of one topic only where it cannot be helped."""
    ordered: list[Entry] = []
    for level in LEVELS:
        left = [entry for entry in chosen if entry.level == level]
        while left:
            last = ordered[-1].topic if ordered else None
            ordered.append(left.pop(next((i for i, entry in enumerate(left) if entry.topic != last), 0)))
    return ordered
