"""Clipping by norm: a gradient whose L2 norm exceeds c, shortened to norm c; a vector of the same length.

The direction stays; a gradient that is short enough is left alone.
Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, section 3.2, algorithm 1.
"""

import math
from collections.abc import Iterator
from random import Random

from dlprep.compute.clipping._gradients import Entries, Threshold, Values, clamped, scaled, whole_length
from dlprep.compute.levels import Level
from dlprep.compute.numbers import about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.text import Text


class NormParams(Params):
    """A gradient and the norm it may have."""

    gradient: Entries = parameter(zh="梯度，1 到 16 个数", en="the gradient, 1 to 16 numbers")
    threshold: Threshold = parameter(zh="L2 范数的上限", en="the largest L2 norm allowed")


class ClipByNorm(Problem[NormParams]):
    """Shorten the vector and keep its direction."""

    title = Text(zh="按范数裁剪梯度", en="Gradient clipping by norm")
    covers = ("clip_by_norm",)
    params = NormParams
    example = {"gradient": [6, -8], "threshold": 5}

    def generate(self, rng: Random, level: Level) -> NormParams:
        """Basic: a whole norm, clipped. Intermediate: longer. Advanced: decimals, not always clipped."""
        if level != "advanced":
            gradient = whole_length(rng, rng.choice((2, 3)) if level == "basic" else 4)
            most = round(math.hypot(*gradient)) - 1
            return NormParams(gradient=gradient, threshold=rng.choice([c for c in (1.5, 2, 3, 4, 5, 6) if c <= most]))
        gradient = tuple(rng.choice((-1, 1)) * rng.randint(5, 60) / 10 for _ in range(rng.randint(4, 5)))
        share = rng.uniform(1.2, 1.6) if rng.random() < 0.25 else rng.uniform(0.2, 0.8)
        return NormParams(gradient=gradient, threshold=round(share * math.hypot(*gradient), 1))

    def prompt(self, p: NormParams) -> Text:
        """The norm of the whole vector."""
        c = exact(p.threshold)
        return Text(
            zh=f"把梯度 $g = [{row(p.gradient)}]$ 按 $L_2$ 范数裁剪：范数超过 $c = {c}$ 时缩放到 $c$，否则不变。"
            "裁剪后的梯度是什么？",
            en=f"The gradient $g = [{row(p.gradient)}]$ is clipped by its $L_2$ norm: if the norm exceeds $c = {c}$, "
            "the gradient is rescaled to norm $c$, and else it stays. What is the clipped gradient?",
        )

    def answer_type(self, p: NormParams) -> AnswerType:
        """One number an entry."""
        return Vector(size=len(p.gradient))

    def reference(self, p: NormParams) -> Values:
        """Divide by the norm and multiply by the threshold, if the norm exceeds it."""
        norm = math.sqrt(math.fsum(g * g for g in p.gradient))
        return tuple(g * p.threshold / norm for g in p.gradient) if norm > p.threshold else p.gradient

    def torch_reference(self, p: NormParams, place: Place) -> Values:
        """Run torch.nn.utils.clip_grad_norm_ in units of a billionth: it adds 1e-6 to the norm, which then is nothing.

        A power of 2 loses no digits.
        """
        import torch

        unit = 2.0**-30
        weight = torch.nn.Parameter(torch.zeros_like(place.tensor(p.gradient)))
        weight.grad = place.tensor(p.gradient) / unit
        torch.nn.utils.clip_grad_norm_([weight], p.threshold / unit)
        return tuple((weight.grad * unit).tolist())

    def steps(self, p: NormParams) -> list[Text]:
        """The formula, the norm, then the scaling if there is one."""
        squares = " + ".join(f"{factor(g)}^2" for g in p.gradient)
        norm, c = math.hypot(*p.gradient), exact(p.threshold)
        steps = [
            Text(
                zh=r"$g \leftarrow g \cdot \min(1, \frac{c}{\lVert g \rVert_2})$：只缩短，不改变方向，也不会放大。",
                en=r"$g \leftarrow g \cdot \min(1, \frac{c}{\lVert g \rVert_2})$: the gradient gets shorter, keeps its "
                "direction, and is never made longer.",
            ),
            Text(
                zh=rf"范数：$\lVert g \rVert_2 = \sqrt{{{squares}}} = {about(norm)}$。",
                en=rf"The norm: $\lVert g \rVert_2 = \sqrt{{{squares}}} = {about(norm)}$.",
            ),
        ]
        if norm <= p.threshold:
            return [
                *steps,
                Text(zh=f"不超过 $c = {c}$，梯度不变。", en=f"That does not exceed $c = {c}$: the gradient stays."),
            ]
        work = rf"$g \cdot \frac{{{c}}}{{{about(norm)}}} = [{', '.join(map(about, self.reference(p)))}]$"
        return [*steps, Text(zh=f"超过 $c = {c}$，缩放：{work}。", en=f"That exceeds $c = {c}$, so rescale: {work}.")]

    def slips(self, p: NormParams) -> Iterator[Slip]:
        """Another norm, another clipping, or rescaled without need."""
        g, c, norm = p.gradient, p.threshold, math.hypot(*p.gradient)
        if 1e-6 < norm < c:
            yield Slip(
                "always_rescaled",
                scaled(g, c / norm),
                Text(
                    zh="范数没有超过上限，梯度不变；裁剪只会缩短，不会放大。",
                    en="The norm is within the limit, so the gradient stays: clipping never makes it longer.",
                ),
            )
        if max(map(abs, g)) > c and len(g) > 1:
            yield Slip(
                "clipped_by_value",
                clamped(g, c),
                Text(
                    zh="这是按值裁剪；按范数裁剪时所有元素乘同一个系数，方向不变。",
                    en="That is clipping by value; by norm, all entries are multiplied by one factor and the direction "
                    "stays.",
                ),
            )
        if (total := sum(map(abs, g))) > c and sum(x != 0 for x in g) > 1:
            yield Slip(
                "l1_norm",
                scaled(g, c / total),
                Text(
                    zh="这里除以了绝对值之和，应该除以 $L_2$ 范数，即平方和的平方根。",
                    en="This divides by the sum of absolute values; the $L_2$ norm is the root of the sum of squares.",
                ),
            )
        if norm**2 > c and norm > 1:
            yield Slip(
                "root_forgotten",
                scaled(g, c / norm**2),
                Text(
                    zh="忘了开方：平方和是范数的平方。",
                    en="The root is missing: the sum of squares is the square of the norm.",
                ),
            )
        if norm > c and c != 1:
            yield Slip(
                "unit_length",
                scaled(g, 1 / norm),
                Text(
                    zh="除以范数只得到单位向量，还要乘上限 $c$。",
                    en="Dividing by the norm gives a unit vector; multiply it by the limit $c$.",
                ),
            )


problem = ClipByNorm()
