"""Class-weighted cross-entropy of a batch in nats, and its inverse-frequency weights w_k = N / (K n_k).

The loss is sum_i w_(y_i) * (-log p_i) / sum_i w_(y_i), where p_i is the probability that sample i's own class y_i was
given: the sum of the weights in the batch divides, not the batch size. Classes are numbered from 0.
Source: torch.nn.CrossEntropyLoss, formula of `weight` with reduction="mean"; scikit-learn,
sklearn.utils.class_weight.compute_class_weight, "balanced" (the weights).
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]
_Size = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Label = Annotated[int, Field(strict=True, ge=0, le=5)]


class BatchParams(Params):
    """The class sizes of the training set, and a batch."""

    counts: Annotated[tuple[_Size, ...], Field(min_length=2, max_length=6)] = parameter(
        zh="训练集中各类的样本数，2 到 6 类", en="samples of each class in the training set, 2 to 6 classes"
    )
    labels: Annotated[tuple[_Label, ...], Field(min_length=1, max_length=8)] = parameter(
        zh="批次中各样本的类别，从 0 编号，1 到 8 个", en="class of each sample of the batch, from 0 on, 1 to 8 samples"
    )
    probabilities: Annotated[
        tuple[Annotated[Real, Field(ge=1e-6, le=1 - 1e-6)], ...], Field(min_length=1, max_length=8)
    ] = parameter(
        zh="模型给各样本正确类的概率，0.000001 到 0.999999",
        en="probability that the model gives each sample's own class, 0.000001 to 0.999999",
    )

    @model_validator(mode="after")
    def _batch_fits(self) -> "BatchParams":
        if max(self.labels) >= len(self.counts):
            raise RuleError(
                zh=f"labels：类别是 0 到 {len(self.counts) - 1}",
                en=f"labels: the classes are 0 to {len(self.counts) - 1}",
            )
        if len(self.probabilities) != len(self.labels):
            raise RuleError(
                zh=f"probabilities：必须有 {len(self.labels)} 个元素，每个标签一个",
                en=f"probabilities: must have {len(self.labels)} entries, one for each label",
            )
        return self


class WeightedCrossEntropy(Problem[BatchParams]):
    """A weighted mean: the weights of the batch add up to the denominator."""

    title = Text(zh="按类别加权的交叉熵", en="Class-weighted cross-entropy")
    covers = ("weighted_cross_entropy",)
    params = BatchParams
    example = {"counts": [80, 20], "labels": [0, 1, 1], "probabilities": [0.8, 0.5, 0.25]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> BatchParams:
        """Basic: two classes, two samples. Intermediate: three samples. Advanced: three classes, four samples."""
        counts: tuple[int, ...] = rng.choice(((80, 20), (90, 10), (75, 25), (60, 40), (20, 80)))
        if level == "advanced":
            counts = rng.choice(((60, 30, 10), (50, 40, 10), (20, 70, 10), (60, 25, 15)))
        n = {"basic": 2, "intermediate": 3, "advanced": 4}[level]
        labels = [*range(len(counts)), *rng.choices(range(len(counts)), k=n - len(counts))]
        rng.shuffle(labels)
        return BatchParams(
            counts=counts,
            labels=tuple(labels),
            probabilities=tuple(x / 20 for x in rng.sample(range(2, 19), k=n)),
        )

    def prompt(self, p: BatchParams) -> Text:
        """Write both formulas out: the denominator is the convention."""
        weights = r"$w_k = \frac{N}{K n_k}$"
        loss = r"$L = \frac{\sum_i w_{y_i} (-\log p_i)}{\sum_i w_{y_i}}$"
        counts = f"$n = [{', '.join(map(str, p.counts))}]$"
        batch = f"$y = [{', '.join(map(str, p.labels))}]$", f"$p = [{row(p.probabilities)}]$"
        return Text(
            zh=f"训练集有 $K = {len(p.counts)}$ 类，各类样本数为 {counts}（类别从 0 编号），类别权重取 {weights}，"
            f"$N$ 是样本总数。一个批次的标签为 {batch[0]}，模型给各样本正确类的概率为 {batch[1]}。"
            f"各类的权重 $w$ 和加权交叉熵 {loss}（自然对数）是多少？",
            en=f"A training set of $K = {len(p.counts)}$ classes, numbered from 0, has {counts} samples of each, and "
            f"the class weights are {weights}, where $N$ is the number of all samples. A batch has the labels "
            f"{batch[0]}, and the model gives each sample's own class the probability {batch[1]}. What are the "
            f"weights $w$, and the weighted cross-entropy {loss} with natural logarithms?",
        )

    def answer_type(self, p: BatchParams) -> AnswerType:
        """Weights of order 1, and a loss of order 1."""
        return Parts(
            (
                Part("w", Text("各类的权重", "weights of the classes"), Vector(rtol=1e-3)),
                Part("loss", Text("加权交叉熵", "weighted cross-entropy"), Number(rtol=1e-3, atol=5e-4)),
            )
        )

    def reference(self, p: BatchParams) -> AnswerValue:
        """Both formulas as they stand."""
        weights = _weights(p)
        return {"w": weights, "loss": _mean(p, weights)}

    def torch_reference(self, p: BatchParams, place: Place) -> AnswerValue:
        """Run F.cross_entropy with `weight` on log-probabilities; what is left goes to the other classes evenly."""
        import torch

        n = torch.tensor(p.counts, device=place.device, dtype=place.torch_dtype())
        weights = n.mean() / n
        own = place.tensor(p.probabilities)[:, None]
        labels = torch.tensor(p.labels, device=place.device)
        others = ((1 - own) / (len(n) - 1)).expand(-1, len(n))
        logits = others.scatter(1, labels[:, None], own).log()
        loss = torch.nn.functional.cross_entropy(logits, labels, weight=weights)
        return {"w": tuple(weights.tolist()), "loss": float(loss)}

    def steps(self, p: BatchParams) -> list[Text]:
        """Both formulas, the weights, one term a sample, the quotient."""
        weights, total, classes = _weights(p), sum(p.counts), len(p.counts)
        own = [weights[k] for k in p.labels]
        losses = [-math.log(q) for q in p.probabilities]
        each = ", ".join(
            rf"w_{k} = \frac{{{total}}}{{{classes} \cdot {n}}} = {about(w)}"
            for k, (n, w) in enumerate(zip(p.counts, weights, strict=True))
        )
        terms = ", ".join(
            rf"{about(w)} \cdot (-\log {exact(q)}) = {about(w)} \cdot {about(loss)} = {about(w * loss)}"
            for w, q, loss in zip(own, p.probabilities, losses, strict=True)
        )
        above = " + ".join(about(w * loss) for w, loss in zip(own, losses, strict=True))
        below = " + ".join(map(about, own))
        work = rf"$L = \frac{{{above}}}{{{below}}} = {about(_mean(p, weights))}$"
        return [
            Text(
                zh=r"$w_k = \frac{N}{K n_k}$，$L = \frac{\sum_i w_{y_i} (-\log p_i)}{\sum_i w_{y_i}}$："
                "这是加权平均，分母是批次中权重之和，不是批次大小。",
                en=r"$w_k = \frac{N}{K n_k}$ and $L = \frac{\sum_i w_{y_i} (-\log p_i)}{\sum_i w_{y_i}}$: a weighted "
                "mean, divided by the weights of the batch, not by its size.",
            ),
            Text(zh=f"权重：${each}$。", en=f"The weights: ${each}$."),
            Text(zh=f"每个样本一项：${terms}$。", en=f"One term a sample: ${terms}$."),
            Text(zh=f"相除：{work}。", en=f"Divide: {work}."),
        ]

    def slips(self, p: BatchParams) -> Iterator[Slip]:
        """Another denominator, or other weights."""
        weights, n, classes = _weights(p), len(p.labels), len(p.counts)
        loss = _mean(p, weights)
        own = math.fsum(weights[k] for k in p.labels)
        if abs(own / n - 1) > 0.01 and loss > 0.01:
            yield Slip(
                "divided_by_batch_size",
                {"w": weights, "loss": loss * own / n},
                Text(
                    zh="分母是批次中权重之和，不是样本数。",
                    en="Divide by the sum of the weights in the batch, not by the number of samples.",
                ),
            )
        if abs(own - 1) > 0.01 and loss > 0.01:
            yield Slip(
                "not_divided",
                {"w": weights, "loss": loss * own},
                Text(
                    zh="这是加权和，还要除以批次中权重之和。",
                    en="That is the weighted sum; divide by the sum of the weights in the batch.",
                ),
            )
        yield Slip(
            "classes_forgotten",
            {"w": tuple(w * classes for w in weights), "loss": loss},
            Text(
                zh=r"权重 $\frac{N}{n_k}$ 漏了类别数 $K$；除以它，各类相等时权重才是 1。",
                en=r"$\frac{N}{n_k}$ lacks the number of classes $K$, with which equal classes have the weight 1.",
            ),
        )
        if len(set(p.counts)) > 1:
            frequent = tuple(k / math.fsum(p.counts) * classes for k in p.counts)
            yield Slip(
                "weights_upside_down",
                {"w": frequent, "loss": _mean(p, frequent)},
                Text(
                    zh="权重反了：样本越少的类，权重越大。",
                    en="The weights are upside down: the fewer samples a class has, the more each of them weighs.",
                ),
            )
            if len(set(p.labels)) > 1:
                yield Slip(
                    "unweighted",
                    {"w": weights, "loss": _mean(p, (1.0,) * classes)},
                    Text(
                        zh="这是不加权的平均；每一项都要乘它那一类的权重。",
                        en="That is the plain mean; each term is multiplied by the weight of its class.",
                    ),
                )


def _weights(p: BatchParams) -> Values:
    return tuple(sum(p.counts) / (len(p.counts) * n) for n in p.counts)


def _mean(p: BatchParams, weights: Values) -> float:
    """The loss by these weights."""
    own = [weights[k] for k in p.labels]
    return math.fsum(-w * math.log(q) for w, q in zip(own, p.probabilities, strict=True)) / math.fsum(own)


problem = WeightedCrossEntropy()
