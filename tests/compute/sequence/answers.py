"""Answers of problems in `sequence`, worked by hand or from the cited source, and parameters at their limits.

By hand, tanh(ln 2) = 3/5, tanh(ln 3) = 4/5, and the sigmoid of ln 3 is 3/4.
"""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

LN2, LN3 = math.log(2), math.log(3)

# u, w, v, x, y, h0: h = 1.5, 2.75 and o - y = 2, 5.5, so delta_2 = 2 * 5.5 = 11 and delta_1 = 2 * 2 + 0.5 * 11 = 9.5
LINEAR = {"u": 1, "w": 0.5, "v": 2, "x": [1, 2], "y": [1, 0], "h0": 1, "activation": "identity"}
# h = 0.8, 0.6 and o - y = 0, 0.6, so delta_2 = 0.64 * 0.6 = 0.384 and delta_1 = 0.36 * LN2 / 0.8 * 0.384
SQUASHED = {"u": LN3, "w": LN2 / 0.8, "v": 1, "x": [1, 0], "y": [0.8, 0]}

GATES = {"forget": [0.9, 0.8, 0.5], "gate": [0.1, 0.4, 0.7]}


def lstm(units: int = 1, **given: Any) -> dict[str, Any]:
    """Return a cell with one input and all weights and biases 0 but the given ones: every gate is 1/2."""
    weights = {f"w_{gate}": [[0] * (units + 1)] * units for gate in "figo"}
    return weights | {f"b_{gate}": [0] * units for gate in "figo"} | given


def gru(units: int = 1, **given: Any) -> dict[str, Any]:
    """Return a cell with one input, which is 0, and all weights and biases 0 but the given ones."""
    weights = {f"w_{gate}": [[0]] * units for gate in "rzn"} | {f"u_{gate}": [[0] * units] * units for gate in "rzn"}
    return {"x": [0]} | weights | {f"b_{gate}": [0] * units for gate in "rzn"} | given


ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("rnn_step", "input alone", {"x": [[1]], "h0": [0], "u": [[LN2]], "w": [[1]], "b": [0]}, 0.6),
    ("rnn_step", "bias alone", {"x": [[0]], "h0": [0], "u": [[1]], "w": [[1]], "b": [LN3]}, 0.8),
    # 0.8 after the first step
    ("rnn_step", "memory", {"x": [[1], [0]], "h0": [0], "u": [[LN3]], "w": [[LN2 / 0.8]], "b": [0]}, 0.6),
    (
        "rnn_step",
        "rows of W",
        {"x": [[0]], "h0": [1, 0], "u": [[0], [0]], "w": [[0, 1], [LN2, 0]], "b": [0, 0]},
        (0.0, 0.6),
    ),
    (
        "rnn_step",
        "linear output: 5 * 0.6 + 1 and 10 * 0.6 - 1",
        {"x": [[1]], "h0": [0], "u": [[LN2]], "w": [[0]], "b": [0], "v": [[5], [10]], "c": [1, -1]},
        (4.0, 5.0),
    ),
    # 20 * (10 + 20 + 1)
    ("rnn_param_count", "simple", {"cell": "rnn", "inputs": 10, "hidden": 20}, 620),
    # 4 * 128 * (100 + 128 + 2)
    ("rnn_param_count", "LSTM, two biases", {"cell": "lstm", "inputs": 100, "hidden": 128, "biases": 2}, 117760),
    # 3 * 4 * (5 + 4 + 1)
    ("rnn_param_count", "GRU, one bias", {"cell": "gru", "inputs": 5, "hidden": 4}, 120),
    # the example in the documentation of torch.nn.LSTM: 80 * (10 + 20 + 2) + 80 * (20 + 20 + 2)
    (
        "rnn_param_count",
        "nn.LSTM(10, 20, 2)",
        {"cell": "lstm", "inputs": 10, "hidden": 20, "layers": 2, "biases": 2},
        5920,
    ),
    # 2 * 8 * (3 + 2 + 2), and above it 2 * 8 * (4 + 2 + 2)
    (
        "rnn_param_count",
        "both ways, two layers",
        {"cell": "lstm", "inputs": 3, "hidden": 2, "layers": 2, "directions": 2, "biases": 2},
        240,
    ),
    ("rnn_bptt_gradient", "v: 2 * 1.5 + 5.5 * 2.75", {**LINEAR, "wrt": "v"}, 18.125),
    ("rnn_bptt_gradient", "w: 11 * 1.5 + 9.5 * 1", {**LINEAR, "wrt": "w"}, 26.0),
    ("rnn_bptt_gradient", "u: 11 * 2 + 9.5 * 1", {**LINEAR, "wrt": "u"}, 31.5),
    ("rnn_bptt_gradient", "tanh, w: 0.384 * 0.8", {**SQUASHED, "wrt": "w"}, 0.3072),
    ("rnn_bptt_gradient", "tanh, u: delta_1", {**SQUASHED, "wrt": "u"}, 0.1728 * LN2),
    ("rnn_bptt_gradient", "one step", {"u": LN2, "w": 1, "v": 1, "x": [1], "y": [0], "wrt": "u"}, 0.384),
    (
        "rnn_jacobian_product",
        "a shear three times",
        {"w": [[1, 1], [0, 1]], "h0": [1, 1], "steps": 3, "activation": "identity"},
        ((1.0, 3.0), (0.0, 1.0)),
    ),
    (
        "rnn_jacobian_product",
        "slopes 1 and 0.64 on the rows",
        {"w": [[0, 1], [LN2, 0]], "h0": [1, 0], "steps": 1},
        ((0.0, 1.0), (0.64 * LN2, 0.0)),
    ),
    (
        "rnn_jacobian_product",
        "at 0 tanh is the identity",
        {"w": [[0, 2], [0.5, 0]], "h0": [0, 0], "steps": 2},
        ((1.0, 0.0), (0.0, 1.0)),
    ),
    (
        "rnn_jacobian_product",
        "the sigmoid at 0",
        {"w": [[2]], "h0": [0], "steps": 1, "activation": "sigmoid"},
        ((0.5,),),
    ),
    (
        "rnn_jacobian_product",
        "the same matrix bounded: 2 squared, where its square is the identity",
        {"w": [[0, 2], [0.5, 0]], "h0": [0, 0], "steps": 2, "quantity": "bound"},
        4.0,
    ),
    (
        "rnn_jacobian_product",
        "a row of length 5 over 4, squared",
        {"w": [[3, 4], [0, 0]], "h0": [0, 0], "steps": 2, "activation": "sigmoid", "quantity": "bound"},
        1.5625,
    ),
    ("lstm_step", "half of the old", lstm(x=[1], h=[1], c=[2 * LN2]), {"c": LN2, "h": 0.3}),
    (
        "lstm_step",
        "a quarter of the candidate",
        lstm(x=[0], h=[0], c=[0], b_i=[-LN3], b_g=[LN3]),
        {"c": 0.2, "h": math.tanh(0.2) / 2},
    ),
    # the forget gate sees h, the output gate x
    (
        "lstm_step",
        "state before input",
        lstm(x=[1], h=[2], c=[LN2 / 0.75], w_f=[[LN3 / 2, 0]], w_o=[[0, LN3]]),
        {"c": LN2, "h": 0.45},
    ),
    (
        "lstm_step",
        "two units",
        lstm(2, x=[1], h=[0, 0], c=[0, 0], w_g=[[0, 0, LN2], [0, 0, LN3]]),
        {"c": (0.3, 0.4), "h": (math.tanh(0.3) / 2, math.tanh(0.4) / 2)},
    ),
    ("lstm_cell_gradient", "from the start: 0.9 * 0.8 * 0.5", {**GATES, "k": 0}, 0.36),
    ("lstm_cell_gradient", "0.8 * 0.5", {**GATES, "k": 1}, 0.4),
    ("lstm_cell_gradient", "0.1 * 0.8 * 0.5", {**GATES, "k": 1, "wrt": "candidate"}, 0.04),
    ("lstm_cell_gradient", "the input gate alone", {**GATES, "k": 3, "wrt": "candidate"}, 0.7),
    ("gru_step", "half of the old", gru(h=[1]), 0.5),
    ("gru_step", "half of the candidate", gru(h=[0], b_n=[LN3]), 0.4),
    # r = 3/4 and z = 1/4, so n = 3/5: 0.75 * 0.6 + 0.25 * 1
    ("gru_step", "reset", gru(h=[1], b_r=[LN3], b_z=[-LN3], u_n=[[LN2 / 0.75]]), 0.7),
    # the second unit's r, 1/4, scales the product; before it, the first unit's 3/4 would
    (
        "gru_step",
        "reset after the product",
        gru(2, h=[1, 0], b_r=[LN3, -LN3], u_n=[[0, 0], [4 * LN3, 0]]),
        (0.5, 0.4),
    ),
    (
        "attention_weights",
        "no preference",
        {"query": [0, 0], "states": [[1, 2], [3, 4]]},
        {"a": (0.5, 0.5), "context": (2.0, 3.0)},
    ),
    (
        "attention_weights",
        "three to one",
        {"query": [LN3], "states": [[1], [0]]},
        {"a": (0.75, 0.25), "context": 0.75},
    ),
    (
        "attention_weights",
        "divided by 2",
        {"query": [2 * LN3, 0, 0, 0], "states": [[1, 0, 0, 0], [0, 0, 0, 4]], "scaled": True},
        {"a": (0.75, 0.25), "context": (0.75, 0.0, 0.0, 1.0)},
    ),
    (
        "attention_weights",
        "padding",
        {"query": [LN3], "states": [[1], [0], [5]], "padding": 1},
        {"a": (0.75, 0.25, 0.0), "context": 0.75},
    ),
]

pairs = st.lists(st.floats(-10, 10), min_size=2, max_size=2)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "rnn_param_count": st.fixed_dictionaries(
        {
            "cell": st.sampled_from(("rnn", "gru", "lstm")),
            "inputs": st.integers(1, 10000),
            "hidden": st.integers(1, 10000),
            "layers": st.integers(1, 8),
            "directions": st.sampled_from((1, 2)),
            "biases": st.sampled_from((1, 2)),
        }
    ),
    "lstm_cell_gradient": st.fixed_dictionaries(
        {
            "forget": st.lists(st.floats(0.001, 0.999), min_size=4, max_size=4),
            "gate": st.lists(st.floats(0.001, 0.999), min_size=4, max_size=4),
            "k": st.integers(0, 4),
            "wrt": st.sampled_from(("cell", "candidate")),
        }
    ),
    "attention_weights": st.fixed_dictionaries(
        {
            "query": pairs,
            "states": st.lists(pairs, min_size=4, max_size=4),
            "scaled": st.booleans(),
            "padding": st.integers(0, 2),
        }
    ),
    "rnn_step": st.fixed_dictionaries(
        {
            "x": st.lists(pairs, min_size=1, max_size=4),
            "h0": pairs,
            "u": st.lists(pairs, min_size=2, max_size=2),
            "w": st.lists(pairs, min_size=2, max_size=2),
            "b": pairs,
        }
    ),
}
