"""Dropout rates and masks: as parameters, drawn, written, and all of them at once in torch."""

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real
from dlprep.compute.place import Place

if TYPE_CHECKING:
    import torch

Drop = Annotated[Real, Field(ge=0.01, le=0.99)]


def draw_drop(rng: Random, level: Level) -> float:
    """Draw a probability of dropping; never a half, which would hide who takes it for that of keeping."""
    return rng.choice({"basic": (0.2, 0.75, 0.8), "intermediate": (0.1, 0.2, 0.25, 0.4)}.get(level, (0.1, 0.3, 0.6)))


def kept(drop: float) -> float:
    """Return the probability of keeping, as it would be written: 0.7, not 0.7000000000000001."""
    return round(1 - drop, 12)


def every_mask(units: int, drops: Sequence[float], place: Place) -> "tuple[torch.Tensor, torch.Tensor]":
    """Return all 2^units masks of zeros and ones, one a row, and for each of `drops` a row of their probabilities."""
    import torch

    masks = torch.cartesian_prod(*[place.tensor([0.0, 1.0])] * units).reshape(-1, units)
    keep = 1 - place.tensor([[[drop]] for drop in drops])
    return masks, torch.distributions.Bernoulli(probs=keep).log_prob(masks).sum(dim=2).exp()
