"""Gradient of one ReLU or leaky ReLU unit over a batch: of the sum of its outputs, with respect to w and b.

For sample i, z_i = w . x_i + b and the output is z_i where z_i > 0, slope * z_i where z_i < 0. If no sample makes z_i
positive, a ReLU unit (slope 0) gets a gradient of exactly 0 and stays as it is: it is dead. No z_i may be 0, where the
unit has a kink.
Source: Maas, Hannun & Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models, section 2.
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
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Number, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Entries = Annotated[tuple[Annotated[Real, Field(ge=-100, le=100)], ...], Field(min_length=1, max_length=4)]


class UnitParams(Params):
    """The unit and the batch that it sees."""

    w: Entries = parameter(zh="权重，1 到 4 个，在 -100 到 100 之间", en="1 to 4 weights from -100 to 100")
    b: Annotated[Real, Field(ge=-100, le=100)] = parameter(zh="偏置", en="bias")
    samples: Annotated[tuple[Entries, ...], Field(min_length=1, max_length=6)] = parameter(
        zh="1 到 6 个样本，每个的长度与 w 相同", en="1 to 6 samples, each as long as w"
    )
    slope: Annotated[Real, Field(ge=0, lt=1)] = parameter(
        0.0, zh="负半轴的斜率，0 就是 ReLU", en="slope on the negative side; 0 is ReLU"
    )

    @model_validator(mode="after")
    def _off_the_kink(self) -> "UnitParams":
        if any(len(x) != len(self.w) for x in self.samples):
            raise RuleError(
                zh=f"samples：每个样本必须有 {len(self.w)} 个元素，每个权重一个",
                en=f"samples: each must have {len(self.w)} entries, one for each weight",
            )
        if any(abs(z) < 1e-6 for z in _pre_activations(self)):
            raise RuleError(
                zh="samples：都不能使 w . x + b 为 0，单元在那里不可导",
                en="samples: none may make w . x + b 0, where the unit has a kink and no derivative",
            )
        return self


class DeadReluGradient(BatchedProblem[UnitParams]):
    """Only samples that the unit lets through count, the others by its slope."""

    title = Text(zh="ReLU 单元的梯度与“死亡”", en="Gradient of a ReLU unit, dead or alive")
    covers = ("dead_relu_gradient",)
    params = UnitParams
    shared = ("slope",)
    example = {"w": [1, -2], "b": -1, "samples": [[3, 0], [1, 1], [-1, 2]], "slope": 0}
    minutes = {"basic": 1.5, "intermediate": 2.5, "advanced": 3.5}

    def generate(self, rng: Random, level: Level) -> UnitParams:
        """Basic: ReLU, two samples. Intermediate: three, also leaky. Advanced: four of three inputs. Some are dead."""
        inputs, batch = {"basic": (2, 2), "intermediate": (2, 3), "advanced": (3, 4)}[level]
        slope = 0.0 if level == "basic" else rng.choice((0.0, 0.01, 0.1, 0.2))
        dead = rng.random() < 0.25
        while True:
            w = tuple(float(rng.choice((-3, -2, -1, 1, 2, 3))) for _ in range(inputs))
            b = float(rng.randint(-6, 3))
            samples = tuple(tuple(float(rng.randint(-4, 4)) for _ in range(inputs)) for _ in range(batch))
            signs = [sum(s * t for s, t in zip(w, x, strict=True)) + b for x in samples]
            if all(signs) and (max(signs) < 0 if dead else min(signs) < 0 < max(signs)):
                return UnitParams(w=w, b=b, samples=samples, slope=slope)

    def prompt(self, p: UnitParams) -> Text:
        """Say what is differentiated: the sum over the batch."""
        leaky = rf"$f(z) = z$ ($z > 0$), $f(z) = {exact(p.slope)} z$ ($z < 0$)"
        name, f = ("leaky ReLU", leaky) if p.slope else ("ReLU", r"$f(z) = \max(0, z)$")
        unit = rf"$y_i = f(w \cdot x_i + b)$, $w = [{row(p.w)}]$, $b = {exact(p.b)}$"
        batch = f"$[{']$, $['.join(map(row, p.samples))}]$"
        n = len(p.samples)
        samples = "1 sample" if n == 1 else f"{n} samples"
        return Text(
            zh=f"一个 {name} 单元（{f}）：{unit}，一个批次有 {n} 个样本 $x_i$：{batch}。"
            r"损失取各样本输出之和 $L = \sum_i y_i$。有几个样本使单元激活（$w \cdot x_i + b > 0$）？"
            r"$\frac{\partial L}{\partial w}$ 和 $\frac{\partial L}{\partial b}$ 各是多少？",
            en=f"A {name} unit, {f}: {unit}. It sees a batch of {samples} $x_i$: {batch}. The loss is the sum of "
            r"its outputs, $L = \sum_i y_i$. For how many samples is the unit active ($w \cdot x_i + b > 0$), and "
            r"what are $\frac{\partial L}{\partial w}$ and $\frac{\partial L}{\partial b}$?",
        )

    def answer_type(self, p: UnitParams) -> AnswerType:
        """Gradients may be 0."""
        return Parts(
            (
                Part("active", Text("激活的样本数", "samples for which the unit is active"), Count()),
                Part(
                    "dw",
                    Text("对各权重的梯度", "gradient with respect to the weights"),
                    Vector(rtol=1e-3, atol=5e-4, size=len(p.w)),
                ),
                Part("db", Text("对偏置的梯度", "gradient with respect to the bias"), Number(rtol=1e-3, atol=5e-4)),
            )
        )

    def reference(self, p: UnitParams) -> AnswerValue:
        """Add up samples, each by the slope of its side."""
        zs = _pre_activations(p)
        return _answer(p, [1.0 if z > 0 else p.slope for z in zs], sum(z > 0 for z in zs))

    def torch_stacked(self, ps: Sequence[UnitParams], place: Place) -> Stacked:
        """Run F.leaky_relu or F.relu on the batch, and autograd back."""
        import torch

        w, b = place.tensor([p.w for p in ps], grad=True), place.tensor([p.b for p in ps], grad=True)
        z = torch.einsum("nsi,ni->ns", place.tensor([p.samples for p in ps]), w) + b[:, None]
        f, slope = torch.nn.functional, ps[0].slope
        (f.leaky_relu(z, slope) if slope else f.relu(z)).sum().backward()
        return {"active": (z > 0).sum(dim=1), "dw": w.grad, "db": b.grad}

    def steps(self, p: UnitParams) -> list[Text]:
        """The rule, the sign of each pre-activation, then the sums."""
        zs = _pre_activations(p)
        dot = [
            " + ".join(rf"{factor(w) if j else exact(w)} \cdot {factor(x)}" for j, (w, x) in enumerate(pairs))
            for pairs in (list(zip(p.w, sample, strict=True)) for sample in p.samples)
        ]
        signs = ", ".join(
            f"z_{i} = {products} + {factor(p.b)} = {about(z)}"
            for i, (products, z) in enumerate(zip(dot, zs, strict=True), 1)
        )
        slopes = [1.0 if z > 0 else p.slope for z in zs]
        active = sum(z > 0 for z in zs)
        dw, db = _sums(p, slopes)
        sum_w = " + ".join(rf"{exact(s)} \cdot [{row(x)}]" for s, x in zip(slopes, p.samples, strict=True))
        gradient = rf"$\frac{{\partial L}}{{\partial w}} = {sum_w} = [{', '.join(map(about, dw))}]$"
        by_bias = rf"$\frac{{\partial L}}{{\partial b}} = {' + '.join(map(exact, slopes))} = {about(db)}$"
        steps = [
            Text(
                zh=r"$z_i = w \cdot x_i + b$，$\frac{\partial L}{\partial w} = \sum_i f'(z_i) x_i$，"
                r"$\frac{\partial L}{\partial b} = \sum_i f'(z_i)$：$f'(z)$ 在 $z > 0$ 时为 1，"
                "在 $z < 0$ 时为斜率 $a$（ReLU 的 $a = 0$）。",
                en=r"With $z_i = w \cdot x_i + b$, $\frac{\partial L}{\partial w} = \sum_i f'(z_i) x_i$ and "
                r"$\frac{\partial L}{\partial b} = \sum_i f'(z_i)$, where $f'(z)$ is 1 for $z > 0$ and the slope $a$ "
                "for $z < 0$ ($a = 0$ for ReLU).",
            ),
            Text(zh=f"${signs}$：激活的有 {active} 个。", en=f"${signs}$: the unit is active for {active}."),
            Text(zh=f"{gradient}，{by_bias}。", en=f"{gradient}, {by_bias}."),
        ]
        if not active and not p.slope:
            steps.append(
                Text(
                    zh="没有一个样本能激活它：梯度全为 0，在这批数据上梯度下降不再改变它，这就是“死亡”的 ReLU。",
                    en="No sample activates it: all gradients are 0, and gradient descent on this batch leaves it as "
                    "it is. That is a dead ReLU.",
                )
            )
        return steps

    def slips(self, p: UnitParams) -> Iterator[Slip]:
        """Samples on the wrong side, a mean for the sum, or the inputs lost."""
        zs = _pre_activations(p)
        slopes = [1.0 if z > 0 else p.slope for z in zs]
        n, active = len(zs), sum(z > 0 for z in zs)
        dw, db = _sums(p, slopes)
        if active < n:
            yield Slip(
                "inactive_samples_counted",
                _answer(p, [1.0] * n, active),
                Text(
                    zh="$z_i < 0$ 的样本导数不是 1：ReLU 挡住它们，leaky ReLU 只按斜率放过。",
                    en="The derivative is not 1 for samples with $z_i < 0$: ReLU blocks them, leaky ReLU lets them "
                    "through by its slope.",
                ),
            )
            if p.slope:
                yield Slip(
                    "slope_forgotten",
                    _answer(p, [float(z > 0) for z in zs], active),
                    Text(
                        zh="这是 ReLU 的梯度；leaky ReLU 在 $z_i < 0$ 时还有斜率那一份。",
                        en="That is ReLU's gradient; leaky ReLU adds its slope's share where $z_i < 0$.",
                    ),
                )
        if active and n > 1:
            yield Slip(
                "mean_for_sum",
                {"active": active, "dw": tuple(x / n for x in dw), "db": db / n},
                Text(
                    zh="损失是各样本之和，梯度也相加，不除以样本数。",
                    en="The loss is a sum over samples, so the gradients add up and are not divided by their number.",
                ),
            )
        if active:
            yield Slip(
                "inputs_lost",
                {"active": active, "dw": (db,) * len(p.w), "db": db},
                Text(
                    zh="对 $w$ 求导还要乘输入 $x_i$；只有对 $b$ 求导才是 1。",
                    en="With respect to $w$ the derivative is the input $x_i$; it is 1 for $b$ alone.",
                ),
            )
            yield Slip(
                "weights_for_inputs",
                {"active": active, "dw": tuple(db * w for w in p.w), "db": db},
                Text(
                    zh="对输入求导才得 $w$；对 $w$ 求导得 $x_i$。",
                    en="$w$ is the derivative with respect to the input; with respect to $w$ it is $x_i$.",
                ),
            )


def _pre_activations(p: UnitParams) -> list[float]:
    return [sum(w * x for w, x in zip(p.w, sample, strict=True)) + p.b for sample in p.samples]


def _sums(p: UnitParams, slopes: list[float]) -> tuple[tuple[float, ...], float]:
    """Add up the samples and ones, each times its slope."""
    columns = zip(*p.samples, strict=True)
    return tuple(sum(s * x for s, x in zip(slopes, column, strict=True)) for column in columns), sum(slopes)


def _answer(p: UnitParams, slopes: list[float], active: int) -> AnswerValue:
    dw, db = _sums(p, slopes)
    return {"active": active, "dw": dw, "db": db}


problem = DeadReluGradient()
