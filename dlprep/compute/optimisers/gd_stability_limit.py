r"""Stability of gradient descent on f(x) = x^T H x / 2: the limit of the learning rate, and what a given one does.

Along an eigenvector of H with eigenvalue lambda each step multiplies x by 1 - eta lambda. It converges for
eta < 2/lambda_max; above 1/lambda_max the sharpest direction changes its sign at each step.
Source: LeCun, Bottou, Orr & Mueller 1998, Efficient BackProp, section 5; Goh 2017, Why Momentum Really Works, Distill.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact
from dlprep.compute.optimisers._optimiser import RATE_EN, RATE_ZH, Rate, written
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Choice, Label, Number, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text

Curvature = Annotated[Real, Field(ge=-1e3, le=1e3)]
Row = Annotated[tuple[Curvature, ...], Field(min_length=1, max_length=4)]

_BEHAVIOURS = Label(
    (
        Choice("monotone", Text(zh="单调收敛", en="monotone"), ("单调", "smooth")),
        Choice("oscillates", Text(zh="振荡收敛", en="oscillates"), ("振荡", "oscillating")),
        Choice("diverges", Text(zh="发散", en="diverges"), ("divergent",)),
    )
)


class StabilityParams(Params):
    """A quadratic bowl and the learning rate that descends it."""

    hessian: Annotated[tuple[Row, ...], Field(min_length=1, max_length=4)] = parameter(
        zh="正定对称矩阵，1 到 4 阶", en="a symmetric positive definite matrix, 1 to 4 rows"
    )
    lr: Rate = parameter(zh=RATE_ZH, en=RATE_EN)

    @model_validator(mode="after")
    def _a_bowl_and_no_edge(self) -> "StabilityParams":
        n, h = len(self.hessian), self.hessian
        if any(len(line) != n for line in h) or any(h[i][j] != h[j][i] for i in range(n) for j in range(i)):
            raise RuleError(zh="hessian：必须是对称方阵", en="hessian: must be square and symmetric")
        values = self.eigenvalues
        if values[0] < 1e-6 * values[-1] or values[-1] < 1e-3:
            raise RuleError(
                zh="hessian：必须正定，而且不只是舍入误差的程度",
                en="hessian: must be positive definite, by more than rounding",
            )
        if any(abs(self.lr * values[-1] - edge) < 1e-6 for edge in (1, 2)):
            raise RuleError(
                zh="lr：不能恰好是 1 或 2 除以最大特征值，收敛行为在那里改变",
                en="lr: must not be 1 or 2 over the largest eigenvalue, where the behaviour changes",
            )
        return self

    @property
    def eigenvalues(self) -> list[float]:
        """The curvatures along the axes of the bowl, in ascending order."""
        import numpy as np

        return [float(value) for value in np.linalg.eigvalsh(np.array(self.hessian, dtype=float))]


class GdStabilityLimit(Problem[StabilityParams]):
    """Find the sharpest direction; it decides."""

    title = Text(zh="梯度下降学习率的上限", en="Largest stable learning rate of gradient descent")
    covers = ("gd_stability_limit",)
    params = StabilityParams
    example = {"hessian": [[4, 0], [0, 1]], "lr": 0.3}

    def generate(self, rng: Random, level: Level) -> StabilityParams:
        """Basic: a diagonal. Intermediate: 2 x 2 with whole eigenvalues. Advanced: 2 x 2 beside a third direction."""
        small, large = map(float, sorted(rng.sample((1, 2, 4, 5, 8, 10, 16, 20), k=2)))
        if level == "basic":
            pair = [small, large]
            rng.shuffle(pair)
            hessian: tuple[tuple[float, ...], ...] = ((pair[0], 0), (0, pair[1]))
        else:
            # rotated by 45 degrees, or by the angle whose tangent is 1/2
            c, s = rng.choice(((1, 1), (2, 1)))
            share_of_c = c * c / (c * c + s * s)
            off = rng.choice((-1, 1)) * round(c * s * (large - small) / (c * c + s * s), 2)
            first = round(small + share_of_c * (large - small), 2)
            hessian = ((first, off), (off, round(small + large - first, 2)))
            if level == "advanced":
                third = rng.choice((0.5, 3, 6))
                hessian = ((*hessian[0], 0), (*hessian[1], 0), (0, 0, third))
                large = max(large, third)
        share = rng.choice((rng.uniform(0.2, 0.9), rng.uniform(1.1, 1.9), rng.uniform(2.1, 3)))
        return StabilityParams(hessian=hessian, lr=round(share / large, 3))

    def prompt(self, p: StabilityParams) -> Text:
        """The three behaviours, each with what it means."""
        matrix = r" \\ ".join(" & ".join(exact(x) for x in line) for line in p.hessian)
        f = rf"$f(x) = \frac{{1}}{{2}} x^T H x$, $H = \begin{{bmatrix}} {matrix} \end{{bmatrix}}$"
        return Text(
            zh=rf"对 {f} 做梯度下降，学习率 $\eta$ 恒定。$\eta$ 小于多少时，从任何起点出发都收敛到 $0$？"
            rf"取 $\eta = {written(p.lr)}$ 时会怎样：单调收敛（沿每个特征方向都不变号）、振荡收敛（收敛，但某个方向每步"
            "变号），还是发散（几乎所有起点）？",
            en=rf"Gradient descent runs on {f} with a constant learning rate $\eta$. Below which value of $\eta$ does "
            rf"it converge to $0$ from every starting point? And what does it do at $\eta = {written(p.lr)}$: is it "
            "monotone (it converges, and along no eigenvector does the sign change), does it converge but oscillate "
            "(along some eigenvector the sign changes at each step), or does it diverge (from almost every point)?",
        )

    def answer_type(self, p: StabilityParams) -> AnswerType:
        """The limit and the behaviour."""
        limit = Part("limit", Text(zh="学习率的上限", en="the limit of the learning rate"), Number())
        return Parts((limit, Part("behaviour", Text(zh="此时的行为", en="what it does"), _BEHAVIOURS)))

    def reference(self, p: StabilityParams) -> AnswerValue:
        """Look at the factor 1 - eta lambda of every eigenvector."""
        factors = [1 - p.lr * value for value in p.eigenvalues]
        behaviour = "oscillates" if min(factors) < 0 else "monotone"
        return {
            "limit": 2 / p.eigenvalues[-1],
            "behaviour": "diverges" if max(map(abs, factors)) > 1 else behaviour,
        }

    def torch_reference(self, p: StabilityParams, place: Place) -> AnswerValue:
        """Run a step of torch.optim.SGD from the sum of the eigenvectors, and see what becomes of each."""
        import torch

        h = place.tensor(p.hessian)
        values, vectors = torch.linalg.eigh(h)
        x = vectors.sum(dim=1).requires_grad_()
        optimizer = torch.optim.SGD([x], lr=p.lr)
        (x @ h @ x / 2).backward()
        optimizer.step()
        components = vectors.T @ x.detach()
        behaviour = "oscillates" if bool((components < 0).any()) else "monotone"
        grows = bool((components.abs() > 1).any())
        return {"limit": 2 / float(values.max()), "behaviour": "diverges" if grows else behaviour}

    def steps(self, p: StabilityParams) -> list[Text]:
        """The factor of a step, the eigenvalues, the limit, the factor here."""
        values = p.eigenvalues
        top, lr = values[-1], written(p.lr)
        rule = r"$|1 - \eta \lambda| < 1$, $\eta < \frac{2}{\lambda_{\max}}$"
        sharpest = rf"$1 - {lr} \cdot {about(top)} = {about(1 - p.lr * top)}$"
        chosen = {c.name: c.text for c in _BEHAVIOURS.choices}[_judged(p.lr * top)]
        listed = ", ".join(map(about, values))
        return [
            Text(
                zh=rf"沿特征值为 $\lambda$ 的方向，每步乘 $1 - \eta \lambda$，因此收敛要求 {rule}。",
                en=rf"Along an eigenvector with eigenvalue $\lambda$ a step multiplies by $1 - \eta \lambda$; it "
                f"converges if {rule}.",
            ),
            Text(
                zh=rf"特征值：${listed}$；上限 $\frac{{2}}{{{about(top)}}} = {about(2 / top)}$。",
                en=rf"The eigenvalues: ${listed}$; the limit $\frac{{2}}{{{about(top)}}} = {about(2 / top)}$.",
            ),
            Text(
                zh=f"最陡的方向每步乘 {sharpest}：{chosen.zh}。",
                en=f"Each step multiplies the sharpest direction by {sharpest}: {chosen.en}.",
            ),
        ]

    def slips(self, p: StabilityParams) -> Iterator[Slip]:
        """Another eigenvalue or another numerator, and the behaviour that follows from it."""
        values = p.eigenvalues
        top = values[-1]
        yield Slip(
            "one_over_largest",
            {"limit": 1 / top, "behaviour": "diverges" if p.lr > 1 / top else "monotone"},
            Text(
                zh=r"$\frac{1}{\lambda_{\max}}$ 以上只是开始振荡，到 $\frac{2}{\lambda_{\max}}$ 才发散。",
                en=r"Above $\frac{1}{\lambda_{\max}}$ it merely oscillates; it diverges above "
                r"$\frac{2}{\lambda_{\max}}$.",
            ),
        )
        wrong = {
            "smallest_eigenvalue": (
                values[0],
                Text(
                    zh="决定上限的是最大的特征值：最陡的方向最先发散。",
                    en="The largest eigenvalue sets the limit: the sharpest direction diverges first.",
                ),
            ),
            "trace_for_eigenvalue": (
                sum(values),
                Text(
                    zh="用了特征值之和（迹）；只有最大的一个起作用。",
                    en="That takes the sum of the eigenvalues, the trace; the largest alone matters.",
                ),
            ),
            "diagonal_for_eigenvalue": (
                max(p.hessian[i][i] for i in range(len(p.hessian))),
                Text(
                    zh="对角线上的元素不是特征值，除非矩阵是对角的。",
                    en="Entries of the diagonal are not eigenvalues, unless the matrix is diagonal.",
                ),
            ),
        }
        for name, (value, lesson) in wrong.items():
            if abs(value - top) > 0.01 * top:
                yield Slip(name, {"limit": 2 / value, "behaviour": _judged(p.lr * value)}, lesson)
        if _judged(p.lr * top) == "oscillates":
            yield Slip(
                "oscillation_overlooked",
                {"limit": 2 / top, "behaviour": "monotone"},
                Text(
                    zh=r"最陡的方向上 $1 - \eta \lambda$ 是负的：每步都变号。",
                    en=r"In the sharpest direction $1 - \eta \lambda$ is negative: the sign changes at each step.",
                ),
            )


def _judged(sharpness: float) -> str:
    """Name the behaviour by the product of the learning rate and the largest eigenvalue."""
    return "monotone" if sharpness < 1 else "oscillates" if sharpness < 2 else "diverges"


problem = GdStabilityLimit()
