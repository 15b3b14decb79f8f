"""The elements that pictures are made of, and how wide a text is taken to be."""

from typing import TypeAlias
from xml.etree import ElementTree

Element: TypeAlias = ElementTree.Element
LETTER = 7.6
"""Width of a letter in px; a Chinese character is twice as wide."""
LINE = 19
"""Height of a line in px."""


def add(parent: Element, tag: str, **attributes: str) -> Element:
    """Add an element; `class_` stands for class."""
    named = {name.rstrip("_"): value for name, value in attributes.items() if value}
    return ElementTree.SubElement(parent, tag, named)


def text(parent: Element, x: float, y: float, said: str, class_: str = "", anchor: str = "middle") -> None:
    """Write `said` with its base line at `y`."""
    add(parent, "text", x=f"{x:g}", y=f"{y:g}", class_=class_, **{"text-anchor": anchor}).text = said


def path(points: list[tuple[float, float]]) -> str:
    """Return the path through `points`, to a tenth of a px."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
