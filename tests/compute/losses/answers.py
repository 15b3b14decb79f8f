"""Answers of problems in `losses`, worked by hand or from the cited source, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

LOG2, LOG3 = math.log(2), math.log(3)
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    # sigmoid(log 3) = 3/4, with slope 3/16
    ("sigmoid_loss_grad", "cross-entropy", {"z": LOG3, "y": 1}, -0.25),
    ("sigmoid_loss_grad", "cross-entropy, wrong side", {"z": LOG3, "y": 0}, 0.75),
    ("sigmoid_loss_grad", "squared error", {"z": LOG3, "y": 1, "loss": "mse"}, -3 / 64),
    ("sigmoid_loss_grad", "squared error, wrong side", {"z": LOG3, "y": 0, "loss": "mse"}, 9 / 64),
    ("sigmoid_loss_grad", "soft target", {"z": 0, "y": 0.2}, 0.3),
    ("sigmoid_loss_grad", "met", {"z": 0, "y": 0.5, "loss": "mse"}, 0.0),
    ("binary_cross_entropy", "undecided", {"targets": [1, 0], "predictions": [0.5, 0.5]}, LOG2),
    ("binary_cross_entropy", "quarters", {"targets": [1, 0], "predictions": [0.25, 0.75]}, 2 * LOG2),
    (
        "binary_cross_entropy",
        "mean of three",
        {"targets": [0, 0, 1], "predictions": [0.5, 0.75, 0.125]},
        (1 + 2 + 3) * LOG2 / 3,
    ),
    # sigmoid(log 3) = 3/4 and sigmoid(-log 3) = 1/4
    (
        "binary_cross_entropy",
        "logits",
        {"targets": [0, 0], "predictions": [LOG3, -LOG3], "kind": "logits"},
        (math.log(4) + math.log(4 / 3)) / 2,
    ),
    ("binary_cross_entropy", "soft", {"targets": [0.25], "predictions": [0.5]}, LOG2),
    ("softmax_cross_entropy", "even", {"logits": [1, 1, 1, 1], "target": [0, 0, 1, 0]}, 2 * LOG2),
    ("softmax_cross_entropy", "one to two to three", {"logits": [0, LOG2, LOG3], "target": [0, 1, 0]}, LOG3),
    ("softmax_cross_entropy", "sixth", {"logits": [0, LOG2, LOG3], "target": [1, 0, 0]}, math.log(6)),
    (
        "softmax_cross_entropy",
        "soft",
        {"logits": [0, LOG3], "target": [0.5, 0.5]},
        (math.log(4) + math.log(4 / 3)) / 2,
    ),
    ("softmax_ce_grad", "even", {"logits": [2, 2], "target": [1, 0]}, (-0.5, 0.5)),
    (
        "softmax_ce_grad",
        "one to two to three",
        {"logits": [0, LOG2, LOG3], "target": [0, 0, 1]},
        (1 / 6, 1 / 3, -1 / 2),
    ),
    ("softmax_ce_grad", "soft label met", {"logits": [0, LOG3], "target": [0.25, 0.75]}, (0.0, 0.0)),
    # J = ((1/4, -1/4), (-1/4, 1/4)) times (-1/2, 1/2)
    ("softmax_ce_grad", "squared error", {"logits": [2, 2], "target": [1, 0], "loss": "mse"}, (-0.25, 0.25)),
    # p = (1/2, 1/4, 1/4), e = (-1/2, 1/4, 1/4), sum p e = -1/8
    (
        "softmax_ce_grad",
        "squared error of three",
        {"logits": [LOG2, 0, 0], "target": [1, 0, 0], "loss": "mse"},
        (-3 / 16, 3 / 32, 3 / 32),
    ),
    # w = (5/8, 5/2), -log p = (1, 2, 3) log 2
    (
        "weighted_cross_entropy",
        "four to one",
        {"counts": [80, 20], "labels": [0, 1, 0], "probabilities": [0.5, 0.25, 0.125]},
        {"w": (0.625, 2.5), "loss": (0.625 * 1 + 2.5 * 2 + 0.625 * 3) / 3.75 * LOG2},
    ),
    (
        "weighted_cross_entropy",
        "balanced is the plain mean",
        {"counts": [7, 7, 7], "labels": [2, 0], "probabilities": [0.5, 0.125]},
        {"w": (1.0, 1.0, 1.0), "loss": 2 * LOG2},
    ),
    (
        "weighted_cross_entropy",
        "one class alone: its weight cancels",
        {"counts": [90, 10], "labels": [1, 1], "probabilities": [0.5, 0.5]},
        {"w": (5 / 9, 5.0), "loss": LOG2},
    ),
    (
        "weighted_cross_entropy",
        "three classes",
        {"counts": [60, 30, 10], "labels": [0, 1, 2], "probabilities": [0.5, 0.5, 0.25]},
        {"w": (5 / 9, 10 / 9, 10 / 3), "loss": (5 + 10 + 2 * 30) / 45 * LOG2},
    ),
    # y f = 0.5, -2, -3 cost 0.5, 3, 4
    ("hinge_loss", "all short", {"scores": [0.5, -2, 3], "labels": [1, 1, -1]}, 2.5),
    ("hinge_loss", "none short", {"scores": [2, -1], "labels": [1, -1]}, 0.0),
    ("hinge_loss", "undecided", {"scores": [0, 0, 0], "labels": [1, -1, 1]}, 1.0),
    (
        "hinge_loss",
        "gradient",
        {"scores": [0.5, 2, 3, -4], "labels": [1, 1, -1, -1], "quantity": "gradient"},
        (-0.25, 0.0, 0.25, 0.0),
    ),
    # errors 0.5, -2, 3
    ("regression_loss", "L1", {"targets": [1, 2, 3], "predictions": [1.5, 0, 6], "loss": "l1"}, 5.5 / 3),
    ("regression_loss", "L2", {"targets": [1, 2, 3], "predictions": [1.5, 0, 6]}, 13.25 / 3),
    (
        "regression_loss",
        "smooth L1",
        {"targets": [1, 2, 3], "predictions": [1.5, 0, 6], "loss": "smooth_l1"},
        (0.125 + 1.5 + 2.5) / 3,
    ),
    (
        "regression_loss",
        "L2, sum",
        {"targets": [1, 2, 3], "predictions": [1.5, 0, 6], "reduction": "sum"},
        13.25,
    ),
    ("regression_loss", "smooth L1 at 1", {"targets": [0], "predictions": [-1], "loss": "smooth_l1"}, 0.5),
    (
        "regression_loss",
        "gradient of L1",
        {"targets": [1, 2], "predictions": [1.5, 0], "loss": "l1", "quantity": "gradient"},
        (0.5, -0.5),
    ),
    (
        "regression_loss",
        "gradient of L2",
        {"targets": [1, 2], "predictions": [1.5, 0], "quantity": "gradient"},
        (0.5, -2.0),
    ),
    (
        "regression_loss",
        "gradient of smooth L1, sum",
        {
            "targets": [1, 2],
            "predictions": [1.5, 0],
            "loss": "smooth_l1",
            "quantity": "gradient",
            "reduction": "sum",
        },
        (0.5, -1.0),
    ),
    # errors 99 and 1
    (
        "outlier_loss_share",
        "one in a hundred",
        {"truth": 1, "outlier": 100, "usual": 2, "n": 100},
        {"l1": 0.5, "l2": 9801 / 9900, "smooth_l1": 98.5 / (98.5 + 49.5)},
    ),
    (
        "outlier_loss_share",
        "two samples",
        {"truth": 0, "outlier": -3, "usual": 1, "n": 2},
        {"l1": 0.75, "l2": 0.9, "smooth_l1": 2.5 / 3},
    ),
    (
        "outlier_loss_share",
        "others within 1",
        {"truth": 5, "outlier": 9, "usual": 4.5, "n": 9},
        {"l1": 0.5, "l2": 16 / 18, "smooth_l1": 3.5 / 4.5},
    ),
    (
        "outlier_loss_share",
        "all within 1 have one smooth L1 and L2",
        {"truth": 0, "outlier": 0.5, "usual": 0.25, "n": 5},
        {"l1": 1 / 3, "l2": 0.5, "smooth_l1": 0.5},
    ),
]

unit = st.floats(0, 1) | st.sampled_from((0.0, 1.0))
probability = st.floats(1e-6, 1 - 1e-6)
logit = st.floats(-20, 20)
value = st.integers(-20, 20).map(lambda x: x / 4) | st.floats(-1000, 1000)
one_hot = st.sampled_from(([1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.25, 0.25], [0, 0.5, 0.5]))
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "sigmoid_loss_grad": st.fixed_dictionaries(
        {"z": st.floats(-12, 12), "y": unit, "loss": st.sampled_from(("ce", "mse"))}
    ),
    "binary_cross_entropy": st.integers(1, 8).flatmap(
        lambda n: st.fixed_dictionaries({"targets": st.lists(unit, min_size=n, max_size=n)}).flatmap(
            lambda values: st.sampled_from(("probabilities", "logits")).flatmap(
                lambda kind: st.lists(probability if kind == "probabilities" else logit, min_size=n, max_size=n).map(
                    lambda predictions: values | {"kind": kind, "predictions": predictions}
                )
            )
        )
    ),
    "softmax_cross_entropy": st.fixed_dictionaries(
        {"logits": st.lists(st.floats(-30, 30), min_size=3, max_size=3), "target": one_hot}
    ),
    "softmax_ce_grad": st.fixed_dictionaries(
        {
            "logits": st.lists(st.floats(-30, 30), min_size=3, max_size=3),
            "target": one_hot,
            "loss": st.sampled_from(("ce", "mse")),
        }
    ),
    "weighted_cross_entropy": st.fixed_dictionaries(
        {
            "counts": st.lists(st.integers(1, 1_000_000), min_size=3, max_size=3),
            "labels": st.lists(st.integers(0, 2), min_size=4, max_size=4),
            "probabilities": st.lists(probability, min_size=4, max_size=4),
        }
    ),
    "hinge_loss": st.fixed_dictionaries(
        {
            "scores": st.lists(value, min_size=4, max_size=4),
            "labels": st.lists(st.sampled_from((-1, 1)), min_size=4, max_size=4),
            "quantity": st.sampled_from(("loss", "gradient")),
        }
    ),
    "regression_loss": st.fixed_dictionaries(
        {
            "targets": st.lists(value, min_size=3, max_size=3),
            "predictions": st.lists(value, min_size=3, max_size=3),
            "loss": st.sampled_from(("l1", "l2", "smooth_l1")),
            "quantity": st.sampled_from(("loss", "gradient")),
            "reduction": st.sampled_from(("mean", "sum")),
        }
    ),
    "outlier_loss_share": st.fixed_dictionaries(
        {"truth": value, "outlier": value, "usual": value, "n": st.integers(2, 1000)}
    ),
}
