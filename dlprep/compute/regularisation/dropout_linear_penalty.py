"""Expected squared error of linear regression with inverted dropout on its inputs, and the penalty hidden in it.

The rows of X, of shape (samples, features), are samples. Every entry of X is dropped by itself with probability p and
divided by q = 1 - p if it is kept. Over the masks the sum of squares has the mean ||y - X w||^2 plus a penalty,
(1-q)/q sum_j w_j^2 sum_i x_ij^2: a ridge penalty that weighs each feature by its size.
Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, Dropout, JMLR 15, section 9.1.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.regularisation._masks import Drop, draw_drop, every_mask, kept
from dlprep.compute.regularisation._weights import check_length, computed, draw, grid, rectangular, short
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.text import Text

_Entry = Annotated[Real, Field(ge=-10, le=10)]
_Sample = Annotated[tuple[_Entry, ...], Field(min_length=1, max_length=3)]


class PenaltyParams(Params):
    """The data, the weights, and the dropout on the inputs."""

    x: Annotated[tuple[_Sample, ...], Field(min_length=1, max_length=4), AfterValidator(rectangular)] = parameter(
        zh="数据矩阵，1 到 4 行，每行一个样本，1 到 3 个特征，元素在 -10 到 10 之间",
        en="data matrix, 1 to 4 rows, one a sample, of 1 to 3 features, entries from -10 to 10",
    )
    y: Annotated[tuple[_Entry, ...], Field(min_length=1, max_length=4)] = parameter(
        zh="目标，每个样本一个，-10 到 10", en="targets, one a sample, from -10 to 10"
    )
    w: _Sample = parameter(zh="权重，每个特征一个，-10 到 10", en="weights, one a feature, from -10 to 10")
    drop: Drop = parameter(zh="丢弃概率 p，0.01 到 0.99", en="probability p of dropping an entry, from 0.01 to 0.99")

    @model_validator(mode="after")
    def _sizes_fit(self) -> "PenaltyParams":
        check_length("y", self.y, len(self.x))
        check_length("w", self.w, len(self.x[0]))
        return self

    @property
    def residuals(self) -> list[float]:
        """What the model misses without dropout, sample by sample."""
        predictions = [math.fsum(w * t for w, t in zip(self.w, sample, strict=True)) for sample in self.x]
        return [t - guess for t, guess in zip(self.y, predictions, strict=True)]

    @property
    def column_squares(self) -> list[float]:
        """The sum of the squares of each feature."""
        return [math.fsum(t * t for t in column) for column in zip(*self.x, strict=True)]


class DropoutLinearPenalty(BatchedProblem[PenaltyParams]):
    """The variance of the predictions adds to the squared error."""

    title = Text(zh="线性回归中 dropout 等价的惩罚", en="The penalty that dropout adds to linear regression")
    covers = ("dropout_linear_penalty",)
    params = PenaltyParams
    example = {"x": [[1, 2], [0, 1]], "y": [3, 1], "w": [1, -1], "drop": 0.2}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> PenaltyParams:
        """Basic: two samples of two features. Intermediate: three samples. Advanced: three of three."""
        n, d = {"basic": (2, 2), "intermediate": (3, 2), "advanced": (3, 3)}[level]
        return PenaltyParams(
            x=tuple(draw(rng, d, 1, 1, 3) for _ in range(n)),
            y=draw(rng, n, 1, 1, 5),
            w=draw(rng, d, 1, 1, 3) if level == "basic" else draw(rng, d, 2, 1, 5),
            drop=draw_drop(rng, level),
        )

    def prompt(self, p: PenaltyParams) -> Text:
        """Say what is dropped, how it is scaled, and that squares are summed."""
        given = f"$X = {grid(p.x)}$", f"$y = [{row(p.y)}]$", f"$w = [{row(p.w)}]$"
        drop, scale = f"$p = {exact(p.drop)}$", r"$\frac{1}{1-p}$"
        expected = r"$E \lVert y - \tilde X w \rVert_2^2$"
        split = r"$E \lVert y - \tilde X w \rVert_2^2 = \lVert y - X w \rVert_2^2 + R$"
        return Text(
            zh=f"线性回归，{given[0]}（每行一个样本），{given[1]}，{given[2]}。训练时对输入做 inverted dropout：$X$ "
            f"的每个元素独立地以概率 {drop} 置 0，否则乘以 {scale}，得到 $\\tilde X$。对随机掩码取期望，平方误差之和为 "
            f"{split}。惩罚项 $R$ 和期望 {expected} 各是多少？",
            en=f"Linear regression with {given[0]} (one sample a row), {given[1]} and {given[2]}. Inverted dropout on "
            f"the inputs gives $\\tilde X$: each entry of $X$ is set to 0 independently with probability {drop}, and "
            f"else multiplied by {scale}. Over the random masks, the sum of squared errors has the mean {split}. What "
            f"are the penalty $R$ and the mean {expected} itself?",
        )

    def answer_type(self, p: PenaltyParams) -> AnswerType:
        """Two sums of squares."""
        return Parts(
            (
                Part("penalty", Text("惩罚项 R", "the penalty R"), Number(atol=5e-4)),
                Part("expected", Text("平方误差之和的期望", "the mean of the sum of squares"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: PenaltyParams) -> AnswerValue:
        """Weigh the squared weights by the squares of their features."""
        return _with_penalty(p, p.drop / (1 - p.drop) * _weighted(p))

    def torch_stacked(self, ps: Sequence[PenaltyParams], place: Place) -> Stacked:
        """Average over all masks of X: the squared error, and the squared distance of predictions from their mean."""
        import torch

        x, w, y = (place.tensor(stack) for stack in zip(*((p.x, p.w, p.y) for p in ps), strict=True))
        masks, probabilities = every_mask(x[0].numel(), [p.drop for p in ps], place)
        sums = torch.einsum("msi,nsi,ni->nms", masks.reshape(-1, *x.shape[1:]), x, w)
        predictions = sums / place.tensor([[[1 - p.drop]] for p in ps])
        errors = torch.nn.functional.mse_loss(predictions, y[:, None].expand_as(predictions), reduction="none")
        mean = torch.einsum("nm,nms->ns", probabilities, predictions)
        spread = (predictions - mean[:, None]).square()
        return {
            "penalty": torch.linalg.vecdot(probabilities, spread.sum(dim=2)),
            "expected": torch.linalg.vecdot(probabilities, errors.sum(dim=2)),
        }

    def steps(self, p: PenaltyParams) -> list[Text]:
        """The identity, the error without dropout, the penalty, their sum."""
        q, fit = kept(p.drop), _fit(p)
        penalty = p.drop / (1 - p.drop) * _weighted(p)
        terms = " + ".join(rf"{factor(w)}^2 \cdot {short(s)}" for w, s in zip(p.w, p.column_squares, strict=True))
        formula = r"$R = \frac{1-q}{q} \sum_j w_j^2 \sum_i x_{ij}^2$"
        plain = rf"$y - X w = {computed(p.residuals)}$", rf"$\lVert y - X w \rVert_2^2 = {short(fit)}$"
        squares = r"$\sum_i x_{ij}^2$"
        work = rf"$R = \frac{{{short(1 - q)}}}{{{short(q)}}} \cdot ({terms}) = {short(penalty)}$"
        return [
            Text(
                zh=r"$\tilde X w$ 的均值是 $X w$，平方误差多出的是方差。$q = 1 - p$ 时每个元素的方差是 "
                rf"$\frac{{1-q}}{{q}} x_{{ij}}^2$，所以 {formula}：按特征大小加权的岭惩罚。",
                en=r"The mean of $\tilde X w$ is $X w$, so what squared error gains is variance. With $q = 1 - p$ an "
                rf"entry has variance $\frac{{1-q}}{{q}} x_{{ij}}^2$, hence {formula}: a ridge penalty weighted by the "
                "size of each feature.",
            ),
            Text(zh=f"不丢弃时：{plain[0]}，{plain[1]}。", en=f"Without dropout: {plain[0]} and {plain[1]}."),
            Text(
                zh=f"各特征的平方和 {squares} 是 ${', '.join(map(short, p.column_squares))}$，$q = {short(q)}$，"
                f"{work}。",
                en=f"The features have {squares} of ${', '.join(map(short, p.column_squares))}$; with "
                f"$q = {short(q)}$, {work}.",
            ),
            Text(
                zh=f"相加：${short(fit)} + {short(penalty)} = {short(fit + penalty)}$。",
                en=f"Together: ${short(fit)} + {short(penalty)} = {short(fit + penalty)}$.",
            ),
        ]

    def slips(self, p: PenaltyParams) -> Iterator[Slip]:
        """Another factor, or another sum of squares."""
        drop, weighted = p.drop, _weighted(p)
        penalty = drop / (1 - drop) * weighted
        if not weighted:
            return
        if drop != 0.5:
            yield Slip(
                "keep_for_drop",
                _with_penalty(p, (1 - drop) / drop * weighted),
                Text(
                    zh=r"$p$ 是丢弃的概率，系数是 $\frac{p}{1-p}$，不是它的倒数。",
                    en=r"$p$ is the probability of dropping: the factor is $\frac{p}{1-p}$, not one over it.",
                ),
            )
        yield Slip(
            "scale_forgotten",
            _with_penalty(p, drop * (1 - drop) * weighted),
            Text(
                zh=r"$q(1-q)$ 是掩码的方差；保留的元素除以了 $q$，方差还要除以 $q^2$。",
                en=r"$q(1-q)$ is the variance of a mask; entries are divided by $q$, and so their variance by $q^2$.",
            ),
        )
        yield Slip(
            "features_ignored",
            _with_penalty(p, drop / (1 - drop) * math.fsum(w * w for w in p.w)),
            Text(
                zh=r"每个 $w_j^2$ 还要乘该特征的平方和 $\sum_i x_{ij}^2$。",
                en=r"Each $w_j^2$ is multiplied by its feature's sum of squares, $\sum_i x_{ij}^2$.",
            ),
        )
        if len(p.w) > 1:
            products = [math.fsum(w * t for w, t in zip(p.w, sample, strict=True)) for sample in p.x]
            yield Slip(
                "square_of_the_sum",
                _with_penalty(p, drop / (1 - drop) * math.fsum(t * t for t in products)),
                Text(
                    zh="各元素独立，方差逐项相加：是 $w_j^2 x_{ij}^2$ 之和，不是预测值的平方。",
                    en="Entries are independent and their variances add up: $w_j^2 x_{ij}^2$ are summed, not the "
                    "squared predictions.",
                ),
            )
        if len(p.x) > 1:
            yield Slip(
                "mean_over_samples",
                {"penalty": penalty / len(p.x), "expected": (_fit(p) + penalty) / len(p.x)},
                Text(
                    zh="误差是各样本的平方和，不除以样本数。",
                    en="The squared errors are summed over the samples, not averaged.",
                ),
            )


def _weighted(p: PenaltyParams) -> float:
    return math.fsum(w * w * s for w, s in zip(p.w, p.column_squares, strict=True))


def _with_penalty(p: PenaltyParams, penalty: float) -> dict[str, AnswerValue]:
    return {"penalty": penalty, "expected": _fit(p) + penalty}


def _fit(p: PenaltyParams) -> float:
    return math.fsum(r * r for r in p.residuals)


problem = DropoutLinearPenalty()
