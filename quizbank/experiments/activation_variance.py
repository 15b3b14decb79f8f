"""How do activations and gradients fare through twenty layers, for four ways to scale the initial weights?

Set-up: 20 fully connected layers of width 256 without biases, 128 standard Gaussian inputs, float64. Weights are
independent Gaussians with standard deviation 0.01 (small), 1 (normal), sqrt(1/256) (xavier) or sqrt(2/256) (he);
activations are tanh, ReLU or sigmoid. A random gradient is sent back from the output of the last layer. Nothing is
trained. Each figure is named after activation, scheme and one of

- first, last: root mean square of the activations of layer 1 and of layer 20;
- spread: by how much the units of layer 20 vary from one input to another, as a root mean square deviation;
- flat: share of the units of layer 20 whose slope is below 0.01 (with ReLU, simply those that are off);
- gradient: root mean square of the gradient at the pre-activations of layer 1, divided by that at layer 20.

What comes out, and why: a layer multiplies the mean square of the signal by 256 times the variance of its weights,
times what the activation keeps, and the gradient by 256 times that variance times the mean squared slope.

- small: activations and gradients die out with tanh and ReLU.
- xavier: tanh keeps the signal in size, slowly fading; ReLU halves the mean square at every layer; with sigmoid the
  slope of at most 1/4 lets gradients vanish, and all inputs end up with the same output.
- he: ReLU keeps its mean square.
- normal: ReLU explodes. Of the tanh units most are saturated near -1 and 1, not near 0, and pass next to nothing; yet
  the gradient as a whole explodes, because what gets through the few that are not meets large weights at every layer.

A last network, batchnorm, normalises every pre-activation over the batch before a ReLU. Its activations do not depend
on the scale of the weights, but its gradient still grows by a factor of about 1.2 at every layer.
"""

from typing import Any

WIDTH = 256
LAYERS = 20
INPUTS = 128
SCHEMES = {"small": 0.01, "normal": 1.0, "xavier": (1 / WIDTH) ** 0.5, "he": (2 / WIDTH) ** 0.5}


def run() -> dict[str, float]:
    """Measure every activation with every scheme; figures are named `<activation>_<scheme>_<what>`."""
    networks = {
        f"{activation}_{scheme}": _measure(activation, std, batchnorm=False)
        for activation in ("tanh", "relu", "sigmoid")
        for scheme, std in SCHEMES.items()
    }
    networks["relu_batchnorm"] = _measure("relu", 1.0, batchnorm=True)
    return {f"{name}_{what}": value for name, figures in networks.items() for what, value in figures.items()}


def _measure(activation: str, std: float, *, batchnorm: bool) -> dict[str, float]:
    import torch

    generator = torch.Generator().manual_seed(0)

    def normal(rows: int) -> Any:
        return torch.randn(rows, WIDTH, generator=generator, dtype=torch.float64)

    h = normal(INPUTS).requires_grad_()
    before, after = [], []
    for _ in range(LAYERS):
        z = h @ (std * normal(WIDTH)).T
        if batchnorm:
            z = (z - z.mean(dim=0)) / z.std(dim=0, correction=0)
        z.retain_grad()
        h = getattr(torch, activation)(z)
        before.append(z)
        after.append(h.detach())

    (h * normal(INPUTS)).sum().backward()
    last = after[-1]
    slope = {"tanh": 1 - last**2, "relu": (last > 0).double(), "sigmoid": last * (1 - last)}[activation]
    return {
        "first": _rms(after[0]),
        "last": _rms(last),
        "spread": _rms(last - last.mean(dim=0)),
        "flat": float((slope < 0.01).double().mean()),
        "gradient": _rms(before[0].grad) / _rms(before[-1].grad),
    }


def _rms(x: Any) -> float:
    return float(x.square().mean().sqrt())


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:26} {figure:.3g}")
