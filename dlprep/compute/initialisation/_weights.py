"""Weights of a linear or convolutional layer: their shape, the fans, and the size that an initialiser gives them."""

import math
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from dlprep.compute.place import Place
from dlprep.rules import RuleError
from dlprep.text import Text

Shape = tuple[int, ...]
SHAPE_ZH = "权重的形状 [输出， 输入， 卷积核各边长...]，全连接层只有前两个"
SHAPE_EN = "shape of the weights [out, in, sides of the kernel...]; a linear layer has the first two only"


def _not_too_many(shape: Shape) -> Shape:
    if math.prod(shape) > 2**22:
        raise RuleError(zh="shape：最多 4194304 个权重", en="shape: at most 4194304 weights")
    return shape


Side = Annotated[int, Field(strict=True, ge=1, le=65_536)]
WeightShape = Annotated[tuple[Side, ...], Field(min_length=2, max_length=4), AfterValidator(_not_too_many)]


def said(shape: Shape) -> Text:
    """Describe the layer that has such weights."""
    out, into, *kernel = shape
    if not kernel:
        return Text(
            zh=f"全连接层（${into}$ 个输入，${out}$ 个输出）", en=f"a linear layer (${into}$ inputs, ${out}$ outputs)"
        )
    sides = r" \times ".join(map(str, kernel))
    return Text(
        zh=f"卷积层（核 ${sides}$，输入 ${into}$ 个通道，输出 ${out}$ 个通道）",
        en=f"a convolution (kernel ${sides}$, ${into}$ channels in, ${out}$ channels out)",
    )


def measured(initialise: Callable[..., Any], standard: Callable[..., Any], shape: Shape, place: Place) -> float:
    """Return how many times as large `initialise` makes weights as `standard` does with the same random numbers."""
    import torch

    def drawn(fill: Callable[..., Any]) -> torch.Tensor:
        weights = torch.empty(shape, dtype=place.torch_dtype(), device=place.device)
        fill(weights, generator=torch.Generator(place.device).manual_seed(0))
        return weights.flatten()

    weights, unit = drawn(initialise), drawn(standard)
    largest = unit.abs().argmax()
    return float(weights[largest] / unit[largest])
