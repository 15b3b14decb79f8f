"""Answers of problems in `detection`, worked by hand or from the cited source, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    # overlap 2 by 3, areas 16 and 16
    ("iou", "corners", {"a": [0, 0, 4, 4], "b": [2, 1, 6, 5]}, 6 / 26),
    ("iou", "the same box", {"a": [-3, 2, 5, 9], "b": [-3, 2, 5, 9]}, 1.0),
    ("iou", "apart on both axes", {"a": [0, 0, 1, 1], "b": [3, 3, 5, 5]}, 0.0),
    ("iou", "touching", {"a": [0, 0, 2, 2], "b": [2, 0, 4, 2]}, 0.0),
    ("iou", "one inside the other", {"a": [0, 0, 10, 10], "b": [2, 3, 6, 8], "form": "corners"}, 0.2),
    # from (0, 0) to (4, 4) and from (2, 1) to (6, 5) again
    ("iou", "top left and size", {"a": [0, 0, 4, 4], "b": [2, 1, 4, 4], "form": "topleft"}, 6 / 26),
    ("iou", "centre and size", {"a": [2, 2, 4, 4], "b": [4, 3, 4, 4], "form": "centre"}, 6 / 26),
    (
        "bbox_regression_targets",
        "targets",
        {"proposal": [50, 40, 20, 10], "truth": [55, 38, 40, 10]},
        (0.25, -0.2, math.log(2), 0.0),
    ),
    (
        "bbox_regression_targets",
        "a perfect proposal",
        {"proposal": [5, 5, 8, 2], "truth": [5, 5, 8, 2]},
        (0.0, 0.0, 0.0, 0.0),
    ),
    # centres (20, 30) and (25, 25), sizes 20 by 40 and 10 by 10
    (
        "bbox_regression_targets",
        "from corners",
        {"proposal": [10, 10, 30, 50], "truth": [20, 20, 30, 30], "form": "corners"},
        (0.25, -0.125, -math.log(2), -math.log(4)),
    ),
    (
        "bbox_regression_targets",
        "a box",
        {"proposal": [50, 40, 20, 10], "offsets": [0.5, -1, 0, math.log(3)]},
        (60.0, 30.0, 20.0, 30.0),
    ),
    # centre (20, 30), size 20 by 40; the new box has centre (25, 30), size 20 by 20
    (
        "bbox_regression_targets",
        "a box by its corners",
        {"proposal": [10, 10, 30, 50], "offsets": [0.25, 0, 0, -math.log(2)], "form": "corners"},
        (15.0, 20.0, 35.0, 40.0),
    ),
    (
        "bbox_regression_targets",
        "a box by its corner and size",
        {"proposal": [10, 10, 20, 40], "offsets": [0.25, 0, 0, -math.log(2)], "form": "topleft"},
        (15.0, 20.0, 20.0, 20.0),
    ),
    # the paper's 7 x 7 x 30; cells are 64 px, 200 = 3*64 + 8 and 300 = 4*64 + 44
    (
        "yolo_grid",
        "the paper",
        {"width": 448, "height": 448, "centre": [200, 300]},
        {"column": 3, "row": 4, "outputs": 1470},
    ),
    (
        "yolo_grid",
        "one cell",
        {"width": 100, "height": 50, "centre": [99, 1], "grid": 1, "boxes": 1, "classes": 1},
        {"column": 0, "row": 0, "outputs": 6},
    ),
    # cells of 160 by 120 px
    (
        "yolo_grid",
        "a wide image",
        {"width": 640, "height": 480, "centre": [500.5, 100], "grid": 4, "boxes": 3, "classes": 80},
        {"column": 3, "row": 0, "outputs": 1520},
    ),
    (
        "yolo_grid",
        "the last cell",
        {"width": 130, "height": 130, "centre": [129, 1], "grid": 13, "boxes": 5, "classes": 20},
        {"column": 12, "row": 0, "outputs": 169 * 45},
    ),
]

coordinate = st.integers(-400, 400).map(lambda n: n / 4)
length = st.integers(1, 400).map(lambda n: n / 4)
box = st.tuples(coordinate, coordinate, length, length).map(list)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "iou": st.fixed_dictionaries({"a": box, "b": box, "form": st.sampled_from(("topleft", "centre"))}),
    "bbox_regression_targets": st.fixed_dictionaries(
        {"proposal": box, "truth": box, "form": st.sampled_from(("topleft", "centre"))}
    ),
    "yolo_grid": st.fixed_dictionaries(
        {
            "width": st.integers(1, 10_000),
            "height": st.integers(1, 10_000),
            "centre": st.tuples(st.integers(0, 40_000), st.integers(0, 40_000)).map(lambda c: [c[0] / 4, c[1] / 4]),
            "grid": st.integers(1, 32),
        }
    ),
}
