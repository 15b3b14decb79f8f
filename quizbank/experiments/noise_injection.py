"""Other ways to inject noise into every layer: which work like dropout, and which does the network evade?

Asked by exercise 7 of Dive into Deep Learning, section "Dropout" (4.6 in the Chinese edition).

Set-up: ten noisy clusters in 20 dimensions, 300 training points of which a fifth get a random label, two hidden layers
of 64 ReLU units, 300 steps of Adam on the whole training set. Five networks, each with data of its own, train side by
side; figures are their means. In training, noise acts after each hidden layer:

- `dropout`: times m/(1-p), m being 0 with probability p = 0.5, so that the factor has mean 1 and variance 1;
- `gaussian`: times a normal factor of mean 1 and variance 1;
- `scaled`: plus normal noise whose standard deviation is that of the unit over the batch, taken as a constant;
- `fixed`: plus normal noise of standard deviation 1.

What comes out: the Gaussian factor does the same as dropout in every figure; zeros are not what matters, but the mean
and the variance of the factor. Additive noise in proportion to each unit's own spread helps as well. Additive noise of
fixed size helps least: the network makes its activations larger, until the noise hardly counts, and learns the random
labels by heart. Noise that grows with the activation cannot be evaded so. Under the factors, activations come out
smaller; under `scaled` they grow, as the gradient does not see that the noise grows along, but in vain. Every kind has
one strength here, so this is no contest between them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

NETWORKS, POINTS, TESTS = 5, 300, 1000
CLASSES, INPUTS, WIDTH = 10, 20, 64
STEPS = 300


def run() -> dict[str, float]:
    """Train with each kind of noise; return test accuracy, training loss and mean activation, all without noise."""
    noises = {"none": plain, "dropout": dropout, "gaussian": gaussian, "scaled": scaled, "fixed": fixed}
    return {f"{figure}_{name}": value for name, noise in noises.items() for figure, value in train(noise).items()}


def plain(h: "Tensor", generator: "Generator") -> "Tensor":
    """Add no noise."""
    return h


def dropout(h: "Tensor", generator: "Generator") -> "Tensor":
    """Multiply by 0 or 2."""
    return dropped(h, 0.5, generator)


def gaussian(h: "Tensor", generator: "Generator") -> "Tensor":
    """Multiply by a normal factor with dropout's mean and variance."""
    return h * (1 + normal(h, generator))


def scaled(h: "Tensor", generator: "Generator") -> "Tensor":
    """Add noise as large as the unit varies over the batch."""
    return h + h.detach().std(1, keepdim=True) * normal(h, generator)


def fixed(h: "Tensor", generator: "Generator") -> "Tensor":
    """Add noise that knows nothing of the activation."""
    return h + normal(h, generator)


def normal(h: "Tensor", generator: "Generator") -> "Tensor":
    """Draw standard normal noise of the shape of `h`."""
    import torch

    return torch.randn(h.shape, generator=generator)


def train(noise: Callable[["Tensor", "Generator"], "Tensor"]) -> dict[str, float]:
    """Train the networks with that noise."""
    import torch

    generator = torch.Generator().manual_seed(1)
    x, y, test_x, test_y = noisy_clusters(generator)
    parameters = initial(generator)
    optimiser = torch.optim.Adam(parameters, lr=4e-3)
    for _ in range(STEPS):
        loss = losses(forward(parameters, x, noise, generator)[0], y)
        optimiser.zero_grad()
        loss.sum().backward()
        optimiser.step()
    with torch.no_grad():
        logits, _ = forward(parameters, x, plain, generator)
        test_logits, activation = forward(parameters, test_x, plain, generator)
    return {
        "test_accuracy": (test_logits.argmax(-1) == test_y).float().mean().item(),
        "train_loss": losses(logits, y).mean().item(),
        "activation": activation.mean().item(),
    }


def noisy_clusters(generator: "Generator") -> tuple["Tensor", "Tensor", "Tensor", "Tensor"]:
    """Draw each network's training points, some with a random label, and test points with the true one."""
    import torch

    def draw(*shape: int) -> "Tensor":
        return torch.randn(*shape, generator=generator)

    count = POINTS + TESTS
    centres = 0.6 * draw(NETWORKS, CLASSES, INPUTS)
    y = torch.randint(CLASSES, (NETWORKS, count), generator=generator)
    x = centres.gather(1, y[..., None].expand(-1, -1, INPUTS)) + draw(NETWORKS, count, INPUTS)
    is_wrong = torch.rand(NETWORKS, count, generator=generator) < 0.2
    labels = torch.where(is_wrong, torch.randint(CLASSES, y.shape, generator=generator), y)
    return x[:, :POINTS], labels[:, :POINTS], x[:, POINTS:], y[:, POINTS:]


def initial(generator: "Generator") -> list["Tensor"]:
    """Draw weights by He's rule, one matrix a network, and biases of 0: weight, bias, weight, bias, ..."""
    import torch

    parameters = []
    for fan_in, fan_out in ((INPUTS, WIDTH), (WIDTH, WIDTH), (WIDTH, CLASSES)):
        parameters.append(torch.randn(NETWORKS, fan_in, fan_out, generator=generator) * (2 / fan_in) ** 0.5)
        parameters.append(torch.zeros(NETWORKS, 1, fan_out))
    return [parameter.requires_grad_() for parameter in parameters]


def forward(
    parameters: list["Tensor"], x: "Tensor", noise: Callable[["Tensor", "Generator"], "Tensor"], generator: "Generator"
) -> tuple["Tensor", "Tensor"]:
    """Return the logits, and the activations of the second hidden layer before its noise."""
    import torch

    weights, biases = parameters[::2], parameters[1::2]
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        h = torch.relu(x @ weight + bias)
        x = noise(h, generator)
    return x @ weights[-1] + biases[-1], h


def losses(logits: "Tensor", y: "Tensor") -> "Tensor":
    """Return each network's mean cross-entropy."""
    from torch.nn import functional

    return functional.cross_entropy(logits.transpose(1, 2), y, reduction="none").mean(1)


def dropped(h: "Tensor", rate: float, generator: "Generator") -> "Tensor":
    """Apply inverted dropout: zero entries with probability `rate`, divide the others by the chance to be kept."""
    import torch

    return h * ((torch.rand(h.shape, generator=generator) >= rate) / (1 - rate))


if __name__ == "__main__":
    for figure, value in run().items():
        print(f"{figure:44} {value:.4g}")
