"""Soft thresholding, the proximal operator of the L1 norm: argmin_w (w - v)^2 / 2 + lambda |w|, entry by entry.

The minimum is sign(v) max(|v| - lambda, 0): entries within lambda of 0 become 0, all others move towards 0 by lambda.
Source: Parikh & Boyd 2014, Proximal Algorithms, section 6.5.2; torch.nn.functional.softshrink.
"""

from collections.abc import Iterator
from random import Random

from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.compute.regularisation._weights import Column, Strength, Values, computed, draw, short, sign
from dlprep.grading.answer import AnswerType, Vector
from dlprep.text import Text


class ThresholdParams(Params):
    """Where the weights would be without the penalty, and its strength."""

    v: Column = parameter(zh="无惩罚时的最优值，1 到 8 个", en="the optimum without the penalty, 1 to 8 numbers")
    strength: Strength = parameter(zh="阈值 λ", en="threshold lambda")


class SoftThreshold(Problem[ThresholdParams]):
    """Shrink by a constant and stop at 0."""

    title = Text(zh="软阈值", en="Soft thresholding")
    covers = ("soft_threshold",)
    params = ThresholdParams
    example = {"v": [3, -0.5, -2], "strength": 1}

    def generate(self, rng: Random, level: Level) -> ThresholdParams:
        """Some entries below the threshold, some above, one of them negative; none on it."""
        n, parts = {"basic": (3, 1), "intermediate": (4, 10), "advanced": (6, 100)}[level]
        strength = rng.randint(2, 4) if level == "basic" else rng.randint(parts // 2, 2 * parts) / parts
        v = draw(rng, n, parts, 1, 8 if level == "basic" else 4 * parts)
        if min(v) >= -strength or all(abs(x) > strength for x in v) or strength in map(abs, v):
            return self.generate(rng, level)
        return ThresholdParams(v=v, strength=strength)

    def prompt(self, p: ThresholdParams) -> Text:
        """Ask for the minimum, not for the operator's name."""
        given, strength = f"$v = [{row(p.v)}]$", rf"$\lambda = {exact(p.strength)}$"
        objective = r"$\frac{1}{2} (w_i - v_i)^2 + \lambda |w_i|$"
        return Text(
            zh=f"给定 {given}，{strength}。对每个分量分别求使 {objective} 最小的 $w_i$，$w$ 是什么？",
            en=f"Let {given} and {strength}. For each entry by itself, $w_i$ minimises {objective}. What is $w$?",
        )

    def answer_type(self, p: ThresholdParams) -> AnswerType:
        """One number an entry, 0 among them."""
        return Vector(atol=5e-4, size=len(p.v))

    def reference(self, p: ThresholdParams) -> Values:
        """Set the derivative to 0 on the side of v; where that leads past 0, the kink is the minimum."""
        return tuple(0.0 if abs(x) <= p.strength else x - p.strength * sign(x) for x in p.v)

    def torch_reference(self, p: ThresholdParams, place: Place) -> Values:
        """Run torch.nn.functional.softshrink."""
        from torch.nn.functional import softshrink

        return tuple(softshrink(place.tensor(p.v), lambd=p.strength).tolist())

    def steps(self, p: ThresholdParams) -> list[Text]:
        """The closed form with its reason, then entry by entry."""
        strength = exact(p.strength)
        zeroed, moved = [x for x in p.v if abs(x) <= p.strength], [x for x in p.v if abs(x) > p.strength]
        steps = [
            Text(
                zh=r"$w_i = \text{sign}(v_i) \max(|v_i| - \lambda, 0)$：$w_i \neq 0$ 时导数 "
                r"$w_i - v_i + \lambda \, \text{sign}(w_i) = 0$；若 $|v_i| \leq \lambda$，这样的点不存在，极小点在 0。",
                en=r"$w_i = \text{sign}(v_i) \max(|v_i| - \lambda, 0)$: where $w_i \neq 0$ the derivative "
                r"$w_i - v_i + \lambda \, \text{sign}(w_i) = 0$; if $|v_i| \leq \lambda$ there is no such point, and "
                "the minimum is at 0.",
            )
        ]
        if zeroed:
            steps.append(
                Text(
                    zh=rf"绝对值不超过 $\lambda = {strength}$ 的变成 0：${row(zeroed)}$。",
                    en=rf"No larger than $\lambda = {strength}$ in absolute value, and so set to 0: ${row(zeroed)}$.",
                )
            )
        if moved:
            work = ", ".join(f"{exact(x)} {'-' if x > 0 else '+'} {strength} = {short(y)}" for x, y in _pairs(p) if y)
            steps.append(
                Text(
                    zh=rf"其余向 0 移动 $\lambda$：${work}$。", en=rf"The others move towards 0 by $\lambda$: ${work}$."
                )
            )
        result = f"$w = {computed(self.reference(p))}$"
        return [*steps, Text(zh=f"结果：{result}。", en=f"The result: {result}.")]

    def slips(self, p: ThresholdParams) -> Iterator[Slip]:
        """Another threshold, a sign, or no stop at 0."""
        t = p.strength
        if t == 0:
            return
        below, above = any(0 < abs(x) < t for x in p.v), any(abs(x) > t for x in p.v)
        if above:
            yield Slip(
                "hard_threshold",
                tuple(x if abs(x) > t else 0.0 for x in p.v),
                Text(
                    zh=r"这是硬阈值；软阈值把留下的分量也向 0 移动 $\lambda$。",
                    en=r"That is hard thresholding; the soft one also moves what it keeps towards 0 by $\lambda$.",
                ),
            )
            yield Slip(
                "clipped",
                tuple(max(-t, min(t, x)) for x in p.v),
                Text(
                    zh=r"这是裁剪到 $[-\lambda, \lambda]$；软阈值减去的恰好是这一部分。",
                    en=r"That clips to $[-\lambda, \lambda]$, which is just what soft thresholding takes away.",
                ),
            )
        if below:
            yield Slip(
                "past_zero",
                tuple(x - t * sign(x) for x in p.v),
                Text(
                    zh="绝对值小于阈值的分量停在 0，不会变号。",
                    en="An entry smaller than the threshold stops at 0 and does not change its sign.",
                ),
            )
        if min(p.v) < -t:
            yield Slip(
                "sign_lost",
                tuple(max(abs(x) - t, 0.0) for x in p.v),
                Text(zh="负的分量保持负号。", en="A negative entry stays negative."),
            )
            yield Slip(
                "negative_zeroed",
                tuple(max(x - t, 0.0) for x in p.v),
                Text(
                    zh=r"负的分量绝对值够大时也留下：$v_i < -\lambda$ 时 $w_i = v_i + \lambda$。",
                    en=r"A negative entry that is large enough stays too: $w_i = v_i + \lambda$ where "
                    r"$v_i < -\lambda$.",
                ),
            )
        if above:
            yield Slip(
                "half_threshold",
                tuple(sign(x) * max(abs(x) - t / 2, 0.0) for x in p.v),
                Text(
                    zh=r"平方项带 $\frac{1}{2}$，阈值就是 $\lambda$；没有它才是 $\frac{\lambda}{2}$。",
                    en=r"With the $\frac{1}{2}$ on the square the threshold is $\lambda$; without it, it would be "
                    r"$\frac{\lambda}{2}$.",
                ),
            )


def _pairs(p: ThresholdParams) -> Iterator[tuple[float, float]]:
    return zip(p.v, problem.reference(p), strict=True)


problem = SoftThreshold()
