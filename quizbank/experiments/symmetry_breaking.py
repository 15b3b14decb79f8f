"""Do units that start equal ever come apart, and may a model without hidden layers start from zero?

Set-up: 256 points of the plane, labelled by the sign of the product of the coordinates (XOR without noise), and a
network of 16 tanh units with one sigmoid output, trained by full-batch gradient descent on the cross-entropy for 500
steps, in float64. It starts from five places; biases start at 0.

- random: all weights Gaussian;
- equal: every weight 0.5;
- zero: every weight 0;
- zero_hidden: weights into the hidden layer 0, those out of it Gaussian;
- zero_output: weights into the hidden layer Gaussian, those out of it 0.

Figures: `<start>_loss`, the cross-entropy at the end, and `<start>_apart`, the largest distance between two units'
incoming weights at the end.

A network with one residual block, whose trunk has a channel for each coordinate and whose branch has 16 tanh units, is
trained from every weight 0.5 too, on labels that treat the coordinates differently: `residual_trunk_apart` is the
largest distance between the weights into two channels of the trunk, `residual_branch_apart` that between the incoming
weights of two units of the branch.

Then softmax regression on three Gaussian clouds with a little weight decay, started from zero, from every weight 1 and
at random: `softmax_<start>_loss`.

What comes out, and why: equal units see the same input and get the same gradient, so they stay equal, up to rounding
errors of about 1e-12, and are worth one unit, which cannot solve XOR. (The errors grow exponentially: after four times
as many steps they do break the symmetry.) From zero the gradients of both weight matrices are 0: each is a product with
the other matrix or with activations of 0. One random matrix is enough: the units differ either in what they compute or
in the error that they are sent. A shortcut adds a different input to each channel of the trunk, which sets the channels
apart, but does nothing for the units within the branch. Softmax regression is convex, and its rows get different
gradients because the labels differ: every start ends at the same loss.
"""

from typing import Any

UNITS = 16
STEPS = 500


def run() -> dict[str, float]:
    """Train from every start; figures are named as the docstring of the module says."""
    found = {}
    for start in ("random", "equal", "zero", "zero_hidden", "zero_output"):
        found[f"{start}_loss"], found[f"{start}_apart"] = _network(start)
    found["residual_trunk_apart"], found["residual_branch_apart"] = _residual_block()
    for start in ("random", "equal", "zero"):
        found[f"softmax_{start}_loss"] = _softmax_regression(start)
    return found


def _network(start: str) -> tuple[float, float]:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    generator = torch.Generator().manual_seed(0)
    x = _normal(generator, 256, 2)
    y = (x[:, 0] * x[:, 1] > 0).double()
    w1, w2 = _normal(generator, UNITS, 2), _normal(generator, UNITS)
    if start == "equal":
        w1, w2 = torch.full_like(w1, 0.5), torch.full_like(w2, 0.5)
    if start in ("zero", "zero_hidden"):
        w1 = torch.zeros_like(w1)
    if start in ("zero", "zero_output"):
        w2 = torch.zeros_like(w2)
    parameters = [w1, torch.zeros(UNITS, dtype=torch.float64), w2, torch.zeros((), dtype=torch.float64)]

    def loss() -> Any:
        into, bias, out, last_bias = parameters
        return binary_cross_entropy_with_logits(torch.tanh(x @ into.T + bias) @ out + last_bias, y)

    final = _descend(parameters, loss, rate=0.5)
    return final, _apart(w1)


def _residual_block() -> tuple[float, float]:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    x = _normal(torch.Generator().manual_seed(2), 256, 2)
    y = (x[:, 0] + x[:, 0] * x[:, 1] > 0).double()
    into, back, out = (torch.full(shape, 0.5, dtype=torch.float64) for shape in ((UNITS, 2), (2, UNITS), (2,)))

    def loss() -> Any:
        return binary_cross_entropy_with_logits((x + torch.tanh(x @ into.T) @ back.T) @ out, y)

    _descend([into, back, out], loss, rate=0.2)
    return _apart(back), _apart(into)


def _softmax_regression(start: str) -> float:
    import torch
    from torch.nn.functional import cross_entropy

    generator = torch.Generator().manual_seed(1)
    labels = torch.arange(300) % 3
    x = _normal(generator, 300, 2) + torch.tensor([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]])[labels]
    weights = _normal(generator, 3, 2)
    if start != "random":
        weights = torch.full_like(weights, {"equal": 1.0, "zero": 0.0}[start])
    bias = torch.zeros(3, dtype=torch.float64)

    def loss() -> Any:
        return cross_entropy(x @ weights.T + bias, labels) + 0.005 * weights.square().sum()

    return _descend([weights, bias], loss, rate=0.5)


def _descend(parameters: list[Any], loss: Any, rate: float) -> float:
    """Take the steps of gradient descent, in place, and return the loss at the end."""
    import torch

    for parameter in parameters:
        parameter.requires_grad_()
    for _ in range(STEPS):
        gradients = torch.autograd.grad(loss(), parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= rate * gradient
    return float(loss().detach())


def _apart(weights: Any) -> float:
    """Find the largest distance between two rows."""
    import torch

    return float(torch.cdist(weights, weights).detach().max())


def _normal(generator: Any, *shape: int) -> Any:
    import torch

    return torch.randn(*shape, generator=generator, dtype=torch.float64)


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:20} {figure:.4g}")
