"""Exponential moving average after the last of several values: v_t = beta v_(t-1) + (1 - beta) x_t.

beta is the share of the old value. With bias correction the average starts from 0 and is divided by 1 - beta^T at the
end, so that the weights of the T values add up to 1.
Source: Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, arXiv:1412.6980, section 3.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Value = Annotated[Real, Field(ge=-1e6, le=1e6)]


class EmaParams(Params):
    """Values in the order in which they come, and how they are averaged."""

    x: Annotated[tuple[Value, ...], Field(min_length=1, max_length=16)] = parameter(
        zh="依次到来的 1 到 16 个值", en="1 to 16 values, in the order in which they come"
    )
    beta: Annotated[Real, Field(gt=0, lt=1)] = parameter(zh="旧值的份额，0 到 1 之间", en="share of the old value")
    start: Value = parameter(0.0, zh="初值；做偏差校正时为 0", en="value at the start; 0 with bias correction")
    corrected: bool = parameter(
        False, zh="最后是否做偏差校正", en="whether the bias is corrected at the end", strict=True
    )

    @model_validator(mode="after")
    def _starts_at_zero(self) -> "EmaParams":
        if self.corrected and self.start != 0:
            raise RuleError(
                zh="start：偏差修正只用于从 0 开始的滑动平均",
                en="start: bias correction is for an average that starts from 0",
            )
        if 1 - self.beta < 1e-6:
            raise RuleError(zh="beta：不能大于 0.999999", en="beta: must be at most 0.999999")
        return self


class Ema(BatchedProblem[EmaParams]):
    """Blend in one value after the other."""

    title = Text(zh="指数移动平均", en="Exponential moving average")
    covers = ("ema",)
    params = EmaParams
    example = {"x": [10, 20, 30], "beta": 0.9, "corrected": True}

    def generate(self, rng: Random, level: Level) -> EmaParams:
        """Basic: two or three values from 0. Intermediate: corrected or from elsewhere. Advanced: more values."""
        if level == "basic":
            x = rng.sample(range(1, 10), k=rng.randint(2, 3))
            return EmaParams(x=tuple(10 * v for v in x), beta=rng.choice((0.9, 0.8, 0.75, 0.6)))
        corrected = rng.random() < 0.5
        start = 0.0 if corrected else rng.choice((-1, 1)) * rng.randint(2, 9)
        count = 3 if level == "intermediate" else rng.randint(4, 5)
        unit = 1 if level == "intermediate" else 10
        beta = rng.choice((0.9, 0.8, 0.7) if level == "intermediate" else (0.9, 0.95, 0.98, 0.85))
        x = rng.sample(range(1, 20 * unit), k=count)
        return EmaParams(x=tuple(v / unit for v in x), beta=beta, start=start, corrected=corrected)

    def prompt(self, p: EmaParams) -> Text:
        """Write the recursion out: whose share beta is must not be guessed."""
        rule, start = r"$v_t = \beta v_{t-1} + (1-\beta) x_t$", f"$v_0 = {exact(p.start)}$"
        beta, x, last = rf"$\beta = {exact(p.beta)}$", f"$[{row(p.x)}]$", f"$v_{{{len(p.x)}}}$"
        if p.corrected:
            return Text(
                zh=f"指数移动平均 {rule}，{start}，{beta}，依次到来的值为 {x}。"
                f"最后一个值之后，做了偏差校正（消除从 0 开始的影响）的 {last} 是多少？",
                en=f"The moving average {rule} starts from {start} with {beta}, and the values {x} come in turn. What "
                f"is {last}, after the last of them, corrected for the bias of starting from 0?",
            )
        return Text(
            zh=f"指数移动平均 {rule}，{start}，{beta}，依次到来的值为 {x}。不做偏差校正，{last} 是多少？",
            en=f"The moving average {rule} starts from {start} with {beta}, and the values {x} come in turn. What is "
            f"{last}, without bias correction?",
        )

    def answer_type(self, p: EmaParams) -> AnswerType:
        """One number, near 0 only if the values are."""
        return Number(atol=5e-4)

    def reference(self, p: EmaParams) -> float:
        """Run the recursion."""
        return _final(p)

    def torch_stacked(self, ps: Sequence[EmaParams], place: Place) -> Stacked:
        """Unroll it: a dot product of the values with their weights, powers of beta."""
        import torch

        x, beta = place.tensor([p.x for p in ps]), place.tensor([[p.beta] for p in ps])
        weights = torch.pow(beta, torch.arange(x.shape[1] - 1, -1, -1, device=place.device)) * (1 - beta)
        if ps[0].corrected:
            return torch.linalg.vecdot(weights / weights.sum(dim=1, keepdim=True), x)
        return torch.linalg.vecdot(weights, x) + place.tensor([p.start for p in ps]) * beta[:, 0].pow(x.shape[1])

    def steps(self, p: EmaParams) -> list[Text]:
        """The recursion, each value, the correction."""
        new = exact(round(1 - p.beta, 12))
        rule, fix = r"$v_t = \beta v_{t-1} + (1-\beta) x_t$", r"$\hat{v}_T = \frac{v_T}{1 - \beta^T}$"
        first = (
            Text(zh=f"{rule}，最后 {fix}。", en=f"{rule}, and at the end {fix}.")
            if p.corrected
            else Text(zh=f"{rule}，逐个代入。", en=f"{rule}, one value after the other.")
        )
        work, v = [], p.start
        for t, x in enumerate(p.x, start=1):
            after = p.beta * v + (1 - p.beta) * x
            old = f"({about(v)})" if v < 0 else about(v)
            work.append(rf"$v_{{{t}}} = {exact(p.beta)} \cdot {old} + {new} \cdot {factor(x)} = {about(after)}$")
            v = after
        steps = [first, Text(zh=f"{'，'.join(work)}。", en=f"{', '.join(work)}.")]
        if p.corrected:
            n = len(p.x)
            share = rf"1 - {exact(p.beta)}^{{{n}}}"
            correction = rf"$\frac{{{about(v)}}}{{{share}}} = {about(v / (1 - p.beta**n))}$"
            steps.append(Text(zh=f"偏差校正：{correction}。", en=f"Correct the bias: {correction}."))
        return steps

    def slips(self, p: EmaParams) -> Iterator[Slip]:
        """Shares swapped, starts mistaken, the correction left out or put in."""
        n = len(p.x)
        if p.beta != 0.5 and (n > 1 or not p.corrected):
            yield Slip(
                "shares_swapped",
                _final(p.model_copy(update={"beta": 1 - p.beta})),
                Text(
                    zh=r"$\beta$ 是旧值的份额，新值只占 $1-\beta$。",
                    en=r"The old value's share is $\beta$; the new one has only $1-\beta$.",
                ),
            )
        unweighted = p.start
        for x in p.x:
            unweighted = p.beta * unweighted + x
        yield Slip(
            "new_share_forgotten",
            unweighted,
            Text(
                zh=r"新值要乘 $1-\beta$；不乘就是动量那样的累加，不是平均。",
                en=r"The new value is multiplied by $1-\beta$; without it the values pile up, as in "
                "momentum, and are not averaged.",
            ),
        )
        if not p.corrected and p.start == 0:
            yield Slip(
                "corrected_unasked",
                _final(p.model_copy(update={"corrected": True})),
                Text(
                    zh=r"除以 $1-\beta^T$ 是偏差校正，这里没有要求。",
                    en=r"Dividing by $1-\beta^T$ corrects the bias, which was not asked for here.",
                ),
            )
        if p.corrected:
            raw = _final(p.model_copy(update={"corrected": False}))
            yield Slip(
                "correction_forgotten",
                raw,
                Text(
                    zh=r"还要除以 $1-\beta^T$：从 0 开始的平均偏小，权重之和只有这么多。",
                    en=r"Divide by $1-\beta^T$: the weights of an average that starts from 0 add up to no more.",
                ),
            )
            if n > 1:
                yield Slip(
                    "correction_of_first_step",
                    raw / (1 - p.beta),
                    Text(
                        zh=r"校正的分母是 $1-\beta^T$，随步数变化，不总是 $1-\beta$。",
                        en=r"The correction divides by $1-\beta^T$, which changes from step to step, not by $1-\beta$.",
                    ),
                )
        if n > 1:
            first = EmaParams(x=p.x[1:], beta=p.beta, start=p.x[0])
            yield Slip(
                "started_from_first_value",
                _final(first),
                Text(
                    zh="平均从给定的 $v_0$ 开始，不从第一个值开始。",
                    en="The average starts from the given $v_0$, not from the first value.",
                ),
            )


def _final(p: EmaParams) -> float:
    v = p.start
    for x in p.x:
        v = p.beta * v + (1 - p.beta) * x
    return v / (1 - p.beta ** len(p.x)) if p.corrected else v


problem = Ema()
