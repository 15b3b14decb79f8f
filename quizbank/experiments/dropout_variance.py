"""What does dropout do to the variance of hidden activations, and does it even out strong and weak units?

Asked by exercise 3 of Dive into Deep Learning, section "Dropout" (4.6 in the Chinese edition).

Set-up: ten noisy clusters in 20 dimensions, 300 training points of which a fifth get a random label, two hidden layers
of 64 ReLU units, 300 steps on the whole training set by Adam or by gradient descent with momentum (`sgd`), dropout 0.5
after each hidden layer or none. Five networks, each with data of its own, train side by side. A unit's variance is that
over 1000 test points; figures are means over units and networks. The strong and the weak units are the quarters with
the largest and smallest mean.

What comes out: three different things. (1) The mask by itself raises variance: with the weights fixed, inverted dropout
adds p/(1-p) E[h^2] to a unit's, and doubles the second moment at every layer, so it is fourfold after two. (2) Training
with dropout makes the activations themselves, masks off, smaller, sparser and less variable than training without.
Which effect wins while training is no rule: in the first layer it is the mask under Adam, and the smaller activations
under gradient descent. (3) All units get weaker, the weak ones included, so their means also lie closer together; but
relative to the mean the spread of the second layer grows under Adam and shrinks under gradient descent.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

NETWORKS, POINTS, TESTS = 5, 300, 1000
CLASSES, INPUTS, WIDTH = 10, 20, 64
STEPS = 300
SETTINGS = {"without": (0.0, "Adam"), "with": (0.5, "Adam"), "sgd_without": (0.0, "SGD"), "sgd_with": (0.5, "SGD")}


def run() -> dict[str, float]:
    """Train without and with dropout; return figures of the start, where the weights are the same, and of the end."""
    return {
        f"{figure}_{name}": value for name, setting in SETTINGS.items() for figure, value in train(*setting).items()
    }


def train(rate: float, method: str) -> dict[str, float]:
    """Train the networks with that probability of dropping a hidden unit, and look at their activations."""
    import torch

    generator = torch.Generator().manual_seed(1)
    x, y, test_x, _ = noisy_clusters(generator)
    parameters = initial(generator)
    optimiser = (
        torch.optim.Adam(parameters, lr=3e-3) if method == "Adam" else torch.optim.SGD(parameters, lr=0.1, momentum=0.9)
    )
    start = look(parameters, test_x, rate, generator)
    for _ in range(STEPS):
        hidden = activations(parameters, x, rate, generator)
        loss = losses(hidden[-1] @ parameters[-2] + parameters[-1], y)
        optimiser.zero_grad()
        loss.sum().backward()
        optimiser.step()
    moments = {f"start_{name}": value for name, value in start.items() if "moment" in name or "variance" in name}
    return moments | look(parameters, test_x, rate, generator)


def look(parameters: list["Tensor"], x: "Tensor", rate: float, generator: "Generator") -> dict[str, float]:
    """Return figures of both hidden layers, with the masks off and, `in_training`, on."""
    import torch

    figures: dict[str, float] = {}
    with torch.no_grad():
        clean, masked = (activations(parameters, x, p, generator) for p in (0.0, rate))
    for layer, (h, noisy) in enumerate(zip(clean, masked, strict=True), 1):
        means = h.mean(1).sort(-1).values
        figures |= {
            f"variance_{layer}": h.var(1).mean().item(),
            f"variance_in_training_{layer}": noisy.var(1).mean().item(),
            f"second_moment_{layer}": h.square().mean().item(),
            f"second_moment_in_training_{layer}": noisy.square().mean().item(),
            f"zeros_{layer}": (h == 0).float().mean().item(),
            f"weak_{layer}": means[:, : WIDTH // 4].mean().item(),
            f"strong_{layer}": means[:, -WIDTH // 4 :].mean().item(),
            f"spread_{layer}": means.std(-1).mean().item(),
            f"relative_spread_{layer}": (means.std(-1) / means.mean(-1)).mean().item(),
        }
    return figures


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


def activations(parameters: list["Tensor"], x: "Tensor", rate: float, generator: "Generator") -> list["Tensor"]:
    """Return the activations of the two hidden layers, after their dropout if `rate` is above 0."""
    import torch

    found = []
    for weight, bias in zip(parameters[:4:2], parameters[1:4:2], strict=True):
        x = torch.relu(x @ weight + bias)
        x = dropped(x, rate, generator) if rate > 0 else x
        found.append(x)
    return found


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
