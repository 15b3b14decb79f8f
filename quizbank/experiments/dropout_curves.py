"""Train for longer and longer: how do the curves with and without dropout differ?

Asked by exercise 2 of Dive into Deep Learning, section "Dropout" (4.6 in the Chinese edition).

Set-up: ten noisy clusters in 20 dimensions, 300 training points of which a fifth get a random label, two hidden layers
of 64 ReLU units, 700 steps of Adam on the whole training set, dropout 0.5 after each hidden layer or none. Five
networks, each with data of its own, train side by side; figures are their means.

What comes out: without dropout the network learns the random labels by heart. Its training loss ends near 0, and its
test loss is lowest after some 50 steps and then climbs. With dropout the training loss, as training itself sees it,
is far higher and jumps from step to step, because every step draws other masks; with the masks off the same weights
have a much smaller training loss. Test accuracy is higher and test loss lower. But nothing settles: the training loss
keeps falling as long as one trains, and in the end the test loss turns up with dropout too, only much later.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

NETWORKS, POINTS, TESTS = 5, 300, 1000
CLASSES, INPUTS, WIDTH = 10, 20, 64
STEPS, EVERY, LATE = 700, 25, 100


def run() -> dict[str, float]:
    """Train without and with dropout; return the figures of both."""
    return {
        f"{name}_{figure}": value
        for name, rate in (("without", 0.0), ("with", 0.5))
        for figure, value in train(rate).items()
    }


def train(rate: float) -> dict[str, float]:
    """Train the networks with that probability of dropping a hidden unit, and sum up their curves."""
    import torch

    generator = torch.Generator().manual_seed(1)
    x, y, test_x, test_y = noisy_clusters(generator)
    parameters = initial(generator)
    optimiser = torch.optim.Adam(parameters, lr=3e-3)
    seen, test_losses = [], []
    for step in range(1, STEPS + 1):
        loss = losses(forward(parameters, x, (rate, rate), generator), y)
        optimiser.zero_grad()
        loss.sum().backward()
        optimiser.step()
        seen.append(loss.detach())
        if step % EVERY == 0:
            with torch.no_grad():
                logits = forward(parameters, test_x, (0, 0), generator)
            test_losses.append(losses(logits, test_y).mean().item())
    with torch.no_grad():
        train_loss = losses(forward(parameters, x, (0, 0), generator), y).mean().item()
    late, before = torch.stack(seen).split(LATE)[-1], torch.stack(seen).split(LATE)[-3]
    lowest = min(test_losses)
    return {
        "loss_in_training": late.mean().item(),
        "loss_in_training_200_steps_before": before.mean().item(),
        "jump_between_steps": late.diff(dim=0).abs().mean().item(),
        "train_loss": train_loss,
        "test_loss": test_losses[-1],
        "lowest_test_loss": lowest,
        "step_of_lowest_test_loss": float(EVERY * (1 + test_losses.index(lowest))),
        "test_accuracy": (logits.argmax(-1) == test_y).float().mean().item(),
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
