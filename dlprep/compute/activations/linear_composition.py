"""Two linear layers without an activation between them, merged into one: its weight matrix W and its bias b.

A layer maps a column x of n numbers to W x + b; a weight matrix has the shape (outputs, inputs), as in torch.nn.Linear.
With W_1 of shape (h, n) and W_2 of shape (m, h), the merged W has the shape (m, n) and b has m entries.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.1; torch.nn.Linear.
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
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Part, Parts, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]
Rows = tuple[Values, ...]
_Entries = Annotated[tuple[Annotated[Real, Field(ge=-100, le=100)], ...], Field(min_length=1, max_length=4)]
_Matrix = Annotated[tuple[_Entries, ...], Field(min_length=1, max_length=4)]


class LayersParams(Params):
    """The weights and biases of both layers."""

    w1: _Matrix = parameter(
        zh="第一层的权重，最多 4×4，每行对应一个输出，元素在 -100 到 100 之间",
        en="weights of the first layer, at most 4×4, one row an output, entries from -100 to 100",
    )
    b1: _Entries = parameter(zh="第一层的偏置，每个输出一个", en="biases of the first layer, one an output")
    w2: _Matrix = parameter(
        zh="第二层的权重，每行的个数等于第一层的输出数",
        en="weights of the second layer, each row as long as the first layer has outputs",
    )
    b2: _Entries = parameter(zh="第二层的偏置，每个输出一个", en="biases of the second layer, one an output")

    @model_validator(mode="after")
    def _sizes_fit(self) -> "LayersParams":
        if len({len(line) for line in self.w1}) > 1:
            raise RuleError(zh="w1：各行必须一样长", en="w1: its rows must have one length")
        if any(len(line) != len(self.w1) for line in self.w2):
            raise RuleError(
                zh=f"w2：每行必须有 {len(self.w1)} 个元素，w1 的每行一个",
                en=f"w2: its rows must have {len(self.w1)} entries, one for each row of w1",
            )
        for name, weights, biases in (("b1", self.w1, self.b1), ("b2", self.w2, self.b2)):
            if len(biases) != len(weights):
                raise RuleError(
                    zh=f"{name}：必须有 {len(weights)} 个元素，所在层的每行一个",
                    en=f"{name}: must have {len(weights)} entries, one for each row of its layer",
                )
        return self


class LinearComposition(BatchedProblem[LayersParams]):
    """Multiply out."""

    title = Text(zh="两个线性层合并成一个", en="Two linear layers merged into one")
    covers = ("linear_composition",)
    params = LayersParams
    example = {"w1": [[1, 2], [0, -1]], "b1": [1, 0], "w2": [[3, 1], [1, 1]], "b2": [0, 2]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> LayersParams:
        """Basic: two inputs, one output. Intermediate: 2 by 2 throughout. Advanced: three hidden units."""
        inputs, hidden, outputs = {"basic": (2, 2, 1), "intermediate": (2, 2, 2), "advanced": (2, 3, 2)}[level]
        whole = [x for x in range(-4, 5) if x]

        def numbers(n: int) -> Values:
            return tuple(float(x) for x in rng.choices(whole, k=n))

        return LayersParams(
            w1=tuple(numbers(inputs) for _ in range(hidden)),
            b1=numbers(hidden),
            w2=tuple(numbers(hidden) for _ in range(outputs)),
            b2=numbers(outputs),
        )

    def prompt(self, p: LayersParams) -> Text:
        """Say on which side the matrix stands."""
        first = rf"$h = W_1 x + b_1$, $W_1 = {_matrix(p.w1)}$, $b_1 = [{row(p.b1)}]$"
        second = rf"$y = W_2 h + b_2$, $W_2 = {_matrix(p.w2)}$, $b_2 = [{row(p.b2)}]$"
        return Text(
            zh=f"两个全连接层之间没有激活函数（$x$、$h$、$y$ 都是列向量）：{first}；{second}。"
            "写成一层 $y = W x + b$，$W$ 和 $b$ 是什么？",
            en=f"Two fully connected layers follow each other without an activation, on column vectors $x$, $h$, $y$: "
            f"{first}; {second}. Written as one layer $y = W x + b$, what are $W$ and $b$?",
        )

    def answer_type(self, p: LayersParams) -> AnswerType:
        """Entries may be 0."""
        return Parts(
            (
                Part("W", Text("合并后的权重", "the merged weights"), Matrix(rtol=1e-3, atol=1e-3)),
                Part("b", Text("合并后的偏置", "the merged bias"), Vector(rtol=1e-3, atol=1e-3)),
            )
        )

    def reference(self, p: LayersParams) -> AnswerValue:
        """Sums of products."""
        return {"W": _product(p.w2, p.w1), "b": _plus(_apply(p.w2, p.b1), p.b2)}

    def torch_stacked(self, ps: Sequence[LayersParams], place: Place) -> Stacked:
        """Run an nn.Sequential of two nn.Linear: 0 gives the bias, and the columns of the identity the weights."""
        import torch

        inputs, hidden, outputs = len(ps[0].w1[0]), len(ps[0].w1), len(ps[0].w2)
        with torch.device("meta"):
            net = torch.nn.Sequential(torch.nn.Linear(inputs, hidden), torch.nn.Linear(hidden, outputs))
        weights = {
            "0.weight": place.tensor([p.w1 for p in ps]),
            "0.bias": place.tensor([p.b1 for p in ps]),
            "1.weight": place.tensor([p.w2 for p in ps]),
            "1.bias": place.tensor([p.b2 for p in ps]),
        }
        run = torch.func.vmap(lambda own, x: torch.func.functional_call(net, own, x), in_dims=(0, None))
        columns = torch.eye(inputs, device=place.device, dtype=place.torch_dtype())
        bias = run(weights, place.tensor([[0.0] * inputs]))
        return {"W": (run(weights, columns) - bias).mT, "b": bias[:, 0]}

    def steps(self, p: LayersParams) -> list[Text]:
        """Multiply out, then both products entry by entry."""
        weights = _product(p.w2, p.w1)
        through = _apply(p.w2, p.b1)
        columns = list(zip(*p.w1, strict=True))
        entries = ", ".join(
            f"{_dot(line, column)} = {about(weights[i][j])}"
            for i, line in enumerate(p.w2)
            for j, column in enumerate(columns)
        )
        biases = ", ".join(
            f"{_dot(line, p.b1)} + {factor(b)} = {about(t + b)}" for line, t, b in zip(p.w2, through, p.b2, strict=True)
        )
        return [
            Text(
                zh="$y = W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)$："
                "没有激活函数，再深也等于一个线性层。",
                en="$y = W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)$: without an activation, depth adds "
                "nothing to one linear layer.",
            ),
            Text(
                zh=f"$W = W_2 W_1$，按行逐个元素：${entries}$，即 $W = {_matrix(weights)}$。",
                en=f"$W = W_2 W_1$, row by row: ${entries}$, so $W = {_matrix(weights)}$.",
            ),
            Text(zh=f"$b = W_2 b_1 + b_2$：${biases}$。", en=f"$b = W_2 b_1 + b_2$: ${biases}$."),
        ]

    def slips(self, p: LayersParams) -> Iterator[Slip]:
        """A bias on the wrong way, or the matrices in the wrong order."""
        weights, bias = _product(p.w2, p.w1), _plus(_apply(p.w2, p.b1), p.b2)
        yield Slip(
            "first_bias_lost",
            {"W": weights, "b": p.b2},
            Text(
                zh="第一层的偏置也要经过第二层，留下 $W_2 b_1$。",
                en="The first layer's bias goes through the second layer too, and leaves $W_2 b_1$.",
            ),
        )
        yield Slip(
            "second_bias_lost",
            {"W": weights, "b": _apply(p.w2, p.b1)},
            Text(zh="漏了第二层自己的偏置 $b_2$。", en="The second layer's own bias $b_2$ was left out."),
        )
        if len(p.b1) == len(p.b2):
            yield Slip(
                "biases_added",
                {"W": weights, "b": _plus(p.b1, p.b2)},
                Text(
                    zh="偏置不能直接相加：$b_1$ 先要乘 $W_2$。",
                    en="The biases do not simply add up: $b_1$ is multiplied by $W_2$ first.",
                ),
            )
        if len(p.w2) == len(p.w1[0]) == len(p.w1):
            yield Slip(
                "order_swapped",
                {"W": _product(p.w1, p.w2), "b": bias},
                Text(
                    zh="顺序反了：先作用的 $W_1$ 写在右边，$W = W_2 W_1$。",
                    en="The order is swapped: $W_1$ acts first and stands on the right, $W = W_2 W_1$.",
                ),
            )
        if len(p.w2) > 1 or len(p.w1[0]) > 1:
            yield Slip(
                "transposed",
                {"W": tuple(zip(*weights, strict=True)), "b": bias},
                Text(
                    zh="转置了：$W$ 的每一行对应一个输出，每一列对应一个输入。",
                    en="It is transposed: a row of $W$ belongs to an output, a column to an input.",
                ),
            )


def _product(a: Rows, b: Rows) -> Rows:
    return tuple(_apply(tuple(zip(*b, strict=True)), line) for line in a)


def _apply(weights: Rows, x: Values) -> Values:
    return tuple(sum(w * t for w, t in zip(line, x, strict=True)) for line in weights)


def _plus(a: Values, b: Values) -> Values:
    return tuple(s + t for s, t in zip(a, b, strict=True))


def _matrix(a: Rows) -> str:
    return f"[{', '.join(f'[{row(line)}]' for line in a)}]"


def _dot(a: Values, b: Values) -> str:
    return " + ".join(
        rf"{factor(s) if i else exact(s)} \cdot {factor(t)}" for i, (s, t) in enumerate(zip(a, b, strict=True))
    )


problem = LinearComposition()
