"""Answers of problems in `numerics`, worked by hand or from the cited source, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

NAN = math.nan
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("stable_softmax", "equal", {"logits": [1000, 1000]}, (0.5, 0.5)),
    ("stable_softmax", "one to three", {"logits": [-2000, -2000 + math.log(3)]}, (0.25, 0.75)),
    ("stable_softmax", "one beyond all", {"logits": [0, 1e308, -1e308]}, (0.0, 1.0, 0.0)),
    ("stable_softmax", "a step of one", {"logits": [7, 8]}, (1 / (1 + math.e), math.e / (1 + math.e))),
    ("naive_softmax_overflow", "all inf", {"logits": [1000, 1000]}, (NAN, NAN)),
    ("naive_softmax_overflow", "one inf", {"logits": [100, 0]}, (NAN, 0.0)),
    ("naive_softmax_overflow", "float32 holds 88", {"logits": [88, 88]}, (0.5, 0.5)),
    ("naive_softmax_overflow", "the sum alone is inf", {"logits": [88.5, 88.5]}, (0.0, 0.0)),
    ("naive_softmax_overflow", "zero over zero", {"logits": [-120, -130]}, (NAN, NAN)),
    ("naive_softmax_overflow", "float16", {"logits": [12, 0], "dtype": "float16"}, (NAN, 0.0)),
    # 2**-24 is the smallest float16: exp(-17) = 0.69 and exp(-16) = 1.89 of it are rounded to 1 and 2 of it
    ("naive_softmax_overflow", "subnormal", {"logits": [-17, -16], "dtype": "float16"}, (1 / 3, 2 / 3)),
    ("naive_softmax_overflow", "float64 holds 709", {"logits": [709, 0], "dtype": "float64"}, (1.0, 0.0)),
    ("naive_softmax_overflow", "float64", {"logits": [710, 709], "dtype": "float64"}, (NAN, 0.0)),
    (
        "naive_softmax_overflow",
        "which overflow",
        {"logits": [88, 89, -1000, 1e40], "quantity": "overflowing"},
        (0.0, 1.0, 0.0, 1.0),
    ),
    # float32 makes 11.08984375 of it, the middle of two float16 numbers, of which the even one overflows
    (
        "naive_softmax_overflow",
        "rounded twice",
        {"logits": [11.0898437499], "dtype": "float16", "quantity": "overflowing"},
        (1.0,),
    ),
    (
        "naive_softmax_overflow",
        "a logit beyond float16 itself",
        {"logits": [1e5, -1e5, 11], "dtype": "float16", "quantity": "overflowing"},
        (1.0, 0.0, 0.0),
    ),
]

real = st.floats(-1e3, 1e3).filter(bool)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "stable_softmax": st.fixed_dictionaries(
        {"logits": st.lists(st.floats(allow_nan=False, allow_infinity=False) | real, min_size=2, max_size=16)}
    ),
    "naive_softmax_overflow": st.fixed_dictionaries(
        {
            "logits": st.lists(
                st.floats(-800, 800) | st.floats(-110, 95) | st.floats(-18, 12), min_size=1, max_size=16
            ),
            "dtype": st.sampled_from(("float16", "float32", "float64")),
            "quantity": st.sampled_from(("result", "overflowing")),
        }
    ),
}
