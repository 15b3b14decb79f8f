"""Answers of problems in `calculus`, worked by hand, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ROOT5 = math.sqrt(5)
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    # x1^2 x2 and 5 x1 + x2^2
    ("jacobian", "two by two", {"f": [[[1, 2, 1]], [[5, 1, 0], [1, 0, 2]]], "x": [2, 3]}, ((12.0, 4.0), (5.0, 6.0))),
    ("jacobian", "one by three", {"f": [[[1, 1, 1, 1]]], "x": [2, 3, 5]}, ((15.0, 10.0, 6.0),)),
    # x^3, -2x + 7 and a constant
    ("jacobian", "three by one", {"f": [[[1, 3]], [[-2, 1], [7, 0]], [[4, 0]]], "x": [-1]}, ((3.0,), (-2.0,), (0.0,))),
    (
        "jacobian",
        "linear",
        {"f": [[[1, 1, 0], [2, 0, 1]], [[3, 1, 0], [4, 0, 1]]], "x": [9, 9]},
        ((1.0, 2.0), (3.0, 4.0)),
    ),
    ("jacobian", "at the origin", {"f": [[[1, 1, 1], [2, 0, 2], [3, 1, 0]]], "x": [0, 0]}, ((3.0, 0.0),)),
    # x1^2 x2 + 3 x2^2: (2 x2, 2 x1; 2 x1, 6)
    ("hessian", "two variables", {"f": [[1, 2, 1], [3, 0, 2]], "x": [1, -1]}, ((-2.0, 2.0), (2.0, 6.0))),
    ("hessian", "a saddle", {"f": [[1, 1, 1]], "x": [4, 7], "quantity": "eigenvalues"}, (-1.0, 1.0)),
    # (2, 1; 1, 2)
    (
        "hessian",
        "a bowl",
        {"f": [[1, 2, 0], [1, 1, 1], [1, 0, 2]], "x": [0, 0], "quantity": "eigenvalues"},
        (1.0, 3.0),
    ),
    (
        "hessian",
        "three variables",
        {"f": [[1, 1, 1, 1]], "x": [2, 3, 5]},
        ((0.0, 5.0, 3.0), (5.0, 0.0, 2.0), (3.0, 2.0, 0.0)),
    ),
    ("hessian", "one variable", {"f": [[1, 4], [-5, 1]], "x": [-2]}, ((48.0,),)),
    # z = (2, 4), o = 2 - 4 = -2, delta = -3, dz = (-3, 3)
    (
        "mlp_backprop",
        "both units on",
        {"x": [1, 2], "w1": [[1, -1], [2, 1]], "b": [3, 0], "w2": [[1, -1]], "y": [1]},
        {"dW1": ((-3.0, -6.0), (3.0, 6.0)), "db": (-3.0, 3.0), "dW2": ((-6.0, -12.0),)},
    ),
    # the same with lambda = 0.5: half of each weight more, nothing for the bias
    (
        "mlp_backprop",
        "weight decay",
        {"x": [1, 2], "w1": [[1, -1], [2, 1]], "b": [3, 0], "w2": [[1, -1]], "y": [1], "penalty": 0.5},
        {"dW1": ((-2.5, -6.5), (4.0, 6.5)), "db": (-3.0, 3.0), "dW2": ((-5.5, -12.5),)},
    ),
    # z = (-1, 2), h = (0, 2), o = (4, 2), delta = (1, -1): back (3 - 1, 2 - 1), of which the first is off
    (
        "mlp_backprop",
        "one unit off",
        {"x": [1], "w1": [[-2], [1]], "b": [1, 1], "w2": [[3, 2], [1, 1]], "y": [3, 3]},
        {"dW1": ((0.0,), (1.0,)), "db": (0.0, 1.0), "dW2": ((0.0, 2.0), (0.0, -2.0))},
    ),
    # z = 0, h = 1/2, o = 2, delta = 2, slope 1/4, dz = 2 * 4 / 4
    (
        "mlp_backprop",
        "sigmoid at 0",
        {"x": [3], "w1": [[1]], "b": [-3], "w2": [[4]], "y": [0], "activation": "sigmoid"},
        {"dW1": ((6.0,),), "db": (2.0,), "dW2": ((1.0,),)},
    ),
    # z = 0, h = 0, o = 0, delta = -1, slope 1
    (
        "mlp_backprop",
        "tanh at 0",
        {"x": [2], "w1": [[0]], "b": [0], "w2": [[3]], "y": [1], "activation": "tanh"},
        {"dW1": ((-6.0,),), "db": (-3.0,), "dW2": ((0.0,),)},
    ),
    # 3*4 + 4 + 4*2 + 2 = 26 parameters twice; 5 * (3 + 8 + 2) = 65 activations; 4 bytes
    ("memory_footprint", "SGD", {"widths": [3, 4, 2], "batch": 5}, 468),
    # 784*256 + 256 + 256*10 + 10 = 203530, four times; 64 * (784 + 512 + 10) = 83584
    ("memory_footprint", "Adam", {"widths": [784, 256, 10], "batch": 64, "optimiser": "adam"}, 3590816),
    (
        "memory_footprint",
        "momentum in half precision",
        {"widths": [3, 4, 2], "batch": 5, "optimiser": "momentum", "dtype": "float16"},
        286,
    ),
    # 26 + 5 * max(7, 6) = 61
    ("memory_footprint", "inference", {"widths": [3, 4, 2], "batch": 5, "phase": "inference"}, 244),
    # one layer: 10*1 + 1 = 11 parameters twice, 1 * (10 + 1) activations, 8 bytes
    ("memory_footprint", "one layer", {"widths": [10, 1], "batch": 1, "dtype": "float64"}, 264),
    # sums: x 2, y 6, x^2 6, xy 7
    ("polynomial_least_squares", "a line", {"points": [[-1, 1], [0, 0], [1, 2], [2, 3]]}, (1.1, 0.8)),
    ("polynomial_least_squares", "two points", {"points": [[0, 1], [2, 5]]}, (1.0, 2.0)),
    # at x = 0 the mean of 0 and 2
    ("polynomial_least_squares", "one x twice", {"points": [[0, 0], [1, 5], [0, 2]]}, (1.0, 4.0)),
    # 10 w1 = 2; (4, 10; 10, 34) (w0, w2) = (4, 4)
    (
        "polynomial_least_squares",
        "a parabola",
        {"points": [[-2, 0], [-1, 1], [1, 3], [2, 0]], "degree": 2},
        (8 / 3, 0.2, -2 / 3),
    ),
    (
        "polynomial_least_squares",
        "a parabola in x^2/2",
        {"points": [[-2, 0], [-1, 1], [1, 3], [2, 0]], "degree": 2, "scaled": True},
        (8 / 3, 0.2, -4 / 3),
    ),
    # x^3 - x
    (
        "polynomial_least_squares",
        "a cubic through its points, in x^3/6",
        {"points": [[-1, 0], [0, 0], [1, 0], [2, 6]], "degree": 3, "scaled": True},
        (0.0, -1.0, 0.0, 6.0),
    ),
    (
        "matrix_product_bounds",
        "diagonal",
        {"a": [[3, 0], [0, -2]], "b": [[1, 0], [0, 4]]},
        {"upper": 12.0, "lower": 2.0, "det": 24.0},
    ),
    # A^T A = (25, 20; 20, 25): 45 and 5
    (
        "matrix_product_bounds",
        "not symmetric",
        {"a": [[3, 0], [4, 5]], "b": [[2, 0], [0, -1]]},
        {"upper": 6 * ROOT5, "lower": ROOT5, "det": 30.0},
    ),
    (
        "matrix_product_bounds",
        "a reflection times (1 2; 2 1), with eigenvalues 3 and -1",
        {"a": [[0, 1], [1, 0]], "b": [[1, 2], [2, 1]]},
        {"upper": 3.0, "lower": 1.0, "det": 3.0},
    ),
    # A^T A = (1, 1; 1, 2): (3 +- sqrt(5))/2, while both eigenvalues of A are 1
    (
        "matrix_product_bounds",
        "a shear twice",
        {"a": [[1, 1], [0, 1]], "b": [[1, 1], [0, 1]]},
        {"upper": (3 + ROOT5) / 2, "lower": (3 - ROOT5) / 2, "det": 1.0},
    ),
    (
        "matrix_product_bounds",
        "3x3",
        {"a": [[1, 0, 0], [0, 2, 0], [0, 0, 3]], "b": [[0, 2, 0], [0, 0, 2], [2, 0, 0]]},
        {"upper": 6.0, "lower": 2.0, "det": 48.0},
    ),
    ("condition_number", "not symmetric", {"matrix": [[3, 0], [4, 5]]}, 3.0),
    ("condition_number", "diagonal", {"matrix": [[2, 0], [0, -8]]}, 4.0),
    ("condition_number", "of A^T A", {"matrix": [[3, 0], [4, 5]], "of": "gram"}, 9.0),
    # (45 + 5)/(5 + 5)
    ("condition_number", "ridge", {"matrix": [[3, 0], [4, 5]], "of": "gram", "ridge": 5}, 5.0),
    # orthogonal columns of squared length 2 and 6
    ("condition_number", "3x2", {"matrix": [[1, 1], [1, -1], [0, 2]]}, math.sqrt(3)),
    ("condition_number", "singular but for ridge", {"matrix": [[1, 1], [1, 1]], "of": "gram", "ridge": 2}, 3.0),
    ("condition_number", "one column", {"matrix": [[1], [-7]]}, 1.0),
    (
        "pca_decorrelation",
        "along the axes",
        {"points": [[1, 0], [-1, 0], [0, 2], [0, -2]]},
        {"variances": (2.0, 0.5), "share": 0.8, "error": 0.5},
    ),
    (
        "pca_decorrelation",
        "on a line",
        {"points": [[0, 0], [2, 2]]},
        {"variances": (2.0, 0.0), "share": 1.0, "error": 0.0},
    ),
    # the mean is (3, 3), the covariance (3.5, 2.25; 2.25, 2.5)
    (
        "pca_decorrelation",
        "centred first",
        {"points": [[1, 1], [3, 2], [2, 4], [6, 5]]},
        {
            "variances": (3 + math.sqrt(5.3125), 3 - math.sqrt(5.3125)),
            "share": (3 + math.sqrt(5.3125)) / 6,
            "error": 3 - math.sqrt(5.3125),
        },
    ),
    # the covariance is (2.5, -1.5, 0; -1.5, 2.5, 0; 0, 0, 1)
    (
        "pca_decorrelation",
        "two of three",
        {"points": [[1, 1, 1], [-1, -1, 1], [2, -2, -1], [-2, 2, -1]], "keep": 2},
        {"variances": (4.0, 1.0, 1.0), "share": 5 / 6, "error": 1.0},
    ),
    # 2 x1 + lambda = 0 and 4 x2 + lambda = 0
    (
        "lagrange_stationary",
        "x1^2 + 2 x2^2 on x1 + x2 = 3",
        {"q": [[2, 0], [0, 4]], "c": [0, 0], "a": [1, 1], "b": 3},
        {"x": (2.0, 1.0), "lambda": -4.0},
    ),
    (
        "lagrange_stationary",
        "the nearest point to the origin",
        {"q": [[1, 0], [0, 1]], "c": [0, 0], "a": [3, 4], "b": 25},
        {"x": (3.0, 4.0), "lambda": -1.0},
    ),
    (
        "lagrange_stationary",
        "the constraint costs nothing",
        {"q": [[1, 0], [0, 1]], "c": [-1, -1], "a": [1, -1], "b": 0},
        {"x": (1.0, 1.0), "lambda": 0.0},
    ),
    (
        "lagrange_stationary",
        "with a product",
        {"q": [[2, 1], [1, 2]], "c": [0, 0], "a": [1, 1], "b": 2},
        {"x": (1.0, 1.0), "lambda": -3.0},
    ),
    (
        "lagrange_stationary",
        "three variables",
        {"q": [[2, 0, 0], [0, 2, 0], [0, 0, 2]], "c": [0, 0, 0], "a": [1, 2, 2], "b": 9},
        {"x": (1.0, 2.0, 2.0), "lambda": -2.0},
    ),
    # x1^2 + x2^2 with x1 + x2 >= 2: (2, 2) - 2 (1, 1)
    (
        "kkt_residuals",
        "the nearest point of a half-plane",
        {"f": [[1, 2, 0], [1, 0, 2]], "g": [[[-1, 1, 0], [-1, 0, 1], [2, 0, 0]]], "x": [1, 1], "mu": [2]},
        {"stationarity": (0.0, 0.0), "violation": 0.0, "slackness": 0.0, "kkt": "yes"},
    ),
    # the unconstrained minimum: g = 2
    (
        "kkt_residuals",
        "infeasible",
        {"f": [[1, 2, 0], [1, 0, 2]], "g": [[[-1, 1, 0], [-1, 0, 1], [2, 0, 0]]], "x": [0, 0], "mu": [0]},
        {"stationarity": (0.0, 0.0), "violation": 2.0, "slackness": 0.0, "kkt": "no"},
    ),
    # x^2 with x <= 1: 2 x + mu = 0 at x = 1, but mu is negative
    (
        "kkt_residuals",
        "a negative multiplier",
        {"f": [[1, 2]], "g": [[[1, 1], [-1, 0]]], "x": [1], "mu": [-2]},
        {"stationarity": (0.0,), "violation": 0.0, "slackness": 0.0, "kkt": "no"},
    ),
    # x^2 with x <= 3 at x = -1: 2 x + 2 = 0, but g = -4
    (
        "kkt_residuals",
        "a multiplier without contact",
        {"f": [[1, 2]], "g": [[[1, 1], [-3, 0]]], "x": [-1], "mu": [2]},
        {"stationarity": (0.0,), "violation": 0.0, "slackness": 8.0, "kkt": "no"},
    ),
    # (2, 4) + lambda (1, 1) with lambda = -1, and x1 + x2 - 3 = -1
    (
        "kkt_residuals",
        "an equality missed",
        {"f": [[1, 2, 0], [2, 0, 2]], "h": [[[1, 1, 0], [1, 0, 1], [-3, 0, 0]]], "x": [1, 1], "lam": [-1]},
        {"stationarity": (1.0, 3.0), "violation": 1.0, "slackness": 0.0, "kkt": "no"},
    ),
    # 0.3 - 0.1 - 0.2 is 0 for decimals, though not for floats
    (
        "kkt_residuals",
        "decimals",
        {"f": [[0.3, 1]], "g": [[[-0.1, 1]], [[-0.2, 1]]], "x": [0], "mu": [1, 1]},
        {"stationarity": (0.0,), "violation": 0.0, "slackness": 0.0, "kkt": "yes"},
    ),
]

entry = st.floats(-9, 9).map(lambda x: round(x, 3)) | st.integers(-9, 9).map(float)


def grids(height: int, width: int) -> st.SearchStrategy[list[list[float]]]:
    return st.lists(st.lists(entry, min_size=width, max_size=width), min_size=height, max_size=height)


def symmetric(rows: list[list[float]]) -> list[list[float]]:
    """Mirror the upper half, with a diagonal that makes most of them positive definite."""
    return [
        [10 + abs(x) if i == j else round(rows[min(i, j)][max(i, j)] / 3, 1) for j, x in enumerate(line)]
        for i, line in enumerate(rows)
    ]


whole = st.integers(-9, 9).map(float)


def polynomials(variables: int) -> st.SearchStrategy[list[list[float]]]:
    """Terms with coefficients of either sign, all exponents different."""
    exponents = st.lists(st.tuples(*[st.integers(0, 4)] * variables), min_size=1, max_size=5, unique=True)
    return exponents.flatmap(
        lambda drawn: st.tuples(*[st.floats(0.5, 9) | st.floats(-9, -0.5)] * len(drawn)).map(
            lambda factors: [[c, *map(float, e)] for c, e in zip(factors, drawn, strict=True)]
        )
    )


def points(variables: int) -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(-3, 3) | whole.filter(lambda x: abs(x) < 4), min_size=variables, max_size=variables)


EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "kkt_residuals": st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(0, 2)).flatmap(
        lambda sizes: st.fixed_dictionaries(
            {
                "f": polynomials(sizes[0]),
                "g": st.lists(polynomials(sizes[0]), min_size=sizes[1], max_size=sizes[1]),
                "h": st.lists(polynomials(sizes[0]), min_size=sizes[2], max_size=sizes[2]),
                "x": st.lists(whole.filter(lambda x: abs(x) < 4), min_size=sizes[0], max_size=sizes[0]),
                "mu": st.lists(entry, min_size=sizes[1], max_size=sizes[1]),
                "lam": st.lists(entry, min_size=sizes[2], max_size=sizes[2]),
            }
        )
    ),
    "pca_decorrelation": st.tuples(st.integers(2, 8), st.integers(2, 4)).flatmap(
        lambda shape: st.fixed_dictionaries({"points": grids(*shape), "keep": st.integers(1, min(3, shape[1] - 1))})
    ),
    "lagrange_stationary": st.integers(2, 4).flatmap(
        lambda n: st.fixed_dictionaries(
            {
                "q": grids(n, n).map(symmetric),
                "c": st.lists(entry, min_size=n, max_size=n),
                "a": st.lists(entry, min_size=n, max_size=n),
                "b": entry,
            }
        )
    ),
    "polynomial_least_squares": st.fixed_dictionaries(
        {
            "points": st.lists(st.tuples(st.integers(-10, 10).map(lambda x: x / 2), entry), min_size=2, max_size=10),
            "degree": st.integers(1, 3),
            "scaled": st.booleans(),
        }
    ),
    "matrix_product_bounds": st.integers(1, 4).flatmap(
        lambda n: st.fixed_dictionaries({"a": grids(n, n), "b": grids(n, n)})
    ),
    "condition_number": st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
        lambda shape: (
            st.fixed_dictionaries({"matrix": grids(*shape), "of": st.just("gram"), "ridge": st.floats(0.001, 1000)})
            | st.fixed_dictionaries({"matrix": grids(*shape)})
        )
    ),
    "memory_footprint": st.fixed_dictionaries(
        {
            "widths": st.lists(st.integers(1, 8192), min_size=2, max_size=6),
            "batch": st.integers(1, 8192),
            "phase": st.sampled_from(("training", "inference")),
            "optimiser": st.sampled_from(("sgd", "momentum", "adam")),
            "dtype": st.sampled_from(("float16", "float32", "float64")),
        }
    ),
    "jacobian": st.integers(1, 4).flatmap(
        lambda n: st.fixed_dictionaries({"f": st.lists(polynomials(n), min_size=1, max_size=4), "x": points(n)})
    ),
    "hessian": st.integers(1, 4).flatmap(
        lambda n: st.fixed_dictionaries(
            {"f": polynomials(n), "x": points(n), "quantity": st.sampled_from(("matrix", "eigenvalues"))}
        )
    ),
}
