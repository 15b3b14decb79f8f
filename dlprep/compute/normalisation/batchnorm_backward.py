"""Gradients of batch normalisation in training mode: dx, dgamma and dbeta of a loss, given dy = dL/dy.

One feature: x and dy have one number a sample; gamma and beta are one number each. The mean and the biased variance
depend on every sample, so dx flows through them too; dgamma and dbeta are sums over the batch.
Source: Ioffe & Szegedy 2015, Batch Normalization, arXiv:1502.03167, section 3.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.normalisation._batch import (
    SQUARES,
    Epsilon,
    Value,
    Values,
    epsilon,
    listed,
    mean_work,
    moments,
    variance_work,
)
from dlprep.compute.numbers import about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Gradients = dict[str, AnswerValue]


class BackwardParams(Params):
    """One feature of a batch, and the gradient that arrives."""

    x: Values = parameter(
        zh="一个特征在批次上的 2 到 16 个值，±1000 以内", en="2 to 16 values of one feature, each within ±1000"
    )
    dy: Values = parameter(zh="损失对每个输出的导数，个数与 x 相同", en="derivative of the loss by each output")
    gamma: Value = parameter(1.0, zh="缩放", en="scale")
    eps: Epsilon = parameter(
        1e-5, zh="加在方差上的常数，0.00001 到 100", en="constant added to the variance, 0.00001 to 100"
    )

    @model_validator(mode="after")
    def _fits(self) -> "BackwardParams":
        if len(self.dy) != len(self.x):
            raise RuleError(zh="dy：x 的每个元素对应一个数", en="dy: give one number for each of x")
        return self


class BatchnormBackward(BatchedProblem[BackwardParams]):
    """Project out of the gradient what the mean and the variance take away."""

    title = Text(zh="批量归一化的反向传播", en="Batch normalisation, backward")
    covers = ("batchnorm_backward",)
    params = BackwardParams
    shared = ("eps",)
    example = {"x": [1, 4, 7], "dy": [1, 0, 2], "gamma": 2, "eps": 3}
    minutes = {"basic": 3.0, "intermediate": 4.0, "advanced": 6.0}

    def generate(self, rng: Random, level: Level) -> BackwardParams:
        """Basic: three samples and an even root. Intermediate: four. Advanced: any four or five values."""
        size = {"basic": 3, "intermediate": 4, "advanced": rng.randint(4, 5)}[level]
        if level == "advanced":
            x: list[float] = rng.sample(range(-4, 9), k=size)
            eps = rng.choice((1e-5, 1e-3, 0.1))
        else:
            deviations, eps = rng.choice([square for square in SQUARES if len(square[0]) == size])
            mean = rng.randint(-1, 5)
            x = [mean + d for d in rng.sample(deviations, k=size)]
        centre = sum(x) / size
        while True:
            dy = [rng.randint(-3, 3) for _ in x]
            if sum(dy) and abs(sum(d * (v - centre) for d, v in zip(dy, x, strict=True))) > 0.5:
                return BackwardParams(x=tuple(x), dy=tuple(dy), gamma=rng.choice((2, 3, 4)), eps=eps)

    def prompt(self, p: BackwardParams) -> Text:
        """Say that the statistics are part of the graph, and that nothing is averaged."""
        m = len(p.x)
        x, dy, eps = f"$x = [{row(p.x)}]$", rf"$\frac{{dL}}{{dy}} = [{row(p.dy)}]$", rf"$\epsilon = {epsilon(p.eps)}$"
        gamma, graph = rf"$\gamma = {exact(p.gamma)}$", (r"$\mu$", r"$\sigma^2$")
        dx, dgamma, dbeta = r"$\frac{dL}{dx}$", r"$\frac{dL}{d\gamma}$", r"$\frac{dL}{d\beta}$"
        return Text(
            zh=f"批量归一化（训练模式，一个特征）：输入 {x}，{gamma}，{eps}（加在方差上），方差除以样本数 {m}。"
            f"上游传来 {dy}，批次统计量 {graph[0]} 和 {graph[1]} 也是 $x$ 的函数，要参与求导。"
            f"求 {dx}（每个样本一个数）、{dgamma} 和 {dbeta}。",
            en=f"Batch normalisation in training mode, one feature: the input is {x}, {gamma}, {eps} is added to the "
            f"variance, and the variance is divided by the number of samples, {m}. From above comes {dy}; the batch "
            f"statistics {graph[0]} and {graph[1]} are functions of $x$ and are differentiated too. "
            f"Find {dx} for each sample, {dgamma} and {dbeta}.",
        )

    def answer_type(self, p: BackwardParams) -> AnswerType:
        """The gradient of each input, of the scale and of the shift."""
        return Parts(
            (
                Part("dx", Text("对每个输入的导数", "derivative by each input"), Vector(atol=5e-4, size=len(p.x))),
                Part("dgamma", Text("对缩放的导数", "derivative by the scale"), Number(atol=5e-4)),
                Part("dbeta", Text("对平移的导数", "derivative by the shift"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: BackwardParams) -> Gradients:
        """The chain rule through mean and variance, worked out by hand."""
        hats, s, dbeta, dgamma = _sums(p)
        m = len(p.x)
        dx = tuple(p.gamma / (m * s) * (m * d - dbeta - h * dgamma) for d, h in zip(p.dy, hats, strict=True))
        return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}

    def torch_stacked(self, ps: Sequence[BackwardParams], place: Place) -> Stacked:
        """Run F.batch_norm forwards and backwards, with a channel for every instance."""
        import torch

        x, weight = place.tensor([p.x for p in ps], grad=True), place.tensor([p.gamma for p in ps], grad=True)
        bias = place.tensor([0.0] * len(ps), grad=True)
        y = torch.nn.functional.batch_norm(x.T, None, None, weight, bias, training=True, eps=ps[0].eps)
        y.backward(place.tensor([p.dy for p in ps]).T)
        return {"dx": x.grad, "dgamma": weight.grad, "dbeta": bias.grad}

    def steps(self, p: BackwardParams) -> list[Text]:
        """The formula, the forward values, the two sums, the gradient."""
        m = len(p.x)
        hats, s, dbeta, dgamma = _sums(p)
        sums = r"$d\beta = \sum_i dy_i$", r"$d\gamma = \sum_i dy_i \hat{x}_i$"
        rule = r"$dx_i = \frac{\gamma}{m \sqrt{\sigma^2 + \epsilon}} (m\,dy_i - d\beta - \hat{x}_i d\gamma)$"
        forward = (
            rf"$\mu = {mean_work(p.x)}$",
            rf"$\sigma^2 = {variance_work(p.x)}$",
            rf"$\sqrt{{{about(moments(p.x)[1])} + {epsilon(p.eps)}}} = {about(s)}$",
            rf"$\hat{{x}} = {listed(hats)}$",
        )
        products = " + ".join(rf"{factor(d)} \cdot {_bracket(h)}" for d, h in zip(p.dy, hats, strict=True))
        shift = rf"$d\beta = {' + '.join(map(factor, p.dy))} = {about(dbeta)}$"
        scale = rf"$d\gamma = {products} = {about(dgamma)}$"
        inner = [m * d - dbeta - h * dgamma for d, h in zip(p.dy, hats, strict=True)]
        factor_ = rf"\frac{{{exact(p.gamma)}}}{{{m} \cdot {about(s)}}}"
        dx = [p.gamma / (m * s) * v for v in inner]
        result = rf"$dx = {factor_} {listed(inner)} = {listed(dx)}$"
        return [
            Text(
                zh=f"{sums[0]}，{sums[1]}，{rule}；括号里减去的两项分别来自均值和方差。",
                en=f"{sums[0]}, {sums[1]} and {rule}; the two terms taken off come from the mean and the variance.",
            ),
            Text(zh=f"前向：{'，'.join(forward)}。", en=f"Forward: {', '.join(forward)}."),
            Text(zh=f"求和：{shift}，{scale}。", en=f"Sums: {shift}, {scale}."),
            Text(zh=f"代入：{result}。", en=f"Put in: {result}."),
        ]

    def slips(self, p: BackwardParams) -> Iterator[Slip]:
        """Paths left out of the graph, and means for sums."""
        right: dict[str, Any] = self.reference(p)
        _, s, dbeta, dgamma = _sums(p)
        m = len(p.x)
        yield Slip(
            "statistics_held_constant",
            right | {"dx": tuple(p.gamma / s * d for d in p.dy)},
            Text(
                zh="均值和方差也依赖 $x$，不能当常数；只有推断模式才是这样。",
                en="The mean and the variance depend on $x$ too; they are constants in inference mode only.",
            ),
        )
        yield Slip(
            "variance_path_missing",
            right | {"dx": tuple(p.gamma / s * (d - dbeta / m) for d in p.dy)},
            Text(
                zh=r"只算了经过均值的一项，还漏了经过方差的 $\hat{x}_i d\gamma$。",
                en=r"Only the path through the mean is there; the one through the variance, $\hat{x}_i d\gamma$, is "
                "missing.",
            ),
        )
        yield Slip(
            "means_for_sums",
            right | {"dgamma": dgamma / m, "dbeta": dbeta / m},
            Text(
                zh=r"$\gamma$ 和 $\beta$ 由所有样本共用，梯度是求和，不是平均。",
                en=r"All samples share $\gamma$ and $\beta$, so their gradients are sums, not means.",
            ),
        )
        yield Slip(
            "input_for_standardised",
            right | {"dgamma": math.fsum(d * x for d, x in zip(p.dy, p.x, strict=True))},
            Text(
                zh=r"$\gamma$ 乘的是 $\hat{x}$，不是 $x$。",
                en=r"What $\gamma$ multiplies is $\hat{x}$, not $x$.",
            ),
        )
        if p.gamma not in (0, 1):
            yield Slip(
                "scale_left_out",
                right | {"dx": tuple(dx / p.gamma for dx in right["dx"])},
                Text(
                    zh=r"$dx$ 漏了 $\gamma$：梯度先经过缩放才到 $\hat{x}$。",
                    en=r"The $\gamma$ is missing from $dx$: the gradient passes the scale before it reaches $\hat{x}$.",
                ),
            )


def _sums(p: BackwardParams) -> tuple[list[float], float, float, float]:
    """Return the standardised values, the root they are divided by, and the gradients of shift and scale."""
    mean, variance = moments(p.x)
    s = math.sqrt(variance + p.eps)
    hats = [(x - mean) / s for x in p.x]
    return hats, s, math.fsum(p.dy), math.fsum(d * h for d, h in zip(p.dy, hats, strict=True))


def _bracket(x: float) -> str:
    return f"({about(x)})" if x < 0 else about(x)


problem = BatchnormBackward()
