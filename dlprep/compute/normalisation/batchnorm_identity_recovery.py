"""Scale gamma and shift beta with which batch normalisation gives back its input: y = x for the whole batch.

One feature; training mode, so the mean and the biased variance are the batch's own: gamma = sqrt(var + eps) and
beta = mean. The input is not constant, which would leave gamma open.
Source: Ioffe & Szegedy 2015, Batch Normalization, arXiv:1502.03167, section 3.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.normalisation._batch import (
    SQUARES,
    Epsilon,
    Values,
    epsilon,
    mean_work,
    moments,
    variance_work,
)
from dlprep.compute.numbers import about, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text

LEAST_VARIANCE = 1e-5


class IdentityParams(Params):
    """One feature of a batch."""

    x: Values = parameter(
        zh="一个特征在批次上的 2 到 16 个值，±1000 以内，不全相等",
        en="2 to 16 values of one feature, each within ±1000, not all equal",
    )
    eps: Epsilon = parameter(
        1e-5, zh="加在方差上的常数，0.00001 到 100", en="constant added to the variance, 0.00001 to 100"
    )

    @model_validator(mode="after")
    def _varies(self) -> "IdentityParams":
        if moments(self.x)[1] < LEAST_VARIANCE:
            raise RuleError(
                zh=f"x：方差至少为 {LEAST_VARIANCE}，否则任何缩放都成立",
                en=f"x: the variance must be at least {LEAST_VARIANCE}, or any scale would do",
            )
        return self


class BatchnormIdentityRecovery(BatchedProblem[IdentityParams]):
    """Undo the standardisation."""

    title = Text(zh="让批量归一化还原输入", en="Batch normalisation that gives back its input")
    covers = ("batchnorm_identity_recovery",)
    params = IdentityParams
    shared = ("eps",)
    example = {"x": [1, 3, 5, 7], "eps": 4}

    def generate(self, rng: Random, level: Level) -> IdentityParams:
        """Basic: an even root. Intermediate: whole numbers. Advanced: decimals, small variances."""
        if level == "basic":
            deviations, eps = rng.choice(SQUARES)
            mean = rng.choice((-3, -2, -1, 1, 2, 3, 4, 5))
            return IdentityParams(x=tuple(mean + d for d in rng.sample(deviations, k=len(deviations))), eps=eps)
        if level == "intermediate":
            x = rng.sample(range(-6, 12), k=rng.randint(3, 4))
            return IdentityParams(x=tuple(x), eps=rng.choice((1e-5, 0.5, 1, 2)))
        unit = rng.choice((100, 10))
        x = rng.sample(range(-40, 90), k=rng.randint(4, 6))
        return IdentityParams(x=tuple(n / unit for n in x), eps=rng.choice((1e-5, 1e-3, 0.01, 0.1)))

    def prompt(self, p: IdentityParams) -> Text:
        """Say which mode and which variance."""
        x, eps = f"$x = [{row(p.x)}]$", rf"$\epsilon = {epsilon(p.eps)}$"
        return Text(
            zh=f"批量归一化处于训练模式，一个特征在批次上的值为 {x}，{eps}（加在方差上），方差除以样本数 {len(p.x)}。"
            r"$\gamma$ 和 $\beta$ 取什么值，每个样本的输出才恰好等于输入？",
            en=f"Batch normalisation in training mode gets the values {x} of one feature, with {eps} (added to the "
            f"variance); the variance is divided by the number of samples, {len(p.x)}. Which $\\gamma$ and $\\beta$ "
            "make every sample's output exactly its input?",
        )

    def answer_type(self, p: IdentityParams) -> AnswerType:
        """The scale and the shift."""
        return Parts(
            (
                Part("gamma", Text("缩放", "scale"), Number()),
                Part("beta", Text("平移", "shift"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: IdentityParams) -> dict[str, AnswerValue]:
        """The root that was divided by, and the mean that was subtracted."""
        mean, variance = moments(p.x)
        return {"gamma": math.sqrt(variance + p.eps), "beta": mean}

    def torch_stacked(self, ps: Sequence[IdentityParams], place: Place) -> Stacked:
        """Run nn.BatchNorm1d as it starts, a channel for every instance, and fit its input to its output."""
        import torch

        x = place.tensor([p.x for p in ps])
        layer = torch.nn.BatchNorm1d(len(ps), eps=ps[0].eps, device=place.device, dtype=place.torch_dtype())
        with torch.no_grad():
            standardised = layer(x.T).T
        design = torch.stack((standardised, torch.ones_like(x)), dim=2)
        gamma, beta = torch.linalg.lstsq(design, x[..., None]).solution[..., 0].T
        return {"gamma": gamma, "beta": beta}

    def steps(self, p: IdentityParams) -> list[Text]:
        """Solve for the two, then put in the moments."""
        mean, variance = moments(p.x)
        result = rf"$\gamma = \sqrt{{{about(variance)} + {epsilon(p.eps)}}} = {about(math.sqrt(variance + p.eps))}$"
        moment = rf"$\mu = {mean_work(p.x)}$", rf"$\sigma^2 = {variance_work(p.x)}$"
        rule, inverse = (
            r"$\gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta = x$",
            r"$\gamma = \sqrt{\sigma^2 + \epsilon}$",
        )
        return [
            Text(
                zh=rf"要对每个样本有 {rule}，就要 {inverse}，$\beta = \mu$：正好撤销标准化。",
                en=rf"For {rule} at every sample take {inverse} and $\beta = \mu$, which undo the standardisation.",
            ),
            Text(zh=f"批次统计量：{moment[0]}，{moment[1]}。", en=f"Batch statistics: {moment[0]}, {moment[1]}."),
            Text(
                zh=rf"于是 {result}，$\beta = {about(mean)}$。",
                en=rf"So {result} and $\beta = {about(mean)}$.",
            ),
        ]

    def slips(self, p: IdentityParams) -> Iterator[Slip]:
        """The start of training, the inverse map, and the wrong root."""
        mean, variance = moments(p.x)
        m, root = len(p.x), math.sqrt(variance + p.eps)
        yield Slip(
            "initial_values",
            {"gamma": 1.0, "beta": 0.0},
            Text(
                zh=r"$\gamma = 1$、$\beta = 0$ 得到的是标准化后的值，不是输入。",
                en=r"With $\gamma = 1$ and $\beta = 0$ the standardised values come out, not the input.",
            ),
        )
        yield Slip(
            "inverse_map",
            {"gamma": 1 / root, "beta": -mean / root},
            Text(
                zh=r"这又做了一次标准化；要撤销它，就乘以 $\sqrt{\sigma^2 + \epsilon}$ 再加 $\mu$。",
                en=r"That standardises once more; to undo it, multiply by $\sqrt{\sigma^2 + \epsilon}$ and add $\mu$.",
            ),
        )
        yield Slip(
            "root_forgotten",
            {"gamma": variance + p.eps, "beta": mean},
            Text(
                zh=r"除的是标准差，所以 $\gamma$ 要开方：$\sqrt{\sigma^2 + \epsilon}$。",
                en=r"What was divided by is a root, so $\gamma$ is $\sqrt{\sigma^2 + \epsilon}$.",
            ),
        )
        yield Slip(
            "unbiased_variance",
            {"gamma": math.sqrt(variance * m / (m - 1) + p.eps), "beta": mean},
            Text(
                zh="归一化当前批次用的是有偏方差，除以样本数。",
                en="The batch is normalised with the biased variance, divided by the number of samples.",
            ),
        )
        if p.eps > 0.02 * variance:
            yield Slip(
                "epsilon_forgotten",
                {"gamma": math.sqrt(variance), "beta": mean},
                Text(
                    zh=r"分母里有 $\epsilon$，恰好还原时 $\gamma$ 里也要有。",
                    en=r"There is an $\epsilon$ in the denominator, so for an exact return it is in $\gamma$ too.",
                ),
            )


problem = BatchnormIdentityRecovery()
