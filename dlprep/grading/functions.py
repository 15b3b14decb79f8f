"""The functions and constants of an expression, over floats and without overflow."""

import math
from collections.abc import Callable


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _extreme(pick: Callable[[tuple[float, ...]], float]) -> Callable[..., float]:
    """Let nan win wherever it stands; Python's own min and max keep or drop it by position."""
    return lambda *xs: math.nan if any(map(math.isnan, xs)) else pick(xs)


CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}
UNARY: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "sign": lambda x: x if math.isnan(x) else float((x > 0) - (x < 0)),
    "floor": lambda x: float(math.floor(x)),
    "ceil": lambda x: float(math.ceil(x)),
    "sqrt": math.sqrt,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "ln": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "log1p": math.log1p,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
    "relu": lambda x: x if math.isnan(x) else max(x, 0.0),
    "gamma": math.gamma,
    "erf": math.erf,
}
VARIADIC: dict[str, Callable[..., float]] = {"min": _extreme(min), "max": _extreme(max)}
FUNCTIONS = UNARY.keys() | VARIADIC.keys()


def power(base: float, exponent: float) -> float:
    """Raise `base`, saturating to inf of the right sign; ValueError where `**` would turn complex."""
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def apply(name: str, arguments: list[float]) -> float:
    """Call the function `name`; an overflow is inf, a point outside the domain a ValueError."""
    try:
        return VARIADIC[name](*arguments) if name in VARIADIC else UNARY[name](arguments[0])
    except OverflowError:
        # Of those that overflow, only cosh is positive where its argument is not.
        return math.inf if name == "cosh" else math.copysign(math.inf, arguments[0])
