"""Answers of problems in `evaluation`, worked by hand or from the cited source, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    (
        "precision_recall",
        "harmonic mean",
        {"tp": 30, "fp": 10, "fn": 20, "tn": 940},
        {"precision": 0.75, "recall": 0.6, "f": 2 / 3},
    ),
    (
        "precision_recall",
        "no error",
        {"tp": 7, "fp": 0, "fn": 0, "tn": 0},
        {"precision": 1.0, "recall": 1.0, "f": 1.0},
    ),
    # 5 * 0.5 * 0.25 / (4 * 0.5 + 0.25)
    (
        "precision_recall",
        "beta 2",
        {"tp": 10, "fp": 10, "fn": 30, "tn": 5, "beta": 2},
        {"precision": 0.5, "recall": 0.25, "f": 5 / 18},
    ),
    # 1.25 * 0.5 * 0.25 / (0.125 + 0.25)
    (
        "precision_recall",
        "beta 1/2, from totals",
        {"tp": 10, "fp": 10, "fn": 30, "tn": 50, "beta": 0.5, "told": "totals"},
        {"precision": 0.5, "recall": 0.25, "f": 5 / 12},
    ),
    (
        "precision_recall",
        "everything flagged",
        {"tp": 1, "fp": 99, "fn": 0, "tn": 0},
        {"precision": 0.01, "recall": 1.0, "f": 2 / 101},
    ),
    # pairs: 0.9 beats three, 0.6 beats two; 1/2 * 1 + 1/2 * 2/3
    (
        "roc_pr_auc",
        "ranked",
        {"labels": [1, 0, 1, 0, 0], "scores": [0.9, 0.8, 0.6, 0.4, 0.1]},
        {"auc": 5 / 6, "ap": 5 / 6},
    ),
    # the example of scikit-learn's roc_auc_score and average_precision_score
    (
        "roc_pr_auc",
        "scikit-learn",
        {"labels": [0, 0, 1, 1], "scores": [0.1, 0.4, 0.35, 0.8]},
        {"auc": 0.75, "ap": 5 / 6},
    ),
    ("roc_pr_auc", "all alike", {"labels": [1, 0, 0, 0], "scores": [2, 2, 2, 2]}, {"auc": 0.5, "ap": 0.25}),
    ("roc_pr_auc", "perfect", {"labels": [0, 1, 1], "scores": [-3, 0, 5]}, {"auc": 1.0, "ap": 1.0}),
    ("roc_pr_auc", "upside down", {"labels": [1, 1, 0], "scores": [1, 2, 3]}, {"auc": 0.0, "ap": 7 / 12}),
    # at 0.7 one of two is positive, at 0.5 two of three; pairs: a tie and a win, a loss and a win
    (
        "roc_pr_auc",
        "a tie",
        {"labels": [0, 1, 1, 0], "scores": [0.7, 0.7, 0.5, 0.2]},
        {"auc": 2.5 / 4, "ap": 0.5 / 2 + 2 / 3 / 2},
    ),
    (
        "majority_accuracy",
        "one in twenty",
        {"counts": [950, 50]},
        {"accuracy": 0.95, "recall": 0.5, "f1": 0.95 / 1.95},
    ),
    (
        "majority_accuracy",
        "three classes",
        {"counts": [20, 60, 20]},
        {"accuracy": 0.6, "recall": 1 / 3, "f1": 0.25},
    ),
    ("majority_accuracy", "small", {"counts": [1, 2]}, {"accuracy": 2 / 3, "recall": 0.5, "f1": 0.4}),
    # F1 of the majority class: 2 * 3 / (6 + 3 + 0) = 2/3
    (
        "majority_accuracy",
        "four classes",
        {"counts": [1, 1, 1, 3]},
        {"accuracy": 0.5, "recall": 0.25, "f1": 1 / 6},
    ),
    # weights 2, 4 and 1: (2 + 8 + 4) / 7
    (
        "importance_weighting",
        "twice as many of the source",
        {
            "logits": [0, math.log(2), -math.log(2)],
            "losses": [1, 2, 4],
            "source": 1000,
            "target": 500,
        },
        {"weights": (2.0, 4.0, 1.0), "risk": 2.0},
    ),
    # weights 3/2 and 1/2: (1.5 + 2) / 2
    (
        "importance_weighting",
        "divided by the number",
        {"logits": [math.log(3), 0], "losses": [1, 4], "source": 1, "target": 2, "average": "mean"},
        {"weights": (1.5, 0.5), "risk": 1.75},
    ),
    (
        "importance_weighting",
        "no shift",
        {"logits": [0, 0, 0], "losses": [1, 2, 6]},
        {"weights": (1.0, 1.0, 1.0), "risk": 3.0},
    ),
    (
        "importance_weighting",
        "one sample",
        {"logits": [2], "losses": [0.5], "source": 10, "target": 10},
        {"weights": (math.exp(2),), "risk": 0.5},
    ),
]

cases = st.integers(0, 100_000) | st.integers(0, 3)
tenth = st.integers(0, 10).map(lambda n: n / 10)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "precision_recall": st.fixed_dictionaries(
        {
            "tp": st.integers(1, 100_000) | st.integers(1, 3),
            "fp": cases,
            "fn": cases,
            "tn": cases,
            "beta": st.sampled_from((0.1, 0.5, 1, 2, 10)),
        }
    ),
    "roc_pr_auc": st.lists(st.tuples(st.sampled_from((0, 1)), tenth), min_size=2, max_size=16).map(
        lambda samples: {"labels": [y for y, _ in samples], "scores": [s for _, s in samples]}
    ),
    "majority_accuracy": st.fixed_dictionaries(
        {"counts": st.lists(st.integers(1, 3) | st.integers(1, 100_000), min_size=2, max_size=8)}
    ),
    "importance_weighting": st.integers(1, 8).flatmap(
        lambda n: st.fixed_dictionaries(
            {
                "logits": st.lists(st.integers(-200, 200).map(lambda v: v / 10), min_size=n, max_size=n),
                "losses": st.lists(st.integers(0, 1000).map(lambda v: v / 10), min_size=n, max_size=n),
                "source": st.sampled_from((1, 400, 1_000_000)),
                "target": st.sampled_from((1, 1000, 1_000_000)),
                "average": st.sampled_from(("self_normalised", "mean")),
            }
        )
    ),
}
