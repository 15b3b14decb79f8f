"""Area under the ROC curve, and average precision, of scored samples; both between 0 and 1.

The ROC area is the share of pairs of a positive and a negative in which the positive has the higher score, ties half.
Average precision is sum_k (R_k - R_(k-1)) P_k over the thresholds from high to low, without interpolation; samples of
one score pass the threshold together.
Source: Fawcett 2006, An introduction to ROC analysis, Pattern Recognition Letters 27, section 7;
sklearn.metrics.average_precision_score.
"""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text

Score = Annotated[Real, Field(ge=-1e3, le=1e3)]


class RankingParams(Params):
    """Samples with their labels and scores."""

    labels: Annotated[tuple[Literal[0, 1], ...], Field(min_length=2, max_length=16)] = parameter(
        zh="2 到 16 个标签，1 为正、0 为负，两类都要有", en="2 to 16 labels, 1 positive and 0 negative, some of each"
    )
    scores: Annotated[tuple[Score, ...], Field(min_length=2, max_length=16)] = parameter(
        zh="各样本的分数，越高越像正例", en="score of each sample, higher for positive"
    )

    @model_validator(mode="after")
    def _both_classes(self) -> "RankingParams":
        if len(self.scores) != len(self.labels):
            raise RuleError(zh="scores：每个标签对应一个", en="scores: give one for each label")
        if len(set(self.labels)) < 2:
            raise RuleError(zh="labels：正负两类都要有", en="labels: both classes are needed")
        return self

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """The scores of each positive and each negative."""
        ranked = list(zip(self.labels, self.scores, strict=True))
        return list(product((s for y, s in ranked if y), (s for y, s in ranked if not y)))

    @property
    def wins(self) -> int:
        """Pairs in which the positive has the higher score."""
        return sum(high > low for high, low in self.pairs)

    @property
    def ties(self) -> int:
        """Pairs of one score."""
        return sum(high == low for high, low in self.pairs)

    @property
    def curve(self) -> list[tuple[int, int]]:
        """True positives and samples at or above each threshold, from the highest down."""
        passed = [[y for y, s in zip(self.labels, self.scores, strict=True) if s >= t] for t in self.thresholds]
        return [(sum(labels), len(labels)) for labels in passed]

    @property
    def thresholds(self) -> list[float]:
        """The scores that there are, from the highest down."""
        return sorted(set(self.scores), reverse=True)


class RocPrAuc(Problem[RankingParams]):
    """Count pairs for the one, thresholds for the other."""

    title = Text(zh="ROC AUC 与平均精度", en="ROC AUC and average precision")
    covers = ("roc_pr_auc",)
    params = RankingParams
    example = {"labels": [1, 0, 1, 0, 0], "scores": [0.9, 0.8, 0.6, 0.4, 0.1]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> RankingParams:
        """Basic: four or five, already ranked. Intermediate: in any order. Advanced: more, and a tie across classes."""
        n = {"basic": rng.randint(4, 5), "intermediate": 6, "advanced": rng.randint(7, 8)}[level]
        while True:
            labels: list[Literal[0, 1]] = [1, 1, rng.choice((0, 1))]
            labels += [0] * (n - 3)
            rng.shuffle(labels)
            ranks = sorted(rng.sample(range(5, 100), k=n), reverse=True)
            if level == "basic":
                ranks = sorted(rng.sample(range(10, 100, 10), k=n), reverse=True)
            if level == "advanced":
                i = next(i for i in range(n - 1) if labels[i] != labels[i + 1])
                ranks[i + 1] = ranks[i]
            order = list(range(n)) if level == "basic" else rng.sample(range(n), k=n)
            p = RankingParams(labels=tuple(labels[i] for i in order), scores=tuple(ranks[i] / 100 for i in order))
            if 0.3 < p.wins / len(p.pairs) < 1 and p.wins + p.ties / 2 != len(p.pairs) / 2:
                return p

    def prompt(self, p: RankingParams) -> Text:
        """Say how ties count, and that average precision is the step-wise sum."""
        labels, scores = f"$y = [{', '.join(map(str, p.labels))}]$", f"$s = [{row(p.scores)}]$"
        tied = len(p.thresholds) < len(p.scores)
        return Text(
            zh=f"样本的标签 {labels}（1 为正例），分类器给出的分数 {scores}，越高越像正例。ROC AUC 和平均精度（AP）"
            "各是多少？AP 按阈值从高到低逐级求和，不插值"
            f"{'；分数相同的样本同时越过阈值，在 ROC AUC 中同分的一对算半个' if tied else ''}。",
            en=f"The samples have the labels {labels} (1 is positive) and a classifier gives them the scores {scores}, "
            "higher for positive. What are the ROC AUC and the average precision (AP), summed step by step from high "
            "to low thresholds without interpolation?"
            f"{' Samples of one score pass the threshold together; for the AUC a tied pair is half.' if tied else ''}",
        )

    def answer_type(self, p: RankingParams) -> AnswerType:
        """Two shares."""
        return Parts(
            (
                Part("auc", Text("ROC AUC", "ROC AUC"), Number(atol=5e-4)),
                Part("ap", Text("平均精度", "average precision"), Number()),
            )
        )

    def reference(self, p: RankingParams) -> dict[str, AnswerValue]:
        """Count the pairs, and sum precision over the gains of recall."""
        return {"auc": (p.wins + p.ties / 2) / len(p.pairs), "ap": _average_precision(p)}

    def torch_reference(self, p: RankingParams, place: Place) -> dict[str, AnswerValue]:
        """Sort, cumulate, and integrate both curves."""
        import torch

        scores, order = place.tensor(p.scores).sort(descending=True)
        labels = place.tensor(p.labels)[order]
        last = torch.cat((scores.diff() != 0, torch.ones(1, dtype=torch.bool, device=place.device)))
        tp, fp = (torch.cat((labels.new_zeros(1), hits.cumsum(0)[last])) for hits in (labels, 1 - labels))
        auc = torch.trapezoid(tp / tp[-1], fp / fp[-1])
        ap = torch.dot((tp / tp[-1]).diff(), tp[1:] / (tp + fp)[1:])
        return {"auc": float(auc), "ap": float(ap)}

    def steps(self, p: RankingParams) -> list[Text]:
        """The formulas, the ranking, the pairs, the thresholds."""
        auc = r"$\text{AUC} = \frac{\text{wins} + \text{ties} / 2}{n_+ n_-}$"
        ap = r"$\text{AP} = \sum_k (R_k - R_{k-1}) P_k$"
        positives = sum(p.labels)
        negatives = len(p.labels) - positives
        ranked = sorted(zip(p.scores, p.labels, strict=True), reverse=True)
        ranking = f"${', '.join(f'({exact(s)}, {y})' for s, y in ranked)}$"
        half = rf" + {p.ties} / 2" if p.ties else ""
        value = (p.wins + p.ties / 2) / len(p.pairs)
        share = rf"$\text{{AUC}} = \frac{{{p.wins}{half}}}{{{positives} \cdot {negatives}}} = {about(value)}$"
        found = [0, *(hits for hits, _ in p.curve)]
        terms = [
            rf"\frac{{{now - before}}}{{{positives}}} \cdot \frac{{{now}}}{{{passed}}}"
            for before, now, passed in zip(found, found[1:], (n for _, n in p.curve), strict=False)
            if now > before
        ]
        total = rf"$\text{{AP}} = {' + '.join(terms)} = {about(_average_precision(p))}$"
        return [
            Text(
                zh=f"{auc}，数正负样本对中正例分数更高（wins）和同分（ties）的；{ap}，只有召回率上升的阈值有贡献。",
                en=f"{auc}, counting the pairs of a positive and a negative in which the positive scores higher (wins) "
                f"or the same (ties); {ap}, to which only thresholds that raise the recall contribute.",
            ),
            Text(
                zh=f"按分数从高到低排列（分数，标签）：{ranking}。",
                en=f"From high to low, with score and label: {ranking}.",
            ),
            Text(
                zh=f"{len(p.pairs)} 对中正例更高的有 {p.wins} 对{f'，同分 {p.ties} 对' if p.ties else ''}：{share}。",
                en=f"Of {len(p.pairs)} pairs the positive is higher in {p.wins}"
                f"{f' and tied in {p.ties}' if p.ties else ''}: {share}.",
            ),
            Text(
                zh=f"每个使召回率上升的阈值，乘上当时的精确率：{total}。",
                en=f"Each gain of recall times the precision there: {total}.",
            ),
        ]

    def slips(self, p: RankingParams) -> Iterator[Slip]:
        """Pairs counted otherwise, and another sum under the other curve."""
        n, wins, ties = len(p.pairs), p.wins, p.ties
        auc, ap = (wins + ties / 2) / n, _average_precision(p)
        if auc != 0.5:
            yield Slip(
                "pairs_reversed",
                {"auc": 1 - auc, "ap": ap},
                Text(
                    zh="这是负例分数更高的比例；AUC 数的是正例更高的对。",
                    en="That is the share in which the negative is higher; AUC counts those with the positive higher.",
                ),
            )
        if ties:
            yield Slip(
                "ties_as_losses",
                {"auc": wins / n, "ap": ap},
                Text(zh="同分的一对算半个，不是 0。", en="A tied pair counts half, not 0."),
            )
            yield Slip(
                "ties_as_wins",
                {"auc": (wins + ties) / n, "ap": ap},
                Text(zh="同分的一对只算半个。", en="A tied pair counts only half."),
            )
        precisions = [hits / passed for hits, passed in p.curve]
        trapezoid = _trapezoid(p)
        if abs(trapezoid - ap) > 0.002 * ap:
            yield Slip(
                "trapezoid_under_pr",
                {"auc": auc, "ap": trapezoid},
                Text(
                    zh="平均精度不插值：每段召回率乘右端的精确率，不取梯形。",
                    en="Average precision does not interpolate: each gain of recall takes the precision at its end, "
                    "not a trapezoid.",
                ),
            )
        mean = sum(precisions) / len(precisions)
        if abs(mean - ap) > 0.002 * ap:
            yield Slip(
                "mean_over_all_thresholds",
                {"auc": auc, "ap": mean},
                Text(
                    zh="召回率没有上升的阈值，权重为 0，不参与平均。",
                    en="A threshold that does not raise the recall has weight 0 and is not averaged over.",
                ),
            )
        base = sum(p.labels) / len(p.labels)
        if abs(base - ap) > 0.002 * ap:
            yield Slip(
                "prevalence",
                {"auc": auc, "ap": base},
                Text(
                    zh="这是正例所占的比例，即随机排序的平均精度。",
                    en="That is the share of positives, which is what a random ranking gets.",
                ),
            )


def _average_precision(p: RankingParams) -> float:
    positives, before, total = sum(p.labels), 0, 0.0
    for hits, passed in p.curve:
        total += (hits - before) / positives * hits / passed
        before = hits
    return total


def _trapezoid(p: RankingParams) -> float:
    """Join the points of the precision-recall curve by lines, from recall 0 with precision 1."""
    positives, before, total = sum(p.labels), (0, 1.0), 0.0
    for hits, passed in p.curve:
        precision = hits / passed
        total += (hits - before[0]) / positives * (before[1] + precision) / 2
        before = hits, precision
    return total


problem = RocPrAuc()
