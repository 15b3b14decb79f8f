"""Answers of problems in `optimisers`, worked by hand, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    # m = 0.2, then 0.9 * 0.2 - 0.1 = 0.08
    (
        "momentum_step",
        "two steps",
        {"theta": 1, "gradients": [2, -1], "lr": 0.1, "momentum": 0.9},
        {"m": 0.08, "theta": 0.72},
    ),
    (
        "momentum_step",
        "the first is plain",
        {"theta": -3, "gradients": [4], "lr": 0.5, "momentum": 0.8},
        {"m": 2.0, "theta": -5.0},
    ),
    (
        "momentum_step",
        "little momentum",
        {"theta": 0, "gradients": [1, 2], "lr": 0.1, "momentum": 0.1},
        {"m": 0.21, "theta": -0.31},
    ),
    # m = 1, 1.5, 1.75
    (
        "momentum_step",
        "halves",
        {"theta": 10, "gradients": [1, 1, 1], "lr": 1, "momentum": 0.5},
        {"m": 1.75, "theta": 5.75},
    ),
    (
        "momentum_step",
        "coasting",
        {"theta": 0, "gradients": [10, 0, 0], "lr": 0.1, "momentum": 0.5},
        {"m": 0.25, "theta": -1.75},
    ),
    ("momentum_terminal_velocity", "ten times", {"gradient": 2, "lr": 0.1, "momentum": 0.9}, 2.0),
    ("momentum_terminal_velocity", "downwards", {"gradient": -3, "lr": 0.1, "momentum": 0.5}, -0.6),
    ("momentum_terminal_velocity", "first step", {"gradient": 5, "lr": 0.1, "momentum": 0.9, "step": 1}, 0.5),
    ("momentum_terminal_velocity", "1, 1.5, 1.75", {"gradient": 1, "lr": 1, "momentum": 0.5, "step": 3}, 1.75),
    ("momentum_terminal_velocity", "a hundred times", {"gradient": -1, "lr": 0.01, "momentum": 0.99}, -1.0),
    # roots 3 and 5: 1 - 0.5 - 0.5 * 4/5
    (
        "adagrad_step",
        "3, 4, 5",
        {"theta": 1, "gradients": [3, 4], "lr": 0.5, "eps": 1e-12},
        {"s": 25.0, "theta": 0.1},
    ),
    # the steps are 1, 1/sqrt(2), 1/sqrt(3)
    (
        "adagrad_step",
        "constant gradient",
        {"theta": 0, "gradients": [2, 2, 2], "lr": 1, "eps": 1e-12},
        {"s": 12.0, "theta": -1 - 1 / math.sqrt(2) - 1 / math.sqrt(3)},
    ),
    ("adagrad_step", "epsilon", {"theta": 2, "gradients": [-3], "lr": 0.4, "eps": 1}, {"s": 9.0, "theta": 2.3}),
    ("adagrad_step", "no gradient", {"theta": 2, "gradients": [0], "lr": 0.5}, {"s": 0.0, "theta": 2.0}),
    # s = 0.25 * 16 = 4
    (
        "rmsprop_step",
        "one step",
        {"theta": 1, "gradients": [4], "lr": 0.1, "rho": 0.75, "eps": 1e-12},
        {"s": 4.0, "theta": 0.8},
    ),
    # s = 4, then 0.75 * 4 + 0.25 * 4 = 4
    (
        "rmsprop_step",
        "two steps",
        {"theta": 0, "gradients": [4, -2], "lr": 0.1, "rho": 0.75, "eps": 1e-12},
        {"s": 4.0, "theta": -0.1},
    ),
    (
        "rmsprop_step",
        "epsilon",
        {"theta": 0, "gradients": [4], "lr": 0.3, "rho": 0.75, "eps": 1},
        {"s": 4.0, "theta": -0.4},
    ),
    ("rmsprop_step", "no gradient", {"theta": 3, "gradients": [0, 0], "lr": 0.3}, {"s": 0.0, "theta": 3.0}),
    (
        "rmsprop_step",
        "short memory",
        {"theta": 0, "gradients": [8], "lr": 0.3, "rho": 0.4375, "eps": 1e-12},
        {"s": 36.0, "theta": -0.4},
    ),
    (
        "adam_step",
        "the first step is eta long",
        {"theta": 1, "gradients": [2], "lr": 0.1, "eps": 1e-12},
        {"m": 0.2, "v": 0.004, "theta": 0.9},
    ),
    # m = 1, 1.5; v = 2, 3 with halves: corrected by 1/2 and 3/4 they are 2 and 2, 4 and 4
    (
        "adam_step",
        "constant gradient",
        {"theta": 0, "gradients": [2, 2], "lr": 0.5, "beta1": 0.5, "beta2": 0.5, "eps": 1e-12},
        {"m": 1.5, "v": 3.0, "theta": -1.0},
    ),
    # m = 1, then 0.5 - 0.5 = 0; v = 2, then 1 + 0.5: the second step does not move
    (
        "adam_step",
        "averaged away",
        {"theta": 5, "gradients": [2, -1], "lr": 0.1, "beta1": 0.5, "beta2": 0.5, "eps": 1e-12},
        {"m": 0.0, "v": 1.5, "theta": 4.9},
    ),
    (
        "adam_step",
        "epsilon",
        {"theta": 0, "gradients": [-3], "lr": 0.4, "eps": 1},
        {"m": -0.3, "v": 0.009, "theta": 0.3},
    ),
    ("adam_step", "no gradient", {"theta": 7, "gradients": [0], "lr": 0.4}, {"m": 0.0, "v": 0.0, "theta": 7.0}),
    # residuals -2 and 1: ((-2)(1, 2) + 1 (3, -1)) / 2 = (0.5, -2.5)
    ("gd_step", "two samples", {"w": [1, 0], "x": [[1, 2], [3, -1]], "y": [3, 2], "lr": 0.1}, (0.95, 0.25)),
    (
        "gd_step",
        "the second sample",
        {"w": [1, 0], "x": [[1, 2], [3, -1]], "y": [3, 2], "lr": 0.1, "sample": 2},
        (0.7, 0.1),
    ),
    ("gd_step", "already there", {"w": [2], "x": [[3], [-1]], "y": [6, -2], "lr": 0.5}, (2.0,)),
    # residuals 1 and -1, gradients 1 and -2
    ("gd_step", "one weight", {"w": [1], "x": [[1], [2]], "y": [0, 3], "lr": 0.2}, (1.1,)),
    (
        "exponential_lr_decay",
        "staircase",
        {"lr": 0.1, "rate": 0.5, "decay_steps": 100, "step": 250, "staircase": True},
        0.025,
    ),
    ("exponential_lr_decay", "smooth", {"lr": 0.1, "rate": 0.5, "decay_steps": 100, "step": 250}, 0.1 * 2**-2.5),
    ("exponential_lr_decay", "half a period", {"lr": 0.4, "rate": 0.25, "decay_steps": 10, "step": 5}, 0.2),
    (
        "exponential_lr_decay",
        "at the fall",
        {"lr": 0.4, "rate": 0.1, "decay_steps": 10, "step": 10, "staircase": True},
        0.04,
    ),
    (
        "exponential_lr_decay",
        "before it",
        {"lr": 0.4, "rate": 0.1, "decay_steps": 10, "step": 9, "staircase": True},
        0.4,
    ),
    ("exponential_lr_decay", "the start", {"lr": 0.4, "rate": 0.1, "decay_steps": 10, "step": 0}, 0.4),
    (
        "gd_stability_limit",
        "factor -0.2",
        {"hessian": [[4, 0], [0, 1]], "lr": 0.3},
        {"limit": 0.5, "behaviour": "oscillates"},
    ),
    ("gd_stability_limit", "one direction", {"hessian": [[10]], "lr": 0.05}, {"limit": 0.2, "behaviour": "monotone"}),
    # eigenvalues 1 and 3
    (
        "gd_stability_limit",
        "coupled",
        {"hessian": [[2, 1], [1, 2]], "lr": 0.7},
        {"limit": 2 / 3, "behaviour": "diverges"},
    ),
    (
        "gd_stability_limit",
        "the third is the sharpest",
        {"hessian": [[2, -1, 0], [-1, 2, 0], [0, 0, 8]], "lr": 0.1},
        {"limit": 0.25, "behaviour": "monotone"},
    ),
    ("updates_per_epoch", "rounded up", {"samples": 1000, "batch_size": 32}, 32),
    ("updates_per_epoch", "dropped", {"samples": 1000, "batch_size": 32, "drop_last": True, "epochs": 3}, 93),
    ("updates_per_epoch", "it divides", {"samples": 1024, "batch_size": 32, "drop_last": True}, 32),
    ("updates_per_epoch", "batch", {"samples": 50_000, "batch_size": 50_000, "epochs": 7}, 7),
    ("updates_per_epoch", "stochastic", {"samples": 50_000, "batch_size": 1, "epochs": 2}, 100_000),
    ("updates_per_epoch", "epochs do not join", {"samples": 3, "batch_size": 2, "epochs": 2}, 4),
]

# Far apart: next to the tolerance a slip is wrong by itself and right once it is rounded
_moves = {
    "theta": st.sampled_from((-2.0, 0.0)),
    "gradients": st.lists(st.sampled_from((-1e3, 0.0, 0.3, 7.0)), min_size=1, max_size=3),
    "lr": st.sampled_from((0.01, 0.1, 10.0)),
}
_decay = st.sampled_from((0.05, 0.9, 0.9999))
_eps = st.sampled_from((1e-12, 1.0))
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "momentum_step": st.fixed_dictionaries({**_moves, "momentum": _decay}),
    "momentum_terminal_velocity": st.fixed_dictionaries(
        {
            "gradient": st.sampled_from((-1e3, 0.0, 0.3, 1e3)),
            "lr": _moves["lr"],
            "momentum": _decay,
            "step": st.sampled_from((None, 1, 2, 200)),
        }
    ),
    "adagrad_step": st.fixed_dictionaries({**_moves, "eps": _eps}),
    "rmsprop_step": st.fixed_dictionaries({**_moves, "rho": _decay, "eps": _eps}),
    "adam_step": st.fixed_dictionaries(
        {**_moves, "theta": st.just(0.0), "beta1": _decay, "beta2": _decay, "eps": _eps}
    ),
    "exponential_lr_decay": st.fixed_dictionaries(
        {
            "lr": _moves["lr"],
            "rate": st.sampled_from((0.01, 0.5, 0.9, 1.0)),
            "decay_steps": st.sampled_from((1, 7, 300, 2000)),
            "step": st.sampled_from((0, 1, 20, 299, 300)),
            "staircase": st.booleans(),
        }
    ),
    "updates_per_epoch": st.fixed_dictionaries(
        {
            "samples": st.integers(1, 10_000_000),
            "batch_size": st.integers(1, 10_000_000) | st.integers(1, 100),
            "epochs": st.integers(1, 1000),
            "drop_last": st.booleans(),
        }
    ),
}
