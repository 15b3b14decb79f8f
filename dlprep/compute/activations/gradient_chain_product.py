"""Gradient through a chain of one-unit layers: d a_L / d a_0 with a_l = f(w_l a_(l-1)), without biases.

With ReLU no pre-activation may be 0, where it has a kink and no derivative.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.5.2; Nielsen 2015, Neural Networks and Deep
Learning, chapter 5, "The vanishing gradient problem".
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Activation = Literal["sigmoid", "tanh", "relu"]


class ChainParams(Params):
    """A chain of layers, and the number that enters it."""

    weights: Annotated[tuple[Annotated[Real, Field(ge=-4, le=4)], ...], Field(min_length=1, max_length=8)] = parameter(
        zh="各层的权重，从第一层起，1 到 8 个，在 -4 到 4 之间，都不为 0",
        en="1 to 8 weights from -4 to 4, none 0, the first layer's first",
    )
    x: Annotated[Real, Field(ge=-2, le=2)] = parameter(
        1.0, zh="输入 a_0，在 -2 到 2 之间", en="the input a_0, from -2 to 2"
    )
    activation: Activation = parameter("sigmoid", zh="每一层的激活函数", en="activation of every layer")

    @model_validator(mode="after")
    def _off_the_kink(self) -> "ChainParams":
        if 0 in self.weights:
            raise RuleError(zh="weights：都不能为 0，否则链条中断", en="weights: none may be 0, which cuts the chain")
        if self.activation == "relu" and any(abs(z) < 1e-9 for z, _ in _layers(self)):
            raise RuleError(
                zh="x：激活前的值都不能为 0，ReLU 在那里不可导",
                en="x: no pre-activation may be 0, where ReLU has a kink and no derivative",
            )
        return self


class GradientChainProduct(BatchedProblem[ChainParams]):
    """A factor w f'(z) for each layer."""

    title = Text(zh="逐层连乘的梯度", en="Gradient through a chain of layers")
    covers = ("gradient_chain_product",)
    params = ChainParams
    example = {"weights": [1.5, -2], "x": 1}
    minutes = {"basic": 1.5, "intermediate": 2.5, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> ChainParams:
        """Basic: two sigmoids. Intermediate: three layers of any kind. Advanced: four sigmoids or tanhs."""
        depth = {"basic": 2, "intermediate": 3, "advanced": 4}[level]
        known: dict[Level, tuple[Activation, ...]] = {
            "basic": ("sigmoid",),
            "intermediate": ("sigmoid", "tanh", "relu"),
            "advanced": ("sigmoid", "tanh"),
        }
        activation = rng.choice(known[level])
        signs = (1,) if activation == "relu" else (-1, 1)
        return ChainParams(
            weights=tuple(rng.choice(signs) * rng.choice((5, 15, 20, 25, 30)) / 10 for _ in range(depth)),
            x=rng.choice((1, 2)) / (1 if level == "basic" else 2),
            activation=activation,
        )

    def prompt(self, p: ChainParams) -> Text:
        """Define the chain, and number its layers."""
        n = len(p.weights)
        chain = rf"$a_l = f(w_l a_{{l-1}})$, $w = [{row(p.weights)}]$, $a_0 = {exact(p.x)}$"
        derivative = rf"$\frac{{\partial a_{{{n}}}}}{{\partial a_0}}$"
        name = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}[p.activation]
        return Text(
            zh=f"{n} 层网络，每层只有一个单元，没有偏置，$f$ 是 {name}：{chain}（$w$ 从第一层写起）。"
            f"{derivative} 是多少？",
            en=f"A network of {n} layers has one unit in each, no biases, and $f$ = {name}: {chain}, with $w$ from "
            f"the first layer on. What is {derivative}?",
        )

    def answer_type(self, p: ChainParams) -> AnswerType:
        """A product: relative precision is what counts."""
        return Number(rtol=1e-3)

    def reference(self, p: ChainParams) -> float:
        """Walk forwards, collecting a factor a layer."""
        return math.prod(w * _slope(p.activation, z) for w, (z, _) in zip(p.weights, _layers(p), strict=True))

    def torch_stacked(self, ps: Sequence[ChainParams], place: Place) -> Stacked:
        """Let autograd go through the chain."""
        import torch

        f = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}[ps[0].activation]
        x = place.tensor([p.x for p in ps], grad=True)
        a = x
        for w in place.tensor([p.weights for p in ps]).unbind(dim=1):
            a = f(w * a)
        return torch.autograd.grad(a.sum(), x)[0]

    def steps(self, p: ChainParams) -> list[Text]:
        """The chain rule, then forwards layer by layer, then the product."""
        slopes = {
            "sigmoid": r"$\sigma'(z) = \sigma(z)(1-\sigma(z))$",
            "tanh": r"$\tanh'(z) = 1 - \tanh^2(z)$",
            "relu": r"$f'(z) = 1$ ($z > 0$), $f'(z) = 0$ ($z < 0$)",
        }
        steps = [
            Text(
                zh=r"链式法则，每层贡献一个因子：$\frac{\partial a_L}{\partial a_0} = \prod_{l=1}^{L} w_l f'(z_l)$，"
                r"$z_l = w_l a_{l-1}$。",
                en=r"The chain rule, one factor a layer: "
                r"$\frac{\partial a_L}{\partial a_0} = \prod_{l=1}^{L} w_l f'(z_l)$ with $z_l = w_l a_{l-1}$.",
            ),
            Text(zh=f"这里的导数：{slopes[p.activation]}。", en=f"The derivative here: {slopes[p.activation]}."),
        ]
        a, factors = p.x, []
        for number, (w, (z, after)) in enumerate(zip(p.weights, _layers(p), strict=True), 1):
            slope = _slope(p.activation, z)
            factors.append(w * slope)
            before = exact(a) if number == 1 else about(a)
            work = (
                rf"$z_{{{number}}} = {exact(w)} \cdot {_bracketed(before)} = {about(z)}$, "
                rf"$a_{{{number}}} = {about(after)}$, "
                rf"$w_{{{number}}} f'(z_{{{number}}}) = {exact(w)} \cdot {about(slope)} = {about(w * slope)}$"
            )
            steps.append(Text(zh=f"第 {number} 层：{work}。", en=f"Layer {number}: {work}."))
            a = after
        product = r" \cdot ".join(_bracketed(about(x)) for x in factors)
        product = f"${product} = {about(math.prod(factors))}$"
        steps.append(Text(zh=f"连乘：{product}。", en=f"Their product: {product}."))
        return steps

    def slips(self, p: ChainParams) -> Iterator[Slip]:
        """Factors lost, added for multiplied, or taken in the wrong place."""
        layers = list(_layers(p))
        slopes = [_slope(p.activation, z) for z, _ in layers]
        right = math.prod(w * s for w, s in zip(p.weights, slopes, strict=True))
        if right == 0:
            yield Slip(
                "derivatives_forgotten",
                math.prod(p.weights),
                Text(
                    zh="一个没有激活的 ReLU 导数为 0，整条链的梯度就是 0。",
                    en="One inactive ReLU has the derivative 0, and with it the whole chain.",
                ),
            )
            return
        if p.activation != "relu":
            yield Slip(
                "derivatives_forgotten",
                math.prod(p.weights),
                Text(
                    zh="漏了激活函数的导数：每层的因子是 $w_l f'(z_l)$，不只是 $w_l$。",
                    en="The activations' derivatives are missing: a layer's factor is $w_l f'(z_l)$, not $w_l$ alone.",
                ),
            )
            yield Slip(
                "derivative_at_the_output",
                math.prod(w * _slope(p.activation, a) for w, (_, a) in zip(p.weights, layers, strict=True)),
                Text(
                    zh="导数要在 $z_l$ 处取，不是在 $a_l$ 处。",
                    en="The derivative is taken at $z_l$, not at $a_l$.",
                ),
            )
        if math.prod(p.weights) != 1:
            yield Slip(
                "weights_forgotten",
                math.prod(slopes),
                Text(
                    zh="漏了权重：$z_l = w_l a_{l-1}$ 对 $a_{l-1}$ 的导数是 $w_l$。",
                    en="The weights are missing: the derivative of $z_l = w_l a_{l-1}$ with respect to $a_{l-1}$ is "
                    "$w_l$.",
                ),
            )
        if len(layers) > 1:
            yield Slip(
                "added_up",
                sum(w * s for w, s in zip(p.weights, slopes, strict=True)),
                Text(
                    zh="各层的因子要相乘，不是相加：信号只有一条路。",
                    en="The layers' factors are multiplied, not added: there is a single path.",
                ),
            )
            yield Slip(
                "last_layer_alone",
                p.weights[-1] * slopes[-1],
                Text(
                    zh="这只是最后一层的因子，还要一直乘到输入。",
                    en="That is the last layer's factor alone; go on multiplying down to the input.",
                ),
            )


def _layers(p: ChainParams) -> Iterator[tuple[float, float]]:
    """Yield each layer's pre-activation and output."""
    a = p.x
    for w in p.weights:
        z = w * a
        if p.activation == "sigmoid":
            a = 1 / (1 + math.exp(-z))
        else:
            a = math.tanh(z) if p.activation == "tanh" else max(z, 0.0)
        yield z, a


def _slope(activation: Activation, z: float) -> float:
    if activation == "sigmoid":
        return math.exp(-z) / (1 + math.exp(-z)) ** 2
    return 1 / math.cosh(z) ** 2 if activation == "tanh" else float(z > 0)


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


problem = GradientChainProduct()
