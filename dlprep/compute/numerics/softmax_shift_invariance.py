"""What becomes of softmax probabilities when logits are shifted: all by c, and one of them by d more.

A shift of all logits changes nothing, since e^c is in every term of the numerator and the denominator; what counts is
differences between logits alone. n probabilities in, n out.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, sections 4.1 and 6.2.2.3.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]


class ShiftParams(Params):
    """The probabilities before, and the two shifts."""

    probabilities: Annotated[tuple[Annotated[Real, Field(ge=1e-4, lt=1)], ...], Field(min_length=2, max_length=16)] = (
        parameter(
            zh="移动前的概率，2 到 16 个，和为 1", en="the probabilities before, 2 to 16 of them that add up to 1"
        )
    )
    shift: Annotated[Real, Field(ge=-1000, le=1000)] = parameter(
        zh="c：给所有 logit 加上的数，-1000 到 1000", en="c, added to every logit, from -1000 to 1000"
    )
    raised: int = parameter(1, ge=1, zh="单独再移动的是第几个，从 1 数起", en="which logit moves alone, counted from 1")
    rise: Annotated[Real, Field(ge=-10, le=10)] = parameter(
        0.0, zh="d：再给这一个 logit 加上的数，-10 到 10", en="d, added to that logit as well, from -10 to 10"
    )

    @model_validator(mode="after")
    def _whole(self) -> "ShiftParams":
        if abs(math.fsum(self.probabilities) - 1) > 1e-9:
            raise RuleError(zh="probabilities：之和必须为 1", en="probabilities: must add up to 1")
        if self.raised > len(self.probabilities):
            raise RuleError(
                zh=f"raised：只有 {len(self.probabilities)} 个 logit",
                en=f"raised: there are {len(self.probabilities)} logits only",
            )
        return self


class SoftmaxShiftInvariance(BatchedProblem[ShiftParams]):
    """Leave the common shift out; multiply one probability by e^d and normalise again."""

    title = Text(zh="softmax 的平移不变性", en="Softmax and shifted logits")
    covers = ("softmax_shift_invariance",)
    params = ShiftParams
    example = {"probabilities": [0.2, 0.3, 0.5], "shift": 100, "raised": 2, "rise": 0.6931}

    def generate(self, rng: Random, level: Level) -> ShiftParams:
        """Basic: two or three, e^d near 2, 3 or 4. Intermediate: three or four. Advanced: four or five, any d."""
        n = {"basic": rng.randint(2, 3), "intermediate": rng.randint(3, 4), "advanced": rng.randint(4, 5)}[level]
        cuts = (0, *sorted(rng.sample(range(1, 20), k=n - 1)), 20)
        # the logarithms of 2, 3 and 4
        rises = (0.6931, 1.0986, 1.3863) if level == "basic" else tuple(i / 10 for i in range(5, 31))
        return ShiftParams(
            probabilities=tuple((high - low) / 20 for low, high in pairwise(cuts)),
            shift=rng.choice((-1, 1)) * rng.choice((rng.randint(1, 9), rng.randint(1, 10) * 100)),
            raised=rng.randint(1, n),
            rise=rng.choice(rises) * (1 if level == "basic" else rng.choice((-1, 1))),
        )

    def prompt(self, p: ShiftParams) -> Text:
        """Say what is added to what."""
        before = f"$p = [{row(p.probabilities)}]$"
        alone = f"$x_{{{p.raised}}}$"
        if p.rise == 0:
            return Text(
                zh=f"softmax 对 logits $x$ 给出概率 {before}。所有 logit 都加上 $c = {exact(p.shift)}$ 之后，"
                "概率是多少？（按数学定义，没有溢出和舍入）",
                en=f"For logits $x$ softmax gives the probabilities {before}. Now $c = {exact(p.shift)}$ is added to "
                "every logit. What are the probabilities after that, by the mathematical definition, without overflow "
                "or rounding?",
            )
        return Text(
            zh=f"softmax 对 logits $x$ 给出概率 {before}。现在所有 logit 都加上 $c = {exact(p.shift)}$，其中 {alone} "
            f"在此之外再加上 $d = {exact(p.rise)}$。新的概率是多少？（按数学定义，没有溢出和舍入）",
            en=f"For logits $x$ softmax gives the probabilities {before}. Now $c = {exact(p.shift)}$ is added to every "
            f"logit, and $d = {exact(p.rise)}$ to {alone} on top of that. What are the new probabilities, by the "
            "mathematical definition, without overflow or rounding?",
        )

    def answer_type(self, p: ShiftParams) -> AnswerType:
        """One probability a logit."""
        return Vector(rtol=1e-3, atol=1e-4, size=len(p.probabilities))

    def reference(self, p: ShiftParams) -> Values:
        """Multiply the odds of one class by e^d; e^c cancels and is never computed."""
        total = math.fsum((*p.probabilities, p.probabilities[p.raised - 1] * math.expm1(p.rise)))
        return tuple(q / total for q in _weights(p))

    def torch_stacked(self, ps: Sequence[ShiftParams], place: Place) -> Stacked:
        """Recover logits as logarithms, really add the shifts, and run torch.softmax."""
        import torch

        logits = torch.log(place.tensor([p.probabilities for p in ps])) + place.tensor([[p.shift] for p in ps])
        logits[:, ps[0].raised - 1] += place.tensor([p.rise for p in ps])
        return torch.softmax(logits, dim=1)

    def steps(self, p: ShiftParams) -> list[Text]:
        """Why c cancels, then the weights that d changes, their sum, and the quotients."""
        cancels = r"$\frac{e^{x_i + c}}{\sum_j e^{x_j + c}} = \frac{e^c e^{x_i}}{e^c \sum_j e^{x_j}} = p_i$"
        weighted = r"$p_i' = \frac{w_i}{\sum_j w_j}$"
        steps = [
            Text(
                zh=f"{cancels}：公共的 $c$ 约掉。只给第 $k$ 个再加 $d$ 时，{weighted}，其中 $w_k = p_k e^d$，"
                "其余 $w_i = p_i$。",
                en=f"{cancels}: the common $c$ cancels. With $d$ more on logit $k$ alone, {weighted}, where "
                "$w_k = p_k e^d$ and all other $w_i = p_i$.",
            )
        ]
        answer = f"[{', '.join(map(about, self.reference(p)))}]"
        if p.rise == 0:
            return [
                *steps,
                Text(
                    zh=f"只有公共的平移 $c = {exact(p.shift)}$，所以概率不变：${answer}$。",
                    en=f"There is but the common shift $c = {exact(p.shift)}$, so nothing changes: ${answer}$.",
                ),
            ]
        k, weights = p.raised, _weights(p)
        raised = rf"w_{{{k}}} = {exact(p.probabilities[k - 1])} \cdot e^{{{exact(p.rise)}}} = {about(weights[k - 1])}"
        total = rf"\sum_j w_j = {' + '.join(map(about, weights))} = {about(math.fsum(weights))}"
        return [
            *steps,
            Text(
                zh=f"$c = {exact(p.shift)}$ 不起作用；${raised}$，其余不变。",
                en=f"$c = {exact(p.shift)}$ does nothing; ${raised}$, the others stay.",
            ),
            Text(zh=f"重新归一化：${total}$，$p' = {answer}$。", en=f"Normalise again: ${total}$, $p' = {answer}$."),
        ]

    def slips(self, p: ShiftParams) -> Iterator[Slip]:
        """The common shift left in; the single one out, not normalised, or not an exponent."""
        if 0 < abs(p.shift) <= 20:
            yield Slip(
                "shift_left_in",
                tuple(q * math.exp(p.shift) for q in self.reference(p)),
                Text(
                    zh="$e^c$ 在分子分母里都有，约掉了；概率之和始终是 1。",
                    en="$e^c$ is above and below the line and cancels; probabilities always add up to 1.",
                ),
            )
        if p.rise == 0:
            if p.shift != 0:
                yield Slip(
                    "shift_added_to_probabilities",
                    tuple(q + p.shift for q in p.probabilities),
                    Text(
                        zh="加在 logit 上的数不会加到概率上：softmax 先取指数，再归一化。",
                        en="What is added to logits is not added to probabilities: softmax takes exponentials and "
                        "normalises.",
                    ),
                )
            return
        yield Slip(
            "nothing_changed",
            p.probabilities,
            Text(
                zh="只有所有 logit 一起平移才不改变概率；$d$ 只加在一个上。",
                en="Only a shift of all logits leaves the probabilities alone; $d$ is added to one.",
            ),
        )
        yield Slip(
            "not_normalised",
            _weights(p),
            Text(
                zh="改变一个 logit 之后要重新除以总和，其余概率也随之变化。",
                en="With one logit changed, divide by the new sum: the other probabilities change too.",
            ),
        )
        yield Slip(
            "sign_of_the_rise",
            self.reference(p.model_copy(update={"rise": -p.rise})),
            Text(
                zh="方向反了：logit 变大，它的概率也变大。",
                en="That is the wrong direction: a larger logit is more probable.",
            ),
        )
        if 0 < abs(p.rise + p.shift) <= 20:
            yield Slip(
                "shift_counted_once_more",
                self.reference(p.model_copy(update={"rise": p.rise + p.shift})),
                Text(
                    zh="这里把 $c$ 也算进了第 $k$ 个的优势；它加在所有 logit 上，优势只有 $d$。",
                    en="That counts $c$ as an advantage of logit $k$; all logits got it; the advantage is $d$ alone.",
                ),
            )


def _weights(p: ShiftParams) -> Values:
    """Return the probabilities with one multiplied by e^d."""
    return tuple(q * math.exp(p.rise) if i == p.raised else q for i, q in enumerate(p.probabilities, 1))


problem = SoftmaxShiftInvariance()
