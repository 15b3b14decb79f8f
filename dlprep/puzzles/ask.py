"""From a card to the puzzle that it asks."""

from random import Random

from dlprep.bank.card import AnyCard, ChoiceCard, ClozeCard, OrderCard
from dlprep.puzzles.puzzle import Puzzle


def puzzle_of(card: AnyCard, rng: Random) -> Puzzle | None:
    """Return the puzzle that `card` asks, shuffled by `rng`; None for a card of another kind."""
    match card:
        case ChoiceCard():
            from dlprep.puzzles.choice import Choice

            return Choice.shuffled(card, rng)
        case ClozeCard():
            from dlprep.puzzles.cloze import Cloze

            return Cloze(card)
        case OrderCard():
            from dlprep.puzzles.order import Order

            return Order.shuffled(card, rng)
    return None
