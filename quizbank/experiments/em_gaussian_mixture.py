"""Does EM ever lower the log-likelihood, and does it find the same optimum from every start?

Set-up: 300 points in the plane from five round clusters, variance 0.04 each, centres at (-3, 0), (-2, 0), (0, 0.5),
(2, 0) and (3, 0). EM fits five round Gaussians, each with a weight, a mean and a variance of its own, the variance at
least 0.01. 60 starts, side by side: five data points drawn at random as means, the variance of all data, equal weights;
250 steps each. Once more from the true centres (`true_centres`), and from five identical components at the mean of the
data (`identical`). Last, without EM: the best fit gets a sixth component, a spike of weight 1/300 on one data point,
whose standard deviation shrinks (`spike`), no least variance there. Log-likelihoods are per data point.

What comes out: (1) No step lowers the log-likelihood beyond rounding: the E step makes the lower bound touch it, and
the M step can only raise the bound. (2) Starts end in different places. About a quarter find the five clusters, where
EM from the true centres ends too; the others stop in optima far below, for instance with one component for two
neighbouring clusters and two for another. So the best of many starts, or a good one, is needed. (3) Identical
components get identical responsibilities and stay identical: EM never leaves the single Gaussian, which is no maximum.
(4) The narrower the spike, the higher the likelihood, without limit, and it is above the best fit already at a
deviation of 0.001: with free variances the likelihood of a mixture has no maximum, and what one wants is a good local
one.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Generator, Tensor

CENTRES = ((-3.0, 0.0), (-2.0, 0.0), (0.0, 0.5), (2.0, 0.0), (3.0, 0.0))
POINTS = 300
STARTS = 60
STEPS = 250
LEAST_VARIANCE = 0.01


class Fit(NamedTuple):
    """Where EM ends from each start, and the log-likelihood before each step, a column a start."""

    history: "Tensor"
    weights: "Tensor"
    means: "Tensor"
    variances: "Tensor"


def run() -> dict[str, float]:
    """Run EM from all starts; return its least rise in a step, where it ends, and what two degenerate cases give."""
    import torch

    generator = torch.Generator().manual_seed(4)
    points = clusters(generator)
    picks = torch.rand(STARTS, POINTS, generator=generator).argsort(1)[:, : len(CENTRES)]
    fit = em(points, points[picks])
    history, ends = fit.history, fit.history[-1]
    true_centres = em(points, torch.tensor(CENTRES, dtype=torch.float64)[None]).history
    identical = em(points, points.mean(0).expand(1, len(CENTRES), 2)).history
    best = log_joint(points, *(each[ends.argmax()][None] for each in fit[1:])).logsumexp(-1)[0]
    return {
        "least_rise": (history[1:] - history[:-1]).min().item(),
        "mean_first_rise": (history[1] - history[0]).mean().item(),
        "best_end": ends.max().item(),
        "median_end": ends.median().item(),
        "worst_end": ends.min().item(),
        "share_of_best": (ends > ends.max() - 1e-3).double().mean().item(),
        "true_centres_end": true_centres[-1].item(),
        "identical_end": identical[-1].item(),
        "single_gaussian": single_gaussian(points),
        "spike_1e_3": with_spike(best, 1e-3),
        "spike_1e_10": with_spike(best, 1e-10),
        "spike_1e_20": with_spike(best, 1e-20),
    }


def clusters(generator: "Generator") -> "Tensor":
    """Draw the data, as many points from each cluster."""
    import torch

    centres = torch.tensor(CENTRES, dtype=torch.float64).repeat(POINTS // len(CENTRES), 1)
    return centres + 0.2 * torch.randn(POINTS, 2, generator=generator, dtype=torch.float64)


def em(points: "Tensor", means: "Tensor") -> Fit:
    """Run EM from `means`, starts x components x 2."""
    import torch

    starts, components, _ = means.shape
    weights = torch.full((starts, components), 1 / components, dtype=torch.float64)
    variances = points.var(0).mean().expand(starts, components)
    history = []
    for _ in range(STEPS):
        # E step: the softmax over components of the log of weight times density.
        joint = log_joint(points, weights, means, variances)
        history.append(joint.logsumexp(-1).mean(1))
        responsibilities = joint.softmax(-1)
        # M step: the variance is about the new means; clamped, it is still the best one allowed.
        counts = responsibilities.sum(1)
        weights = counts / len(points)
        means = responsibilities.transpose(1, 2) @ points / counts[..., None]
        variances = (responsibilities * squared_distances(points, means)).sum(1) / (2 * counts)
        variances = variances.clamp(min=LEAST_VARIANCE)
    return Fit(torch.stack(history), weights, means, variances)


def log_joint(points: "Tensor", weights: "Tensor", means: "Tensor", variances: "Tensor") -> "Tensor":
    """Return the log of weight times density: starts x points x components."""
    log_densities = -squared_distances(points, means) / (2 * variances[:, None]) - log_of_2pi(variances)[:, None]
    return weights.log()[:, None] + log_densities


def single_gaussian(points: "Tensor") -> float:
    """Return the log-likelihood of the best round Gaussian."""
    mean = points.mean(0)
    variance = (points - mean).square().mean()
    return float((-(points - mean).square().sum(1) / (2 * variance) - log_of_2pi(variance)).mean())


def with_spike(log_likelihoods: "Tensor", deviation: float) -> float:
    """Return the log-likelihood of the mixture that gives `log_likelihoods`, plus a spike on the first point."""
    import torch

    rest = log_likelihoods + math.log(1 - 1 / POINTS)
    spike = torch.full_like(rest, -torch.inf)  # too narrow to matter to any other point
    spike[0] = -math.log(POINTS) - math.log(2 * math.pi) - 2 * math.log(deviation)
    return float(torch.logaddexp(rest, spike).mean())


def squared_distances(points: "Tensor", means: "Tensor") -> "Tensor":
    """Return those of each point to each mean: starts x points x components."""
    return (points[None, :, None, :] - means[:, None, :, :]).square().sum(-1)


def log_of_2pi(variances: "Tensor") -> "Tensor":
    """Return log(2 pi variance), what normalises a round Gaussian in the plane."""
    return (2 * math.pi * variances).log()


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:20} {value:.6g}")
