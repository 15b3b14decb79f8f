"""Attention of one query over a few states: the weights and the context vector.

Scores are dot products, divided by sqrt(d) if scaled; weights are their softmax over the states that are not padding;
the context is the weighted sum of the states, which serve as keys and as values. Shapes: query (d), states (n, d).
Source: Luong, Pham & Manning 2015, arXiv:1508.04025, section 3.1 (dot score); Vaswani et al. 2017, Attention Is All You
Need, arXiv:1706.03762, section 3.2.1 (scaled).
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.sequence._vectors import (
    Column,
    Rows,
    Values,
    answer,
    check_column,
    column,
    floats,
    operand,
    products,
    rounded,
    short,
)
from dlprep.grading.answer import AnswerType, AnswerValue, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text


class AttentionParams(Params):
    """The query, the states, and how scores become weights."""

    query: Column = parameter(zh="查询向量，1 到 4 维", en="the query, 1 to 4 entries")
    states: Annotated[tuple[Column, ...], Field(min_length=2, max_length=6)] = parameter(
        zh="2 到 6 个隐状态，维数与查询相同", en="2 to 6 states, each as long as the query"
    )
    scaled: bool = parameter(False, zh="分数是否除以 sqrt(d)", en="whether scores are divided by sqrt(d)")
    padding: int = parameter(
        0, ge=0, le=4, zh="末尾有几个状态是填充，不参与注意力", en="how many states at the end are padding, masked out"
    )

    @model_validator(mode="after")
    def _lengths_match(self) -> "AttentionParams":
        for state in self.states:
            check_column("states", state, len(self.query))
        if self.padding > len(self.states) - 2:
            raise RuleError(zh="padding：至少要留下 2 个状态", en="padding: at least 2 states must be left")
        return self

    @property
    def real(self) -> Rows:
        """The states that are not padding."""
        return self.states[: len(self.states) - self.padding]


class AttentionWeights(BatchedProblem[AttentionParams]):
    """Scores, softmax, weighted sum."""

    title = Text(zh="注意力权重与上下文向量", en="Attention weights and context vector")
    covers = ("attention_weights",)
    params = AttentionParams
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 5.0}
    example = {"query": [1, 0], "states": [[1, 2], [0, 1], [2, -1]], "scaled": True}

    def generate(self, rng: Random, level: Level) -> AttentionParams:
        """Basic: two states, not scaled. Intermediate: three, scaled. Advanced: four, of which one or two padding."""
        length = 2 if level == "basic" else rng.choice((2, 3, 4))
        count = {"basic": 2, "intermediate": 3, "advanced": 4}[level]

        def vector() -> Values:
            return tuple(float(rng.randint(-2, 2)) for _ in range(length))

        params = AttentionParams(
            query=vector(),
            states=tuple(vector() for _ in range(count)),
            scaled=level == "intermediate" or (level == "advanced" and rng.random() < 0.7),
            padding=rng.randint(1, 2) if level == "advanced" else 0,
        )
        scores = _scores(params.model_copy(update={"padding": 0}))
        telling = len(set(scores)) == count and max(scores) - min(scores) < 5  # no tie, and no weight near 0
        return params if telling else self.generate(rng, level)

    def prompt(self, p: AttentionParams) -> Text:
        """Say the score, the scale and the mask."""
        states = ", ".join(f"$h_{{{i}}} = {column(state)}$" for i, state in enumerate(p.states, start=1))
        score = r"$e_i = \frac{q^\top h_i}{\sqrt{d}}$" if p.scaled else r"$e_i = q^\top h_i$"
        size = f"$d = {len(p.query)}$"
        scale = Text(zh=f"缩放点积，{score}，{size}", en=f"scaled dot product, {score} with {size}")
        if not p.scaled:
            scale = Text(zh=f"点积（不缩放），{score}", en=f"plain dot product, {score}, not scaled")
        mask = Text("", "")
        if p.padding:
            which = "one is" if p.padding == 1 else f"{p.padding} are"
            mask = Text(
                zh=f"最后 {p.padding} 个状态是填充，在 softmax 之前被屏蔽，权重为 0。",
                en=f" The last {which} padding, masked before the softmax, so that the weight is 0.",
            )
        return Text(
            zh=f"查询 $q = {column(p.query)}$ 对 {len(p.states)} 个隐状态 {states} 做注意力，"
            f"隐状态同时作键和值。{mask.zh}分数为{scale.zh}。求注意力权重 $a$ 和上下文向量 $\\sum_i a_i h_i$。",
            en=f"The query $q = {column(p.query)}$ attends to {len(p.states)} states {states}, which are keys and "
            f"values alike.{mask.en} The score is the {scale.en}. What are the attention weights $a$ and the context "
            "vector $\\sum_i a_i h_i$?",
        )

    def answer_type(self, p: AttentionParams) -> AnswerType:
        """A weight for each state, padding included, and the context."""
        return Parts(
            (
                Part(
                    "a", Text(zh="每个状态的权重", en="a weight for each state"), Vector(atol=5e-4, size=len(p.states))
                ),
                Part("context", Text(zh="上下文向量", en="context vector"), floats(len(p.query))),
            )
        )

    def reference(self, p: AttentionParams) -> AnswerValue:
        """Softmax of the scores, by the definition."""
        return _attended(p, _softmax(_scores(p)))

    def torch_stacked(self, ps: Sequence[AttentionParams], place: Place) -> Stacked:
        """Run scaled_dot_product_attention twice: with the identity as values it returns the weights themselves."""
        import torch
        from torch.nn.attention import SDPBackend, sdpa_kernel

        query, states = place.tensor([[p.query] for p in ps]), place.tensor([p.states for p in ps])
        mask = torch.arange(states.shape[1], device=place.device) < len(ps[0].real)

        def attend(values: torch.Tensor) -> torch.Tensor:
            with sdpa_kernel(SDPBackend.MATH):
                return torch.nn.functional.scaled_dot_product_attention(
                    query, states, values, attn_mask=mask[None], scale=None if ps[0].scaled else 1.0
                )[:, 0]

        context = attend(states)
        identity = torch.eye(states.shape[1], dtype=place.torch_dtype(), device=place.device).expand(len(ps), -1, -1)
        return {"a": attend(identity), "context": context[:, 0] if context.shape[1] == 1 else context}

    def steps(self, p: AttentionParams) -> list[Text]:
        """The formula, the scores, the softmax, the context."""
        score = r"$e_i = \frac{q^\top h_i}{\sqrt{d}}$" if p.scaled else r"$e_i = q^\top h_i$"
        softmax = r"$a_i = \frac{e^{e_i}}{\sum_j e^{e_j}}$"
        scores = _scores(p)
        by_root = rf" / \sqrt{{{len(p.query)}}}" if p.scaled else ""
        dots = ", ".join(
            f"$e_{{{i}}} = {_bracketed(products(p.query, state), p)}{by_root} = {short(e)}$"
            for i, (state, e) in enumerate(zip(p.real, scores, strict=True), start=1)
        )
        exps = tuple(map(math.exp, scores))
        weights = _softmax(scores)
        padded = weights + (0.0,) * p.padding
        values = f"${rounded(exps)}$", f"${short(sum(exps))}$", f"$a = {rounded(padded)}$"
        context = " + ".join(rf"{operand(a)} \cdot {column(state)}" for a, state in zip(weights, p.real, strict=True))
        total = rounded(_context(p, weights))
        masked = Text("", "")
        if p.padding:
            masked = Text(zh="填充不算分数，指数当作 0。", en=" Padding gets no score; its exponential counts as 0.")
        return [
            Text(
                zh=f"分数、softmax、加权和：{score}，{softmax}，上下文 $\\sum_i a_i h_i$。",
                en=f"Scores, softmax, weighted sum: {score}, {softmax}, context $\\sum_i a_i h_i$.",
            ),
            Text(zh=f"分数：{dots}。{masked.zh}", en=f"Scores: {dots}.{masked.en}"),
            Text(
                zh=f"取指数得 {values[0]}，和为 {values[1]}，归一化：{values[2]}。",
                en=f"Their exponentials are {values[0]} and sum to {values[1]}; normalised, {values[2]}.",
            ),
            Text(zh=f"上下文：${context} = {total}$。", en=f"Context: ${context} = {total}$."),
        ]

    def slips(self, p: AttentionParams) -> Iterator[Slip]:
        """The scale, the mask, the softmax."""
        scores, root = _scores(p), math.sqrt(len(p.query))
        if p.scaled and root != 1:
            yield Slip(
                "not_scaled",
                _attended(p, _softmax([e * root for e in scores])),
                Text(
                    zh="分数要先除以 $\\sqrt{d}$，否则维数大时 softmax 会饱和。",
                    en="Divide the scores by $\\sqrt{d}$ first; without it the softmax saturates in high dimensions.",
                ),
            )
            yield Slip(
                "divided_by_d",
                _attended(p, _softmax([e / root for e in scores])),
                Text(
                    zh="除数是 $\\sqrt{d}$，不是 $d$：点积的标准差随 $\\sqrt{d}$ 增长。",
                    en="The divisor is $\\sqrt{d}$, not $d$: the spread of a dot product grows as $\\sqrt{d}$.",
                ),
            )
        elif root != 1:
            yield Slip(
                "scaled_anyway",
                _attended(p, _softmax([e / root for e in scores])),
                Text(
                    zh="这里用的是不缩放的点积，不除以 $\\sqrt{d}$。",
                    en="The score here is the plain dot product, not divided by $\\sqrt{d}$.",
                ),
            )
        if len(set(scores)) > 1:
            yield Slip(
                "equal_weights",
                _attended(p, [1 / len(scores)] * len(scores)),
                Text(
                    zh="这是简单平均；权重要由分数的 softmax 决定。",
                    en="That is a plain mean; the weights come from the softmax of the scores.",
                ),
            )
            if abs(sum(scores)) > 1e-6:
                yield Slip(
                    "exponential_left_out",
                    _attended(p, [e / sum(scores) for e in scores]),
                    Text(
                        zh="分数要先取指数再归一化，否则权重可能是负的。",
                        en="Take exponentials of the scores before normalising; weights could be negative otherwise.",
                    ),
                )
        if p.padding:
            everything = p.model_copy(update={"padding": 0})
            weights = _softmax(_scores(everything))
            yield Slip(
                "padding_attended",
                _attended(everything, weights),
                Text(
                    zh="填充也分到了权重；它的分数在 softmax 之前应设为 $-\\infty$。",
                    en="Padding got weight; its score is set to $-\\infty$ before the softmax.",
                ),
            )
            yield Slip(
                "masked_after_the_softmax",
                _attended(p, weights[: len(scores)]),
                Text(
                    zh="softmax 之后才屏蔽，剩下的权重加起来不足 1。",
                    en="Masked after the softmax, the remaining weights add up to less than 1.",
                ),
            )


def _bracketed(terms: str, p: AttentionParams) -> str:
    return f"({terms})" if p.scaled else terms


def _scores(p: AttentionParams) -> list[float]:
    """Return the scores of the states that are not padding."""
    root = math.sqrt(len(p.query)) if p.scaled else 1.0
    return [math.fsum(a * b for a, b in zip(p.query, state, strict=True)) / root for state in p.real]


def _softmax(scores: Sequence[float]) -> Values:
    exps = [math.exp(e - max(scores)) for e in scores]
    return tuple(e / math.fsum(exps) for e in exps)


def _context(p: AttentionParams, weights: Sequence[float]) -> Values:
    columns = zip(*p.real, strict=True)
    return tuple(math.fsum(a * x for a, x in zip(weights, xs, strict=True)) for xs in columns)


def _attended(p: AttentionParams, weights: Sequence[float]) -> dict[str, AnswerValue]:
    return {"a": (*weights, *(0.0,) * p.padding), "context": answer(_context(p, weights))}


problem = AttentionWeights()
