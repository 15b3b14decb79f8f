"""Shape after a layer of a real network, its parameters, or all parameters up to and including it.

Shapes are (channels, height, width) for one image, and (units,) after a linear layer, which flattens its input. The
parameters are the learnable ones: weights, biases, and two a channel for batch normalisation, without its running
statistics. AlexNet and VGG-16 leave out the adaptive average pooling before fc6 and dropout, which change no shape at
this image size; the average pooling of LeNet-5 and the activations have no parameters.
Source: torchvision.models: alexnet, vgg16, resnet18 (61100840, 138357544 and 11689512 parameters); LeNet-5: Zhang et
al., Dive into Deep Learning, section 7.6. Simonyan & Zisserman 2015, arXiv:1409.1556, table 1; He et al. 2016,
arXiv:1512.03385, table 1.
"""

from collections.abc import Iterator
from random import Random
from typing import Literal

from pydantic import model_validator

from dlprep.compute.convolution._modules import MODULES
from dlprep.compute.convolution._network_slips import parameter_slips, shape_slips, total_slips
from dlprep.compute.convolution._networks import NETWORKS, Layer, Network, Stop, shortcut, values, walk
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, WorkTable, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Shape
from dlprep.rules import RuleError
from dlprep.text import Text

Quantity = Literal["shape", "parameters", "total"]


class WalkParams(Params):
    """Where in which network to stop."""

    network: Literal["lenet5", "alexnet", "vgg16", "resnet18"] = parameter(
        zh="网络：d2l 的 lenet5，torchvision 的 alexnet、vgg16、resnet18",
        en="the network: d2l's lenet5, torchvision's alexnet, vgg16 or resnet18",
    )
    layer: str = parameter(
        zh="层名，如 conv1、pool1、fc6；resnet18 还有 bn1、layer1.0、avgpool",
        en="name of the layer, such as conv1, pool1, fc6; in resnet18 also bn1, layer1.0, avgpool",
    )
    quantity: Quantity = parameter(
        "shape",
        zh="要算什么：shape 该层输出的形状，parameters 该层参数量，total 从头到该层的总参数量",
        en="what is asked: shape of the output, parameters of the layer, or total of all layers up to it",
    )

    @model_validator(mode="after")
    def _layer_exists(self) -> "WalkParams":
        names = [layer.name for layer in NETWORKS[self.network].layers]
        if self.layer not in names:
            raise RuleError(
                zh=f"layer：{self.network} 的层有 {', '.join(names)}",
                en=f"layer: {self.network} has {', '.join(names)}",
            )
        return self

    @property
    def table(self) -> Network:
        """The network's table."""
        return NETWORKS[self.network]

    def stops(self) -> list[Stop]:
        """The walk, up to and including the layer."""
        stops = []
        for stop in walk(self.table):
            stops.append(stop)
            if stop.layer.name == self.layer:
                break
        return stops


class NetworkShapeWalk(Problem[WalkParams]):
    """Go from the image to the layer, table in hand."""

    title = Text(zh="经典网络逐层推形状和参数量", en="Shapes and parameters through a real network")
    covers = ("network_shape_walk",)
    params = WalkParams
    example = {"network": "alexnet", "layer": "conv2"}
    minutes = {"basic": 1.5, "intermediate": 3.0, "advanced": 5.0}

    def generate(self, rng: Random, level: Level) -> WalkParams:
        """Basic: LeNet-5. Intermediate: AlexNet or VGG-16. Advanced: a layer of ResNet-18, or a total."""
        networks = {"basic": ("lenet5",), "intermediate": ("alexnet", "vgg16")}
        network = rng.choice(networks.get(level, ("alexnet", "resnet18", "vgg16")))
        layers = NETWORKS[network].layers
        if level == "advanced" and (network != "resnet18" or rng.random() < 0.3):
            # few enough layers to add up by hand
            return WalkParams(network=network, layer=rng.choice(layers[3:12]).name, quantity="total")
        quantity: Quantity = rng.choice(("shape", "parameters"))
        telling = ("conv", "block", "linear") if quantity == "parameters" else ("conv", "block", "pool")
        layer = rng.choice([layer for layer in layers if layer.kind in telling])
        return WalkParams(network=network, layer=layer.name, quantity=quantity)

    def prompt(self, p: WalkParams) -> Text:
        """Give the table up to the layer, so that nothing has to be known by heart."""
        stops = p.stops()
        pooling = "AvgPool" if p.network == "lenet5" else "MaxPool"
        met = {stop.layer.name for stop in stops}
        stages = [[layer for layer in stage if layer.name in met] for stage in p.table.stages]
        table = "\n".join(
            f"- {', '.join(f'{layer.name} = {_said(layer, pooling)}' for layer in stage)}" for stage in stages if stage
        )
        image, name = "×".join(map(str, p.table.image)), p.table.variant
        asked = _asked(p)
        bias = Text(zh="卷积层和全连接层都有偏置", en="Convolutions and linear layers have biases")
        if not p.table.bias:
            bias = Text(
                zh="卷积没有偏置，全连接层有；BatchNorm 每个通道有 2 个参数（γ 和 β）",
                en="Convolutions have no biases, linear layers do; BatchNorm has 2 parameters a channel (γ, β)",
            )
        block = Text("", "")
        if any(stop.layer.kind == "block" for stop in stops):
            block = Text(
                zh="BasicBlock(C, s) 依次为 Conv(3×3, C, s, 1)、BatchNorm、Conv(3×3, C, 1, 1)、BatchNorm，再加上捷径；"
                "s 不为 1 或通道数改变时，捷径是 Conv(1×1, C, s, 0) 加 BatchNorm，否则是恒等映射。",
                en=" BasicBlock(C, s) is Conv(3×3, C, s, 1), BatchNorm, Conv(3×3, C, 1, 1), BatchNorm, plus "
                "a shortcut: Conv(1×1, C, s, 0) and BatchNorm where s is not 1 or channels change, else the identity.",
            )
        return Text(
            zh=f"{name.zh}，输入 {image}（通道×高×宽），逐层写作 Conv(核, 输出通道, 步幅, 每侧填充)、"
            f"{pooling}(窗口, 步幅, 每侧填充)、Linear(输出单元)：\n\n{table}\n\n"
            f"激活函数略去；{bias.zh}；全连接层先展平输入；尺寸向下取整。{block.zh}{asked.zh}",
            en=f"{name.en}, with an input of {image} (channels × height × width), layer by layer as Conv(kernel, "
            f"output channels, stride, padding on each side), {pooling}(window, stride, padding on each side) and "
            f"Linear(output units):\n\n{table}\n\nActivations are left out. {bias.en}; a linear layer flattens its "
            f"input first; sizes are rounded down.{block.en} {asked.en}",
        )

    def answer_type(self, p: WalkParams) -> AnswerType:
        """The sides of one image's tensor, or parameters."""
        return Shape(rank=len(p.stops()[-1].after)) if p.quantity == "shape" else Count()

    def reference(self, p: WalkParams) -> AnswerValue:
        """Walk through the table by the formulas of convolution, pooling and linear layers."""
        stops = p.stops()
        if p.quantity == "shape":
            return stops[-1].after
        return stops[-1].parameters if p.quantity == "parameters" else sum(stop.parameters for stop in stops)

    def torch_reference(self, p: WalkParams, place: Place) -> AnswerValue:
        """Build the nn.Module on the meta device and send an image through it, module by module."""
        import torch

        total = own = 0
        with torch.device("meta"):
            image, modules = MODULES[p.network]()
            tensor = torch.empty(1, *image)
        for name, module in modules.items():
            tensor = module(tensor)
            own = sum(weights.numel() for weights in module.parameters())
            total += own
            if name == p.layer:
                break
        if p.quantity == "shape":
            return tuple(tensor.shape[1:])
        return own if p.quantity == "parameters" else total

    def steps(self, p: WalkParams) -> list[Text]:
        """The formulas, then the table line by line."""
        size = r"$n_{\text{out}} = \lfloor \frac{n + 2p - k}{s} \rfloor + 1$"
        conv, linear = r"$k^2 C_{\text{in}} C_{\text{out}} + b \, C_{\text{out}}$", "$mn + n$"
        steps = [
            Text(
                zh=f"逐层推：卷积和池化 {size}，池化不改变通道数。参数量：卷积 {conv}（有偏置时 $b = 1$，"
                f"否则 $b = 0$），全连接 {linear}（$m$ 个输入，$n$ 个输出），BatchNorm $2C$，池化和激活为 0。",
                en=f"Layer by layer: convolution and pooling give {size}, and pooling keeps the channels. Parameters: "
                f"a convolution has {conv} ($b = 1$ with biases, else $b = 0$), a linear layer {linear} ($m$ inputs, "
                "$n$ outputs), BatchNorm $2C$, pooling and activations none.",
            )
        ]
        stops = p.stops()
        for stop in stops:
            sizes, counts = _size_work(stop), _count_work(stop, p.table.bias)
            shape = "×".join(map(str, stop.after))
            zh = "，".join([*sizes, shape, *(f"参数 {count}" for count in counts)])
            en = ", ".join([*sizes, shape, *(f"parameters {count}" for count in counts)])
            steps.append(Text(zh=f"{stop.layer.name}：{zh}。", en=f"{stop.layer.name}: {en}."))
        if p.quantity == "total":
            terms = [stop.parameters for stop in stops if stop.parameters]
            total = f"${' + '.join(map(str, terms))} = {sum(terms)}$"
            steps.append(Text(zh=f"总参数量：{total}。", en=f"Parameters in all: {total}."))
        return steps

    def table(self, p: WalkParams) -> WorkTable:
        """A row a layer, down to the one that is asked about."""
        header = (Text(zh="层", en="layer"), Text(zh="输出", en="output"), Text(zh="参数量", en="parameters"))
        rows = [(stop.layer.name, "×".join(map(str, stop.after)), f"{stop.parameters:,}") for stop in p.stops()]
        return WorkTable(header, tuple(rows))

    def slips(self, p: WalkParams) -> Iterator[Slip]:
        """The formulas with something left out, at this layer."""
        stops = p.stops()
        if p.quantity == "shape":
            yield from shape_slips(stops[-1])
        elif p.quantity == "parameters":
            yield from parameter_slips(stops[-1], p.table.bias)
        else:
            yield from total_slips(stops, p.table.bias)


def _asked(p: WalkParams) -> Text:
    if p.quantity == "shape":
        return Text(
            zh=f"{p.layer} 的输出是什么形状（一张图：通道、高、宽；全连接层只写单元数）？",
            en=f"What shape does {p.layer} give for one image (channels, height, width; after a linear layer, units)?",
        )
    if p.quantity == "parameters":
        return Text(zh=f"{p.layer} 有多少个可学习的参数？", en=f"How many learnable parameters does {p.layer} have?")
    return Text(
        zh=f"从输入到 {p.layer}（含）一共有多少个可学习的参数？",
        en=f"How many learnable parameters are there from the input up to and including {p.layer}?",
    )


def _said(layer: Layer, pooling: str) -> str:
    match layer.kind:
        case "conv":
            return f"Conv({layer.kernel}×{layer.kernel}, {layer.units}, {layer.stride}, {layer.padding})"
        case "pool":
            return f"{pooling}({layer.kernel}×{layer.kernel}, {layer.stride}, {layer.padding})"
        case "block":
            return f"BasicBlock({layer.units}, {layer.stride})"
        case "linear":
            return f"Linear({layer.units})"
    return "BatchNorm" if layer.kind == "norm" else "GlobalAvgPool"


def _size_work(stop: Stop) -> list[str]:
    """The side of a window's output, worked; images here are square."""
    layer = stop.layer
    if not layer.kernel:
        return []
    n, out = stop.before[1], stop.after[1]
    free = rf"{n} + 2 \cdot {layer.padding} - {layer.kernel}"
    return [rf"$\lfloor \frac{{{free}}}{{{layer.stride}}} \rfloor + 1 = {out}$"]


def _count_work(stop: Stop, bias: bool) -> list[str]:
    layer, channels, units = stop.layer, stop.before[0], stop.layer.units
    match layer.kind:
        case "conv":
            work = rf"{layer.kernel}^2 \cdot {channels} \cdot {units}{f' + {units}' if bias else ''}"
        case "norm":
            work = rf"2 \cdot {channels}"
        case "linear":
            work = rf"{values(stop.before)} \cdot {units} + {units}"
        case "block":
            joined = shortcut(layer, stop.before)
            own = rf" + {channels} \cdot {units}" if joined else ""
            work = rf"9 \cdot {channels} \cdot {units} + 9 \cdot {units}^2{own} + {6 if joined else 4} \cdot {units}"
        case _:
            return []
    return [f"${work} = {stop.parameters}$"]


problem = NetworkShapeWalk()
