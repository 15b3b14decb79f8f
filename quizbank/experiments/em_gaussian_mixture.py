"""Does EM ever lower the log-likelihood, and does it find the same optimum from every start?

Set-up: 300 points in the plane from five round clusters, variance 0.04 each, centres at (-3, 0), (-2, 0), (0, 0.5),
(2, 0) and (3, 0). EM fits five round Gaussians, each with a weight, a mean and a variance of its own, the variance at
least 0.01. 60 starts, side by side: five data points drawn at random as means, the variance of all data, equal weights;
250 steps each. Once more from the true centres (`true_centres`), and from five identical components at the mean of the
data (`identical`). Last, without EM: half the weight of the best single Gaussian goes to a spike on one data point,
whose standard deviation shrinks (`spike`), no least variance there. Log-likelihoods are per data point.

What comes out: (1) No step lowers the log-likelihood beyond rounding: the E step makes the lower bound touch it, and
the M step can only raise the bound. (2) Starts end in different places. About a quarter find the five clusters, where
EM from the true centres ends too; the others stop in optima far below, for instance with one component for two
neighbouring clusters and two for another. So the best of many starts, or a good one, is needed. (3) Identical
components get identical responsibilities and stay identical: EM never leaves the single Gaussian, which is no maximum.
(4) The spike has no limit, it passes any true fit in the end: with free variances the likelihood of a mixture has no
maximum, and what one wants is a good local one.
"""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

CENTRES = ((-3.0, 0.0), (-2.0, 0.0), (0.0, 0.5), (2.0, 0.0), (3.0, 0.0))
POINTS = 300
STARTS = 60
STEPS = 250
LEAST_VARIANCE = 0.01


def run() -> dict[str, float]:
    """Run EM from all starts; return its least rise in a step, where it ends, and what two degenerate cases give."""
    import torch

    generator = torch.Generator().manual_seed(4)
    points = clusters(generator)
    picks = torch.rand(STARTS, POINTS, generator=generator).argsort(1)[:, : len(CENTRES)]
    history = em(points, points[picks])
    ends = history[-1]
    true_centres = em(points, torch.tensor(CENTRES, dtype=torch.float64)[None])
    identical = em(points, points.mean(0).expand(1, len(CENTRES), 2))
    return {
        "least_rise": (history[1:] - history[:-1]).min().item(),
        "mean_first_rise": (history[1] - history[0]).mean().item(),
        "best_end": ends.max().item(),
        "median_end": ends.median().item(),
        "worst_end": ends.min().item(),
        "share_of_best": (ends > ends.max() - 1e-3).double().mean().item(),
        "true_centres_end": true_centres[-1].item(),
        "identical_end": identical[-1].item(),
        "single_gaussian": with_spike(points, None),
        "spike_1e_100": with_spike(points, 1e-100),
        "spike_1e_200": with_spike(points, 1e-200),
        "spike_1e_300": with_spike(points, 1e-300),
    }


def clusters(generator: "Generator") -> "Tensor":
    """Draw the data, as many points from each cluster."""
    import torch

    centres = torch.tensor(CENTRES, dtype=torch.float64).repeat(POINTS // len(CENTRES), 1)
    return centres + 0.2 * torch.randn(POINTS, 2, generator=generator, dtype=torch.float64)


def em(points: "Tensor", means: "Tensor") -> "Tensor":
    """Run EM from `means`, starts x components x 2; return the log-likelihood before each step, a column a start."""
    import torch

    starts, components, _ = means.shape
    weights = torch.full((starts, components), 1 / components, dtype=torch.float64)
    variances = points.var(0).mean().expand(starts, components)
    history = []
    for _ in range(STEPS):
        # E step: log of weight times density, for each start, point and component; their softmax over components.
        log_densities = -squared_distances(points, means) / (2 * variances[:, None]) - log_of_2pi(variances)[:, None]
        log_joint = weights.log()[:, None] + log_densities
        history.append(log_joint.logsumexp(-1).mean(1))
        responsibilities = log_joint.softmax(-1)
        # M step: the variance is about the new means; clamped, it is still the best one allowed.
        counts = responsibilities.sum(1)
        weights = counts / len(points)
        means = responsibilities.transpose(1, 2) @ points / counts[..., None]
        variances = (responsibilities * squared_distances(points, means)).sum(1) / (2 * counts)
        variances = variances.clamp(min=LEAST_VARIANCE)
    return torch.stack(history)


def with_spike(points: "Tensor", deviation: float | None) -> float:
    """Return the log-likelihood of the best round Gaussian, half its weight moved to a spike on the first point."""
    import torch

    mean = points.mean(0)
    variance = (points - mean).square().mean()
    wide = -(points - mean).square().sum(1) / (2 * variance) - log_of_2pi(variance)
    if deviation is None:
        return float(wide.mean())
    half = torch.full_like(wide, 0.5).log()
    spike = torch.full_like(wide, -torch.inf)  # too narrow to reach any other point
    spike[0] = -math.log(2 * math.pi) - 2 * math.log(deviation)
    return float(torch.logaddexp(half + wide, half + spike).mean())


def squared_distances(points: "Tensor", means: "Tensor") -> "Tensor":
    """Return those of each point to each mean: starts x points x components."""
    return (points[None, :, None, :] - means[:, None, :, :]).square().sum(-1)


def log_of_2pi(variances: "Tensor") -> "Tensor":
    """Return log(2 pi variance), what normalises a round Gaussian in the plane."""
    return (2 * math.pi * variances).log()


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:20} {value:.6g}")
