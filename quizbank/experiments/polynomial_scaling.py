"""What happens to gradient descent when polynomial features are not divided by i!, and what else tames them?

Asked by exercise 3 of Dive into Deep Learning, section "Generalization" (4.4 in the Chinese edition).

Set-up: the cubic of the book with noise of variance 0.01, at 100 points drawn evenly from [-3, 3], fitted with all
powers up to degree 19. Full-batch gradient descent on the mean squared error takes 2000 steps from zero, each version
of the features with its own safe step, half of the largest stable one (2 over the largest eigenvalue of the Hessian).
The versions: `raw` x^i; `factorial` x^i/i!; `rescaled` (x/max|x|)^i; `legendre`, the Legendre polynomials of
x/max|x|; `log`, a constant and log(x^i) = i log x, for which x has to be made positive first. Every figure is the
median over 5 draws.

What comes out: raw features reach a billion, and the largest stable learning rate is of the order of 1e-17. At 0.01 the
loss overflows; at the stable rate the coefficients of low degree, which carry the signal, do not move, and the loss
stays thousands of times above the optimum. Divided by i! the same powers are at most about 5, and 2000 steps come near
the optimum. The condition number is no better for it, though (columns that were far too large are now far too small):
what the division brings is a usable step, and stale directions of which the fit has little need. Powers of a rescaled x
are never above 1 but still nearly dependent, with a condition number in the millions. An orthogonal basis does better,
with a small condition number and the optimum itself. Logs lose the problem instead: all columns are
multiples of log x, so the matrix has rank 2 and no solver can fit the cubic.
"""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

DEGREE = 19
COUNT = 100
STEPS = 2000
REPEATS = 5


def run() -> dict[str, float]:
    """Return, for each version of the features, their size, conditioning, stable rate and loss, see the code."""
    import torch

    draws: dict[str, list[float]] = {}
    for seed in range(REPEATS):
        generator = torch.Generator().manual_seed(seed)
        x, y = _sample(generator)
        for version, features in _versions(x).items():
            for figure, value in _descend(features, y).items():
                draws.setdefault(f"{figure}_{version}", []).append(value)
    return {figure: sorted(values)[REPEATS // 2] for figure, values in draws.items()}


def _sample(generator: "Generator") -> "tuple[Tensor, Tensor]":
    import torch

    x = 6 * torch.rand(COUNT, generator=generator, dtype=torch.float64) - 3
    noise = 0.1 * torch.randn(COUNT, generator=generator, dtype=torch.float64)
    return x, 5 + 1.2 * x - 3.4 * x**2 / 2 + 5.6 * x**3 / 6 + noise


def _versions(x: "Tensor") -> "dict[str, Tensor]":
    import torch

    powers = torch.stack([x**i for i in range(DEGREE + 1)], dim=1)
    factorials = torch.tensor([math.factorial(i) for i in range(DEGREE + 1)], dtype=torch.float64)
    positive = x - x.min() + 0.1
    logs = torch.stack([torch.ones_like(x), *(i * positive.log() for i in range(1, DEGREE + 1))], dim=1)
    return {
        "raw": powers,
        "factorial": powers / factorials,
        "rescaled": torch.stack([(x / x.abs().max()) ** i for i in range(DEGREE + 1)], dim=1),
        "legendre": _legendre(x / x.abs().max()),
        "log": logs,
    }


def _legendre(u: "Tensor") -> "Tensor":
    """Legendre polynomials, scaled to mean square 1 over [-1, 1], by the three-term recurrence."""
    import torch

    columns = [torch.ones_like(u), u]
    for i in range(1, DEGREE):
        columns.append(((2 * i + 1) * u * columns[i] - i * columns[i - 1]) / (i + 1))
    return torch.stack([math.sqrt(2 * i + 1) * column for i, column in enumerate(columns)], dim=1)


def _descend(features: "Tensor", y: "Tensor") -> dict[str, float]:
    import torch

    singular = torch.linalg.svdvals(features)
    sharpness = 2 * float(singular[0]) ** 2 / COUNT
    exact = torch.linalg.lstsq(features, y[:, None], driver="gelsd").solution[:, 0]
    return {
        "largest_feature": float(features.abs().max()),
        "condition_number": float(singular[0] / singular[-1]),
        "rank": float(torch.linalg.matrix_rank(features)),
        "stable_rate": 2 / sharpness,
        "loss": _loss_after_descent(features, y, 1 / sharpness),
        "best_loss": float(((features @ exact - y) ** 2).mean()),
        "diverges_at_rate_0_01": float(not _loss_after_descent(features, y, 0.01) < 1e6),
    }


def _loss_after_descent(features: "Tensor", y: "Tensor", rate: float) -> float:
    import torch

    w = torch.zeros(features.shape[1], dtype=torch.float64)
    for _ in range(STEPS):
        w = w - rate * 2 / COUNT * (features.T @ (features @ w - y))
    return float(((features @ w - y) ** 2).mean())


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:36} {value:.4g}")
