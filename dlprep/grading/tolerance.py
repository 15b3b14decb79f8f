"""When two numbers count as the same."""

import math

from dlprep.grading.answer import FloatType


def within_tolerance(expected: float, given: float, answer_type: FloatType) -> bool:
    """Tell whether |given - expected| <= max(atol, rtol * |expected|); nan equals nan, inf an inf of its sign."""
    if not (math.isfinite(expected) and math.isfinite(given)):
        return expected == given or (math.isnan(expected) and math.isnan(given))
    allowed = max(answer_type.atol, answer_type.rtol * abs(expected))
    # The boundary belongs to the right side, and a few roundings must not push an answer over it.
    return abs(given - expected) <= allowed + 4 * math.ulp(max(abs(expected), abs(given)))
