"""Answers of softmax and of small networks in `activations`, worked by hand, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

E = math.e
LOG2, LOG3 = math.log(2), math.log(3)
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("softmax_value", "equal", {"logits": [4, 4, 4, 4]}, (0.25, 0.25, 0.25, 0.25)),
    ("softmax_value", "one to two to three", {"logits": [0, LOG2, LOG3]}, (1 / 6, 1 / 3, 1 / 2)),
    ("softmax_value", "a step of one", {"logits": [7, 8]}, (1 / (1 + E), E / (1 + E))),
    ("softmax_value", "negative", {"logits": [-LOG3, 0]}, (0.25, 0.75)),
    ("softmax_jacobian", "even", {"logits": [5, 5]}, ((0.25, -0.25), (-0.25, 0.25))),
    ("softmax_jacobian", "one to three", {"logits": [0, LOG3]}, ((3 / 16, -3 / 16), (-3 / 16, 3 / 16))),
    (
        "softmax_jacobian",
        "three even",
        {"logits": [0, 0, 0]},
        ((2 / 9, -1 / 9, -1 / 9), (-1 / 9, 2 / 9, -1 / 9), (-1 / 9, -1 / 9, 2 / 9)),
    ),
    (
        "softmax_jacobian",
        "halves and quarters",
        {"logits": [LOG2, 0, 0]},
        ((1 / 4, -1 / 8, -1 / 8), (-1 / 8, 3 / 16, -1 / 16), (-1 / 8, -1 / 16, 3 / 16)),
    ),
    # sigmoid(log a) = a / (1 + a)
    ("softmax_sigmoid_equivalence", "even", {"logits": [0, 0]}, {"z": 0.0, "p": 0.5, "s": 1.0}),
    (
        "softmax_sigmoid_equivalence",
        "three to one",
        {"logits": [LOG3, 0]},
        {"z": LOG3, "p": 0.75, "s": 0.75 + 0.5},
    ),
    (
        "softmax_sigmoid_equivalence",
        "two to three",
        {"logits": [LOG2, LOG3]},
        {"z": LOG2 - LOG3, "p": 0.4, "s": 2 / 3 + 3 / 4},
    ),
    (
        "softmax_sigmoid_equivalence",
        "opposite logits do sum to one",
        {"logits": [-LOG2, LOG2]},
        {"z": -2 * LOG2, "p": 0.2, "s": 1.0},
    ),
    (
        "softmax_sigmoid_equivalence",
        "three classes",
        {"logits": [LOG3, 0, LOG2]},
        {"z": 0.0, "p": 0.5, "s": 3 / 4 + 1 / 2 + 2 / 3},
    ),
    (
        "linear_composition",
        "one input",
        {"w1": [[3]], "b1": [1], "w2": [[2]], "b2": [-5]},
        {"W": ((6.0,),), "b": (-3.0,)},
    ),
    (
        "linear_composition",
        "square",
        {"w1": [[1, 2], [0, -1]], "b1": [1, 0], "w2": [[3, 1], [1, 1]], "b2": [0, 2]},
        {"W": ((3.0, 5.0), (1.0, 1.0)), "b": (3.0, 3.0)},
    ),
    (
        "linear_composition",
        "one hidden unit has rank one",
        {"w1": [[1, 2, 3]], "b1": [1], "w2": [[2], [-1]], "b2": [0, 0]},
        {"W": ((2.0, 4.0, 6.0), (-1.0, -2.0, -3.0)), "b": (2.0, -1.0)},
    ),
    (
        "linear_composition",
        "three hidden units",
        {"w1": [[1, 0], [0, 1], [1, 1]], "b1": [0, 1, 2], "w2": [[1, -1, 2]], "b2": [4]},
        {"W": ((3.0, 1.0),), "b": (7.0,)},
    ),
    # all pre-activations are 0 at x = 0 with tanh; the sigmoid's first one is
    ("gradient_chain_product", "sigmoid at 0", {"weights": [2], "x": 0}, 0.5),
    ("gradient_chain_product", "tanh at 0", {"weights": [2, -3, 0.5], "x": 0, "activation": "tanh"}, -3.0),
    # sigmoid(0) = 1/2, then sigmoid(-1/2 * 2 * ln 3) = 1/4 with slope 3/16
    ("gradient_chain_product", "two sigmoids", {"weights": [4, -2 * LOG3], "x": 0}, 4 / 4 * -2 * LOG3 * 3 / 16),
    ("gradient_chain_product", "ReLU, active", {"weights": [2, 3], "x": 1, "activation": "relu"}, 6.0),
    ("gradient_chain_product", "ReLU, cut", {"weights": [2, -3], "x": 1, "activation": "relu"}, 0.0),
    ("gradient_chain_bound", "weights of 1", {"weights": [1, 1, 1, 1]}, 1 / 256),
    ("gradient_chain_bound", "signs do not count", {"weights": [2, -3, 1]}, 6 / 64),
    ("gradient_chain_bound", "weights of 4 make up for it", {"weights": [4, 4, -4]}, 1.0),
    ("gradient_chain_bound", "tanh", {"weights": [2, -3, 1], "activation": "tanh"}, 6.0),
    ("gradient_chain_bound", "ReLU", {"weights": [0.5, 0.5], "activation": "relu"}, 0.25),
    # z = 3-1, 1-2-1, -1-4-1: the first alone is active
    (
        "dead_relu_gradient",
        "one of three",
        {"w": [1, -2], "b": -1, "samples": [[3, 0], [1, 1], [-1, 2]]},
        {"active": 1, "dw": (3.0, 0.0), "db": 1.0},
    ),
    (
        "dead_relu_gradient",
        "the same, leaky",
        {"w": [1, -2], "b": -1, "samples": [[3, 0], [1, 1], [-1, 2]], "slope": 0.1},
        {"active": 1, "dw": (3.0, 0.3), "db": 1.2},
    ),
    (
        "dead_relu_gradient",
        "dead",
        {"w": [1, 1], "b": -10, "samples": [[1, 2], [3, 4]]},
        {"active": 0, "dw": (0.0, 0.0), "db": 0.0},
    ),
    (
        "dead_relu_gradient",
        "leaky is never dead",
        {"w": [1, 1], "b": -10, "samples": [[1, 2], [3, 4]], "slope": 0.01},
        {"active": 0, "dw": (0.04, 0.06), "db": 0.02},
    ),
    (
        "relu_net_breakpoints",
        "one unit",
        {"w": [2], "b": [-1], "v": [3], "c": 7},
        {"kinks": (0.5,), "slopes": (0.0, 6.0)},
    ),
    (
        "relu_net_breakpoints",
        "a trough",
        {"w": [1, -1], "b": [-1, 1.5], "v": [1, 1]},
        {"kinks": (1.0, 1.5), "slopes": (-1.0, 0.0, 1.0)},
    ),
    # a hat: 0, up to 1 at x = 1, down to 0 at x = 2
    (
        "relu_net_breakpoints",
        "hat",
        {"w": [1, 1, 1], "b": [0, -1, -2], "v": [1, -2, 1]},
        {"kinks": (0.0, 1.0, 2.0), "slopes": (0.0, 1.0, -1.0, 0.0)},
    ),
    (
        "relu_net_breakpoints",
        "all look left",
        {"w": [-1, -2], "b": [3, 2], "v": [1, -1]},
        {"kinks": (1.0, 3.0), "slopes": (1.0, -1.0, 0.0)},
    ),
]

real = st.floats(-15, 15)
small = st.integers(-6, 6).map(float)
unit = st.fixed_dictionaries(
    {
        "w": st.lists(small, min_size=2, max_size=2),
        "b": small,
        "samples": st.lists(st.lists(small, min_size=2, max_size=2), min_size=1, max_size=6),
        "slope": st.sampled_from((0, 0.01, 0.5)),
    }
)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "softmax_value": st.fixed_dictionaries({"logits": st.lists(st.floats(-50, 50), min_size=2, max_size=16)}),
    "softmax_jacobian": st.fixed_dictionaries({"logits": st.lists(st.floats(-20, 20), min_size=2, max_size=4)}),
    "softmax_sigmoid_equivalence": st.fixed_dictionaries({"logits": st.lists(real, min_size=2, max_size=6)}),
    "gradient_chain_product": st.fixed_dictionaries(
        {
            "weights": st.lists(st.floats(0.1, 4) | st.floats(-4, -0.1), min_size=1, max_size=8),
            "x": st.floats(-2, 2),
            "activation": st.sampled_from(("sigmoid", "tanh", "relu")),
        }
    ),
    "dead_relu_gradient": unit,
    "relu_net_breakpoints": st.fixed_dictionaries(
        {
            "w": st.lists(small.filter(bool), min_size=3, max_size=3),
            "b": st.lists(small, min_size=3, max_size=3),
            "v": st.lists(small.filter(bool), min_size=3, max_size=3),
            "c": small,
        }
    ),
}
