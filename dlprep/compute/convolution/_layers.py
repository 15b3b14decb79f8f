"""A stack of sliding windows: each layer is [kernel, stride, padding, dilation], or a mapping with these names."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainSerializer

from dlprep.rules import RuleError

_BOUNDS = {"kernel": (1, 31), "stride": (1, 8), "padding": (0, 1024), "dilation": (1, 16)}
MOST = 40


class Layer(NamedTuple):
    """One convolution or pooling layer with square windows; lengths in pixels, dilation 1 is an ordinary window."""

    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def gain(self) -> int:
        """How many pixels of its own input a window covers beyond the first."""
        return self.dilation * (self.kernel - 1)


def _read(value: Any) -> tuple[Layer, ...]:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST:
        raise RuleError(
            zh=f"写成 1 到 {MOST} 层的列表，例如 [[7,2,3],[3,2,1]]",
            en=f"write a list of 1 to {MOST} layers, such as [[7,2,3],[3,2,1]]",
        )
    return tuple(_layer(number, given) for number, given in enumerate(value, start=1))


def _layer(number: int, given: Any) -> Layer:
    if isinstance(given, list | tuple) and 1 <= len(given) <= len(_BOUNDS):
        given = dict(zip(_BOUNDS, given, strict=False))
    if not isinstance(given, Mapping) or "kernel" not in given or not set(given) <= set(_BOUNDS):
        raise RuleError(
            zh=f"第 {number} 层：写成 [kernel, stride, padding, dilation]，从左边起需要几个写几个",
            en=f"layer {number}: write [kernel, stride, padding, dilation], from the left as many as you need",
        )
    for name, length in given.items():
        least, most = _BOUNDS[name]
        if type(length) is not int or not least <= length <= most:
            raise RuleError(
                zh=f"第 {number} 层：{name} 必须是 {least} 到 {most} 的整数",
                en=f"layer {number}: {name} must be a whole number from {least} to {most}",
            )
    return Layer(**given)


def _short(layers: tuple[Layer, ...]) -> list[list[int]]:
    return [_trimmed(layer) for layer in layers]


def _trimmed(layer: Layer) -> list[int]:
    """Leave out what has its default at the end, as it would be typed."""
    kernel, *rest = layer
    defaults = list(Layer._field_defaults.values())
    while rest and rest == rest[:-1] + defaults[len(rest) - 1 : len(rest)]:
        rest.pop()
    return [kernel, *rest]


Layers = Annotated[
    tuple[Layer, ...],
    BeforeValidator(_read),
    PlainSerializer(_short),
]
