"""A figure: plots or diagrams side by side under a title, with a sentence that says what there is to see."""

from dataclasses import dataclass
from typing import TypeAlias

from dlprep.figures.diagram import Diagram
from dlprep.figures.plot import Plot
from dlprep.text import Text

Panel: TypeAlias = Plot | Diagram


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that goes with an answer.

    Attributes:
        title: what is shown.
        caption: what there is to see in it; for those who cannot see it, it stands in its place.
        panels: one, or several that are compared.
    """

    title: Text
    caption: Text
    panels: tuple[Panel, ...]
