"""Clipping by average norm: a gradient whose L2 norm over the number of its entries exceeds c, scaled to that average.

The average norm of n entries is ||g||/n: neither the root mean square, ||g||/sqrt(n), nor the mean absolute value.
Source: TensorFlow documentation, tf.compat.v1.clip_by_average_norm.
"""

import math
from collections.abc import Iterator
from random import Random

from dlprep.compute.clipping._gradients import Entries, Threshold, Values, scaled, whole_length
from dlprep.compute.levels import Level
from dlprep.compute.numbers import about, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.text import Text


class AverageParams(Params):
    """A gradient and the average norm it may have."""

    gradient: Entries = parameter(zh="梯度，1 到 16 个数", en="the gradient, 1 to 16 numbers")
    threshold: Threshold = parameter(zh="平均范数的上限", en="the largest average norm allowed")


class ClipByAverageNorm(Problem[AverageParams]):
    """Clip by norm, with the norm counted by entry."""

    title = Text(zh="按平均范数裁剪梯度", en="Gradient clipping by average norm")
    covers = ("clip_by_average_norm",)
    params = AverageParams
    example = {"gradient": [6, -8], "threshold": 2}

    def generate(self, rng: Random, level: Level) -> AverageParams:
        """Basic: a whole norm, clipped. Intermediate: four entries. Advanced: decimals, not always clipped."""
        if level != "advanced":
            gradient = whole_length(rng, rng.choice((2, 3)) if level == "basic" else 4)
            average = math.hypot(*gradient) / len(gradient)
            return AverageParams(gradient=gradient, threshold=rng.choice([c for c in (0.5, 1, 1.5, 2) if c < average]))
        gradient = tuple(rng.choice((-1, 1)) * rng.randint(5, 60) / 10 for _ in range(rng.randint(4, 5)))
        share = rng.uniform(1.2, 1.6) if rng.random() < 0.25 else rng.uniform(0.3, 0.8)
        return AverageParams(gradient=gradient, threshold=round(share * math.hypot(*gradient) / len(gradient), 2))

    def prompt(self, p: AverageParams) -> Text:
        """Print the definition: hardly anyone knows it by name."""
        c, average = exact(p.threshold), r"$\frac{\lVert g \rVert_2}{n}$"
        return Text(
            zh=f"把梯度 $g = [{row(p.gradient)}]$ 按平均范数裁剪：$L_2$ 范数除以元素个数 $n$，即 {average}，超过 "
            f"$c = {c}$ 时整体缩放，使它等于 $c$，否则不变。裁剪后的梯度是什么？",
            en=f"The gradient $g = [{row(p.gradient)}]$ is clipped by its average norm, the $L_2$ norm over the number "
            f"of entries $n$, {average}: if that exceeds $c = {c}$, the whole gradient is rescaled to make it $c$, and "
            "else it stays. What is the clipped gradient?",
        )

    def answer_type(self, p: AverageParams) -> AnswerType:
        """One number an entry."""
        return Vector(size=len(p.gradient))

    def reference(self, p: AverageParams) -> Values:
        """Divide by the average norm and multiply by the threshold, if the average exceeds it."""
        average = math.sqrt(math.fsum(g * g for g in p.gradient)) / len(p.gradient)
        return tuple(g * p.threshold / average for g in p.gradient) if average > p.threshold else p.gradient

    def torch_reference(self, p: AverageParams, place: Place) -> Values:
        """Run torch.nn.utils.clip_grad_norm_ with n times the threshold, in units of a billionth.

        It adds 1e-6 to the norm, which in such units is nothing; a power of 2 loses no digits.
        """
        import torch

        unit = 2.0**-30
        weight = torch.nn.Parameter(torch.zeros_like(place.tensor(p.gradient)))
        weight.grad = place.tensor(p.gradient) / unit
        torch.nn.utils.clip_grad_norm_([weight], p.threshold * weight.numel() / unit)
        return tuple((weight.grad * unit).tolist())

    def steps(self, p: AverageParams) -> list[Text]:
        """The formula, the average, then the scaling if there is one."""
        n, norm, c = len(p.gradient), math.hypot(*p.gradient), exact(p.threshold)
        squares = " + ".join(f"{factor(g)}^2" for g in p.gradient)
        formula = r"$g \leftarrow g \cdot \min(1, \frac{c}{a})$, $a = \frac{\lVert g \rVert_2}{n}$"
        average = rf"$a = \frac{{\sqrt{{{squares}}}}}{{{n}}} = \frac{{{about(norm)}}}{{{n}}} = {about(norm / n)}$"
        steps = [
            Text(
                zh=f"先求平均范数，再缩放：{formula}。", en=f"The average norm first, and then the scaling: {formula}."
            ),
            Text(zh=f"平均范数：{average}。", en=f"The average norm: {average}."),
        ]
        if norm / n <= p.threshold:
            return [
                *steps,
                Text(zh=f"不超过 $c = {c}$，梯度不变。", en=f"That does not exceed $c = {c}$: the gradient stays."),
            ]
        work = rf"$g \cdot \frac{{{c}}}{{{about(norm / n)}}} = [{', '.join(map(about, self.reference(p)))}]$"
        return [*steps, Text(zh=f"超过 $c = {c}$，缩放：{work}。", en=f"That exceeds $c = {c}$, so rescale: {work}.")]

    def slips(self, p: AverageParams) -> Iterator[Slip]:
        """Another average, or rescaled without need."""
        g, c, n, norm = p.gradient, p.threshold, len(p.gradient), math.hypot(*p.gradient)
        if 1e-6 < norm < c * n:
            yield Slip(
                "always_rescaled",
                scaled(g, c * n / norm),
                Text(
                    zh="平均范数没有超过上限，梯度不变；裁剪只会缩短，不会放大。",
                    en="The average norm is within the limit, so the gradient stays: clipping never makes it longer.",
                ),
            )
        if norm > c and n > 1:
            yield Slip(
                "not_averaged",
                scaled(g, c / norm),
                Text(
                    zh="这是按范数裁剪；这里要先把范数除以元素个数，再与上限比较。",
                    en="That is clipping by norm; here the norm is first divided by the number of entries.",
                ),
            )
        if (root_mean_square := norm / math.sqrt(n)) > c and n > 1:
            yield Slip(
                "root_mean_square",
                scaled(g, c / root_mean_square),
                Text(
                    zh="这里除以了均方根；平均范数在开方之后才除以 $n$。",
                    en="This divides by the root mean square; the average norm is divided by $n$ after the root.",
                ),
            )
        if (mean := sum(map(abs, g)) / n) > c and sum(x != 0 for x in g) > 1:
            yield Slip(
                "mean_absolute_value",
                scaled(g, c / mean),
                Text(
                    zh="这里除以了绝对值的平均，应该用 $L_2$ 范数除以 $n$。",
                    en="This divides by the mean absolute value; it should be the $L_2$ norm over $n$.",
                ),
            )


problem = ClipByAverageNorm()
