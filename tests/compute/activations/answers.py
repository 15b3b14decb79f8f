"""Answers of problems in `activations`, worked by hand or from the cited source, and parameters at their limits."""

from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("prelu_derivative", "by x", {"x": [-2, 3], "a": 0.25}, (0.25, 1.0)),
    ("prelu_derivative", "at one number", {"x": -2.5, "a": 0.1}, 0.1),
    ("prelu_derivative", "by the slope", {"x": [-2, 3, -1.5], "a": 0.25, "wrt": "a"}, -3.5),
    ("prelu_derivative", "by the slope at one number", {"x": -4, "a": 0.25, "wrt": "a"}, -4.0),
    ("prelu_derivative", "slope without effect", {"x": [1, 2], "a": 0.25, "wrt": "a"}, 0.0),
    ("prelu_derivative", "ReLU", {"x": [-1, 1], "a": 0}, (0.0, 1.0)),
]

real = st.floats(-1e3, 1e3).filter(bool)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "prelu_derivative": st.fixed_dictionaries(
        {"x": real | st.lists(real, min_size=1, max_size=16), "a": real | st.just(0), "wrt": st.sampled_from("xa")}
    ),
}
