"""The figure of a note: the file in Anki's media folder, and what stands on the back of the card."""

from typing import NamedTuple

from dlprep.anki.identity import Origin
from dlprep.bank.card import AnyCard, ComputeCard
from dlprep.compute.instance import Instance
from dlprep.figures.figure import Figure
from dlprep.figures.listing import figure_families
from dlprep.figures.registry import figure_of, find_figure
from dlprep.figures.svg import as_svg
from dlprep.markup.html import escaped
from dlprep.text import LANGUAGES, Language


class Picture(NamedTuple):
    """A figure in a language. Anki keeps files whose names begin with an underscore, used or not."""

    file: str
    figure: Figure
    language: Language

    def content(self) -> bytes:
        """Return what the file holds."""
        return as_svg(self.figure, self.language).encode()


def picture_of(card: AnyCard, origin: Origin, asked: Instance | None = None) -> Picture | None:
    """Return the figure of a card, with the numbers of the question `asked` if it is its problem's own."""
    if card.figure not in figure_families():
        return None
    language: Language = "en" if origin.lang == "en" else "zh"
    own = None
    if isinstance(card, ComputeCard) and asked is not None and card.figure == card.problem:
        own = figure_of(card.problem, asked.params)
    if own is None:
        return Picture(f"_dlprep-{card.figure}-{language}.svg", find_figure(card.figure), language)
    return Picture(f"_dlprep-{card.figure}-{card.id}-{origin.variant}-{language}.svg", own, language)


def picture_html(picture: Picture, lang: str) -> str:
    """Return the picture with what there is to see in it."""
    languages = LANGUAGES if lang == "both" else (picture.language,)
    alt = escaped(picture.figure.title.say(picture.language))
    said = "".join(f"<p>{escaped(picture.figure.caption.say(language))}</p>" for language in languages)
    return f'<img src="{escaped(picture.file)}" alt="{alt}"><div class="caption">{said}</div>'
