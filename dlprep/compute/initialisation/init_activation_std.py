r"""Standard deviation of the pre-activations of a deep layer at initialisation, in a network of equally wide layers.

z_l = W_l h_(l-1) without biases; weights are independent with mean 0 and variance s^2, h_0 = x, h_l = z_l or relu(z_l).
Then var(z_l) = n s^2 E[h_(l-1)^2], where E[h^2] = var(z) in a linear network and var(z)/2 after a ReLU, and E[x^2] at
the input. The expectation is over the weights.
Source: He, Zhang, Ren & Sun 2015, Delving Deep into Rectifiers, arXiv:1502.01852, section 2.2, equations 6 to 9.
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text

Activation = Literal["linear", "relu"]


class SignalParams(Params):
    """A network at initialisation."""

    width: Annotated[int, Field(strict=True, ge=1, le=65_536)] = parameter(
        zh="每层的输入个数，即扇入", en="inputs of each layer, the fan-in"
    )
    weight_std: Annotated[Real, Field(ge=1e-4, le=10)] = parameter(
        zh="权重的标准差，均值为 0", en="standard deviation of the weights, whose mean is 0"
    )
    layers: Annotated[int, Field(strict=True, ge=1, le=30)] = parameter(zh="求第几层", en="the layer asked for")
    activation: Activation = parameter(zh="激活函数，linear 表示没有", en="activation; linear is none")
    input_square: Annotated[Real, Field(ge=0.01, le=100)] = parameter(
        1.0, zh="输入的均方值 E[x^2]", en="mean square of the inputs, E[x^2]"
    )


class InitActivationStd(Problem[SignalParams]):
    """Multiply the variance layer by layer."""

    title = Text(zh="初始化时深层信号的标准差", en="Standard deviation of a deep layer at initialisation")
    covers = ("init_activation_std",)
    params = SignalParams
    example = {"width": 100, "weight_std": 0.2, "layers": 3, "activation": "relu"}

    def generate(self, rng: Random, level: Level) -> SignalParams:
        """Basic: a linear network, whole factors. Intermediate: ReLU. Advanced: deeper, any input."""
        if level == "basic":
            width, std = rng.choice(
                ((100, 0.2), (100, 0.05), (400, 0.1), (64, 0.25), (25, 0.1), (16, 0.75), (900, 0.1))
            )
            return SignalParams(width=width, weight_std=std, layers=rng.randint(2, 4), activation="linear")
        if level == "intermediate":
            width, std = rng.choice(((128, 0.25), (32, 0.5), (50, 0.1), (72, 0.5), (98, 0.1), (512, 0.02), (200, 0.05)))
            return SignalParams(width=width, weight_std=std, layers=rng.randint(2, 4), activation="relu")
        return SignalParams(
            width=rng.choice((64, 100, 128, 256, 512, 1000)),
            weight_std=rng.choice((0.02, 0.03, 0.05, 0.08, 0.1)),
            layers=rng.randint(4, 10),
            activation=rng.choice(("linear", "relu", "relu")),
            input_square=rng.choice((0.25, 0.5, 2, 4)),
        )

    def prompt(self, p: SignalParams) -> Text:
        """The input, the weights, what is counted as a layer."""
        relu = p.activation == "relu"
        rule = r"$z_l = W_l h_{l-1}$, $h_l = \text{ReLU}(z_l)$" if relu else "$z_l = W_l h_{l-1}$, $h_l = z_l$"
        numbers = rf"$n = {p.width}$", rf"$s = {exact(p.weight_std)}$", rf"$E[x^2] = {exact(p.input_square)}$"
        asked = rf"$z_{{{p.layers}}}$"
        return Text(
            zh=f"深层网络：{rule}，$h_0 = x$，没有偏置，每层有 {numbers[0]} 个输入。权重独立，分布关于均值 0 对称，"
            f"标准差 {numbers[1]}；输入的均方值 {numbers[2]}。权重是随机的，{asked} 每个元素的标准差是多少？",
            en=f"A deep network has {rule} with $h_0 = x$ and no biases. Each layer has {numbers[0]} inputs; its "
            f"weights are independent and symmetric about their mean 0 with standard deviation {numbers[1]}; the "
            f"inputs have the mean square {numbers[2]}. What is the standard deviation, over the random weights, of "
            f"each entry of {asked}?",
        )

    def answer_type(self, p: SignalParams) -> AnswerType:
        """One number, which may be very small."""
        return Number()

    def reference(self, p: SignalParams) -> float:
        """Multiply by n s^2 at each layer, and halve after each ReLU before the last."""
        variance = p.input_square
        for layer in range(p.layers):
            halved = p.activation == "relu" and layer > 0
            variance = p.width * p.weight_std**2 * variance / (2 if halved else 1)
        return math.sqrt(variance)

    def torch_reference(self, p: SignalParams, place: Place) -> float:
        """Sum the variances of the products, and integrate the activation's square over a Gaussian pre-activation.

        Halving holds for any symmetric distribution, so the Gaussian may stand for it. The trapezoidal rule is as good
        as exact here: the integrand is smooth but at 0, where a grid point lies, and vanishes at both ends.
        """
        import torch

        weights = place.tensor([p.weight_std]).expand(p.width)
        second_moment = place.tensor(p.input_square)
        activate = torch.nn.ReLU() if p.activation == "relu" else torch.nn.Identity()
        grid = torch.linspace(-12, 12, 481, dtype=place.torch_dtype(), device=place.device)
        density = torch.distributions.Normal(place.tensor(0.0), place.tensor(1.0)).log_prob(grid).exp()
        for _ in range(p.layers):
            std = (weights.square() * second_moment).sum().sqrt()
            second_moment = torch.trapezoid(activate(grid * std).square() * density, grid)
        return float(std)

    def steps(self, p: SignalParams) -> list[Text]:
        """One layer's factor as a formula, the factor here, the product."""
        relu, n, s = p.activation == "relu", p.width, exact(p.weight_std)
        formula = r"$\text{var}(z_l) = n s^2 E[h_{l-1}^2]$"
        moment = r"$E[h_l^2] = \frac{1}{2} \text{var}(z_l)$" if relu else r"$E[h_l^2] = \text{var}(z_l)$"
        gain = n * p.weight_std**2
        first, variance = gain * p.input_square, self.reference(p) ** 2
        start = rf"$\text{{var}}(z_1) = {n} \cdot {s}^2 \cdot {exact(p.input_square)} = {about(first)}$"
        steps = [
            Text(
                zh=f"每层的方差：{formula}，{'ReLU 之后剩一半' if relu else '线性网络中'} {moment}。",
                en=f"The variance of a layer: {formula}, and {'ReLU leaves half' if relu else 'in a linear network'} "
                f"{moment}.",
            ),
            Text(zh=f"第 1 层：{start}。", en=f"Layer 1: {start}."),
        ]
        if p.layers > 1:
            each, half = (gain / 2, r"\frac{1}{2} \cdot") if relu else (gain, "")
            times = rf"${half} {n} \cdot {s}^2 = {about(each)}$"
            product = rf"{about(first)} \cdot {_bracketed(each)}^{{{p.layers - 1}}} = {about(variance)}"
            power = rf"$\text{{var}}(z_{{{p.layers}}}) = {product}$"
            steps.append(
                Text(zh=f"以后每层乘 {times}：{power}。", en=f"Each layer after it multiplies by {times}: {power}.")
            )
        root = rf"$\sqrt{{{about(variance)}}} = {about(self.reference(p))}$"
        return [*steps, Text(zh=f"开方：{root}。", en=f"Its root: {root}.")]

    def slips(self, p: SignalParams) -> Iterator[Slip]:
        """The half, the fan-in, the number of layers, or the root."""
        right, gain = self.reference(p), p.width * p.weight_std**2
        if p.activation == "relu":
            if p.layers > 1:
                yield Slip(
                    "relu_ignored",
                    self.reference(p.model_copy(update={"activation": "linear"})),
                    Text(
                        zh="漏了 ReLU：它把均方值减半。",
                        en="The ReLU was left out: it halves the mean square.",
                    ),
                )
            yield Slip(
                "halved_once_too_often",
                right / math.sqrt(2),
                Text(
                    zh="多减半了一次：输入没有经过 ReLU，最后一层求的是 ReLU 之前的值。",
                    en="One half too many: the input has passed no ReLU, and the last layer is read before its own.",
                ),
            )
        elif p.layers > 1:
            yield Slip(
                "halved_without_relu",
                self.reference(p.model_copy(update={"activation": "relu"})),
                Text(zh="这里没有 ReLU，均方值不减半。", en="There is no ReLU here, so nothing is halved."),
            )
        if p.width > 1:
            yield Slip(
                "fan_in_forgotten",
                right / math.sqrt(p.width) ** p.layers,
                Text(
                    zh="漏了扇入：一个输出是 $n$ 项之和，方差相加。",
                    en="The fan-in was left out: an output is a sum of $n$ terms, whose variances add up.",
                ),
            )
        if abs(gain * (0.5 if p.activation == "relu" else 1) - 1) > 0.01:
            yield Slip(
                "one_layer_too_many",
                self.reference(p.model_copy(update={"layers": p.layers + 1})),
                Text(zh="多算了一层。", en="That is one layer too many."),
            )
        if abs(right - 1) > 0.01:
            yield Slip(
                "variance_for_std",
                right**2,
                Text(zh="这是方差，标准差还要开方。", en="That is the variance; the standard deviation is its root."),
            )


def _bracketed(x: float) -> str:
    written = about(x)
    return f"({written})" if "cdot" in written else written


problem = InitActivationStd()
