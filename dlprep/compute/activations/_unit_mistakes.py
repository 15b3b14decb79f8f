"""What goes wrong with each of the eight activations, as functions of one entry."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dlprep.compute.activations._units import Name
from dlprep.text import Text


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong procedure: what it gives at x with the parameter alpha, and what to learn from it."""

    name: str
    at: Callable[[float, float], float]
    lesson: Text


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


_SLOPE_VALUES = (
    Mistake(
        "slope_forgotten",
        lambda x, _: max(0.0, x),
        Text(
            zh=r"这是 ReLU；负的一侧要乘斜率，得 $\alpha x$。",
            en=r"That is ReLU; on the negative side the slope multiplies: $\alpha x$.",
        ),
    ),
    Mistake(
        "slope_everywhere",
        lambda x, a: a * x,
        Text(
            zh=r"斜率 $\alpha$ 只在负的一侧起作用，正的元素原样输出。",
            en=r"The slope $\alpha$ acts on the negative side only; positive entries pass unchanged.",
        ),
    ),
    Mistake(
        "sign_turned",
        lambda x, a: x if x > 0 else -a * x,
        Text(
            zh=r"负的一侧是 $\alpha x$，$x$ 要带着自己的负号去乘。",
            en=r"The negative side is $\alpha x$, where $x$ keeps its own minus sign.",
        ),
    ),
)
_SLOPE_DERIVATIVES = (
    Mistake(
        "slope_forgotten",
        lambda x, _: float(x > 0),
        Text(
            zh=r"负的一侧导数为 0 的是 ReLU；这里是斜率 $\alpha$。",
            en=r"It is ReLU whose derivative is 0 on the negative side; here it is the slope $\alpha$.",
        ),
    ),
    Mistake(
        "slope_everywhere",
        lambda _, a: a,
        Text(
            zh=r"正的一侧导数是 1，斜率 $\alpha$ 只在负的一侧。",
            en=r"On the positive side the derivative is 1; the slope $\alpha$ belongs to the negative side.",
        ),
    ),
    Mistake(
        "one_everywhere",
        lambda *_: 1.0,
        Text(
            zh=r"导数 1 只在正的一侧成立，负的一侧是 $\alpha$。",
            en=r"The derivative is 1 on the positive side only; on the negative side it is $\alpha$.",
        ),
    ),
)
_VALUE: dict[Name, tuple[Mistake, ...]] = {
    "sigmoid": (
        Mistake(
            "sign_turned",
            lambda x, _: _sigmoid(-x),
            Text(
                zh=r"指数的符号反了：分母是 $1 + e^{-x}$，sigmoid 随 $x$ 增大。",
                en=r"The exponent's sign is turned: it is $1 + e^{-x}$ below, and sigmoid grows with $x$.",
            ),
        ),
        Mistake(
            "not_normalised",
            lambda x, _: math.exp(x),
            Text(
                zh="$e^x$ 是几率，还要除以 $1 + e^x$ 才在 0 和 1 之间。",
                en="$e^x$ is the odds; divided by $1 + e^x$ it is between 0 and 1.",
            ),
        ),
        Mistake(
            "tanh_for_sigmoid",
            lambda x, _: math.tanh(x),
            Text(
                zh="这是 tanh，值域 $(-1, 1)$；sigmoid 的值域是 $(0, 1)$。",
                en="That is tanh, with values in $(-1, 1)$; sigmoid's are in $(0, 1)$.",
            ),
        ),
    ),
    "tanh": (
        Mistake(
            "sigmoid_for_tanh",
            lambda x, _: _sigmoid(x),
            Text(
                zh="这是 sigmoid，值域 $(0, 1)$；tanh 是奇函数，值域 $(-1, 1)$。",
                en="That is sigmoid, with values in $(0, 1)$; tanh is odd, with values in $(-1, 1)$.",
            ),
        ),
        Mistake(
            "argument_not_doubled",
            lambda x, _: math.tanh(x / 2),
            Text(
                zh=r"$2 \sigma(x) - 1$ 是 $\tanh(x/2)$；换成 sigmoid 时自变量要加倍。",
                en=r"$2 \sigma(x) - 1$ is $\tanh(x/2)$; in terms of sigmoid the argument is doubled.",
            ),
        ),
    ),
    "relu": (
        Mistake(
            "absolute_value",
            lambda x, _: abs(x),
            Text(zh="负的元素变成 0，不是去掉负号。", en="Negative entries become 0; they do not lose their sign."),
        ),
        Mistake(
            "minimum_for_maximum",
            lambda x, _: min(0.0, x),
            Text(
                zh="留下的应是正的部分：与 0 取较大的。",
                en="The positive part stays: take the larger of the entry and 0.",
            ),
        ),
        Mistake(
            "not_rectified",
            lambda x, _: x,
            Text(zh="负的元素要置 0，否则只是恒等函数。", en="Negative entries become 0, or it is but the identity."),
        ),
    ),
    "leaky_relu": _SLOPE_VALUES,
    "generalised_relu": _SLOPE_VALUES,
    "elu": (
        Mistake(
            "minus_one_forgotten",
            lambda x, a: x if x > 0 else a * math.exp(x),
            Text(
                zh=r"漏了 $-1$：没有它，函数在 0 处不连续，也不趋于 $-\alpha$。",
                en=r"The $-1$ is missing: without it the function jumps at 0 and does not tend to $-\alpha$.",
            ),
        ),
        Mistake(
            "alpha_forgotten",
            lambda x, _: x if x > 0 else math.exp(x) - 1,
            Text(
                zh=r"负的一侧要乘 $\alpha$，它是饱和值的大小。",
                en=r"The negative side is multiplied by $\alpha$, the size of the value at which it saturates.",
            ),
        ),
        Mistake(
            "relu_for_elu",
            lambda x, _: max(0.0, x),
            Text(
                zh=r"置 0 的是 ReLU；ELU 的负半轴是 $\alpha (e^x - 1)$。",
                en=r"It is ReLU that gives 0; ELU's negative side is $\alpha (e^x - 1)$.",
            ),
        ),
    ),
    "softplus": (
        Mistake(
            "relu_for_softplus",
            lambda x, _: max(0.0, x),
            Text(
                zh="这是 ReLU；softplus 是它的光滑近似，处处大于它。",
                en="That is ReLU; softplus smooths it, and lies above it everywhere.",
            ),
        ),
        Mistake(
            "decimal_logarithm",
            lambda x, _: math.log10(1 + math.exp(x)),
            Text(
                zh="用了以 10 为底的对数；softplus 用自然对数，这样导数才是 sigmoid。",
                en="That is the logarithm to base 10; softplus takes the natural one, and so has slope sigmoid.",
            ),
        ),
        Mistake(
            "sign_turned",
            lambda x, _: math.log(1 + math.exp(-x)),
            Text(
                zh="指数的符号反了：softplus 随 $x$ 增大，$x$ 很大时接近 $x$。",
                en="The exponent's sign is turned: softplus grows with $x$, and comes close to $x$ where it is large.",
            ),
        ),
    ),
    "hardtanh": (
        Mistake(
            "not_clipped",
            lambda x, _: x,
            Text(
                zh="超出 $[-1, 1]$ 的元素要截断到端点。",
                en="Entries outside $[-1, 1]$ are clipped to its ends.",
            ),
        ),
        Mistake(
            "clipped_at_zero",
            lambda x, _: max(0.0, min(1.0, x)),
            Text(
                zh="下界是 $-1$，不是 0：负的输入也要保留。",
                en="The lower bound is $-1$, not 0: negative inputs are kept too.",
            ),
        ),
        Mistake(
            "tanh_for_hardtanh",
            lambda x, _: math.tanh(x),
            Text(
                zh="这是 tanh；hard tanh 分段线性，中间一段就是 $x$。",
                en="That is tanh; hard tanh is piecewise linear, and just $x$ in the middle.",
            ),
        ),
    ),
}
_DERIVATIVE: dict[Name, tuple[Mistake, ...]] = {
    "sigmoid": (
        Mistake(
            "input_for_output",
            lambda x, _: x * (1 - x),
            Text(
                zh="代入的应是输出 $f(x)$，不是输入 $x$。",
                en="It is the output $f(x)$ that goes into the rule, not the input $x$.",
            ),
        ),
        Mistake(
            "rule_of_tanh",
            lambda x, _: 1 - _sigmoid(x) ** 2,
            Text(
                zh=r"$1 - f(x)^2$ 是 tanh 的导数；sigmoid 的是 $f(x) \cdot (1 - f(x))$，最大 0.25。",
                en=r"$1 - f(x)^2$ is tanh's; sigmoid's is $f(x) \cdot (1 - f(x))$, at most 0.25.",
            ),
        ),
        Mistake(
            "one_factor_only",
            lambda x, _: _sigmoid(-x),
            Text(
                zh="只算了 $1 - f(x)$，还要乘 $f(x)$。",
                en="$1 - f(x)$ is half of it; the other factor is $f(x)$.",
            ),
        ),
    ),
    "tanh": (
        Mistake(
            "square_forgotten",
            lambda x, _: 1 - math.tanh(x),
            Text(zh="漏了平方：是 $1 - f(x)^2$。", en="The square is missing: it is $1 - f(x)^2$."),
        ),
        Mistake(
            "input_for_output",
            lambda x, _: 1 - x * x,
            Text(
                zh="要平方的是输出 $f(x)$，不是输入 $x$。",
                en="It is the output $f(x)$ that is squared, not the input $x$.",
            ),
        ),
        Mistake(
            "rule_of_sigmoid",
            lambda x, _: math.tanh(x) * (1 - math.tanh(x)),
            Text(
                zh=r"$f(x) \cdot (1 - f(x))$ 是 sigmoid 的导数；tanh 的是 $1 - f(x)^2$。",
                en=r"$f(x) \cdot (1 - f(x))$ is sigmoid's; tanh's is $1 - f(x)^2$.",
            ),
        ),
    ),
    "relu": (
        Mistake(
            "sides_swapped",
            lambda x, _: float(x < 0),
            Text(
                zh="两侧反了：正的一侧导数是 1，梯度在负的一侧被截断。",
                en="The sides are swapped: the derivative is 1 on the positive side, and 0 on the negative.",
            ),
        ),
        Mistake(
            "one_everywhere",
            lambda *_: 1.0,
            Text(
                zh="负的一侧输出恒为 0，导数也是 0。",
                en="On the negative side the output is 0 throughout, and so is its derivative.",
            ),
        ),
        Mistake(
            "sign_function",
            lambda x, _: math.copysign(1.0, x),
            Text(
                zh="这是绝对值的导数；ReLU 在负的一侧是常数 0，导数为 0。",
                en="That is the derivative of the absolute value; ReLU is constant on the negative side.",
            ),
        ),
    ),
    "leaky_relu": _SLOPE_DERIVATIVES,
    "generalised_relu": _SLOPE_DERIVATIVES,
    "elu": (
        Mistake(
            "minus_one_kept",
            lambda x, a: 1.0 if x > 0 else a * (math.exp(x) - 1),
            Text(
                zh=r"$-1$ 是常数，求导后消失：$\alpha e^x$。",
                en=r"The $-1$ is a constant and goes when differentiated: $\alpha e^x$.",
            ),
        ),
        Mistake(
            "alpha_forgotten",
            lambda x, _: 1.0 if x > 0 else math.exp(x),
            Text(
                zh=r"系数 $\alpha$ 求导后还在：$\alpha e^x$。",
                en=r"The factor $\alpha$ stays when differentiated: $\alpha e^x$.",
            ),
        ),
        Mistake(
            "relu_for_elu",
            lambda x, _: float(x > 0),
            Text(
                zh="负的一侧导数为 0 的是 ReLU；ELU 在那里仍有梯度。",
                en="It is ReLU whose derivative is 0 on the negative side; ELU still has a gradient there.",
            ),
        ),
    ),
    "softplus": (
        Mistake(
            "inner_derivative_forgotten",
            lambda x, _: _sigmoid(-x),
            Text(
                zh=r"$\frac{1}{1 + e^x}$ 少了内层的导数 $e^x$。",
                en=r"$\frac{1}{1 + e^x}$ lacks the inner derivative, $e^x$.",
            ),
        ),
        Mistake(
            "differentiated_twice",
            lambda x, _: _sigmoid(x) * _sigmoid(-x),
            Text(
                zh="softplus 的导数就是 sigmoid；这是 sigmoid 的导数。",
                en="Softplus has sigmoid for its derivative; that is the derivative of sigmoid.",
            ),
        ),
        Mistake(
            "relu_for_softplus",
            lambda x, _: float(x > 0),
            Text(
                zh="0 和 1 是 ReLU 的导数；softplus 在两者之间光滑过渡。",
                en="0 and 1 are ReLU's derivatives; softplus passes smoothly from one to the other.",
            ),
        ),
    ),
    "hardtanh": (
        Mistake(
            "one_everywhere",
            lambda *_: 1.0,
            Text(
                zh="截断之后输出不再变化，导数是 0。",
                en="Where it is clipped the output no longer changes, so the derivative is 0.",
            ),
        ),
        Mistake(
            "rule_of_relu",
            lambda x, _: float(x > 0),
            Text(
                zh="这是 ReLU 的导数；hard tanh 在 $(-1, 1)$ 内导数是 1，两侧都是 0。",
                en="That is ReLU's; hard tanh's is 1 within $(-1, 1)$ and 0 on either side.",
            ),
        ),
        Mistake(
            "tanh_for_hardtanh",
            lambda x, _: 1 - math.tanh(x) ** 2,
            Text(
                zh="这是 tanh 的导数；hard tanh 分段线性，导数只有 0 和 1。",
                en="That is tanh's; hard tanh is piecewise linear, with no slopes but 0 and 1.",
            ),
        ),
    ),
}
MISTAKES: dict[Literal["value", "derivative"], dict[Name, tuple[Mistake, ...]]] = {
    "value": _VALUE,
    "derivative": _DERIVATIVE,
}
