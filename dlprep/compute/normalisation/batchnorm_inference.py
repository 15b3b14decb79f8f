"""Output of batch normalisation in inference mode for one sample: y = gamma (x - mean) / sqrt(var + eps) + beta.

Mean and variance are the stored running ones, so that one sample alone has an output. x, mean, var, gamma and beta
have one number for each of the sample's features; eps is added to the variance inside the root.
Source: Ioffe & Szegedy 2015, Batch Normalization, arXiv:1502.03167, section 3.1 and Algorithm 2.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.normalisation._batch import Epsilon, Value, epsilon
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Entries = Annotated[tuple[Value, ...], Field(min_length=1, max_length=8)]
Variances = Annotated[tuple[Annotated[Real, Field(ge=0, le=1e6)], ...], Field(min_length=1, max_length=8)]
Values = tuple[float, ...]


class InferenceParams(Params):
    """One sample, and what the layer has stored and learned for each feature."""

    x: Entries = parameter(zh="一个样本的 1 到 8 个特征，±1000 以内", en="1 to 8 features of one sample, within ±1000")
    mean: Entries = parameter(zh="各特征的 running 均值", en="running mean of each feature")
    var: Variances = parameter(zh="各特征的 running 方差", en="running variance of each feature")
    gamma: Entries = parameter(zh="各特征的缩放", en="scale of each feature")
    beta: Entries = parameter(zh="各特征的平移", en="shift of each feature")
    eps: Epsilon = parameter(
        1e-5, zh="加在方差上的常数，0.00001 到 100", en="constant added to the variance, 0.00001 to 100"
    )

    @model_validator(mode="after")
    def _fits(self) -> "InferenceParams":
        for name in ("mean", "var", "gamma", "beta"):
            if len(getattr(self, name)) != len(self.x):
                raise RuleError(
                    zh=f"{name}：x 的每个特征对应一个数", en=f"{name}: give one number for each feature of x"
                )
        return self


class BatchnormInference(BatchedProblem[InferenceParams]):
    """Apply a fixed affine map, feature by feature."""

    title = Text(zh="批量归一化的推断", en="Batch normalisation in inference mode")
    covers = ("batchnorm_inference",)
    params = InferenceParams
    shared = ("eps",)
    example = {"x": [7, -1], "mean": [1, 2], "var": [8, 3], "gamma": [2, 1], "beta": [1, 0.5], "eps": 1}

    def generate(self, rng: Random, level: Level) -> InferenceParams:
        """Basic: two features and even roots. Intermediate: two with decimals. Advanced: three or four."""
        if level == "basic":
            eps = rng.choice((1, 2, 3))
            roots = rng.sample((2, 3, 4, 5), k=2)
            var: list[float] = [root**2 - eps for root in roots]
            mean: list[float] = [rng.randint(-3, 5) for _ in roots]
            x = [m + root * rng.choice((-2, -1, 1, 2, 3)) for m, root in zip(mean, roots, strict=True)]
            gamma: list[float] = [rng.randint(2, 4) for _ in roots]
            beta: list[float] = [rng.choice((-3, -2, -1, 1, 2, 3)) for _ in roots]
            return _params(x, mean, var, gamma, beta, eps)
        n = 2 if level == "intermediate" else rng.randint(3, 4)
        var = [rng.choice((0.04, 0.25, 0.5, 2, 2.25, 6, 9)) for _ in range(n)]
        mean = [rng.randint(-20, 20) / 10 for _ in var]
        x = [round(m + rng.choice((-1, 1)) * rng.randint(5, 25) / 10, 1) for m in mean]
        gamma = [rng.randint(2, 30) / 10 for _ in var]
        beta = [rng.choice((-1, 1)) * rng.randint(2, 20) / 10 for _ in var]
        return _params(x, mean, var, gamma, beta, rng.choice((1e-5, 1e-3, 0.1)))

    def prompt(self, p: InferenceParams) -> Text:
        """Say that it is inference, and give all that is stored."""
        x, eps = f"$x = [{row(p.x)}]$", rf"$\epsilon = {epsilon(p.eps)}$"
        mean, var = rf"$\mu = [{row(p.mean)}]$", rf"$\sigma^2 = [{row(p.var)}]$"
        gamma, beta = rf"$\gamma = [{row(p.gamma)}]$", rf"$\beta = [{row(p.beta)}]$"
        return Text(
            zh=f"推断时，批量归一化层收到单个样本 {x}（每个特征一个数）。训练结束时存下的 running 均值 {mean}，"
            f"running 方差 {var}；缩放 {gamma}，平移 {beta}，{eps}（加在方差上）。输出 $y$ 是多少？",
            en=f"In inference mode a batch-normalisation layer gets a single sample, {x}, one number for each feature. "
            f"It has stored the running mean {mean} and the running variance {var}, and learned the scale {gamma} and "
            f"the shift {beta}; {eps} is added to the variance. What is the output $y$?",
        )

    def answer_type(self, p: InferenceParams) -> AnswerType:
        """One number a feature."""
        return Vector(atol=5e-4, size=len(p.x))

    def reference(self, p: InferenceParams) -> Values:
        """The formula, feature by feature."""
        return _output(p)

    def torch_stacked(self, ps: Sequence[InferenceParams], place: Place) -> Stacked:
        """Load nn.BatchNorm1d with what is stored, channels for every instance, and run it in eval mode."""
        import torch

        x, *stored = (
            place.tensor(stack).flatten()
            for stack in zip(*((p.x, p.mean, p.var, p.gamma, p.beta) for p in ps), strict=True)
        )
        layer = torch.nn.BatchNorm1d(len(x), eps=ps[0].eps, device=place.device, dtype=place.torch_dtype()).eval()
        names = ("running_mean", "running_var", "weight", "bias")
        layer.load_state_dict(dict(zip(names, stored, strict=True)), strict=False)
        with torch.no_grad():
            return layer(x[None]).reshape(len(ps), -1)

    def steps(self, p: InferenceParams) -> list[Text]:
        """The formula, then each feature."""
        steps = [
            Text(
                zh=r"$y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta$，用存下的 $\mu$ 和 $\sigma^2$，"
                "不看批次。",
                en=r"$y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta$ with the stored $\mu$ and "
                r"$\sigma^2$, whatever the batch.",
            )
        ]
        for j, (x, mean, var, gamma, beta) in enumerate(zip(p.x, p.mean, p.var, p.gamma, p.beta, strict=True), start=1):
            s = math.sqrt(var + p.eps)
            work = (
                rf"$\sqrt{{{exact(var)} + {epsilon(p.eps)}}} = {about(s)}$",
                rf"$y = {exact(gamma)} \cdot \frac{{{exact(x)} - {factor(mean)}}}{{{about(s)}}} + {factor(beta)}"
                rf" = {about(gamma * (x - mean) / s + beta)}$",
            )
            steps.append(Text(zh=f"特征 {j}：{'，'.join(work)}。", en=f"Feature {j}: {', '.join(work)}."))
        return steps

    def slips(self, p: InferenceParams) -> Iterator[Slip]:
        """Statistics of the sample itself, and constants left out."""
        yield Slip(
            "own_statistics",
            p.beta,
            Text(
                zh=r"一个样本的批次均值就是 $x$ 本身，只会剩下 $\beta$；推断要用 running 统计量。",
                en=r"The mean of a batch of one is $x$ itself, which leaves just $\beta$; inference uses the running "
                "statistics.",
            ),
        )
        yield Slip(
            "root_forgotten",
            tuple(
                gamma * (x - mean) / (var + p.eps) + beta
                for x, mean, var, gamma, beta in zip(p.x, p.mean, p.var, p.gamma, p.beta, strict=True)
            ),
            Text(
                zh=r"存的是方差，要除以 $\sqrt{\sigma^2 + \epsilon}$。",
                en=r"What is stored is a variance: divide by $\sqrt{\sigma^2 + \epsilon}$.",
            ),
        )
        if any(p.mean):
            yield Slip(
                "mean_not_subtracted",
                _output(p.model_copy(update={"mean": (0.0,) * len(p.x)})),
                Text(zh=r"要先减去 running 均值 $\mu$。", en=r"The running mean $\mu$ has to be subtracted first."),
            )
        if any(p.beta):
            yield Slip(
                "shift_forgotten",
                _output(p.model_copy(update={"beta": (0.0,) * len(p.x)})),
                Text(zh=r"最后还要加上平移 $\beta$。", en=r"The shift $\beta$ still has to be added."),
            )
        if any(gamma != 1 for gamma in p.gamma):
            yield Slip(
                "scale_forgotten",
                _output(p.model_copy(update={"gamma": (1.0,) * len(p.x)})),
                Text(
                    zh=r"标准化之后要乘以缩放 $\gamma$。",
                    en=r"The standardised values are multiplied by the scale $\gamma$.",
                ),
            )
        if min(p.var) > 0 and any(p.eps > 0.02 * var for var in p.var):
            yield Slip(
                "epsilon_forgotten",
                _output(p.model_copy(update={"eps": 0.0})),
                Text(
                    zh=r"推断时也要把 $\epsilon$ 加在方差上。",
                    en=r"Inference adds the $\epsilon$ to the variance too.",
                ),
            )


def _output(p: InferenceParams) -> Values:
    return tuple(
        gamma * (x - mean) / math.sqrt(var + p.eps) + beta
        for x, mean, var, gamma, beta in zip(p.x, p.mean, p.var, p.gamma, p.beta, strict=True)
    )


def _params(
    x: list[float], mean: list[float], var: list[float], gamma: list[float], beta: list[float], eps: float
) -> InferenceParams:
    return InferenceParams(x=tuple(x), mean=tuple(mean), var=tuple(var), gamma=tuple(gamma), beta=tuple(beta), eps=eps)


problem = BatchnormInference()
