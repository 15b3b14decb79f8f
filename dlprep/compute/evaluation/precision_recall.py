"""Precision, recall and F-beta of the positive class, each between 0 and 1.

Precision is TP / (TP + FP), recall TP / (TP + FN), and F-beta = (1 + beta^2) P R / (beta^2 P + R), in which beta > 1
favours recall; beta = 1 is the harmonic mean of the two.
Source: van Rijsbergen 1979, Information Retrieval, 2nd edition, chapter 7; sklearn.metrics.fbeta_score.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.text import Text

Cases = Annotated[int, Field(strict=True, ge=0, le=100_000)]


class ConfusionParams(Params):
    """A confusion matrix, the weight of recall, and how the question tells of them."""

    tp: Annotated[int, Field(strict=True, ge=1, le=100_000)] = parameter(
        zh="真阳性个数，至少 1", en="true positives, at least 1"
    )
    fp: Cases = parameter(zh="假阳性个数", en="false positives")
    fn: Cases = parameter(zh="假阴性个数", en="false negatives")
    tn: Cases = parameter(zh="真阴性个数", en="true negatives")
    beta: Annotated[Real, Field(ge=0.1, le=10)] = parameter(
        1.0, zh="F 值的 beta，大于 1 偏重召回率", en="beta of the F measure; above 1 it favours recall"
    )
    told: Literal["counts", "totals"] = parameter(
        "counts",
        zh="counts：直接给出四个数；totals：给出总数、正例数、判为正的个数和其中判对的个数",
        en="counts: the four numbers; totals: how many there are, are positive, are flagged, and are flagged rightly",
    )


class PrecisionRecall(Problem[ConfusionParams]):
    """Two shares of the true positives, and their mean."""

    title = Text(zh="精确率、召回率和 F 值", en="Precision, recall and F measure")
    covers = ("precision_recall",)
    params = ConfusionParams
    example = {"tp": 30, "fp": 10, "fn": 20, "tn": 940}

    def generate(self, rng: Random, level: Level) -> ConfusionParams:
        """Basic: the four numbers. Intermediate: from totals, few positives. Advanced: another beta too."""
        if level == "basic":
            flagged, positive = rng.sample((4, 5, 8, 10, 16, 20, 25, 40, 50), k=2)
            tp = rng.randint(1, min(flagged, positive) - 1)
            return ConfusionParams(tp=tp, fp=flagged - tp, fn=positive - tp, tn=10 * rng.randint(1, 20))
        tp, fp, fn = rng.sample(range(5, 91, 5) if level == "intermediate" else range(8, 200), k=3)
        tn = rng.choice((1000, 2000, 10_000)) - tp - fp - fn
        beta = 1.0 if level == "intermediate" else rng.choice((0.5, 2))
        return ConfusionParams(tp=tp, fp=fp, fn=fn, tn=tn, beta=beta, told="totals")

    def prompt(self, p: ConfusionParams) -> Text:
        """Say what F is asked for, and which way its beta leans."""
        name = rf"$F_{{{exact(p.beta)}}}$"
        lean = Text(" ", "") if p.beta == 1 else _lean(p.beta)
        if p.told == "counts":
            return Text(
                zh=f"二分类的混淆矩阵：TP = {p.tp}，FP = {p.fp}，FN = {p.fn}，TN = {p.tn}。"
                f"正类的精确率、召回率和 {name}{lean.zh}各是多少？",
                en=f"A binary classifier has {p.tp} true positives, {p.fp} false positives, {p.fn} false negatives and "
                f"{p.tn} true negatives. What are the precision, the recall and {name}{lean.en} of the positive class?",
            )
        total, positive, flagged = p.tp + p.fp + p.fn + p.tn, p.tp + p.fn, p.tp + p.fp
        return Text(
            zh=f"{total} 个样本中有 {positive} 个正例。分类器把 {flagged} 个样本判为正，其中 {p.tp} 个判对了。"
            f"正类的精确率、召回率和 {name}{lean.zh}各是多少？",
            en=f"Of {total} samples {positive} are positive. A classifier calls {flagged} samples positive and is "
            f"right about {p.tp} of these. What are the precision, the recall and {name}{lean.en} of the positive "
            "class?",
        )

    def answer_type(self, p: ConfusionParams) -> AnswerType:
        """Three shares, none of them 0."""
        return Parts(
            (
                Part("precision", Text("精确率", "precision"), Number()),
                Part("recall", Text("召回率", "recall"), Number()),
                Part("f", Text("F 值", "F measure"), Number()),
            )
        )

    def reference(self, p: ConfusionParams) -> dict[str, AnswerValue]:
        """The definitions."""
        return _scores(p.tp / (p.tp + p.fp), p.tp / (p.tp + p.fn), p.beta)

    def torch_reference(self, p: ConfusionParams, place: Place) -> dict[str, AnswerValue]:
        """Make labels and predictions, count them, and weigh the errors directly."""
        import torch

        outcomes = torch.tensor([0, 1, 2, 3], device=place.device)  # 2 * label + prediction
        cases = outcomes.repeat_interleave(torch.tensor([p.tn, p.fp, p.fn, p.tp], device=place.device))
        label, prediction = cases // 2, cases % 2
        counts = torch.bincount(2 * label + prediction, minlength=4).to(place.torch_dtype())
        _, fp, fn, tp = counts
        weight = p.beta**2
        return {
            "precision": (label[prediction == 1].to(place.torch_dtype())).mean().item(),
            "recall": (prediction[label == 1].to(place.torch_dtype())).mean().item(),
            "f": ((1 + weight) * tp / ((1 + weight) * tp + weight * fn + fp)).item(),
        }

    def steps(self, p: ConfusionParams) -> list[Text]:
        """The formulas, the four numbers, the three shares."""
        rule = (
            r"$P = \frac{TP}{TP + FP}$",
            r"$R = \frac{TP}{TP + FN}$",
            r"$F_\beta = \frac{(1+\beta^2) P R}{\beta^2 P + R}$",
        )
        steps = [
            Text(
                zh=f"{rule[0]}，{rule[1]}，{rule[2]}；真阴性都用不上。",
                en=f"{rule[0]}, {rule[1]} and {rule[2]}; none of them uses the true negatives.",
            )
        ]
        flagged, positive = p.tp + p.fp, p.tp + p.fn
        if p.told == "totals":
            errors = f"$FP = {flagged} - {p.tp} = {p.fp}$", f"$FN = {positive} - {p.tp} = {p.fn}$"
            steps.append(
                Text(zh=f"$TP = {p.tp}$，{errors[0]}，{errors[1]}。", en=f"$TP = {p.tp}$, {errors[0]} and {errors[1]}.")
            )
        precision, recall = p.tp / flagged, p.tp / positive
        shares = (
            rf"$P = \frac{{{p.tp}}}{{{p.tp} + {p.fp}}} = {about(precision)}$",
            rf"$R = \frac{{{p.tp}}}{{{p.tp} + {p.fn}}} = {about(recall)}$",
        )
        b2 = p.beta**2
        f = (1 + b2) * precision * recall / (b2 * precision + recall)
        above = rf"{about(1 + b2)} \cdot {about(precision)} \cdot {about(recall)}"
        below = f"{about(precision)}" if b2 == 1 else rf"{about(b2)} \cdot {about(precision)}"
        harmonic = rf"$F_{{{exact(p.beta)}}} = \frac{{{above}}}{{{below} + {about(recall)}}} = {about(f)}$"
        return [
            *steps,
            Text(zh=f"{shares[0]}，{shares[1]}。", en=f"{shares[0]} and {shares[1]}."),
            Text(zh=f"{harmonic}。", en=f"{harmonic}."),
        ]

    def slips(self, p: ConfusionParams) -> Iterator[Slip]:
        """Shares of the wrong total, and another mean."""
        precision, recall, b2 = p.tp / (p.tp + p.fp), p.tp / (p.tp + p.fn), p.beta**2
        total = p.tp + p.fp + p.fn + p.tn
        if p.fp != p.fn:
            yield Slip(
                "precision_and_recall_swapped",
                _scores(recall, precision, p.beta),
                Text(
                    zh="反了：精确率的分母是判为正的，召回率的分母是真正的正例。",
                    en="The other way round: precision divides by what is called positive, recall by what is positive.",
                ),
            )
            yield Slip(
                "arithmetic_mean",
                {"precision": precision, "recall": recall, "f": (precision + recall) / 2},
                Text(
                    zh="F 值是调和平均：其中一个低，F 就低。",
                    en="F is a harmonic mean: it is low as soon as one of the two is low.",
                ),
            )
        if p.fp + p.fn:
            yield Slip(
                "accuracy_for_precision",
                _scores((p.tp + p.tn) / total, recall, p.beta),
                Text(
                    zh="这是准确率；精确率只看判为正的样本。",
                    en="That is the accuracy; precision looks only at what is called positive.",
                ),
            )
        if p.tn and p.fp * p.tp != p.fn * p.tn:
            yield Slip(
                "specificity_for_recall",
                _scores(precision, p.tn / (p.tn + p.fp), p.beta),
                Text(
                    zh="这是特异度，即负例的召回率；这里问的是正类。",
                    en="That is the specificity, the recall of the negatives; the positive class is asked for.",
                ),
            )
        if p.beta != 1 and p.fp != p.fn:
            yield Slip(
                "beta_reversed",
                _scores(precision, recall, 1 / p.beta),
                Text(
                    zh=r"$\beta^2$ 在分母里乘精确率，$\beta$ 大于 1 才偏重召回率。",
                    en=r"The $\beta^2$ below the line multiplies the precision, so $\beta$ above 1 favours recall.",
                ),
            )
            yield Slip(
                "beta_not_squared",
                {
                    "precision": precision,
                    "recall": recall,
                    "f": (1 + p.beta) * precision * recall / (p.beta * precision + recall),
                },
                Text(zh=r"$\beta$ 要平方。", en=r"The $\beta$ is squared."),
            )
        elif p.fp != p.fn:
            yield Slip(
                "factor_two_forgotten",
                {"precision": precision, "recall": recall, "f": precision * recall / (b2 * precision + recall)},
                Text(
                    zh="分子漏了 2：精确率和召回率都为 1 时 $F_1$ 也应为 1。",
                    en="The 2 above the line is missing: where precision and recall are 1, $F_1$ is 1 too.",
                ),
            )


def _scores(precision: float, recall: float, beta: float) -> dict[str, AnswerValue]:
    f = (1 + beta**2) * precision * recall / (beta**2 * precision + recall)
    return {"precision": precision, "recall": recall, "f": f}


def _lean(beta: float) -> Text:
    weight = rf"$\beta = {exact(beta)}$"
    return (
        Text(zh=f"（{weight}，偏重召回率）", en=f" ({weight}, which favours recall)")
        if beta > 1
        else Text(zh=f"（{weight}，偏重精确率）", en=f" ({weight}, which favours precision)")
    )


problem = PrecisionRecall()
