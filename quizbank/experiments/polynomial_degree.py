"""How do training and test loss of polynomial regression depend on the degree and on the amount of data?

Asked by exercise 2 of Dive into Deep Learning, section "Generalization" (4.4 in the Chinese edition).

Set-up: the cubic of the book, y = 5 + 1.2 x - 3.4 x^2/2! + 5.6 x^3/3!, at points drawn evenly from [-2, 2], with
Gaussian noise of variance 0.25. Each fit is the exact least-squares solution; the test loss is the mean squared error
on fresh noisy points. Every figure is the median over 100 training sets, since the mean is at the mercy of the few
sets that make a fit of high degree explode.

What comes out, with 30 examples: the training loss falls with every degree, because a larger model contains the
smaller one. The test loss falls up to degree 3, where the truth lies, and rises steeply after it: the spare
coefficients fit the noise, and between the points and at the ends the polynomial swings. With more data at a fixed
degree the training loss rises and the test loss falls, both towards the noise variance 0.25 once the degree suffices;
a straight line stays far above it however much data there is. Data cure variance, not bias.
"""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

NOISE_VARIANCE = 0.25
REPEATS = 100
COMBINATIONS = [(degree, 30) for degree in (1, 2, 3, 6, 10, 15)] + [
    (degree, count) for degree in (1, 3, 10) for count in (20, 100, 1000)
]


def run() -> dict[str, float]:
    """Return `train_loss_degree_D_n_N` and `test_loss_degree_D_n_N` for each degree and number of examples."""
    figures = {"noise_variance": NOISE_VARIANCE}
    for degree, count in COMBINATIONS:
        train, test = _median_losses(degree, count)
        figures[f"train_loss_degree_{degree}_n_{count}"] = train
        figures[f"test_loss_degree_{degree}_n_{count}"] = test
    return figures


def _median_losses(degree: int, count: int) -> tuple[float, float]:
    import torch

    losses = []
    for seed in range(REPEATS):
        generator = torch.Generator().manual_seed(seed)
        x, y = _sample(count, generator)
        fresh_x, fresh_y = _sample(1000, generator)
        features = _features(x, degree)
        # gelsd works by the singular values: safe though the columns of a high degree are nearly dependent
        w = torch.linalg.lstsq(features, y[:, None], driver="gelsd").solution[:, 0]
        train = ((features @ w - y) ** 2).mean()
        test = ((_features(fresh_x, degree) @ w - fresh_y) ** 2).mean()
        losses.append(torch.stack((train, test)))
    train, test = torch.stack(losses).median(dim=0).values.tolist()
    return float(train), float(test)


def _sample(count: int, generator: "Generator") -> "tuple[Tensor, Tensor]":
    import torch

    x = 4 * torch.rand(count, generator=generator, dtype=torch.float64) - 2
    noise = math.sqrt(NOISE_VARIANCE) * torch.randn(count, generator=generator, dtype=torch.float64)
    return x, 5 + 1.2 * x - 3.4 * x**2 / 2 + 5.6 * x**3 / 6 + noise


def _features(x: "Tensor", degree: int) -> "Tensor":
    import torch

    return torch.stack([x**i / math.factorial(i) for i in range(degree + 1)], dim=1)


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:36} {value:.4g}")
