r"""RMSProp: the moving average s of squares and one parameter theta after a few steps with given gradients.

Each step s <- rho s + (1 - rho) g^2, theta <- theta - eta g/(sqrt(s) + eps), from s = 0 and without bias correction.
Source: Hinton 2012, Neural Networks for Machine Learning, lecture 6e; torch.optim.RMSprop, whose alpha is rho.
"""

import math
from collections.abc import Iterator
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


class RmspropParams(Params):
    """Where it starts, what it meets, and how it moves."""

    theta: Weight = parameter(zh=THETA_ZH, en=THETA_EN)
    gradients: Gradients = parameter(zh=GRADIENTS_ZH, en=GRADIENTS_EN)
    lr: Rate = parameter(zh=RATE_ZH, en=RATE_EN)
    rho: Decay = parameter(0.9, zh="旧的平均值的权重", en="weight of the old average")
    eps: Epsilon = parameter(1e-8, zh=EPSILON_ZH, en=EPSILON_EN)


class RmspropStep(Problem[RmspropParams]):
    """Average the squares, then divide by the root of the average."""

    title = Text(zh="RMSProp 的更新", en="Steps of RMSProp")
    covers = ("rmsprop_step",)
    params = RmspropParams
    example = {"theta": 1, "gradients": [4], "lr": 0.1, "rho": 0.75}

    def generate(self, rng: Random, level: Level) -> RmspropParams:
        """Basic: one step, a whole root. Intermediate: two steps. Advanced: three of decimals."""
        n, unit = {"basic": (1, 1), "intermediate": (2, 1), "advanced": (3, 10)}[level]
        return RmspropParams(
            theta=rng.randint(-5, 5),
            gradients=draw_gradients(rng, n, unit),
            lr=rng.choice((0.1, 0.2, 0.5)),
            rho=rng.choice((0.75, 0.84, 0.96, 0.99) if level == "basic" else (0.8, 0.9, 0.95, 0.99)),
        )

    def prompt(self, p: RmspropParams) -> Text:
        """Print the rule, with epsilon outside the root."""
        rule = r"$s \leftarrow \rho s + (1-\rho) g^2$, $\theta \leftarrow \theta - \frac{\eta g}{\sqrt{s} + \epsilon}$"
        given = rf"$\eta = {written(p.lr)}$, $\rho = {written(p.rho)}$, $\epsilon = {written(p.eps)}$"
        start, gradients = rf"$\theta = {written(p.theta)}$", f"${listed(p.gradients)}$"
        return Text(
            zh=f"RMSProp：{rule}，其中 {given}，参数用刚更新的 $s$ 更新，不做偏差修正。从 {start}、$s = 0$ 出发，"
            rf"依次用梯度 {gradients} 各更新一步。最后 $s$ 和 $\theta$ 各是多少？",
            en=f"RMSProp: {rule}, with {given}; the parameter moves by the $s$ just updated, without bias correction. "
            f"It starts at {start} with $s = 0$, taking one step with each of the gradients {gradients} in turn. What "
            r"are $s$ and $\theta$ in the end?",
        )

    def answer_type(self, p: RmspropParams) -> AnswerType:
        """The average of squares, and the parameter within a hundredth of the learning rate."""
        average = Part("s", Text(zh="梯度平方的滑动平均", en="the moving average of squares"), Number())
        return Parts((average, theta_part(p.lr)))

    def reference(self, p: RmspropParams) -> AnswerValue:
        """Follow the rule step by step."""
        s, theta = _path(p)[-1]
        return {"s": s, "theta": theta}

    def torch_reference(self, p: RmspropParams, place: Place) -> AnswerValue:
        """Run torch.optim.RMSprop on losses with these gradients."""
        import torch

        theta = place.tensor(p.theta, grad=True)
        optimizer = torch.optim.RMSprop([theta], lr=p.lr, alpha=p.rho, eps=p.eps)
        for g in p.gradients:
            optimizer.zero_grad()
            (g * theta).backward()
            optimizer.step()
        return {"s": optimizer.state[theta]["square_avg"].item(), "theta": theta.item()}

    def steps(self, p: RmspropParams) -> list[Text]:
        """The rule, then one line a step."""
        rule = (
            r"$s_t = \rho s_{t-1} + (1-\rho) g_t^2$, "
            r"$\theta_t = \theta_{t-1} - \frac{\eta g_t}{\sqrt{s_t} + \epsilon}$"
        )
        steps = [
            Text(
                zh=f"先更新梯度平方的滑动平均，再除以它的平方根：{rule}。",
                en=f"First the moving average of the squares, then divide by its root: {rule}.",
            )
        ]
        before, start, rho = 0.0, p.theta, written(p.rho)
        for t, (g, (s, theta)) in enumerate(zip(p.gradients, _path(p), strict=True), 1):
            average = rf"$s_{t} = {rho} \cdot {about(before)} + {about(1 - p.rho)} \cdot {factor(g)}^2 = {about(s)}$"
            step = rf"\frac{{{written(p.lr)} \cdot {factor(g)}}}{{\sqrt{{{about(s)}}} + {written(p.eps)}}}"
            moved = rf"$\theta_{t} = {about(start)} - {step} = {about(theta)}$"
            steps.append(Text(zh=f"第 {t} 步：{average}，{moved}。", en=f"Step {t}: {average}, {moved}."))
            before, start = s, theta
        return steps

    def slips(self, p: RmspropParams) -> Iterator[Slip]:
        """Weights reversed, summed for averaged, no root, corrected, or uphill."""
        if not any(p.gradients):
            return
        path, gradients = _path(p), p.gradients
        s, theta = path[-1]
        if p.rho != 0.5:
            other = _path(p.model_copy(update={"rho": 1 - p.rho}))[-1]
            yield Slip(
                "weights_reversed",
                {"s": other[0], "theta": other[1]},
                Text(
                    zh=r"权重反了：$\rho$ 乘旧的平均值，$1-\rho$ 乘新的平方。",
                    en=r"The weights are turned: $\rho$ goes with the old average, $1-\rho$ with the new square.",
                ),
            )
        sums = [math.fsum(g * g for g in gradients[: t + 1]) for t in range(len(gradients))]
        yield Slip(
            "summed_like_adagrad",
            {"s": sums[-1], "theta": _moved(p, sums)},
            Text(
                zh="平方没有衰减，直接累加的是 AdaGrad；RMSProp 取滑动平均。",
                en="AdaGrad adds up the squares undiminished; RMSProp takes a moving average.",
            ),
        )
        yield Slip(
            "root_forgotten",
            {"s": s, "theta": _moved(p, [average**2 for average, _ in path])},
            Text(zh=r"分母要开方，是 $\sqrt{s}$。", en=r"The denominator is the root, $\sqrt{s}$."),
        )
        corrected = [average / (1 - p.rho**t) for t, (average, _) in enumerate(path, 1)]
        yield Slip(
            "bias_corrected",
            {"s": s, "theta": _moved(p, corrected)},
            Text(
                zh="偏差修正是 Adam 的做法，RMSProp 直接用 $s$。",
                en="The bias correction belongs to Adam; RMSProp takes $s$ as it is.",
            ),
        )
        yield Slip(
            "uphill",
            {"s": s, "theta": 2 * p.theta - theta},
            Text(zh="方向反了：要减去这一步。", en="That goes uphill: the step is subtracted."),
        )


def _path(p: RmspropParams) -> list[tuple[float, float]]:
    """Return the average of squares and the parameter after each step."""
    s, theta, path = 0.0, p.theta, []
    for g in p.gradients:
        s = p.rho * s + (1 - p.rho) * g * g
        theta -= p.lr * g / (math.sqrt(s) + p.eps)
        path.append((s, theta))
    return path


def _moved(p: RmspropParams, averages: list[float]) -> float:
    """Return the parameter if these stood under the root."""
    return p.theta - sum(p.lr * g / (math.sqrt(s) + p.eps) for g, s in zip(p.gradients, averages, strict=True))


problem = RmspropStep()
