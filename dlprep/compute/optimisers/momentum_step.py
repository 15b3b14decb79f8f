r"""Momentum: the velocity m and one parameter theta after a few steps with given gradients.

Each step m <- beta m + eta g, theta <- theta - m, from m = 0. PyTorch keeps m/eta instead, which gives the same path
as long as the learning rate is constant.
Source: Qian 1999, On the momentum term in gradient descent learning algorithms, Neural Networks 12; Goodfellow, Bengio
& Courville 2016, Deep Learning, algorithm 8.2, whose velocity is -m; torch.optim.SGD.
"""

from collections.abc import Iterator
from random import Random

from dlprep.compute.levels import Level
from dlprep.compute.numbers import about, factor
from dlprep.compute.optimisers._optimiser import (
    GRADIENTS_EN,
    GRADIENTS_ZH,
    RATE_EN,
    RATE_ZH,
    THETA_EN,
    THETA_ZH,
    Decay,
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


class MomentumParams(Params):
    """Where it starts, what it meets, and how it moves."""

    theta: Weight = parameter(zh=THETA_ZH, en=THETA_EN)
    gradients: Gradients = parameter(zh=GRADIENTS_ZH, en=GRADIENTS_EN)
    lr: Rate = parameter(zh=RATE_ZH, en=RATE_EN)
    momentum: Decay = parameter(0.9, zh="动量系数 beta", en="momentum coefficient beta")


class MomentumStep(Problem[MomentumParams]):
    """Let the velocity decay, add the new gradient, move by it."""

    title = Text(zh="动量法的更新", en="Steps of gradient descent with momentum")
    covers = ("momentum_step",)
    params = MomentumParams
    example = {"theta": 1, "gradients": [2, -1], "lr": 0.1, "momentum": 0.9}

    def generate(self, rng: Random, level: Level) -> MomentumParams:
        """Basic: two steps of whole gradients. Intermediate: three. Advanced: four of decimals."""
        n, unit = {"basic": (2, 1), "intermediate": (3, 1), "advanced": (4, 10)}[level]
        return MomentumParams(
            theta=rng.randint(-5, 5),
            gradients=draw_gradients(rng, n, unit),
            lr=rng.choice((0.1, 0.2, 0.5)),
            momentum=rng.choice((0.5, 0.8, 0.9)),
        )

    def prompt(self, p: MomentumParams) -> Text:
        """Print the rule: texts differ in where the learning rate stands."""
        rule = r"$m \leftarrow \beta m + \eta g$, $\theta \leftarrow \theta - m$"
        given = rf"$\eta = {written(p.lr)}$, $\beta = {written(p.momentum)}$"
        start, gradients = rf"$\theta = {written(p.theta)}$", f"${listed(p.gradients)}$"
        return Text(
            zh=f"动量法：{rule}，其中 {given}。从 {start}、$m = 0$ 出发，依次用梯度 {gradients} 各更新一步。"
            r"最后 $m$ 和 $\theta$ 各是多少？",
            en=f"Gradient descent with momentum: {rule}, with {given}. It starts at {start} with $m = 0$ and takes one "
            rf"step with each of the gradients {gradients} in turn. What are $m$ and $\theta$ in the end?",
        )

    def answer_type(self, p: MomentumParams) -> AnswerType:
        """The velocity, and the parameter within a hundredth of a step."""
        velocity = Number(rtol=1e-3, atol=1e-4)
        largest = p.lr * max(map(abs, p.gradients))
        return Parts((Part("m", Text(zh="速度", en="the velocity"), velocity), theta_part(largest)))

    def reference(self, p: MomentumParams) -> AnswerValue:
        """Follow the rule step by step."""
        m, theta = _path(p)[-1]
        return {"m": m, "theta": theta}

    def torch_reference(self, p: MomentumParams, place: Place) -> AnswerValue:
        """Run torch.optim.SGD on losses with these gradients; its buffer is m/eta."""
        import torch

        theta = place.tensor(p.theta, grad=True)
        optimizer = torch.optim.SGD([theta], lr=p.lr, momentum=p.momentum)
        for g in p.gradients:
            optimizer.zero_grad()
            (g * theta).backward()
            optimizer.step()
        return {"m": p.lr * optimizer.state[theta]["momentum_buffer"].item(), "theta": theta.item()}

    def steps(self, p: MomentumParams) -> list[Text]:
        """The rule, then one line a step."""
        beta, eta = written(p.momentum), written(p.lr)
        rule = r"$m_t = \beta m_{t-1} + \eta g_t$, $\theta_t = \theta_{t-1} - m_t$"
        steps = [
            Text(
                zh=f"先更新速度，再用新的速度更新参数：{rule}。",
                en=f"The velocity first, and then the parameter by the new velocity: {rule}.",
            )
        ]
        before, start = 0.0, p.theta
        for t, (g, (m, theta)) in enumerate(zip(p.gradients, _path(p), strict=True), 1):
            velocity = rf"$m_{t} = {beta} \cdot {_bracketed(before)} + {eta} \cdot {factor(g)} = {about(m)}$"
            moved = rf"$\theta_{t} = {about(start)} - {_bracketed(m)} = {about(theta)}$"
            steps.append(Text(zh=f"第 {t} 步：{velocity}，{moved}。", en=f"Step {t}: {velocity}, {moved}."))
            before, start = m, theta
        return steps

    def slips(self, p: MomentumParams) -> Iterator[Slip]:
        """No memory, an average for a sum, the old velocity, the learning rate twice, or uphill."""
        path, last, eta, beta = _path(p), p.gradients[-1], p.lr, p.momentum
        m, theta = path[-1]
        if any(p.gradients[:-1]):
            yield Slip(
                "no_momentum",
                {"m": eta * last, "theta": p.theta - eta * sum(p.gradients)},
                Text(
                    zh=r"这是普通梯度下降；速度里还有上一步的 $\beta m$。",
                    en=r"That is plain gradient descent; the velocity keeps $\beta m$ of the step before.",
                ),
            )
        averaged = _path(p.model_copy(update={"lr": eta * (1 - beta)}))[-1]
        yield Slip(
            "averaged",
            {"m": averaged[0], "theta": averaged[1]},
            Text(
                zh=r"新梯度没有乘 $1-\beta$：这里的速度是累加，不是滑动平均。",
                en=r"The new gradient is not multiplied by $1-\beta$: this is a sum, not a moving average.",
            ),
        )
        if m != 0:
            yield Slip(
                "old_velocity",
                {"m": m, "theta": theta + m},
                Text(
                    zh="参数要减去刚更新的速度，这里每步都用了旧的速度。",
                    en="The parameter moves by the velocity just updated; here each step used the old one.",
                ),
            )
            yield Slip(
                "uphill",
                {"m": m, "theta": 2 * p.theta - theta},
                Text(zh="方向反了：参数要减去速度。", en="That goes uphill: the velocity is subtracted."),
            )
        if eta != 1:
            yield Slip(
                "learning_rate_twice",
                {"m": m, "theta": p.theta + eta * (theta - p.theta)},
                Text(
                    zh=r"速度里已经乘过学习率 $\eta$，更新参数时不再乘。",
                    en=r"The velocity has the learning rate $\eta$ in it already; the parameter's step has no other.",
                ),
            )


def _path(p: MomentumParams) -> list[tuple[float, float]]:
    """Return the velocity and the parameter after each step."""
    m, theta, path = 0.0, p.theta, []
    for g in p.gradients:
        m = p.momentum * m + p.lr * g
        theta -= m
        path.append((m, theta))
    return path


def _bracketed(x: float) -> str:
    return f"({about(x)})" if x < 0 else about(x)


problem = MomentumStep()
