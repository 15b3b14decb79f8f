r"""One step of gradient descent on a linear model: over all samples (batch) or with one of them (stochastic).

The model is w . x without a bias, a sample's loss (w . x - y)^2 / 2, and the batch's loss the mean over the samples.
The answer is w - eta * gradient, a vector as long as w.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, sections 4.3 and 5.9.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor, row
from dlprep.compute.optimisers._optimiser import RATE_EN, RATE_ZH, Rate, written
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]
Entry = Annotated[Real, Field(ge=-1e3, le=1e3)]
Weights = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=4)]


class DescentParams(Params):
    """A model, its data, and which of them the step looks at."""

    w: Weights = parameter(zh="当前权重，1 到 4 个数", en="the weights now, 1 to 4 numbers")
    x: Annotated[tuple[Weights, ...], Field(min_length=1, max_length=6)] = parameter(
        zh="1 到 6 个样本，每个与权重等长", en="1 to 6 samples, each as long as the weights"
    )
    y: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=6)] = parameter(
        zh="各样本的目标值", en="the target of each sample"
    )
    lr: Rate = parameter(zh=RATE_ZH, en=RATE_EN)
    sample: Annotated[int, Field(strict=True, ge=1)] | None = parameter(
        None,
        zh="只用第几个样本（随机梯度下降），从 1 数起；不给则用全部",
        en="the only sample used (stochastic gradient descent), counted from 1; without it, all",
    )

    @model_validator(mode="after")
    def _fit(self) -> "DescentParams":
        if any(len(x) != len(self.w) for x in self.x):
            raise RuleError(
                zh=f"x：每个样本的数的个数与 w 相同，为 {len(self.w)}",
                en=f"x: each sample has as many numbers as w, {len(self.w)}",
            )
        if len(self.y) != len(self.x):
            raise RuleError(
                zh=f"y：目标的个数与样本数相同，为 {len(self.x)}",
                en=f"y: as many targets as there are samples, {len(self.x)}",
            )
        if self.sample is not None and self.sample > len(self.x):
            raise RuleError(
                zh=f"sample：最大为样本数 {len(self.x)}", en=f"sample: at most {len(self.x)}, the number of samples"
            )
        return self

    @property
    def used(self) -> tuple[int, ...]:
        """The indices of the samples that the step looks at."""
        return tuple(range(len(self.x))) if self.sample is None else (self.sample - 1,)


class GdStep(Problem[DescentParams]):
    """Average the samples' gradients, step against the average."""

    title = Text(zh="梯度下降的一步", en="One step of gradient descent")
    covers = ("gd_step",)
    params = DescentParams
    example = {"w": [1, 0], "x": [[1, 2], [3, -1]], "y": [3, 2], "lr": 0.1}

    def generate(self, rng: Random, level: Level) -> DescentParams:
        """Basic: one weight, two samples. Intermediate: two weights. Advanced: two weights, four samples."""
        d, n = {"basic": (1, 2), "intermediate": (2, 2), "advanced": (2, 4)}[level]
        w = tuple(rng.choice((-2, -1, 0, 1, 2)) for _ in range(d))
        x = tuple(tuple(rng.choice((-3, -2, -1, 1, 2, 3)) for _ in range(d)) for _ in range(n))
        misses = [rng.choice((-3, -2, -1, 1, 2, 3)) for _ in range(n)]
        y = tuple(sum(a * b for a, b in zip(w, one, strict=True)) + miss for one, miss in zip(x, misses, strict=True))
        sample = rng.choice((None, rng.randint(1, n)))
        return DescentParams(w=w, x=x, y=y, lr=rng.choice((0.1, 0.2, 0.5)), sample=sample)

    def prompt(self, p: DescentParams) -> Text:
        """The loss with its half, and which samples count."""
        data = ", ".join(f"x_{i} = {_vector(x)}, y_{i} = {exact(y)}" for i, (x, y) in enumerate(_pairs(p), 1))
        loss = r"$\ell_i = \frac{1}{2} (w \cdot x_i - y_i)^2$"
        start, rate = f"$w = {_vector(p.w)}$", rf"$\eta = {written(p.lr)}$"
        which = (
            Text(
                zh=f"用全部 ${len(p.x)}$ 个样本损失的平均值做一步批量梯度下降",
                en=f"Take one step of batch gradient descent on the mean loss of all ${len(p.x)}$ samples",
            )
            if p.sample is None
            else Text(
                zh=f"抽到第 ${p.sample}$ 个样本，用它的损失做一步随机梯度下降",
                en=f"Sample ${p.sample}$ is drawn; take one step of stochastic gradient descent on its loss",
            )
        )
        return Text(
            zh=rf"没有偏置的线性模型 $w \cdot x$，单个样本的损失为 {loss}，当前 {start}，数据为 ${data}$。"
            f"{which.zh}，学习率 {rate}。更新后的 $w$ 是什么？",
            en=rf"A linear model without bias, $w \cdot x$, has the loss {loss} on each sample; now {start}, and the "
            f"data are ${data}$. {which.en}, with the learning rate {rate}. What is $w$ afterwards?",
        )

    def answer_type(self, p: DescentParams) -> AnswerType:
        """As many numbers as there are weights, any of which may be 0."""
        return Vector(rtol=1e-3, atol=5e-4)

    def reference(self, p: DescentParams) -> Values:
        """Average the residual times the sample, entry by entry."""
        gradient = _gradient(p)
        return tuple(w - p.lr * g for w, g in zip(p.w, gradient, strict=True))

    def torch_reference(self, p: DescentParams, place: Place) -> Values:
        """Run autograd through nn.Linear and MSELoss, and torch.optim.SGD."""
        import torch

        model = torch.nn.Linear(len(p.w), 1, bias=False, device=place.device, dtype=place.torch_dtype())
        with torch.no_grad():
            model.weight.copy_(place.tensor([p.w]))
        x, y = place.tensor(p.x), place.tensor(p.y)
        if p.sample is not None:
            x, y = x[p.sample - 1 : p.sample], y[p.sample - 1 : p.sample]
        optimizer = torch.optim.SGD(model.parameters(), lr=p.lr)
        (torch.nn.MSELoss()(model(x).squeeze(1), y) / 2).backward()
        optimizer.step()
        return tuple(model.weight[0].tolist())

    def steps(self, p: DescentParams) -> list[Text]:
        """The gradient and the step, then residuals, mean, and result."""
        gradient = r"$g = \frac{1}{|B|} \sum_{i \in B} (w \cdot x_i - y_i) x_i$, $w \leftarrow w - \eta g$"
        errors, g = _errors(p), ", ".join(map(about, _gradient(p)))
        residuals = ", ".join(rf"w \cdot x_{i + 1} - y_{i + 1} = {about(errors[i])}" for i in p.used)
        terms = " + ".join(rf"{factor(round(errors[i], 9))} \cdot {_vector(p.x[i])}" for i in p.used)
        mean = terms if len(p.used) == 1 else rf"\frac{{1}}{{{len(p.used)}}} ({terms})"
        result = ", ".join(map(about, self.reference(p)))
        work = rf"$w = {_vector(p.w)} - {written(p.lr)} \cdot [{g}] = [{result}]$"
        return [
            Text(
                zh=f"$B$ 是这一步所用的样本：{gradient}。", en=f"With $B$ the samples that the step uses: {gradient}."
            ),
            Text(zh=f"误差：${residuals}$。", en=f"The errors: ${residuals}$."),
            Text(zh=f"梯度：$g = {mean} = [{g}]$。", en=f"The gradient: $g = {mean} = [{g}]$."),
            Text(zh=f"更新：{work}。", en=f"The step: {work}."),
        ]

    def slips(self, p: DescentParams) -> Iterator[Slip]:
        """Uphill, summed, doubled, with the wrong samples, or the gradient itself."""
        gradient, n = _gradient(p), len(p.used)
        if any(gradient):
            yield Slip(
                "uphill",
                _moved(p, gradient, -1),
                Text(zh="方向反了：要沿负梯度走。", en="That goes uphill: the step is against the gradient."),
            )
            yield Slip(
                "half_forgotten",
                _moved(p, gradient, 2),
                Text(
                    zh=r"平方求导的 2 与损失里的 $\frac{1}{2}$ 相消，梯度没有因子 2。",
                    en=r"The 2 from the square cancels the $\frac{1}{2}$ of the loss: the gradient has no factor 2.",
                ),
            )
            if n > 1:
                yield Slip(
                    "sum_for_mean",
                    _moved(p, gradient, n),
                    Text(
                        zh="损失是各样本的平均，梯度也要除以样本数。",
                        en="The loss is a mean over the samples, so divide the gradient by their number.",
                    ),
                )
        if n > 1:
            yield Slip(
                "first_sample_only",
                _moved(p, _gradient(p.model_copy(update={"sample": 1}))),
                Text(
                    zh="只用了第一个样本；批量梯度下降要用全部样本的平均。",
                    en="That is the first sample alone; batch gradient descent averages over all.",
                ),
            )
        elif len(p.x) > 1:
            yield Slip(
                "all_samples",
                _moved(p, _gradient(p.model_copy(update={"sample": None}))),
                Text(
                    zh="用了全部样本；随机梯度下降只用抽到的那一个。",
                    en="That uses all samples; the stochastic step uses only the one that was drawn.",
                ),
            )
        if any(_errors(p)[i] for i in p.used):
            features = tuple(sum(_errors(p)[i] for i in p.used) / n for _ in p.w)
            yield Slip(
                "input_forgotten",
                _moved(p, features),
                Text(
                    zh="漏了链式法则的最后一步：误差还要乘输入 $x_i$。",
                    en="The chain rule's last factor is missing: the error is multiplied by the input $x_i$.",
                ),
            )


def _pairs(p: DescentParams) -> list[tuple[Values, float]]:
    return list(zip(p.x, p.y, strict=True))


def _errors(p: DescentParams) -> Values:
    """Return what the model predicts too much for each sample."""
    return tuple(sum(w * x for w, x in zip(p.w, sample, strict=True)) - y for sample, y in _pairs(p))


def _gradient(p: DescentParams) -> Values:
    errors = _errors(p)
    return tuple(sum(errors[i] * p.x[i][j] for i in p.used) / len(p.used) for j in range(len(p.w)))


def _moved(p: DescentParams, gradient: Values, times: float = 1) -> Values:
    return tuple(w - p.lr * times * g for w, g in zip(p.w, gradient, strict=True))


def _vector(values: Values) -> str:
    return f"[{row(values)}]" if len(values) > 1 else exact(values[0])


problem = GdStep()
