"""Forward pass of a DropConnect layer, before its activation: (M * W) x for a given mask, and its mean over masks.

W and M have shape (outputs, inputs). DropConnect drops single weights, each by itself with probability p, where dropout
drops whole units. Nothing is rescaled in training, so the mean over the masks is (1 - p) W x.
Source: Wan, Zeiler, Zhang, LeCun & Fergus 2013, Regularization of Neural Networks using DropConnect, ICML, section 3.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked, outline
from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, factor, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.regularisation._masks import Drop, draw_drop, every_mask, kept
from dlprep.compute.regularisation._weights import (
    Column,
    Grid,
    Rows,
    Values,
    check_length,
    computed,
    draw,
    grid,
    operand,
    rectangular,
    short,
)
from dlprep.grading.answer import AnswerType, AnswerValue, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

_MaskRow = Annotated[tuple[Literal[0, 1], ...], Field(min_length=1, max_length=4)]
_Mask = Annotated[tuple[_MaskRow, ...], Field(min_length=1, max_length=4), AfterValidator(rectangular)]


class DropConnectParams(Params):
    """The layer, its input, one mask, and the probability behind masks."""

    weights: Grid = parameter(
        zh="权重矩阵，最多 4×4，每行一个输出，元素在 -100 到 100 之间",
        en="weight matrix, at most 4×4, one output a row, entries from -100 to 100",
    )
    x: Column = parameter(zh="输入，每列权重一个", en="input, one entry a column of the weights")
    mask: _Mask = parameter(zh="掩码，形状与权重相同，1 为保留", en="mask of the weights' shape, 1 where one is kept")
    drop: Drop = parameter(zh="丢弃概率 p，0.01 到 0.99", en="probability p of dropping a weight, from 0.01 to 0.99")

    @model_validator(mode="after")
    def _sizes_fit(self) -> "DropConnectParams":
        height, width = len(self.weights), len(self.weights[0])
        check_length("x", self.x, width)
        if (len(self.mask), len(self.mask[0])) != (height, width):
            raise RuleError(
                zh=f"mask：形状必须与权重相同，为 {height}×{width}",
                en=f"mask: must have the shape of the weights, {height}×{width}",
            )
        return self

    @property
    def masked(self) -> Rows:
        """The weights that are kept, and 0 for the others."""
        return tuple(_times(line, kept_of) for line, kept_of in zip(self.weights, self.mask, strict=True))


class DropconnectForward(BatchedProblem[DropConnectParams]):
    """Mask the weights, then multiply."""

    title = Text(zh="DropConnect 的前向计算", en="Forward pass with DropConnect")
    covers = ("dropconnect_forward",)
    params = DropConnectParams
    example = {"weights": [[1, 2], [3, -1]], "x": [2, 1], "mask": [[1, 0], [1, 1]], "drop": 0.25}

    def generate(self, rng: Random, level: Level) -> DropConnectParams:
        """Every output keeps a weight, and one is dropped at least. Basic: 2×2. Intermediate: 2×3. Advanced: 3×3."""
        height, width = {"basic": (2, 2), "intermediate": (2, 3), "advanced": (3, 3)}[level]
        parts, most = (10, 30) if level == "advanced" else (1, 5)
        mask = tuple(tuple(rng.choices((0, 1), weights=(2, 3), k=width)) for _ in range(height))
        if not all(map(any, mask)) or all(map(all, mask)):
            return self.generate(rng, level)
        return DropConnectParams(
            weights=tuple(draw(rng, width, parts, 1, most) for _ in range(height)),
            x=draw(rng, width, 1, 1, 4),
            mask=mask,
            drop=draw_drop(rng, level),
        )

    def prompt(self, p: DropConnectParams) -> Text:
        """Say what the mask multiplies, and that nothing is rescaled."""
        weights, x, mask = f"$W = {grid(p.weights)}$", f"$x = [{row(p.x)}]$", f"$M = {grid(p.mask)}$"
        y, drop, mean = r"$y = (M \odot W) x$", f"$p = {exact(p.drop)}$", "$E[y]$"
        return Text(
            zh=f"DropConnect 层（没有偏置，激活函数之前）：{y}，训练时不缩放。权重 {weights}，每行对应一个输出，输入 "
            f"{x}。每个权重独立地以概率 {drop} 被丢弃（掩码为 0）。这一次的掩码是 {mask}，$y$ 是什么？"
            f"对所有掩码取期望，{mean} 是什么？",
            en=f"A DropConnect layer without a bias, before its activation: {y}, not rescaled in training. It has "
            f"weights {weights}, one output a row, and the input is {x}. Each weight is dropped (mask 0) independently "
            f"with probability {drop}. What is $y$ with the mask {mask}, and what is its mean {mean} over all masks?",
        )

    def answer_type(self, p: DropConnectParams) -> AnswerType:
        """Two vectors with one number an output; some may be 0."""
        return Parts(
            (
                Part("y", Text("这一掩码下的输出", "the output with this mask"), Vector(atol=5e-4)),
                Part("mean", Text("输出的期望", "the mean output"), Vector(atol=5e-4)),
            )
        )

    def reference(self, p: DropConnectParams) -> AnswerValue:
        """Products with the masked weights, and with all of them times the probability of keeping."""
        return _answer(_product(p.masked, p.x), _scaled(_product(p.weights, p.x), 1 - p.drop))

    def alike(self, p: DropConnectParams) -> Hashable:
        """The mask is a number like others here."""
        return outline(p.weights)

    def torch_stacked(self, ps: Sequence[DropConnectParams], place: Place) -> Stacked:
        """Run linear with the masked weights; for the mean, average each output over all masks of its weights."""
        import torch
        from torch.nn.functional import linear

        weights, x = place.tensor([p.weights for p in ps]), place.tensor([p.x for p in ps])
        masks, probabilities = every_mask(x.shape[1], [p.drop for p in ps], place)
        run = torch.func.vmap(linear)
        rows = (weights[:, :, None] * masks).flatten(1, 2)  # each row of the weights under every mask
        outputs = run(x, rows).unflatten(1, (-1, len(masks)))
        return {
            "y": run(x, weights * place.tensor([p.mask for p in ps])),
            "mean": (outputs * probabilities[:, None]).sum(dim=2),
        }

    def steps(self, p: DropConnectParams) -> list[Text]:
        """Both formulas, the masked weights, the outputs, the mean."""
        whole, keep = _product(p.weights, p.x), kept(p.drop)
        mean = computed(_scaled(whole, keep))
        return [
            Text(
                zh=r"$y = (M \odot W) x$：先把丢弃的权重置 0，再做矩阵乘法。每个 $M_{ij}$ 的均值是 $1 - p$，所以 "
                "$E[y] = (1-p) W x$。",
                en=r"$y = (M \odot W) x$: set the dropped weights to 0, then multiply. Each $M_{ij}$ has mean $1 - p$, "
                "so $E[y] = (1-p) W x$.",
            ),
            Text(
                zh=rf"$M \odot W = {grid(p.masked)}$。",
                en=rf"$M \odot W = {grid(p.masked)}$.",
            ),
            Text(zh=f"这一次的输出：${_work(p.masked, p.x)}$。", en=f"The output this time: ${_work(p.masked, p.x)}$."),
            Text(
                zh=rf"期望：$W x = {computed(whole)}$，$E[y] = {operand(keep)} \cdot {computed(whole)} = {mean}$。",
                en=f"The mean: $W x = {computed(whole)}$, so "
                rf"$E[y] = {operand(keep)} \cdot {computed(whole)} = {mean}$.",
            ),
        ]

    def slips(self, p: DropConnectParams) -> Iterator[Slip]:
        """The mask ignored or turned round, kept for dropped, rescaled, or one mask for all."""
        whole, y, keep = _product(p.weights, p.x), _product(p.masked, p.x), 1 - p.drop
        mean = _scaled(whole, keep)
        yield Slip(
            "mask_ignored",
            _answer(whole, mean),
            Text(
                zh="漏了掩码：掩码为 0 的权重不参与这一次的计算。",
                en="The mask was left out: weights whose mask is 0 take no part this time.",
            ),
        )
        yield Slip(
            "mask_turned",
            _answer(tuple(a - b for a, b in zip(whole, y, strict=True)), mean),
            Text(zh="掩码用反了：1 是保留，0 是丢弃。", en="The mask is the wrong way round: 1 is kept, 0 is dropped."),
        )
        if p.drop != 0.5:
            yield Slip(
                "keep_for_drop",
                _answer(y, _scaled(whole, p.drop)),
                Text(
                    zh="$p$ 是丢弃的概率，期望要乘保留的概率 $1 - p$。",
                    en="$p$ is the probability of dropping; the mean takes that of keeping, $1 - p$.",
                ),
            )
        yield Slip(
            "rescaled",
            _answer(_scaled(y, 1 / keep), whole),
            Text(
                zh=r"除以 $1 - p$ 是 inverted dropout 的做法；这里训练时不缩放，期望是 $(1-p) W x$。",
                en="Dividing by $1 - p$ is what inverted dropout does; here nothing is rescaled, and the mean is "
                "$(1-p) W x$.",
            ),
        )
        yield Slip(
            "mean_of_this_mask",
            _answer(y, _scaled(y, keep)),
            Text(
                zh="期望对所有掩码取，与这一次的掩码无关：$1 - p$ 乘的是 $W x$。",
                en="The mean is over all masks and has nothing to do with this one: $1 - p$ multiplies $W x$.",
            ),
        )


def _times(a: Values, b: Iterable[float]) -> Values:
    return tuple(s * t for s, t in zip(a, b, strict=True))


def _product(weights: Rows, x: Values) -> Values:
    return tuple(sum(_times(line, x)) for line in weights)


def _scaled(xs: Values, scale: float) -> Values:
    return tuple(scale * x for x in xs)


def _answer(y: Values, mean: Values) -> AnswerValue:
    return {"y": y, "mean": mean}


def _work(weights: Rows, x: Values) -> str:
    """Write out each output without its dropped weights."""
    outputs = []
    for i, (line, total) in enumerate(zip(weights, _product(weights, x), strict=True), 1):
        terms = [rf"{factor(w)} \cdot {factor(t)}" for w, t in zip(line, x, strict=True) if w]
        outputs.append(rf"y_{{{i}}} = {' + '.join(terms) or '0'}{f' = {short(total)}' if terms else ''}")
    return ", ".join(outputs)


problem = DropconnectForward()
