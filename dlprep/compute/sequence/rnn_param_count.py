"""Parameters of a simple RNN, a GRU or an LSTM: all weights and biases of its recurrent layers, a count.

Each layer and direction has 1 (RNN), 3 (GRU) or 4 (LSTM) blocks, each a matrix on its input, a matrix on the hidden
state and one or two bias vectors: PyTorch keeps two, textbooks and Keras (for RNN and LSTM) one. From the second layer
on, the input is the hidden state below, of both directions. No embedding and no output layer is counted.
Source: torch.nn.RNN, torch.nn.GRU and torch.nn.LSTM, section "Variables".
"""

from collections.abc import Iterator
from random import Random
from typing import Literal

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.text import Text

Cell = Literal["rnn", "gru", "lstm"]
BLOCKS: dict[Cell, int] = {"rnn": 1, "gru": 3, "lstm": 4}
NAMES: dict[Cell, Text] = {
    "rnn": Text(zh="简单 RNN", en="simple RNN"),
    "gru": Text(zh=" GRU", en="GRU"),
    "lstm": Text(zh=" LSTM（无窥孔连接）", en="LSTM (without peepholes)"),
}


class RecurrentParams(Params):
    """The network, and how biases are counted."""

    cell: Cell = parameter(zh="单元：rnn、gru 或 lstm", en="the cell: rnn, gru or lstm")
    inputs: int = parameter(ge=1, le=10000, zh="输入向量的维数", en="size of the input vectors")
    hidden: int = parameter(
        ge=1, le=10000, zh="隐状态的维数（每个方向）", en="size of the hidden state, each direction"
    )
    layers: int = parameter(1, ge=1, le=8, zh="层数", en="number of layers")
    directions: Literal[1, 2] = parameter(1, zh="方向数，2 为双向", en="number of directions; 2 is bidirectional")
    biases: Literal[1, 2] = parameter(
        1, zh="每个门（块）的偏置向量个数，PyTorch 为 2", en="bias vectors of each gate or block; PyTorch has 2"
    )


class RnnParamCount(Problem[RecurrentParams]):
    """Count one block, times blocks, directions and layers."""

    title = Text(zh="RNN、GRU、LSTM 的参数量", en="Parameters of an RNN, GRU or LSTM")
    covers = ("rnn_param_count",)
    params = RecurrentParams
    example = {"cell": "lstm", "inputs": 100, "hidden": 128, "biases": 2}

    def generate(self, rng: Random, level: Level) -> RecurrentParams:
        """Basic: one layer, one bias. Intermediate: up to two layers. Advanced: bidirectional too, up to three."""
        cell: Cell = rng.choice(("rnn", "gru", "lstm", "lstm"))
        if level == "basic":
            return RecurrentParams(cell=cell, inputs=rng.choice((5, 10, 20, 50)), hidden=rng.choice((4, 8, 30, 100)))
        wide = level == "advanced"
        return RecurrentParams(
            cell=cell,
            inputs=rng.choice((50, 100, 200, 300)),
            hidden=rng.choice((64, 128, 256, 512)),
            layers=rng.randint(2, 3) if wide else rng.randint(1, 2),
            directions=rng.choice((1, 2, 2)) if wide else 1,
            biases=rng.choice((1, 2)),
        )

    def prompt(self, p: RecurrentParams) -> Text:
        """Say how many biases, and what joins two directions."""
        name = NAMES[p.cell]
        ways = Text(zh="双向" if p.directions == 2 else "单向", en="bidirectional" if p.directions == 2 else "one-way")
        side = Text(zh="每个方向的", en=" in each direction") if p.directions == 2 else Text("", "")
        layers = Text(
            zh=f" {p.layers} 层" if p.layers > 1 else "单层", en=f"{p.layers} layer{'s' if p.layers > 1 else ''}"
        )
        bias = Text(
            zh="两个偏置向量（与 PyTorch 相同，输入和循环各一个）" if p.biases == 2 else "一个偏置向量",
            en="two bias vectors (as in PyTorch, one with the input and one with the recurrence)"
            if p.biases == 2
            else "one bias vector",
        )
        each = Text(zh="每层的状态更新", en="The state update of each layer")
        if p.cell != "rnn":
            each = Text(zh="每层的各个门和候选状态都", en="Every gate and the candidate of each layer")
        joined = Text("", "")
        if p.directions == 2 and p.layers > 1:
            joined = Text(
                zh="从第二层起，输入是下面一层两个方向隐状态的拼接。",
                en=" Layers above the first read both hidden states of the layer below, concatenated.",
            )
        return Text(
            zh=f"一个{layers.zh}的{ways.zh}循环网络，单元是{name.zh}，输入 {p.inputs} 维，"
            f"{side.zh}隐状态 {p.hidden} 维。{each.zh}有{bias.zh}。{joined.zh}不算嵌入层和输出层，一共有多少个参数？",
            en=f"A {ways.en} {name.en} has {layers.en}, inputs of size {p.inputs} and a hidden state of size "
            f"{p.hidden}{side.en}. {each.en} has {bias.en}.{joined.en} How many parameters are there, "
            "without embedding and output layers?",
        )

    def answer_type(self, p: RecurrentParams) -> AnswerType:
        """Weights and biases together."""
        return Count()

    def reference(self, p: RecurrentParams) -> int:
        """Add up the layers."""
        return _count(p)

    def torch_reference(self, p: RecurrentParams, place: Place) -> int:
        """Build the network without memory, and count what it holds; its second biases only where two are meant."""
        import torch

        kind = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[p.cell]
        network = kind(p.inputs, p.hidden, p.layers, bidirectional=p.directions == 2, device="meta")
        return sum(
            weights.numel()
            for name, weights in network.named_parameters()
            if p.biases == 2 or not name.startswith("bias_hh")
        )

    def steps(self, p: RecurrentParams) -> list[Text]:
        """The formula, then the first layer, those above, and the sum."""
        g, d, h, b = BLOCKS[p.cell], p.directions, p.hidden, p.biases

        def layer(inputs: int) -> str:
            return rf"{d} \cdot {g} \cdot ({h} \cdot {inputs} + {h} \cdot {h} + {b} \cdot {h}) = {_layer(p, inputs)}"

        formula = r"$D \cdot G \cdot (h n + h^2 + B h)$"
        steps = [
            Text(
                zh=f"每层 {formula}：$D$ 个方向，$G$ 个块（RNN 1、GRU 3、LSTM 4），输入 $n$ 维，隐状态 $h$ 维，"
                "$B$ 个偏置向量。从第二层起 $n = D h$。",
                en=f"Each layer has {formula}: $D$ directions, $G$ blocks (1 for an RNN, 3 for a GRU, 4 for an LSTM), "
                "input size $n$, hidden size $h$, $B$ bias vectors. From the second layer on, $n = D h$.",
            ),
            Text(zh=f"第 1 层：${layer(p.inputs)}$。", en=f"Layer 1: ${layer(p.inputs)}$."),
        ]
        if p.layers > 1:
            above = layer(d * h)
            total = f"${_layer(p, p.inputs)} + {p.layers - 1} \\cdot {_layer(p, d * h)} = {_count(p)}$"
            steps += [
                Text(
                    zh=f"以上每层输入 {d * h} 维：${above}$。",
                    en=f"Each layer above reads {d * h} numbers: ${above}$.",
                ),
                Text(zh=f"合计：{total}。", en=f"Together: {total}."),
            ]
        return steps

    def slips(self, p: RecurrentParams) -> Iterator[Slip]:
        """Biases, blocks, the recurrent matrix, directions and layers, each counted wrongly."""
        g, d, h = BLOCKS[p.cell], p.directions, p.hidden
        right, bias = _count(p), d * g * h * p.layers
        yield Slip(
            "biases_left_out",
            right - p.biases * bias,
            Text(zh="偏置也是参数。", en="Biases are parameters too."),
        )
        if p.biases == 2:
            yield Slip(
                "one_bias_for_two",
                right - bias,
                Text(
                    zh="这里有两个偏置向量；PyTorch 的 `bias_ih` 和 `bias_hh` 都要算。",
                    en="There are two bias vectors here; PyTorch's `bias_ih` and `bias_hh` both count.",
                ),
            )
        else:
            yield Slip(
                "two_biases_for_one",
                right + bias,
                Text(
                    zh="两个偏置向量是 PyTorch 的做法，这里只有一个。",
                    en="Two bias vectors are PyTorch's way; here there is one.",
                ),
            )
        if g > 1:
            yield Slip(
                "gates_forgotten",
                right // g,
                Text(
                    zh="每个门和候选状态都有自己的一套权重：GRU 3 套，LSTM 4 套。",
                    en="Every gate and the candidate has weights of its own: 3 sets in a GRU, 4 in an LSTM.",
                ),
            )
        yield Slip(
            "recurrent_weights_left_out",
            right - d * g * h * h * p.layers,
            Text(
                zh="漏了隐状态到隐状态的 $h \\times h$ 矩阵，循环就靠它。",
                en="The $h \\times h$ matrix from state to state is missing; it makes the network recurrent.",
            ),
        )
        if d == 2:
            yield Slip(
                "one_direction",
                _count(p.model_copy(update={"directions": 1})),
                Text(
                    zh="双向网络每层有两套参数，每个方向一套。",
                    en="A bidirectional network has two sets of parameters in each layer, one a direction.",
                ),
            )
        if p.layers > 1 and p.inputs != d * h:
            yield Slip(
                "same_input_everywhere",
                p.layers * _layer(p, p.inputs),
                Text(
                    zh="从第二层起，输入是下一层的隐状态，不再是原来的输入。",
                    en="From the second layer on, the input is the hidden state below, no longer the network's input.",
                ),
            )


def _layer(p: RecurrentParams, inputs: int) -> int:
    return p.directions * BLOCKS[p.cell] * p.hidden * (inputs + p.hidden + p.biases)


def _count(p: RecurrentParams) -> int:
    return _layer(p, p.inputs) + (p.layers - 1) * _layer(p, p.directions * p.hidden)


problem = RnnParamCount()
