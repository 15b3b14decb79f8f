"""Tables of real networks, layer by layer, and a walk through them: the shape after each layer and its parameters."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from dlprep.text import Text

Kind = Literal["conv", "norm", "pool", "global", "linear", "block"]
Shape = tuple[int, ...]


class Layer(NamedTuple):
    """One line of a table; `units` are output channels, or output units of a linear layer."""

    name: str
    kind: Kind
    units: int = 0
    kernel: int = 0
    stride: int = 1
    padding: int = 0


class Network(NamedTuple):
    """A table, its lines grouped into stages; `bias`: whether its convolutions have one."""

    variant: Text
    image: Shape
    stages: tuple[tuple[Layer, ...], ...]
    bias: bool = True

    @property
    def layers(self) -> list[Layer]:
        """All lines of the table."""
        return [layer for stage in self.stages for layer in stage]


class Stop(NamedTuple):
    """A layer met on the walk, with the shapes before and after it, and its parameters."""

    layer: Layer
    before: Shape
    after: Shape
    parameters: int


def _conv(name: str, units: int, kernel: int, stride: int = 1, padding: int = 0) -> Layer:
    return Layer(name, "conv", units, kernel, stride, padding)


def _pool(name: str, kernel: int, stride: int, padding: int = 0) -> Layer:
    return Layer(name, "pool", 0, kernel, stride, padding)


def _linear(name: str, units: int) -> Layer:
    return Layer(name, "linear", units)


def _vgg_stage(stage: int, depth: int, units: int) -> tuple[Layer, ...]:
    convolutions = (_conv(f"conv{stage}_{number}", units, 3, 1, 1) for number in range(1, depth + 1))
    return *convolutions, _pool(f"pool{stage}", 2, 2)


def _resnet_stage(stage: int, units: int, stride: int) -> tuple[Layer, ...]:
    return (
        Layer(f"layer{stage}.0", "block", units, 3, stride, 1),
        Layer(f"layer{stage}.1", "block", units, 3, 1, 1),
    )


NETWORKS: dict[str, Network] = {
    "lenet5": Network(
        Text(zh="LeNet-5（d2l 的经典版本）", en="LeNet-5 (d2l's classic version)"),
        (1, 28, 28),
        (
            (_conv("conv1", 6, 5, 1, 2), _pool("pool1", 2, 2)),
            (_conv("conv2", 16, 5), _pool("pool2", 2, 2)),
            (_linear("fc1", 120), _linear("fc2", 84), _linear("fc3", 10)),
        ),
    ),
    "alexnet": Network(
        Text(zh="AlexNet（torchvision 版）", en="AlexNet (torchvision's)"),
        (3, 224, 224),
        (
            (_conv("conv1", 64, 11, 4, 2), _pool("pool1", 3, 2)),
            (_conv("conv2", 192, 5, 1, 2), _pool("pool2", 3, 2)),
            (_conv("conv3", 384, 3, 1, 1), _conv("conv4", 256, 3, 1, 1)),
            (_conv("conv5", 256, 3, 1, 1), _pool("pool5", 3, 2)),
            (_linear("fc6", 4096), _linear("fc7", 4096), _linear("fc8", 1000)),
        ),
    ),
    "vgg16": Network(
        Text(zh="VGG-16（torchvision 版，无批归一化）", en="VGG-16 (torchvision's, without batch normalisation)"),
        (3, 224, 224),
        (
            _vgg_stage(1, 2, 64),
            _vgg_stage(2, 2, 128),
            _vgg_stage(3, 3, 256),
            _vgg_stage(4, 3, 512),
            _vgg_stage(5, 3, 512),
            (_linear("fc6", 4096), _linear("fc7", 4096), _linear("fc8", 1000)),
        ),
    ),
    "resnet18": Network(
        Text(zh="ResNet-18（torchvision 版）", en="ResNet-18 (torchvision's)"),
        (3, 224, 224),
        (
            (_conv("conv1", 64, 7, 2, 3), Layer("bn1", "norm"), _pool("maxpool", 3, 2, 1)),
            _resnet_stage(1, 64, 1),
            _resnet_stage(2, 128, 2),
            _resnet_stage(3, 256, 2),
            _resnet_stage(4, 512, 2),
            (Layer("avgpool", "global"), _linear("fc", 1000)),
        ),
        bias=False,
    ),
}


def walk(network: Network) -> Iterator[Stop]:
    """Go through the table from the image on. Shapes are (channels, height, width), after a linear layer (units,)."""
    shape = network.image
    for layer in network.layers:
        after = _shape_after(layer, shape)
        yield Stop(layer, shape, after, _parameters(layer, shape, network.bias))
        shape = after


def slide(length: int, layer: Layer) -> int:
    """Count the places of a window along one side."""
    return (length + 2 * layer.padding - layer.kernel) // layer.stride + 1


def values(shape: Shape) -> int:
    """How many numbers a tensor of this shape has, which a linear layer gets in one row."""
    product = 1
    for length in shape:
        product *= length
    return product


def shortcut(layer: Layer, before: Shape) -> bool:
    """Whether a block's shortcut needs a 1×1 convolution, to halve the map or change the channels."""
    return layer.stride > 1 or layer.units != before[0]


def _shape_after(layer: Layer, before: Shape) -> Shape:
    match layer.kind:
        case "conv" | "block":
            return layer.units, *(slide(length, layer) for length in before[1:])
        case "pool":
            return before[0], *(slide(length, layer) for length in before[1:])
        case "global":
            return before[0], 1, 1
        case "linear":
            return (layer.units,)
    return before


def _parameters(layer: Layer, before: Shape, bias: bool) -> int:
    area, channels, units = layer.kernel**2, before[0], layer.units
    match layer.kind:
        case "conv":
            return (area * channels + bias) * units
        case "norm":
            return 2 * channels
        case "linear":
            return (values(before) + 1) * units
        case "block":
            body = area * channels * units + area * units * units + 4 * units
            return body + (channels * units + 2 * units if shortcut(layer, before) else 0)
    return 0
