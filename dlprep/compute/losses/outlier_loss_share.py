"""Share of one outlier in the total loss, from 0 to 1, under the L1, L2 and smooth L1 loss.

All n samples have the same true value; one prediction is far off, the other n - 1 are equal and close. The share is
loss(outlier) / (loss(outlier) + (n - 1) loss(other)). L2 costs d^2; smooth L1 costs d^2/2 where |d| < 1, and |d| - 1/2
elsewhere. Whether losses are averaged or summed does not matter.
Source: Girshick 2015, Fast R-CNN, arXiv:1504.08083, section 2.3 (why smooth L1: it is less sensitive to outliers).
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.losses._regression import EACH, Loss, cost
from dlprep.compute.numbers import Real, about, exact, factor
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text

LOSSES: tuple[tuple[Loss, str], ...] = (("l1", "L1"), ("l2", "L2"), ("smooth_l1", "smooth L1"))
_Value = Annotated[Real, Field(ge=-1000, le=1000)]


class OutlierParams(Params):
    """One outlier among samples that are all alike."""

    truth: _Value = parameter(zh="真实值，所有样本相同，-1000 到 1000", en="true value of all samples, -1000 to 1000")
    outlier: _Value = parameter(zh="离群样本的预测值", en="prediction of the outlier")
    usual: _Value = parameter(zh="其余样本的预测值，不等于真实值", en="prediction of the others, not the true value")
    n: Annotated[int, Field(strict=True, ge=2, le=1000)] = parameter(
        zh="样本总数，含离群样本，2 到 1000", en="number of all samples, the outlier among them, 2 to 1000"
    )

    @model_validator(mode="after")
    def _is_an_outlier(self) -> "OutlierParams":
        if abs(self.usual - self.truth) < 0.01:
            raise RuleError(
                zh="usual：与真实值至少相差 0.01，否则损失全部来自异常值",
                en="usual: must be 0.01 or more off the true value, or the outlier has all of the loss",
            )
        if abs(self.outlier - self.truth) <= abs(self.usual - self.truth):
            raise RuleError(
                zh="outlier：必须比其他预测离真实值更远",
                en="outlier: must be further off the true value than the other predictions",
            )
        return self


class OutlierLossShare(BatchedProblem[OutlierParams]):
    """Squares let one sample take it all."""

    title = Text(zh="离群样本在损失中的占比", en="Share of an outlier in the loss")
    covers = ("outlier_loss_share",)
    params = OutlierParams
    example = {"truth": 1, "outlier": 100, "usual": 2, "n": 100}
    minutes = {"basic": 2.0, "intermediate": 2.5, "advanced": 3.0}

    def generate(self, rng: Random, level: Level) -> OutlierParams:
        """Basic: the others are off by 1. Intermediate: by 2 or 3. Advanced: by less than 1."""
        sign = rng.choice((-1, 1))
        off = {"basic": (1.0,), "intermediate": (2.0, 3.0), "advanced": (0.2, 0.4, 0.5, 0.8)}[level]
        truth = float(rng.randint(-3, 9))
        return OutlierParams(
            truth=truth,
            outlier=truth + rng.choice((4, 5, 8, 10, 12, 20)) * sign,
            usual=round(truth + rng.choice((-1, 1)) * rng.choice(off), 1),
            n=rng.choice((5, 6, 11)) if level == "basic" else rng.choice((11, 21, 41, 51)),
        )

    def prompt(self, p: OutlierParams) -> Text:
        """Ask for a fraction, and write the losses out."""
        others = p.n - 1
        return Text(
            zh=f"{p.n} 个样本的真实值都是 {exact(p.truth)}。一个离群样本的预测值是 {exact(p.outlier)}，"
            f"其余 {others} 个的预测值都是 {exact(p.usual)}。$d$ 表示预测值减真实值，分别用三种损失：{EACH.zh}。"
            "离群样本占总损失的比例各是多少（0 到 1 之间的数）？",
            en=f"{p.n} samples all have the true value {exact(p.truth)}. One outlier is predicted as "
            f"{exact(p.outlier)}, the other {others} as {exact(p.usual)}. With $d$ for "
            f"prediction less true value, take three losses: {EACH.en}. What fraction of the total loss, from 0 to 1, "
            "is the outlier's under each?",
        )

    def answer_type(self, p: OutlierParams) -> AnswerType:
        """Three fractions."""
        return Parts(
            tuple(
                Part(loss, Text(f"{name} 下的占比", f"its share under {name}"), Number(rtol=1e-3, atol=5e-4))
                for loss, name in LOSSES
            )
        )

    def reference(self, p: OutlierParams) -> AnswerValue:
        """The formula, loss by loss."""
        return _shares(p.outlier - p.truth, p.usual - p.truth, p.n - 1)

    def torch_stacked(self, ps: Sequence[OutlierParams], place: Place) -> Stacked:
        """Run F.l1_loss, F.mse_loss and F.smooth_l1_loss on all samples, without reduction."""
        import torch

        f = torch.nn.functional
        predictions = place.tensor([[p.outlier] + [p.usual] * (p.n - 1) for p in ps])
        truth = place.tensor([[p.truth] for p in ps]).expand_as(predictions)
        each = {
            "l1": f.l1_loss(predictions, truth, reduction="none"),
            "l2": f.mse_loss(predictions, truth, reduction="none"),
            "smooth_l1": f.smooth_l1_loss(predictions, truth, reduction="none"),
        }
        return {name: costs[:, 0] / costs.sum(dim=1) for name, costs in each.items()}

    def steps(self, p: OutlierParams) -> list[Text]:
        """The share, both errors, then each loss."""
        far, near, others = p.outlier - p.truth, p.usual - p.truth, p.n - 1
        share = r"$\frac{\ell(d_o)}{\ell(d_o) + (n-1) \ell(d)}$"
        errors = (
            f"$d_o = {exact(p.outlier)} - {factor(p.truth)} = {about(far)}$, "
            f"$d = {exact(p.usual)} - {factor(p.truth)} = {about(near)}$"
        )
        work = []
        for loss, name in LOSSES:
            a, b = cost(loss, far), cost(loss, near)
            fraction = rf"\frac{{{about(a)}}}{{{about(a)} + {others} \cdot {about(b)}}}"
            work.append((name, f"${fraction} = {about(a / (a + others * b))}$"))
        return [
            Text(zh=f"离群样本的占比：{share}。", en=f"The outlier's share: {share}."),
            Text(zh=f"误差：{errors}。", en=f"The errors: {errors}."),
            *(Text(zh=f"{name}：{quotient}。", en=f"{name}: {quotient}.") for name, quotient in work),
            Text(
                zh="平方放大了大的误差，离群样本在 L2 中占比最大；smooth L1 对大误差与 L1 一样是线性的。",
                en="Squares enlarge the large error, so the outlier's share is largest under L2; for large errors "
                "smooth L1 is linear, as L1 is.",
            ),
        ]

    def slips(self, p: OutlierParams) -> Iterator[Slip]:
        """Samples miscounted, or no errors taken."""
        far, near, others = p.outlier - p.truth, p.usual - p.truth, p.n - 1
        costs = [(loss, cost(loss, far), others * cost(loss, near)) for loss, _ in LOSSES]
        if others > 1:
            yield Slip(
                "others_counted_once",
                _shares(far, near, 1),
                Text(
                    zh="其余 $n-1$ 个样本每个都有损失，要乘个数。",
                    en="Each of the other $n-1$ samples has its loss; multiply by their number.",
                ),
            )
        yield Slip(
            "outlier_counted_as_usual_too",
            _shares(far, near, p.n),
            Text(zh="其余样本是 $n-1$ 个，不是 $n$ 个。", en="The others are $n-1$, not $n$."),
        )
        if p.truth != 0 and p.usual != 0 and p.outlier != 0:
            yield Slip(
                "true_value_not_subtracted",
                _shares(p.outlier, p.usual, others),
                Text(
                    zh="损失看的是误差，先要减去真实值。",
                    en="A loss is about errors: subtract the true value first.",
                ),
            )
        yield Slip(
            "share_of_the_others",
            {loss: rest / (own + rest) for loss, own, rest in costs},
            Text(zh="这是其余样本的占比。", en="That is the share of the other samples."),
        )
        yield Slip(
            "ratio_for_share",
            {loss: own / rest for loss, own, rest in costs},
            Text(
                zh="这是与其余样本损失之比；占比的分母还含离群样本自己。",
                en="That is the ratio to the others' loss; for the share the denominator has the outlier in it too.",
            ),
        )


def _shares(far: float, near: float, others: int) -> AnswerValue:
    """Loss by loss, the share of one error among others that are all alike."""
    costs = ((loss, cost(loss, far), others * cost(loss, near)) for loss, _ in LOSSES)
    return {loss: own / (own + rest) for loss, own, rest in costs}


problem = OutlierLossShare()
