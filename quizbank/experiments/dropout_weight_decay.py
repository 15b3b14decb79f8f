"""Dropout, weight decay, or both: do their gains add up?

Asked by exercise 5 of Dive into Deep Learning, section "Dropout" (4.6 in the Chinese edition).

Set-up: ten noisy clusters in 20 dimensions, 300 training points of which a fifth get a random label, two hidden layers
of 64 ReLU units, 300 steps of AdamW on the whole training set. Six networks, each with data of its own, train side by
side; figures are their mean test accuracies. Dropout 0.5 and decay 8, which with the learning rate of 0.002 shrinks
weights by 1.6% a step, are about the best strengths on their own (of 0.3 to 0.7, and of 3 to 15). Both together are
tried at those strengths and, weaker, at 0.3 and 4, about the best pair.

What comes out: each alone gains many points over neither. Both together, each weaker, gain hardly more than the better
one alone, and far less than the sum of the two gains: both curb the same overfitting, and accuracy has a ceiling. Put
together at full strength they underfit, and are worse than neither.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

NETWORKS, POINTS, TESTS = 6, 300, 2000
CLASSES, INPUTS, WIDTH = 10, 20, 64
STEPS = 300
SETTINGS = {
    "none": (0.0, 0.0),
    "dropout": (0.5, 0.0),
    "decay": (0.0, 8.0),
    "both": (0.3, 4.0),
    "both_full": (0.5, 8.0),
}


def run() -> dict[str, float]:
    """Train with each setting; return the test accuracies."""
    return {name: test_accuracy(rate, decay) for name, (rate, decay) in SETTINGS.items()}


def test_accuracy(rate: float, decay: float) -> float:
    """Train the networks with that dropout rate and weight decay."""
    import torch

    generator = torch.Generator().manual_seed(1)
    x, y, test_x, test_y = noisy_clusters(generator)
    parameters = initial(generator)
    groups = [{"params": parameters[::2], "weight_decay": decay}, {"params": parameters[1::2], "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=2e-3)
    for _ in range(STEPS):
        loss = losses(forward(parameters, x, (rate, rate), generator), y)
        optimiser.zero_grad()
        loss.sum().backward()
        optimiser.step()
    with torch.no_grad():
        logits = forward(parameters, test_x, (0, 0), generator)
    return float((logits.argmax(-1) == test_y).float().mean())


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


def forward(parameters: list["Tensor"], x: "Tensor", rates: tuple[float, float], generator: "Generator") -> "Tensor":
    """Return the logits, with dropout of these rates after the first and the second hidden layer."""
    import torch

    weights, biases = parameters[::2], parameters[1::2]
    for weight, bias, rate in zip(weights, biases, rates, strict=False):
        x = torch.relu(x @ weight + bias)
        x = dropped(x, rate, generator) if rate > 0 else x
    return x @ weights[-1] + biases[-1]


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
