"""Answers of problems in `regularisation`, worked by hand, and parameters at their limits."""

from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    # 2 - 0.1 (1 + 0.5), -1 - 0.1 (0.5 - 0.5)
    (
        "l1_subgradient_step",
        "both signs",
        {"w": [2, -1], "gradient": [1, 0.5], "learning_rate": 0.1, "strength": 0.5},
        (1.85, -1.0),
    ),
    (
        "l1_subgradient_step",
        "no gradient at 0",
        {"w": [0, 3], "gradient": [0, 0], "learning_rate": 0.5, "strength": 1},
        (0.0, 2.5),
    ),
    (
        "l1_subgradient_step",
        "over 0",
        {"w": [0.01], "gradient": [0], "learning_rate": 0.1, "strength": 1},
        (-0.09,),
    ),
    (
        "l1_subgradient_step",
        "no penalty",
        {"w": [1, -2], "gradient": [3, 4], "learning_rate": 1, "strength": 0},
        (-2.0, -6.0),
    ),
    # 0.95 * 2 - 0.1, 0.95 * (-1) - 0.05
    (
        "l2_weight_decay_step",
        "both signs",
        {"w": [2, -1], "gradient": [1, 0.5], "learning_rate": 0.1, "strength": 0.5},
        (1.8, -1.0),
    ),
    (
        "l2_weight_decay_step",
        "decay alone",
        {"w": [4, 0], "gradient": [0, 0], "learning_rate": 0.5, "strength": 0.5},
        (3.0, 0.0),
    ),
    (
        "l2_weight_decay_step",
        "all gone",
        {"w": [4, -7], "gradient": [1, 2], "learning_rate": 1, "strength": 1},
        (-1.0, -2.0),
    ),
    (
        "l2_weight_decay_step",
        "no penalty",
        {"w": [1, -2], "gradient": [3, 4], "learning_rate": 1, "strength": 0},
        (-2.0, -6.0),
    ),
    ("soft_threshold", "each case", {"v": [3, -0.5, -2], "strength": 1}, (2.0, 0.0, -1.0)),
    ("soft_threshold", "on the threshold", {"v": [1.5, -1.5, 0], "strength": 1.5}, (0.0, 0.0, 0.0)),
    ("soft_threshold", "no threshold", {"v": [1.5, -1.5, 0], "strength": 0}, (1.5, -1.5, 0.0)),
    ("soft_threshold", "decimals", {"v": [0.75, -0.2, -2.25], "strength": 0.25}, (0.5, 0.0, -2.0)),
    # L1: 3 - 2/1, |-0.5| < 2/2; L2: 1/3 * 3, 2/4 * (-0.5)
    (
        "l1_vs_l2_quadratic",
        "one zero",
        {"optimum": [3, -0.5], "curvature": [1, 2], "strength": 2},
        {"l1": (1.0, 0.0), "l2": (1.0, -0.25)},
    ),
    (
        "l1_vs_l2_quadratic",
        "a negative one stays",
        {"optimum": [-5, 4], "curvature": [0.5, 4], "strength": 1},
        {"l1": (-3.0, 3.75), "l2": (-5 / 3, 3.2)},
    ),
    (
        "l1_vs_l2_quadratic",
        "no penalty",
        {"optimum": [2, -1], "curvature": [3, 5], "strength": 0},
        {"l1": (2.0, -1.0), "l2": (2.0, -1.0)},
    ),
    (
        "l1_vs_l2_quadratic",
        "at 0 before",
        {"optimum": [0, 1], "curvature": [1, 1], "strength": 1},
        {"l1": (0.0, 0.0), "l2": (0.0, 0.5)},
    ),
    # 1 + 4 + 4 + 1 = 10 and 1 + 6 + 8 = 15
    ("ridge_closed_form", "one feature", {"x": [[1], [2], [2]], "y": [1, 3, 4], "strength": 1}, (1.5,)),
    # orthogonal columns: 2/(2 + 2) and 8/(2 + 2)
    (
        "ridge_closed_form",
        "orthogonal features",
        {"x": [[1, 1], [1, -1]], "y": [5, -3], "strength": 2},
        (0.5, 2.0),
    ),
    # [6 4; 4 6] w = [2; 1]: the determinant is 20
    ("ridge_closed_form", "two features", {"x": [[1, 2], [2, 1]], "y": [0, 1], "strength": 1}, (0.4, -0.1)),
    # centred: x = -1, 0, 1 and y = -2, 0, 2, so w = 4/(2 + 2), b = 5 - 2
    (
        "ridge_closed_form",
        "intercept",
        {"x": [[1], [2], [3]], "y": [3, 5, 7], "strength": 2, "intercept": True},
        {"w": (1.0,), "b": 3.0},
    ),
    # a feature without variance gets no weight, and the intercept is the mean
    (
        "ridge_closed_form",
        "constant feature",
        {"x": [[4], [4]], "y": [1, 2], "strength": 0.5, "intercept": True},
        {"w": (0.0,), "b": 1.5},
    ),
    ("max_norm_constraint", "one of two", {"weights": [[3, 4], [1, -1]], "limit": 2}, ((1.2, 1.6), (1.0, -1.0))),
    ("max_norm_constraint", "on the limit", {"weights": [[3, -4]], "limit": 5}, ((3.0, -4.0),)),
    ("max_norm_constraint", "zero", {"weights": [[0, 0], [0, -9]], "limit": 3}, ((0.0, 0.0), (0.0, -3.0))),
    (
        "max_norm_constraint",
        "both",
        {"weights": [[2, 3, 6], [-2, 4, 4]], "limit": 3.5},
        ((1.0, 1.5, 3.0), (-7 / 6, 7 / 3, 7 / 3)),
    ),
    # products 2 and -3; 1/4 * (4 + 9)
    (
        "dropout_mean_variance",
        "inverted",
        {"x": [2, 1], "weights": [1, -3], "drop": 0.2},
        {"mean": -1.0, "variance": 3.25},
    ),
    # 0.8 * (-1), and 0.16 * 13
    (
        "dropout_mean_variance",
        "not scaled",
        {"x": [2, 1], "weights": [1, -3], "drop": 0.2, "scaling": "none"},
        {"mean": -0.8, "variance": 2.08},
    ),
    # 0 or 8, each half of the time
    ("dropout_mean_variance", "one input", {"x": [4], "weights": [1], "drop": 0.5}, {"mean": 4.0, "variance": 16.0}),
    (
        "dropout_mean_variance",
        "nothing to drop",
        {"x": [0, 3], "weights": [5, 0], "drop": 0.9},
        {"mean": 0.0, "variance": 0.0},
    ),
    # residuals 4 and 2; 1/4 * (1 * 1 + 1 * 5)
    (
        "dropout_linear_penalty",
        "two by two",
        {"x": [[1, 2], [0, 1]], "y": [3, 1], "w": [1, -1], "drop": 0.2},
        {"penalty": 1.5, "expected": 21.5},
    ),
    # the prediction is 0 or 4, the target 2
    (
        "dropout_linear_penalty",
        "one entry",
        {"x": [[2]], "y": [2], "w": [1], "drop": 0.5},
        {"penalty": 4.0, "expected": 4.0},
    ),
    (
        "dropout_linear_penalty",
        "no weights",
        {"x": [[1, 2]], "y": [3], "w": [0, 0], "drop": 0.75},
        {"penalty": 0.0, "expected": 9.0},
    ),
    # column squares 5 and 4; 3 * (1 * 5 + 0.25 * 4) = 18; predictions 2, -2 and 1, 0 miss by -1, 2, 0, 0
    (
        "dropout_linear_penalty",
        "four samples",
        {"x": [[1.5, 1], [-1.5, -1], [0.5, 1], [0.5, -1]], "y": [1, 0, 1, 0], "w": [1, 0.5], "drop": 0.75},
        {"penalty": 18.0, "expected": 23.0},
    ),
    # (2, 6 - 1), and 3/4 of (4, 5)
    (
        "dropconnect_forward",
        "two by two",
        {"weights": [[1, 2], [3, -1]], "x": [2, 1], "mask": [[1, 0], [1, 1]], "drop": 0.25},
        {"y": (2.0, 5.0), "mean": (3.0, 3.75)},
    ),
    (
        "dropconnect_forward",
        "all dropped",
        {"weights": [[1, 2, 3]], "x": [1, 1, 1], "mask": [[0, 0, 0]], "drop": 0.5},
        {"y": (0.0,), "mean": (3.0,)},
    ),
    (
        "dropconnect_forward",
        "all kept",
        {"weights": [[1, -2], [0.5, 4]], "x": [3, 1], "mask": [[1, 1], [1, 1]], "drop": 0.9},
        {"y": (1.0, 5.5), "mean": (0.1, 0.55)},
    ),
    (
        "dropconnect_forward",
        "a column of weights",
        {"weights": [[2], [-1], [4]], "x": [3], "mask": [[1], [0], [1]], "drop": 0.2},
        {"y": (6.0, 0.0, 12.0), "mean": (4.8, -2.4, 9.6)},
    ),
    (
        "early_stopping_epoch",
        "the best comes too late",
        {"losses": [0.9, 0.7, 0.6, 0.65, 0.62, 0.64, 0.5], "patience": 3},
        {"stop": 6, "best": 3},
    ),
    (
        "early_stopping_epoch",
        "just in time",
        {"losses": [0.9, 0.7, 0.6, 0.65, 0.62, 0.5, 0.7], "patience": 3},
        {"stop": 7, "best": 6},
    ),
    (
        "early_stopping_epoch",
        "a tie is no improvement",
        {"losses": [1, 1, 1, 1], "patience": 2},
        {"stop": 3, "best": 1},
    ),
    ("early_stopping_epoch", "always better", {"losses": [5, 4, 3, 2], "patience": 1}, {"stop": 4, "best": 4}),
    (
        "early_stopping_epoch",
        "patience ends with training",
        {"losses": [2, 3, 4], "patience": 2},
        {"stop": 3, "best": 1},
    ),
]

entry = st.floats(-100, 100) | st.integers(-9, 9).map(float)
strength = st.floats(0, 100) | st.integers(0, 9).map(float)


def columns(names: tuple[str, ...], **others: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw columns of one length, and the other parameters."""
    return st.integers(1, 8).flatmap(
        lambda n: st.fixed_dictionaries({name: st.lists(entry, min_size=n, max_size=n) for name in names} | others)
    )


def matrix(rows: int, columns: int, entries: st.SearchStrategy[float]) -> st.SearchStrategy[list[list[float]]]:
    """Draw a matrix of at most so many rows and columns."""
    return st.tuples(st.integers(1, rows), st.integers(1, columns)).flatmap(
        lambda sides: st.lists(
            st.lists(entries, min_size=sides[1], max_size=sides[1]), min_size=sides[0], max_size=sides[0]
        )
    )


EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "l1_subgradient_step": columns(("w", "gradient"), learning_rate=st.floats(1e-3, 10), strength=strength),
    "l2_weight_decay_step": columns(("w", "gradient"), learning_rate=st.floats(1e-3, 10), strength=strength),
    "soft_threshold": columns(("v",), strength=strength),
    "dropout_mean_variance": columns(
        ("x", "weights"), drop=st.floats(0.01, 0.99), scaling=st.sampled_from(("inverted", "none"))
    ),
    "dropout_linear_penalty": matrix(4, 3, st.floats(-10, 10)).flatmap(
        lambda x: st.fixed_dictionaries(
            {
                "x": st.just(x),
                "y": st.lists(st.floats(-10, 10), min_size=len(x), max_size=len(x)),
                "w": st.lists(st.floats(-10, 10), min_size=len(x[0]), max_size=len(x[0])),
                "drop": st.floats(0.01, 0.99),
            }
        )
    ),
    "early_stopping_epoch": st.fixed_dictionaries(
        {
            "losses": st.lists(st.integers(0, 9).map(float) | st.floats(0, 1e4), min_size=2, max_size=16),
            "patience": st.integers(1, 10),
        }
    ),
    "max_norm_constraint": st.fixed_dictionaries({"weights": matrix(4, 4, entry), "limit": st.floats(0.01, 1000)}),
    "ridge_closed_form": matrix(6, 3, st.integers(-20, 20).map(float)).flatmap(
        lambda x: st.fixed_dictionaries(
            {
                "x": st.just(x),
                "y": st.lists(st.floats(-20, 20), min_size=len(x), max_size=len(x)),
                "strength": st.floats(0.1, 100),
                "intercept": st.booleans(),
            }
        )
    ),
}
