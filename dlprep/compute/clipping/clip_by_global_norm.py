"""Clipping by global norm: the gradients of several tensors, scaled by one factor so that together their L2 norm is c.

The global norm is the root of the sum of the squares of all entries of all tensors. The answer is one vector a tensor.
Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, section 3.2; torch.nn.utils.clip_grad_norm_, whose norm is
"over the norms of the individual gradients of all parameters, as if [they] were concatenated into a single vector".
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.clipping._gradients import Entries, Threshold, Values, clamped, scaled, whole_length
from dlprep.compute.levels import Level
from dlprep.compute.numbers import about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Part, Parts, Vector
from dlprep.text import Text

Gradients = tuple[Values, ...]


class GlobalParams(Params):
    """The gradients of all tensors, and the norm they may have together."""

    gradients: Annotated[tuple[Entries, ...], Field(min_length=2, max_length=4)] = parameter(
        zh="各张量的梯度，2 到 4 组，每组 1 到 16 个数", en="the gradients of 2 to 4 tensors, 1 to 16 numbers each"
    )
    threshold: Threshold = parameter(zh="全局 L2 范数的上限", en="the largest global L2 norm allowed")

    @property
    def together(self) -> Values:
        """All entries of all tensors in one row."""
        return tuple(x for gradient in self.gradients for x in gradient)


class ClipByGlobalNorm(Problem[GlobalParams]):
    """One norm over all tensors, one factor for all of them."""

    title = Text(zh="按全局范数裁剪梯度", en="Gradient clipping by global norm")
    covers = ("clip_by_global_norm",)
    params = GlobalParams
    example = {"gradients": [[3, -4], [12]], "threshold": 6.5}

    def generate(self, rng: Random, level: Level) -> GlobalParams:
        """Basic: two tensors, a whole norm. Intermediate: three tensors. Advanced: decimals, not always clipped."""
        if level == "advanced":
            entries = tuple(rng.choice((-1, 1)) * rng.randint(5, 60) / 10 for _ in range(6))
            share = rng.uniform(1.2, 1.6) if rng.random() < 0.25 else rng.uniform(0.2, 0.8)
            threshold = round(share * math.hypot(*entries), 1)
            return GlobalParams(gradients=(entries[:1], entries[1:3], entries[3:]), threshold=threshold)
        entries = whole_length(rng, 3 if level == "basic" else 4)
        cuts = (1,) if level == "basic" else (1, 2)
        pieces = zip((0, *cuts), (*cuts, len(entries)), strict=True)
        most = round(math.hypot(*entries)) - 1
        return GlobalParams(
            gradients=tuple(entries[start:end] for start, end in pieces),
            threshold=rng.choice([c for c in (1, 1.5, 2, 3, 4, 5) if c <= most]),
        )

    def prompt(self, p: GlobalParams) -> Text:
        """One norm for all tensors together."""
        given, c = ", ".join(f"g_{i} = [{row(g)}]" for i, g in enumerate(p.gradients, 1)), exact(p.threshold)
        return Text(
            zh=f"模型有 {len(p.gradients)} 个参数张量，梯度为 ${given}$。按全局 $L_2$ 范数裁剪：所有张量合在一起的范数"
            f"超过 $c = {c}$ 时，所有梯度乘同一个系数，使它等于 $c$，否则都不变。裁剪后的各个梯度是什么？",
            en=f"A model has {len(p.gradients)} parameter tensors with the gradients ${given}$. They are clipped by "
            f"their global $L_2$ norm: if the norm of all tensors together exceeds $c = {c}$, all gradients are "
            "multiplied by one factor that makes it $c$, and else they stay. What are the clipped gradients?",
        )

    def answer_type(self, p: GlobalParams) -> AnswerType:
        """One vector a tensor."""
        return Parts(
            tuple(
                Part(f"g{i}", Text(zh=f"第 {i} 个张量的梯度", en=f"the gradient of tensor {i}"), Vector())
                for i in range(1, len(p.gradients) + 1)
            )
        )

    def reference(self, p: GlobalParams) -> AnswerValue:
        """Sum the squares over all tensors; scale all by the same factor."""
        norm = math.sqrt(math.fsum(x * x for gradient in p.gradients for x in gradient))
        factor_of_all = p.threshold / norm if norm > p.threshold else 1.0
        return _named(tuple(scaled(gradient, factor_of_all) for gradient in p.gradients))

    def torch_reference(self, p: GlobalParams, place: Place) -> AnswerValue:
        """Run torch.nn.utils.clip_grad_norm_ on all tensors at once, in units of a billionth.

        It adds 1e-6 to the norm, which in such units is nothing; a power of 2 loses no digits.
        """
        import torch

        unit = 2.0**-30
        weights = [torch.nn.Parameter(torch.zeros_like(place.tensor(gradient))) for gradient in p.gradients]
        for weight, gradient in zip(weights, p.gradients, strict=True):
            weight.grad = place.tensor(gradient) / unit
        torch.nn.utils.clip_grad_norm_(weights, p.threshold / unit)
        return {f"g{i}": tuple((weight.grad * unit).tolist()) for i, weight in enumerate(weights, 1)}

    def steps(self, p: GlobalParams) -> list[Text]:
        """The formula, the global norm, then the scaling if there is one."""
        formula = r"$g_i \leftarrow g_i \cdot \min(1, \frac{c}{G})$, $G = \sqrt{\sum_i \lVert g_i \rVert_2^2}$"
        squares = " + ".join(f"{factor(x)}^2" for x in p.together)
        norm, c = math.hypot(*p.together), exact(p.threshold)
        steps = [
            Text(
                zh=f"所有张量共用一个范数、一个系数：{formula}。",
                en=f"All tensors share one norm and one factor: {formula}.",
            ),
            Text(
                zh=rf"全局范数：$G = \sqrt{{{squares}}} = {about(norm)}$。",
                en=rf"The global norm: $G = \sqrt{{{squares}}} = {about(norm)}$.",
            ),
        ]
        if norm <= p.threshold:
            return [
                *steps,
                Text(zh=f"不超过 $c = {c}$，都不变。", en=f"That does not exceed $c = {c}$: all gradients stay."),
            ]
        share = p.threshold / norm
        results = ", ".join(
            f"g_{i} = [{', '.join(map(about, scaled(gradient, share)))}]" for i, gradient in enumerate(p.gradients, 1)
        )
        work = rf"$\frac{{{c}}}{{{about(norm)}}} = {about(share)}$"
        return [
            *steps,
            Text(zh=f"超过 $c = {c}$，共同的系数：{work}。", en=f"That exceeds $c = {c}$; the common factor: {work}."),
            Text(zh=f"都乘以它：${results}$。", en=f"Multiply all by it: ${results}$."),
        ]

    def slips(self, p: GlobalParams) -> Iterator[Slip]:
        """Tensor by tensor, by value, the norms added as they are, or rescaled without need."""
        c, norms, norm = p.threshold, [math.hypot(*g) for g in p.gradients], math.hypot(*p.together)
        if 1e-6 < norm < c:
            yield Slip(
                "always_rescaled",
                _named(tuple(scaled(g, c / norm) for g in p.gradients)),
                Text(
                    zh="全局范数没有超过上限，梯度都不变；裁剪只会缩短，不会放大。",
                    en="The global norm is within the limit, so all gradients stay: clipping never makes them longer.",
                ),
            )
        if norm > c:
            yield Slip(
                "tensor_by_tensor",
                _named(tuple(scaled(g, min(1.0, c / max(own, c))) for g, own in zip(p.gradients, norms, strict=True))),
                Text(
                    zh="逐张量裁剪会改变整体方向；全局范数把所有张量当作一个向量。",
                    en="Clipping tensor by tensor turns the overall direction; the global norm takes all tensors as "
                    "one vector.",
                ),
            )
        if sum(norms) > c:
            yield Slip(
                "norms_added",
                _named(tuple(scaled(g, c / sum(norms)) for g in p.gradients)),
                Text(
                    zh="各张量的范数不能直接相加，要平方、相加、再开方。",
                    en="The tensors' norms do not simply add up: square them, add, and take the root.",
                ),
            )
        if norm > c and max(map(abs, p.together)) > c:
            yield Slip(
                "clipped_by_value",
                _named(tuple(clamped(g, c) for g in p.gradients)),
                Text(
                    zh="这是按值裁剪；按范数裁剪时所有元素乘同一个系数。",
                    en="That is clipping by value; by norm, all entries are multiplied by one factor.",
                ),
            )
        if norm**2 > c and norm > 1:
            yield Slip(
                "root_forgotten",
                _named(tuple(scaled(g, c / norm**2) for g in p.gradients)),
                Text(
                    zh="忘了开方：平方和是全局范数的平方。",
                    en="The root is missing: the sum of squares is the square of the global norm.",
                ),
            )


def _named(gradients: Gradients) -> dict[str, AnswerValue]:
    return {f"g{i}": gradient for i, gradient in enumerate(gradients, 1)}


problem = ClipByGlobalNorm()
