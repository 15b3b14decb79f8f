r"""Gradient through a residual block y = x + F(x) with F(x) = W2 ReLU(W1 x); nothing follows the addition.

The Jacobian of y, (outputs, inputs), or, if a gradient g of the loss at y is given, the gradient of the loss at x.
No entry of W1 x may be 0, where ReLU has a kink and no derivative.
Source: He, Zhang, Ren & Sun 2016, Identity Mappings in Deep Residual Networks, arXiv:1603.05027, section 2.
"""

from collections.abc import Iterator, Sequence
from operator import mul
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.convolution._maps import Map, Rows, column, matrix, products, sides, tidy
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]
Entries = Annotated[tuple[Real, ...], Field(min_length=1, max_length=4)]


class ResidualParams(Params):
    """The block, where it is differentiated, and what comes back from the loss."""

    x: Entries = parameter(zh="输入向量，1 到 4 个数", en="input vector, 1 to 4 numbers")
    w1: Map = parameter(zh="第一层权重 W1，每列对应一个输入", en="weights W1 of the first layer, a column per input")
    w2: Map = parameter(zh="第二层权重 W2，每行对应一个输出", en="weights W2 of the second layer, a row per output")
    upstream: Entries | None = parameter(
        None,
        zh="损失对 y 的梯度；不给则求雅可比矩阵",
        en="gradient of the loss at y; without it, the Jacobian is asked for",
    )

    @model_validator(mode="after")
    def _sizes_match(self) -> "ResidualParams":
        width = len(self.x)
        if len(self.w1[0]) != width:
            raise RuleError(
                zh=f"w1：需要 {width} 列，x 的每个元素一列", en=f"w1: needs {width} columns, one for each entry of x"
            )
        if sides(self.w2) != (width, len(self.w1)):
            raise RuleError(
                zh=f"w2：必须是 {width}×{len(self.w1)}，才能把 W1 的输出变回 x 的大小",
                en=f"w2: must be {width}×{len(self.w1)}, to take W1's outputs back to the size of x",
            )
        if self.upstream is not None and len(self.upstream) != width:
            raise RuleError(
                zh=f"upstream：需要 {width} 个元素，与 y 相同", en=f"upstream: needs {width} entries, as y has"
            )
        for weights, z in zip(self.w1, self.hidden, strict=True):
            if abs(z) <= 1e-6 * sum(abs(w * value) for w, value in zip(weights, self.x, strict=True)):
                raise RuleError(
                    zh="x：W1 x 的元素都不能为 0，ReLU 在那里不可导",
                    en="x: no entry of W1 x may be 0, where ReLU has a kink",
                )
        return self

    @property
    def hidden(self) -> Values:
        """W1 x, before ReLU."""
        return tuple(sum(w * value for w, value in zip(weights, self.x, strict=True)) for weights in self.w1)


class ResidualGradient(BatchedProblem[ResidualParams]):
    """The identity of the shortcut, plus the branch."""

    title = Text(zh="残差块的梯度", en="Gradient of a residual block")
    covers = ("residual_gradient",)
    params = ResidualParams
    example = {"x": [1, 2], "w1": [[1, 1], [1, -1]], "w2": [[1, 0], [2, 1]]}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> ResidualParams:
        """Basic: 2×2, the Jacobian. Intermediate: decimals, or a gradient from above. Advanced: three entries."""
        width = 3 if level == "advanced" else 2
        hidden, scale = (2, 1) if level == "basic" else (rng.randint(2, 3), 10)
        asked = level != "basic" and rng.random() < 0.5
        while True:
            x = tuple(float(rng.choice((-3, -2, -1, 1, 2, 3))) for _ in range(width))
            w1, w2 = _drawn(rng, hidden, width, scale), _drawn(rng, width, hidden, scale)
            inside = [sum(map(mul, weights, x)) for weights in w1]
            if min(inside) < 0 < max(inside) and min(map(abs, inside)) > 0.05:  # a unit on, a unit off
                break
        upstream = tuple(float(rng.choice((-2, -1, 1, 2, 3))) for _ in range(width)) if asked else None
        return ResidualParams(x=x, w1=w1, w2=w2, upstream=upstream)

    def prompt(self, p: ResidualParams) -> Text:
        """Write the block down, and say what is wanted."""
        block = r"$y = x + W_2 \, \mathrm{ReLU}(W_1 x)$"
        given = f"$x = {column(p.x)}$", f"$W_1 = {matrix(p.w1)}$", f"$W_2 = {matrix(p.w2)}$"
        zh, en = "，".join(given), ", ".join(given)
        if p.upstream is None:
            wanted = r"$\frac{\partial y}{\partial x}$"
            return Text(
                zh=f"残差块 {block}，相加之后没有激活函数；{zh}。求雅可比矩阵 {wanted}（行对应 $y$，列对应 $x$）。",
                en=f"A residual block is {block}, with no activation after the addition; {en}. What is the Jacobian "
                f"{wanted} (a row per entry of $y$, a column per entry of $x$)?",
            )
        wanted, upstream = (
            r"$\frac{\partial L}{\partial x}$",
            rf"$g = \frac{{\partial L}}{{\partial y}} = {column(p.upstream)}$",
        )
        return Text(
            zh=f"残差块 {block}，相加之后没有激活函数；{zh}。反向传来的梯度为 {upstream}，求 {wanted}。",
            en=f"A residual block is {block}, with no activation after the addition; {en}. The gradient "
            f"that comes back is {upstream}. What is {wanted}?",
        )

    def answer_type(self, p: ResidualParams) -> AnswerType:
        """The Jacobian, or a gradient as long as x; entries may be 0."""
        return Matrix(atol=5e-4) if p.upstream is None else Vector(atol=5e-4)

    def reference(self, p: ResidualParams) -> AnswerValue:
        """Add the branch's Jacobian to the identity; transposed, it takes a gradient back."""
        return _asked(p, _plus_identity(_branch(p)))

    def torch_stacked(self, ps: Sequence[ResidualParams], place: Place) -> Stacked:
        """Run the block, and autograd."""
        import torch
        from torch.nn.functional import linear

        def block(x: torch.Tensor, w1: torch.Tensor, w2: torch.Tensor) -> torch.Tensor:
            return x + linear(torch.relu(linear(x, w1)), w2)

        x = place.tensor([p.x for p in ps], grad=True)
        weights = place.tensor([p.w1 for p in ps]), place.tensor([p.w2 for p in ps])
        if ps[0].upstream is None:
            return torch.func.vmap(torch.func.jacrev(block))(x, *weights)
        torch.func.vmap(block)(x, *weights).backward(place.tensor([p.upstream for p in ps]))
        return x.grad

    def steps(self, p: ResidualParams) -> list[Text]:
        """The formula, which units are on, the branch, the sum, and the way back."""
        branch = _branch(p)
        jacobian = _plus_identity(branch)
        formula = r"$\frac{\partial y}{\partial x} = I + W_2 D W_1$"
        diagonal = r"$D = \mathrm{diag}(\mathbf{1}[W_1 x > 0])$"
        back = r"$\frac{\partial L}{\partial x} = (\frac{\partial y}{\partial x})^\top g$"
        goes = Text("", "")
        if p.upstream is not None:
            goes = Text(zh=f"；梯度往回传：{back}", en=f"; a gradient goes back by {back}")
        inside = f"$W_1 x = {column(p.hidden, tidy)}$"
        on = f"$D = {matrix(_diagonal(p))}$"
        product = f"$W_2 D W_1 = {matrix(branch, tidy)}$"
        total = rf"$\frac{{\partial y}}{{\partial x}} = I + W_2 D W_1 = {matrix(jacobian, tidy)}$"
        steps = [
            Text(
                zh=f"{formula}，其中 {diagonal} 标出打开的 ReLU；恒等映射的 $I$ 让梯度直接通过{goes.zh}。",
                en=f"{formula}, where {diagonal} marks the ReLUs that are on; the shortcut's $I$ lets the gradient "
                f"through unchanged{goes.en}.",
            ),
            Text(zh=f"{inside}，所以 {on}。", en=f"{inside}, so {on}."),
            Text(zh=f"残差分支：{product}。", en=f"The branch: {product}."),
            Text(zh=f"加上单位矩阵：{total}。", en=f"With the identity: {total}."),
        ]
        if p.upstream is not None:
            for number, (entries, value) in enumerate(
                zip(zip(*jacobian, strict=True), _back(jacobian, p.upstream), strict=True), start=1
            ):
                work = (
                    rf"$\frac{{\partial L}}{{\partial x_{{{number}}}}} = "
                    rf"{products(zip(entries, p.upstream, strict=True))} = {tidy(value)}$"
                )
                steps.append(Text(zh=f"{work}。", en=f"{work}."))
        return steps

    def slips(self, p: ResidualParams) -> Iterator[Slip]:
        """Shortcut, ReLU, order and transposition."""
        jacobian = _plus_identity(_branch(p))
        yield Slip(
            "identity_forgotten",
            _asked(p, _branch(p)),
            Text(
                zh="漏了恒等映射：$x$ 对自己的导数是 $I$，梯度由此直接通过。",
                en="The shortcut is missing: $x$ has the derivative $I$ by itself, and lets the gradient through.",
            ),
        )
        if min(p.hidden) < 0:
            open_all = _product(p.w2, p.w1)
            yield Slip(
                "relu_ignored",
                _asked(p, _plus_identity(open_all)),
                Text(
                    zh="漏了 ReLU：$W_1 x$ 为负的单元导数为 0。",
                    en="ReLU was left out: where $W_1 x$ is negative its derivative is 0.",
                ),
            )
        turned = tuple(zip(*jacobian, strict=True))
        if turned != jacobian:
            yield Slip(
                "transposed",
                _asked(p, turned),
                Text(
                    zh="转置弄反了：雅可比矩阵的行对应 $y$，梯度往回传要乘它的转置。",
                    en="It is transposed the wrong way: the Jacobian has a row per entry of $y$, and its transpose "
                    "takes gradients back.",
                ),
            )
        if len(p.w1) == len(p.x):
            swapped = _plus_identity(_product(p.w1, _product(_diagonal(p), p.w2)))
            yield Slip(
                "factors_swapped",
                _asked(p, swapped),
                Text(
                    zh="矩阵的次序反了：后面的层在左边，是 $W_2 D W_1$。",
                    en="The matrices are in the wrong order: the later layer stands on the left, $W_2 D W_1$.",
                ),
            )


def _diagonal(p: ResidualParams) -> Rows:
    """The derivative of ReLU at W1 x."""
    return tuple(tuple(1.0 if i == j and z > 0 else 0.0 for j in range(len(p.hidden))) for i, z in enumerate(p.hidden))


def _branch(p: ResidualParams) -> Rows:
    """The Jacobian of F."""
    return _product(p.w2, _product(_diagonal(p), p.w1))


def _product(left: Rows, right: Rows) -> Rows:
    columns = list(zip(*right, strict=True))
    return tuple(tuple(sum(a * b for a, b in zip(row, entries, strict=True)) for entries in columns) for row in left)


def _plus_identity(rows: Rows) -> Rows:
    return tuple(tuple(value + (i == j) for j, value in enumerate(row)) for i, row in enumerate(rows))


def _back(jacobian: Rows, upstream: Sequence[float]) -> Values:
    """Multiply by the transpose."""
    return tuple(sum(a * g for a, g in zip(entries, upstream, strict=True)) for entries in zip(*jacobian, strict=True))


def _asked(p: ResidualParams, jacobian: Rows) -> AnswerValue:
    """The Jacobian itself, or what it makes of the gradient from above."""
    return jacobian if p.upstream is None else _back(jacobian, p.upstream)


def _drawn(rng: Random, rows: int, columns: int, scale: int) -> Rows:
    high = 2 if scale == 1 else 9
    return tuple(
        tuple(float(rng.choice((-1, 1)) * rng.randint(1, high) / scale) for _ in range(columns)) for _ in range(rows)
    )


problem = ResidualGradient()
