"""Answers of problems in `information`, worked by hand or from the cited source, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

LN2, LN3 = math.log(2), math.log(3)
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("self_information", "a fair coin", {"probs": [0.5]}, 1.0),
    ("self_information", "three bits in nats", {"probs": [0.125], "unit": "nats"}, 3 * LN2),
    ("self_information", "independent events add up", {"probs": [0.5, 0.125, 0.25]}, 6.0),
    ("self_information", "what is certain", {"probs": [1]}, 0.0),
    ("self_information", "one in e", {"probs": [math.exp(-1)], "unit": "nats"}, 1.0),
    ("entropy", "a fair coin", {"probs": [0.5, 0.5]}, 1.0),
    ("entropy", "0.5 * 1 + 0.25 * 2 + 0.25 * 2", {"probs": [0.5, 0.25, 0.25]}, 1.5),
    ("entropy", "uniform over four, in nats", {"probs": [0.25] * 4, "unit": "nats"}, 2 * LN2),
    ("entropy", "0 log 0", {"probs": [0.5, 0, 0.5]}, 1.0),
    ("entropy", "no doubt", {"probs": [0, 1]}, 0.0),
    # 2 ln 2 - 0.75 ln 3
    ("entropy", "a biased coin", {"probs": [0.25, 0.75], "unit": "nats"}, 2 * LN2 - 0.75 * LN3),
    # 1/2 log2(1/2 : 1/4) + 0 + 1/4 log2(1/4 : 1/2) = 1/2 - 1/4
    ("kl_divergence", "a quarter", {"p": [0.5, 0.25, 0.25], "q": [0.25, 0.25, 0.5], "unit": "bits"}, 0.25),
    ("kl_divergence", "equal", {"p": [0.3, 0.7], "q": [0.3, 0.7]}, 0.0),
    ("kl_divergence", "one-hot", {"p": [0, 1], "q": [0.75, 0.25]}, 2 * LN2),
    # 1/2 ln(1/2 : 1/4) + 1/2 ln(1/2 : 3/4) = 1/2 ln 2 + 1/2 ln 2/3
    ("kl_divergence", "forwards", {"p": [0.5, 0.5], "q": [0.25, 0.75]}, LN2 - LN3 / 2),
    # 1/4 ln(1/4 : 1/2) + 3/4 ln(3/4 : 1/2) = -1/4 ln 2 + 3/4 ln 3/2
    ("kl_divergence", "and backwards", {"p": [0.25, 0.75], "q": [0.5, 0.5]}, 0.75 * LN3 - LN2),
    # 1/2 * 2 + 1/4 * 2 + 1/4 * 1
    ("cross_entropy", "1.5 of p and 0.25", {"p": [0.5, 0.25, 0.25], "q": [0.25, 0.25, 0.5], "unit": "bits"}, 1.75),
    ("cross_entropy", "of itself", {"p": [0.5, 0.25, 0.25], "q": [0.5, 0.25, 0.25], "unit": "bits"}, 1.5),
    ("cross_entropy", "one-hot label", {"p": [0, 1, 0], "q": [0.5, 0.25, 0.25]}, 2 * LN2),
    ("cross_entropy", "uniform model", {"p": [0.9, 0.1, 0, 0], "q": [0.25] * 4, "unit": "bits"}, 2.0),
]

whole = st.lists(st.integers(1, 1000), min_size=3, max_size=3)


def shares(counts: list[int]) -> list[float]:
    """Turn counts into probabilities."""
    return [count / sum(counts) for count in counts]


unit = st.sampled_from(("nats", "bits"))
positive, any_share = whole.map(shares), st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any).map(shares)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "self_information": st.fixed_dictionaries(
        {"probs": st.lists(st.floats(1e-6, 1), min_size=1, max_size=8), "unit": unit}
    ),
    "entropy": st.fixed_dictionaries({"probs": any_share | positive, "unit": unit}),
    "kl_divergence": st.fixed_dictionaries({"p": any_share, "q": positive, "unit": unit}),
    "cross_entropy": st.fixed_dictionaries({"p": any_share, "q": positive, "unit": unit}),
}
