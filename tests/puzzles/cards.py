"""Cards of each kind of puzzle, loaded."""

from typing import TypeVar

from dlprep.bank.card import ChoiceCard, ClozeCard, OrderCard, any_card
from dlprep.bank.document import read_text
from tests.banks import choice_card, cloze_card, order_card

C = TypeVar("C", ChoiceCard, ClozeCard, OrderCard)


def _loaded(text: str, kind: type[C]) -> C:
    card = any_card().validate_python(read_text(text).value[0])
    assert isinstance(card, kind)
    return card


ONE_RIGHT = _loaded(choice_card("one"), ChoiceCard)
TWO_RIGHT = _loaded(choice_card("two", two_right=True), ChoiceCard)
GAPS = _loaded(cloze_card("gaps"), ClozeCard)
STEPS = _loaded(order_card("steps"), OrderCard)
