"""Binary cross-entropy in nats: the mean over samples of -(y log p + (1 - y) log(1 - p)), natural logarithm.

The predictions are probabilities p, or logits z with p = sigmoid(z).
Source: Bishop 2006, Pattern Recognition and Machine Learning, equation 4.90 (the sum over samples);
torch.nn.BCELoss and torch.nn.BCEWithLogitsLoss with reduction="mean".
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Kind = Literal["probabilities", "logits"]


class BceParams(Params):
    """Targets and what the model predicts for them."""

    targets: Annotated[tuple[Annotated[Real, Field(ge=0, le=1)], ...], Field(min_length=1, max_length=8)] = parameter(
        zh="1 到 8 个目标，在 0 到 1 之间", en="1 to 8 targets, from 0 to 1"
    )
    predictions: Annotated[tuple[Annotated[Real, Field(ge=-20, le=20)], ...], Field(min_length=1, max_length=8)] = (
        parameter(
            zh="每个目标一个预测：概率在 0.000001 到 0.999999 之间，logit 在 -20 到 20 之间",
            en="one prediction a target: probabilities from 0.000001 to 0.999999, logits from -20 to 20",
        )
    )
    kind: Kind = parameter(
        "probabilities",
        zh="预测是概率（probabilities）还是 logits",
        en="whether predictions are probabilities or logits",
    )

    @model_validator(mode="after")
    def _predictions_fit(self) -> "BceParams":
        if len(self.predictions) != len(self.targets):
            raise RuleError(
                zh=f"predictions：必须有 {len(self.targets)} 个元素，每个目标一个",
                en=f"predictions: must have {len(self.targets)} entries, one for each target",
            )
        if self.kind == "probabilities" and not all(1e-6 <= q <= 1 - 1e-6 for q in self.predictions):
            raise RuleError(
                zh="predictions：概率必须在 0.000001 到 0.999999 之间",
                en="predictions: probabilities must be from 0.000001 to 0.999999",
            )
        return self


class BinaryCrossEntropy(BatchedProblem[BceParams]):
    """The mean of the negative logarithms of what was given to the truth."""

    title = Text(zh="二元交叉熵", en="Binary cross-entropy")
    covers = ("binary_cross_entropy",)
    params = BceParams
    example = {"targets": [1, 0, 1], "predictions": [0.9, 0.2, 0.4]}

    def generate(self, rng: Random, level: Level) -> BceParams:
        """Basic: two probabilities. Intermediate: three, or logits. Advanced: four logits, or soft targets."""
        n = {"basic": 2, "intermediate": 3, "advanced": 4}[level]
        kind: Kind = "probabilities" if level == "basic" else rng.choice(("probabilities", "logits"))
        targets = [0.0, 1.0, *(float(rng.choice((0, 1))) for _ in range(n - 2))]
        if level == "advanced" and kind == "probabilities":
            targets = [rng.choice((0.05, 0.1, 0.9, 0.95)) for _ in targets]  # smoothed labels
        rng.shuffle(targets)
        if kind == "probabilities":
            predictions = [x / 20 for x in rng.sample([x for x in range(1, 20) if x != 10], k=n)]
        else:
            predictions = [x / 10 for x in rng.sample([x for x in range(-30, 31) if x], k=n)]
        return BceParams(targets=tuple(targets), predictions=tuple(predictions), kind=kind)

    def prompt(self, p: BceParams) -> Text:
        """Say mean, and natural logarithm."""
        n = len(p.targets)
        targets = f"$y = [{row(p.targets)}]$"
        if p.kind == "probabilities":
            given = f"$p = [{row(p.predictions)}]$"
            said = Text(f"预测为正类的概率为 {given}", f"the predicted probabilities of the positive class are {given}")
        else:
            given = rf"$z = [{row(p.predictions)}]$, $p_i = \sigma(z_i)$"
            said = Text(f"预测的 logit 为 {given}", f"the predicted logits are {given}")
        samples = "1 sample has" if n == 1 else f"{n} samples have"
        return Text(
            zh=f"{n} 个样本的目标为 {targets}，{said.zh}。二元交叉熵是多少？用自然对数，对样本取平均。",
            en=f"{samples} the targets {targets}, and {said.en}. What is the binary cross-entropy, with natural "
            "logarithms and averaged over the samples?",
        )

    def answer_type(self, p: BceParams) -> AnswerType:
        """A loss of order 1, which may be near 0."""
        return Number(rtol=1e-3, atol=5e-4)

    def reference(self, p: BceParams) -> float:
        """The definition, with log p = -log(1 + exp(-z)) for logits."""
        return math.fsum(_terms(p)) / len(p.targets)

    def torch_stacked(self, ps: Sequence[BceParams], place: Place) -> Stacked:
        """Run F.binary_cross_entropy or F.binary_cross_entropy_with_logits."""
        import torch

        f = torch.nn.functional
        loss = f.binary_cross_entropy if ps[0].kind == "probabilities" else f.binary_cross_entropy_with_logits
        predictions, targets = place.tensor([p.predictions for p in ps]), place.tensor([p.targets for p in ps])
        return loss(predictions, targets, reduction="none").mean(dim=1)

    def steps(self, p: BceParams) -> list[Text]:
        """The formula, probabilities if they are not given, one term a sample, the mean."""
        terms = _terms(p)
        q = _probabilities(p)
        steps = [
            Text(
                zh=r"$L = -\frac{1}{n} \sum_i (y_i \log p_i + (1-y_i) \log(1-p_i))$："
                r"$y_i = 1$ 的样本只剩 $-\log p_i$，$y_i = 0$ 的只剩 $-\log(1-p_i)$。",
                en=r"$L = -\frac{1}{n} \sum_i (y_i \log p_i + (1-y_i) \log(1-p_i))$: "
                r"of a sample with $y_i = 1$ only $-\log p_i$ is left, with $y_i = 0$ only $-\log(1-p_i)$.",
            )
        ]
        if p.kind == "logits":
            sigmoids = ", ".join(rf"\sigma({exact(z)}) = {about(a)}" for z, a in zip(p.predictions, q, strict=True))
            steps.append(Text(zh=f"概率：${sigmoids}$。", en=f"Probabilities: ${sigmoids}$."))
        work = ", ".join(f"{_written(y, a)} = {about(term)}" for y, a, term in zip(p.targets, q, terms, strict=True))
        mean = rf"$L = \frac{{{' + '.join(map(about, terms))}}}{{{len(terms)}}} = {about(sum(terms) / len(terms))}$"
        return [
            *steps,
            Text(zh=f"每个样本一项：${work}$。", en=f"One term a sample: ${work}$."),
            Text(zh=f"取平均：{mean}。", en=f"Their mean: {mean}."),
        ]

    def slips(self, p: BceParams) -> Iterator[Slip]:
        """Half of the formula, the wrong half, the wrong base, the sum."""
        n = len(p.targets)
        terms, q = _terms(p), _probabilities(p)
        mean = math.fsum(terms) / n
        if mean < 0.01:
            return  # a loss of about 0 is about 0 in any unit
        if n > 1:
            yield Slip(
                "sum_for_mean",
                mean * n,
                Text(zh="这是总和，要除以样本数。", en="That is the sum; divide by the number of samples."),
            )
        yield Slip(
            "bits",
            mean / math.log(2),
            Text(zh="这是以 2 为底，要用自然对数。", en="That is in base 2; natural logarithms are asked for."),
        )
        yield Slip(
            "sign_forgotten",
            -mean,
            Text(
                zh="概率的对数是负的，前面的负号使损失为正。",
                en="Logarithms of probabilities are negative; the minus sign in front makes the loss positive.",
            ),
        )
        positives = -math.fsum(y * math.log(a) for y, a in zip(p.targets, q, strict=True)) / n
        if abs(positives - mean) > 0.01:
            yield Slip(
                "negatives_left_out",
                positives,
                Text(
                    zh=r"漏了 $(1-y_i) \log(1-p_i)$：负类样本也有损失。",
                    en=r"$(1-y_i) \log(1-p_i)$ was left out: negative samples have a loss too.",
                ),
            )
        swapped = -math.fsum(y * math.log1p(-a) + (1 - y) * math.log(a) for y, a in zip(p.targets, q, strict=True)) / n
        if abs(swapped - mean) > 0.01:
            yield Slip(
                "classes_swapped",
                swapped,
                Text(
                    zh=r"两项弄反了：$y_i = 1$ 时是 $-\log p_i$。",
                    en=r"The two terms are swapped: it is $-\log p_i$ where $y_i = 1$.",
                ),
            )


def _terms(p: BceParams) -> list[float]:
    """One loss a sample."""
    if p.kind == "probabilities":
        return [-y * math.log(q) - (1 - y) * math.log1p(-q) for y, q in zip(p.targets, p.predictions, strict=True)]
    return [
        y * math.log1p(math.exp(-z)) + (1 - y) * math.log1p(math.exp(z))
        for y, z in zip(p.targets, p.predictions, strict=True)
    ]


def _probabilities(p: BceParams) -> list[float]:
    return list(p.predictions) if p.kind == "probabilities" else [1 / (1 + math.exp(-z)) for z in p.predictions]


def _written(y: float, a: float) -> str:
    """The part of the formula that a target leaves."""
    if y == 1:
        return rf"-\log {about(a)}"
    if y == 0:
        return rf"-\log(1-{about(a)})"
    return rf"-{exact(y)} \log {about(a)} - {about(1 - y)} \log(1-{about(a)})"


problem = BinaryCrossEntropy()
