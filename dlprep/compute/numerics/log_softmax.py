"""Log-softmax of logits of any size, ln p_i = x_i - logsumexp(x), or logsumexp(x) = ln sum_j exp(x_j) alone; in nats.

The maximum m is taken out first: logsumexp(x) = m + ln sum_j exp(x_j - m). A log-softmax of -800 is a good number,
while the softmax itself is 0 in float64, and the logarithm of that -inf. The allowed error is absolute: beside a
maximum of 1000, three digits would not show the logarithm at all.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.1; torch.log_softmax, torch.logsumexp.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Vector
from dlprep.text import Text

Values = tuple[float, ...]
Logit = Annotated[Real, Field(ge=-1e4, le=1e4)]


class LogParams(Params):
    """The scores, and which of the two is asked."""

    logits: Annotated[tuple[Logit, ...], Field(min_length=2, max_length=16)] = parameter(
        zh="2 到 16 个数，每个在 -10000 到 10000 之间", en="2 to 16 numbers, each from -10000 to 10000"
    )
    quantity: Literal["log_softmax", "logsumexp"] = parameter(
        "log_softmax",
        zh="log_softmax：各类的对数概率；logsumexp：一个数",
        en="log_softmax, one number a logit, or logsumexp",
    )


class LogSoftmax(BatchedProblem[LogParams]):
    """Subtract the maximum, then the logarithm of a sum between 1 and the number of logits."""

    title = Text(zh="数值稳定的 log-softmax", en="Log-softmax, numerically stable")
    covers = ("log_softmax",)
    params = LogParams
    example = {"logits": [1000, 1001, 200]}

    def generate(self, rng: Random, level: Level) -> LogParams:
        """Basic: two logits, far from 0. Intermediate: three, or logsumexp. Advanced: one so small it underflows."""
        offset = rng.choice((-1, 1)) * rng.randint(1, 20) * 100
        quantity: Literal["log_softmax", "logsumexp"] = "log_softmax"
        if level == "basic":
            # 0.6931 and 1.0986 are the logarithms of 2 and 3
            above: tuple[float, ...] = (0, rng.choice((0, 0.6931, 1.0986, 1, 2, 3)))
        elif level == "intermediate":
            above, quantity = tuple(rng.sample(range(-3, 4), k=3)), rng.choice(("log_softmax", "logsumexp"))
        else:
            above = (-rng.randint(8, 15) * 100, *(rng.randint(-25, 25) / 10 for _ in range(3)))
        logits = tuple(round(offset + x, 4) for x in rng.sample(above, k=len(above)))
        return LogParams(logits=logits, quantity=quantity)

    def prompt(self, p: LogParams) -> Text:
        """Ask for the mathematical value, in nats."""
        given = f"$x = [{row(p.logits)}]$"
        if p.quantity == "logsumexp":
            asked = r"$\ln \sum_j e^{x_j}$"
            return Text(
                zh=f"logits 为 {given}，按数学定义（没有溢出和舍入），logsumexp {asked} 是多少？",
                en=f"The logits are {given}. What is logsumexp, {asked}, by its mathematical definition, without "
                "overflow or rounding?",
            )
        asked = r"$\ln p_i$"
        return Text(
            zh=rf"logits 为 {given}，$p = \text{{softmax}}(x)$。按数学定义（没有溢出和舍入），"
            f"log-softmax 给出的各个 {asked} 是多少？（自然对数）",
            en=rf"The logits are {given} and $p = \text{{softmax}}(x)$. What does log-softmax give, {asked} for each "
            "logit, in natural logarithms, by the mathematical definition, without overflow or rounding?",
        )

    def answer_type(self, p: LogParams) -> AnswerType:
        """Whoever computes in the wrong order may type -inf or nan, and is told why it is wrong."""
        if p.quantity == "logsumexp":
            return Number(rtol=0.0, atol=1e-3, special=True)
        return Vector(rtol=0.0, atol=1e-3, special=True, size=len(p.logits))

    def reference(self, p: LogParams) -> AnswerValue:
        """Take the maximum out; what the other terms add is ln(1 + rest), without loss."""
        top = max(p.logits)
        rest = sorted(p.logits)[:-1]
        log_sum = math.log1p(math.fsum(math.exp(x - top) for x in rest))
        return top + log_sum if p.quantity == "logsumexp" else tuple(x - top - log_sum for x in p.logits)

    def torch_stacked(self, ps: Sequence[LogParams], place: Place) -> Stacked:
        """Run torch.log_softmax or torch.logsumexp."""
        import torch

        run = getattr(torch, ps[0].quantity)
        return run(place.tensor([p.logits for p in ps]), dim=1)

    def steps(self, p: LogParams) -> list[Text]:
        """The formula with the maximum taken out, then shift, logarithm of the sum, differences."""
        top = max(p.logits)
        exps = [math.exp(x - top) for x in p.logits]
        log_sum = math.log(math.fsum(exps))
        shifts = ", ".join(f"{exact(x)} - {factor(top)} = {_digits(x - top)}" for x in p.logits)
        rest = rf"$\ln ({' + '.join(map(about, exps))}) = {about(log_sum)}$"
        whole = rf"$\ln \sum_j e^{{x_j}} = {exact(top)} + {about(log_sum)} = {_digits(top + log_sum)}$"
        if p.quantity == "logsumexp":
            formula = r"$\ln \sum_j e^{x_j} = m + \ln \sum_j e^{x_j - m}$, $m = \max_j x_j$"
        else:
            formula = r"$\ln p_i = (x_i - m) - \ln \sum_j e^{x_j - m}$, $m = \max_j x_j$"
        steps = [
            Text(
                zh=f"{formula}。减去最大值后指数不会上溢，和至少是 1，取对数总有意义；不要先算 $p_i$ 再取对数，"
                "它可能下溢成 0。",
                en=f"{formula}. With the maximum subtracted no exponential overflows and the sum is at least 1: its "
                "logarithm exists. Never take the logarithm of a finished $p_i$, which may have underflowed to 0.",
            ),
            Text(zh=f"减去最大值：${shifts}$。", en=f"Subtract the maximum: ${shifts}$."),
            Text(zh=f"指数之和的对数：{rest}。", en=f"The logarithm of the sum of exponentials: {rest}."),
        ]
        if p.quantity == "logsumexp":
            return [*steps, Text(zh=f"加回最大值：{whole}。", en=f"Add the maximum back: {whole}.")]
        logs = ", ".join(_digits(x - top - log_sum) for x in p.logits)
        return [*steps, Text(zh=f"相减：$[{logs}]$。", en=f"Subtract: $[{logs}]$.")]

    def slips(self, p: LogParams) -> Iterator[Slip]:
        """Overflow and underflow, a wrong base or sign, and what is left out."""
        yield from _sum_slips(p) if p.quantity == "logsumexp" else _log_slips(p)


def _sum_slips(p: LogParams) -> Iterator[Slip]:
    top = max(p.logits)
    log_sum = math.log(math.fsum(math.exp(x - top) for x in p.logits))
    if abs(top) > 800:
        yield Slip(
            "maximum_not_subtracted",
            math.copysign(math.inf, top),
            Text(
                zh="直接计算时指数在 float64 中上溢或全部下溢；先减去最大值，结果有限。",
                en="A direct computation overflows, or every exponential vanishes in float64; with the maximum "
                "subtracted first the result is finite.",
            ),
        )
    if top != 0:
        yield Slip(
            "maximum_not_added_back",
            log_sum,
            Text(
                zh="减去的最大值要加回来：$e^m$ 提到和的外面，取对数得 $m$。",
                en="Add the maximum back: the $e^m$ taken out of the sum has the logarithm $m$.",
            ),
        )
    yield Slip(
        "maximum_alone",
        top,
        Text(
            zh="这是最大值；logsumexp 是它的光滑近似，总比它大一点。",
            en="That is the maximum; logsumexp is a smooth version of it, and a little larger.",
        ),
    )
    yield Slip(
        "sum_of_logits",
        sum(p.logits),
        Text(zh="和的对数不等于对数的和。", en="The logarithm of a sum is not the sum of the logarithms."),
    )


def _log_slips(p: LogParams) -> Iterator[Slip]:
    top = max(p.logits)
    exps = [math.exp(x - top) for x in p.logits]
    total = math.fsum(exps)
    logs = tuple(x - top - math.log(total) for x in p.logits)
    if min(exps) == 0:
        yield Slip(
            "logarithm_of_softmax",
            tuple(math.log(e / total) if e else -math.inf for e in exps),
            Text(
                zh="softmax 在 float64 中下溢成 0，再取对数就是 -inf；log-softmax 要一步算出。",
                en="Softmax underflows to 0 in float64, whose logarithm is -inf; compute log-softmax in one go.",
            ),
        )
    yield Slip(
        "log_sum_left_out",
        tuple(x - top for x in p.logits),
        Text(
            zh="这只减了最大值；还要减去指数之和的对数。",
            en="That subtracts the maximum alone; subtract the logarithm of the sum of exponentials too.",
        ),
    )
    yield Slip(
        "probabilities",
        tuple(e / total for e in exps),
        Text(zh="这是 softmax 本身，要的是它的对数。", en="That is softmax itself; its logarithm is asked for."),
    )
    yield Slip(
        "sign_turned",
        tuple(-x for x in logs),
        Text(
            zh="这是负对数似然；概率不超过 1，它的对数不是正数。",
            en="That is the negative log-likelihood; a probability is at most 1, so its logarithm is not positive.",
        ),
    )
    yield Slip(
        "base_two",
        tuple(x / math.log(2) for x in logs),
        Text(zh="这里用了以 2 为底的对数，题目要自然对数。", en="That is in bits; natural logarithms are asked for."),
    )


def _digits(x: float) -> str:
    """Write a sum of a large and a small number so that the small one can be seen."""
    return exact(round(x, 4)) if abs(x) >= 1 else about(x)


problem = LogSoftmax()
