r"""Adam: the averages m and v and one parameter theta after a few steps with given gradients.

Each step m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, both from 0 and both reported as they are;
theta moves by eta mhat/(sqrt(vhat) + eps) with mhat = m/(1 - beta1^t) and vhat = v/(1 - beta2^t). The first step is
about eta long, whatever the gradient.
Source: Kingma & Ba 2015, Adam, arXiv:1412.6980, algorithm 1; torch.optim.Adam.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from dlprep.compute.levels import Level
from dlprep.compute.numbers import about, factor
from dlprep.compute.optimisers._optimiser import (
    EPSILON_EN,
    EPSILON_ZH,
    GRADIENTS_EN,
    GRADIENTS_ZH,
    RATE_EN,
    RATE_ZH,
    THETA_EN,
    THETA_ZH,
    Decay,
    Epsilon,
    Gradients,
    Rate,
    Weight,
    draw_gradients,
    listed,
    theta_part,
    written,
)
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Number, Part, Parts
from dlprep.text import Text


class AdamParams(Params):
    """Where it starts, what it meets, and how it moves."""

    theta: Weight = parameter(zh=THETA_ZH, en=THETA_EN)
    gradients: Gradients = parameter(zh=GRADIENTS_ZH, en=GRADIENTS_EN)
    lr: Rate = parameter(0.001, zh=RATE_ZH, en=RATE_EN)
    beta1: Decay = parameter(0.9, zh="一阶矩的衰减系数", en="decay of the average of gradients")
    beta2: Decay = parameter(0.999, zh="二阶矩的衰减系数", en="decay of the average of squares")
    eps: Epsilon = parameter(1e-8, zh=EPSILON_ZH, en=EPSILON_EN)


@dataclass(frozen=True, slots=True)
class _State:
    """Both averages, as kept and as corrected, and the parameter, after a step."""

    m: float
    v: float
    m_hat: float
    v_hat: float
    theta: float


class AdamStep(Problem[AdamParams]):
    """Average gradients and squares, correct both, move by their quotient."""

    title = Text(zh="Adam 的更新", en="Steps of Adam")
    covers = ("adam_step",)
    params = AdamParams
    example = {"theta": 1, "gradients": [2], "lr": 0.1}

    def generate(self, rng: Random, level: Level) -> AdamParams:
        """Basic: one step. Intermediate: two. Advanced: three of decimals, other decays."""
        n, unit = {"basic": (1, 1), "intermediate": (2, 1), "advanced": (3, 10)}[level]
        usual = level != "advanced"
        return AdamParams(
            theta=rng.randint(-5, 5),
            gradients=draw_gradients(rng, n, unit),
            lr=rng.choice((0.01, 0.1, 0.2)),
            beta1=0.9 if usual else rng.choice((0.5, 0.8, 0.9)),
            beta2=0.999 if usual else rng.choice((0.98, 0.99, 0.999)),
        )

    def prompt(self, p: AdamParams) -> Text:
        """Print the rule: what is corrected, and that m and v are asked for without correction."""
        rule = (
            r"$m \leftarrow \beta_1 m + (1-\beta_1) g$, $v \leftarrow \beta_2 v + (1-\beta_2) g^2$, "
            r"$\theta \leftarrow \theta - \frac{\eta \hat{m}}{\sqrt{\hat{v}} + \epsilon}$"
        )
        hats = r"$\hat{m} = \frac{m}{1-\beta_1^t}$, $\hat{v} = \frac{v}{1-\beta_2^t}$"
        given = (
            rf"$\eta = {written(p.lr)}$, $\beta_1 = {written(p.beta1)}$, $\beta_2 = {written(p.beta2)}$, "
            rf"$\epsilon = {written(p.eps)}$"
        )
        start, gradients = rf"$\theta = {written(p.theta)}$", f"${listed(p.gradients)}$"
        return Text(
            zh=f"Adam：{rule}，其中 {hats}，$t$ 从 1 数起；{given}。从 {start}、$m = v = 0$ 出发，"
            rf"依次用梯度 {gradients} 各更新一步。最后 $m$、$v$（修正之前的）和 $\theta$ 各是多少？",
            en=f"Adam: {rule}, where {hats} and $t$ counts from 1; {given}. It starts at {start} with $m = v = 0$ and "
            f"takes one step with each of the gradients {gradients} in turn. What are $m$ and $v$ (before their "
            r"correction) and $\theta$ in the end?",
        )

    def answer_type(self, p: AdamParams) -> AnswerType:
        """Both averages, and the parameter within a hundredth of the learning rate."""
        return Parts(
            (
                Part("m", Text(zh="一阶矩，未修正", en="the average of gradients, not corrected"), Number(atol=1e-4)),
                Part("v", Text(zh="二阶矩，未修正", en="the average of squares, not corrected"), Number()),
                theta_part(p.lr),
            )
        )

    def reference(self, p: AdamParams) -> AnswerValue:
        """Follow the rule step by step."""
        return _answer(_path(p)[-1])

    def torch_reference(self, p: AdamParams, place: Place) -> AnswerValue:
        """Run torch.optim.Adam on losses with these gradients."""
        import torch

        theta = place.tensor(p.theta, grad=True)
        optimizer = torch.optim.Adam([theta], lr=p.lr, betas=(p.beta1, p.beta2), eps=p.eps)
        for g in p.gradients:
            optimizer.zero_grad()
            (g * theta).backward()
            optimizer.step()
        state = optimizer.state[theta]
        return {"m": state["exp_avg"].item(), "v": state["exp_avg_sq"].item(), "theta": theta.item()}

    def steps(self, p: AdamParams) -> list[Text]:
        """The rule, then two lines a step: the averages, and the move."""
        rule = (
            r"$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$, $v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2$, "
            r"$\theta_t = \theta_{t-1} - \eta \frac{m_t / (1-\beta_1^t)}{\sqrt{v_t / (1-\beta_2^t)} + \epsilon}$"
        )
        steps = [
            Text(
                zh=f"两个滑动平均都从 0 开始，偏小，所以各除以 $1-\\beta^t$ 修正：{rule}。",
                en=f"Both averages start at 0 and are too small at first, so each is divided by $1-\\beta^t$: {rule}.",
            )
        ]
        m, v, theta = 0.0, 0.0, p.theta
        for t, (g, now) in enumerate(zip(p.gradients, _path(p), strict=True), 1):
            averages = (
                rf"$m_{t} = {written(p.beta1)} \cdot {_bracketed(m)} + {about(1 - p.beta1)} \cdot {factor(g)}"
                rf" = {about(now.m)}$, "
                rf"$v_{t} = {written(p.beta2)} \cdot {about(v)} + {about(1 - p.beta2)} \cdot {factor(g)}^2"
                rf" = {about(now.v)}$"
            )
            hats = rf"$\hat{{m}}_{t} = {about(now.m_hat)}$, $\hat{{v}}_{t} = {about(now.v_hat)}$"
            step = (
                rf"{written(p.lr)} \cdot \frac{{{about(now.m_hat)}}}{{\sqrt{{{about(now.v_hat)}}} + {written(p.eps)}}}"
            )
            moved = rf"$\theta_{t} = {about(theta)} - {step} = {about(now.theta)}$"
            steps.append(Text(zh=f"第 {t} 步的两个平均：{averages}。", en=f"Step {t}, the averages: {averages}."))
            steps.append(
                Text(zh=f"修正并更新：{hats}，{moved}。", en=f"Corrected, and the parameter moved: {hats}, {moved}.")
            )
            m, v, theta = now.m, now.v, now.theta
        return steps

    def slips(self, p: AdamParams) -> Iterator[Slip]:
        """No correction, corrected values kept, no root, decays or weights exchanged."""
        if not any(p.gradients):
            return
        path = _path(p)
        last = path[-1]
        raw = sum(p.lr * s.m / (math.sqrt(s.v) + p.eps) for s in path)
        yield Slip(
            "no_bias_correction",
            {"m": last.m, "v": last.v, "theta": p.theta - raw},
            Text(
                zh=r"漏了偏差修正：$m$ 和 $v$ 从 0 开始，要各除以 $1-\beta^t$。",
                en=r"The bias correction is missing: $m$ and $v$ start at 0, so each is divided by $1-\beta^t$.",
            ),
        )
        yield Slip(
            "corrected_averages_reported",
            {"m": last.m_hat, "v": last.v_hat, "theta": last.theta},
            Text(
                zh=r"这是修正后的 $\hat{m}$、$\hat{v}$；保留下来的是修正之前的 $m$、$v$。",
                en=r"Those are the corrected $\hat{m}$ and $\hat{v}$; what is kept is $m$ and $v$.",
            ),
        )
        no_root = sum(p.lr * s.m_hat / (s.v_hat + p.eps) for s in path)
        yield Slip(
            "root_forgotten",
            {"m": last.m, "v": last.v, "theta": p.theta - no_root},
            Text(
                zh=r"分母要开方：除以 $\sqrt{\hat{v}}$。",
                en=r"The denominator is the root, $\sqrt{\hat{v}}$.",
            ),
        )
        if p.beta1 != p.beta2:
            yield Slip(
                "decays_exchanged",
                _answer(_path(p.model_copy(update={"beta1": p.beta2, "beta2": p.beta1}))[-1]),
                Text(
                    zh=r"两个系数用反了：$\beta_1$ 用于梯度，$\beta_2$ 用于梯度的平方。",
                    en=r"The decays are exchanged: $\beta_1$ is for the gradients, $\beta_2$ for their squares.",
                ),
            )
        if p.beta1 != 0.5 and p.beta2 != 0.5:
            yield Slip(
                "weights_reversed",
                _answer(_path(p.model_copy(update={"beta1": 1 - p.beta1, "beta2": 1 - p.beta2}))[-1]),
                Text(
                    zh=r"权重反了：$\beta$ 乘旧的平均值，$1-\beta$ 乘新的一项。",
                    en=r"The weights are turned: $\beta$ goes with the old average, $1-\beta$ with the new term.",
                ),
            )


def _path(p: AdamParams) -> list[_State]:
    """Return the state after each step."""
    m, v, theta, path = 0.0, 0.0, p.theta, []
    for t, g in enumerate(p.gradients, 1):
        m = p.beta1 * m + (1 - p.beta1) * g
        v = p.beta2 * v + (1 - p.beta2) * g * g
        m_hat, v_hat = m / (1 - p.beta1**t), v / (1 - p.beta2**t)
        theta -= p.lr * m_hat / (math.sqrt(v_hat) + p.eps)
        path.append(_State(m, v, m_hat, v_hat, theta))
    return path


def _answer(state: _State) -> AnswerValue:
    return {"m": state.m, "v": state.v, "theta": state.theta}


def _bracketed(x: float) -> str:
    return f"({about(x)})" if x < 0 else about(x)


problem = AdamStep()
