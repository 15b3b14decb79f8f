"""Answers of problems in `clipping`, worked by hand, and parameters at their limits."""

from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("clip_by_value", "both sides", {"gradient": [3, -0.5, -7, 1], "low": -2, "high": 2}, (2.0, -0.5, -2.0, 1.0)),
    ("clip_by_value", "on the limits", {"gradient": [2, -2], "low": -2, "high": 2}, (2.0, -2.0)),
    ("clip_by_value", "uneven limits", {"gradient": [-4, 4, 0], "low": -1, "high": 3.5}, (-1.0, 3.5, 0.0)),
    ("clip_by_value", "0 is outside", {"gradient": [0, 1.5, 9], "low": 1, "high": 2}, (1.0, 1.5, 2.0)),
    ("clip_by_norm", "10 to 5", {"gradient": [6, -8], "threshold": 5}, (3.0, -4.0)),
    ("clip_by_norm", "3 to 1.5", {"gradient": [1, 2, -2], "threshold": 1.5}, (0.5, 1.0, -1.0)),
    ("clip_by_norm", "short enough", {"gradient": [3, 4], "threshold": 5.5}, (3.0, 4.0)),
    ("clip_by_norm", "just as long", {"gradient": [3, 4], "threshold": 5}, (3.0, 4.0)),
    ("clip_by_norm", "one entry", {"gradient": [-7], "threshold": 2}, (-2.0,)),
    ("clip_by_norm", "nothing to clip", {"gradient": [0, 0], "threshold": 1}, (0.0, 0.0)),
    # 10 over 2 entries is 5
    ("clip_by_average_norm", "5 to 2", {"gradient": [6, -8], "threshold": 2}, (2.4, -3.2)),
    # 6 over 4 entries is 1.5
    ("clip_by_average_norm", "1.5 to 0.5", {"gradient": [1, 1, 3, 5], "threshold": 0.5}, (1 / 3, 1 / 3, 1.0, 5 / 3)),
    ("clip_by_average_norm", "small enough", {"gradient": [1, 2, 2], "threshold": 1.1}, (1.0, 2.0, 2.0)),
    ("clip_by_average_norm", "just as large", {"gradient": [3, 4], "threshold": 2.5}, (3.0, 4.0)),
    ("clip_by_average_norm", "one entry", {"gradient": [-8], "threshold": 4}, (-4.0,)),
    # 9 + 16 + 144 = 13^2
    (
        "clip_by_global_norm",
        "13 to 6.5",
        {"gradients": [[3, -4], [12]], "threshold": 6.5},
        {"g1": (1.5, -2), "g2": (6,)},
    ),
    (
        "clip_by_global_norm",
        "each is short enough, all are not",
        {"gradients": [[2, 4], [5, 6]], "threshold": 8},
        {"g1": (16 / 9, 32 / 9), "g2": (40 / 9, 48 / 9)},
    ),
    ("clip_by_global_norm", "stay", {"gradients": [[1], [2, 2]], "threshold": 3.5}, {"g1": (1,), "g2": (2, 2)}),
    (
        "clip_by_global_norm",
        "three tensors",
        {"gradients": [[1], [-2, 2], [4]], "threshold": 1},
        {"g1": (0.2,), "g2": (-0.4, 0.4), "g3": (0.8,)},
    ),
]

# Far apart: next to the tolerance a slip is wrong by itself and right once it is rounded
_number = st.sampled_from((-1e4, -30.0, -1.5, -1e-3, 0.0, 1e-300, 0.02, 1.0, 40.0, 1e4))
_entries = st.lists(_number, min_size=1, max_size=16)
_threshold = st.sampled_from((1e-3, 0.3, 1.0, 25.0, 1e6))
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "clip_by_value": st.fixed_dictionaries({"gradient": _entries, "low": _number, "high": _number}),
    "clip_by_norm": st.fixed_dictionaries({"gradient": _entries, "threshold": _threshold}),
    "clip_by_average_norm": st.fixed_dictionaries({"gradient": _entries, "threshold": _threshold}),
    "clip_by_global_norm": st.fixed_dictionaries(
        {"gradients": st.lists(_entries, min_size=2, max_size=4), "threshold": _threshold}
    ),
}
