"""Softmax with the maximum subtracted."""

import math
from collections.abc import Sequence


def softmax(logits: Sequence[float]) -> tuple[float, ...]:
    """Return exp(x_i - max x) over the sum of these, summed without loss."""
    top = max(logits)
    exps = [math.exp(x - top) for x in logits]
    total = math.fsum(exps)
    return tuple(e / total for e in exps)
