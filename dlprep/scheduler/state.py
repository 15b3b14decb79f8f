"""What the scheduler knows of a card."""

from datetime import date
from typing import NamedTuple

INITIAL_EASE = 250
MINIMUM_EASE = 130


class CardState(NamedTuple):
    """A card's place in the schedule: the fold of `sm2.review` over its answers.

    Attributes:
        ease: ease factor in integer hundredths (250 is 2.50). Floats drift: 2.5 + 0.1 - 0.14 ... soon rounds an
            interval the wrong way.
        interval: days between the answer that set it and `due`.
        repetitions: successful answers (quality >= 3) since the last lapse.
        lapses: times the card was failed after having been learnt.
        due: the local day on which the card is asked next; None for a card never answered.
        answered_on: the local day of the last answer.
        below_four: whether the first answer on `answered_on` was below 4, which makes later answers on that day
            repeats.
        to_repeat: whether the card is still to be asked again on `answered_on`.
    """

    ease: int = INITIAL_EASE
    interval: int = 0
    repetitions: int = 0
    lapses: int = 0
    due: date | None = None
    answered_on: date | None = None
    below_four: bool = False
    to_repeat: bool = False

    @property
    def ease_factor(self) -> float:
        """The ease factor as Wozniak writes it, such as 2.5."""
        return self.ease / 100

    @property
    def is_new(self) -> bool:
        """Whether the card has never been answered."""
        return self.due is None

    def repeats_on(self, day: date) -> bool:
        """Whether an answer on `day` is a repeat, which moves nothing but `to_repeat`."""
        return self.below_four and self.answered_on is not None and day <= self.answered_on

    def awaits_repeat(self, day: date) -> bool:
        """Whether the card is to be asked again on `day` although it is not due."""
        return self.to_repeat and self.answered_on == day


NEW = CardState()
