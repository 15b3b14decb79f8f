"""Gradients of a network with one hidden layer for one example: dJ/dW1, dJ/db and dJ/dW2, each of its weight's shape.

z = W1 x + b, h = phi(z), o = W2 h without a bias; x has n entries, h has k, o and y have m, so that W1 is (k, n), b
(k,) and W2 (m, k). J = |o - y|^2 / 2 + (lambda/2) (|W1|^2 + |W2|^2) with Frobenius norms: the bias is not penalised.
ReLU has no derivative at 0, so no z may be 0 there.
Source: Zhang, Lipton, Li & Smola, Dive into Deep Learning, section "Forward Propagation, Backward Propagation, and
Computational Graphs", with a bias added.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._matrices import (
    Column,
    Grid,
    Rows,
    Values,
    column,
    draw_column,
    draw_grid,
    grid,
    operand,
    short,
    shown,
    shown_grid,
)
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Activation = Literal["relu", "tanh", "sigmoid"]
_PHI: dict[Activation, str] = {
    "relu": r"$\phi(z) = \max(0, z)$",
    "tanh": r"$\phi(z) = \tanh z$",
    "sigmoid": r"$\phi(z) = \frac{1}{1 + e^{-z}}$",
}


class MlpParams(Params):
    """One example, the weights and the penalty."""

    x: Column = parameter(zh="输入，1 到 4 个数", en="the input, 1 to 4 numbers")
    w1: Grid = parameter(zh="第一层权重，每个隐藏单元一行", en="weights of the first layer, one row a hidden unit")
    b: Column = parameter(zh="第一层偏置，每个隐藏单元一个", en="its biases, one a hidden unit")
    w2: Grid = parameter(zh="第二层权重，每个输出一行", en="weights of the second layer, one row an output")
    y: Column = parameter(zh="目标，每个输出一个", en="the targets, one an output")
    activation: Activation = parameter("relu", zh="relu、tanh 或 sigmoid", en="relu, tanh or sigmoid")
    penalty: Annotated[Real, Field(ge=0, le=10)] = parameter(0.0, zh="权重衰减系数 λ，0 到 10", en="lambda, 0 to 10")

    @model_validator(mode="after")
    def _layers_fit(self) -> "MlpParams":
        for name, rows, height, width in (
            ("w1", self.w1, len(self.b), len(self.x)),
            ("w2", self.w2, len(self.y), len(self.b)),
        ):
            if (len(rows), len(rows[0])) != (height, width):
                raise RuleError(
                    zh=f"{name}：必须是 {height} 行，每行 {width} 个数",
                    en=f"{name}: must have {height} rows of {width} numbers",
                )
        if self.activation == "relu" and min(map(abs, _forward(self).z)) < 1e-6:
            raise RuleError(
                zh="w1：使某个隐藏单元恰好取 0，ReLU 在那里不可导",
                en="w1: puts a hidden unit at 0, where ReLU has a kink and no derivative",
            )
        return self


class MlpBackprop(BatchedProblem[MlpParams]):
    """Forwards, then the error backwards through the same weights."""

    title = Text(zh="带偏置的多层感知机的反向传播", en="Backpropagation through a perceptron with a bias")
    covers = ("mlp_backprop",)
    params = MlpParams
    example = {"x": [1, 2], "w1": [[1, -1], [2, 1]], "b": [3, 0], "w2": [[1, -1]], "y": [1], "penalty": 0.1}
    minutes = {"basic": 3.0, "intermediate": 5.0, "advanced": 8.0}

    def generate(self, rng: Random, level: Level) -> MlpParams:
        """Basic: whole numbers, ReLU, one output. Intermediate: two outputs, a penalty. Advanced: tanh or sigmoid."""
        units, outputs = 2, 1 if level == "basic" else 2
        parts, most = (1, 3) if level != "advanced" else (10, 15)
        while True:
            b, w1 = draw_column(rng, units, most, parts), draw_grid(rng, units, 2, most, parts)
            x = draw_column(rng, 2, 3 if level != "advanced" else 2)
            sums = [math.fsum(w * a for w, a in zip(ws, x, strict=True)) + c for ws, c in zip(w1, b, strict=True)]
            # one unit on at least, none at the kink, none far into saturation
            if max(sums) > 0 and min(map(abs, sums)) > 1e-6 and (level != "advanced" or max(map(abs, sums)) < 2):
                break
        return MlpParams(
            x=x,
            w1=w1,
            b=b,
            w2=draw_grid(rng, outputs, units, most, parts),
            y=draw_column(rng, outputs, 4),
            activation=rng.choice(("tanh", "sigmoid")) if level == "advanced" else "relu",
            penalty=0.0 if level == "basic" else rng.choice((0.1, 0.2, 0.5)),
        )

    def prompt(self, p: MlpParams) -> Text:
        """State the network, the loss and the penalty in full."""
        net = f"$z = W_1 x + b$, $h = \\phi(z)$, $o = W_2 h$, {_PHI[p.activation]}"
        loss = r"$J = \frac{1}{2} \lVert o - y \rVert^2"
        if p.penalty:
            loss += r" + \frac{\lambda}{2} (\lVert W_1 \rVert_F^2 + \lVert W_2 \rVert_F^2)$, $\lambda = "
            loss += exact(p.penalty)
        numbers = (
            f"$x = {column(p.x)}$, $W_1 = {grid(p.w1)}$, $b = {column(p.b)}$, $W_2 = {grid(p.w2)}$, $y = {column(p.y)}$"
        )
        return Text(
            zh=f"单隐藏层网络（向量都是列向量）：{net}。损失 {loss}$。{numbers}。"
            "求 $J$ 对 $W_1$、$b$、$W_2$ 的梯度，形状与各自相同。",
            en=f"A network with one hidden layer (all vectors are columns): {net}. The loss is {loss}$. {numbers}. "
            "What are the gradients of $J$ with respect to $W_1$, $b$ and $W_2$, each in its own shape?",
        )

    def answer_type(self, p: MlpParams) -> AnswerType:
        """Three gradients."""
        return Parts(
            (
                Part("dW1", Text("对 W1 的梯度", "gradient of W1"), Matrix(atol=5e-4)),
                Part("db", Text("对 b 的梯度", "gradient of b"), Vector(atol=5e-4)),
                Part("dW2", Text("对 W2 的梯度", "gradient of W2"), Matrix(atol=5e-4)),
            )
        )

    def reference(self, p: MlpParams) -> AnswerValue:
        """Apply the chain rule by hand."""
        return _gradients(p)

    def torch_stacked(self, ps: Sequence[MlpParams], place: Place) -> Stacked:
        """Run two nn.Linear layers, add the penalty, go backwards."""
        from torch import func, nn

        inputs, units, outputs = len(ps[0].x), len(ps[0].b), len(ps[0].y)
        phi = {"relu": nn.ReLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid()}[ps[0].activation]
        hidden = nn.Linear(inputs, units, device="meta")
        net = nn.Sequential(hidden, phi, nn.Linear(units, outputs, bias=False, device="meta"))
        w1, b, w2 = (place.tensor(stack, grad=True) for stack in zip(*((p.w1, p.b, p.w2) for p in ps), strict=True))
        run = func.vmap(lambda weights, x: func.functional_call(net, weights, x))
        y = run({"0.weight": w1, "0.bias": b, "2.weight": w2}, place.tensor([p.x for p in ps]))
        error = nn.functional.mse_loss(y, place.tensor([p.y for p in ps]), reduction="sum")
        squares = w1.square().sum(dim=(1, 2)) + w2.square().sum(dim=(1, 2))
        ((error + place.tensor([p.penalty for p in ps]) @ squares) / 2).backward()
        return {"dW1": w1.grad, "db": b.grad, "dW2": w2.grad}

    def steps(self, p: MlpParams) -> list[Text]:
        """The chain rule, then forwards, the error, and each gradient."""
        formula = (
            r"$\delta = o - y$, $\frac{\partial J}{\partial W_2} = \delta h^T + \lambda W_2$, "
            r"$\frac{\partial J}{\partial z} = (W_2^T \delta) \odot \phi'(z)$, "
            r"$\frac{\partial J}{\partial W_1} = \frac{\partial J}{\partial z} x^T + \lambda W_1$, "
            r"$\frac{\partial J}{\partial b} = \frac{\partial J}{\partial z}$"
        )
        run = _forward(p)
        delta = tuple(o - y for o, y in zip(run.o, p.y, strict=True))
        back, slopes = _transposed_times(p.w2, delta), _slopes(p, run)
        dz = tuple(a * s for a, s in zip(back, slopes, strict=True))
        values = f"$z = {shown(run.z)}$, $h = {shown(run.h)}$, $o = {shown(run.o)}$, $\\delta = {shown(delta)}$"
        dw2 = rf"$\frac{{\partial J}}{{\partial W_2}} = {_outer_work(delta, run.h, p.w2, p.penalty)}$"
        through = (
            rf"$W_2^T \delta = {shown(back)}$, $\phi'(z) = {shown(slopes)}$, "
            rf"$\frac{{\partial J}}{{\partial z}} = \frac{{\partial J}}{{\partial b}} = {shown(dz)}$"
        )
        dw1 = rf"$\frac{{\partial J}}{{\partial W_1}} = {_outer_work(dz, p.x, p.w1, p.penalty)}$"
        return [
            Text(
                zh=f"链式法则：{formula}（没有惩罚项时 $\\lambda = 0$；偏置不惩罚）。",
                en=f"By the chain rule: {formula} (with $\\lambda = 0$ if there is no penalty; the bias has none).",
            ),
            Text(zh=f"前向：{values}。", en=f"Forwards: {values}."),
            Text(zh=f"输出层：{dw2}。", en=f"The output layer: {dw2}."),
            Text(zh=f"误差往回传：{through}。", en=f"The error goes back: {through}."),
            Text(zh=f"第一层：{dw1}。", en=f"The first layer: {dw1}."),
        ]

    def slips(self, p: MlpParams) -> Iterator[Slip]:
        """The error, the slope or the penalty got wrong."""
        run = _forward(p)
        if any(s != 1 for s in _slopes(p, run)):
            yield Slip(
                "slope_left_out",
                _gradients(p, slope=False),
                Text(
                    zh=r"往回经过激活函数时要乘 $\phi'(z)$；ReLU 关闭的单元梯度为 0。",
                    en=r"On the way back through the activation, multiply by $\phi'(z)$; a ReLU that is off has "
                    "gradient 0.",
                ),
            )
        yield Slip(
            "error_reversed",
            _gradients(p, error=-1.0),
            Text(
                zh=r"误差的符号反了：$\frac{1}{2} \lVert o - y \rVert^2$ 对 $o$ 的导数是 $o - y$。",
                en=r"The error has the wrong sign: the derivative of $\frac{1}{2} \lVert o - y \rVert^2$ by $o$ is "
                "$o - y$.",
            ),
        )
        yield Slip(
            "factor_of_two",
            _gradients(p, error=2.0),
            Text(
                zh=r"损失带 $\frac{1}{2}$，求导得到的 2 已经约掉。",
                en=r"The loss has a $\frac{1}{2}$, which cancels the 2 of the derivative.",
            ),
        )
        if p.penalty:
            yield Slip(
                "penalty_left_out",
                _gradients(p.model_copy(update={"penalty": 0.0})),
                Text(
                    zh=r"漏了权重衰减：每个权重的梯度还要加 $\lambda W$。",
                    en=r"Weight decay is missing: it adds $\lambda W$ to the gradient of each weight.",
                ),
            )
            yield Slip(
                "penalty_doubled",
                _gradients(p.model_copy(update={"penalty": 2 * p.penalty})),
                Text(
                    zh=r"惩罚是 $\frac{\lambda}{2} \lVert W \rVert_F^2$，梯度是 $\lambda W$，不是 $2 \lambda W$。",
                    en=r"The penalty is $\frac{\lambda}{2} \lVert W \rVert_F^2$, whose gradient is $\lambda W$, not "
                    r"$2 \lambda W$.",
                ),
            )
            yield Slip(
                "bias_penalised",
                _gradients(p, decay_bias=True),
                Text(
                    zh="偏置不进惩罚项，它的梯度就是 $z$ 的梯度。",
                    en="The bias is not in the penalty; its gradient is that of $z$.",
                ),
            )


class _Run(NamedTuple):
    z: Values
    h: Values
    o: Values


def _forward(p: MlpParams) -> _Run:
    z = tuple(math.fsum(w * x for w, x in zip(ws, p.x, strict=True)) + b for ws, b in zip(p.w1, p.b, strict=True))
    h = tuple(_phi(p.activation, a) for a in z)
    return _Run(z, h, tuple(math.fsum(w * a for w, a in zip(ws, h, strict=True)) for ws in p.w2))


def _phi(activation: Activation, z: float) -> float:
    if activation == "relu":
        return max(0.0, z)
    return math.tanh(z) if activation == "tanh" else (1 + math.tanh(z / 2)) / 2


def _slopes(p: MlpParams, run: _Run) -> Values:
    """Write the derivative of the activation by its value."""
    if p.activation == "relu":
        return tuple(float(z > 0) for z in run.z)
    return tuple(1 - h * h if p.activation == "tanh" else h * (1 - h) for h in run.h)


def _gradients(
    p: MlpParams, *, error: float = 1.0, slope: bool = True, decay_bias: bool = False
) -> dict[str, AnswerValue]:
    """Go backwards; the options are mistakes: the error times a factor, no slope, a penalty on the bias."""
    run = _forward(p)
    delta = tuple(error * (o - y) for o, y in zip(run.o, p.y, strict=True))
    back = _transposed_times(p.w2, delta)
    dz = tuple(a * s for a, s in zip(back, _slopes(p, run), strict=True)) if slope else back
    return {
        "dW1": _outer(dz, p.x, p.w1, p.penalty),
        "db": tuple(d + p.penalty * b for d, b in zip(dz, p.b, strict=True)) if decay_bias else dz,
        "dW2": _outer(delta, run.h, p.w2, p.penalty),
    }


def _transposed_times(rows: Rows, xs: Values) -> Values:
    return tuple(math.fsum(a * x for a, x in zip(column, xs, strict=True)) for column in zip(*rows, strict=True))


def _outer(rows: Values, columns: Values, weights: Rows, penalty: float) -> Rows:
    return tuple(
        tuple(a * b + penalty * w for b, w in zip(columns, ws, strict=True))
        for a, ws in zip(rows, weights, strict=True)
    )


def _outer_work(rows: Values, columns: Values, weights: Rows, penalty: float) -> str:
    """Write a column times a row, the penalty if there is one, and the sum."""
    product = rf"{shown(rows)} {shown(columns)}^T"
    if len(rows) == 1:
        product = rf"{operand(rows[0])} \cdot {shown(columns)}^T"
    decay = f" + {short(penalty)} {grid(weights)}" if penalty else ""
    return f"{product}{decay} = {shown_grid(_outer(rows, columns, weights, penalty))}"


problem = MlpBackprop()
