"""Output of batch normalisation in training mode, y = gamma (x - mean) / sqrt(var + eps) + beta, feature by feature.

x has shape (samples, features), and a flat list is one feature; gamma and beta have one number a feature. Mean and
variance are those of each feature over the samples of the batch; the variance is the biased one, divided by their
number, and eps is added to it inside the root.
Source: Ioffe & Szegedy 2015, Batch Normalization, arXiv:1502.03167, Algorithm 1.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.normalisation._batch import (
    SQUARES,
    Epsilon,
    PerFeature,
    Samples,
    epsilon,
    listed,
    matrix,
    mean_work,
    moments,
    plus,
    variance_work,
)
from dlprep.compute.numbers import about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Columns = list[list[float]]


class ForwardParams(Params):
    """A batch, and what is learned for each feature."""

    x: Samples = parameter(
        zh="批次：一个特征时 2 到 16 个数，否则每行一个样本，至多 4 个特征；各数在 ±1000 以内",
        en="the batch: 2 to 16 numbers if there is one feature, else a row for each sample, up to 4 features; "
        "each within ±1000",
    )
    gamma: PerFeature = parameter((1.0,), zh="缩放，每个特征一个数", en="scale, one number for each feature")
    beta: PerFeature = parameter((0.0,), zh="平移，每个特征一个数", en="shift, one number for each feature")
    eps: Epsilon = parameter(
        1e-5, zh="加在方差上的常数，0.00001 到 100", en="constant added to the variance, 0.00001 to 100"
    )

    @model_validator(mode="after")
    def _one_width(self) -> "ForwardParams":
        width = len(self.x[0])
        if any(len(sample) != width for sample in self.x):
            raise RuleError(zh="x：各样本的特征个数必须相同", en="x: every sample needs the same number of features")
        for name in ("gamma", "beta"):
            if len(getattr(self, name)) != width:
                raise RuleError(
                    zh=f"{name}：{width} 个特征各对应一个数",
                    en=f"{name}: give one number for each of the {width} features",
                )
        return self

    @property
    def columns(self) -> Columns:
        """The values of each feature over the batch."""
        return [list(column) for column in zip(*self.x, strict=True)]


class BatchnormForward(BatchedProblem[ForwardParams]):
    """Standardise each feature over the batch, then scale and shift."""

    title = Text(zh="批量归一化的前向计算", en="Batch normalisation, forward in training mode")
    covers = ("batchnorm_forward",)
    params = ForwardParams
    shared = ("eps",)
    example = {"x": [1, 3, 5, 7], "gamma": 2, "beta": 1, "eps": 4}

    def generate(self, rng: Random, level: Level) -> ForwardParams:
        """Basic: a root that comes out even. Intermediate: decimals. Advanced: two or three features."""
        if level == "basic":
            deviations, square = rng.choice(SQUARES)
            mean = rng.randint(-2, 6)
            x: list[float] = [mean + d for d in rng.sample(deviations, k=len(deviations))]
            return ForwardParams(x=_as_rows(x), gamma=(rng.randint(2, 4),), beta=(_nonzero(rng, 3),), eps=square)
        eps = rng.choice((1e-5, 1e-3, 0.5, 1.0))
        if level == "intermediate":
            x = [n / 10 for n in rng.sample(range(-30, 60), k=rng.randint(3, 5))]
            return ForwardParams(
                x=_as_rows(x), gamma=(rng.randint(2, 30) / 10,), beta=(_nonzero(rng, 20) / 10,), eps=eps
            )
        samples, features = rng.choice(((3, 2), (4, 2), (3, 3)))
        columns = [rng.sample(range(-5, 10), k=samples) for _ in range(features)]
        return ForwardParams(
            x=tuple(zip(*columns, strict=True)),
            gamma=tuple(rng.randint(5, 30) / 10 for _ in columns),
            beta=tuple(_nonzero(rng, 20) / 10 for _ in columns),
            eps=eps,
        )

    def prompt(self, p: ForwardParams) -> Text:
        """Say over what the moments are taken, and which variance it is."""
        m, width = len(p.x), len(p.gamma)
        gamma, beta = (exact(v[0]) if width == 1 else f"[{row(v)}]" for v in (p.gamma, p.beta))
        gamma, beta, eps = rf"$\gamma = {gamma}$", rf"$\beta = {beta}$", rf"$\epsilon = {epsilon(p.eps)}$"
        if width == 1:
            x = f"$x = [{row(p.columns[0])}]$"
            return Text(
                zh=f"一个批次有 {m} 个样本、一个特征：{x}。批量归一化处于训练模式，"
                f"{gamma}，{beta}，{eps}（加在方差上）；方差除以样本数 {m}。每个样本的输出 $y$ 是多少？",
                en=f"A batch of {m} samples with one feature, {x}, goes through batch normalisation in training mode, "
                f"with {gamma}, {beta} and {eps} (added to the variance); the variance is divided by the number of "
                f"samples, {m}. What is the output $y$ of each sample?",
            )
        x = f"$X = {matrix(p.x)}$"
        return Text(
            zh=f"一个批次 {x}，每行一个样本、每列一个特征。批量归一化处于训练模式，各特征的 {gamma}，{beta}，"
            f"{eps}（加在方差上）；方差除以样本数 {m}。逐行写出输出 $Y$。",
            en=f"The batch {x} has a sample in each row and a feature in each column. It goes through batch "
            f"normalisation in training mode, with {gamma} and {beta} for the features, and {eps} (added to the "
            f"variance); the variance is divided by the number of samples, {m}. What is the output $Y$, row by row?",
        )

    def answer_type(self, p: ForwardParams) -> AnswerType:
        """The shape of the batch."""
        return Vector(atol=5e-4) if len(p.gamma) == 1 else Matrix(atol=5e-4)

    def reference(self, p: ForwardParams) -> AnswerValue:
        """Moments of each feature by their definition."""
        return _output(p)

    def torch_stacked(self, ps: Sequence[ForwardParams], place: Place) -> Stacked:
        """Run F.batch_norm in training mode, with channels for every instance."""
        import torch

        x = place.tensor([p.x for p in ps])
        y = torch.nn.functional.batch_norm(
            x.transpose(0, 1).flatten(1),
            running_mean=None,
            running_var=None,
            weight=place.tensor([p.gamma for p in ps]).flatten(),
            bias=place.tensor([p.beta for p in ps]).flatten(),
            training=True,
            eps=ps[0].eps,
        )
        y = y.unflatten(1, (len(ps), -1)).transpose(0, 1)
        return y[..., 0] if y.shape[2] == 1 else y

    def steps(self, p: ForwardParams) -> list[Text]:
        """The formula, then mean, variance, standardised values and output of each feature."""
        steps = [
            Text(
                zh=r"$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$，$y_i = \gamma \hat{x}_i + \beta$；"
                r"$\mu$、$\sigma^2$ 是该特征在批次上的均值和有偏方差。",
                en=r"$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$ and $y_i = \gamma \hat{x}_i + \beta$, "
                r"where $\mu$ and $\sigma^2$ are the feature's mean and biased variance over the batch.",
            )
        ]
        for j, (column, gamma, beta) in enumerate(zip(p.columns, p.gamma, p.beta, strict=True), start=1):
            mean, variance = moments(column)
            s = math.sqrt(variance + p.eps)
            hats = [(x - mean) / s for x in column]
            which = Text("", "") if len(p.gamma) == 1 else Text(f"特征 {j}：", f"Feature {j}: ")
            work = (
                rf"$\mu = {mean_work(column)}$",
                rf"$\sigma^2 = {variance_work(column)}$",
                rf"$\sqrt{{{about(variance)} + {epsilon(p.eps)}}} = {about(s)}$",
                rf"$\hat{{x}} = {listed(hats)}$",
                rf"$y = {exact(gamma)} \hat{{x}} {plus(beta)} = {listed([gamma * h + beta for h in hats])}$",
            )
            steps.append(Text(zh=f"{which.zh}{'，'.join(work)}。", en=f"{which.en}{', '.join(work)}."))
        return steps

    def slips(self, p: ForwardParams) -> Iterator[Slip]:
        """The wrong variance, constants left out, and the axis of another normalisation."""
        m = len(p.x)
        variances = [moments(column)[1] for column in p.columns]
        yield Slip(
            "unbiased_variance",
            _output(p, scale=lambda v: math.sqrt(v * m / (m - 1) + p.eps)),
            Text(
                zh="归一化用有偏方差，除以 $m$；只有 running 方差才用除以 $m-1$ 的估计。",
                en="The batch is normalised with the biased variance, divided by $m$; dividing by $m-1$ is for the "
                "running variance.",
            ),
        )
        yield Slip(
            "root_forgotten",
            _output(p, scale=lambda v: v + p.eps),
            Text(
                zh=r"要除以标准差 $\sqrt{\sigma^2 + \epsilon}$，不是方差。",
                en=r"Divide by the standard deviation $\sqrt{\sigma^2 + \epsilon}$, not by the variance.",
            ),
        )
        if all(v > 0 for v in variances) and any(p.eps > 0.02 * v for v in variances):
            yield Slip(
                "epsilon_forgotten",
                _output(p, scale=math.sqrt),
                Text(
                    zh=r"漏了 $\epsilon$：它加在方差上，再开方。",
                    en=r"The $\epsilon$ is missing: it is added to the variance before the root is taken.",
                ),
            )
        if any(beta != 0 for beta in p.beta):
            yield Slip(
                "shift_forgotten",
                _output(p.model_copy(update={"beta": (0.0,) * len(p.beta)})),
                Text(zh=r"最后还要加上平移 $\beta$。", en=r"The shift $\beta$ still has to be added."),
            )
        if any(gamma != 1 for gamma in p.gamma):
            yield Slip(
                "scale_forgotten",
                _output(p.model_copy(update={"gamma": (1.0,) * len(p.gamma)})),
                Text(
                    zh=r"归一化之后要先乘以缩放 $\gamma$。",
                    en=r"The standardised values are multiplied by the scale $\gamma$ first.",
                ),
            )
        rows = [moments(sample) for sample in p.x]
        if len(p.gamma) > 1:
            yield Slip(
                "normalised_each_sample",
                tuple(
                    tuple(g * (x - mean) / math.sqrt(v + p.eps) + b for x, g, b in zip(s, p.gamma, p.beta, strict=True))
                    for s, (mean, v) in zip(p.x, rows, strict=True)
                ),
                Text(
                    zh="这是层归一化：批量归一化对每个特征在样本之间取均值和方差。",
                    en="That is layer normalisation: batch normalisation takes the moments of each feature over the "
                    "samples.",
                ),
            )


def _output(p: ForwardParams, scale: Callable[[float], float] | None = None) -> AnswerValue:
    """Normalise each column, by the root of variance and epsilon unless `scale` makes another of the variance."""
    columns = []
    for column, gamma, beta in zip(p.columns, p.gamma, p.beta, strict=True):
        mean, variance = moments(column)
        s = scale(variance) if scale else math.sqrt(variance + p.eps)
        columns.append([gamma * (x - mean) / s + beta for x in column])
    return tuple(columns[0]) if len(columns) == 1 else tuple(zip(*columns, strict=True))


def _as_rows(values: list[float]) -> tuple[tuple[float, ...], ...]:
    return tuple((x,) for x in values)


def _nonzero(rng: Random, most: int) -> int:
    return rng.choice((-1, 1)) * rng.randint(1, most)


problem = BatchnormForward()
