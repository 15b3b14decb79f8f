"""Change the dropout rates of the first and the second hidden layer, and swap them: what happens?

Asked by exercise 1 of Dive into Deep Learning, section "Dropout" (4.6 in the Chinese edition).

Set-up: ten noisy clusters in 20 dimensions, 300 training points of which a fifth get a random label, two hidden layers
of 64 ReLU units, 200 steps of Adam on the whole training set. Eight networks, each with data of its own, train side by
side; figures are their means. The rates of the two layers are (0, 0), moderate ones, (0.2, 0.5) and (0.5, 0.2), strong
ones, (0.4, 0.8) and (0.8, 0.4), and, too much, (0.8, 0.8).

What comes out: either order of the moderate rates is several points better on test data than no dropout; between the
two orders lies about one point. A swap does not keep the strength: the larger rate in the first layer leaves a clearly
higher training loss (masks off), since noise that enters early passes through every later layer. So which order is
ahead depends on whether more restraint is wanted. Of the moderate rates, where the networks overfit, it is the larger
one first; of the strong ones, where they underfit, the smaller one first. Rates of 0.8 in both layers leave training
and test accuracy near chance.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

NETWORKS, POINTS, TESTS = 8, 300, 2000
CLASSES, INPUTS, WIDTH = 10, 20, 64
STEPS = 200
RATES = {
    "none": (0.0, 0.0),
    "low_first": (0.2, 0.5),
    "high_first": (0.5, 0.2),
    "strong_low_first": (0.4, 0.8),
    "strong_high_first": (0.8, 0.4),
    "extreme": (0.8, 0.8),
}


def run() -> dict[str, float]:
    """Train with each pair of rates; return the accuracy and the training loss, masks off."""
    return {f"{figure}_{name}": value for name, rates in RATES.items() for figure, value in train(rates).items()}


def train(rates: tuple[float, float]) -> dict[str, float]:
    """Train the networks with these probabilities of dropping a unit of the first and the second hidden layer."""
    import torch

    generator = torch.Generator().manual_seed(1)
    x, y, test_x, test_y = noisy_clusters(generator)
    parameters = initial(generator)
    optimiser = torch.optim.Adam(parameters, lr=3e-3)
    for _ in range(STEPS):
        loss = losses(forward(parameters, x, rates, generator), y)
        optimiser.zero_grad()
        loss.sum().backward()
        optimiser.step()
    with torch.no_grad():
        logits = forward(parameters, x, (0, 0), generator)
        test_logits = forward(parameters, test_x, (0, 0), generator)
    return {
        "test_accuracy": (test_logits.argmax(-1) == test_y).float().mean().item(),
        "train_accuracy": (logits.argmax(-1) == y).float().mean().item(),
        "train_loss": losses(logits, y).mean().item(),
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
