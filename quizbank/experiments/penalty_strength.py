"""How do training and test loss depend on the weight of an L2 penalty, and is a lambda chosen by validation optimal?

Asked by exercises 1 and 2 of Dive into Deep Learning, section "Weight Decay" (4.5 in the Chinese edition).

Set-up: linear regression with 40 Gaussian inputs, true weights of variance 1/40 (so the signal has variance 1), noise
of variance 0.25, and 60 training examples. Ridge regression in closed form minimises the sum of squared errors plus
lambda times the squared norm, lambda = 10^(k/4). The test loss is the true risk, which for Gaussian inputs is
known exactly: noise variance plus squared distance of the weights from the truth. The validation set is drawn from the
very same distribution. Every figure is the mean over 200 draws of everything.

What comes out: the training loss rises with lambda all the way. The test loss falls by about a third, is lowest near
lambda = noise variance / weight variance = 10, and rises again until the weights are gone and the loss is that of
predicting zero, 1.25. The bottom is flat. The lambda with the lowest validation loss is the truly best one in a
minority of draws when 20 examples validate, and more often with 500, although there is no shift whatever: the minimum
over noisy estimates is noisy. It costs little, a few per cent of loss. The validation loss of the chosen one, though,
is too good to be true on average: it was chosen for being low.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = 40
TRAINING = 60
NOISE_VARIANCE = 0.25
REPEATS = 200
STRENGTHS = [10 ** (k / 4) for k in range(-8, 17)]
REPORTED = {"0_01": 0, "10": 12, "100": 16, "10000": 24}
VALIDATION_SIZES = (20, 500)


def run() -> dict[str, float]:
    """Return losses at some strengths, and what choosing by validation sets of two sizes brings, see the code."""
    import torch

    draws = [_draw(seed) for seed in range(REPEATS)]
    train = torch.stack([train for train, _, _ in draws])
    test = torch.stack([test for _, test, _ in draws])
    each = torch.arange(REPEATS)
    best = test.argmin(dim=1)
    figures = {"best_strength": STRENGTHS[int(test.mean(dim=0).argmin())]}
    for name, k in REPORTED.items():
        figures[f"train_loss_{name}"] = float(train[:, k].mean())
        figures[f"test_loss_{name}"] = float(test[:, k].mean())
    figures["least_rise_of_train_loss"] = float(train.diff(dim=1).min())
    for i, size in enumerate(VALIDATION_SIZES):
        validation = torch.stack([losses[i] for _, _, losses in draws])
        chosen = validation.argmin(dim=1)
        figures[f"share_optimal_{size}"] = float((chosen == best).double().mean())
        figures[f"validation_loss_of_chosen_{size}"] = float(validation[each, chosen].mean())
        figures[f"test_loss_of_chosen_{size}"] = float(test[each, chosen].mean())
        figures[f"loss_ratio_to_best_{size}"] = float((test[each, chosen] / test[each, best]).mean())
    return figures


def _draw(seed: int) -> "tuple[Tensor, Tensor, list[Tensor]]":
    """Training, test and validation losses for every strength."""
    import torch

    generator = torch.Generator().manual_seed(seed)

    def gaussian(*shape: int) -> "Tensor":
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    truth = gaussian(INPUTS) / INPUTS**0.5

    def sample(count: int) -> "tuple[Tensor, Tensor]":
        x = gaussian(count, INPUTS)
        return x, x @ truth + NOISE_VARIANCE**0.5 * gaussian(count)

    x, y = sample(TRAINING)
    identity = torch.eye(INPUTS, dtype=torch.float64)
    fits = torch.stack([torch.linalg.solve(x.T @ x + strength * identity, x.T @ y) for strength in STRENGTHS], dim=1)

    def losses(inputs: "Tensor", targets: "Tensor") -> "Tensor":
        return ((inputs @ fits - targets[:, None]) ** 2).mean(dim=0)

    risk = NOISE_VARIANCE + ((fits - truth[:, None]) ** 2).sum(dim=0)
    return losses(x, y), risk, [losses(*sample(size)) for size in VALIDATION_SIZES]


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:36} {value:.4g}")
