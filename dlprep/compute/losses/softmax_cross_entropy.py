"""Cross-entropy of a softmax with its target in nats: -sum_k y_k log softmax(z)_k, natural logarithm, one sample.

With a one-hot target of class t that is logsumexp(z) - z_t.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3; torch.nn.CrossEntropyLoss.
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from random import Random

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.losses._softmax import Logits, Target, check_target, said_target, simple_logits
from dlprep.compute.numbers import about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class CrossEntropyParams(Params):
    """The logits of one sample and its target."""

    logits: Logits = parameter(zh="2 到 8 个数，在 -30 到 30 之间", en="2 to 8 numbers from -30 to 30")
    target: Target = parameter(
        zh="目标概率，每类一个，和为 1；one-hot 即普通标签", en="target probabilities, one a class, sum 1; or one-hot"
    )

    @model_validator(mode="after")
    def _target_is_a_distribution(self) -> "CrossEntropyParams":
        check_target(self.logits, self.target)
        return self


class SoftmaxCrossEntropy(BatchedProblem[CrossEntropyParams]):
    """The log of the sum of exponentials, less the logit of the truth."""

    title = Text(zh="softmax 交叉熵", en="Softmax cross-entropy")
    covers = ("softmax_cross_entropy",)
    params = CrossEntropyParams
    example = {"logits": [2, 1, 0.1], "target": [1, 0, 0]}

    def generate(self, rng: Random, level: Level) -> CrossEntropyParams:
        """Basic: simple probabilities. Intermediate: three logits. Advanced: four, and a smoothed label."""
        logits = simple_logits(rng, level)
        n = len(logits)
        top, rest = (1.0, 0.0) if level != "advanced" else rng.choice(((0.7, 0.1), (0.85, 0.05), (0.91, 0.03)))
        label = rng.randrange(n)
        return CrossEntropyParams(logits=logits, target=tuple(top if k == label else rest for k in range(n)))

    def prompt(self, p: CrossEntropyParams) -> Text:
        """Say natural logarithm."""
        target = said_target(p.target)
        formula = r"$L = -\sum_k y_k \log \text{softmax}(z)_k$"
        return Text(
            zh=f"一个样本的 logits 为 $z = [{row(p.logits)}]$，目标为{target.zh}。softmax 交叉熵 {formula}"
            "（自然对数）是多少？",
            en=f"A sample has the logits $z = [{row(p.logits)}]$ and the {target.en}. What is its softmax "
            f"cross-entropy {formula}, with natural logarithms?",
        )

    def answer_type(self, p: CrossEntropyParams) -> AnswerType:
        """A loss of order 1, which may be near 0."""
        return Number(rtol=1e-3, atol=5e-4)

    def reference(self, p: CrossEntropyParams) -> float:
        """Log of the sum of exponentials, less the mean logit under the target."""
        return _log_sum(p) - math.fsum(y * z for y, z in zip(p.target, p.logits, strict=True))

    def alike(self, p: CrossEntropyParams) -> Hashable:
        """A class index and probabilities are two kinds of targets."""
        return len(p.logits), 1.0 in p.target

    def torch_stacked(self, ps: Sequence[CrossEntropyParams], place: Place) -> Stacked:
        """Run F.cross_entropy: with the class index for a one-hot target, with probabilities for another."""
        from torch.nn.functional import cross_entropy

        logits, target = place.tensor([p.logits for p in ps]), place.tensor([p.target for p in ps])
        hard = 1.0 in ps[0].target
        return cross_entropy(logits, target.argmax(dim=1) if hard else target, reduction="none")

    def steps(self, p: CrossEntropyParams) -> list[Text]:
        """The formula, the log-sum-exp, then the difference."""
        exps = [math.exp(z) for z in p.logits]
        lse = _log_sum(p)
        sums = " + ".join(rf"e^{{{exact(z)}}}" for z in p.logits)
        values = " + ".join(map(about, exps))
        chosen = [(y, z) for y, z in zip(p.target, p.logits, strict=True) if y]
        mean = math.fsum(y * z for y, z in chosen)
        terms = " + ".join(rf"{exact(y)} \cdot {f'({exact(z)})' if z < 0 else exact(z)}" for y, z in chosen)
        minus = f"({about(mean)})" if mean < 0 else about(mean)
        target = rf"$\sum_k y_k z_k = {terms} = {about(mean)}$"
        loss = f"$L = {about(lse)} - {minus} = {about(lse - mean)}$"
        return [
            Text(
                zh=r"$\log \text{softmax}(z)_k = z_k - \log \sum_j e^{z_j}$，所以 "
                r"$L = \log \sum_j e^{z_j} - \sum_k y_k z_k$（目标之和为 1）；one-hot 时第二项就是正确类的 logit。",
                en=r"Since $\log \text{softmax}(z)_k = z_k - \log \sum_j e^{z_j}$ and targets add up to 1, "
                r"$L = \log \sum_j e^{z_j} - \sum_k y_k z_k$; for a one-hot target the last term is the logit of the "
                "true class.",
            ),
            Text(
                zh=rf"$\log({sums}) = \log({values}) = \log {about(math.fsum(exps))} = {about(lse)}$。",
                en=rf"$\log({sums}) = \log({values}) = \log {about(math.fsum(exps))} = {about(lse)}$.",
            ),
            Text(zh=f"{target}，{loss}。", en=f"{target}, so {loss}."),
        ]

    def slips(self, p: CrossEntropyParams) -> Iterator[Slip]:
        """A part of the formula for the whole, or another loss."""
        lse = _log_sum(p)
        logs = [z - lse for z in p.logits]
        right = -math.fsum(y * log for y, log in zip(p.target, logs, strict=True))
        if right < 0.01:
            return  # a loss of about 0 is about 0 in any unit
        yield Slip(
            "bits",
            right / math.log(2),
            Text(zh="这是以 2 为底，要用自然对数。", en="That is in base 2; natural logarithms are asked for."),
        )
        yield Slip(
            "sign_forgotten",
            -right,
            Text(
                zh="概率的对数是负的，前面的负号使损失为正。",
                en="Logarithms of probabilities are negative; the minus sign in front makes the loss positive.",
            ),
        )
        if lse > 0.01 or lse < -0.01:
            yield Slip(
                "not_normalised",
                right - lse,
                Text(
                    zh="这只是 $-z_t$：log-softmax 还要减去 log-sum-exp。",
                    en="That is $-z_t$ alone: log-softmax subtracts the log-sum-exp too.",
                ),
            )
        yield Slip(
            "logarithm_forgotten",
            math.fsum(y * math.exp(log) for y, log in zip(p.target, logs, strict=True)),
            Text(
                zh="这是正确类的概率，损失是它的负对数。",
                en="That is the probability of the true class; the loss is its negative logarithm.",
            ),
        )
        yield Slip(
            "mean_over_classes",
            right / len(logs),
            Text(
                zh="对类别求和，不取平均；平均只对样本取。",
                en="Classes are summed over, not averaged; only samples are averaged.",
            ),
        )
        yield Slip(
            "binary_for_each_class",
            math.fsum(math.log1p(math.exp(z)) - y * z for y, z in zip(p.target, p.logits, strict=True)),
            Text(
                zh="这是逐类 sigmoid 的二元交叉熵之和；softmax 的各类共用一个分母。",
                en="That is the sum of binary cross-entropies, a sigmoid for each class; with softmax the classes "
                "share one denominator.",
            ),
        )


def _log_sum(p: CrossEntropyParams) -> float:
    return math.log(math.fsum(math.exp(z) for z in p.logits))


problem = SoftmaxCrossEntropy()
