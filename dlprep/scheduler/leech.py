"""Leeches: cards that are forgotten again and again, which cost more time than they are worth as they are written."""

from dlprep.scheduler.state import CardState

LEECH_LAPSES = 8


def is_leech(state: CardState, lapses: int = LEECH_LAPSES) -> bool:
    """Whether the card was forgotten at least `lapses` times after it had been learnt."""
    return state.lapses >= lapses


def turns_leech(before: CardState, after: CardState, lapses: int = LEECH_LAPSES) -> bool:
    """Whether an answer that led from `before` to `after` is the moment to say so.

    That is the lapse that makes it a leech, and then every half as many more, so that a card that stays one is pointed
    out again but not each time.
    """
    over = after.lapses - lapses
    return after.lapses > before.lapses and over >= 0 and over % -(-lapses // 2) == 0
