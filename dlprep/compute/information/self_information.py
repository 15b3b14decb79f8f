"""Self-information of an event: how surprising it is, -log p, in nats or bits.

Several events are independent and all happen; their self-informations add up.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 3.13, equation 3.48.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.information._distribution import (
    LEAST,
    Unit,
    draw_unit,
    log_sign,
    logarithm,
    other,
    other_base,
    total,
    unit_name,
)
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class SurpriseParams(Params):
    """Independent events that all happen, and the unit."""

    probs: Annotated[tuple[Annotated[Real, Field(ge=LEAST, le=1)], ...], Field(min_length=1, max_length=8)] = parameter(
        zh="1 到 8 个独立事件各自的概率，不小于 1e-6", en="probabilities of 1 to 8 independent events, at least 1e-6"
    )
    unit: Unit = parameter("bits", zh="单位：nats 奈特或 bits 比特", en="unit: nats or bits")


class SelfInformation(BatchedProblem[SurpriseParams]):
    """Take the logarithm of each probability and add."""

    title = Text(zh="事件的自信息", en="Self-information of an event")
    covers = ("self_information",)
    params = SurpriseParams
    example = {"probs": [0.125], "unit": "bits"}

    def generate(self, rng: Random, level: Level) -> SurpriseParams:
        """Basic: powers of two, in bits. Intermediate: one or two events. Advanced: two to four."""
        if level == "basic":
            drawn = rng.choices((1, 2, 3, 4, 5), k=rng.randint(1, 2))
            return SurpriseParams(probs=tuple(0.5**k for k in drawn), unit=draw_unit(rng, level))
        count, parts = (rng.randint(1, 2), 20) if level == "intermediate" else (rng.randint(2, 4), 100)
        probs = tuple(rng.randint(1, parts - 1) / parts for _ in range(count))
        return SurpriseParams(probs=probs, unit=draw_unit(rng, level))

    def prompt(self, p: SurpriseParams) -> Text:
        """Say that the events are independent, and which unit."""
        unit = unit_name(p.unit)
        if len(p.probs) == 1:
            return Text(
                zh=f"一个事件发生的概率是 $p = {exact(p.probs[0])}$。它发生时的自信息是多少{unit.zh}？",
                en=f"An event has probability $p = {exact(p.probs[0])}$. What is its self-information in {unit.en}?",
            )
        return Text(
            zh=f"{len(p.probs)} 个相互独立的事件，概率分别为 ${row(p.probs)}$。它们全部发生的自信息是多少{unit.zh}？",
            en=f"{len(p.probs)} independent events have the probabilities ${row(p.probs)}$. What is the "
            f"self-information, in {unit.en}, of all of them happening?",
        )

    def answer_type(self, p: SurpriseParams) -> AnswerType:
        """A number of nats or bits."""
        return Number(atol=5e-4)

    def reference(self, p: SurpriseParams) -> float:
        """Add the logarithms, from the definition."""
        return math.fsum(_surprises(p.probs, p.unit))

    def torch_stacked(self, ps: Sequence[SurpriseParams], place: Place) -> Stacked:
        """Ask a torch Bernoulli for the log-probability of each event, jointly as Independent."""
        import torch

        events = torch.distributions.Bernoulli(probs=place.tensor([p.probs for p in ps]))
        nats = -torch.distributions.Independent(events, 1).log_prob(torch.ones_like(events.probs))
        return nats / math.log(2) if ps[0].unit == "bits" else nats

    def steps(self, p: SurpriseParams) -> list[Text]:
        """The definition and additivity, then each logarithm and the sum."""
        log = log_sign(p.unit)
        formula = rf"$I = -{log} \prod_i p_i = -\sum_i {log} p_i$"
        each = _surprises(p.probs, p.unit)
        work = ", ".join(f"-{log} {exact(q)} = {about(i)}" for q, i in zip(p.probs, each, strict=True))
        return [
            Text(
                zh=f"自信息 {formula}：概率越小越意外；独立事件的概率相乘，自信息相加。",
                en=f"The self-information is {formula}: the rarer, the more surprising. Probabilities of independent "
                "events multiply, so their self-informations add up.",
            ),
            Text(zh=f"逐个取对数：${work}$。", en=f"Take each logarithm: ${work}$."),
            Text(zh=f"合计：$I = {total(each)}$。", en=f"Together: $I = {total(each)}$."),
        ]

    def slips(self, p: SurpriseParams) -> Iterator[Slip]:
        """The other base, the sign, and logarithms put together wrongly."""
        each = _surprises(p.probs, p.unit)
        right = math.fsum(each)
        yield Slip("other_unit", math.fsum(_surprises(p.probs, other(p.unit))), other_base())
        yield Slip(
            "sign_lost",
            -right,
            Text(
                zh="概率不超过 1，对数不为正，前面的负号使自信息非负。",
                en="A probability is at most 1 and its logarithm not positive; the minus makes the information "
                "non-negative.",
            ),
        )
        yield Slip(
            "weighted_by_probability",
            math.prod(p.probs) * right,
            Text(
                zh="乘上概率得到的是它在熵里的那一项；自信息只看已经发生的事件。",
                en="Times its probability it is a term of the entropy; self-information is about an event that has "
                "happened.",
            ),
        )
        if len(each) > 1:
            yield Slip(
                "multiplied",
                math.prod(each),
                Text(
                    zh="相乘的是概率，自信息要相加。",
                    en="It is the probabilities that multiply; self-informations add up.",
                ),
            )
            yield Slip(
                "probabilities_added",
                -logarithm(math.fsum(p.probs), p.unit),
                Text(
                    zh="全部发生的概率是各概率之积，不是之和。",
                    en="The probability that all happen is the product of theirs, not the sum.",
                ),
            )


def _surprises(probs: tuple[float, ...], unit: Unit) -> list[float]:
    return [0.0 - logarithm(q, unit) for q in probs]


problem = SelfInformation()
