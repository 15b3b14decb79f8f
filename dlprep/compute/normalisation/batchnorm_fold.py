"""Weights and bias of one linear layer that does what a linear layer and the batch normalisation after it do.

Inference mode: W' = gamma W / sqrt(var + eps), row by row, and b' = gamma (b - mean) / sqrt(var + eps) + beta. W has
shape (outputs, inputs); b, mean, var, gamma and beta have one number an output. A convolution folds the same way, with
a kernel in place of a row.
Source: Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference, arXiv:1712.05877, section 3.2; torch.nn.utils.fusion.fuse_linear_bn_eval.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Any

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.normalisation._batch import Epsilon, Rows, Value, epsilon, listed, matrix
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Entries = Annotated[tuple[Value, ...], Field(min_length=1, max_length=4)]
Weights = Annotated[tuple[Entries, ...], Field(min_length=1, max_length=4)]
Variances = Annotated[tuple[Annotated[Real, Field(ge=0, le=1e6)], ...], Field(min_length=1, max_length=4)]


class FoldParams(Params):
    """A linear layer, and the batch normalisation that follows it."""

    weight: Weights = parameter(zh="权重，每行一个输出，至多 4×4", en="weights, a row for each output, up to 4×4")
    bias: Entries = parameter(zh="线性层的偏置，每个输出一个数", en="bias of the linear layer, one number an output")
    mean: Entries = parameter(zh="各输出的 running 均值", en="running mean of each output")
    var: Variances = parameter(zh="各输出的 running 方差", en="running variance of each output")
    gamma: Entries = parameter(zh="各输出的缩放", en="scale of each output")
    beta: Entries = parameter(zh="各输出的平移", en="shift of each output")
    eps: Epsilon = parameter(
        1e-5, zh="加在方差上的常数，0.00001 到 100", en="constant added to the variance, 0.00001 to 100"
    )

    @model_validator(mode="after")
    def _fits(self) -> "FoldParams":
        if len({len(weights) for weights in self.weight}) > 1:
            raise RuleError(zh="weight：各行的输入个数必须相同", en="weight: every row needs the same number of inputs")
        for name in ("bias", "mean", "var", "gamma", "beta"):
            if len(getattr(self, name)) != len(self.weight):
                raise RuleError(
                    zh=f"{name}：weight 的每行对应一个数", en=f"{name}: give one number for each row of weight"
                )
        return self

    @property
    def roots(self) -> list[float]:
        """What batch normalisation divides each output by."""
        return [math.sqrt(var + self.eps) for var in self.var]

    @property
    def gains(self) -> list[float]:
        """What batch normalisation multiplies each output by."""
        return [gamma / root for gamma, root in zip(self.gamma, self.roots, strict=True)]


class BatchnormFold(BatchedProblem[FoldParams]):
    """Scale each row of the weights, and move the bias along."""

    title = Text(zh="把批量归一化并入线性层", en="Batch normalisation folded into a linear layer")
    covers = ("batchnorm_fold",)
    params = FoldParams
    shared = ("eps",)
    example = {
        "weight": [[1, 2], [3, -1]],
        "bias": [1, 0],
        "mean": [3, -1],
        "var": [3, 8],
        "gamma": [4, 3],
        "beta": [1, 2],
        "eps": 1,
    }
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> FoldParams:
        """Basic: two outputs and whole gains. Intermediate: halves and thirds. Advanced: decimals, up to three."""
        outputs = rng.randint(2, 3) if level == "advanced" else 2
        inputs = 2 if level == "basic" else rng.randint(2, 3)
        weight = tuple(tuple(float(_nonzero(rng, 4)) for _ in range(inputs)) for _ in range(outputs))
        if level == "advanced":
            eps = rng.choice((1e-5, 1e-3, 0.1))
            var = tuple(rng.choice((0.25, 0.5, 2, 2.25, 6, 9)) for _ in weight)
            gamma = tuple(rng.randint(3, 30) / 10 for _ in weight)
            unit = 10
        else:
            eps = rng.choice((1, 2, 3))
            roots = rng.sample((2, 3, 4, 5), k=outputs)
            var = tuple(root**2 - eps for root in roots)
            gamma = tuple(root * rng.randint(2, 3) if level == "basic" else rng.randint(1, 4) for root in roots)
            unit = 1
        bias, mean, beta = (tuple(_nonzero(rng, 4 * unit) / unit for _ in weight) for _ in range(3))
        return FoldParams(weight=weight, bias=bias, mean=mean, var=var, gamma=gamma, beta=beta, eps=eps)

    def prompt(self, p: FoldParams) -> Text:
        """Give both layers, and say what is stored."""
        layer, bias = f"$W = {matrix(p.weight)}$", f"$b = [{row(p.bias)}]$"
        mean, var = rf"$\mu = [{row(p.mean)}]$", rf"$\sigma^2 = [{row(p.var)}]$"
        gamma, beta = rf"$\gamma = [{row(p.gamma)}]$", rf"$\beta = [{row(p.beta)}]$"
        eps, after = rf"$\epsilon = {epsilon(p.eps)}$", "$y = W'x + b'$"
        return Text(
            zh=f"线性层 $z = Wx + b$，{layer}（每行一个输出），{bias}。后面接一个推断模式的批量归一化："
            f"running 均值 {mean}，running 方差 {var}，缩放 {gamma}，平移 {beta}，{eps}（加在方差上）。"
            f"把两层合并成一个线性层 {after}，$W'$ 和 $b'$ 是多少？",
            en=f"The linear layer $z = Wx + b$ has {layer}, a row for each output, and {bias}. After it comes batch "
            f"normalisation in inference mode, with running mean {mean}, running variance {var}, scale {gamma}, shift "
            f"{beta} and {eps} added to the variance. The two are folded into one linear layer, {after}. "
            "What are $W'$ and $b'$?",
        )

    def answer_type(self, p: FoldParams) -> AnswerType:
        """The folded weights and bias."""
        return Parts(
            (
                Part("weight", Text("合并后的权重", "folded weights"), Matrix(atol=5e-4)),
                Part("bias", Text("合并后的偏置", "folded bias"), Vector(atol=5e-4)),
            )
        )

    def reference(self, p: FoldParams) -> dict[str, AnswerValue]:
        """The formula, row by row."""
        return {"weight": _scaled(p.weight, p.gains), "bias": _bias(p)}

    def torch_stacked(self, ps: Sequence[FoldParams], place: Place) -> Stacked:
        """Fuse nn.Linear and nn.BatchNorm1d with torch's own function, with outputs for every instance."""
        import torch
        from torch.nn.utils.fusion import fuse_linear_bn_eval

        weight, bias, *stored = (
            place.tensor(stack).flatten(0, 1)
            for stack in zip(*((p.weight, p.bias, p.mean, p.var, p.gamma, p.beta) for p in ps), strict=True)
        )
        kind: dict[str, Any] = {"device": place.device, "dtype": place.torch_dtype()}
        linear = torch.nn.Linear(weight.shape[1], len(weight), **kind).eval()
        norm = torch.nn.BatchNorm1d(len(weight), eps=ps[0].eps, **kind).eval()
        linear.load_state_dict({"weight": weight, "bias": bias})
        names = ("running_mean", "running_var", "weight", "bias")
        norm.load_state_dict(dict(zip(names, stored, strict=True)), strict=False)
        fused = fuse_linear_bn_eval(linear, norm)
        return {"weight": fused.weight.unflatten(0, (len(ps), -1)), "bias": fused.bias.unflatten(0, (len(ps), -1))}

    def steps(self, p: FoldParams) -> list[Text]:
        """The formula, then the gain, weights and bias of each output."""
        steps = [
            Text(
                zh=r"每个输出的增益 $a = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}$；"
                r"$W'$ 的每一行是 $a$ 乘 $W$ 的那一行，$b' = a(b - \mu) + \beta$。",
                en=r"Each output has the gain $a = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}$; its row of $W'$ is $a$ "
                r"times that of $W$, and $b' = a(b - \mu) + \beta$.",
            )
        ]
        for j, gain in enumerate(p.gains):
            work = (
                rf"$a = \frac{{{exact(p.gamma[j])}}}{{\sqrt{{{exact(p.var[j])} + {epsilon(p.eps)}}}}} = {about(gain)}$",
                rf"$W'_{{{j + 1}}} = {about(gain)} \cdot [{row(p.weight[j])}] = "
                rf"{listed([gain * w for w in p.weight[j]])}$",
                rf"$b'_{{{j + 1}}} = {about(gain)} \cdot ({exact(p.bias[j])} - {factor(p.mean[j])}) + "
                rf"{factor(p.beta[j])} = {about(_bias(p)[j])}$",
            )
            steps.append(Text(zh=f"输出 {j + 1}：{'，'.join(work)}。", en=f"Output {j + 1}: {', '.join(work)}."))
        return steps

    def slips(self, p: FoldParams) -> Iterator[Slip]:
        """Terms of the bias left out, and gains in the wrong place."""
        right: dict[str, Any] = self.reference(p)
        gains = p.gains
        if any(p.mean):
            yield Slip(
                "mean_left_out",
                right | {"bias": _bias(p.model_copy(update={"mean": (0.0,) * len(gains)}))},
                Text(
                    zh=r"偏置里漏了 running 均值：$b$ 要先减去 $\mu$。",
                    en=r"The bias lacks the running mean: $\mu$ is subtracted from $b$ first.",
                ),
            )
        if any(p.bias):
            yield Slip(
                "bias_not_scaled",
                right
                | {
                    "bias": tuple(
                        b - a * mean + beta for a, b, mean, beta in zip(gains, p.bias, p.mean, p.beta, strict=True)
                    )
                },
                Text(
                    zh="原来的偏置也经过批量归一化，同样要乘增益。",
                    en="The old bias goes through the normalisation too, so the gain multiplies it as well.",
                ),
            )
            yield Slip(
                "old_bias_dropped",
                right | {"bias": _bias(p.model_copy(update={"bias": (0.0,) * len(gains)}))},
                Text(
                    zh="训练模式下减均值会消掉偏置；推断用存下的均值，原来的偏置要留着。",
                    en="Only in training does the batch mean cancel the old bias; the stored mean does not.",
                ),
            )
        yield Slip(
            "root_forgotten",
            self.reference(p.model_copy(update={"var": tuple((v + p.eps) ** 2 for v in p.var), "eps": 0.0})),
            Text(
                zh=r"增益的分母是 $\sqrt{\sigma^2 + \epsilon}$，不是方差。",
                en=r"The gain's denominator is $\sqrt{\sigma^2 + \epsilon}$, not the variance.",
            ),
        )
        if len(gains) == len(p.weight[0]) and len(set(gains)) > 1:
            by_column = tuple(tuple(a * w for a, w in zip(gains, weights, strict=True)) for weights in p.weight)
            yield Slip(
                "columns_scaled",
                right | {"weight": by_column},
                Text(
                    zh="增益属于输出，乘的是 $W$ 的行，不是列。",
                    en="The gains belong to the outputs: they multiply the rows of $W$, not its columns.",
                ),
            )
        if any(gamma != 1 for gamma in p.gamma):
            yield Slip(
                "scale_left_out",
                self.reference(p.model_copy(update={"gamma": (1.0,) * len(gains)})),
                Text(
                    zh=r"漏了缩放 $\gamma$，它是增益的分子。",
                    en=r"The scale $\gamma$, the gain's numerator, is missing.",
                ),
            )


def _scaled(weight: Rows, gains: list[float]) -> Rows:
    return tuple(tuple(gain * w for w in weights) for weights, gain in zip(weight, gains, strict=True))


def _bias(p: FoldParams) -> tuple[float, ...]:
    return tuple(gain * (b - mean) + beta for gain, b, mean, beta in zip(p.gains, p.bias, p.mean, p.beta, strict=True))


def _nonzero(rng: Random, most: int) -> int:
    return rng.choice((-1, 1)) * rng.randint(1, most)


problem = BatchnormFold()
