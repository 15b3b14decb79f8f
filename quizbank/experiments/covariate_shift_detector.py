"""How can a classifier detect covariate shift, and what can it miss?

Asked by exercise 2 of Dive into Deep Learning, section "Environment and Distribution Shift" (4.9 in the Chinese
edition).

Set-up: two inputs. Training inputs are standard Gaussian; the inputs met later come from the same distribution, or from
one whose mean has moved by 0.5 in one input, or from one in which either input is standard Gaussian as before but the
two have correlation 0.8. Logistic regression learns to tell 500 training inputs from 500 later ones, on the inputs
themselves (`linear`) or with their squares and product added (`quadratic`), and is judged by the area under the ROC
curve on 500 and 500 that it has not seen. Every figure is the mean, the least or the largest over 40 draws.

What comes out: without shift nothing can be told apart and the area stays near 0.5. A moved mean is found by both. The
correlation is invisible to the linear classifier, as it would be to tests of one input at a time, and plain to the
quadratic one: an area near 0.5 says only that this kind of classifier sees no difference. Nor could any of them notice
labels that change their relation to the inputs, as no label goes in.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

COUNT = 1000
REPEATS = 40


def run() -> dict[str, float]:
    """Return areas under the ROC curve by kind of shift and of classifier, see the code."""
    import torch

    areas: dict[str, list[float]] = {}
    for seed in range(REPEATS):
        generator = torch.Generator().manual_seed(seed)
        source, same, noise = (torch.randn(COUNT, 2, generator=generator, dtype=torch.float64) for _ in range(3))
        moved = noise + torch.tensor([0.5, 0.0], dtype=torch.float64)
        correlated = torch.stack((noise[:, 0], 0.8 * noise[:, 0] + 0.6 * noise[:, 1]), dim=1)
        for shift, later in (("none", same), ("mean", moved), ("correlation", correlated)):
            for kind in ("linear", "quadratic"):
                areas.setdefault(f"auc_{shift}_{kind}", []).append(_detect(source, later, kind))
    figures = {figure: sum(values) / REPEATS for figure, values in areas.items()}
    figures["largest_auc_none_linear"] = max(areas["auc_none_linear"])
    figures["least_auc_mean_linear"] = min(areas["auc_mean_linear"])
    figures["least_auc_correlation_quadratic"] = min(areas["auc_correlation_quadratic"])
    return figures


def _detect(source: "Tensor", later: "Tensor", kind: str) -> float:
    """Train on the first halves, and return the area under the ROC curve on the second ones."""
    import torch

    half = COUNT // 2
    is_later = torch.cat((torch.zeros(half), torch.ones(half))).double()
    weights = _logistic_regression(_features(torch.cat((source[:half], later[:half])), kind), is_later)
    before, after = (_features(inputs[half:], kind) @ weights for inputs in (source, later))
    return float((after[:, None] > before[None, :]).double().mean())


def _features(inputs: "Tensor", kind: str) -> "Tensor":
    import torch

    first, second = inputs.unbind(dim=1)
    columns = [torch.ones_like(first), first, second]
    if kind == "quadratic":
        columns += [first**2, second**2, first * second]
    return torch.stack(columns, dim=1)


def _logistic_regression(features: "Tensor", labels: "Tensor") -> "Tensor":
    """Newton's method on the mean log loss with a slight L2 penalty."""
    import torch

    count, width = features.shape
    penalty = 1e-3 * torch.eye(width, dtype=torch.float64)
    weights = torch.zeros(width, dtype=torch.float64)
    for _ in range(20):
        p = torch.sigmoid(features @ weights)
        gradient = features.T @ (p - labels) / count + penalty @ weights
        hessian = (features * (p * (1 - p))[:, None]).T @ features / count + penalty
        weights = weights - torch.linalg.solve(hessian, gradient)
    return weights


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:36} {value:.4g}")
