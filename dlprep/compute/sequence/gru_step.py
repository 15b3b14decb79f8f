"""One step of a GRU in PyTorch's convention: the new hidden state.

r, z = sigmoid(W x + U h + b), n = tanh(W_n x + r (U_n h) + b_n), h' = (1 - z) n + z h: the reset gate acts after the
product with U_n, and z is the share of the old state that is kept. Shapes: W (units, inputs), U (units, units). One
bias vector a gate, outside the reset; it is torch's bias_ih, with bias_hh zero.
Source: torch.nn.GRUCell; Cho et al. 2014, arXiv:1406.1078, section 2.3, where the reset gate acts before the product.
"""

import math
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from pydantic import model_validator

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.compute.sequence._vectors import (
    Column,
    Grid,
    Rows,
    Values,
    affine,
    affine_work,
    answer,
    check_column,
    check_grid,
    column,
    draw_column,
    draw_grid,
    each,
    floats,
    grid,
    listed,
    operand,
    products,
    rounded,
    sigmoid,
)
from dlprep.grading.answer import AnswerType, AnswerValue
from dlprep.text import Text

GATES = {
    "r": Text(zh="重置门", en="reset gate"),
    "z": Text(zh="更新门", en="update gate"),
    "n": Text(zh="候选隐状态", en="candidate"),
}


class Weights(NamedTuple):
    """One gate's weights on the input, on the state, and its bias."""

    w: Rows
    u: Rows
    b: Values


class GruParams(Params):
    """What comes in, and the weights of the two gates and the candidate."""

    x: Column = parameter(zh="输入向量，1 到 4 维", en="the input vector, 1 to 4 entries")
    h: Column = parameter(zh="上一步的隐状态，1 到 4 维", en="the last hidden state, 1 to 4 units")
    w_r: Grid = parameter(zh="重置门对输入的权重", en="reset gate, weights on the input")
    u_r: Grid = parameter(zh="重置门对隐状态的权重", en="reset gate, weights on the state")
    b_r: Column = parameter(zh="重置门的偏置", en="reset gate, bias")
    w_z: Grid = parameter(zh="更新门对输入的权重", en="update gate, weights on the input")
    u_z: Grid = parameter(zh="更新门对隐状态的权重", en="update gate, weights on the state")
    b_z: Column = parameter(zh="更新门的偏置", en="update gate, bias")
    w_n: Grid = parameter(zh="候选隐状态对输入的权重", en="candidate, weights on the input")
    u_n: Grid = parameter(zh="候选隐状态对隐状态的权重", en="candidate, weights on the state")
    b_n: Column = parameter(zh="候选隐状态的偏置，在重置门之外", en="candidate, bias, outside the reset gate")

    @model_validator(mode="after")
    def _shapes_match(self) -> "GruParams":
        units, inputs = len(self.h), len(self.x)
        for gate in GATES:
            w, u, b = self.of(gate)
            check_grid(f"w_{gate}", w, units, inputs)
            check_grid(f"u_{gate}", u, units, units)
            check_column(f"b_{gate}", b, units)
        return self

    def of(self, gate: str) -> Weights:
        """The weights of a gate."""
        return Weights(*(getattr(self, f"{kind}_{gate}") for kind in "wub"))


class GruStep(Problem[GruParams]):
    """Two gates, a candidate, and a mixture of old and new."""

    title = Text(zh="GRU 的一步", en="One step of a GRU")
    covers = ("gru_step",)
    params = GruParams
    minutes = {"basic": 3.0, "intermediate": 4.0, "advanced": 8.0}
    example = {
        **{"x": [1], "h": [0.5], "w_r": [[1]], "u_r": [[-1]], "b_r": [0.5], "w_z": [[-0.5]], "u_z": [[2]]},
        **{"b_z": [0], "w_n": [[1]], "u_n": [[-2]], "b_n": [0.5]},
    }

    def generate(self, rng: Random, level: Level) -> GruParams:
        """Basic: one unit, one input. Intermediate: two inputs, decimals. Advanced: two units."""
        units, inputs = {"basic": (1, 1), "intermediate": (1, 2), "advanced": (2, 1)}[level]
        parts, most = (2, 3) if level == "basic" else (10, 15)
        return GruParams(
            x=draw_column(rng, inputs, 1, 2),
            h=draw_column(rng, units, 2, 2),
            **{f"w_{gate}": draw_grid(rng, units, inputs, parts, most) for gate in GATES},
            **{f"u_{gate}": draw_grid(rng, units, units, parts, most) for gate in GATES},
            **{f"b_{gate}": draw_column(rng, units, 2, 2) for gate in GATES},
        )

    def prompt(self, p: GruParams) -> Text:
        """Write the cell in full: where the reset gate acts, and which share z is."""
        gates = ", ".join(rf"${k} = \sigma(W_{k} x_t + U_{k} h_{{t-1}} + b_{k})$" for k in "rz")
        candidate = r"$n = \tanh(W_n x_t + r \odot (U_n h_{t-1}) + b_n)$"
        update = r"$h_t = (1 - z) \odot n + z \odot h_{t-1}$"
        before = f"$x_t = {column(p.x)}$, $h_{{t-1}} = {column(p.h)}$"
        zh, en = (
            "\n".join(f"- {name.say(language)}{_given(p, gate)}" for gate, name in GATES.items())
            for language in ("zh", "en")
        )
        return Text(
            zh=f"GRU 的一步，采用 PyTorch 的约定（重置门在矩阵乘法之后，$z$ 是保留旧状态的比例）：{gates}，"
            f"{candidate}，{update}，$\\sigma$ 是 sigmoid，向量都是列向量。\n\n{zh}\n\n已知 {before}，求 $h_t$。",
            en=f"A step of a GRU as PyTorch has it (reset gate after the matrix product, $z$ the share of the old "
            f"state that is kept): {gates}, {candidate}, {update}, where $\\sigma$ is the sigmoid and vectors are "
            f"columns.\n\n{en}\n\nGiven {before}, what is $h_t$?",
        )

    def answer_type(self, p: GruParams) -> AnswerType:
        """As many numbers as there are units."""
        return floats(len(p.h))

    def reference(self, p: GruParams) -> AnswerValue:
        """Work the equations in plain Python."""
        r, z = _gate(p, "r"), _gate(p, "z")
        return answer(_mixed(p, z, _candidate(p, r)))

    def torch_reference(self, p: GruParams, place: Place) -> AnswerValue:
        """Run nn.GRUCell, whose weights are stacked in the order r, z, n."""
        import torch

        cell = torch.nn.GRUCell(len(p.x), len(p.h), device=place.device, dtype=place.torch_dtype())
        with torch.no_grad():
            cell.weight_ih.copy_(place.tensor([*p.w_r, *p.w_z, *p.w_n]))
            cell.weight_hh.copy_(place.tensor([*p.u_r, *p.u_z, *p.u_n]))
            cell.bias_ih.copy_(place.tensor([*p.b_r, *p.b_z, *p.b_n]))
            cell.bias_hh.zero_()
            h = cell(place.tensor(p.x), place.tensor(p.h))
        return float(h) if len(p.h) == 1 else tuple(h.tolist())

    def steps(self, p: GruParams) -> list[Text]:
        """The equations, each gate, the candidate, the mixture."""
        gates = r"$r, z = \sigma(W x_t + U h_{t-1} + b)$, $n = \tanh(W_n x_t + r \odot (U_n h_{t-1}) + b_n)$"
        update = r"$h_t = (1 - z) \odot n + z \odot h_{t-1}$"
        steps = [
            Text(
                zh=f"先算两个门，再算候选隐状态，最后按更新门混合：{gates}，{update}。",
                en=f"First the two gates, then the candidate, then mix by the update gate: {gates}, {update}.",
            )
        ]
        r, z = _gate(p, "r"), _gate(p, "z")
        for gate, value in (("r", r), ("z", z)):
            total = _sums(p, gate)
            sums = f"{affine_work(_joined(p, gate), (*p.x, *p.h), p.of(gate).b)} = {rounded(total)}"
            work = rf"${sums}$, ${gate} = \sigma(\ldots) = {rounded(value)}$"
            steps.append(Text(zh=f"{GATES[gate].zh}：{work}。", en=f"{GATES[gate].en.capitalize()}: {work}."))
        n = _candidate(p, r)
        inner = listed(
            rf"{products(ws, p.x)} + {operand(a)} \cdot ({products(us, p.h)}) + {operand(b)}"
            for ws, us, b, a in zip(*p.of("n"), r, strict=True)
        )
        mixture = listed(
            rf"{operand(1 - a)} \cdot {operand(new)} + {operand(a)} \cdot {operand(old)}"
            for a, new, old in zip(z, n, p.h, strict=True)
        )
        candidate = rf"$n = \tanh({inner}) = {rounded(n)}$"
        mixed = f"$h_t = {mixture} = {rounded(_mixed(p, z, n))}$"
        return [
            *steps,
            Text(zh=f"候选隐状态：{candidate}。", en=f"Candidate: {candidate}."),
            Text(zh=f"混合：{mixed}。", en=f"Mix: {mixed}."),
        ]

    def slips(self, p: GruParams) -> Iterator[Slip]:
        """The two shares exchanged, and the reset gate in other places."""
        r, z = _gate(p, "r"), _gate(p, "z")
        n = _candidate(p, r)
        yield Slip(
            "shares_swapped",
            answer(_mixed(p, each(lambda a: 1 - a, z), n)),
            Text(
                zh="这里 $z$ 是保留旧状态的比例，$1 - z$ 给候选值；有的教材相反，要看题目的约定。",
                en="Here $z$ is the share of the old state and $1 - z$ that of the candidate; some texts have it the "
                "other way round, so read the convention.",
            ),
        )
        if any(p.h):
            yield Slip(
                "reset_gate_left_out",
                answer(_mixed(p, z, _candidate(p, (1.0,) * len(r)))),
                Text(
                    zh="漏了重置门：旧状态要先乘 $r$ 才进入候选值。",
                    en="The reset gate is missing: $r$ scales what the old state gives to the candidate.",
                ),
            )
        over_all = each(lambda a, total: math.tanh(a * total), r, _sums(p, "n"))
        yield Slip(
            "reset_on_everything",
            answer(_mixed(p, z, over_all)),
            Text(
                zh="重置门只乘来自旧状态的那一项，不乘输入项和偏置。",
                en="The reset gate scales the part of the old state alone, not the input or the bias.",
            ),
        )
        yield Slip(
            "gates_swapped",
            answer(_mixed(p, r, _candidate(p, z))),
            Text(
                zh="两个门用反了：重置门 $r$ 用在候选值里，更新门 $z$ 用于混合。",
                en="The gates are exchanged: reset $r$ acts inside the candidate, update $z$ mixes.",
            ),
        )
        yield Slip(
            "candidate_alone",
            answer(n),
            Text(
                zh="这是候选隐状态，还要与旧状态按 $z$ 混合。",
                en="That is the candidate; mix it with the old state by $z$.",
            ),
        )
        if len(p.h) > 1:
            early = each(lambda a, b: a * b, r, p.h)
            before = affine(_joined(p, "n"), (*p.x, *early), p.b_n)
            yield Slip(
                "reset_before_the_product",
                answer(_mixed(p, z, each(math.tanh, before))),
                Text(
                    zh="这是 Cho 2014 的做法，$r$ 先乘 $h_{t-1}$；PyTorch 在乘 $U_n$ 之后才用重置门。",
                    en="That is Cho 2014, with $r$ on $h_{t-1}$ itself; PyTorch applies it after the product with "
                    "$U_n$.",
                ),
            )


def _given(p: GruParams, gate: str) -> str:
    w, u, b = p.of(gate)
    return f" $W_{gate} = {grid(w)}$, $U_{gate} = {grid(u)}$, $b_{gate} = {column(b)}$"


def _joined(p: GruParams, gate: str) -> Rows:
    """Return the weights as one matrix on [x; h]."""
    w, u, _ = p.of(gate)
    return tuple((*ws, *us) for ws, us in zip(w, u, strict=True))


def _sums(p: GruParams, gate: str) -> Values:
    """Return W x + U h + b."""
    return affine(_joined(p, gate), (*p.x, *p.h), p.of(gate).b)


def _gate(p: GruParams, gate: str) -> Values:
    return each(sigmoid, _sums(p, gate))


def _candidate(p: GruParams, r: Values) -> Values:
    """Return n with the reset gate after the product."""
    from_input, from_state = affine(p.w_n, p.x, p.b_n), affine(p.u_n, p.h, (0.0,) * len(r))
    return each(lambda a, b, reset: math.tanh(a + reset * b), from_input, from_state, r)


def _mixed(p: GruParams, z: Values, n: Values) -> Values:
    return each(lambda share, new, old: (1 - share) * new + share * old, z, n, p.h)


problem = GruStep()
