"""Known mistakes about the regression losses, sample by sample: a name, what each sample gets, and the lesson."""

import math
from collections.abc import Iterator

from dlprep.compute.losses._regression import Loss, slope
from dlprep.text import Text

Ways = Iterator[tuple[str, list[float], Text]]


def loss_ways(loss: Loss, errors: list[float]) -> Ways:
    """Yield the mistakes about the loss, with what each makes a sample cost."""
    sizes = list(map(abs, errors))
    squares = [d**2 for d in errors]
    halves = [s / 2 for s in squares]
    if loss == "l1":
        if min(errors) < 0:
            lesson = Text("要取绝对值，否则正负误差互相抵消。", "Take absolute values, or errors of both signs cancel.")
            yield "sign_kept", errors, lesson
        yield (
            "l2_for_l1",
            squares,
            Text("L1 是绝对值，平方的是 L2。", "L1 takes absolute values; it is L2 that squares."),
        )
        return
    if loss == "l2":
        yield "l1_for_l2", sizes, Text("L2 是平方，绝对值是 L1。", "L2 squares; it is L1 that takes absolute values.")
        lesson = Text(r"这里的 L2 损失没有系数 $\frac{1}{2}$。", r"The L2 loss has no factor $\frac{1}{2}$ here.")
        yield "halved", halves, lesson
        return
    if max(sizes) > 1:
        lesson = Text(
            r"外侧是 $|d| - \frac{1}{2}$：减去一半，两段才在 $|d| = 1$ 处接上。",
            r"Outside it is $|d| - \frac{1}{2}$: with the half, both pieces meet at $|d| = 1$.",
        )
        yield "half_not_subtracted", [h if s < 1 else s for h, s in zip(halves, sizes, strict=True)], lesson
        lesson = Text(r"$|d| \ge 1$ 时改为线性，不再是平方。", r"For $|d| \ge 1$ it is linear, no longer a square.")
        yield "square_everywhere", halves, lesson
    if min(sizes) < 1:
        lesson = Text(
            r"$|d| < 1$ 时是 $\frac{1}{2} d^2$，线性只在外侧。",
            r"For $|d| < 1$ it is $\frac{1}{2} d^2$; the line is for the outside.",
        )
        yield "line_everywhere", [s - 0.5 for s in sizes], lesson
        lesson = Text(
            r"内侧是 $\frac{1}{2} d^2$，漏了前面的一半。", r"Inside it is $\frac{1}{2} d^2$, with the half in front."
        )
        doubled = [square if s < 1 else s - 0.5 for square, s in zip(squares, sizes, strict=True)]
        yield "half_of_the_square_forgotten", doubled, lesson


def gradient_ways(loss: Loss, errors: list[float]) -> Ways:
    """Yield the mistakes about the gradient, with what each makes a sample's slope."""
    signs = [math.copysign(1, d) for d in errors]
    lesson = Text(
        "符号反了：预测偏大时梯度为正，梯度下降把它减小。",
        "The sign is turned: where a prediction is too large its gradient is positive, and descent lowers it.",
    )
    yield "sign_turned", [-slope(loss, d) for d in errors], lesson
    if loss == "l1":
        lesson = Text(
            "L1 的梯度只有误差的符号，与大小无关。", "L1's gradient is the error's sign, whatever the error's size."
        )
        yield "error_for_sign", errors, lesson
        return
    if loss == "l2":
        yield (
            "two_forgotten",
            errors,
            Text("$d^2$ 的导数是 $2d$，漏了 2。", "$d^2$ has the derivative $2d$; the 2 is lost."),
        )
        lesson = Text("这是 L1 的梯度；L2 的与误差成正比。", "That is L1's gradient; L2's grows with the error.")
        yield "signs_alone", signs, lesson
        return
    if max(map(abs, errors)) > 1:
        lesson = Text(
            r"$|d| \ge 1$ 时梯度是 $\pm 1$，大误差不会带来大梯度。",
            r"For $|d| \ge 1$ the gradient is $\pm 1$: a large error brings no large gradient.",
        )
        yield "not_clipped", errors, lesson
    if min(map(abs, errors)) < 1:
        lesson = Text(
            "$|d| < 1$ 时梯度是 $d$ 本身；只取符号的是 L1。",
            "For $|d| < 1$ the gradient is $d$; L1 takes the sign alone.",
        )
        yield "signs_alone", signs, lesson
