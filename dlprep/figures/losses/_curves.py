"""Curves of a regression loss of one error from its live reference."""

from dlprep.compute.losses.regression_loss import RegressionParams, problem
from dlprep.figures.answers import numbers
from dlprep.figures.plot import Stroke, curve


def stroke(loss: str, quantity: str, low: float, high: float) -> Stroke:
    """Return the loss, or its derivative by the prediction, for errors from `low` to `high`."""

    def at(error: float) -> float:
        params = RegressionParams.model_validate(
            {"targets": [0], "predictions": [error], "loss": loss, "quantity": quantity, "reduction": "sum"}
        )
        return numbers(problem.reference(params))[0]

    return curve(at, low, high, 120)
