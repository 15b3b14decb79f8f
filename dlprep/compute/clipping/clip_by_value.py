"""Clipping by value: every entry of a gradient limited to [low, high], each by itself; a vector of the same length.

The direction of the gradient may change.
Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, section 3.2, on clipping element-wise (Mikolov 2012);
torch.nn.utils.clip_grad_value_, which limits to [-c, c].
"""

import math
from collections.abc import Iterator, Sequence
from random import Random

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.clipping._gradients import Entries, Entry, Values, scaled
from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text


class ClipParams(Params):
    """A gradient and its limits."""

    gradient: Entries = parameter(zh="梯度，1 到 16 个数", en="the gradient, 1 to 16 numbers")
    low: Entry = parameter(zh="下限", en="lower limit")
    high: Entry = parameter(zh="上限，大于下限", en="upper limit, above the lower one")

    @model_validator(mode="after")
    def _in_order(self) -> "ClipParams":
        if self.low >= self.high:
            raise RuleError(
                zh=f"low：必须小于 high，即 {exact(self.high)}", en=f"low: must be less than high, {exact(self.high)}"
            )
        return self


class ClipByValue(BatchedProblem[ClipParams]):
    """Limit every entry by itself."""

    title = Text(zh="按值裁剪梯度", en="Gradient clipping by value")
    covers = ("clip_by_value",)
    params = ClipParams
    example = {"gradient": [3, -0.5, -7, 1], "low": -2, "high": 2}

    def generate(self, rng: Random, level: Level) -> ClipParams:
        """Basic: whole numbers, limits -c and c. Intermediate: decimals. Advanced: limits of different size."""
        unit, n = {"basic": (1, 3), "intermediate": (10, 5), "advanced": (100, 6)}[level]
        high = rng.randint(2 * unit, 4 * unit)
        low = -rng.randint(unit, 5 * unit) if level == "advanced" else -high
        inside = [rng.choice([x for x in range(low + 1, high) if x]) for _ in range(n - 2)]
        entries = [high + rng.randint(1, 5 * unit), low - rng.randint(1, 5 * unit), *inside]
        gradient = tuple(x / unit for x in rng.sample(entries, k=n))
        return ClipParams(gradient=gradient, low=low / unit, high=high / unit)

    def prompt(self, p: ClipParams) -> Text:
        """Element by element, no rescaling."""
        return Text(
            zh=f"把梯度 $g = [{row(p.gradient)}]$ 按值裁剪到区间 $[{exact(p.low)}, {exact(p.high)}]$，即逐元素裁剪。"
            "裁剪后的梯度是什么？",
            en=f"The gradient $g = [{row(p.gradient)}]$ is clipped by value, entry by entry, to the interval "
            f"$[{exact(p.low)}, {exact(p.high)}]$. What is the clipped gradient?",
        )

    def answer_type(self, p: ClipParams) -> AnswerType:
        """One number an entry."""
        return Vector(size=len(p.gradient))

    def reference(self, p: ClipParams) -> Values:
        """Compare every entry with both limits."""
        return tuple(min(max(g, p.low), p.high) for g in p.gradient)

    def torch_stacked(self, ps: Sequence[ClipParams], place: Place) -> Stacked:
        """Run torch.clamp: clip_grad_value_ itself knows only the limits -c and c."""
        import torch

        limits = (place.tensor([[p.low] for p in ps]), place.tensor([[p.high] for p in ps]))
        return torch.clamp(place.tensor([p.gradient for p in ps]), *limits)

    def steps(self, p: ClipParams) -> list[Text]:
        """The formula, then which entries change."""
        formula = r"$g_i \leftarrow \min(\max(g_i, l), h)$"
        above = [exact(g) for g in p.gradient if g > p.high]
        below = [exact(g) for g in p.gradient if g < p.low]
        changes = ", ".join(
            rf"{', '.join(values)} \to {exact(limit)}" for values, limit in ((above, p.high), (below, p.low)) if values
        )
        steps = [
            Text(
                zh=f"每个元素各自裁剪：{formula}，$l$、$h$ 是下限和上限。",
                en=f"Each entry by itself: {formula}, with the lower limit $l$ and the upper limit $h$.",
            )
        ]
        if changes:
            steps.append(Text(zh=f"超出区间的：${changes}$。", en=f"Outside the interval: ${changes}$."))
        result = row(self.reference(p))
        return [
            *steps,
            Text(zh=f"其余不变，结果：$[{result}]$。", en=f"The rest stays as it is, which gives $[{result}]$."),
        ]

    def slips(self, p: ClipParams) -> Iterator[Slip]:
        """Rescaled as a whole, cut on one side, set to 0, or with the sign lost."""
        norm, largest = math.hypot(*p.gradient), max(map(abs, p.gradient))
        if norm > p.high > 0:
            yield Slip(
                "clipped_by_norm",
                scaled(p.gradient, p.high / norm),
                Text(
                    zh="这是按范数裁剪，整个向量一起缩放；按值裁剪时每个元素各管各的。",
                    en="That is clipping by norm, which shrinks the whole vector; by value, each entry is cut alone.",
                ),
            )
        if largest > p.high > 0:
            yield Slip(
                "scaled_to_largest",
                scaled(p.gradient, p.high / largest),
                Text(
                    zh="按最大的元素整体缩放能保住方向，但按值裁剪不缩放，区间内的元素不变。",
                    en="Scaling all entries by the largest keeps the direction, but clipping by value scales nothing: "
                    "entries inside the interval stay.",
                ),
            )
        if min(p.gradient) < p.low:
            yield Slip(
                "lower_limit_ignored",
                tuple(min(g, p.high) for g in p.gradient),
                Text(zh="漏了下限：太小的元素也要裁剪。", en="The lower limit was left out: it cuts entries as well."),
            )
        if any(not p.low <= g <= p.high for g in p.gradient):
            yield Slip(
                "set_to_zero",
                tuple(g if p.low <= g <= p.high else 0.0 for g in p.gradient),
                Text(
                    zh="超出区间的元素取最近的边界，而不是置 0。",
                    en="An entry outside the interval becomes the nearest limit, not 0.",
                ),
            )
        if any(g < -p.high for g in p.gradient) and p.high > 0:
            yield Slip(
                "sign_lost",
                tuple(p.high if abs(g) > p.high else max(g, p.low) for g in p.gradient),
                Text(
                    zh="负的元素裁到下限，符号不变。",
                    en="A negative entry is cut off at the lower limit and keeps its sign.",
                ),
            )


problem = ClipByValue()
