"""Principal components of a few points: variances of the scores, the share the first k keep, the error they leave.

The points are rows of an (n, d) matrix. They are centred, and their covariance, divided by n and not by n - 1, has the
eigenvalues lambda_1 >= ... >= lambda_d: the variances of the scores, which are uncorrelated. The share is that of the
first k in the sum of all; the error is the mean over points of the squared distance to the projection, and equal to the
sum of the eigenvalues that are dropped. Variances and error are in squared units of the points.
Source: Bishop 2006, Pattern Recognition and Machine Learning, section 12.1.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Any

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.calculus._matrices import Entry, Rows, Values, column, short, shown, shown_grid
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text


class PcaParams(Params):
    """The points and how many components are kept."""

    points: Annotated[
        tuple[Annotated[tuple[Entry, ...], Field(min_length=2, max_length=4)], ...], Field(min_length=2, max_length=8)
    ] = parameter(zh="2 到 8 个点，每个有 2 到 4 个坐标", en="2 to 8 points with 2 to 4 coordinates each")
    keep: int = parameter(1, ge=1, le=3, zh="保留的主成分个数 k", en="number k of components that are kept")

    @model_validator(mode="after")
    def _spread(self) -> "PcaParams":
        if len(set(map(len, self.points))) > 1:
            raise RuleError(
                zh="points：各点的坐标个数必须相同", en="points: all must have the same number of coordinates"
            )
        if self.keep >= len(self.points[0]):
            raise RuleError(
                zh=f"keep：必须小于坐标个数 {len(self.points[0])}",
                en=f"keep: must be less than the {len(self.points[0])} coordinates",
            )
        if len(set(self.points)) == 1:
            raise RuleError(zh="points：各点不能全都相同", en="points: must not all be the same")
        return self


class PcaDecorrelation(BatchedProblem[PcaParams]):
    """Centre, take the covariance, then its eigenvalues."""

    title = Text(zh="PCA：去相关、解释的方差和重建误差", en="PCA: variances, share explained, error left")
    covers = ("pca_decorrelation",)
    params = PcaParams
    example = {"points": [[1, 1], [3, 2], [2, 4], [6, 5]], "keep": 1}
    minutes = {"basic": 3.0, "intermediate": 5.0, "advanced": 7.0}

    def generate(self, rng: Random, level: Level) -> PcaParams:
        """Basic: a cross of four points. Intermediate: any four. Advanced: three coordinates, one uncorrelated."""
        while True:
            points = {"basic": _cross, "intermediate": _any, "advanced": _three}[level](rng)
            largest, *_, smallest = _eigenvalues(_covariance(points))
            if smallest > 0.05 * largest:
                keep = rng.randint(1, 2) if level == "advanced" else 1
                return PcaParams(points=points, keep=keep)

    def prompt(self, p: PcaParams) -> Text:
        """Say how the covariance is divided, and what the error is."""
        points = ", ".join(map(column, p.points))
        first = "first component" if p.keep == 1 else f"first {p.keep} components"
        n, sizes = len(p.points), r"$\lambda_1 \ge \lambda_2 \ge \cdots$"
        return Text(
            zh=f"对 {n} 个点 ${points}$ 做 PCA：先中心化，协方差除以 $n = {n}$（不是 $n - 1$），不做标准化。"
            f"求各主成分得分的方差 {sizes}（协方差的特征值，从大到小）；前 {p.keep} 个主成分占总方差的比例；"
            f"只用前 {p.keep} 个重建时，各点到其重建的距离平方的平均值。",
            en=f"Do a PCA of the {n} points ${points}$: centre them, divide the covariance by $n = {n}$ (not by "
            f"$n - 1$), and do not standardise. What are the variances {sizes} of the scores (the eigenvalues of the "
            f"covariance, the largest first), what share of the total variance is in the {first}, and what is the mean "
            f"squared distance between the points and their reconstructions from the {first}?",
        )

    def answer_type(self, p: PcaParams) -> AnswerType:
        """The spectrum, a share and an error."""
        return Parts(
            (
                Part("variances", Text("从大到小的方差", "variances, the largest first"), Vector(atol=5e-4)),
                Part("share", Text("解释的方差比例", "share of the variance explained"), Number()),
                Part("error", Text("平均平方重建误差", "mean squared reconstruction error"), Number(atol=5e-4)),
            )
        )

    def reference(self, p: PcaParams) -> AnswerValue:
        """Find the eigenvalues of the covariance; all three are functions of them."""
        return _answer(p, _eigenvalues(_covariance(p.points)))

    def torch_stacked(self, ps: Sequence[PcaParams], place: Place) -> Stacked:
        """Rotate the centred points by the SVD, measure the scores, really project and measure the distances."""
        import torch

        points, keep = place.tensor([p.points for p in ps]), ps[0].keep
        centred = points - points.mean(dim=1, keepdim=True)
        directions = torch.linalg.svd(centred).Vh
        scores = centred @ directions.mT
        variances = scores.var(dim=1, correction=0)
        rebuilt = scores[..., :keep] @ directions[:, :keep]
        return {
            "variances": variances,
            "share": variances[:, :keep].sum(dim=1) / centred.square().sum(dim=2).mean(dim=1),
            "error": (centred - rebuilt).square().sum(dim=2).mean(dim=1),
        }

    def steps(self, p: PcaParams) -> list[Text]:
        """The eigenproblem, the centred points, the covariance, the three answers."""
        mean, centred = _centred(p.points)
        covariance = _covariance(p.points)
        values = _eigenvalues(covariance)
        total, kept = math.fsum(values), math.fsum(values[: p.keep])
        formula = r"$C = \frac{1}{n} \sum_i (x_i - \bar x) (x_i - \bar x)^T$, $C v_j = \lambda_j v_j$"
        share = r"$\frac{\lambda_1 + \cdots + \lambda_k}{\lambda_1 + \cdots + \lambda_d}$"
        error = r"$\lambda_{k+1} + \cdots + \lambda_d$"
        moved = ", ".join(map(shown, centred))
        spectrum = rf"$\lambda = {shown(values)}$"
        shares = rf"$\frac{{{' + '.join(map(short, values[: p.keep]))}}}{{{short(total)}}} = {short(kept / total)}$"
        dropped = values[p.keep :]
        left = f"${short(dropped[0])}$"
        if len(dropped) > 1:
            left = f"${' + '.join(map(short, dropped))} = {short(math.fsum(dropped))}$"
        return [
            Text(
                zh=f"{formula}。得分 $v_j^T (x - \\bar x)$ 互不相关，方差是 $\\lambda_j$；比例是 {share}，"
                f"误差是丢掉的特征值之和 {error}。",
                en=f"{formula}. The scores $v_j^T (x - \\bar x)$ are uncorrelated and have the variances $\\lambda_j$; "
                f"the share is {share}, the error the sum of the dropped eigenvalues, {error}.",
            ),
            Text(
                zh=f"均值 $\\bar x = {shown(mean)}$，中心化后：${moved}$。",
                en=f"The mean is $\\bar x = {shown(mean)}$; centred: ${moved}$.",
            ),
            Text(
                zh=f"协方差 $C = {shown_grid(covariance)}$，{_solved(covariance).zh}{spectrum}。",
                en=f"The covariance $C = {shown_grid(covariance)}$, {_solved(covariance).en}{spectrum}.",
            ),
            Text(zh=f"比例 {shares}，误差 {left}。", en=f"The share {shares}, the error {left}."),
        ]

    def slips(self, p: PcaParams) -> Iterator[Slip]:
        """Another divisor, no centring, no rotation, roots, or the wrong end of the spectrum."""
        values, n = _eigenvalues(_covariance(p.points)), len(p.points)
        yield Slip(
            "divided_by_n_minus_one",
            _answer(p, tuple(x * n / (n - 1) for x in values)),
            Text(
                zh="题目除以 $n$，不是 $n - 1$；比例不受影响，方差和误差受影响。",
                en="Divide by $n$ here, not by $n - 1$; it changes the variances and the error, not the share.",
            ),
        )
        mean = _centred(p.points)[0]
        if any(mean):
            yield Slip(
                "not_centred",
                _answer(p, _eigenvalues(_second_moments(p.points))),
                Text(
                    zh="要先减去均值，否则第一个方向指向均值，而不是方差最大的方向。",
                    en="Subtract the mean first, or the first direction points at the mean, not along the spread.",
                ),
            )
        covariance = _covariance(p.points)
        yield Slip(
            "not_rotated",
            _answer(p, tuple(sorted((line[i] for i, line in enumerate(covariance)), reverse=True))),
            Text(
                zh="这是原坐标的方差，即协方差的对角线；主成分的方差是特征值。",
                en="Those are the variances of the coordinates, the diagonal of the covariance; components have its "
                "eigenvalues.",
            ),
        )
        roots = tuple(math.sqrt(max(0.0, x)) for x in values)
        yield Slip(
            "standard_deviations",
            _answer(p, roots),
            Text(
                zh="这里用了标准差（奇异值）；解释的方差用它们的平方，即特征值。",
                en="Those are standard deviations (singular values); variance explained takes their squares, the "
                "eigenvalues.",
            ),
        )
        right = _answer(p, values)
        yield Slip(
            "share_of_the_dropped",
            right | {"share": 1 - right["share"]},
            Text(
                zh="这是丢掉的比例；解释的比例是保留的特征值之和除以总和。",
                en="That is the share dropped; the share explained has the kept eigenvalues above the line.",
            ),
        )


def _answer(p: PcaParams, values: Values) -> dict[str, Any]:
    """Say what these variances would mean."""
    kept = math.fsum(values[: p.keep])
    return {
        "variances": values,
        "share": kept / math.fsum(values),
        "error": math.fsum(values[p.keep :]),
    }


def _centred(points: Rows) -> tuple[Values, Rows]:
    mean = tuple(math.fsum(xs) / len(xs) for xs in zip(*points, strict=True))
    return mean, tuple(tuple(x - m for x, m in zip(point, mean, strict=True)) for point in points)


def _second_moments(points: Rows) -> Rows:
    columns = list(zip(*points, strict=True))
    return tuple(
        tuple(math.fsum(a * b for a, b in zip(one, two, strict=True)) / len(points) for two in columns)
        for one in columns
    )


def _covariance(points: Rows) -> Rows:
    return _second_moments(_centred(points)[1])


def _eigenvalues(matrix: Rows) -> Values:
    """Return the eigenvalues, the largest first."""
    import numpy as np

    return tuple(np.linalg.eigvalsh(np.array(matrix))[::-1].tolist())


def _solved(covariance: Rows) -> Text:
    """Say how the eigenvalues of this matrix are found."""
    if len(covariance) == 2:
        (a, b), (_, d) = covariance
        work = rf"$\lambda^2 - {short(a + d)} \lambda + {short(a * d - b * b)} = 0$"
        return Text(zh=f"解 {work} 得 ", en=f"and {work} gives ")
    return Text(zh="特征值为 ", en="with the eigenvalues ")


def _cross(rng: Random) -> Rows:
    """Draw two pairs of opposite points about a mean, on two axes at a right angle."""
    a, b = rng.sample(range(1, 4), k=2)
    s, t = rng.choice(((1, 1), (1, 2), (2, 1), (1, -1)))
    mean = (rng.randint(-3, 3), rng.choice((-2, -1, 1, 2)))
    along, across = (a * s, a * t), (-b * t, b * s)
    ends = (along, across, (-along[0], -along[1]), (-across[0], -across[1]))
    return tuple((float(mean[0] + x), float(mean[1] + y)) for x, y in rng.sample(ends, k=4))


def _any(rng: Random) -> Rows:
    """Draw four points with a mean of whole numbers."""
    while True:
        points = tuple((float(rng.randint(-4, 6)), float(rng.randint(-4, 6))) for _ in range(4))
        if len(set(points)) == 4 and all(sum(xs) % 4 == 0 for xs in zip(*points, strict=True)):
            return points


def _three(rng: Random) -> Rows:
    """Draw four points whose third coordinate has no correlation with the others."""
    (a, b), (c, d) = ((rng.randint(-4, 4), rng.randint(-4, 4)) for _ in range(2))
    height, mean = rng.randint(1, 4), [rng.randint(-3, 3) for _ in range(3)]
    around = ((a, b, height), (-a, -b, height), (c, d, -height), (-c, -d, -height))
    return tuple(tuple(float(m + x) for m, x in zip(mean, point, strict=True)) for point in around)


problem = PcaDecorrelation()
