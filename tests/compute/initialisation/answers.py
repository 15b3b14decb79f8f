"""Answers of problems in `initialisation`, worked by hand, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("uniform_gaussian_same_var", "std of U(-3, 3)", {"given": "bound", "value": 3}, math.sqrt(3)),
    ("uniform_gaussian_same_var", "std of U(-0.6, 0.6)", {"given": "bound", "value": 0.6}, math.sqrt(0.12)),
    ("uniform_gaussian_same_var", "from the std", {"given": "std", "value": 1}, math.sqrt(3)),
    ("uniform_gaussian_same_var", "from a small std", {"given": "std", "value": 0.1}, math.sqrt(0.03)),
    ("uniform_gaussian_same_var", "from the variance", {"given": "variance", "value": 12}, 6.0),
    ("xavier_init", "6 over 600", {"shape": [400, 200], "quantity": "bound"}, 0.1),
    ("xavier_init", "2 over 200", {"shape": [150, 50], "quantity": "std"}, 0.1),
    # 9 * (2 + 4) = 54
    ("xavier_init", "kernel 3x3", {"shape": [4, 2, 3, 3], "quantity": "bound"}, 1 / 3),
    ("xavier_init", "kernel of 5", {"shape": [6, 4, 5], "quantity": "std"}, 0.2),
    ("xavier_init", "a single weight", {"shape": [1, 1], "quantity": "std"}, 1.0),
    ("he_init", "2 over 50", {"shape": [10, 50]}, 0.2),
    ("he_init", "6 over 600", {"shape": [10, 600], "quantity": "bound"}, 0.1),
    ("he_init", "kernel 3x3", {"shape": [64, 2, 3, 3]}, 1 / 3),
    ("he_init", "fan out", {"shape": [8, 3, 3, 3], "mode": "fan_out"}, 1 / 6),
    ("he_init", "slope 1 is linear", {"shape": [7, 100], "slope": 1}, 0.1),
    # 2 / (1.25 * 160) = 0.01
    ("he_init", "leaky", {"shape": [7, 160], "slope": 0.5}, 0.1),
    # 100 * 0.04 = 4, and each ReLU leaves half: 4, 8, 16
    (
        "init_activation_std",
        "relu grows",
        {"width": 100, "weight_std": 0.2, "layers": 3, "activation": "relu"},
        4.0,
    ),
    # 100 * 0.01 = 1
    (
        "init_activation_std",
        "linear and kept",
        {"width": 100, "weight_std": 0.1, "layers": 7, "activation": "linear"},
        1.0,
    ),
    # 128 / 64 = 2: He
    (
        "init_activation_std",
        "He keeps it",
        {"width": 128, "weight_std": 0.125, "layers": 9, "activation": "relu", "input_square": 2},
        2.0,
    ),
    (
        "init_activation_std",
        "linear and vanishing",
        {"width": 100, "weight_std": 0.01, "layers": 4, "activation": "linear", "input_square": 4},
        2e-4,
    ),
    (
        "init_activation_std",
        "the first layer has no ReLU before it",
        {"width": 9, "weight_std": 1, "layers": 1, "activation": "relu"},
        3.0,
    ),
    # z = 1.5, o = 1.5: error 0.5
    (
        "symmetric_init_gradients",
        "relu",
        {"x": [1, 2], "y": 1, "hidden": 2, "weight": 0.5},
        {"W": ((0.25, 0.5), (0.25, 0.5)), "v": (0.75, 0.75)},
    ),
    # z = -1: nothing passes
    (
        "symmetric_init_gradients",
        "dead",
        {"x": [1, -2], "y": 1, "hidden": 2, "weight": 1},
        {"W": ((0.0, 0.0), (0.0, 0.0)), "v": (0.0, 0.0)},
    ),
    # all weights 0: h = 0, so neither gets a gradient
    (
        "symmetric_init_gradients",
        "all 0",
        {"x": [3, 1], "y": 5, "hidden": 3, "weight": 0, "activation": "tanh"},
        {"W": ((0.0, 0.0),) * 3, "v": (0.0,) * 3},
    ),
    # h = tanh(ln 2) = 3/5, o = 3/5 ln 2
    (
        "symmetric_init_gradients",
        "tanh",
        {"x": [1], "y": 0, "hidden": 1, "weight": math.log(2), "activation": "tanh"},
        {"W": ((0.6 * 0.64 * math.log(2) ** 2,),), "v": (0.36 * math.log(2),)},
    ),
    (
        "symmetric_init_gradients",
        "three units",
        {"x": [2, -1], "y": 5, "hidden": 3, "weight": 1},
        {"W": ((-4.0, 2.0),) * 3, "v": (-2.0,) * 3},
    ),
]

# Far apart: next to the tolerance a slip is wrong by itself and right once it is rounded
_side = st.sampled_from((1, 2, 3, 40))
_shape = st.lists(_side, min_size=2, max_size=4)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "uniform_gaussian_same_var": st.fixed_dictionaries(
        {"given": st.sampled_from(("std", "variance", "bound")), "value": st.sampled_from((1e-4, 0.02, 1.0, 5.0, 1e4))}
    ),
    "xavier_init": st.fixed_dictionaries({"shape": _shape, "quantity": st.sampled_from(("bound", "std"))}),
    "he_init": st.fixed_dictionaries(
        {
            "shape": _shape,
            "quantity": st.sampled_from(("bound", "std")),
            "mode": st.sampled_from(("fan_in", "fan_out")),
            "slope": st.sampled_from((0.0, 0.2, 1.0, 10.0)),
        }
    ),
    "init_activation_std": st.fixed_dictionaries(
        {
            "width": st.sampled_from((1, 2, 100, 65_536)),
            "weight_std": st.sampled_from((1e-4, 0.1, 0.5, 10.0)),
            "layers": st.integers(1, 30),
            "activation": st.sampled_from(("linear", "relu")),
            "input_square": st.sampled_from((0.01, 1.0, 100.0)),
        }
    ),
    "symmetric_init_gradients": st.fixed_dictionaries(
        {
            "x": st.lists(st.sampled_from((-100.0, -2.0, 0.0, 0.5, 30.0, 100.0)), min_size=1, max_size=4),
            "y": st.sampled_from((-100.0, 0.0, 7.0)),
            "hidden": st.integers(1, 4),
            "weight": st.sampled_from((-10.0, -0.5, 0.0, 0.04, 1.0, 10.0)),
            "activation": st.sampled_from(("relu", "tanh")),
        }
    ),
}
