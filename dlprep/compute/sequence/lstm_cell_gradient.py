"""Gradient along the cell state of an LSTM, with all gates held constant: a product of forget gates.

One cell, c_t = f_t c_(t-1) + i_t g_t. Asked for is dc_n/dc_k, the product of f_(k+1) to f_n, or dc_n/dg_k, which has
i_k in front. Paths through the hidden state and the gates are not counted.
Source: Gers, Schmidhuber & Cummins 2000, Learning to Forget, Neural Computation 12(10), for the cell; Hochreiter &
Schmidhuber 1997, Long Short-Term Memory, Neural Computation 9(8), for the constant error flow where f_t = 1.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Gate = Annotated[Real, Field(ge=0.001, le=0.999)]
Gates = Annotated[tuple[Gate, ...], Field(min_length=1, max_length=16)]


class CellParams(Params):
    """The gates of each step, and the derivative by what."""

    forget: Gates = parameter(
        zh="第 1 到 n 步遗忘门的值，0.001 到 0.999，1 到 16 个",
        en="values of the forget gate at steps 1 to n, 0.001 to 0.999, 1 to 16 of them",
    )
    gate: Gates = parameter(zh="第 1 到 n 步输入门的值，个数相同", en="values of the input gate, as many")
    k: int = parameter(0, ge=0, zh="从第几步起", en="the step that the derivative starts from")
    wrt: Literal["cell", "candidate"] = parameter(
        "cell", zh="cell 对 c_k 求导，candidate 对 g_k 求导", en="cell: by c_k; candidate: by g_k"
    )

    @model_validator(mode="after")
    def _within_the_series(self) -> "CellParams":
        steps = len(self.forget)
        if len(self.gate) != steps:
            raise RuleError(
                zh=f"gate：值的个数必须与 forget 相同，为 {steps} 个，现在是 {len(self.gate)} 个",
                en=f"gate: must have as many values as forget, {steps}, not {len(self.gate)}",
            )
        first, last = (0, steps - 1) if self.wrt == "cell" else (1, steps)
        if not first <= self.k <= last:
            raise RuleError(
                zh=f"k：对 {self.wrt} 必须在 {first} 到 {last} 之间",
                en=f"k: must be from {first} to {last} for {self.wrt}",
            )
        return self


class LstmCellGradient(BatchedProblem[CellParams]):
    """Multiply the forget gates after step k."""

    title = Text(zh="LSTM 细胞状态上的梯度", en="Gradient along the cell state of an LSTM")
    covers = ("lstm_cell_gradient",)
    params = CellParams
    example = {"forget": [0.9, 0.8, 0.5], "gate": [0.1, 0.4, 0.7], "k": 1}

    def generate(self, rng: Random, level: Level) -> CellParams:
        """Basic: three gates in tenths, by a state. Intermediate: four or five. Advanced: up to eight, hundredths."""
        steps = {"basic": 3, "intermediate": rng.randint(4, 5), "advanced": rng.randint(6, 8)}[level]
        parts = 100 if level == "advanced" else 10
        wrt: Literal["cell", "candidate"] = "cell" if level == "basic" else rng.choice(("cell", "candidate"))
        return CellParams(
            forget=tuple(rng.randint(parts // 2, parts - 1) / parts for _ in range(steps)),
            gate=tuple(rng.randint(parts // 10, parts - 1) / parts for _ in range(steps)),
            k=rng.randint(1, steps - 2),
            wrt=wrt,
        )

    def prompt(self, p: CellParams) -> Text:
        """Say that the gates are constants, and which step the lists begin with."""
        last = len(p.forget)
        cell = "$c_t = f_t c_{t-1} + i_t g_t$"
        gates = f"$f_1, \\ldots, f_{{{last}}} = {row(p.forget)}$", f"$i_1, \\ldots, i_{{{last}}} = {row(p.gate)}$"
        asked = rf"$\frac{{\partial c_{{{last}}}}}{{\partial {'c' if p.wrt == 'cell' else 'g'}_{{{p.k}}}}}$"
        return Text(
            zh=f"LSTM 的一个细胞按 {cell} 更新（$g_t$ 是候选值）。遗忘门 {gates[0]}，输入门 {gates[1]}。"
            f"把各步的门都看作常数（不计经过隐状态和门的路径），求 {asked}。",
            en=f"One cell of an LSTM follows {cell} ($g_t$ is the candidate). The forget gates are {gates[0]}, the "
            f"input gates {gates[1]}. Take all gates as constants: no path through the hidden state or a gate counts. "
            f"What is {asked}?",
        )

    def answer_type(self, p: CellParams) -> AnswerType:
        """A positive number, however small."""
        return Number()

    def reference(self, p: CellParams) -> float:
        """Multiply the forget gates after step k, and the input gate of step k for its candidate."""
        return _inflow(p) * math.prod(p.forget[p.k :])

    def torch_stacked(self, ps: Sequence[CellParams], place: Place) -> Stacked:
        """Run nn.LSTMCell with its gates fed through the input alone, and let autograd go back to step k."""
        import torch

        cell = torch.nn.LSTMCell(4, 1, bias=False, device=place.device, dtype=place.torch_dtype())
        with torch.no_grad():
            cell.weight_ih.copy_(torch.eye(4))  # the input is the gates' logits in torch's order: i, f, g, o
            cell.weight_hh.zero_()
        forget, gate = (torch.logit(place.tensor(gates)).T for gates in ([p.forget for p in ps], [p.gate for p in ps]))
        nothing = torch.zeros_like(forget[0])
        h = nothing[:, None]
        states, inputs = [nothing[:, None].requires_grad_()], []
        for forgets, opens in zip(forget, gate, strict=True):
            inputs.append(nothing.clone().requires_grad_())
            h, c = cell(torch.stack([opens, forgets, inputs[-1], nothing], dim=1), (h, states[-1]))
            states.append(c)
        start = states[ps[0].k] if ps[0].wrt == "cell" else inputs[ps[0].k - 1]
        return torch.autograd.grad(states[-1].sum(), start)[0].flatten()

    def steps(self, p: CellParams) -> list[Text]:
        """The product, which gates it takes, and its value."""
        formula = r"$\frac{\partial c_n}{\partial c_k} = \prod_{j=k+1}^{n} f_j$"
        of_candidate = r"$\frac{\partial c_n}{\partial g_k} = i_k \prod_{j=k+1}^{n} f_j$"
        later, last = p.forget[p.k :], len(p.forget)
        factors = [*([p.gate[p.k - 1]] if p.wrt == "candidate" else []), *later]
        product = r" \cdot ".join(map(exact, factors))
        work = f"${product} = {about(math.prod(factors))}$" if len(factors) > 1 else f"${product}$"
        which = f"$f_{{{p.k + 1}}}$" if len(later) == 1 else f"$f_{{{p.k + 1}}}, \\ldots, f_{{{last}}}$"
        inflow = f"$i_{{{p.k}}}$"
        return [
            Text(
                zh=f"门为常数时，每一步只乘上自己的遗忘门：{formula}，{of_candidate}。门接近 1，梯度就不消失。",
                en=f"With constant gates each step multiplies by its own forget gate: {formula} and {of_candidate}. "
                "Gates near 1 keep the gradient from vanishing.",
            ),
            _taken(p, which, inflow),
            Text(zh=f"相乘：{work}。", en=f"Multiply: {work}."),
        ]

    def slips(self, p: CellParams) -> Iterator[Slip]:
        """Gates too many or too few, the wrong gates, sums for products."""
        later, right = p.forget[p.k :], self.reference(p)
        if p.k > 0:
            yield Slip(
                "gate_of_step_k_counted",
                right * p.forget[p.k - 1],
                Text(
                    zh="$f_k$ 作用在 $c_{k-1}$ 上，从 $c_k$ 往后第一个门是 $f_{k+1}$。",
                    en="$f_k$ acts on $c_{k-1}$; the first gate after $c_k$ is $f_{k+1}$.",
                ),
            )
        if later:
            yield Slip(
                "last_gate_left_out",
                right / p.forget[-1],
                Text(
                    zh="最后一步的遗忘门也要乘，乘积到 $f_n$ 为止。",
                    en="The forget gate of the last step counts too: the product goes up to $f_n$.",
                ),
            )
            yield Slip(
                "input_gates_for_forget_gates",
                _inflow(p) * math.prod(p.gate[p.k :]),
                Text(
                    zh="沿细胞状态传的是遗忘门 $f_t$，输入门 $i_t$ 只管新写入的内容。",
                    en="Along the cell it is the forget gates $f_t$ that multiply; $i_t$ lets new content in.",
                ),
            )
            yield Slip(
                "what_is_forgotten",
                _inflow(p) * math.prod(1 - f for f in later),
                Text(
                    zh="遗忘门的值是保留的比例，不用取 $1 - f_t$。",
                    en="A forget gate's value is the share that is kept, not $1 - f_t$.",
                ),
            )
        if p.wrt == "candidate":
            yield Slip(
                "input_gate_left_out",
                math.prod(later),
                Text(
                    zh="$g_k$ 先经过输入门 $i_k$ 才进入细胞。",
                    en="$g_k$ passes the input gate $i_k$ on its way into the cell.",
                ),
            )
        elif len(later) > 1:
            yield Slip(
                "sum_over_paths",
                math.fsum(later),
                Text(
                    zh="一条路径上的各步相乘，不相加。",
                    en="The steps along one path multiply; they do not add up.",
                ),
            )


def _inflow(p: CellParams) -> float:
    """Return what of the start enters the cell: all of a state, the gated part of a candidate."""
    return p.gate[p.k - 1] if p.wrt == "candidate" else 1.0


def _taken(p: CellParams, which: str, inflow: str) -> Text:
    if p.wrt == "cell":
        return Text(zh=f"这里要乘的是 {which}。", en=f"Here these are {which}.")
    if p.k == len(p.forget):
        return Text(zh=f"候选值只经过输入门 {inflow}。", en=f"The candidate passes the input gate {inflow} alone.")
    return Text(
        zh=f"候选值先经过输入门 {inflow}，再乘上 {which}。",
        en=f"The candidate passes the input gate {inflow}, then {which}.",
    )


problem = LstmCellGradient()
