"""Importance weights under covariate shift from a domain classifier, and the weighted risk on the training data.

The classifier's logit h(x) is for "from the target": sigmoid(h) = P(target | x), trained on n_source and n_target
samples. The weight is the ratio of densities, p_target(x) / p_source(x) = exp(h(x)) n_source / n_target. The risk is
sum b_i l_i divided by sum b_i (self-normalised) or by the number of samples (mean).
Source: Zhang, Lipton, Li & Smola, Dive into Deep Learning, section 4.7.3; Bickel, Brueckner & Scheffer 2009,
Discriminative Learning Under Covariate Shift, JMLR 10.
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Logits = Annotated[tuple[Annotated[Real, Field(ge=-20, le=20)], ...], Field(min_length=1, max_length=8)]
Losses = Annotated[tuple[Annotated[Real, Field(ge=0, le=1e3)], ...], Field(min_length=1, max_length=8)]
Samples = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
LOGS = (0.0, 0.6931, -0.6931, 1.0986, 1.3863, -1.3863)  # logarithms of 1, 2, 1/2, 3, 4 and 1/4


class WeightingParams(Params):
    """Training samples with their losses, and what the domain classifier says of them."""

    logits: Logits = parameter(
        zh="域分类器对 1 到 8 个训练样本的 logit，正表示像目标域，±20 以内",
        en="logits of the domain classifier for 1 to 8 training samples, positive for the target, within ±20",
    )
    losses: Losses = parameter(zh="各样本的损失，不为负", en="loss of each sample, at least 0")
    source: Samples = parameter(
        1000, zh="训练域分类器的源域样本数", en="source samples that the domain classifier was trained on"
    )
    target: Samples = parameter(
        1000, zh="训练域分类器的目标域样本数", en="target samples that the domain classifier was trained on"
    )
    average: Literal["self_normalised", "mean"] = parameter(
        "self_normalised",
        zh="self_normalised：除以权重之和；mean：除以样本数",
        en="self_normalised: divided by the sum of weights; mean: divided by the number of samples",
    )

    @model_validator(mode="after")
    def _one_loss_each(self) -> "WeightingParams":
        if len(self.losses) != len(self.logits):
            raise RuleError(zh="losses：每个 logit 对应一个", en="losses: give one for each logit")
        return self


class ImportanceWeighting(BatchedProblem[WeightingParams]):
    """Odds, corrected for the sizes, weigh the losses."""

    title = Text(zh="协变量偏移的重要性加权", en="Importance weighting under covariate shift")
    covers = ("importance_weighting",)
    params = WeightingParams
    example = {"logits": [0, 0.6931, -0.6931], "losses": [1, 2, 4], "source": 1000, "target": 500}
    minutes = {"basic": 1.5, "intermediate": 2.5, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> WeightingParams:
        """Basic: simple odds, as many of each domain. Intermediate: sizes differ. Advanced: any logits."""
        n = {"basic": 2, "intermediate": 3, "advanced": rng.randint(3, 4)}[level]
        losses: tuple[float, ...] = tuple(rng.sample(range(1, 9), k=n))
        if level == "basic":
            return WeightingParams(logits=tuple(rng.sample(LOGS, k=n)), losses=losses)
        source, target = rng.choice(((1000, 500), (2000, 500), (300, 600), (1000, 250), (400, 1200)))
        average: Literal["self_normalised", "mean"] = rng.choice(("self_normalised", "mean"))
        logits = tuple(rng.sample(LOGS, k=n))
        if level == "advanced":
            logits = tuple(v / 10 for v in rng.sample(range(-20, 21), k=n))
            losses = tuple(v / 10 for v in rng.sample(range(2, 40), k=n))
        return WeightingParams(logits=logits, losses=losses, source=source, target=target, average=average)

    def prompt(self, p: WeightingParams) -> Text:
        """Say what the classifier saw, which way its logit points, and what the risk is divided by."""
        logits, losses = f"$h = [{row(p.logits)}]$", f"$l = [{row(p.losses)}]$"
        sigmoid, weight = r"$\sigma(h(x)) = P(\text{target} \mid x)$", r"$\beta = p_T(x) / p_S(x)$"
        divided = (
            Text("除以权重之和（自归一化）", "divided by the sum of the weights (self-normalised)")
            if p.average == "self_normalised"
            else Text("除以样本数", "divided by the number of samples")
        )
        return Text(
            zh=f"一个逻辑回归域分类器，用 {p.source} 个源域样本和 {p.target} 个目标域样本训练，输出 {sigmoid}。"
            f"对几个训练（源域）样本，它的 logit 为 {logits}，模型的损失为 {losses}。"
            f"求每个样本的重要性权重 {weight}（不截断），以及加权损失之和{divided.zh}得到的风险。",
            en=f"A logistic domain classifier was trained on {p.source} samples of the source and {p.target} of the "
            f"target, and gives {sigmoid}. For some training samples, from the source, its logits are {logits} and the "
            f"model's losses {losses}. What are their importance weights {weight}, unclipped, and the risk, the sum of "
            f"the weighted losses {divided.en}?",
        )

    def answer_type(self, p: WeightingParams) -> AnswerType:
        """A weight for each sample, and the risk."""
        return Parts(
            (
                Part("weights", Text("各样本的权重", "weight of each sample"), Vector()),
                Part("risk", Text("加权风险", "weighted risk"), Number(atol=1e-4)),
            )
        )

    def reference(self, p: WeightingParams) -> dict[str, AnswerValue]:
        """Odds over the odds of the sizes."""
        return _answer(p, _weights(p))

    def alike(self, p: WeightingParams) -> Hashable:
        """The numbers of samples are numbers like others here."""
        return len(p.logits), p.average

    def torch_stacked(self, ps: Sequence[WeightingParams], place: Place) -> Stacked:
        """Take log-probabilities of both domains from a Bernoulli, less those of the domain sizes."""
        import torch
        from torch.distributions import Bernoulli

        domain = Bernoulli(logits=place.tensor([p.logits for p in ps]))
        prior = Bernoulli(probs=place.tensor([[p.target / (p.source + p.target)] for p in ps]))
        yes, no = place.tensor(1.0), place.tensor(0.0)
        log_weights = domain.log_prob(yes) - domain.log_prob(no) - prior.log_prob(yes) + prior.log_prob(no)
        losses = place.tensor([p.losses for p in ps])
        if ps[0].average == "self_normalised":
            risk = (torch.softmax(log_weights, dim=1) * losses).sum(dim=1)
        else:
            risk = (log_weights.exp() * losses).mean(dim=1)
        return {"weights": log_weights.exp(), "risk": risk}

    def steps(self, p: WeightingParams) -> list[Text]:
        """The formulas, the weights, the risk."""
        weights = _weights(p)
        rule = r"$\beta_i = \frac{P(T \mid x_i)}{P(S \mid x_i)} \cdot \frac{n_S}{n_T} = e^{h_i} \frac{n_S}{n_T}$"
        normalised = p.average == "self_normalised"
        risk = (
            r"$R = \frac{\sum_i \beta_i l_i}{\sum_i \beta_i}$"
            if normalised
            else r"$R = \frac{1}{n} \sum_i \beta_i l_i$"
        )
        ratio = rf"$\frac{{n_S}}{{n_T}} = \frac{{{p.source}}}{{{p.target}}} = {about(p.source / p.target)}$"
        odds = rf"$e^h = [{', '.join(about(math.exp(h)) for h in p.logits)}]$"
        found = rf"$\beta = [{', '.join(map(about, weights))}]$"
        above = " + ".join(rf"{about(b)} \cdot {exact(x)}" for b, x in zip(weights, p.losses, strict=True))
        below = " + ".join(map(about, weights)) if normalised else str(len(weights))
        value = rf"$R = \frac{{{above}}}{{{below}}} = {about(_risk(p, weights))}$"
        return [
            Text(
                zh=f"按贝叶斯公式 {rule}，再算 {risk}。",
                en=f"By Bayes' rule {rule}, and then {risk}.",
            ),
            Text(zh=f"权重：{ratio}，{odds}，于是 {found}。", en=f"Weights: {ratio}, {odds}, so {found}."),
            Text(zh=f"风险：{value}。", en=f"Risk: {value}."),
        ]

    def slips(self, p: WeightingParams) -> Iterator[Slip]:
        """Probabilities for odds, ratios upside down, and another denominator."""
        weights = _weights(p)
        ratio = p.source / p.target
        yield Slip(
            "probability_for_odds",
            _answer(p, [ratio / (1 + math.exp(-h)) for h in p.logits]),
            Text(
                zh=r"权重是两个域的概率之比 $e^h$，不是目标域的概率 $\sigma(h)$。",
                en=r"The weight is the ratio of both probabilities, $e^h$, not the target's alone, $\sigma(h)$.",
            ),
        )
        if any(p.logits):
            yield Slip(
                "ratio_inverted",
                _answer(p, [ratio * math.exp(-h) for h in p.logits]),
                Text(
                    zh="反了：越像目标域的样本，权重越大。",
                    en="Upside down: the more a sample is like the target, the more it weighs.",
                ),
            )
        if ratio != 1:
            yield Slip(
                "sizes_ignored",
                _answer(p, [math.exp(h) for h in p.logits]),
                Text(
                    zh="两个域的样本数不同，分类器的几率里含有 $n_T / n_S$，要除掉。",
                    en="The domains differ in size, so the classifier's odds contain $n_T / n_S$; divide it out.",
                ),
            )
            yield Slip(
                "sizes_inverted",
                _answer(p, [math.exp(h) / ratio for h in p.logits]),
                Text(
                    zh="样本数之比反了：目标域样本越多，分类器的几率越偏大，要乘 $n_S / n_T$。",
                    en="The sizes are upside down: more target samples raise the odds, so multiply by $n_S / n_T$.",
                ),
            )
        n, total = len(weights), math.fsum(weights)
        if abs(total - n) > 0.01 * n and any(p.losses):
            other: Literal["self_normalised", "mean"] = "mean" if p.average == "self_normalised" else "self_normalised"
            yield Slip(
                "other_denominator",
                _answer(p.model_copy(update={"average": other}), weights),
                Text(
                    zh="除以权重之和，不是样本数。",
                    en="Divide by the sum of the weights, not by the number of samples.",
                )
                if other == "mean"
                else Text(
                    zh="除以样本数，不是权重之和。", en="Divide by the number of samples, not the sum of weights."
                ),
            )
        yield Slip(
            "unweighted_risk",
            {"weights": tuple(weights), "risk": math.fsum(p.losses) / n},
            Text(
                zh="这是源域上的普通平均，权重没有用上。",
                en="That is the plain mean on the source; the weights are unused.",
            ),
        )


def _weights(p: WeightingParams) -> list[float]:
    return [math.exp(h) * p.source / p.target for h in p.logits]


def _risk(p: WeightingParams, weights: Sequence[float]) -> float:
    total = math.fsum(b * x for b, x in zip(weights, p.losses, strict=True))
    return total / (math.fsum(weights) if p.average == "self_normalised" else len(weights))


def _answer(p: WeightingParams, weights: Sequence[float]) -> dict[str, AnswerValue]:
    return {"weights": tuple(weights), "risk": _risk(p, weights)}


problem = ImportanceWeighting()
