"""Answers of problems in `normalisation`, worked by hand, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    # mean 2, variance 1, root of 1 + 3 is 2
    ("batchnorm_forward", "two samples", {"x": [1, 3], "gamma": 4, "beta": 1, "eps": 3}, (-1.0, 3.0)),
    # mean 4, variance (9+1+1+9)/4 = 5, root of 5 + 4 is 3
    (
        "batchnorm_forward",
        "four samples",
        {"x": [1, 3, 5, 7], "gamma": 3, "beta": -2, "eps": 4},
        (-5.0, -3.0, -1.0, 1.0),
    ),
    ("batchnorm_forward", "all equal", {"x": [7, 7, 7], "gamma": 5, "beta": 0.5}, (0.5, 0.5, 0.5)),
    # features (0, 4) and (13, 1): means 2 and 7, variances 4 and 36; their roots with epsilon are 3 and sqrt(41)
    (
        "batchnorm_forward",
        "two features",
        {"x": [[0, 13], [4, 1]], "gamma": [3, 2], "beta": [0, 1], "eps": 5},
        ((-2.0, 1 + 12 / math.sqrt(41)), (2.0, 1 - 12 / math.sqrt(41))),
    ),
    ("batchnorm_forward", "the root is irrational", {"x": [0, 2], "eps": 1}, (-1 / math.sqrt(2), 1 / math.sqrt(2))),
    # xhat = (-1, 0, 1), root 3; dbeta = 3, dgamma = -1 + 2 = 1; 2/9 * (3 - 3 + 1, 0 - 3, 6 - 3 - 1)
    (
        "batchnorm_backward",
        "three samples",
        {"x": [1, 4, 7], "dy": [1, 0, 2], "gamma": 2, "eps": 3},
        {"dx": (2 / 9, -6 / 9, 4 / 9), "dgamma": 1.0, "dbeta": 3.0},
    ),
    # xhat = (-1/2, 1/2), root 2: dbeta = 1, dgamma = 1/2; 1/4 * (0 - 1 + 1/4, 2 - 1 - 1/4)
    (
        "batchnorm_backward",
        "two samples",
        {"x": [0, 2], "dy": [0, 1], "eps": 3},
        {"dx": (-3 / 16, 3 / 16), "dgamma": 0.5, "dbeta": 1.0},
    ),
    (
        "batchnorm_backward",
        "the same from everywhere",
        {"x": [1, 2, 6], "dy": [2, 2, 2], "gamma": 3, "eps": 1},
        {"dx": (0.0, 0.0, 0.0), "dgamma": 0.0, "dbeta": 6.0},
    ),
    (
        "batchnorm_backward",
        "a scale of 0",
        {"x": [0, 2], "dy": [5, -1], "gamma": 0, "eps": 3},
        {"dx": (0.0, 0.0), "dgamma": -3.0, "dbeta": 4.0},
    ),
    # xhat = (-1, -1, -1, 3)/2: dbeta = 1, dgamma = -1/2; 2/(4*2) * (4 - 1 - 1/4, -1 - 1/4, -1 - 1/4, -1 + 3/4)
    (
        "batchnorm_backward",
        "four samples",
        {"x": [4, 4, 4, 8], "dy": [1, 0, 0, 0], "gamma": 2, "eps": 1},
        {"dx": (11 / 16, -5 / 16, -5 / 16, -1 / 16), "dgamma": -0.5, "dbeta": 1.0},
    ),
    ("batchnorm_param_count", "one layer", {"channels": [64], "side": 56}, {"learned": 128, "running": 128}),
    # the first two stages of a VGG with normalisation: 2 * (64 + 64 + 128 + 128)
    (
        "batchnorm_param_count",
        "four layers",
        {"channels": [64, 64, 128, 128], "side": 1},
        {"learned": 768, "running": 768},
    ),
    (
        "batchnorm_param_count",
        "nothing learned",
        {"channels": [10, 5], "side": 7, "affine": False},
        {"learned": 0, "running": 30},
    ),
    ("batchnorm_param_count", "one channel", {"channels": [1], "side": 3}, {"learned": 2, "running": 2}),
    (
        "batchnorm_inference",
        "even roots",
        {"x": [7, -1], "mean": [1, 2], "var": [8, 3], "gamma": [2, 1], "beta": [1, 0.5], "eps": 1},
        (5.0, -1.0),
    ),
    (
        "batchnorm_inference",
        "at the mean",
        {"x": [3], "mean": [3], "var": [0], "gamma": [9], "beta": [-2]},
        (-2.0,),
    ),
    (
        "batchnorm_inference",
        "even roots of decimals",
        {"x": [0.5, -4], "mean": [0, 0], "var": [0.75, 2], "gamma": [1, 1], "beta": [0, 0], "eps": 0.25},
        (0.5, -4 / 1.5),
    ),
    (
        "batchnorm_inference",
        "no variance",
        {"x": [2], "mean": [1], "var": [0], "gamma": [-3], "beta": [0], "eps": 0.01},
        (-30.0,),
    ),
    # means 2 and 6, unbiased variances 2 and 8: 0.9*0.2 + 0.6; 0.9*(0.9 + 0.2) + 0.8
    (
        "batchnorm_running_stats",
        "two batches",
        {"batches": [[1, 3], [4, 8]], "momentum": 0.1},
        {"mean": 0.78, "var": 1.79},
    ),
    (
        "batchnorm_running_stats",
        "one batch",
        {"batches": [[2, 4, 6]], "momentum": 0.25},
        {"mean": 1.0, "var": 1.75},
    ),
    (
        "batchnorm_running_stats",
        "from elsewhere",
        {"batches": [[-1, -1, -1, 3]], "momentum": 0.5, "mean": -4, "var": 2},
        {"mean": -2.0, "var": 3.0},
    ),
    (
        "batchnorm_running_stats",
        "constant batches",
        {"batches": [[5, 5], [5, 5]], "momentum": 0.5},
        {"mean": 3.75, "var": 0.25},
    ),
    # gains 4/2 = 2 and 3/3 = 1; biases 2*(1-3)+1 and 1*(0+1)+2
    (
        "batchnorm_fold",
        "whole gains",
        {
            "weight": [[1, 2], [3, -1]],
            "bias": [1, 0],
            "mean": [3, -1],
            "var": [3, 8],
            "gamma": [4, 3],
            "beta": [1, 2],
            "eps": 1,
        },
        {"weight": ((2.0, 4.0), (3.0, -1.0)), "bias": (-3.0, 3.0)},
    ),
    (
        "batchnorm_fold",
        "one output",
        {"weight": [[6, -3, 9]], "bias": [2], "mean": [5], "var": [7], "gamma": [1], "beta": [0], "eps": 2},
        {"weight": ((2.0, -1.0, 3.0),), "bias": (-1.0,)},
    ),
    (
        "batchnorm_fold",
        "nothing to do",
        {
            "weight": [[1], [2]],
            "bias": [3, 4],
            "mean": [0, 0],
            "var": [3, 8],
            "gamma": [2, 3],
            "beta": [0, 0],
            "eps": 1,
        },
        {"weight": ((1.0,), (2.0,)), "bias": (3.0, 4.0)},
    ),
    (
        "batchnorm_fold",
        "a scale of 0",
        {"weight": [[5, 1]], "bias": [3], "mean": [2], "var": [4], "gamma": [0], "beta": [7]},
        {"weight": ((0.0, 0.0),), "bias": (7.0,)},
    ),
    ("batchnorm_identity_recovery", "two values", {"x": [1, 3], "eps": 3}, {"gamma": 2.0, "beta": 2.0}),
    ("batchnorm_identity_recovery", "four values", {"x": [1, 3, 5, 7], "eps": 4}, {"gamma": 3.0, "beta": 4.0}),
    ("batchnorm_identity_recovery", "around 0", {"x": [-4, 4, 4, -4], "eps": 9}, {"gamma": 5.0, "beta": 0.0}),
    (
        "batchnorm_identity_recovery",
        "the root is irrational",
        {"x": [0, 1, 2], "eps": 2},
        {"gamma": math.sqrt(8 / 3), "beta": 1.0},
    ),
    # 1; 0.9 + 2 = 2.9; 2.61 + 3 = 5.61
    ("ema", "three values", {"x": [10, 20, 30], "beta": 0.9}, 5.61),
    ("ema", "corrected", {"x": [10, 20, 30], "beta": 0.9, "corrected": True}, 5.61 / 0.271),
    ("ema", "a constant, corrected", {"x": [4, 4, 4, 4], "beta": 0.75, "corrected": True}, 4.0),
    ("ema", "from elsewhere", {"x": [0, 8], "beta": 0.5, "start": 4}, 5.0),
    ("ema", "one value, corrected", {"x": [-3], "beta": 0.99, "corrected": True}, -3.0),
]

value = st.integers(-1000, 1000).map(lambda n: n / 10)
scale = st.integers(-30, 30).map(lambda n: n / 10)
eps = st.sampled_from((1e-5, 1e-3, 0.5, 3))
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "batchnorm_forward": st.fixed_dictionaries(
        {"x": st.lists(value, min_size=2, max_size=16), "gamma": scale, "beta": scale, "eps": eps}
    ),
    "batchnorm_backward": st.integers(2, 16).flatmap(
        lambda m: st.fixed_dictionaries(
            {
                "x": st.lists(value, min_size=m, max_size=m),
                "dy": st.lists(scale, min_size=m, max_size=m),
                "gamma": scale,
                "eps": eps,
            }
        )
    ),
    "batchnorm_identity_recovery": st.fixed_dictionaries({"x": st.lists(value, min_size=2, max_size=16), "eps": eps}),
    "ema": st.fixed_dictionaries(
        {
            "x": st.lists(value, min_size=1, max_size=16),
            "beta": st.sampled_from((0.1, 0.5, 0.9, 0.99, 0.9999)),
            "corrected": st.booleans(),
        }
    ),
}
