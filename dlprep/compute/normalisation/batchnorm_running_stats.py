"""Running mean and variance of one feature after several training batches, by PyTorch's convention.

running = (1 - momentum) running + momentum * batch, so that momentum is the share of the new batch, and the batch
variance that enters is the unbiased one, divided by m - 1 (that which normalises the batch is divided by m).
Source: torch.nn.BatchNorm1d, notes on momentum and on the running variance; Ioffe & Szegedy 2015, Batch Normalization,
arXiv:1502.03167, Algorithm 2, for the factor m/(m-1).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.normalisation._batch import Value, mean_work, moments, variance_work
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.text import Text

Batch = Annotated[tuple[Value, ...], Field(min_length=2, max_length=8)]
# Deviations whose unbiased variance is a whole number.
WHOLE = ((-1, 1), (-2, 2), (-1, 0, 1), (-2, 0, 2), (-1, -1, 2), (-3, 0, 3), (-3, -3, 3, 3), (-1, -1, -1, 3))


class RunningParams(Params):
    """Batches of one feature, and where the running statistics start."""

    batches: Annotated[tuple[Batch, ...], Field(min_length=1, max_length=5)] = parameter(
        zh="1 到 5 个批次，每个批次 2 到 8 个值，±1000 以内", en="1 to 5 batches of 2 to 8 values, each within ±1000"
    )
    momentum: Annotated[Real, Field(gt=0, lt=1)] = parameter(
        0.1, zh="新批次所占的份额，0 到 1 之间", en="share of the new batch, between 0 and 1"
    )
    mean: Value = parameter(0.0, zh="running 均值的初值", en="running mean at the start")
    var: Annotated[Real, Field(ge=0, le=1e6)] = parameter(
        1.0, zh="running 方差的初值，不小于 0", en="running variance at the start, at least 0"
    )


class BatchnormRunningStats(BatchedProblem[RunningParams]):
    """Blend each batch's mean and unbiased variance into the running ones."""

    title = Text(zh="批量归一化的 running 统计量", en="Running statistics of batch normalisation")
    covers = ("batchnorm_running_stats",)
    params = RunningParams
    shared = ("momentum",)
    example = {"batches": [[1, 3], [4, 8]], "momentum": 0.1}
    minutes = {"basic": 1.5, "intermediate": 3.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> RunningParams:
        """Basic: one batch from the usual start. Intermediate: two batches. Advanced: two or three, any values."""
        momentum = rng.choice((0.1, 0.2, 0.25, 0.3))
        if level != "advanced":
            batches = []
            for _ in range(1 if level == "basic" else 2):
                mean, deviations = rng.randint(1, 9), rng.choice(WHOLE)
                batches.append(tuple(mean + d for d in rng.sample(deviations, k=len(deviations))))
            return RunningParams(batches=tuple(batches), momentum=momentum)
        drawn = [tuple(rng.sample(range(-4, 10), k=rng.randint(3, 4))) for _ in range(rng.randint(2, 3))]
        return RunningParams(
            batches=tuple(drawn), momentum=momentum, mean=rng.randint(-20, 20) / 10, var=rng.randint(5, 40) / 10
        )

    def prompt(self, p: RunningParams) -> Text:
        """Say whose share momentum is, and which variance enters."""
        batches, momentum = ", ".join(f"[{row(batch)}]" for batch in p.batches), f"$m = {exact(p.momentum)}$"
        start = rf"$\mu = {exact(p.mean)}$", rf"$\sigma^2 = {exact(p.var)}$"
        n = len(p.batches)
        many = Text(
            "见到一个训练批次" if n == 1 else f"依次见到 {n} 个训练批次",
            "one batch" if n == 1 else f"{n} batches in turn",
        )
        return Text(
            zh=f"按 PyTorch 的约定更新批量归一化的 running 统计量：momentum {momentum} 是新批次的份额，"
            f"进入 running 方差的是无偏的批次方差（除以批次大小减 1）。一个特征从 {start[0]}，{start[1]} 开始，"
            f"{many.zh}：${batches}$。之后的 running 均值和方差是多少？",
            en=f"Batch normalisation updates its running statistics as PyTorch does: the momentum, {momentum}, is the "
            "share of the new batch, and what enters the running variance is the unbiased batch variance, divided by "
            f"the batch size less 1. A feature starts from {start[0]} and {start[1]} and sees {many.en}: ${batches}$. "
            "What are the running mean and variance afterwards?",
        )

    def answer_type(self, p: RunningParams) -> AnswerType:
        """Two numbers."""
        return Parts(
            (
                Part("mean", Text("running 均值", "running mean"), Number(atol=5e-4)),
                Part("var", Text("running 方差", "running variance"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: RunningParams) -> dict[str, AnswerValue]:
        """Fold the update over the batches."""
        return _run(p, p.momentum)

    def torch_stacked(self, ps: Sequence[RunningParams], place: Place) -> Stacked:
        """Show nn.BatchNorm1d the batches in train mode, a channel for every instance, and read its buffers."""
        import torch

        layer = torch.nn.BatchNorm1d(len(ps), momentum=ps[0].momentum, device=place.device, dtype=place.torch_dtype())
        layer.running_mean.copy_(place.tensor([p.mean for p in ps]))
        layer.running_var.copy_(place.tensor([p.var for p in ps]))
        with torch.no_grad():
            for batches in zip(*(p.batches for p in ps), strict=True):
                layer(place.tensor(batches).T)
        return {"mean": layer.running_mean, "var": layer.running_var}

    def steps(self, p: RunningParams) -> list[Text]:
        """The update, then each batch."""
        rule = r"$\mu \leftarrow (1-m)\mu + m \mu_B$", r"$\sigma^2 \leftarrow (1-m)\sigma^2 + m s_B^2$"
        steps = [
            Text(
                zh=f"每个批次：{rule[0]}，{rule[1]}，其中 $s_B^2$ 是无偏的批次方差。",
                en=f"For each batch: {rule[0]} and {rule[1]}, where $s_B^2$ is the unbiased batch variance.",
            )
        ]
        new, mean, var = p.momentum, p.mean, p.var
        old = exact(round(1 - new, 12))
        for k, batch in enumerate(p.batches, start=1):
            centre, spread = moments(batch)[0], _unbiased(batch)
            after = (1 - new) * mean + new * centre, (1 - new) * var + new * spread
            work = (
                rf"$\mu_B = {mean_work(batch)}$",
                rf"$s_B^2 = {variance_work(batch, biased=False)}$",
                rf"$\mu = {old} \cdot {_bracket(mean)} + {exact(new)} \cdot {_bracket(centre)} = {about(after[0])}$",
                rf"$\sigma^2 = {old} \cdot {about(var)} + {exact(new)} \cdot {about(spread)} = {about(after[1])}$",
            )
            steps.append(Text(zh=f"批次 {k}：{'，'.join(work)}。", en=f"Batch {k}: {', '.join(work)}."))
            mean, var = after
        return steps

    def slips(self, p: RunningParams) -> Iterator[Slip]:
        """The other framework's momentum, the other variance, and another start."""
        if p.momentum != 0.5:
            yield Slip(
                "momentum_reversed",
                _run(p, 1 - p.momentum),
                Text(
                    zh="PyTorch 的 momentum 是新批次的份额；在 Keras 中才是旧值的份额。",
                    en="PyTorch's momentum is the share of the new batch; in Keras it is that of the old value.",
                ),
            )
        yield Slip(
            "biased_variance",
            _run(p, p.momentum, lambda batch: moments(batch)[1]),
            Text(
                zh="running 方差用无偏的批次方差，除以批次大小减 1；除以批次大小的只用来归一化当前批次。",
                en="The running variance takes the unbiased batch variance; the biased one only normalises the batch.",
            ),
        )
        yield Slip(
            "started_from_first_batch",
            _run(p.model_copy(update={"mean": moments(p.batches[0])[0], "var": _unbiased(p.batches[0])}), p.momentum),
            Text(
                zh="初值也占一份：第一个批次只按份额混入，不会取代初值。",
                en="The start keeps its share: the first batch is blended in and does not replace it.",
            ),
        )
        if p.var > 0:
            yield Slip(
                "variance_from_zero",
                _run(p.model_copy(update={"var": 0.0}), p.momentum),
                Text(
                    zh="running 方差不是从 0 开始，初值也要按份额保留。",
                    en="The running variance does not start from 0: its first value keeps its share.",
                ),
            )
        if len(p.batches) > 1:
            n = len(p.batches)
            yield Slip(
                "plain_average",
                {"mean": sum(moments(b)[0] for b in p.batches) / n, "var": sum(map(_unbiased, p.batches)) / n},
                Text(
                    zh="这是各批次的普通平均；running 统计量是指数移动平均，越近的批次份额越大。",
                    en="That is a plain average over the batches; running statistics weight the recent ones more.",
                ),
            )


def _unbiased(batch: tuple[float, ...]) -> float:
    return moments(batch)[1] * len(batch) / (len(batch) - 1)


def _run(
    p: RunningParams, new: float, variance: Callable[[tuple[float, ...]], float] = _unbiased
) -> dict[str, AnswerValue]:
    """Return the running statistics, `new` being the share of each new batch."""
    mean, var = p.mean, p.var
    for batch in p.batches:
        mean = (1 - new) * mean + new * math.fsum(batch) / len(batch)
        var = (1 - new) * var + new * variance(batch)
    return {"mean": mean, "var": var}


def _bracket(x: float) -> str:
    return f"({about(x)})" if x < 0 else about(x)


problem = BatchnormRunningStats()
