"""How many hidden layers, and which learning rate, work best?

Asked by exercise 1 of Dive into Deep Learning, section "Concise Implementation of Multilayer Perceptrons" (4.3 in the
Chinese edition).

Set-up: ReLU networks of width 32 with 1, 4 or 8 hidden layers and He initialisation learn
y = sin(4 a) cos(3 b) + noise of variance 0.01 from 200 points of the square [-1, 1]^2, by 600 steps of full-batch
gradient descent at the rate 0.05 or 0.003. The test loss is the mean squared error against the function without noise,
over 1000 fresh points; every figure is the median over 3 draws.

What comes out: at 0.05 four hidden layers have about half the error of one, and eight hardly differ from four. At 0.003
every depth looks bad, because in 600 steps it does not get there; four layers at that rate lose to one layer at 0.05.
So the depths can be compared only with a rate that suits each. (At 0.3 many of the deep networks diverge.) This is one
task with one budget; the order of the depths is not to be carried over to others, the way of comparing them is.
"""

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

WIDTH = 32
STEPS = 600
REPEATS = 3
DEPTHS = (1, 4, 8)
RATES = {"0_003": 0.003, "0_05": 0.05}


def run() -> dict[str, float]:
    """Return `test_loss_depth_D_rate_R` for each depth and rate."""
    return {
        f"test_loss_depth_{depth}_rate_{name}": sorted(_test_loss(depth, rate, seed) for seed in range(REPEATS))[
            REPEATS // 2
        ]
        for depth in DEPTHS
        for name, rate in RATES.items()
    }


def _test_loss(depth: int, rate: float, seed: int) -> float:
    import torch

    generator = torch.Generator().manual_seed(seed)
    x, clean = _sample(200, generator)
    y = clean + 0.1 * torch.randn(200, 1, generator=generator)
    fresh, target = _sample(1000, generator)
    parameters = _initialise([2, *[WIDTH] * depth, 1], generator)
    for _ in range(STEPS):
        loss = ((_predict(parameters, x) - y) ** 2).mean()
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= rate * gradient
    with torch.no_grad():
        return float(((_predict(parameters, fresh) - target) ** 2).mean())


def _sample(count: int, generator: "Generator") -> "tuple[Tensor, Tensor]":
    import torch

    x = 2 * torch.rand(count, 2, generator=generator) - 1
    return x, torch.sin(4 * x[:, :1]) * torch.cos(3 * x[:, 1:])


def _initialise(sizes: list[int], generator: "Generator") -> "list[Tensor]":
    """Weights and biases in turn, He-initialised."""
    import torch

    parameters = []
    for fan_in, fan_out in pairwise(sizes):
        weights = torch.randn(fan_in, fan_out, generator=generator) * (2 / fan_in) ** 0.5
        parameters += [weights.requires_grad_(), torch.zeros(fan_out, requires_grad=True)]
    return parameters


def _predict(parameters: "list[Tensor]", x: "Tensor") -> "Tensor":
    import torch

    for i in range(0, len(parameters), 2):
        x = x @ parameters[i] + parameters[i + 1]
        if i + 2 < len(parameters):
            x = torch.relu(x)
    return x


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:36} {value:.4g}")
