"""Memory that a fully connected network takes, in bytes: what training keeps, or the most that inference ever needs.

Layers have biases, with ReLU between them and none after the last. Training keeps parameters, gradients, the state of
the optimiser (one number a parameter for momentum, two for Adam) and, until the backward pass, the input, every z
before a ReLU, every h after it, and the output. Inference keeps parameters, and of the rest only the input and output
of the layer at work; ReLU is done in place. Labels, the loss and temporary tensors are not counted.
Source: Zhang, Lipton, Li & Smola, Dive into Deep Learning, section "Forward Propagation, Backward Propagation, and
Computational Graphs"; Kingma & Ba 2014, Adam, arXiv:1412.6980, algorithm 1.
"""

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.rules import RuleError
from dlprep.text import Text

Dtype = Literal["float16", "float32", "float64"]
Optimiser = Literal["sgd", "momentum", "adam"]
_BYTES: dict[Dtype, int] = {"float16": 2, "float32": 4, "float64": 8}
_STATE: dict[Optimiser, int] = {"sgd": 0, "momentum": 1, "adam": 2}


class MemoryParams(Params):
    """The network, the batch, and what it is run for."""

    widths: Annotated[tuple[Annotated[int, Field(ge=1, le=8192)], ...], Field(min_length=2, max_length=6)] = parameter(
        zh="各层宽度，从输入到输出，2 到 6 个，每个 1 到 8192",
        en="widths from the input to the output, 2 to 6 of them from 1 to 8192",
    )
    batch: int = parameter(ge=1, le=8192, zh="批大小，1 到 8192", en="batch size, 1 to 8192")
    phase: Literal["training", "inference"] = parameter(
        "training", zh="training 或 inference", en="training or inference"
    )
    optimiser: Optimiser = parameter(
        "sgd",
        zh="sgd（无动量）、momentum 或 adam；推理时只能是 sgd",
        en="sgd (plain), momentum or adam; sgd for inference",
    )
    dtype: Dtype = parameter("float32", zh="所有数的类型", en="the type of every number")

    @model_validator(mode="after")
    def _optimiser_trains(self) -> "MemoryParams":
        if self.phase == "inference" and self.optimiser != "sgd":
            raise RuleError(zh="optimiser：推理时没有优化器，不要给", en="optimiser: inference has none; leave it out")
        return self


class MemoryFootprint(Problem[MemoryParams]):
    """Count the numbers, multiply by their bytes."""

    title = Text(zh="训练和推理占用的内存", en="Memory for training and inference")
    covers = ("memory_footprint",)
    params = MemoryParams
    example = {"widths": [784, 256, 10], "batch": 64, "optimiser": "adam"}
    minutes = {"basic": 2.0, "intermediate": 3.0, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> MemoryParams:
        """Basic: small, SGD. Intermediate: momentum or inference. Advanced: two hidden layers, Adam or inference."""
        if level == "basic":
            widths, batch = tuple(rng.randint(2, 12) for _ in range(3)), rng.choice((2, 4, 5, 8, 10))
            return MemoryParams(widths=widths, batch=batch)
        phase: Literal["training", "inference"] = "inference" if rng.random() < 0.5 else "training"
        if level == "intermediate":
            widths, batch = tuple(10 * rng.randint(1, 30) for _ in range(3)), rng.choice((8, 16, 20, 32, 50))
            optimiser: Optimiser = "momentum" if phase == "training" else "sgd"
        else:
            widths, batch = (
                tuple(rng.choice((64, 100, 128, 256, 500, 784)) for _ in range(3)),
                rng.choice((32, 64, 128)),
            )
            widths, optimiser = (*widths, rng.choice((1, 10, 100))), "adam" if phase == "training" else "sgd"
        return MemoryParams(
            widths=widths, batch=batch, phase=phase, optimiser=optimiser, dtype=rng.choice(("float16", "float32"))
        )

    def prompt(self, p: MemoryParams) -> Text:
        """List what is kept, and what is not counted."""
        layers, size = "-".join(map(str, p.widths)), _BYTES[p.dtype]
        net = Text(
            zh=f"全连接网络各层宽度为 {layers}，每层有偏置，层与层之间是 ReLU（最后一层之后没有）。"
            f"批大小 {p.batch}，所有数都是 {p.dtype}（{size} 字节）。",
            en=f"A fully connected network has the widths {layers}, a bias in every layer, and ReLU between layers "
            f"(none after the last). The batch size is {p.batch}, and every number is a {p.dtype} of {size} bytes. ",
        )
        if p.phase == "inference":
            return Text(
                zh=f"{net.zh}推理时，参数一直在内存里；此外任一时刻只保留正在计算的那一层的输入和输出，ReLU 原地进行。"
                "峰值内存是多少字节？",
                en=f"{net.en}For inference the parameters stay in memory; of everything else only the input and the "
                "output of the layer being computed are there at a time, and ReLU works in place. How many bytes does "
                "the peak take?",
            )
        state = {
            "sgd": Text("用不带动量的 SGD，没有优化器状态", "Plain SGD has no state"),
            "momentum": Text(
                "用带动量的 SGD，每个参数一个速度", "SGD with momentum keeps a velocity for each parameter"
            ),
            "adam": Text("用 Adam，每个参数两个矩估计", "Adam keeps two moments for each parameter"),
        }[p.optimiser]
        return Text(
            zh=f"{net.zh}训练时内存里有参数、参数的梯度、优化器状态（{state.zh}），以及前向传播留下的输入、"
            "每个 ReLU 之前的 $z$ 和之后的 $h$（分开存放）、最后的输出。标签、损失和其他临时张量不算。共多少字节？",
            en=f"{net.en}Training holds the parameters, their gradients, the optimiser's state ({state.en}), and from "
            "the forward pass the input, every $z$ before a ReLU and every $h$ after it (both stored), and the final "
            "output. Labels, the loss and other temporary tensors do not count. How many bytes is that?",
        )

    def answer_type(self, p: MemoryParams) -> AnswerType:
        """Bytes."""
        return Count()

    def reference(self, p: MemoryParams) -> int:
        """Add up by the formula."""
        return _BYTES[p.dtype] * (_copies(p) * _parameters(p) + p.batch * _activations(p))

    def torch_reference(self, p: MemoryParams, place: Place) -> int:
        """Run the network on the meta device, which keeps shapes and no numbers, and weigh the tensors there are."""
        import torch

        options = {"device": "meta", "dtype": getattr(torch, p.dtype)}
        inference = p.phase == "inference"
        layers: list[torch.nn.Module] = []
        for i, (inside, outside) in enumerate(pairwise(p.widths)):
            layers += [torch.nn.ReLU(inplace=inference)] if i else []
            layers.append(torch.nn.Linear(inside, outside, **options))
        parameters = [weight for layer in layers for weight in layer.parameters()]
        x = torch.zeros(p.batch, p.widths[0], **options)
        if inference:
            return _bytes(parameters) + _peak(layers, x)
        kept = [x]
        for layer in layers:
            kept.append(layer(kept[-1]))
        kept[-1].sum().backward()
        optimisers = {
            "sgd": lambda: torch.optim.SGD(parameters),
            "momentum": lambda: torch.optim.SGD(parameters, momentum=0.9),
            "adam": lambda: torch.optim.Adam(parameters),
        }
        optimiser = optimisers[p.optimiser]()
        optimiser.step()
        state = [
            tensor
            for weight in parameters
            for tensor in optimiser.state[weight].values()
            if isinstance(tensor, torch.Tensor) and tensor.shape == weight.shape  # not Adam's count of steps
        ]
        return _bytes(parameters) + _bytes([weight.grad for weight in parameters]) + _bytes(state) + _bytes(kept)

    def steps(self, p: MemoryParams) -> list[Text]:
        """The formula, the parameters, the activations, the bytes."""
        size, n, most = _BYTES[p.dtype], _parameters(p), _activations(p)
        total = self.reference(p)
        layers = " + ".join(rf"({a} \cdot {b} + {b})" for a, b in pairwise(p.widths))
        count = rf"$P = {layers} = {n}$"
        if p.phase == "inference":
            pairs = ", ".join(f"{a} + {b}" for a, b in pairwise(p.widths))
            widest = rf"$A = {p.batch} \cdot \max({pairs}) = {p.batch} \cdot {most} = {p.batch * most}$"
            work = rf"${size} \cdot ({n} + {p.batch * most}) = {total}$"
            return [
                Text(
                    zh=r"$M = s (P + A)$，$P = \sum_i (d_{i-1} d_i + d_i)$，$A = B \max_i (d_{i-1} + d_i)$："
                    "不求梯度，算过的层就可以释放。",
                    en=r"$M = s (P + A)$ with $P = \sum_i (d_{i-1} d_i + d_i)$ and $A = B \max_i (d_{i-1} + d_i)$: "
                    "without gradients, a layer that is done can be freed.",
                ),
                Text(zh=f"参数：{count}。", en=f"The parameters: {count}."),
                Text(zh=f"最宽的一步：{widest}。", en=f"The widest step: {widest}."),
                Text(zh=f"每个数 {size} 字节：{work}。", en=f"At {size} bytes a number: {work}."),
            ]
        kept = " + ".join([str(p.widths[0]), *(rf"2 \cdot {d}" for d in p.widths[1:-1]), str(p.widths[-1])])
        stored = rf"$A = {p.batch} \cdot ({kept}) = {p.batch} \cdot {most} = {p.batch * most}$"
        work = rf"${size} \cdot ({_copies(p)} \cdot {n} + {p.batch * most}) = {total}$"
        formula = r"$M = s ((2 + m) P + A)$"
        where = r"$P = \sum_i (d_{i-1} d_i + d_i)$"
        forward = r"$A = B (d_0 + 2 d_1 + \cdots + 2 d_{L-1} + d_L)$"
        return [
            Text(
                zh=f"{formula}，{where}，{forward}：参数和梯度各一份，优化器状态 $m$ 份（SGD 为 0，动量为 1，"
                "Adam 为 2）；前向的结果乘批大小。",
                en=f"{formula} with {where} and {forward}: parameters and gradients once each, the optimiser's state "
                "$m$ times (SGD 0, momentum 1, Adam 2); what the forward pass leaves grows with the batch.",
            ),
            Text(zh=f"参数：{count}。", en=f"The parameters: {count}."),
            Text(zh=f"前向的结果：{stored}。", en=f"From the forward pass: {stored}."),
            Text(zh=f"每个数 {size} 字节：{work}。", en=f"At {size} bytes a number: {work}."),
        ]

    def slips(self, p: MemoryParams) -> Iterator[Slip]:
        """A kind of tensor, the batch, the biases or the bytes left out."""
        size, n, numbers = _BYTES[p.dtype], _parameters(p), p.batch * _activations(p)
        yield Slip(
            "numbers_for_bytes",
            self.reference(p) // size,
            Text(
                zh="这是数的个数，还要乘每个数的字节数。",
                en="That counts numbers; multiply by the bytes of each.",
            ),
        )
        yield Slip(
            "biases_left_out",
            size * (_copies(p) * (n - sum(p.widths[1:])) + numbers),
            Text(zh="漏了偏置：每层还有 $d_i$ 个。", en="The biases are missing: $d_i$ more in each layer."),
        )
        if p.batch > 1:
            yield Slip(
                "batch_left_out",
                size * (_copies(p) * n + _activations(p)),
                Text(
                    zh="每个样本都有自己的激活值，要乘批大小；参数才是共用的。",
                    en="Every example has activations of its own: multiply by the batch. The parameters are shared.",
                ),
            )
        yield from _inference_slips(p) if p.phase == "inference" else _training_slips(p)


def _training_slips(p: MemoryParams) -> Iterator[Slip]:
    size, n, numbers = _BYTES[p.dtype], _parameters(p), p.batch * _activations(p)
    if p.optimiser == "sgd":
        yield Slip(
            "gradients_left_out",
            size * (n + numbers),
            Text(
                zh="漏了梯度：训练时每个参数还有一个同样大小的梯度。",
                en="The gradients are missing: in training each parameter has one of its own size.",
            ),
        )
    else:
        yield Slip(
            "state_left_out",
            size * (2 * n + numbers),
            Text(
                zh="漏了优化器状态：动量每个参数 1 个数，Adam 2 个。",
                en="The optimiser's state is missing: one number a parameter for momentum, two for Adam.",
            ),
        )
    yield Slip(
        "activations_left_out",
        size * _copies(p) * n,
        Text(
            zh="漏了前向传播的结果：反向传播要用，不能释放。",
            en="What the forward pass computed is missing: the backward pass needs it.",
        ),
    )
    if len(p.widths) > 2:
        yield Slip(
            "hidden_layers_once",
            size * (_copies(p) * n + p.batch * sum(p.widths)),
            Text(
                zh="隐藏层要算两份：ReLU 之前的 $z$ 和之后的 $h$。",
                en="A hidden layer counts twice: $z$ before the ReLU and $h$ after it.",
            ),
        )


def _inference_slips(p: MemoryParams) -> Iterator[Slip]:
    size, n = _BYTES[p.dtype], _parameters(p)
    if len(p.widths) > 2:
        yield Slip(
            "every_layer_kept",
            size * (n + p.batch * sum(p.widths)),
            Text(
                zh="推理不求梯度，前面各层的结果可以释放，只看最宽的一步。",
                en="Inference takes no gradients and can free earlier layers: only the widest step counts.",
            ),
        )
    yield Slip(
        "one_side_of_the_layer",
        size * (n + p.batch * max(p.widths)),
        Text(
            zh="计算一层时，它的输入和输出同时在内存里。",
            en="While a layer is computed, its input and its output are both in memory.",
        ),
    )
    yield Slip(
        "gradients_counted",
        size * (2 * n + p.batch * _activations(p)),
        Text(zh="推理没有梯度，参数只算一份。", en="Inference has no gradients: parameters count once."),
    )


def _copies(p: MemoryParams) -> int:
    """Count the numbers kept for each parameter."""
    return 1 if p.phase == "inference" else 2 + _STATE[p.optimiser]


def _parameters(p: MemoryParams) -> int:
    return sum(a * b + b for a, b in pairwise(p.widths))


def _activations(p: MemoryParams) -> int:
    """Count what one example needs beside the parameters."""
    if p.phase == "inference":
        return max(a + b for a, b in pairwise(p.widths))
    return p.widths[0] + 2 * sum(p.widths[1:-1]) + p.widths[-1]


def _bytes(tensors: list[Any]) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def _peak(layers: list[Any], x: Any) -> int:
    """Run torch layers one by one and weigh the tensors that are there at a time."""
    import torch

    most = 0
    with torch.no_grad():
        for layer in layers:
            before, x = x, layer(x)
            most = max(most, _bytes([before] if x is before else [before, x]))
    return most


problem = MemoryFootprint()
