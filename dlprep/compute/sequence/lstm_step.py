"""One step of an LSTM cell: the new cell state c_t and hidden state h_t.

f, i, o = sigmoid(W [h; x] + b) and g = tanh(W_g [h; x] + b_g), then c_t = f c + i g and h_t = o tanh(c_t), entry by
entry. Each W has shape (units, units + inputs) and acts on the last hidden state and the input, in this order. No
peepholes, one bias vector a gate; torch has two, which act by their sum.
Source: Gers, Schmidhuber & Cummins 2000, Learning to Forget, Neural Computation 12(10); torch.nn.LSTMCell.
"""

import math
from collections.abc import Iterator
from operator import mul
from random import Random

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
    rounded,
    short,
    sigmoid,
)
from dlprep.grading.answer import AnswerType, AnswerValue, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text

GATES = {
    "f": Text(zh="遗忘门", en="forget gate"),
    "i": Text(zh="输入门", en="input gate"),
    "g": Text(zh="候选值", en="candidate"),
    "o": Text(zh="输出门", en="output gate"),
}


class LstmParams(Params):
    """What comes in, and the weights of the three gates and the candidate."""

    x: Column = parameter(zh="输入向量，1 到 3 维", en="the input vector, 1 to 3 entries", max_length=3)
    h: Column = parameter(zh="上一步的隐状态，1 到 3 维", en="the last hidden state, 1 to 3 units", max_length=3)
    c: Column = parameter(zh="上一步的细胞状态，维数与 h 相同", en="the last cell state, as many entries as h")
    w_f: Grid = parameter(zh="遗忘门的权重，作用在 [h; x] 上", en="weights of the forget gate, on [h; x]")
    b_f: Column = parameter(zh="遗忘门的偏置", en="bias of the forget gate")
    w_i: Grid = parameter(zh="输入门的权重", en="weights of the input gate")
    b_i: Column = parameter(zh="输入门的偏置", en="bias of the input gate")
    w_g: Grid = parameter(zh="候选值的权重", en="weights of the candidate")
    b_g: Column = parameter(zh="候选值的偏置", en="bias of the candidate")
    w_o: Grid = parameter(zh="输出门的权重", en="weights of the output gate")
    b_o: Column = parameter(zh="输出门的偏置", en="bias of the output gate")

    @model_validator(mode="after")
    def _shapes_match(self) -> "LstmParams":
        units = len(self.h)
        check_column("c", self.c, units)
        if units + len(self.x) > 4:
            raise RuleError(
                zh="x：h 和 x 合起来最多 4 个元素", en="x: h and x must not have more than 4 entries together"
            )
        for gate in GATES:
            weights, bias = self.of(gate)
            check_grid(f"w_{gate}", weights, units, units + len(self.x))
            check_column(f"b_{gate}", bias, units)
        return self

    def of(self, gate: str) -> tuple[Rows, Values]:
        """The weights and the bias of a gate."""
        return getattr(self, f"w_{gate}"), getattr(self, f"b_{gate}")


class LstmStep(Problem[LstmParams]):
    """Three gates and a candidate, then the cell, then what it shows."""

    title = Text(zh="LSTM 的一步", en="One step of an LSTM")
    covers = ("lstm_step",)
    params = LstmParams
    minutes = {"basic": 3.0, "intermediate": 4.0, "advanced": 8.0}
    example = {
        **{"x": [1], "h": [0.5], "c": [-1], "w_f": [[1, 0.5]], "b_f": [1], "w_i": [[-1, 1]], "b_i": [0]},
        **{"w_g": [[2, 1]], "b_g": [-0.5], "w_o": [[0.5, -0.5]], "b_o": [0]},
    }

    def generate(self, rng: Random, level: Level) -> LstmParams:
        """Basic: one unit, one input. Intermediate: two inputs, decimals. Advanced: two units."""
        units, inputs = {"basic": (1, 1), "intermediate": (1, 2), "advanced": (2, 1)}[level]
        parts, most = (2, 3) if level == "basic" else (10, 15)
        weights = {f"w_{gate}": draw_grid(rng, units, units + inputs, parts, most) for gate in GATES}
        biases = {f"b_{gate}": draw_column(rng, units, 2, 2) for gate in GATES}
        state = {"h": draw_column(rng, units, 10, 9), "c": draw_column(rng, units, 2, 4)}
        if level == "basic":
            state["h"] = (rng.choice((-0.5, 0.5)),)
        return LstmParams(x=draw_column(rng, inputs, 1, 2), **state, **weights, **biases)

    def prompt(self, p: LstmParams) -> Text:
        """Write the cell in full, with the order of the concatenation."""
        gates = ", ".join(rf"${k} = \sigma(W_{k} [h_{{t-1}}; x_t] + b_{k})$" for k in "fio")
        candidate = r"$g = \tanh(W_g [h_{t-1}; x_t] + b_g)$"
        update = r"$c_t = f \odot c_{t-1} + i \odot g$, $h_t = o \odot \tanh(c_t)$"
        before = f"$x_t = {column(p.x)}$, $h_{{t-1}} = {column(p.h)}$, $c_{{t-1}} = {column(p.c)}$"
        zh, en = (
            "\n".join(f"- {name.say(language)}{_given(p, gate)}" for gate, name in GATES.items())
            for language in ("zh", "en")
        )
        return Text(
            zh=f"LSTM 的一步（没有窥孔连接，每个门一个偏置）：{gates}，{candidate}，{update}。"
            f"$[h_{{t-1}}; x_t]$ 是列向量的拼接，隐状态在前，$\\sigma$ 是 sigmoid。\n\n{zh}\n\n"
            f"已知 {before}，求 $c_t$ 和 $h_t$。",
            en=f"A step of an LSTM without peepholes, with one bias for each gate: {gates}, {candidate}, {update}. "
            "$[h_{t-1}; x_t]$ stacks the column vectors, the hidden state first; $\\sigma$ is the sigmoid."
            f"\n\n{en}\n\nGiven {before}, what are $c_t$ and $h_t$?",
        )

    def answer_type(self, p: LstmParams) -> AnswerType:
        """Both states."""
        kind = floats(len(p.h))
        return Parts(
            (
                Part("c", Text(zh="新的细胞状态", en="new cell state"), kind),
                Part("h", Text(zh="新的隐状态", en="new hidden state"), kind),
            )
        )

    def reference(self, p: LstmParams) -> AnswerValue:
        """Work the equations in plain Python."""
        return _finish(p, **_gates(p))

    def torch_reference(self, p: LstmParams, place: Place) -> AnswerValue:
        """Run nn.LSTMCell, whose weights are stacked in the order i, f, g, o and kept apart for input and state."""
        import torch

        units = len(p.h)
        cell = torch.nn.LSTMCell(len(p.x), units, device=place.device, dtype=place.torch_dtype())
        weights = torch.cat([place.tensor(w) for w in (p.w_i, p.w_f, p.w_g, p.w_o)])
        with torch.no_grad():
            cell.weight_hh.copy_(weights[:, :units])
            cell.weight_ih.copy_(weights[:, units:])
            cell.bias_ih.copy_(torch.cat([place.tensor(b) for b in (p.b_i, p.b_f, p.b_g, p.b_o)]))
            cell.bias_hh.zero_()
            h, c = cell(place.tensor(p.x), (place.tensor(p.h), place.tensor(p.c)))
        return {name: float(state) if units == 1 else tuple(state.tolist()) for name, state in (("c", c), ("h", h))}

    def steps(self, p: LstmParams) -> list[Text]:
        """The equations, each gate, the cell, the hidden state."""
        gates = r"$f, i, o = \sigma(W [h_{t-1}; x_t] + b)$, $g = \tanh(W_g [h_{t-1}; x_t] + b_g)$"
        update = r"$c_t = f \odot c_{t-1} + i \odot g$, $h_t = o \odot \tanh(c_t)$"
        values = _gates(p)
        steps = [
            Text(
                zh=f"先算三个门和候选值，再更新细胞，最后输出：{gates}，{update}。",
                en=f"First the gates and the candidate, then the cell, then what it shows: {gates}, {update}.",
            )
        ]
        for gate, name in GATES.items():
            weights, bias = p.of(gate)
            z = affine(weights, (*p.h, *p.x), bias)
            sums = f"{affine_work(weights, (*p.h, *p.x), bias)} = {rounded(z)}"
            squash = r"\tanh" if gate == "g" else r"\sigma"
            work = f"${sums}$, ${gate} = {squash}(\\ldots) = {rounded(values[gate])}$"
            steps.append(Text(zh=f"{name.zh}：{work}。", en=f"{name.en.capitalize()}: {work}."))
        f, i, g, o = (values[gate] for gate in "figo")
        c = _cell(p, f, i, g)
        kept = listed(
            rf"{operand(a)} \cdot {operand(b)} + {operand(d)} \cdot {operand(e)}"
            for a, b, d, e in zip(f, p.c, i, g, strict=True)
        )
        shown = listed(rf"{operand(a)} \cdot \tanh({short(b)})" for a, b in zip(o, c, strict=True))
        cell = f"$c_t = {kept} = {rounded(c)}$"
        state = f"$h_t = {shown} = {rounded(each(lambda a, b: a * math.tanh(b), o, c))}$"
        return [
            *steps,
            Text(zh=f"细胞：{cell}。", en=f"Cell: {cell}."),
            Text(zh=f"输出：{state}。", en=f"Output: {state}."),
        ]

    def slips(self, p: LstmParams) -> Iterator[Slip]:
        """Gates exchanged, activations forgotten, the concatenation the other way round."""
        gates = _gates(p)
        yield Slip(
            "forget_and_input_swapped",
            _finish(p, **(gates | {"f": gates["i"], "i": gates["f"]})),
            Text(
                zh="遗忘门和输入门换了：遗忘门乘旧的 $c_{t-1}$，输入门乘候选值 $g$。",
                en="Forget and input gate are exchanged: the forget gate scales the old $c_{t-1}$, the input gate the "
                "candidate $g$.",
            ),
        )
        c = _cell(p, gates["f"], gates["i"], gates["g"])
        yield Slip(
            "tanh_of_the_cell_left_out",
            {"c": answer(c), "h": answer(each(mul, gates["o"], c))},
            Text(
                zh="细胞状态先经过 $\\tanh$ 再乘输出门。",
                en="The cell state goes through $\\tanh$ before the output gate scales it.",
            ),
        )
        weights, bias = p.of("g")
        yield Slip(
            "sigmoid_of_the_candidate",
            _finish(p, **(gates | {"g": each(sigmoid, affine(weights, (*p.h, *p.x), bias))})),
            Text(
                zh="候选值用 $\\tanh$，可正可负；sigmoid 只用在三个门上。",
                en="The candidate takes $\\tanh$ and may be negative; the sigmoid is for the three gates.",
            ),
        )
        yield Slip(
            "input_gate_as_one_minus_forget",
            _finish(p, **(gates | {"i": each(lambda f: 1 - f, gates["f"])})),
            Text(
                zh="输入门是独立的一个门，不是 $1 - f$；合并两者的是 GRU。",
                en="The input gate is a gate of its own, not $1 - f$; it is the GRU that couples the two.",
            ),
        )
        if any(any(p.of(gate)[1]) for gate in GATES):
            yield Slip(
                "biases_left_out",
                _finish(p, **_gates(p, with_bias=False)),
                Text(zh="漏了各个门的偏置。", en="The biases of the gates are missing."),
            )
        if len(p.x) == len(p.h) and p.x != p.h:
            yield Slip(
                "input_before_state",
                _finish(p, **_gates(p.model_copy(update={"x": p.h, "h": p.x}))),
                Text(
                    zh="拼接顺序反了：这里隐状态在前，权重的前几列乘 $h_{t-1}$。",
                    en="The two are stacked the other way round: the first columns of the weights belong to $h_{t-1}$.",
                ),
            )


def _given(p: LstmParams, gate: str) -> str:
    weights, bias = p.of(gate)
    return f" $W_{gate} = {grid(weights)}$, $b_{gate} = {column(bias)}$"


def _gates(p: LstmParams, *, with_bias: bool = True) -> dict[str, Values]:
    gates = {}
    for gate in GATES:
        weights, bias = p.of(gate)
        z = affine(weights, (*p.h, *p.x), bias if with_bias else (0.0,) * len(bias))
        gates[gate] = each(math.tanh if gate == "g" else sigmoid, z)
    return gates


def _cell(p: LstmParams, f: Values, i: Values, g: Values) -> Values:
    return each(lambda a, b, d, e: a * b + d * e, f, p.c, i, g)


def _finish(p: LstmParams, f: Values, i: Values, g: Values, o: Values) -> dict[str, AnswerValue]:
    c = _cell(p, f, i, g)
    return {"c": answer(c), "h": answer(each(lambda a, b: a * math.tanh(b), o, c))}


problem = LstmStep()
