"""Bound of the gradient through a chain of one-unit layers: |d a_L / d a_0| <= B with a_l = f(w_l a_(l-1)).

B is the product of |w_l| times the largest value of |f'|, which is 1/4 for the sigmoid and 1 for tanh and ReLU.
Source: Nielsen 2015, Neural Networks and Deep Learning, chapter 5, "The vanishing gradient problem".
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, field_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Activation = Literal["sigmoid", "tanh", "relu"]


class BoundParams(Params):
    """A chain of layers; what enters it is not known."""

    weights: Annotated[tuple[Annotated[Real, Field(ge=-100, le=100)], ...], Field(min_length=1, max_length=8)] = (
        parameter(
            zh="各层的权重，1 到 8 个，在 -100 到 100 之间，都不为 0", en="1 to 8 weights from -100 to 100, none 0"
        )
    )
    activation: Activation = parameter("sigmoid", zh="每一层的激活函数", en="activation of every layer")

    @field_validator("weights")
    @classmethod
    def _not_cut(cls, weights: tuple[float, ...]) -> tuple[float, ...]:
        if 0 in weights:
            raise RuleError(zh="都不能为 0，否则链条中断", en="none may be 0, which cuts the chain")
        return weights


class GradientChainBound(BatchedProblem[BoundParams]):
    """Each sigmoid takes three quarters or more of the gradient away; only weights can make up for it."""

    title = Text(zh="逐层连乘梯度的上界", en="Bound of the gradient through a chain of layers")
    covers = ("gradient_chain_product",)
    params = BoundParams
    example = {"weights": [1, 1, 1, 1, 1]}

    def generate(self, rng: Random, level: Level) -> BoundParams:
        """Basic: two or three equal layers. Intermediate: four different ones. Advanced: six, also of tanh."""
        if level == "basic":
            return BoundParams(weights=(rng.choice((0.5, 2.0, 3.0, 6.0, -2.0, -3.0)),) * rng.choice((2, 3)))
        depth = 4 if level == "intermediate" else 6
        weights = tuple(rng.choice((-1, 1)) * rng.choice((5, 10, 15, 20, 30)) / 10 for _ in range(depth))
        activation: Activation = "tanh" if level == "advanced" and rng.random() < 0.3 else "sigmoid"
        return BoundParams(weights=weights, activation=activation)

    def prompt(self, p: BoundParams) -> Text:
        """Say that the input is not known."""
        n = len(p.weights)
        name = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}[p.activation]
        chain = rf"$a_l = f(w_l a_{{l-1}})$, $w = [{row(p.weights)}]$"
        bound = rf"$|\frac{{\partial a_{{{n}}}}}{{\partial a_0}}| \le B$"
        layers = "1 layer" if n == 1 else f"{n} layers"
        return Text(
            zh=f"{n} 层网络，每层只有一个单元，没有偏置，$f$ 是 {name}：{chain}。"
            f"不知道输入，只用 $|f'|$ 的最大值逐层放缩，得到的上界 $B$（{bound}）是多少？",
            en=f"A network of {layers} has one unit in each, no biases, and $f$ = {name}: {chain}. The input is not "
            f"known. Bound each layer by the largest value of $|f'|$: which $B$ with {bound} does that give?",
        )

    def answer_type(self, p: BoundParams) -> AnswerType:
        """A product: relative precision is what counts."""
        return Number(rtol=1e-3)

    def reference(self, p: BoundParams) -> float:
        """The product of the weights' sizes, each times the largest derivative."""
        steepest = 0.25 if p.activation == "sigmoid" else 1.0
        return math.prod(abs(w) * steepest for w in p.weights)

    def torch_stacked(self, ps: Sequence[BoundParams], place: Place) -> Stacked:
        """Look for the steepest place of the activation by autograd on a grid that has 0 on it."""
        import torch

        f = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}[ps[0].activation]
        grid = (torch.arange(-40, 41, device=place.device, dtype=place.torch_dtype()) / 5).requires_grad_()
        (slopes,) = torch.autograd.grad(f(grid).sum(), grid)
        return (place.tensor([p.weights for p in ps]).abs() * slopes.max()).prod(dim=1)

    def steps(self, p: BoundParams) -> list[Text]:
        """The bound, the largest derivative, the product."""
        sigmoid = p.activation == "sigmoid"
        most = r"\frac{1}{4}" if sigmoid else "1"
        factors = r" \cdot ".join(rf"\frac{{{exact(abs(w))}}}{{4}}" if sigmoid else exact(abs(w)) for w in p.weights)
        bound = r"$|\frac{\partial a_L}{\partial a_0}| = |\prod_l w_l f'(z_l)| \le \prod_l |w_l| \max_z |f'(z)| = B$"
        where = rf"$\max_z |f'(z)| = {most}$"
        total = f"$B = {factors} = {about(self.reference(p))}$"
        at = {"sigmoid": r"$z = 0$", "tanh": r"$z = 0$", "relu": r"$z > 0$"}[p.activation]
        return [
            Text(
                zh=f"每层的因子用最大值代替：{bound}。",
                en=f"Put the largest value in place of each layer's factor: {bound}.",
            ),
            Text(zh=f"这里 {where}，在 {at} 处取到。", en=f"Here {where}, which it has at {at}."),
            Text(zh=f"{total}。", en=f"{total}."),
        ]

    def slips(self, p: BoundParams) -> Iterator[Slip]:
        """Another largest derivative, or a factor left out."""
        sizes = [abs(w) for w in p.weights]
        if p.activation == "sigmoid":
            yield Slip(
                "half_for_quarter",
                math.prod(w / 2 for w in sizes),
                Text(
                    zh=r"sigmoid 在 0 处的值是 $\frac{1}{2}$，导数最大是 $\frac{1}{4}$。",
                    en=r"At 0 the sigmoid's value is $\frac{1}{2}$; its derivative is at most $\frac{1}{4}$.",
                ),
            )
            yield Slip(
                "derivative_forgotten",
                math.prod(sizes),
                Text(
                    zh=r"每层除了 $|w_l|$，还有激活函数的导数，最大 $\frac{1}{4}$。",
                    en=r"Besides $|w_l|$ each layer has its activation's derivative, at most $\frac{1}{4}$.",
                ),
            )
            if len(sizes) > 1:
                yield Slip(
                    "one_quarter_for_all",
                    math.prod(sizes) / 4,
                    Text(
                        zh=r"每一层都有一个 $\frac{1}{4}$，共 $4^{-L}$。",
                        en=r"Every layer has a $\frac{1}{4}$ of its own, $4^{-L}$ in all.",
                    ),
                )
        else:
            yield Slip(
                "quarter_of_the_sigmoid",
                math.prod(w / 4 for w in sizes),
                Text(
                    zh=r"$\frac{1}{4}$ 是 sigmoid 导数的最大值；tanh 和 ReLU 的是 1。",
                    en=r"$\frac{1}{4}$ is the largest derivative of the sigmoid; that of tanh and ReLU is 1.",
                ),
            )
        if math.prod(sizes) != 1:
            yield Slip(
                "weights_forgotten",
                (0.25 if p.activation == "sigmoid" else 1.0) ** len(sizes),
                Text(
                    zh="漏了权重：每层的因子是 $|w_l|$ 乘导数的最大值。",
                    en="The weights are missing: each layer's factor is $|w_l|$ times the largest derivative.",
                ),
            )


problem = GradientChainBound()
