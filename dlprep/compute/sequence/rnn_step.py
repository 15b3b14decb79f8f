"""Forward pass of a simple (Elman) recurrent network: h_t = tanh(U x_t + W h_(t-1) + b) and o_t = V h_t + c.

The hidden state after the last input is asked for, or, where V and c are given, the output at the last step, without
an activation. Shapes: x_t (inputs), h_t (units), U (units, inputs), W (units, units), V (outputs, units). There is one
bias vector b; torch has two, which act by their sum.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 10.2, equations 10.8 to 10.10.
"""

import math
from collections.abc import Callable, Iterator
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.compute.sequence._vectors import (
    Column,
    Grid,
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
    rounded,
    sigmoid,
)
from dlprep.grading.answer import AnswerType, AnswerValue
from dlprep.rules import RuleError
from dlprep.text import Text


class RnnParams(Params):
    """The weights, the state before, and the inputs in order."""

    x: Annotated[tuple[Column, ...], Field(min_length=1, max_length=4)] = parameter(
        zh="1 到 4 步的输入向量，依次排列", en="the input vectors of 1 to 4 steps, in order"
    )
    h0: Column = parameter(zh="初始隐状态，1 到 4 维", en="the hidden state before the first step, 1 to 4 units")
    u: Grid = parameter(zh="输入权重 U，单元数行、输入维数列", en="input weights U, a row per unit, a column per input")
    w: Grid = parameter(zh="循环权重 W，方阵", en="recurrent weights W, square")
    b: Column = parameter(zh="偏置 b", en="bias b")
    v: Grid | None = parameter(
        None, zh="输出权重 V；不给则求隐状态", en="output weights V; without them the hidden state is asked for"
    )
    c: Column | None = parameter(None, zh="输出偏置 c，与 V 一起给", en="output bias c, given with V")

    @model_validator(mode="after")
    def _shapes_match(self) -> "RnnParams":
        units, inputs = len(self.h0), len(self.x[0])
        for x in self.x:
            check_column("x", x, inputs)
        check_grid("u", self.u, units, inputs)
        check_grid("w", self.w, units, units)
        check_column("b", self.b, units)
        if (self.v is None) != (self.c is None):
            raise RuleError(zh="c：v 和 c 要么都给，要么都不给", en="c: give v and c together, or neither")
        if self.v is not None and self.c is not None:
            check_grid("v", self.v, len(self.v), units)
            check_column("c", self.c, len(self.v))
        return self


class RnnStep(Problem[RnnParams]):
    """Mix input and state, squash, go on to the next input."""

    title = Text(zh="RNN 的前向计算", en="Forward pass of an RNN")
    covers = ("rnn_step",)
    params = RnnParams
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 5.0}
    example = {"x": [[1, 2]], "h0": [0.5, -1], "u": [[0.5, 0], [1, -0.5]], "w": [[1, 0.5], [0, 1]], "b": [0, 0.5]}

    def generate(self, rng: Random, level: Level) -> RnnParams:
        """Basic: one step, two units, one input. Intermediate: two inputs and an output. Advanced: two steps."""
        inputs, parts, most = (1, 2, 2) if level == "basic" else (2, 10, 9)
        outputs = {"basic": 0, "intermediate": 1, "advanced": rng.choice((0, 1))}[level]
        return RnnParams(
            x=draw_grid(rng, 2 if level == "advanced" else 1, inputs, 1, 2),
            h0=draw_column(rng, 2, 2, 2),
            u=draw_grid(rng, 2, inputs, parts, most),
            w=draw_grid(rng, 2, 2, parts, most),
            b=draw_column(rng, 2, parts, most),
            v=draw_grid(rng, outputs, 2, 1, 2) if outputs else None,
            c=draw_column(rng, outputs, 2, 2) if outputs else None,
        )

    def prompt(self, p: RnnParams) -> Text:
        """Write the recurrence, the weights, and what comes in."""
        last = len(p.x)
        cell = r"$h_t = \tanh(U x_t + W h_{t-1} + b)$"
        weights = f"$U = {grid(p.u)}$, $W = {grid(p.w)}$, $b = {column(p.b)}$"
        inputs = ", ".join(f"$x_{{{t}}} = {column(x)}$" for t, x in enumerate(p.x, start=1))
        state = f"$h_0 = {column(p.h0)}$"
        if p.v is None or p.c is None:
            return Text(
                zh=f"RNN 的隐状态按 {cell} 更新，向量都是列向量，{weights}。从 {state} 出发，"
                f"输入为 {inputs}。求隐状态 $h_{{{last}}}$。",
                en=f"An RNN updates its hidden state by {cell}, with column vectors and {weights}. It starts from "
                f"{state} and reads {inputs}. What is the hidden state $h_{{{last}}}$?",
            )
        readout = f"$o_t = V h_t + c$, $V = {grid(p.v)}$, $c = {column(p.c)}$"
        return Text(
            zh=f"RNN 的隐状态按 {cell} 更新，向量都是列向量，{weights}；输出不经激活函数：{readout}。从 {state} 出发，"
            f"输入为 {inputs}。求输出 $o_{{{last}}}$。",
            en=f"An RNN updates its hidden state by {cell}, with column vectors and {weights}; its output has no "
            f"activation: {readout}. It starts from {state} and reads {inputs}. What is the output $o_{{{last}}}$?",
        )

    def answer_type(self, p: RnnParams) -> AnswerType:
        """As many numbers as there are units or outputs."""
        return floats(len(p.h0 if p.v is None else p.v))

    def reference(self, p: RnnParams) -> AnswerValue:
        """Run the recurrence in plain Python."""
        return answer(_forward(p))

    def torch_reference(self, p: RnnParams, place: Place) -> AnswerValue:
        """Run nn.RNNCell over the inputs, and nn.Linear on the last state."""
        import torch

        kind = {"device": place.device, "dtype": place.torch_dtype()}
        cell = torch.nn.RNNCell(len(p.x[0]), len(p.h0), **kind)
        state = place.tensor(p.h0)
        with torch.no_grad():
            cell.weight_ih.copy_(place.tensor(p.u))
            cell.weight_hh.copy_(place.tensor(p.w))
            cell.bias_ih.copy_(place.tensor(p.b))
            cell.bias_hh.zero_()
            for x in p.x:
                state = cell(place.tensor(x), state)
            if p.v is not None:
                readout = torch.nn.Linear(len(p.h0), len(p.v), **kind)
                readout.weight.copy_(place.tensor(p.v))
                readout.bias.copy_(place.tensor(p.c))
                state = readout(state)
        return float(state) if len(state) == 1 else tuple(state.tolist())

    def steps(self, p: RnnParams) -> list[Text]:
        """The recurrence, each step unit by unit, then the output."""
        cell = r"$z_t = U x_t + W h_{t-1} + b$, $h_t = \tanh(z_t)$"
        steps = [
            Text(zh=f"输入和上一个隐状态共同决定新状态：{cell}。", en=f"Input and last state make the new one: {cell}.")
            if p.v is None
            else Text(
                zh=f"先算隐状态，{cell}，再线性读出 $o_t = V h_t + c$。",
                en=f"First the hidden state, {cell}, then a linear readout $o_t = V h_t + c$.",
            )
        ]
        h = p.h0
        for t, x in enumerate(p.x, start=1):
            mixing = tuple((*us, *ws) for us, ws in zip(p.u, p.w, strict=True))
            z = affine(mixing, (*x, *h), p.b)
            work = f"$z_{{{t}}} = {affine_work(mixing, (*x, *h), p.b)} = {rounded(z)}$"
            h = each(math.tanh, z)
            state = rf"$h_{{{t}}} = \tanh(z_{{{t}}}) = {rounded(h)}$"
            steps.append(Text(zh=f"第 {t} 步：{work}，{state}。", en=f"Step {t}: {work}, {state}."))
        if p.v is not None and p.c is not None:
            work = f"$o_{{{len(p.x)}}} = {affine_work(p.v, h, p.c)} = {rounded(affine(p.v, h, p.c))}$"
            steps.append(Text(zh=f"输出：{work}。", en=f"Output: {work}."))
        return steps

    def slips(self, p: RnnParams) -> Iterator[Slip]:
        """Terms left out, W turned, and the activation left out, replaced or added."""
        zeros = (0.0,) * len(p.h0)
        yield Slip(
            "state_ignored",
            answer(_forward(p.model_copy(update={"w": (zeros,) * len(zeros)}))),
            Text(
                zh="漏了 $W h_{t-1}$：没有它就没有记忆，只是逐步的前馈网络。",
                en="$W h_{t-1}$ was left out: without it there is no memory, only a feedforward network at each step.",
            ),
        )
        yield Slip(
            "tanh_left_out",
            answer(_forward(p, lambda z: z)),
            Text(
                zh="隐状态要经过 $\\tanh$ 才传给下一步和输出。",
                en="The hidden state goes through $\\tanh$ before the next step or the output sees it.",
            ),
        )
        if any(p.b):
            yield Slip(
                "bias_left_out",
                answer(_forward(p.model_copy(update={"b": zeros}))),
                Text(
                    zh="漏了偏置 $b$，它在 $\\tanh$ 里面。", en="The bias $b$ is missing; it goes inside the $\\tanh$."
                ),
            )
        turned = tuple(zip(*p.w, strict=True))
        if turned != p.w:
            yield Slip(
                "w_transposed",
                answer(_forward(p.model_copy(update={"w": turned}))),
                Text(
                    zh="$W h$ 用 $W$ 的行与 $h$ 作内积，这里用成了列。",
                    en="$W h$ takes the rows of $W$ with $h$; here its columns were used.",
                ),
            )
        if len(p.x) > 1:
            yield Slip(
                "first_step_only",
                answer(_forward(p.model_copy(update={"x": p.x[:1]}))),
                Text(
                    zh="这是第一步之后的结果，每个输入都要再走一步，权重不变。",
                    en="That is the result after the first step; every input takes one more, with the same weights.",
                ),
            )
        if p.v is None:
            yield Slip(
                "sigmoid_for_tanh",
                answer(_forward(p, sigmoid)),
                Text(
                    zh="这里的激活函数是 $\\tanh$，值在 -1 和 1 之间；sigmoid 用在 LSTM 和 GRU 的门上。",
                    en="The activation is $\\tanh$, between -1 and 1; a sigmoid is what the gates of LSTM and GRU use.",
                ),
            )
        else:
            yield Slip(
                "output_squashed",
                answer(each(math.tanh, _forward(p))),
                Text(
                    zh="输出 $o_t = V h_t + c$ 是线性的，$\\tanh$ 只作用于隐状态。",
                    en="The output $o_t = V h_t + c$ is linear; only the hidden state goes through $\\tanh$.",
                ),
            )


def _forward(p: RnnParams, squash: Callable[[float], float] = math.tanh) -> Values:
    """Return the last hidden state, or the last output where there is one."""
    h = p.h0
    for x in p.x:
        h = each(squash, affine([(*us, *ws) for us, ws in zip(p.u, p.w, strict=True)], (*x, *h), p.b))
    return h if p.v is None or p.c is None else affine(p.v, h, p.c)


problem = RnnStep()
