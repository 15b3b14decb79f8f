"""Parameters that are given as one number, or as height and width."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from dlprep.rules import RuleError


def _both(value: Any) -> Any:
    """One number stands for height and width alike."""
    if isinstance(value, list | tuple):
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise RuleError(zh="写一个整数，或 [高,宽]", en="write one whole number, or [height,width]")
    return (value, value)


def _short(sides: tuple[int, int]) -> int | list[int]:
    return sides[0] if sides[0] == sides[1] else list(sides)


Length = Annotated[int, Field(strict=True, ge=1, le=4096)]
Margin = Annotated[int, Field(strict=True, ge=0, le=1024)]
Lengths = Annotated[tuple[Length, Length], BeforeValidator(_both), PlainSerializer(_short)]
Margins = Annotated[tuple[Margin, Margin], BeforeValidator(_both), PlainSerializer(_short)]


def said(sides: tuple[int, int]) -> str:
    """Write a pair as a person would: 3 for (3, 3), else 3×5."""
    height, width = sides
    return f"{height}" if height == width else f"{height}×{width}"
