r"""AdaGrad: the sum of squares s and one parameter theta after a few steps with given gradients.

Each step s <- s + g^2, theta <- theta - eta g/(sqrt(s) + eps), from s = 0. Under a constant gradient step t is
eta/sqrt(t) long.
Source: Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods, JMLR 12, the diagonal form; torch.optim.Adagrad.
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


class AdagradParams(Params):
    """Where it starts, what it meets, and how it moves."""

    theta: Weight = parameter(zh=THETA_ZH, en=THETA_EN)
    gradients: Gradients = parameter(zh=GRADIENTS_ZH, en=GRADIENTS_EN)
    lr: Rate = parameter(zh=RATE_ZH, en=RATE_EN)
    eps: Epsilon = parameter(1e-8, zh=EPSILON_ZH, en=EPSILON_EN)


class AdagradStep(Problem[AdagradParams]):
    """Add the square up, then divide by the root of the sum."""

    title = Text(zh="AdaGrad 的更新", en="Steps of AdaGrad")
    covers = ("adagrad_step",)
    params = AdagradParams
    example = {"theta": 1, "gradients": [3, 4], "lr": 0.5}

    def generate(self, rng: Random, level: Level) -> AdagradParams:
        """Basic: two steps, whole roots. Intermediate: two others. Advanced: three of decimals."""
        if level == "basic":
            sizes = rng.choice(((3, 4), (4, 3), (6, 8), (8, 6), (5, 12), (8, 15)))
            gradients = tuple(float(rng.choice((-1, 1)) * x) for x in sizes)
        elif level == "intermediate":
            gradients = draw_gradients(rng, 2)
        else:
            gradients = draw_gradients(rng, 3, unit=10, most=4)
        return AdagradParams(theta=rng.randint(-5, 5), gradients=gradients, lr=rng.choice((0.1, 0.2, 0.5, 1)))

    def prompt(self, p: AdagradParams) -> Text:
        """Print the rule, with epsilon outside the root."""
        rule = r"$s \leftarrow s + g^2$, $\theta \leftarrow \theta - \frac{\eta g}{\sqrt{s} + \epsilon}$"
        given = rf"$\eta = {written(p.lr)}$, $\epsilon = {written(p.eps)}$"
        start, gradients = rf"$\theta = {written(p.theta)}$", f"${listed(p.gradients)}$"
        return Text(
            zh=f"AdaGrad：{rule}，其中 {given}，参数用刚更新的 $s$ 更新。从 {start}、$s = 0$ 出发，"
            rf"依次用梯度 {gradients} 各更新一步。最后 $s$ 和 $\theta$ 各是多少？",
            en=f"AdaGrad: {rule}, with {given}; the parameter moves by the $s$ just updated. It starts at {start} with "
            rf"$s = 0$ and takes one step with each of the gradients {gradients} in turn. What are $s$ and $\theta$ in "
            "the end?",
        )

    def answer_type(self, p: AdagradParams) -> AnswerType:
        """The sum of squares, and the parameter within a hundredth of the learning rate."""
        return Parts((Part("s", Text(zh="梯度平方的累积和", en="the sum of squares"), Number()), theta_part(p.lr)))

    def reference(self, p: AdagradParams) -> AnswerValue:
        """Follow the rule step by step."""
        s, theta = _path(p)[-1]
        return {"s": s, "theta": theta}

    def torch_reference(self, p: AdagradParams, place: Place) -> AnswerValue:
        """Run torch.optim.Adagrad on losses with these gradients."""
        import torch

        theta = place.tensor(p.theta, grad=True)
        optimizer = torch.optim.Adagrad([theta], lr=p.lr, eps=p.eps)
        for g in p.gradients:
            optimizer.zero_grad()
            (g * theta).backward()
            optimizer.step()
        return {"s": optimizer.state[theta]["sum"].item(), "theta": theta.item()}

    def steps(self, p: AdagradParams) -> list[Text]:
        """The rule, then one line a step."""
        rule = r"$s_t = s_{t-1} + g_t^2$, $\theta_t = \theta_{t-1} - \frac{\eta g_t}{\sqrt{s_t} + \epsilon}$"
        steps = [
            Text(
                zh=f"先累加梯度的平方，再除以它的平方根：{rule}。",
                en=f"First add up the squares of the gradients, then divide by the root of that: {rule}.",
            )
        ]
        before, start = 0.0, p.theta
        for t, (g, (s, theta)) in enumerate(zip(p.gradients, _path(p), strict=True), 1):
            total = rf"$s_{t} = {about(before)} + {factor(g)}^2 = {about(s)}$"
            step = rf"\frac{{{written(p.lr)} \cdot {factor(g)}}}{{\sqrt{{{about(s)}}} + {written(p.eps)}}}"
            moved = rf"$\theta_{t} = {about(start)} - {step} = {about(theta)}$"
            steps.append(Text(zh=f"第 {t} 步：{total}，{moved}。", en=f"Step {t}: {total}, {moved}."))
            before, start = s, theta
        return steps

    def slips(self, p: AdagradParams) -> Iterator[Slip]:
        """Nothing added up, no root, no division, or uphill."""
        s, theta = _path(p)[-1]
        lr, eps, last = p.lr, p.eps, p.gradients[-1]
        if len(p.gradients) > 1:
            moved = sum(lr * g / (abs(g) + eps) for g in p.gradients)
            yield Slip(
                "squares_not_added_up",
                {"s": last**2, "theta": p.theta - moved},
                Text(
                    zh="$s$ 要累加历次梯度的平方，不只是这一步的。",
                    en="$s$ adds up the squares of all gradients so far, not of this step's alone.",
                ),
            )
        if any(p.gradients):
            no_root = sum(lr * g / (total + eps) for g, (total, _) in zip(p.gradients, _path(p), strict=True))
            yield Slip(
                "root_forgotten",
                {"s": s, "theta": p.theta - no_root},
                Text(zh=r"分母要开方，是 $\sqrt{s}$。", en=r"The denominator is the root, $\sqrt{s}$."),
            )
            yield Slip(
                "plain_gradient_descent",
                {"s": s, "theta": p.theta - lr * sum(p.gradients)},
                Text(
                    zh=r"没有除以 $\sqrt{s}$：这是普通梯度下降。",
                    en=r"The division by $\sqrt{s}$ is missing: that is plain gradient descent.",
                ),
            )
        if theta != p.theta:
            yield Slip(
                "uphill",
                {"s": s, "theta": 2 * p.theta - theta},
                Text(zh="方向反了：要减去这一步。", en="That goes uphill: the step is subtracted."),
            )
        signless = sum(lr * abs(g) / (math.sqrt(t) + eps) for g, (t, _) in zip(p.gradients, _path(p), strict=True))
        if any(g < 0 for g in p.gradients) and any(g > 0 for g in p.gradients):
            yield Slip(
                "sign_lost",
                {"s": s, "theta": p.theta - signless},
                Text(
                    zh="只有 $s$ 里的梯度平方，分子上的梯度带着符号。",
                    en="Only in $s$ is the gradient squared; in the numerator it keeps its sign.",
                ),
            )


def _path(p: AdagradParams) -> list[tuple[float, float]]:
    """Return the sum of squares and the parameter after each step."""
    s, theta, path = 0.0, p.theta, []
    for g in p.gradients:
        s += g * g
        theta -= p.lr * g / (math.sqrt(s) + p.eps)
        path.append((s, theta))
    return path


problem = AdagradStep()
