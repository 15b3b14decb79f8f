"""Answers of the problems about shifted logits and log-softmax, worked by hand, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

LN2, LN3 = math.log(2), math.log(3)
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("softmax_shift_invariance", "a common shift", {"probabilities": [0.1, 0.9], "shift": 1000}, (0.1, 0.9)),
    # 0.25 * 3 = 0.75, so that both weigh the same
    (
        "softmax_shift_invariance",
        "odds of one to three made even",
        {"probabilities": [0.25, 0.75], "shift": -7, "raised": 1, "rise": LN3},
        (0.5, 0.5),
    ),
    # weights 0.2, 0.6, 0.5
    (
        "softmax_shift_invariance",
        "three",
        {"probabilities": [0.2, 0.3, 0.5], "shift": 40, "raised": 2, "rise": LN2},
        (2 / 13, 6 / 13, 5 / 13),
    ),
    # weights 0.5, 0.25, with the last lowered
    (
        "softmax_shift_invariance",
        "lowered",
        {"probabilities": [0.5, 0.5], "shift": 3, "raised": 2, "rise": -LN2},
        (2 / 3, 1 / 3),
    ),
    ("log_softmax", "equal", {"logits": [1000, 1000]}, (-LN2, -LN2)),
    ("log_softmax", "one to three", {"logits": [-500, -500 + LN3]}, (-2 * LN2, LN3 - 2 * LN2)),
    # exp(-900) is 0 in float64, its logarithm is not
    ("log_softmax", "underflow", {"logits": [100, 1000]}, (-900.0, 0.0)),
    ("log_softmax", "four equal", {"logits": [7, 7, 7, 7]}, (-2 * LN2,) * 4),
    ("log_softmax", "logsumexp of equals", {"logits": [1000, 1000], "quantity": "logsumexp"}, 1000 + LN2),
    ("log_softmax", "logsumexp", {"logits": [0, LN2, LN3], "quantity": "logsumexp"}, math.log(6)),
]

logit = st.floats(-1e4, 1e4) | st.floats(-5, 5)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "softmax_shift_invariance": st.lists(st.integers(1, 99), min_size=2, max_size=16).flatmap(
        lambda weights: st.fixed_dictionaries(
            {
                "probabilities": st.just([w / sum(weights) for w in weights]),
                "shift": st.floats(-1000, 1000),
                "raised": st.integers(1, len(weights)),
                "rise": st.floats(-10, 10),
            }
        )
    ),
    "log_softmax": st.fixed_dictionaries(
        {
            "logits": st.lists(logit, min_size=2, max_size=16),
            "quantity": st.sampled_from(("log_softmax", "logsumexp")),
        }
    ),
}
