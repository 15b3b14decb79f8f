"""How a state of a recurrent network acts on a later one: the Jacobian of h_n by h_0, or a bound on its norm.

The network h_t = f(W h_(t-1)) has no input and no bias. The Jacobian is the product of diag(f'(z_t)) W over the steps,
the last on the left, of shape (units, units); its row i holds the derivatives of unit i of h_n. Its spectral norm is at
most (gamma s)^n, with s the largest singular value of W and gamma the largest |f'|: 1 for tanh and the identity, 1/4
for the sigmoid. The bound is graded to 0.5 %, since a rounded s is raised to a power.
Source: Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks, arXiv:1211.5063,
section 2.1.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import about
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.sequence._vectors import (
    Column,
    Grid,
    Rows,
    affine,
    check_grid,
    column,
    draw_column,
    draw_grid,
    each,
    grid,
    rounded,
    short,
    sigmoid,
)
from dlprep.grading.answer import AnswerType, AnswerValue, Matrix, Number
from dlprep.text import Text

Activation = Literal["tanh", "sigmoid", "identity"]
_APPLY: dict[Activation, Callable[[float], float]] = {"tanh": math.tanh, "sigmoid": sigmoid, "identity": lambda z: z}
_SLOPE: dict[Activation, Callable[[float], float]] = {
    "tanh": lambda h: 1 - h * h,
    "sigmoid": lambda h: h * (1 - h),
    "identity": lambda _: 1.0,
}
_LARGEST_SLOPE: dict[Activation, float] = {"tanh": 1.0, "sigmoid": 0.25, "identity": 1.0}
_CELL: dict[Activation, str] = {
    "tanh": r"$h_t = \tanh(W h_{t-1})$",
    "sigmoid": r"$h_t = \sigma(W h_{t-1})$",
    "identity": "$h_t = W h_{t-1}$",
}


class JacobianParams(Params):
    """The recurrence, how far, and what is asked."""

    w: Grid = parameter(zh="循环权重 W，方阵，最大 4x4", en="recurrent weights W, square, at most 4x4")
    h0: Column = parameter(zh="初始隐状态", en="the hidden state at the start")
    steps: int = parameter(2, ge=1, le=12, zh="步数 n", en="number of steps n")
    activation: Activation = parameter(
        "tanh", zh="激活函数：tanh、sigmoid 或 identity（恒等）", en="the activation: tanh, sigmoid or identity"
    )
    quantity: Literal["jacobian", "bound"] = parameter(
        "jacobian", zh="jacobian 求雅可比矩阵；bound 求其谱范数的上界", en="jacobian, or bound on its spectral norm"
    )

    @model_validator(mode="after")
    def _square(self) -> "JacobianParams":
        check_grid("w", self.w, len(self.h0), len(self.h0))
        return self


class RnnJacobianProduct(BatchedProblem[JacobianParams]):
    """Multiply the Jacobians of the steps, or bound each by its norm."""

    title = Text(zh="RNN 跨时间步的雅可比", en="Jacobian of an RNN through time")
    covers = ("rnn_jacobian_product",)
    params = JacobianParams
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 6.0}
    example = {"w": [[0.5, 1], [0, 0.8]], "h0": [1, -1], "steps": 2}

    def generate(self, rng: Random, level: Level) -> JacobianParams:
        """Basic: without activation. Intermediate: the bound. Advanced: two or three steps with an activation."""
        h0 = draw_column(rng, 2, 2, 2)
        if level == "basic":
            w = draw_grid(rng, 2, 2, 1, 3)
            return JacobianParams(w=w, h0=h0, steps=rng.randint(2, 3), activation="identity")
        if level == "intermediate":
            w = draw_grid(rng, 2, 2, 2, 3)
            activation: Activation = rng.choice(("tanh", "sigmoid", "identity"))
            return JacobianParams(w=w, h0=h0, steps=rng.randint(2, 6), activation=activation, quantity="bound")
        w, activation = draw_grid(rng, 2, 2, 10, 12), rng.choice(("tanh", "tanh", "sigmoid"))
        return JacobianParams(
            w=w, h0=h0, steps=2 if activation == "sigmoid" else rng.randint(2, 3), activation=activation
        )

    def prompt(self, p: JacobianParams) -> Text:
        """Say what the rows are, or how the bound is made."""
        cell, w, last = _CELL[p.activation], f"$W = {grid(p.w)}$", p.steps
        sigma = Text("（$\\sigma$ 是 sigmoid）", " ($\\sigma$ is the sigmoid)")
        sigma = sigma if p.activation == "sigmoid" else Text("", "")
        j = rf"\frac{{\partial h_{{{last}}}}}{{\partial h_0}}"
        if p.quantity == "bound":
            by = Text(zh=" $W$ 的谱范数（最大奇异值）", en="the spectral norm (largest singular value) of $W$")
            if p.activation != "identity":
                by = Text(
                    zh=f"激活函数导数绝对值的最大值与{by.zh}之积",
                    en=f"the largest absolute derivative of the activation times {by.en}",
                )
            return Text(
                zh=f"RNN 没有输入和偏置：{cell}{sigma.zh}，{w}。每一步的雅可比用{by.zh}来界定，再把各步相乘。"
                f"由此得到的 $\\lVert {j} \\rVert_2$ 的上界是多少？",
                en=f"An RNN without inputs and biases: {cell}{sigma.en}, {w}. Bound the Jacobian of each step by "
                f"{by.en}, and multiply the steps. What upper bound on $\\lVert {j} \\rVert_2$ does this give?",
            )
        entry = rf"$J_{{ij}} = \frac{{\partial h_{{{last},i}}}}{{\partial h_{{0,j}}}}$"
        return Text(
            zh=f"RNN 没有输入和偏置：{cell}{sigma.zh}，{w}，$h_0 = {column(p.h0)}$（列向量）。"
            f"求雅可比矩阵 $J = {j}$，其中 {entry}。",
            en=f"An RNN without inputs and biases: {cell}{sigma.en}, {w}, $h_0 = {column(p.h0)}$ (a column). "
            f"What is the Jacobian $J = {j}$, with {entry}?",
        )

    def answer_type(self, p: JacobianParams) -> AnswerType:
        """A square matrix, or a bound."""
        return Matrix(atol=5e-4) if p.quantity == "jacobian" else Number(rtol=5e-3)

    def reference(self, p: JacobianParams) -> AnswerValue:
        """Multiply the Jacobians; the singular value is the root of the largest eigenvalue of W^T W."""
        if p.quantity == "jacobian":
            return _product(p, _SLOPE[p.activation])
        return float((_LARGEST_SLOPE[p.activation] * _spectral_norm(p.w)) ** p.steps)

    def torch_stacked(self, ps: Sequence[JacobianParams], place: Place) -> Stacked:
        """Let autograd differentiate the unrolled network; for the bound, ask it for the slope, torch for the norm."""
        import torch

        p, w = ps[0], place.tensor([p.w for p in ps])
        apply = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "identity": torch.nn.Identity()}[p.activation]
        if p.quantity == "bound":
            middle = place.tensor(0.0, grad=True)  # where each of the three is steepest
            (slope,) = torch.autograd.grad(apply(middle), middle)
            return (slope * torch.linalg.matrix_norm(w, ord=2)) ** p.steps

        def unrolled(h: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
            for _ in range(p.steps):
                h = apply(w @ h)
            return h

        return torch.func.vmap(torch.func.jacrev(unrolled))(place.tensor([p.h0 for p in ps]), w)

    def steps(self, p: JacobianParams) -> list[Text]:
        """The product, then each factor; or the bound, the singular value and the power."""
        return _bound_steps(p) if p.quantity == "bound" else _jacobian_steps(p)

    def slips(self, p: JacobianParams) -> Iterator[Slip]:
        """The product in the wrong order or number; another norm."""
        yield from _bound_slips(p) if p.quantity == "bound" else _jacobian_slips(p)


def _jacobian_steps(p: JacobianParams) -> list[Text]:
    formula = (
        r"$\frac{\partial h_n}{\partial h_0} = J_n \cdots J_2 J_1$, $J_t = \mathrm{diag}(f'(z_t)) W$, $z_t = W h_{t-1}$"
    )
    steps = [
        Text(
            zh=f"链式法则，后面的步在左边：{formula}。没有激活函数时就是 $W^n$。",
            en=f"By the chain rule, later steps on the left: {formula}. Without an activation it is $W^n$.",
        )
    ]
    if p.activation != "identity":
        h = p.h0
        for t in range(1, p.steps + 1):
            h = each(_APPLY[p.activation], affine(p.w, h, (0.0,) * len(h)))
            slopes = each(_SLOPE[p.activation], h)
            here = tuple(tuple(s * w for w in ws) for s, ws in zip(slopes, p.w, strict=True))
            work = f"$h_{{{t}}} = {rounded(h)}$, $f'(z_{{{t}}}) = {rounded(slopes)}$, $J_{{{t}}} = {_shown(here)}$"
            steps.append(Text(zh=f"第 {t} 步：{work}。", en=f"Step {t}: {work}."))
        product = f"$J = {_shown(_product(p, _SLOPE[p.activation]))}$"
        return [*steps, Text(zh=f"相乘：{product}。", en=f"Their product: {product}.")]
    powers = ", ".join(
        f"$W^{{{t}}} = {_shown(_product(p.model_copy(update={'steps': t}), _SLOPE['identity']))}$"
        for t in range(2, p.steps + 1)
    )
    work = powers or f"$W^1 = {_shown(p.w)}$"
    return [*steps, Text(zh=f"逐步左乘 $W$：{work}。", en=f"Multiply by $W$ step by step: {work}.")]


def _bound_steps(p: JacobianParams) -> list[Text]:
    gamma, s = _LARGEST_SLOPE[p.activation], _spectral_norm(p.w)
    squares = tuple(
        tuple(math.fsum(a * b for a, b in zip(one, two, strict=True)) for two in zip(*p.w, strict=True))
        for one in zip(*p.w, strict=True)
    )
    formula = (
        r"$\lVert \frac{\partial h_n}{\partial h_0} \rVert_2 \le "
        r"\prod_t \lVert \mathrm{diag}(f'(z_t)) W \rVert_2 \le (\gamma \sigma_{\max})^n$"
    )
    root = rf"$\sigma_{{\max}} = \sqrt{{\lambda_{{\max}}}} = {about(s)}$"
    found = rf"$W^\top W = {_shown(squares)}$, $\lambda_{{\max}} = {about(s * s)}$, {root}"
    power = rf"$({short(gamma)} \cdot {about(s)})^{{{p.steps}}} = {about((gamma * s) ** p.steps)}$"
    return [
        Text(
            zh=f"范数相乘：{formula}，其中 $\\gamma = \\max_z |f'(z)|$，$\\tanh$ 和恒等为 1，"
            "sigmoid 为 $\\frac{1}{4}$。底数小于 1 时梯度必然消失；大于 1 时可能爆炸。",
            en=f"Norms multiply: {formula}, where $\\gamma = \\max_z |f'(z)|$ is 1 for $\\tanh$ and the identity and "
            "$\\frac{1}{4}$ for the sigmoid. Below a base of 1 gradients must vanish; above it they may explode.",
        ),
        Text(
            zh=f"最大奇异值是 $W^\\top W$ 最大特征值的平方根：{found}。",
            en=f"The largest singular value is the root of the largest eigenvalue of $W^\\top W$: {found}.",
        ),
        Text(zh=f"{p.steps} 步相乘：{power}。", en=f"Multiply {p.steps} steps: {power}."),
    ]


def _jacobian_slips(p: JacobianParams) -> Iterator[Slip]:
    slope = _SLOPE[p.activation]
    right = _product(p, slope)
    yield Slip(
        "transposed",
        tuple(zip(*right, strict=True)),
        Text(
            zh="转置了：第 $i$ 行是 $h_n$ 第 $i$ 个分量的导数。",
            en="That is transposed: row $i$ holds the derivatives of unit $i$ of $h_n$.",
        ),
    )
    if p.steps > 1:
        yield Slip(
            "one_step_short",
            _product(p.model_copy(update={"steps": p.steps - 1}), slope),
            Text(
                zh="少乘了一步：从 $h_0$ 到 $h_n$ 经过 $n$ 个雅可比矩阵。",
                en="One step is missing: from $h_0$ to $h_n$ there are $n$ Jacobians.",
            ),
        )
        if p.activation == "identity":
            yield Slip(
                "power_of_each_entry",
                tuple(tuple(w**p.steps for w in ws) for ws in p.w),
                Text(
                    zh="矩阵的幂是矩阵乘法，不是每个元素各自乘方。",
                    en="A power of a matrix multiplies matrices; its entries are not raised one by one.",
                ),
            )
    if p.activation != "identity":
        yield Slip(
            "activation_left_out",
            _product(p, _SLOPE["identity"]),
            Text(
                zh="每一步还要左乘激活函数导数的对角阵。",
                en="Each step is also multiplied, on the left, by the diagonal matrix of the activation's slopes.",
            ),
        )
        yield Slip(
            "slopes_on_the_columns",
            _product(p, slope, on_columns=True),
            Text(
                zh="激活在 $W$ 之后，所以是 $\\mathrm{diag}(f') W$，乘在行上，不是列上。",
                en="The activation comes after $W$, so it is $\\mathrm{diag}(f') W$: slopes scale rows, not columns.",
            ),
        )


def _bound_slips(p: JacobianParams) -> Iterator[Slip]:
    import numpy as np

    gamma, s = _LARGEST_SLOPE[p.activation], _spectral_norm(p.w)
    radius = float(max(abs(np.linalg.eigvals(p.w))))
    yield Slip(
        "spectral_radius",
        (gamma * radius) ** p.steps,
        Text(
            zh="这里用了最大的特征值；谱范数是最大奇异值，不小于它。",
            en="That took the largest eigenvalue; the spectral norm is the largest singular value, which is no less.",
        ),
    )
    yield Slip(
        "frobenius_norm",
        (gamma * math.sqrt(math.fsum(w * w for ws in p.w for w in ws))) ** p.steps,
        Text(
            zh="Frobenius 范数也给出上界，但更松；题目要的是谱范数。",
            en="The Frobenius norm gives a bound too, but a looser one; the spectral norm is asked for.",
        ),
    )
    yield Slip(
        "eigenvalue_not_rooted",
        (gamma * s * s) ** p.steps,
        Text(
            zh="$W^\\top W$ 的特征值是奇异值的平方，还要开方。",
            en="Eigenvalues of $W^\\top W$ are squares of singular values; take the root.",
        ),
    )
    if p.steps > 1:
        yield Slip(
            "times_for_power",
            gamma * s * p.steps,
            Text(
                zh="各步相乘得到 $n$ 次幂，不是 $n$ 倍。",
                en="The steps multiply, which makes a power of $n$, not $n$ times as much.",
            ),
        )
    if gamma != 1:
        yield Slip(
            "slope_left_out",
            s**p.steps,
            Text(
                zh="漏了 sigmoid 的导数：它不超过 $\\frac{1}{4}$，每步都要乘。",
                en="The slope of the sigmoid is missing: at most $\\frac{1}{4}$, once a step.",
            ),
        )


def _product(p: JacobianParams, slope: Callable[[float], float], *, on_columns: bool = False) -> Rows:
    """Run the network and multiply the Jacobian of each step on the left."""
    units = range(len(p.h0))
    h, product = p.h0, tuple(tuple(float(i == j) for j in units) for i in units)
    for _ in range(p.steps):
        h = each(_APPLY[p.activation], affine(p.w, h, (0.0,) * len(h)))
        slopes = each(slope, h)
        here = [[(slopes[j] if on_columns else slopes[i]) * p.w[i][j] for j in units] for i in units]
        product = tuple(tuple(math.fsum(here[i][k] * product[k][j] for k in units) for j in units) for i in units)
    return product


def _spectral_norm(w: Rows) -> float:
    import numpy as np

    grid = np.array(w)
    return math.sqrt(max(0.0, float(np.linalg.eigvalsh(grid.T @ grid)[-1])))


def _shown(rows: Rows) -> str:
    body = r" \\ ".join(" & ".join(map(short, xs)) for xs in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


problem = RnnJacobianProduct()
