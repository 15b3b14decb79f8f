"""A card with the place at which it stands."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from dlprep.bank.card import CLASSES, AnyCard, pairs_of
from dlprep.bank.parts import Bilingual

if TYPE_CHECKING:
    from dlprep.bank.document import Place


@dataclass(frozen=True)
class LoadedCard:
    """A card and where it stands: the file, the line, and which of the file's cards it is."""

    card: AnyCard
    path: Path
    line: int
    position: int

    @cached_property
    def pairs(self) -> "list[tuple[Place, Bilingual]]":
        """Every text of the card in its two languages, with its place in the card."""
        return pairs_of(self.card)

    @property
    def texts(self) -> "list[tuple[Place, str]]":
        """Every text of the card, in one language after the other, with its place."""
        return [text for place, pair in self.pairs for text in (((*place, "zh"), pair.zh), ((*place, "en"), pair.en))]


def load_kept(path: Path, raw: Any, line: int, position: int) -> LoadedCard | None:
    """Load one card from what was kept of the file at `path`; None if it is no card any more."""
    try:
        return LoadedCard(CLASSES[raw["kind"]].model_validate(raw), path, line, position)
    except (ValidationError, KeyError, TypeError):
        return None
