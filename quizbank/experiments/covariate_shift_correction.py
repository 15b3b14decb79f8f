"""Does weighting the training loss by estimated density ratios correct covariate shift?

Asked by exercise 3 of Dive into Deep Learning, section "Environment and Distribution Shift" (4.9 in the Chinese
edition).

Set-up: one input, training inputs N(0, 1), later ones N(1, 0.5^2), 1000 of each. Logistic regression on x and x^2
tells later inputs from training inputs; as both sets have the same size, exp of its logit h(x) estimates the density
ratio and becomes the weight of a training example. Weighted least squares then fits a straight line. The labels follow
the same rule y = f(x) + noise (variance 0.09) before and after. Two rules: f(x) = sin(1.5 x), which no line can follow
everywhere (`bent`), and f(x) = 1 + x (`straight`). Once more with later inputs far away, N(2.5, 0.5^2)
(`straight_far`). Every figure is the mean over 40 draws.

What comes out: for the bent rule the plain line compromises over the whole training range; weighting makes it fit where
the later inputs lie, and the later loss falls by more than a third. The weighted training risk of the plain line also
comes much closer to its later loss than the plain training risk does. For the straight rule the plain line is right
everywhere, so weighting has nothing to gain. Far away, hardly any training example lies where it is needed: the
effective sample size, (sum of weights)^2 / sum of squares, is a handful out of 1000, and weighting only makes the line
worse.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

COUNT = 1000
REPEATS = 40
NOISE_VARIANCE = 0.09
SCALE = 0.5


def run() -> dict[str, float]:
    """Return later losses of the plain and the weighted line, risks and effective sample sizes, see the code."""
    import torch

    def bent(x: "Tensor") -> "Tensor":
        return torch.sin(1.5 * x)

    def straight(x: "Tensor") -> "Tensor":
        return 1 + x

    return {
        f"{figure}_{name}": value
        for name, rule, shift in (("bent", bent, 1.0), ("straight", straight, 1.0), ("straight_far", straight, 2.5))
        for figure, value in _mean_figures(rule, shift).items()
    }


def _mean_figures(rule: "Callable[[Tensor], Tensor]", shift: float) -> dict[str, float]:
    draws = [_draw(rule, shift, seed) for seed in range(REPEATS)]
    return {figure: sum(draw[figure] for draw in draws) / REPEATS for figure in draws[0]}


def _draw(rule: "Callable[[Tensor], Tensor]", shift: float, seed: int) -> dict[str, float]:
    import torch

    generator = torch.Generator().manual_seed(seed)

    def gaussian(count: int) -> "Tensor":
        return torch.randn(count, generator=generator, dtype=torch.float64)

    def labels(inputs: "Tensor") -> "Tensor":
        return rule(inputs) + NOISE_VARIANCE**0.5 * gaussian(len(inputs))

    source, later = gaussian(COUNT), shift + SCALE * gaussian(COUNT)
    ratios = _density_ratios(source, later)
    y = labels(source)
    fresh = shift + SCALE * gaussian(5000)
    fresh_y = labels(fresh)
    plain, weighted = _fit_line(source, y, torch.ones_like(ratios)), _fit_line(source, y, ratios)
    errors = (_line(source) @ plain - y) ** 2
    return {
        "loss_plain": float(((_line(fresh) @ plain - fresh_y) ** 2).mean()),
        "loss_weighted": float(((_line(fresh) @ weighted - fresh_y) ** 2).mean()),
        "training_risk": float(errors.mean()),
        "weighted_training_risk": float((ratios * errors).sum() / ratios.sum()),
        "effective_sample_size": float(ratios.sum() ** 2 / (ratios**2).sum()),
    }


def _density_ratios(source: "Tensor", later: "Tensor") -> "Tensor":
    """exp(h(x)) at the training inputs, h the logit of "this input is a later one"."""
    import torch

    def features(x: "Tensor") -> "Tensor":
        return torch.stack((torch.ones_like(x), x, x**2), dim=1)

    both = features(torch.cat((source, later)))
    is_later = torch.cat((torch.zeros_like(source), torch.ones_like(later)))
    penalty = 1e-3 * torch.eye(3, dtype=torch.float64)
    weights = torch.zeros(3, dtype=torch.float64)
    for _ in range(25):  # Newton's method on the mean log loss
        p = torch.sigmoid(both @ weights)
        gradient = both.T @ (p - is_later) / len(both) + penalty @ weights
        hessian = (both * (p * (1 - p))[:, None]).T @ both / len(both) + penalty
        weights = weights - torch.linalg.solve(hessian, gradient)
    return torch.exp(features(source) @ weights)


def _line(x: "Tensor") -> "Tensor":
    import torch

    return torch.stack((torch.ones_like(x), x), dim=1)


def _fit_line(x: "Tensor", y: "Tensor", weights: "Tensor") -> "Tensor":
    import torch

    root = weights.sqrt()[:, None]
    solution: Tensor = torch.linalg.lstsq(_line(x) * root, y[:, None] * root).solution[:, 0]
    return solution


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:36} {value:.4g}")
