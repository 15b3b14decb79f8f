"""Answers of problems in `norms`, worked by hand, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("vector_norm", "L0", {"x": [0, -2, 0, 7, 0.5], "order": 0}, 3),
    ("vector_norm", "L0 of nothing", {"x": [0, 0], "order": 0}, 0),
    ("vector_norm", "L1", {"x": [1, -2, 3.5], "order": 1}, 6.5),
    ("vector_norm", "L2", {"x": [3, -4, 12]}, 13.0),
    # 27 + 64 + 125 = 216 = 6^3
    ("vector_norm", "L3", {"x": [3, -4, 5], "order": 3}, 6.0),
    # 1 + 8 = 9, and 9^(2/3) is the cube root of 81
    ("vector_norm", "L1.5", {"x": [-1, 4], "order": 1.5}, math.cbrt(81)),
    ("vector_norm", "max", {"x": [2, -9, 5], "order": "inf"}, 9.0),
    ("vector_norm", "one entry", {"x": [-7], "order": 4}, 7.0),
    ("vector_norm", "zero", {"x": [0, 0], "order": 2}, 0.0),
    ("frobenius_norm", "2x2", {"matrix": [[1, -2], [2, 4]]}, 5.0),
    ("frobenius_norm", "identity", {"matrix": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}, math.sqrt(3)),
    ("frobenius_norm", "a column", {"matrix": [[3], [-4]]}, 5.0),
    ("frobenius_norm", "2x3", {"matrix": [[1, 2, 3], [4, 5, 6]]}, math.sqrt(91)),
    ("frobenius_norm", "one entry", {"matrix": [[-2.5]]}, 2.5),
    # eigenvalues 3 and 1
    ("nuclear_norm", "positive definite", {"matrix": [[2, 1], [1, 2]]}, 4.0),
    # eigenvalues 3 and -1
    ("nuclear_norm", "indefinite", {"matrix": [[1, 2], [2, 1]]}, 4.0),
    # A^T A = [25 20; 20 25] has 45 and 5
    ("nuclear_norm", "not symmetric", {"matrix": [[3, 0], [4, 5]]}, 4 * math.sqrt(5)),
    # (1, 2) (3, 4)^T: the only singular value is sqrt(5) * 5
    ("nuclear_norm", "rank 1", {"matrix": [[3, 4], [6, 8]]}, 5 * math.sqrt(5)),
    ("nuclear_norm", "diagonal with signs", {"matrix": [[0, -2, 0], [3, 0, 0], [0, 0, 4]]}, 9.0),
    # -I + J: eigenvalues -1, -1 and 2
    ("nuclear_norm", "3x3", {"matrix": [[0, 1, 1], [1, 0, 1], [1, 1, 0]]}, 4.0),
    ("nuclear_norm", "a row", {"matrix": [[3, -4]]}, 5.0),
    ("nuclear_norm", "zero", {"matrix": [[0, 0], [0, 0]]}, 0.0),
]

entry = st.floats(-1e4, 1e4) | st.integers(-9, 9).map(float)
matrix = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda sides: st.lists(st.lists(entry, min_size=sides[1], max_size=sides[1]), min_size=sides[0], max_size=sides[0])
)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "vector_norm": st.fixed_dictionaries(
        {
            "x": st.lists(entry, min_size=1, max_size=16),
            "order": st.floats(1, 10) | st.sampled_from((0, 1, 2, "inf")),
        }
    ),
    "frobenius_norm": st.fixed_dictionaries({"matrix": matrix}),
    "nuclear_norm": st.fixed_dictionaries({"matrix": matrix}),
}
