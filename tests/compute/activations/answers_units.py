"""Answers of single units in `activations`, worked by hand or from the cited source, and parameters at their limits."""

import math
from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

LN2, LN3 = math.log(2), math.log(3)


def _unit(name: str, x: Any, quantity: str, **alpha: float) -> dict[str, Any]:
    return {"name": name, "x": x, "quantity": quantity, **alpha}


_UNIT = "activation_value_derivative"
_FORMULA = "activation_derivative_formula"
_TANH = "tanh_sigmoid_identity"
_SOFT = "sigmoid_softplus_identities"
_X = [1, -2]
_W = [[[1, 0], [2, 1]], [[-1, 3], [0, 1]]]  # x W: [-3, -2] and [-1, 1]
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    (_UNIT, "sigmoid at 0", _unit("sigmoid", 0, "value"), 0.5),
    (_UNIT, "sigmoid of odds 3 and 1/3", _unit("sigmoid", [LN3, -LN3], "value"), (0.75, 0.25)),
    (_UNIT, "sigmoid is steepest at 0", _unit("sigmoid", [0, LN3], "derivative"), (0.25, 0.1875)),
    (_UNIT, "tanh of e^x = 3", _unit("tanh", [LN3, -LN3, 0], "value"), (0.8, -0.8, 0.0)),
    (_UNIT, "tanh is even in its slope", _unit("tanh", [LN3, -LN3, 0], "derivative"), (0.36, 0.36, 1.0)),
    (_UNIT, "ReLU", _unit("relu", [-2, 0, 3.5], "value"), (0.0, 0.0, 3.5)),
    (_UNIT, "ReLU's slope", _unit("relu", [-2, 1e-6, 3.5], "derivative"), (0.0, 1.0, 1.0)),
    (_UNIT, "Leaky ReLU", _unit("leaky_relu", [-2, 0, 3], "value", alpha=0.1), (-0.2, 0.0, 3.0)),
    (_UNIT, "Leaky ReLU's slope", _unit("leaky_relu", -2, "derivative", alpha=0.1), 0.1),
    (_UNIT, "alpha = -1 is |x|", _unit("generalised_relu", [-2, 3], "value", alpha=-1), (2.0, 3.0)),
    (_UNIT, "slope of |x|", _unit("generalised_relu", [-2, 3], "derivative", alpha=-1), (-1.0, 1.0)),
    (_UNIT, "ELU at -ln 2", _unit("elu", [-LN2, 2], "value", alpha=2), (-1.0, 2.0)),
    (_UNIT, "ELU's slope is ELU + alpha", _unit("elu", [-LN2, 2], "derivative", alpha=3), (1.5, 1.0)),
    (_UNIT, "softplus at 0", _unit("softplus", [0, LN3], "value"), (LN2, 2 * LN2)),
    (_UNIT, "softplus has sigmoid for its slope", _unit("softplus", [0, LN3], "derivative"), (0.5, 0.75)),
    (_UNIT, "hard tanh", _unit("hardtanh", [-3, -1, 0.5, 7], "value"), (-1.0, -1.0, 0.5, 1.0)),
    (_UNIT, "hard tanh's slope", _unit("hardtanh", [-3, -0.9, 0, 7], "derivative"), (0.0, 1.0, 1.0, 0.0)),
    (_FORMULA, "sigmoid", {"name": "sigmoid"}, "exp(-x)/(1 + exp(-x))**2"),
    (_FORMULA, "tanh of half", {"name": "tanh", "k": 0.5}, "0.5/cosh(x/2)**2"),
    (_FORMULA, "softplus", {"name": "softplus", "k": 2}, "2/(1 + exp(-2*x))"),
    (_FORMULA, "ELU", {"name": "elu", "alpha": 1.5}, "1.5*exp(x)"),
    # Ramachandran et al.: f'(x) = beta f(x) + sigmoid(beta x) (1 - beta f(x))
    (
        _FORMULA,
        "Swish",
        {"name": "sigmoid", "k": 2, "times_x": True},
        "2*x*sigmoid(2*x) + sigmoid(2*x)*(1 - 2*x*sigmoid(2*x))",
    ),
    (_FORMULA, "x times ELU", {"name": "elu", "alpha": 2, "k": 3, "times_x": True}, "2*exp(3*x)*(1 + 3*x) - 2"),
    ("maxout_forward", "one piece each", {"x": _X, "weights": _W, "bias": [[0, 4], [0, 0]]}, (-1.0, 2.0)),
    ("maxout_forward", "the bias decides", {"x": _X, "weights": _W, "bias": [[5, 0], [0, 0]]}, (2.0, 1.0)),
    ("maxout_forward", "ReLU as maxout", {"x": [-3], "weights": [[[1]], [[0]]], "bias": [[0], [0]]}, (0.0,)),
    ("maxout_forward", "absolute value", {"x": [-3], "weights": [[[1]], [[-1]]], "bias": [[0], [0]]}, (3.0,)),
    ("maxout_param_count", "3 to 2, two pieces", {"inputs": 3, "outputs": 2, "pieces": 2}, 16),
    ("maxout_param_count", "one piece is a dense layer", {"inputs": 784, "outputs": 10, "pieces": 1}, 7850),
    ("maxout_param_count", "MNIST", {"inputs": 784, "outputs": 240, "pieces": 5}, 942000),
    ("maxout_param_count", "one input", {"inputs": 1, "outputs": 1, "pieces": 4}, 8),
    ("rbf_unit", "at the centre", {"x": [1, 2], "w": [1, 2], "sigma": 3}, 1.0),
    ("rbf_unit", "distance 5", {"x": [3, 4], "w": [0, 0], "sigma": 5}, 1 / math.e),
    ("rbf_unit", "no slope at the centre", {"x": [1], "w": [1], "sigma": 3, "quantity": "gradient"}, (0.0,)),
    (
        "rbf_unit",
        "towards the centre",
        {"x": [3, 4], "w": [0, 0], "sigma": 5, "quantity": "gradient"},
        (-0.24 / math.e, -0.32 / math.e),
    ),
    ("rbf_unit", "far away", {"x": [100], "w": [-100], "sigma": 0.1}, 0.0),
    # sigma(2x) = 9/10 and tanh(x) = 4/5 at e^x = 3, where sigma(x) = 3/4
    (_TANH, "from sigma(2x)", {"known": "sigmoid_2x", "value": 0.9}, 0.8),
    (_TANH, "from sigma(x)", {"known": "sigmoid_x", "value": 0.75}, 0.8),
    (_TANH, "back", {"known": "tanh_x", "value": 0.8}, 0.9),
    (_TANH, "slope of tanh", {"known": "sigmoid_2x", "value": 0.9, "quantity": "derivative"}, 0.36),
    (_TANH, "slope of tanh from sigma(x)", {"known": "sigmoid_x", "value": 0.75, "quantity": "derivative"}, 0.36),
    (_TANH, "slope of sigmoid", {"known": "tanh_x", "value": 0.8, "quantity": "derivative"}, 0.09),
    (_TANH, "at 0", {"known": "sigmoid_2x", "value": 0.5}, 0.0),
    # e^x = 3: sigma(x) = 3/4 and zeta(x) = ln 4
    (_SOFT, "logit", {"known": "sigma", "value": 0.75, "wanted": "x"}, LN3),
    (_SOFT, "softplus from sigmoid", {"known": "sigma", "value": 0.75, "wanted": "zeta"}, 2 * LN2),
    (_SOFT, "mirrored sigmoid", {"known": "sigma", "value": 0.75, "wanted": "sigma_minus"}, 0.25),
    (_SOFT, "log sigmoid", {"known": "sigma", "value": 0.75, "wanted": "zeta_minus"}, 2 * LN2 - LN3),
    (_SOFT, "inverse softplus", {"known": "zeta", "value": 2 * LN2, "wanted": "x"}, LN3),
    (_SOFT, "slope of softplus", {"known": "zeta", "value": 2 * LN2, "wanted": "slope"}, 0.75),
    (_SOFT, "sigmoid from softplus", {"known": "zeta", "value": 2 * LN2, "wanted": "sigma_minus"}, 0.25),
    (_SOFT, "mirrored softplus", {"known": "zeta", "value": 2 * LN2, "wanted": "zeta_minus"}, 2 * LN2 - LN3),
]

edge = st.sampled_from((-10, -1, -0.001, 0, 0.001, 1, 10)) | st.integers(-1000, 1000).map(lambda n: n / 100)
far = st.sampled_from((-100, -1, -0.25, 0, 0.5, 3, 100))
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    _UNIT: st.fixed_dictionaries(
        {
            "name": st.sampled_from(("sigmoid", "tanh", "relu", "softplus", "hardtanh")),
            "x": edge | st.lists(edge, min_size=1, max_size=16),
            "quantity": st.sampled_from(("value", "derivative")),
        }
    )
    | st.fixed_dictionaries(
        {
            "name": st.sampled_from(("leaky_relu", "generalised_relu", "elu")),
            "x": edge | st.lists(edge, min_size=1, max_size=16),
            "alpha": st.sampled_from((-10, -1, 0, 0.001, 0.5, 1, 10)),
            "quantity": st.sampled_from(("value", "derivative")),
        }
    ),
    "rbf_unit": st.integers(1, 8).flatmap(
        lambda n: st.fixed_dictionaries(
            {
                "x": st.lists(far, min_size=n, max_size=n),
                "w": st.lists(far, min_size=n, max_size=n),
                "sigma": st.sampled_from((0.1, 1, 7.5, 100)),
                "quantity": st.sampled_from(("value", "gradient")),
            }
        )
    ),
    _TANH: st.fixed_dictionaries(
        {
            "known": st.sampled_from(("sigmoid_2x", "sigmoid_x", "tanh_x")),
            "value": st.integers(-98, 99).map(lambda n: n / 100),
            "quantity": st.sampled_from(("value", "derivative")),
        }
    ),
    _SOFT: st.fixed_dictionaries(
        {
            "known": st.sampled_from(("sigma", "zeta")),
            "value": st.sampled_from((0.001, 0.01, 0.5, 0.999, 1, 9.99, 10)),
            "wanted": st.sampled_from(("x", "zeta", "slope", "sigma_minus", "zeta_minus")),
        }
    ),
}
