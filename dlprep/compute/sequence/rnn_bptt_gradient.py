"""Gradient of a scalar recurrent network by backpropagation through time (BPTT).

h_t = f(w h_(t-1) + u x_t) and o_t = v h_t, with f = tanh or the identity and no biases; the loss is the sum over all
steps of (o_t - y_t)^2 / 2. The derivative with respect to one of the shared weights u, w, v is asked for; h_0 is a
constant.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 10.2.2; Pascanu, Mikolov & Bengio 2013, On the
difficulty of training recurrent neural networks, arXiv:1211.5063, section 1.1.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.compute.sequence._vectors import Entry, Values, operand, rounded, short
from dlprep.grading.answer import AnswerType, Number
from dlprep.rules import RuleError
from dlprep.text import Text

Series = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=6)]
Weight = Annotated[Entry, Field(ge=-3, le=3)]


class BpttParams(Params):
    """The three weights, the series, and which derivative."""

    u: Weight = parameter(zh="输入权重，绝对值不超过 3", en="input weight, at most 3 in size")
    w: Weight = parameter(zh="循环权重，绝对值不超过 3", en="recurrent weight, at most 3 in size")
    v: Weight = parameter(zh="输出权重，绝对值不超过 3", en="output weight, at most 3 in size")
    x: Series = parameter(zh="1 到 6 步的输入", en="the inputs of 1 to 6 steps")
    y: Series = parameter(zh="每步的目标，个数与 x 相同", en="the targets, one for each input")
    h0: Entry = parameter(0.0, zh="初始隐状态", en="the hidden state before the first step")
    activation: Literal["tanh", "identity"] = parameter(
        "tanh", zh="激活函数：tanh 或 identity（恒等）", en="the activation: tanh or identity"
    )
    wrt: Literal["u", "w", "v"] = parameter("w", zh="对哪个权重求导", en="the weight to differentiate by")

    @model_validator(mode="after")
    def _one_target_a_step(self) -> "BpttParams":
        if len(self.x) != len(self.y):
            raise RuleError(
                zh=f"y：数的个数必须与 x 相同，为 {len(self.x)} 个，现在是 {len(self.y)} 个",
                en=f"y: must have as many numbers as x, {len(self.x)}, not {len(self.y)}",
            )
        return self


class RnnBpttGradient(BatchedProblem[BpttParams]):
    """Carry the error back through every step and add up what it leaves at a shared weight."""

    title = Text(zh="标量 RNN 的 BPTT 梯度", en="BPTT gradient of a scalar RNN")
    covers = ("rnn_bptt_gradient",)
    params = BpttParams
    minutes = {"basic": 3.0, "intermediate": 4.0, "advanced": 6.0}
    example = {"u": 1, "w": 0.5, "v": 2, "x": [1, 2], "y": [1, 0], "h0": 1, "activation": "identity", "wrt": "w"}

    def generate(self, rng: Random, level: Level) -> BpttParams:
        """Basic: two steps without activation. Intermediate: two with tanh. Advanced: three with tanh."""
        wrt: Literal["u", "w", "v"] = rng.choice(("u", "w", "w", "v"))
        length = 3 if level == "advanced" else 2
        return BpttParams(
            u=rng.choice((0.5, 1, 1.5, 2)),
            w=rng.choice((-1.5, -0.5, 0.5, 0.8, 1.5)),
            v=rng.choice((-1, 0.5, 1.5, 2)),
            x=tuple(float(rng.choice((-1, 1)) * rng.randint(1, 3)) for _ in range(length))
            if level == "basic"
            else tuple(rng.choice((-1, 1)) * rng.randint(2, 10) / 10 for _ in range(length)),
            y=tuple(float(rng.randint(-2, 2)) for _ in range(length)),
            h0=float(rng.choice((-1, 1, 2))) if level == "basic" else rng.choice((-0.5, 0.5, 1.0)),
            activation="identity" if level == "basic" else "tanh",
            wrt=wrt,
        )

    def prompt(self, p: BpttParams) -> Text:
        """Write the network, the loss summed over the steps, and the numbers."""
        cell = r"$h_t = \tanh(w h_{t-1} + u x_t)$" if p.activation == "tanh" else "$h_t = w h_{t-1} + u x_t$"
        loss = rf"$L = \frac{{1}}{{2}} \sum_{{t=1}}^{{{len(p.x)}}} (o_t - y_t)^2$"
        weights = f"$u = {exact(p.u)}$, $w = {exact(p.w)}$, $v = {exact(p.v)}$, $h_0 = {exact(p.h0)}$"
        asked = rf"$\frac{{\partial L}}{{\partial {p.wrt}}}$"
        return Text(
            zh=f"标量 RNN：{cell}，$o_t = v h_t$，没有偏置；{weights}。输入 $x_1, x_2, \\ldots$ 依次为 "
            f"${row(p.x)}$，目标 $y_t$ 依次为 ${row(p.y)}$，损失 {loss} 对各步求和（不取平均）。"
            f"各步共用同一组权重，$h_0$ 是常数。用 BPTT（不截断）求 {asked}。",
            en=f"A scalar RNN: {cell} and $o_t = v h_t$, without biases; {weights}. The inputs $x_1, x_2, \\ldots$ are "
            f"${row(p.x)}$, the targets $y_t$ are ${row(p.y)}$, and the loss {loss} sums over the steps (no mean). All "
            f"steps share the weights, and $h_0$ is a constant. What is {asked} by BPTT without truncation?",
        )

    def answer_type(self, p: BpttParams) -> AnswerType:
        """One derivative."""
        return Number(atol=5e-4)

    def reference(self, p: BpttParams) -> float:
        """Carry dh_t forwards beside h_t: the derivative of the definition, step by step."""
        return _forward_mode(p)

    def torch_stacked(self, ps: Sequence[BpttParams], place: Place) -> Stacked:
        """Unroll the network in torch and let autograd go back through time."""
        import torch

        u, w, v = (place.tensor(stack, grad=True) for stack in zip(*((p.u, p.w, p.v) for p in ps), strict=True))
        h, outputs = place.tensor([p.h0 for p in ps]), []
        for x in place.tensor([p.x for p in ps]).unbind(dim=1):
            h = w * h + u * x
            h = torch.tanh(h) if ps[0].activation == "tanh" else h
            outputs.append(v * h)
        targets = place.tensor([p.y for p in ps])
        loss = torch.nn.functional.mse_loss(torch.stack(outputs, dim=1), targets, reduction="sum") / 2
        return torch.autograd.grad(loss, {"u": u, "w": w, "v": v}[ps[0].wrt])[0]

    def steps(self, p: BpttParams) -> list[Text]:
        """The rule, the forward pass, the error back through time, and the sum."""
        h, e = _states(p), _errors(p)
        forward = Text(
            zh=f"前向：隐状态 $h_t$ 依次为 ${rounded(h[1:])}$，误差 $o_t - y_t$ 依次为 ${rounded(e)}$。",
            en=f"Forwards: the states $h_t$ are ${rounded(h[1:])}$ and the errors $o_t - y_t$ are ${rounded(e)}$.",
        )
        if p.wrt == "v":
            rule = r"$\frac{\partial L}{\partial v} = \sum_t (o_t - y_t) h_t$"
            terms = " + ".join(rf"{operand(a)} \cdot {operand(b)}" for a, b in zip(e, h[1:], strict=True))
            total = short(_forward_mode(p))
            return [
                Text(
                    zh=f"$v$ 不在循环里，每步直接贡献一项：{rule}。",
                    en=f"$v$ is not in the loop, so each step adds one term: {rule}.",
                ),
                forward,
                Text(zh=f"求和：${terms} = {total}$。", en=f"Sum: ${terms} = {total}$."),
            ]
        back = r"$\delta_t = f'(z_t) (v (o_t - y_t) + w \delta_{t+1})$"
        slope = r"$f'(z_t) = 1 - h_t^2$ ($\tanh$), $f'(z_t) = 1$ ($f(z) = z$)"
        by_w = r"$\frac{\partial L}{\partial w} = \sum_t \delta_t h_{t-1}$"
        by_u = r"$\frac{\partial L}{\partial u} = \sum_t \delta_t x_t$"
        delta_is = r"$\delta_t = \frac{\partial L}{\partial z_t}$"
        steps = [
            Text(
                zh=f"设 $z_t = w h_{{t-1}} + u x_t$，{delta_is}。从最后一步往回传：{back}，最后一步没有 "
                f"$w \\delta_{{t+1}}$ 一项；{slope}。权重共用，各步相加：{by_w}，{by_u}。",
                en=f"Let $z_t = w h_{{t-1}} + u x_t$ and {delta_is}. Backwards from the last step: {back}, without "
                f"$w \\delta_{{t+1}}$ at the last; {slope}. Shared weights add up over the steps: {by_w}, {by_u}.",
            ),
            forward,
        ]
        delta, deltas = 0.0, list[float]()
        for t in range(len(e), 0, -1):
            later = rf" + {operand(p.w)} \cdot {operand(delta)}" if t < len(e) else ""
            here = _slope(p, h[t])
            delta = here * (p.v * e[t - 1] + p.w * delta)
            deltas.insert(0, delta)
            product = rf"{short(here)} \cdot ({operand(p.v)} \cdot {operand(e[t - 1])}{later})"
            work = rf"$\delta_{{{t}}} = {product} = {short(delta)}$"
            steps.append(Text(zh=f"第 {t} 步：{work}。", en=f"Step {t}: {work}."))
        sources = h[:-1] if p.wrt == "w" else p.x
        terms = " + ".join(rf"{operand(a)} \cdot {operand(b)}" for a, b in zip(deltas, sources, strict=True))
        answer = rf"$\frac{{\partial L}}{{\partial {p.wrt}}} = {terms} = {short(_forward_mode(p))}$"
        return [*steps, Text(zh=f"求和：{answer}。", en=f"Sum: {answer}.")]

    def slips(self, p: BpttParams) -> Iterator[Slip]:
        """Paths through time, steps of the loss, factors and signs left out."""
        right, length = _forward_mode(p), len(p.x)
        yield Slip(
            "sign_turned",
            -right,
            Text(
                zh="误差是 $o_t - y_t$，不是 $y_t - o_t$：损失对 $o_t$ 的导数就是它。",
                en="The error is $o_t - y_t$, not $y_t - o_t$: that is the derivative of the loss by $o_t$.",
            ),
        )
        yield Slip(
            "two_not_cancelled",
            2 * right,
            Text(
                zh="损失里的 $\\frac{1}{2}$ 和平方的 2 相消。",
                en="The $\\frac{1}{2}$ in the loss cancels the 2 of the square.",
            ),
        )
        if length == 1:
            return
        yield Slip(
            "last_step_only",
            _forward_mode(p, from_step=length),
            Text(
                zh="每一步都有损失，不只是最后一步。",
                en="Every step has a loss, not the last alone.",
            ),
        )
        yield Slip(
            "mean_for_sum",
            right / length,
            Text(
                zh="损失对各步求和，共用的权重把各步的梯度加起来，不取平均。",
                en="The loss is summed over the steps, and a shared weight adds up their gradients; no mean.",
            ),
        )
        if p.wrt == "v":
            return
        yield Slip(
            "not_through_time",
            _forward_mode(p, through_time=False),
            Text(
                zh="$h_{t-1}$ 也依赖这个权重，梯度还要经过更早的隐状态往回传。",
                en="$h_{t-1}$ depends on the weight too: the gradient goes on back through the earlier states.",
            ),
        )
        if p.activation == "tanh":
            yield Slip(
                "slope_of_tanh_left_out",
                _forward_mode(p, with_slope=False),
                Text(
                    zh="每经过一次 $\\tanh$ 都要乘上它的导数 $1 - h_t^2$。",
                    en="Each passage through $\\tanh$ multiplies by its derivative $1 - h_t^2$.",
                ),
            )


def _states(p: BpttParams) -> Values:
    """Return h_0, h_1, ..."""
    h = [p.h0]
    for x in p.x:
        z = p.w * h[-1] + p.u * x
        h.append(math.tanh(z) if p.activation == "tanh" else z)
    return tuple(h)


def _errors(p: BpttParams) -> Values:
    return tuple(p.v * h - y for h, y in zip(_states(p)[1:], p.y, strict=True))


def _slope(p: BpttParams, h: float) -> float:
    """Return f' where f is h."""
    return 1 - h * h if p.activation == "tanh" else 1.0


def _forward_mode(p: BpttParams, *, from_step: int = 1, through_time: bool = True, with_slope: bool = True) -> float:
    """Add up e_t do_t from a step of the loss on, where dh_t = f'(z_t) (direct part + w dh_(t-1))."""
    h, dh, gradient = _states(p), 0.0, 0.0
    for t, (x, error) in enumerate(zip(p.x, _errors(p), strict=True), start=1):
        direct = {"u": x, "w": h[t - 1], "v": 0.0}[p.wrt]
        here = _slope(p, h[t]) if with_slope else 1.0
        dh = here * (direct + (p.w * dh if through_time else 0.0))
        if t >= from_step:
            gradient += error * (h[t] if p.wrt == "v" else p.v * dh)
    return gradient


problem = RnnBpttGradient()
