"""Max-norm constraint: each neuron's incoming weights, scaled down to the L2 norm r where theirs is larger.

W has shape (outputs, inputs), as in torch.nn.Linear, so a neuron's incoming weights are a row; its bias is left alone.
Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, Dropout, JMLR 15, section 5.1; torch.renorm.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.regularisation._weights import Grid, Rows, Values, computed, computed_grid, draw, grid
from dlprep.grading.answer import AnswerType, Matrix
from dlprep.text import Text

_PAIRS = ((3, 4), (6, 8), (5, 12), (9, 12), (8, 15))
_TRIPLES = ((1, 2, 2), (2, 3, 6), (2, 4, 4), (1, 4, 8), (4, 4, 7), (2, 6, 9), (6, 6, 7))


class MaxNormParams(Params):
    """A layer's weights, and the length each neuron's may have."""

    weights: Grid = parameter(
        zh="权重矩阵，最多 4×4，每行是一个神经元的输入权重，元素在 -100 到 100 之间",
        en="weight matrix, at most 4×4, one neuron's incoming weights a row, entries from -100 to 100",
    )
    limit: Annotated[Real, Field(ge=0.01, le=1000)] = parameter(
        zh="每个神经元输入权重的 L2 范数上限 r", en="the largest L2 norm r of a neuron's incoming weights"
    )


class MaxNormConstraint(BatchedProblem[MaxNormParams]):
    """Project every row onto the ball of radius r."""

    title = Text(zh="最大范数约束", en="Max-norm constraint")
    covers = ("max_norm_constraint",)
    params = MaxNormParams
    example = {"weights": [[3, 4], [1, -1]], "limit": 2}

    def generate(self, rng: Random, level: Level) -> MaxNormParams:
        """A row that is scaled and one that stays. Basic: pairs. Intermediate: triples. Advanced: decimals."""
        if level == "advanced":
            rows: Rows = tuple(draw(rng, 3, 10, 2, 40) for _ in range(3))
            limit = rng.randint(15, 50) / 10
        else:
            drawn = rng.sample(_PAIRS if level == "basic" else _TRIPLES, k=2)
            rows = tuple(tuple(float(rng.choice((-1, 1)) * x) for x in rng.sample(line, k=len(line))) for line in drawn)
            limit = rng.choice((4, 6, 8, 11))
        lengths = [math.hypot(*line) for line in rows]
        if min(lengths) > 0.97 * limit or max(lengths) < 1.03 * limit:
            return self.generate(rng, level)
        return MaxNormParams(weights=rows, limit=limit)

    def prompt(self, p: MaxNormParams) -> Text:
        """Say that a neuron is a row."""
        weights, limit = f"$W = {grid(p.weights)}$", f"$r = {exact(p.limit)}$"
        return Text(
            zh=f"梯度更新之后，全连接层的权重为 {weights}，每行是一个神经元的输入权重。施加最大范数约束："
            f"每个神经元的输入权重向量，$L_2$ 范数超过 {limit} 时缩放到 $r$，否则不变。$W$ 变成什么？",
            en=f"After an update a fully connected layer has the weights {weights}, one neuron's incoming weights a "
            "row. A max-norm constraint scales each neuron's weight vector down to $L_2$ norm $r$ if it is longer "
            f"than {limit}, and else leaves it. What does $W$ become?",
        )

    def answer_type(self, p: MaxNormParams) -> AnswerType:
        """A matrix of the same shape."""
        return Matrix(atol=5e-4)

    def reference(self, p: MaxNormParams) -> Rows:
        """Row by row, divide by the norm and multiply by r where the norm is larger."""
        return _by_row(p.weights, lambda line: min(1.0, p.limit / (math.hypot(*line) or p.limit)))

    def torch_stacked(self, ps: Sequence[MaxNormParams], place: Place) -> Stacked:
        """Run torch.renorm over the rows of all instances, in units of a billionth of the limit.

        It adds 1e-7 to the norm, which in such units is nothing.
        """
        import torch

        weights, unit = place.tensor([p.weights for p in ps]), place.tensor([[[p.limit]] for p in ps]) * 2.0**-30
        scaled = torch.renorm((weights / unit).flatten(0, 1), p=2, dim=0, maxnorm=2.0**30)
        return scaled.view_as(weights) * unit

    def steps(self, p: MaxNormParams) -> list[Text]:
        """The projection, the norms, then row by row."""
        norms = ", ".join(
            rf"\lVert w_{{{i}}} \rVert = \sqrt{{{' + '.join(f'{factor(x)}^2' for x in line)}}} = "
            f"{about(math.hypot(*line))}"
            for i, line in enumerate(p.weights, 1)
        )
        steps = [
            Text(
                zh=r"每行 $w \leftarrow w \cdot \min(1, \frac{r}{\lVert w \rVert_2})$：投影到半径为 $r$ 的球上，"
                "方向不变。",
                en=r"For each row $w \leftarrow w \cdot \min(1, \frac{r}{\lVert w \rVert_2})$: a projection onto the "
                "ball of radius $r$, which keeps the direction.",
            ),
            Text(zh=f"各行的范数：${norms}$。", en=f"The norms of the rows: ${norms}$."),
        ]
        for i, (line, new) in enumerate(zip(p.weights, self.reference(p), strict=True), 1):
            if (norm := math.hypot(*line)) > p.limit:
                work = rf"$w_{{{i}}} \cdot \frac{{{exact(p.limit)}}}{{{about(norm)}}} = {computed(new)}$"
                steps.append(Text(zh=f"第 {i} 行超过上限：{work}。", en=f"Row {i} is longer than the limit: {work}."))
            else:
                steps.append(Text(zh=f"第 {i} 行没有超过，不变。", en=f"Row {i} is within the limit and stays."))
        result = f"$W = {computed_grid(self.reference(p))}$"
        return [*steps, Text(zh=f"结果：{result}。", en=f"The result: {result}.")]

    def slips(self, p: MaxNormParams) -> Iterator[Slip]:
        """Another norm, the norm of other weights, or rescaled without need."""
        rows, limit = p.weights, p.limit
        lengths = [math.hypot(*line) for line in rows]
        if any(0 < norm < limit for norm in lengths):
            yield Slip(
                "always_rescaled",
                _by_row(rows, lambda line: limit / (math.hypot(*line) or limit)),
                Text(
                    zh="范数没有超过上限的行不变；约束只会缩短，不会放大。",
                    en="A row within the limit stays: the constraint shortens and never makes longer.",
                ),
            )
        whole = math.hypot(*lengths)
        if len(rows) > 1 and whole > limit:
            yield Slip(
                "whole_matrix",
                _by_row(rows, lambda _: limit / whole),
                Text(
                    zh="这里用了整个矩阵的范数；约束对每个神经元分别施加。",
                    en="That takes the norm of the whole matrix; the constraint is on each neuron by itself.",
                ),
            )
        columns = tuple(zip(*rows, strict=True))
        if len(rows) > 1 and any(math.hypot(*column) > limit for column in columns):
            by_column = _by_row(columns, lambda column: min(1.0, limit / (math.hypot(*column) or limit)))
            yield Slip(
                "by_column",
                tuple(zip(*by_column, strict=True)),
                Text(
                    zh="这里约束的是各列，即从一个输入出去的权重；神经元的输入权重是行。",
                    en="That constrains columns, the weights going out of an input; a neuron's incoming weights are a "
                    "row.",
                ),
            )
        if any(abs(x) > limit for line in rows for x in line) and len(columns) > 1:
            yield Slip(
                "clipped_by_value",
                tuple(tuple(max(-limit, min(limit, x)) for x in line) for line in rows),
                Text(
                    zh="这是逐个裁剪权重；约束的是一行的范数，整行乘同一个系数。",
                    en="That clips each weight; the constraint is on the norm of a row, whose entries share one "
                    "factor.",
                ),
            )
        if any(norm > limit for norm in lengths) and limit != 1:
            yield Slip(
                "unit_length",
                _by_row(rows, lambda line: 1 / norm if (norm := math.hypot(*line)) > limit else 1.0),
                Text(
                    zh="除以范数只得到单位向量，还要乘上限 $r$。",
                    en="Dividing by the norm gives a unit vector; multiply it by the limit $r$.",
                ),
            )


def _by_row(rows: Rows, scale: Callable[[Values], float]) -> Rows:
    """Multiply each row by its own factor."""
    return tuple(tuple(x * k for x in line) for line in rows for k in (scale(line),))


problem = MaxNormConstraint()
