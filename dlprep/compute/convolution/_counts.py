"""Whole numbers as parameters: channels and groups, and the width and height of a window in words."""

from typing import Annotated

from pydantic import Field

Channels = Annotated[int, Field(strict=True, ge=1, le=65536)]


def by(sides: tuple[int, int]) -> str:
    """Write both sides of a window or feature map: 3×3."""
    return f"{sides[0]}×{sides[1]}"


def shape(channels: int, sides: tuple[int, int]) -> str:
    """Write the shape of a feature map, channels first: 3×224×224."""
    return f"{channels}×{by(sides)}"
