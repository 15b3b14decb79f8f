"""Size that a dilated (atrous) kernel covers: (height, width) in pixels.

Dilation d means d - 1 holes between two taps, so 1 is an ordinary kernel, as in PyTorch.
Source: Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285, section 5.1.
"""

from collections.abc import Iterator
from random import Random

from pydantic import model_validator

from dlprep.compute.convolution._counts import by
from dlprep.compute.convolution._sides import Lengths, said
from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Shape
from dlprep.rules import RuleError
from dlprep.text import Text

Size = tuple[int, int]


class DilatedParams(Params):
    """One number, or [height, width]."""

    kernel: Lengths = parameter(zh="核的边长，像素", en="kernel size, px")
    dilation: Lengths = parameter(
        zh="膨胀率，即核中各点的间距；1 为普通卷积", en="spacing of the kernel's taps; 1 is an ordinary kernel"
    )

    @model_validator(mode="after")
    def _not_too_long(self) -> "DilatedParams":
        if max(_covered(self)) > 4096:
            raise RuleError(
                zh="kernel：连同空洞最多覆盖 4096 像素", en="kernel: with its holes it must not cover more than 4096 px"
            )
        return self


class DilatedKernelSize(Problem[DilatedParams]):
    """Taps and the holes between them."""

    title = Text(zh="膨胀卷积核的有效大小", en="Size that a dilated kernel covers")
    covers = ("dilated_kernel_size",)
    params = DilatedParams
    example = {"kernel": 3, "dilation": 2}

    def generate(self, rng: Random, level: Level) -> DilatedParams:
        """Basic: usual square kernels. Intermediate: any. Advanced: height and width differ."""
        if level == "basic":
            kernel, dilation = rng.choice((3, 5, 7)), rng.choice((2, 3, 4, 5, 6))
            return DilatedParams(kernel=(kernel, kernel), dilation=(dilation, dilation))
        if level == "intermediate":
            kernel, dilation = rng.randint(3, 11), rng.randint(2, 24)
            return DilatedParams(kernel=(kernel, kernel), dilation=(dilation, dilation))
        return DilatedParams(
            kernel=(rng.randint(3, 6), rng.randint(7, 11)), dilation=(rng.randint(2, 18), rng.randint(2, 12))
        )

    def prompt(self, p: DilatedParams) -> Text:
        """Dilation 1 is no dilation."""
        return Text(
            zh=f"一个 {by(p.kernel)}（高×宽）的卷积核，膨胀率为 {said(p.dilation)}（1 即普通卷积）。"
            "连同中间的空隙，它覆盖的高和宽是多少像素？",
            en=f"A kernel of {by(p.kernel)} (height × width) has dilation {said(p.dilation)} (1 is an ordinary "
            "convolution). How many pixels high and wide is the area it covers, holes included?",
        )

    def answer_type(self, p: DilatedParams) -> AnswerType:
        """Two whole numbers; one will do where they are the same."""
        return Shape(rank=2, square=True)

    def reference(self, p: DilatedParams) -> Size:
        """From the first tap to the last."""
        return _covered(p)

    def torch_reference(self, p: DilatedParams, place: Place) -> Size:
        """Send a pixel's impulse through nn.Conv1d, axis by axis, and see how far apart its traces lie."""
        import torch

        def run(axis: int) -> int:
            layer = torch.nn.Conv1d(1, 1, p.kernel[axis], dilation=p.dilation[axis], bias=False, dtype=torch.float64)
            torch.nn.init.ones_(layer.weight)
            pixels = torch.zeros(1, 1, 2 * p.kernel[axis] * p.dilation[axis] + 1, dtype=torch.float64)
            pixels[0, 0, pixels.shape[2] // 2] = 1
            # cuDNN may go through an FFT, which leaves rounding errors between the taps
            with torch.no_grad(), torch.backends.cudnn.flags(enabled=False):
                traces = layer.to(place.device)(pixels.to(place.device))[0, 0].nonzero()
            return int(traces.max() - traces.min()) + 1

        return run(0), run(1)

    def steps(self, p: DilatedParams) -> list[Text]:
        """The formula, then each axis."""
        steps = [
            Text(
                zh=r"每个方向：$k_{\text{eff}} = k + (k-1)(d-1) = d(k-1) + 1$，$k$ 个点之间有 $k-1$ 段空隙，"
                "每段 $d-1$ 个像素。",
                en=r"Along each side $k_{\text{eff}} = k + (k-1)(d-1) = d(k-1) + 1$: between $k$ taps there are $k-1$ "
                "gaps of $d-1$ pixels each.",
            )
        ]
        same = p.kernel[0] == p.kernel[1] and p.dilation[0] == p.dilation[1]
        names = (("高和宽", "Height and width"),) if same else (("高", "Height"), ("宽", "Width"))
        for (zh, en), k, d, covered in zip(names, p.kernel, p.dilation, _covered(p), strict=False):
            work = rf"${k} + ({k} - 1)({d} - 1) = {k} + {(k - 1) * (d - 1)} = {covered}$"
            steps.append(Text(zh=f"{zh}：{work}。", en=f"{en}: {work}."))
        return steps

    def slips(self, p: DilatedParams) -> Iterator[Slip]:
        """Gaps miscounted."""
        (kernel, width), (dilation, across) = p.kernel, p.dilation
        if p.kernel == (1, 1):
            yield Slip(
                "single_tap_dilated",
                (dilation + 1, across + 1),
                Text(
                    zh="只有一个点的核没有空隙，膨胀对它不起作用。",
                    en="A kernel of one tap has no gaps, so dilation does nothing to it.",
                ),
            )
            return
        if p.dilation != (1, 1):
            yield Slip(
                "dilation_times_kernel",
                (dilation * kernel, across * width),
                Text(
                    zh="是 $d(k-1)+1$，不是 $dk$：最后一个点之后没有空隙。",
                    en="It is $d(k-1)+1$, not $dk$: no gap follows the last tap.",
                ),
            )
            yield Slip(
                "dilation_ignored",
                p.kernel,
                Text(
                    zh="这是没有膨胀的大小；各点之间还有 $d-1$ 个像素的空隙。",
                    en="That is the size without dilation; there are gaps of $d-1$ pixels between the taps.",
                ),
            )
            yield Slip(
                "one_gap_only",
                (kernel + dilation - 1, width + across - 1),
                Text(
                    zh="空隙不止一段，而是 $k-1$ 段。",
                    en="There is not one gap but $k-1$ of them.",
                ),
            )
        yield Slip(
            "dilation_counted_from_zero",
            (kernel + (kernel - 1) * dilation, width + (width - 1) * across),
            Text(
                zh="膨胀率 1 即普通卷积，每段空隙是 $d-1$ 个像素，不是 $d$ 个。",
                en="Dilation 1 is an ordinary convolution: each gap has $d-1$ pixels, not $d$.",
            ),
        )


def _covered(p: DilatedParams) -> Size:
    height, width = (d * (k - 1) + 1 for k, d in zip(p.kernel, p.dilation, strict=True))
    return height, width


problem = DilatedKernelSize()
