"""What comes out when softmax is computed literally, exp(x_i) / sum_j exp(x_j), in a floating-point format.

Each logit is rounded to the format, then each exponential, their sum (once, as torch does in float16) and each
quotient: to the nearest, with subnormal numbers, and to inf beyond the largest. inf/inf and 0/0 are nan, a finite
number over inf is 0. Or else which logits overflow: 1 for each whose exponential is inf, 0 for the others.

Logits at an edge are refused: where exponentials larger or smaller by a hundred-thousandth give another result, the
last digit of a machine's exp decides. The references agree to 2**-8, four units in the last place of float16.
Source: IEEE 754-2008, sections 4.3.1, 6.1 and 7.2; Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.1.
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.numerics._machine import FORMATS, Run, naive_softmax
from dlprep.compute.numerics._softmax import softmax
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.grading.compare import compare
from dlprep.rules import RuleError
from dlprep.text import Text

Values = tuple[float, ...]
DType = Literal["float16", "float32", "float64"]
AGREEMENT = 2.0**-8
DOUBT = Fraction(1, 100_000)
BANDS = ((-20, 8), (13, 80), (95, 700), (715, 1000))  # what each format can hold, and what none can


class NaiveParams(Params):
    """Logits, the format of every number in the computation, and what is asked."""

    logits: Annotated[tuple[Real, ...], Field(min_length=1, max_length=16)] = parameter(
        zh="1 到 16 个数", en="1 to 16 numbers"
    )
    dtype: DType = parameter(
        "float32",
        zh="每个数的格式：float16、float32 或 float64",
        en="format of every number: float16, float32 or float64",
    )
    quantity: Literal["result", "overflowing"] = parameter(
        "result",
        zh="result：算出的结果；overflowing：每个 logit 的指数是否上溢，1 或 0",
        en="result: what comes out; overflowing: 1 or 0 for each logit, by whether exp is inf",
    )

    @property
    def run(self) -> Run:
        """The computation in the format."""
        return naive_softmax(self.logits, self.dtype)

    @model_validator(mode="after")
    def _off_the_edge(self) -> "NaiveParams":
        same = Vector(rtol=AGREEMENT, special=True)
        for doubt in (1 - DOUBT, 1 + DOUBT):
            moved = naive_softmax(self.logits, self.dtype, doubt)
            if compare(self.run.quotients, moved.quotients, same).outcome != "correct":
                raise RuleError(
                    zh=f"logits：在 {self.dtype} 能表示的边界上，结果取决于 exp 的最后一位；请移动 0.01",
                    en=f"logits: the last digit of exp would decide, at the edge of what {self.dtype} holds; "
                    "move them by 0.01",
                )
        return self


class NaiveSoftmaxOverflow(BatchedProblem[NaiveParams]):
    """Work out by the rules of IEEE 754 what a machine does."""

    title = Text(zh="不减最大值的 softmax 溢出", en="Overflow of a softmax without the maximum subtracted")
    covers = ("naive_softmax_overflow",)
    params = NaiveParams
    example = {"logits": [100, 3, 1], "dtype": "float32"}
    agreement = AGREEMENT

    def generate(self, rng: Random, level: Level) -> NaiveParams:
        """Basic: far beyond float32. Intermediate: any format. Advanced: also sums that overflow, sums that are 0."""
        if level == "basic":
            logits = [rng.randint(2, 20) * 50, *rng.choices((-1000, 0, 1, 10, 50, 500), k=rng.randint(1, 2))]
            return NaiveParams(logits=tuple(rng.sample(logits, k=len(logits))))
        dtype: DType = rng.choice(("float16", "float32", "float64"))
        quantity: Literal["result", "overflowing"] = rng.choice(("result", "result", "overflowing"))
        edge = rng.choice(("overflow", "underflow", "none")) if level == "advanced" else "none"
        if edge == "overflow":  # two exponentials of at least 0.54 times the largest number, and one that is nothing
            near = [round(FORMATS[dtype].overflow - rng.uniform(0.1, 0.6), 2) for _ in range(2)]
            return NaiveParams(logits=(*near, rng.randint(-5, 5)), dtype=dtype)
        if edge == "underflow":
            below = [math.floor(FORMATS[dtype].underflow) - rng.randint(1, 40) for _ in range(3)]
            return NaiveParams(logits=tuple(below), dtype=dtype)
        bands = rng.sample(BANDS, k=3 if level == "intermediate" else 4)
        return NaiveParams(logits=tuple(rng.randint(*band) for band in bands), dtype=dtype, quantity=quantity)

    def prompt(self, p: NaiveParams) -> Text:
        """Say when is rounded, and what the quotients with inf and 0 are."""
        formula = r"$e^{x_i} / \sum_j e^{x_j}$"
        given = f"$[{row(p.logits)}]$"
        if p.quantity == "overflowing":
            return Text(
                zh=f"logits 为 {given}，在 {p.dtype} 中不减最大值、直接计算 {formula}。"
                "哪些 logits 的指数上溢成 inf？逐个回答：上溢写 1，否则写 0。",
                en=f"For the logits {given}, {formula} is computed literally in {p.dtype}, without subtracting the "
                "maximum. Whose exponentials overflow to inf? Answer 1 for each that does, 0 for each that does not.",
            )
        return Text(
            zh=f"logits 为 {given}，在 {p.dtype} 中不减最大值、直接计算 {formula}："
            "logits、每个指数、它们的和（只舍入一次）、每个商都按 IEEE 754 舍入到该格式"
            "（保留次正规数，超出最大数得 inf）。逐个写出结果，inf 和 nan 照写。",
            en=f"For the logits {given}, {formula} is computed literally in {p.dtype}, maximum not subtracted: "
            "the logits, each exponential, their sum (once) and each quotient are rounded to this format by IEEE 754, "
            "with subnormal numbers, and inf beyond the largest. What comes out, entry by entry, inf and nan included?",
        )

    def answer_type(self, p: NaiveParams) -> AnswerType:
        """A number a logit."""
        return Vector(rtol=0.0) if p.quantity == "overflowing" else Vector(rtol=1e-2, atol=1e-4, special=True)

    def reference(self, p: NaiveParams) -> Values:
        """Exponentials in exact arithmetic, rounded to the format by hand."""
        return p.run.overflowing if p.quantity == "overflowing" else p.run.quotients

    def torch_stacked(self, ps: Sequence[NaiveParams], place: Place) -> Stacked:
        """Do it: torch.exp, sum and divide in the dtype."""
        import torch

        dtype: torch.dtype = getattr(torch, ps[0].dtype)
        exps = torch.tensor([p.logits for p in ps], dtype=torch.float64).to(dtype).to(place.device).exp()
        overflowing = ps[0].quantity == "overflowing"
        return (exps.isinf() if overflowing else exps / exps.sum(dim=1, keepdim=True)).double()

    def steps(self, p: NaiveParams) -> list[Text]:
        """The threshold, the logits beyond it, each entry, and what it should have been."""
        run, held = p.run, FORMATS[p.dtype]
        above = [(i, x) for i, (x, flag) in enumerate(zip(p.logits, run.overflowing, strict=True), start=1) if flag]
        which_zh = "、".join(f"第 {i} 个（{exact(x)}）" for i, x in above)
        which_en = ", ".join(f"number {i} ({exact(x)})" for i, x in above)
        exps, quotients = (", ".join(map(about, values)) for values in (run.exponentials, run.quotients))
        stable, reason = ", ".join(map(about, softmax(p.logits))), _reason(run)
        return [
            Text(
                zh=r"$p_i = e^{x_i} / \sum_j e^{x_j}$；$x$ 超过 $\ln(\text{max})$（该格式最大数的对数）时，"
                "$e^x$ 上溢为 inf。",
                en=r"$p_i = e^{x_i} / \sum_j e^{x_j}$; $e^x$ overflows to inf for $x$ above $\ln(\text{max})$, the "
                "logarithm of the format's largest number.",
            ),
            Text(
                zh=rf"{p.dtype}：$\ln({about(float(held.largest))}) \approx {held.overflow:.2f}$；"
                rf"低于 ${held.underflow:.2f}$ 时 $e^x$ 舍入为 0。",
                en=rf"{p.dtype}: $\ln({about(float(held.largest))}) \approx {held.overflow:.2f}$; "
                rf"below ${held.underflow:.2f}$ $e^x$ is rounded to 0.",
            ),
            Text(
                zh=f"上溢的 logits：{which_zh or '没有'}。",
                en=f"Logits that overflow: {which_en or 'none'}.",
            ),
            Text(
                zh=f"各指数：${exps}$；和：${about(run.total)}$。",
                en=f"The exponentials: ${exps}$; their sum: ${about(run.total)}$.",
            ),
            Text(zh=f"{reason.zh}：${quotients}$。", en=f"{reason.en}: ${quotients}$."),
            Text(
                zh=f"先减去最大值就不会溢出：${stable}$。",
                en=f"With the maximum subtracted first nothing overflows: ${stable}$.",
            ),
        ]

    def slips(self, p: NaiveParams) -> Iterator[Slip]:
        """Rules of inf and nan that are not, thresholds of another format."""
        yield from _flag_slips(p) if p.quantity == "overflowing" else _result_slips(p)


def _reason(run: Run) -> Text:
    if run.total == 0:
        return Text(zh="指数全部为 0，0/0 是 nan", en="All exponentials are 0, and 0/0 is nan")
    if run.total < math.inf:
        return Text(zh="和没有上溢，逐个相除", en="The sum does not overflow; divide entry by entry")
    if math.inf in run.exponentials:
        return Text(zh="inf/inf 是 nan，有限数除以 inf 是 0", en="inf/inf is nan, and a finite number over inf is 0")
    return Text(
        zh="没有指数上溢，但它们的和上溢；有限数除以 inf 是 0",
        en="No exponential overflows, but their sum does; a finite number over inf is 0",
    )


def _result_slips(p: NaiveParams) -> Iterator[Slip]:
    exps, total, right = p.run
    n = len(exps)
    if 0 < total < math.inf:
        top = max(exps)
        yield Slip(
            "overflow_feared",
            tuple(math.nan if e == top else 0.0 for e in exps),
            Text(
                zh=f"这里没有上溢：指数之和在 {p.dtype} 的范围之内。",
                en=f"Nothing overflows here: the sum of the exponentials is within the range of {p.dtype}.",
            ),
        )
        return
    yield Slip(
        "overflow_unnoticed",
        softmax(p.logits),
        Text(
            zh="这是先减去最大值的结果；直接计算时指数之和是 inf 或 0。",
            en="That is with the maximum subtracted; computed directly, the sum of the exponentials is inf or 0.",
        ),
    )
    if any(map(math.isnan, right)):
        for name, wrong in (("nan_taken_for_inf", math.inf), ("nan_taken_for_one", 1.0), ("nan_taken_for_zero", 0.0)):
            yield Slip(
                name,
                tuple(wrong if math.isnan(value) else value for value in right),
                Text(
                    zh="inf/inf 和 0/0 都是 nan：商可以是任何数，IEEE 754 不作猜测。",
                    en="inf/inf and 0/0 are nan: the quotient could be anything, and IEEE 754 does not guess.",
                ),
            )
    if not all(map(math.isnan, right)):
        yield Slip(
            "nan_everywhere",
            (math.nan,) * n,
            Text(
                zh="只有 inf/inf 是 nan；有限数除以 inf 是 0。",
                en="Only inf/inf is nan; a finite number over inf is 0.",
            ),
        )


def _flag_slips(p: NaiveParams) -> Iterator[Slip]:
    flags, held = p.run.overflowing, FORMATS[p.dtype]
    lessons = {
        "compared_with_the_largest": (
            tuple(float(x > held.largest) for x in p.logits),
            Text(
                zh="要和最大数的对数比较：上溢的是 $e^x$，不是 $x$。",
                en="Compare with the logarithm of the largest number: it is $e^x$ that overflows, not $x$.",
            ),
        ),
        "underflow_counted": (
            tuple(float(abs(x) > held.overflow) for x in p.logits),
            Text(
                zh="很小的负数的指数下溢为 0，不是上溢。",
                en="A large negative logit has an exponential that vanishes; that is no overflow.",
            ),
        ),
    }
    for dtype in (other for other in FORMATS if other != p.dtype):
        lessons[f"threshold_of_{dtype}"] = (
            naive_softmax(p.logits, dtype).overflowing,
            Text(
                zh=f"这是 {dtype} 的界限；{p.dtype} 的是 {held.overflow:.2f}。",
                en=f"That is the threshold of {dtype}; it is {held.overflow:.2f} in {p.dtype}.",
            ),
        )
    for name, (answer, lesson) in lessons.items():
        if answer != flags:
            yield Slip(name, answer, lesson)


problem = NaiveSoftmaxOverflow()
