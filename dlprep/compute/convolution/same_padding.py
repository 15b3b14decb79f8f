"""Padding that keeps the size ("same"): zeros before and after the input along one side, in pixels.

With stride s an input of n px is to give ceil(n/s) px. An odd number of zeros is split with the extra one at the end,
as in PyTorch's padding="same" (which takes stride 1 only) and TensorFlow's padding="SAME".
Source: Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285, relationship 3 (half);
TensorFlow documentation, tf.nn, "Notes on padding".
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Part, Parts
from dlprep.text import Text


class SameParams(Params):
    """One side of the input and of the window, in pixels."""

    size: Annotated[int, Field(strict=True, ge=1, le=1024)] = parameter(
        zh="输入在这个方向上的长度，像素", en="length of the input along this side, px"
    )
    kernel: Annotated[int, Field(strict=True, ge=1, le=64)] = parameter(
        zh="核在这个方向上的长度，像素", en="length of the kernel along this side, px"
    )
    stride: Annotated[int, Field(strict=True, ge=1, le=16)] = parameter(1, zh="步幅，像素", en="stride, px")
    dilation: Annotated[int, Field(strict=True, ge=1, le=16)] = parameter(
        1, zh="膨胀率，1 为普通卷积", en="spacing of the kernel's taps; 1 is an ordinary kernel"
    )


class SamePadding(Problem[SameParams]):
    """As many zeros as the windows need, the odd one at the end."""

    title = Text(zh="保持尺寸的填充（same）", en="Padding that keeps the size (same)")
    covers = ("same_padding",)
    params = SameParams
    example = {"size": 32, "kernel": 5}

    def generate(self, rng: Random, level: Level) -> SameParams:
        """Basic: stride 1. Intermediate: dilation too, and even kernels more often. Advanced: strides."""
        if level == "basic":
            return SameParams(size=rng.choice((7, 14, 28, 32, 56, 224)), kernel=rng.choice((3, 4, 5, 6, 7, 9, 11)))
        size, kernel = rng.randint(10, 128), rng.randint(2, 9)
        if level == "intermediate":
            return SameParams(size=size, kernel=kernel, dilation=rng.choice((1, 2, 2, 3, 4)))
        stride = rng.randint(2, 4)
        return SameParams(size=size, kernel=kernel + stride, stride=stride, dilation=rng.choice((1, 1, 2)))

    def prompt(self, p: SameParams) -> Text:
        """Say what "same" means, and where the extra zero goes."""
        length, stride = f"$n = {p.size}$", f"$s = {p.stride}$"
        wanted = r"$\lceil n / s \rceil$"
        return Text(
            zh=f"只看一个方向：输入长 {length}，卷积核长 {p.kernel}，步幅 {stride}，膨胀率 {p.dilation}"
            f"（1 即普通卷积）。用最少的零做 same 填充，使输出长 {wanted}（步幅为 1 时即与输入等长）；"
            "零的总数为奇数时，多出的一个放在末尾。输入的开头和末尾各补几个零？",
            en=f"Along one side an input is {length} long, the kernel {p.kernel}, with stride {stride} and dilation "
            f"{p.dilation} (1 is an ordinary convolution). “Same” padding adds the fewest zeros that make the output "
            f"{wanted} long (with stride 1, as long as the input); of an odd number of zeros the extra one goes at the "
            "end. How many zeros go before the input, and how many after it?",
        )

    def answer_type(self, p: SameParams) -> AnswerType:
        """Two whole numbers of zeros."""
        return Parts(
            (
                Part("before", Text(zh="开头的零", en="zeros before the input"), Count()),
                Part("after", Text(zh="末尾的零", en="zeros after the input"), Count()),
            )
        )

    def reference(self, p: SameParams) -> AnswerValue:
        """The last of ceil(n/s) windows ends where the padded input must."""
        return _split(_total(p))

    def torch_reference(self, p: SameParams, place: Place) -> AnswerValue:
        """Stride 1: see how far nn.Conv1d(padding="same") reaches outside. Else: add zeros until it gives ceil(n/s)."""
        return _reach_outside(p, place) if p.stride == 1 else _fewest_zeros(p)

    def steps(self, p: SameParams) -> list[Text]:
        """The formula, the covered length, the total, the split."""
        formula = r"$P = \max((\lceil \frac{n}{s} \rceil - 1) s + k_{\text{eff}} - n, 0)$"
        covers = r"$k_{\text{eff}} = d(k-1) + 1$"
        split = r"$\lfloor \frac{P}{2} \rfloor$"
        reach, total = p.dilation * (p.kernel - 1) + 1, _total(p)
        outputs = -(-p.size // p.stride)
        before, after = total // 2, total - total // 2
        same = rf"$k_{{\text{{eff}}}} = {p.dilation} \cdot ({p.kernel} - 1) + 1 = {reach}$"
        work = rf"$P = \max(({outputs} - 1) \cdot {p.stride} + {reach} - {p.size}, 0) = {total}$"
        gives = rf"$\lceil \frac{{{p.size}}}{{{p.stride}}} \rceil = {outputs}$"
        odd = Text("，多出的一个放在末尾", ", the extra one at the end") if total % 2 else Text("", "")
        return [
            Text(
                zh=f"零的总数 {formula}，其中 {covers} 是核覆盖的长度；开头补 {split} 个，其余补在末尾。"
                "步幅为 1、核长为奇数、不膨胀时，就是每侧 $(k-1)/2$ 个。",
                en=f"The zeros in all: {formula}, where {covers} is the length that the kernel covers; {split} of them "
                "go before the input and the rest after it. With stride 1, an odd kernel and no dilation that is "
                "$(k-1)/2$ on each side.",
            ),
            Text(
                zh=f"核覆盖的长度 {same}；输出长 {gives}。",
                en=f"The kernel covers {same}; the output is to be {gives} long.",
            ),
            Text(
                zh=f"{work}：开头 {before} 个，末尾 {after} 个{odd.zh}。",
                en=f"{work}: {before} before and {after} after{odd.en}.",
            ),
        ]

    def slips(self, p: SameParams) -> Iterator[Slip]:
        """The split, and what the formula leaves out."""
        total, reach = _total(p), p.dilation * (p.kernel - 1)
        if total % 2:
            half = total // 2
            yield Slip(
                "extra_zero_in_front",
                {"before": half + 1, "after": half},
                Text(
                    zh="多出的一个零按约定放在末尾，不在开头。",
                    en="By the convention the extra zero goes at the end, not in front.",
                ),
            )
            yield Slip(
                "same_on_both_sides",
                {"before": half + 1, "after": half + 1},
                Text(
                    zh="两侧都向上取整会多补一个零；总数为奇数时两侧不能相等。",
                    en="Rounded up on both sides it is one zero too many; an odd number cannot be split evenly.",
                ),
            )
        if total:
            yield Slip(
                "total_on_each_side",
                {"before": total, "after": total},
                Text(
                    zh="这是零的总数，要分到开头和末尾两侧。",
                    en="That is the number of zeros in all; it is shared between the two sides.",
                ),
            )
        if p.dilation > 1 and p.kernel > 1:
            yield Slip(
                "dilation_ignored",
                _split(_total(p.model_copy(update={"dilation": 1}))),
                Text(
                    zh="漏了膨胀率：膨胀后的核覆盖 $d(k-1)+1$ 个像素。",
                    en="The dilation was left out: a dilated kernel covers $d(k-1)+1$ pixels.",
                ),
            )
        if p.stride > 1:
            yield Slip(
                "stride_ignored",
                _split(reach),
                Text(
                    zh="这是步幅为 1 时的填充；步幅更大时，只需补到最后一个窗口结束的地方。",
                    en="That is the padding for stride 1; a larger one needs zeros only to where its last window ends.",
                ),
            )


def _total(p: SameParams) -> int:
    """Count the zeros on both sides together."""
    windows = -(-p.size // p.stride)
    return max((windows - 1) * p.stride + p.dilation * (p.kernel - 1) + 1 - p.size, 0)


def _split(total: int) -> dict[str, AnswerValue]:
    return {"before": total // 2, "after": total - total // 2}


def _reach_outside(p: SameParams, place: Place) -> dict[str, AnswerValue]:
    """See by their gradients which pixels the first, a middle and the last output of a "same" layer see."""
    import warnings

    import torch

    layer = torch.nn.Conv1d(1, 1, p.kernel, padding="same", dilation=p.dilation, bias=False, dtype=torch.float64)
    torch.nn.init.ones_(layer.weight)
    length = 3 * p.kernel * p.dilation
    pixels = torch.zeros(1, 1, length, dtype=torch.float64, device=place.device, requires_grad=True)
    # cuDNN may go through an FFT, which leaves rounding errors where the gradient is 0
    with torch.backends.cudnn.flags(enabled=False), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd number of zeros is slow, says torch
        units = layer.to(place.device)(pixels)[0, 0]
        first, middle, last = (
            torch.autograd.grad(units[at], pixels, retain_graph=True)[0][0, 0].nonzero()
            for at in (0, length // 2, length - 1)
        )
    covered = int(middle.max() - middle.min()) + 1
    return {"before": covered - 1 - int(first.max()), "after": covered - length + int(last.min())}


def _fewest_zeros(p: SameParams) -> dict[str, AnswerValue]:
    """Lengthen the input until nn.Conv1d gives as many values as are wanted; split the zeros with tensor_split."""
    import torch

    layer = torch.nn.Conv1d(1, 1, p.kernel, p.stride, dilation=p.dilation, device="meta")
    wanted = torch.empty(p.size, device="meta")[:: p.stride].numel()
    length = max(p.size, p.dilation * (p.kernel - 1) + 1)  # torch refuses a kernel beyond the input
    while layer(torch.empty(1, 1, length, device="meta")).shape[2] < wanted:
        length += 1
    after, before = torch.arange(length - p.size).tensor_split(2)
    return {"before": len(before), "after": len(after)}


problem = SamePadding()
