r"""Gradients of a network with one hidden layer when all its weights start at the same value c.

h_j = phi(w_j . x), o = sum_j v_j h_j, loss (o - y)^2 / 2, no biases, one sample. The gradient with respect to the
hidden weights is a matrix of shape (hidden, inputs) with equal rows, and to the output weights a vector of equal
entries: the units stay copies of each other.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4, on breaking symmetry.
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Activation = Literal["relu", "tanh"]
Entry = Annotated[Real, Field(ge=-100, le=100)]


class SymmetricParams(Params):
    """A network of equal weights and a sample."""

    x: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=4)] = parameter(
        zh="输入，1 到 4 个数", en="the input, 1 to 4 numbers"
    )
    y: Entry = parameter(zh="目标值", en="the target")
    hidden: Annotated[int, Field(strict=True, ge=1, le=4)] = parameter(zh="隐藏单元数", en="hidden units")
    weight: Annotated[Real, Field(ge=-10, le=10)] = parameter(zh="所有权重的初始值", en="the value of every weight")
    activation: Activation = parameter("relu", zh="隐藏层的激活函数", en="activation of the hidden layer")

    @model_validator(mode="after")
    def _off_the_kink(self) -> "SymmetricParams":
        if self.activation == "relu" and self.weight * sum(self.x) == 0:
            raise RuleError(
                zh="weight：激活前的值不能为 0，ReLU 在那里不可导",
                en="weight: the pre-activation must not be 0, where ReLU has a kink and no derivative",
            )
        return self


class SymmetricInitGradients(Problem[SymmetricParams]):
    """Backpropagate once: every hidden unit gets the same."""

    title = Text(zh="相同初值下的梯度", en="Gradients after equal initialisation")
    covers = ("symmetric_init_gradients",)
    params = SymmetricParams
    example = {"x": [1, 2], "y": 1, "hidden": 2, "weight": 0.5}

    def generate(self, rng: Random, level: Level) -> SymmetricParams:
        """Basic: ReLU, two units. Intermediate: ReLU, more of both. Advanced: tanh."""
        d, hidden = {"basic": (2, 2), "intermediate": (3, 3), "advanced": (2, 3)}[level]
        weight = rng.choice((0.5, 1, 2)) if level == "basic" else rng.choice((0.1, 0.2, 0.3, 0.4, 0.5))
        x = tuple(float(n) for n in rng.sample([n for n in range(-2, 5) if n], k=d))
        while sum(x) <= 0:
            x = tuple(float(n) for n in rng.sample([n for n in range(-2, 5) if n], k=d))
        y = rng.choice([n for n in range(-3, 6) if abs(n - hidden * weight * weight * sum(x)) > 0.4])
        return SymmetricParams(
            x=x, y=y, hidden=hidden, weight=weight, activation="tanh" if level == "advanced" else "relu"
        )

    def prompt(self, p: SymmetricParams) -> Text:
        """The network, the loss with its half, and the shapes."""
        phi = r"\tanh" if p.activation == "tanh" else r"\text{ReLU}"
        rule = rf"$h = {phi}(W x)$, $o = v \cdot h$"
        loss, data = r"$L = \frac{1}{2} (o - y)^2$", rf"$x = [{row(p.x)}]$, $y = {exact(p.y)}$"
        to_w, to_v = r"$\frac{\partial L}{\partial W}$", r"$\frac{\partial L}{\partial v}$"
        start = f"${exact(p.weight)}$"
        return Text(
            zh=f"网络 {rule} 没有偏置，有 ${p.hidden}$ 个隐藏单元，$W$ 和 $v$ 的所有权重都初始化为 {start}，"
            f"损失 {loss}。样本为 {data}。{to_w} 和 {to_v} 各是多少？（$W$ 的每一行对应一个隐藏单元。）",
            en=f"The network {rule} has no biases and ${p.hidden}$ hidden units; every weight of $W$ and $v$ starts at "
            f"{start}, and the loss is {loss}. For the sample {data}, what are {to_w} and {to_v}? (Each row of $W$ "
            "belongs to a hidden unit.)",
        )

    def answer_type(self, p: SymmetricParams) -> AnswerType:
        """A matrix as large as the hidden weights, a vector as long as the output weights; any entry may be 0."""
        matrix, vector = Matrix(rtol=1e-3, atol=5e-4), Vector(rtol=1e-3, atol=5e-4)
        return Parts(
            (
                Part("W", Text(zh="隐藏层权重的梯度，一行一个隐藏单元", en="the gradient of W, a row a unit"), matrix),
                Part("v", Text(zh="输出层权重的梯度", en="the gradient of v"), vector),
            )
        )

    def reference(self, p: SymmetricParams) -> AnswerValue:
        """Go forwards and backwards through one hidden unit; the others are its copies."""
        _, h, error, slope = _unit(p)
        return _answer(p, error * p.weight * slope, error * h)

    def torch_reference(self, p: SymmetricParams, place: Place) -> AnswerValue:
        """Run autograd through two nn.Linear layers after nn.init.constant_."""
        import torch

        layers = [
            torch.nn.Linear(*sides, bias=False, device=place.device, dtype=place.torch_dtype())
            for sides in ((len(p.x), p.hidden), (p.hidden, 1))
        ]
        for layer in layers:
            torch.nn.init.constant_(layer.weight, p.weight)
        activation = torch.nn.Tanh() if p.activation == "tanh" else torch.nn.ReLU()
        output = torch.nn.Sequential(layers[0], activation, layers[1])(place.tensor(p.x))
        (torch.nn.functional.mse_loss(output, place.tensor([p.y])) / 2).backward()
        first, second = (layer.weight.grad.tolist() for layer in layers)
        return {"W": tuple(map(tuple, first)), "v": tuple(second[0])}

    def steps(self, p: SymmetricParams) -> list[Text]:
        """The chain rule for one unit, forwards, backwards, and all units."""
        formula = (
            r"$\frac{\partial L}{\partial v_j} = (o - y) h_j$, "
            r"$\frac{\partial L}{\partial W_j} = (o - y) v_j \phi'(z_j) x$"
        )
        z, h, error, slope = _unit(p)
        c = factor(p.weight)
        forward = (
            rf"$z_j = {c} \cdot ({' + '.join(map(factor, p.x))}) = {about(z)}$, $h_j = {about(h)}$, "
            rf"$o = {p.hidden} \cdot {c} \cdot {about(h)} = {about(p.hidden * p.weight * h)}$, $o - y = {about(error)}$"
        )
        to_v = rf"$(o - y) h_j = {about(error * h)}$"
        times = f"{_bracketed(error)} \\cdot {c} \\cdot {about(slope)}"
        to_w = rf"${times} \cdot [{row(p.x)}] = [{', '.join(about(error * p.weight * slope * x) for x in p.x)}]$"
        return [
            Text(
                zh=f"所有隐藏单元输入相同、权重相同，链式法则的每个因子都相同：{formula}。",
                en=f"Hidden units with the same inputs and weights have the same factors in the chain rule: {formula}.",
            ),
            Text(zh=f"前向：{forward}。", en=f"Forwards: {forward}."),
            Text(zh=f"$v$ 的每个元素：{to_v}。", en=f"Every entry for $v$: {to_v}."),
            Text(
                zh=rf"$W$ 的每一行：{to_w}，其中 $\phi'(z_j) = {about(slope)}$。各行相同，更新后仍相同。",
                en=rf"Every row for $W$, with $\phi'(z_j) = {about(slope)}$: {to_w}. Equal rows stay equal after the "
                "step.",
            ),
        ]

    def slips(self, p: SymmetricParams) -> Iterator[Slip]:
        """A factor of the chain rule left out, the half forgotten, shared out, or turned."""
        _, h, error, slope = _unit(p)
        to_w, to_v = error * p.weight * slope, error * h
        if error == 0 or slope == 0 or not any(p.x):
            return
        if p.weight != 1:
            yield Slip(
                "output_weight_forgotten",
                _answer(p, error * slope, to_v),
                Text(
                    zh="误差传回隐藏层时要乘输出权重 $v_j$。",
                    en="On its way back to the hidden layer the error is multiplied by the output weight $v_j$.",
                ),
            )
        if p.activation == "tanh":
            yield Slip(
                "activation_derivative_forgotten",
                _answer(p, error * p.weight, to_v),
                Text(
                    zh=r"漏了激活函数的导数：$\tanh'(z) = 1 - \tanh^2(z)$。",
                    en=r"The activation's derivative is missing: $\tanh'(z) = 1 - \tanh^2(z)$.",
                ),
            )
        yield Slip(
            "half_forgotten",
            _answer(p, 2 * to_w, 2 * to_v),
            Text(
                zh=r"平方求导的 2 与损失里的 $\frac{1}{2}$ 相消。",
                en=r"The 2 from the square cancels the $\frac{1}{2}$ of the loss.",
            ),
        )
        if p.hidden > 1:
            yield Slip(
                "shared_out",
                _answer(p, to_w / p.hidden, to_v / p.hidden),
                Text(
                    zh="梯度不在隐藏单元之间平分：每个单元各得完整的一份。",
                    en="The gradient is not shared out among the hidden units: each gets it whole.",
                ),
            )
            alone = p.weight * h - p.y
            if alone:
                yield Slip(
                    "one_unit_in_the_output",
                    _answer(p, alone * p.weight * slope, alone * h),
                    Text(
                        zh="输出是所有隐藏单元之和，不只是一个单元。",
                        en="The output sums over all hidden units; here it has but one of them.",
                    ),
                )
        yield Slip(
            "sign_turned",
            _answer(p, -to_w, -to_v),
            Text(
                zh="这是下降的方向；梯度里的误差是 $o - y$。",
                en="That is the direction of descent; the gradient has the error $o - y$.",
            ),
        )


def _unit(p: SymmetricParams) -> tuple[float, float, float, float]:
    """Return what holds for each hidden unit: pre-activation, activation, the error o - y, and the slope."""
    z = p.weight * math.fsum(p.x)
    h = math.tanh(z) if p.activation == "tanh" else max(z, 0.0)
    slope = 1 - h * h if p.activation == "tanh" else float(z > 0)
    return z, h, p.hidden * p.weight * h - p.y, slope


def _answer(p: SymmetricParams, to_hidden: float, to_output: float) -> AnswerValue:
    """Return the same for each hidden unit."""
    return {"W": (tuple(to_hidden * x for x in p.x),) * p.hidden, "v": (to_output,) * p.hidden}


def _bracketed(x: float) -> str:
    return f"({about(x)})" if x < 0 else about(x)


problem = SymmetricInitGradients()
