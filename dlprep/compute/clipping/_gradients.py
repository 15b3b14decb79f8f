"""Gradients as parameters, and draws of gradients whose length is a whole number."""

from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.numbers import Real

Values = tuple[float, ...]
Entry = Annotated[Real, Field(ge=-1e4, le=1e4)]
Entries = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=16)]
Threshold = Annotated[Real, Field(ge=1e-3, le=1e6)]

_WHOLE = {
    2: ((3, 4), (6, 8), (5, 12), (9, 12), (8, 15)),
    3: ((1, 2, 2), (2, 3, 6), (2, 4, 4), (1, 4, 8), (4, 4, 7), (2, 6, 9), (6, 6, 7)),
    4: ((1, 1, 3, 5), (1, 2, 2, 4), (2, 4, 5, 6), (2, 2, 4, 5), (1, 1, 7, 7), (1, 3, 3, 9), (2, 4, 6, 13)),
}


def whole_length(rng: Random, n: int) -> Values:
    """Draw 2 to 4 whole numbers, of any signs, whose L2 norm is a whole number too."""
    entries = rng.choice(_WHOLE[n])
    return tuple(float(rng.choice((-1, 1)) * x) for x in rng.sample(entries, k=n))


def scaled(gradient: Values, factor: float) -> Values:
    """Multiply every entry by `factor`."""
    return tuple(x * factor for x in gradient)


def clamped(gradient: Values, most: float) -> Values:
    """Cut every entry off at -most and most."""
    return tuple(min(max(x, -most), most) for x in gradient)
