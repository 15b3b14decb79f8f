"""Jacobian of softmax: the matrix of dp_i/dx_j, which is diag(p) - p p^T, symmetric, with rows that add up to 0.

Row i is an output, column j an input; n logits give (n, n).
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3; torch.autograd.functional.jacobian.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Matrix
from dlprep.text import Text

Rows = tuple[tuple[float, ...], ...]


class JacobianParams(Params):
    """Where the derivative is taken."""

    logits: Annotated[tuple[Annotated[Real, Field(ge=-20, le=20)], ...], Field(min_length=2, max_length=4)] = parameter(
        zh="2 到 4 个数，每个在 -20 到 20 之间", en="2 to 4 numbers, each from -20 to 20"
    )


class SoftmaxJacobian(BatchedProblem[JacobianParams]):
    """Every output depends on every logit."""

    title = Text(zh="softmax 的雅可比矩阵", en="Jacobian of softmax")
    covers = ("softmax_jacobian",)
    params = JacobianParams
    example = {"logits": [0, 0.6931, 1.0986]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> JacobianParams:
        """Basic: two logits. Intermediate: three with simple probabilities. Advanced: three decimals."""
        # the logarithms of 1, 2, 3, 4 and 5
        logs = (0, 0.6931, 1.0986, 1.3863, 1.6094)
        if level == "basic":
            return JacobianParams(logits=tuple(float(x) for x in rng.sample(logs, k=2)))
        if level == "intermediate":
            return JacobianParams(logits=tuple(float(x) for x in rng.sample(logs, k=3)))
        return JacobianParams(logits=tuple(x / 10 for x in rng.sample(range(-15, 16), k=3)))

    def prompt(self, p: JacobianParams) -> Text:
        """Say which index is the row."""
        entry = r"$J_{ij} = \frac{\partial p_i}{\partial x_j}$"
        return Text(
            zh=rf"$p = \text{{softmax}}(x)$，在 $x = [{row(p.logits)}]$ 处求雅可比矩阵 $J$："
            f"第 $i$ 行第 $j$ 列是 {entry}。",
            en=rf"Let $p = \text{{softmax}}(x)$. What is its Jacobian $J$ at $x = [{row(p.logits)}]$? "
            f"Row $i$, column $j$ holds {entry}.",
        )

    def answer_type(self, p: JacobianParams) -> AnswerType:
        """A square matrix, one row an output."""
        return Matrix(rtol=1e-3, atol=2e-4)

    def reference(self, p: JacobianParams) -> Rows:
        """p_i (1 - p_i) on the diagonal, -p_i p_j beside it."""
        probabilities = _softmax(p.logits)
        return tuple(
            tuple(a * ((i == j) - b) for j, b in enumerate(probabilities)) for i, a in enumerate(probabilities)
        )

    def torch_stacked(self, ps: Sequence[JacobianParams], place: Place) -> Stacked:
        """Differentiate torch.softmax, output by output."""
        import torch

        jacobians = torch.func.vmap(torch.func.jacrev(lambda x: torch.softmax(x, dim=0)))
        return jacobians(place.tensor([p.logits for p in ps]))

    def steps(self, p: JacobianParams) -> list[Text]:
        """The two cases, the probabilities, then one entry of each kind in each row."""
        probabilities = _softmax(p.logits)
        diagonal = ", ".join(
            rf"J_{{{i}{i}}} = {about(a)} \cdot (1 - {about(a)}) = {about(a * (1 - a))}"
            for i, a in enumerate(probabilities, 1)
        )
        beside = ", ".join(
            rf"J_{{{i}{j}}} = J_{{{j}{i}}} = -{about(a)} \cdot {about(b)} = {about(-a * b)}"
            for i, a in enumerate(probabilities, 1)
            for j, b in enumerate(probabilities, 1)
            if i < j
        )
        return [
            Text(
                zh=r"$J = \text{diag}(p) - p p^T$：对角线上 $J_{ii} = p_i (1 - p_i)$，其余 $J_{ij} = -p_i p_j$。"
                "分母含有每个 logit，所以非对角元素不是 0。",
                en=r"$J = \text{diag}(p) - p p^T$: $J_{ii} = p_i (1 - p_i)$ on the diagonal, $J_{ij} = -p_i p_j$ "
                "elsewhere, which is not 0 since every logit is in the denominator.",
            ),
            Text(
                zh=f"概率：$p = [{', '.join(map(about, probabilities))}]$。",
                en=f"The probabilities: $p = [{', '.join(map(about, probabilities))}]$.",
            ),
            Text(zh=f"对角线：${diagonal}$。", en=f"On the diagonal: ${diagonal}$."),
            Text(
                zh=f"其余：${beside}$。检查：每一行加起来是 0，因为概率之和不变。",
                en=f"Elsewhere: ${beside}$. A check: each row adds up to 0, since the probabilities keep their sum.",
            ),
        ]

    def slips(self, p: JacobianParams) -> Iterator[Slip]:
        """One of the two terms lost, or its sign."""
        q = _softmax(p.logits)
        right = self.reference(p)
        yield Slip(
            "diagonal_only",
            tuple(tuple(x if i == j else 0.0 for j, x in enumerate(line)) for i, line in enumerate(right)),
            Text(
                zh="只算了对角线：一个 logit 变大，其他概率都变小，那里是 $-p_i p_j$。",
                en="That is the diagonal alone: as one logit grows the other probabilities shrink, by $-p_i p_j$.",
            ),
        )
        yield Slip(
            "sign_beside_the_diagonal",
            tuple(tuple(x if i == j else -x for j, x in enumerate(line)) for i, line in enumerate(right)),
            Text(
                zh="非对角元素是负的：一个 logit 变大，其他概率变小。",
                en="Entries beside the diagonal are negative: as one logit grows the other probabilities shrink.",
            ),
        )
        yield Slip(
            "diagonal_term_forgotten",
            tuple(tuple(-a * b for b in q) for a in q),
            Text(
                zh=r"这只是 $-p p^T$，还缺 $\text{diag}(p)$：分子也含 $x_i$。",
                en=r"That is $-p p^T$ alone; $\text{diag}(p)$ is missing, since $x_i$ is in the numerator too.",
            ),
        )
        yield Slip(
            "sign_turned",
            tuple(tuple(-x for x in line) for line in right),
            Text(
                zh="整体差一个负号：$x_i$ 变大时 $p_i$ 变大，对角线是正的。",
                en="All signs are turned: $p_i$ grows with $x_i$, so the diagonal is positive.",
            ),
        )
        yield Slip(
            "square_forgotten",
            tuple(tuple(a if i == j else -a * b for j, b in enumerate(q)) for i, a in enumerate(q)),
            Text(
                zh="对角线上是 $p_i - p_i^2$，不是 $p_i$。",
                en="The diagonal holds $p_i - p_i^2$, not $p_i$.",
            ),
        )


def _softmax(logits: tuple[float, ...]) -> list[float]:
    exps = [math.exp(x) for x in logits]
    return [e / math.fsum(exps) for e in exps]


problem = SoftmaxJacobian()
