"""Boxes as parameters: four numbers, read by their format, in pixels with y downwards."""

from typing import Annotated, Literal

from pydantic import Field

from dlprep.compute.numbers import Real, row
from dlprep.rules import RuleError
from dlprep.text import Text

Length = Annotated[Real, Field(ge=-1e4, le=1e4)]
Box = tuple[Length, Length, Length, Length]
BoxFormat = Literal["corners", "topleft", "centre"]

NOTATION: dict[BoxFormat, Text] = {
    "corners": Text(
        zh="$(x_1, y_1, x_2, y_2)$，即左上角和右下角",
        en="$(x_1, y_1, x_2, y_2)$, the top left and bottom right corners",
    ),
    "topleft": Text(
        zh="$(x_1, y_1, w, h)$，即左上角和宽高", en="$(x_1, y_1, w, h)$, the top left corner, width and height"
    ),
    "centre": Text(zh="$(c_x, c_y, w, h)$，即中心和宽高", en="$(c_x, c_y, w, h)$, the centre, width and height"),
}


def corners(box: Box, form: BoxFormat) -> Box:
    """Return left, top, right and bottom of a box."""
    a, b, c, d = box
    if form == "corners":
        return box
    if form == "topleft":
        return a, b, a + c, b + d
    return a - c / 2, b - d / 2, a + c / 2, b + d / 2


def centred(box: Box, form: BoxFormat) -> Box:
    """Return centre, width and height of a box."""
    left, top, right, bottom = corners(box, form)
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top


def written(box: Box) -> str:
    """Write a box between parentheses."""
    return f"({row(box)})"


def check_size(name: str, box: Box, form: BoxFormat) -> None:
    """Raise RuleError where a box is thinner than a thousandth of a pixel, or turned over."""
    left, top, right, bottom = corners(box, form)
    if right - left < 1e-3 or bottom - top < 1e-3:
        raise RuleError(zh=f"{name}：宽和高至少为 0.001 像素", en=f"{name}: width and height must be at least 0.001 px")
