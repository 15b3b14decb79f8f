"""Scores of a classifier that always predicts the most frequent class: accuracy, macro recall and macro F1.

Accuracy is the share of the largest class. Macro scores are plain means over the classes; recall and F1 of a class that
is never predicted are 0, F1 being 2 TP / (2 TP + FP + FN). One class alone has the most samples.
Source: Brodersen, Ong, Stephan & Buhmann 2010, The Balanced Accuracy and Its Posterior Distribution, ICPR;
sklearn.dummy.DummyClassifier, strategy "most_frequent".
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, field_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import about
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text

Size = Annotated[int, Field(strict=True, ge=1, le=100_000)]


class ClassParams(Params):
    """How many samples each class has."""

    counts: Annotated[tuple[Size, ...], Field(min_length=2, max_length=8)] = parameter(
        zh="2 到 8 个类别各自的样本数，最多的类别只有一个",
        en="samples of each of 2 to 8 classes, of which one alone has the most",
    )

    @field_validator("counts")
    @classmethod
    def _one_is_largest(cls, counts: tuple[int, ...]) -> tuple[int, ...]:
        if counts.count(max(counts)) > 1:
            raise RuleError(zh="样本最多的类别只能有一个", en="one class alone must have the most samples")
        return counts

    @property
    def share(self) -> float:
        """The share of the largest class."""
        return max(self.counts) / sum(self.counts)


class MajorityAccuracy(Problem[ClassParams]):
    """A baseline that has learnt nothing."""

    title = Text(zh="多数类基线的得分", en="Scores of the majority baseline")
    covers = ("majority_accuracy",)
    params = ClassParams
    example = {"counts": [950, 50]}

    def generate(self, rng: Random, level: Level) -> ClassParams:
        """Basic: two classes of a hundred. Intermediate: three. Advanced: four or five of any size."""
        if level == "basic":
            few = rng.choice((1, 2, 4, 5, 8, 10, 20, 25, 30)) * rng.choice((1, 10))
            total = 100 if few < 50 else 1000
            return ClassParams(counts=tuple(rng.sample((total - few, few), k=2)))
        if level == "intermediate":
            rest = [10 * n for n in rng.sample(range(2, 16), k=2)]
            return ClassParams(counts=tuple(rng.sample((500 - sum(rest), *rest), k=3)))
        rest = rng.sample(range(10, 300), k=rng.randint(3, 4))
        largest = rng.randint(max(rest) + 20, 900)
        return ClassParams(counts=tuple(rng.sample((largest, *rest), k=len(rest) + 1)))

    def prompt(self, p: ClassParams) -> Text:
        """Say what macro means, and what an absent class scores."""
        k, counts = len(p.counts), list(map(str, p.counts))
        return Text(
            zh=f"测试集有 {k} 个类别，样本数依次为 {'、'.join(counts)}。一个分类器总是预测样本最多的那一类。"
            "它的准确率、宏平均召回率和宏平均 $F_1$ 各是多少？宏平均是各类得分的普通平均，"
            "从未被预测的类别召回率和 $F_1$ 都记 0。",
            en=f"A test set has {k} classes with {', '.join(counts[:-1])} and {counts[-1]} samples. A classifier "
            "always predicts the most frequent one. What are its accuracy, its macro recall and its macro $F_1$? Macro "
            "scores are plain means over the classes, and a class that is never predicted has recall 0 and $F_1$ 0.",
        )

    def answer_type(self, p: ClassParams) -> AnswerType:
        """Three shares, none of them 0."""
        return Parts(
            (
                Part("accuracy", Text("准确率", "accuracy"), Number()),
                Part("recall", Text("宏平均召回率", "macro recall"), Number()),
                Part("f1", Text("宏平均 F1", "macro F1"), Number()),
            )
        )

    def reference(self, p: ClassParams) -> dict[str, AnswerValue]:
        """Only the largest class has a score."""
        k = len(p.counts)
        return {"accuracy": p.share, "recall": 1 / k, "f1": 2 * p.share / (1 + p.share) / k}

    def torch_reference(self, p: ClassParams, place: Place) -> dict[str, AnswerValue]:
        """Make the labels, predict their mode, and read the scores off the confusion matrix."""
        import torch

        k = len(p.counts)
        sizes = torch.tensor(p.counts, device=place.device)
        labels = torch.arange(k, device=place.device).repeat_interleave(sizes)
        predictions = torch.full_like(labels, int(torch.bincount(labels).argmax()))
        confusion = torch.bincount(k * labels + predictions, minlength=k * k).reshape(k, k).to(place.torch_dtype())
        hits, actual, predicted = confusion.diagonal(), confusion.sum(1), confusion.sum(0)
        return {
            "accuracy": float(hits.sum() / confusion.sum()),
            "recall": float((hits / actual).mean()),
            "f1": float((2 * hits / (actual + predicted)).mean()),
        }

    def steps(self, p: ClassParams) -> list[Text]:
        """The formulas, then each score."""
        k, top, total = len(p.counts), max(p.counts), sum(p.counts)
        f1 = 2 * p.share / (1 + p.share)
        summed = " + ".join(map(str, p.counts))
        rule = (
            r"$a = \frac{\max_k n_k}{\sum_k n_k}$",
            r"$\frac{1}{K}$",
            r"$\frac{1}{K} \cdot \frac{2a}{1+a}$",
        )
        work = (
            rf"$a = \frac{{{top}}}{{{summed}}} = \frac{{{top}}}{{{total}}} = {about(p.share)}$",
            rf"$\frac{{1 + {' + '.join('0' * (k - 1))}}}{{{k}}} = {about(1 / k)}$",
            rf"$\frac{{2 \cdot {about(p.share)} \cdot 1}}{{{about(p.share)} + 1}} = {about(f1)}$",
            rf"$\frac{{{about(f1)}}}{{{k}}} = {about(f1 / k)}$",
        )
        return [
            Text(
                zh=f"准确率 {rule[0]}；只有多数类的召回率为 1，宏平均 {rule[1]}；它的精确率就是 $a$，宏平均 $F_1$ 为 "
                f"{rule[2]}。",
                en=f"Accuracy {rule[0]}; the majority class alone has recall, 1, so the mean is {rule[1]}; its "
                f"precision is $a$, so the macro $F_1$ is {rule[2]}.",
            ),
            Text(zh=f"准确率：{work[0]}。", en=f"Accuracy: {work[0]}."),
            Text(zh=f"宏平均召回率：{work[1]}。", en=f"Macro recall: {work[1]}."),
            Text(
                zh=f"多数类的 $F_1$：{work[2]}；宏平均：{work[3]}。",
                en=f"The $F_1$ of the majority class: {work[2]}; the mean over classes: {work[3]}.",
            ),
        ]

    def slips(self, p: ClassParams) -> Iterator[Slip]:
        """Other baselines, and other means."""
        k, share = len(p.counts), p.share
        f1 = 2 * share / (1 + share)
        yield Slip(
            "guessing_evenly",
            {"accuracy": 1 / k, "recall": 1 / k, "f1": f1 / k},
            Text(
                zh="$1/K$ 是均匀乱猜的准确率；总猜多数类就对了它那一份。",
                en="Guessing all classes evenly is right in $1/K$; always the majority class is right in its share.",
            ),
        )
        yield Slip(
            "guessing_by_frequency",
            {"accuracy": sum((n / sum(p.counts)) ** 2 for n in p.counts), "recall": 1 / k, "f1": f1 / k},
            Text(
                zh="这是按类别比例乱猜的准确率，不是总猜同一类。",
                en="That is for guessing each class as often as it occurs, not for always guessing one.",
            ),
        )
        yield Slip(
            "weighted_recall",
            {"accuracy": share, "recall": share, "f1": f1 / k},
            Text(
                zh="按样本数加权的召回率就是准确率；宏平均中每个类别一样重。",
                en="Recall weighted by samples is the accuracy again; in the macro mean all classes weigh the same.",
            ),
        )
        yield Slip(
            "recall_of_majority_only",
            {"accuracy": share, "recall": 1.0, "f1": f1},
            Text(
                zh="其余类别的召回率和 $F_1$ 是 0，也要平均进去。",
                en="The other classes have recall 0 and $F_1$ 0, and the mean is over them too.",
            ),
        )


problem = MajorityAccuracy()
