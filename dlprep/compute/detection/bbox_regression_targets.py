"""Box regression as in R-CNN: offsets from a proposal to the true box (without unit), or the box (px) from offsets.

P is the proposal and G the truth, each with centre x, y and size w, h: t_x = (G_x - P_x) / P_w, t_y likewise with
heights, t_w = ln(G_w / P_w), t_h likewise. Decoding inverts this. The offsets are not standardised or weighted.
Source: Girshick, Donahue, Darrell & Malik 2014, Rich feature hierarchies for accurate object detection and semantic
segmentation, arXiv:1311.2524, appendix C.
"""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.detection._boxes import NOTATION, Box, BoxFormat, centred, check_size, corners, written
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, factor
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Vector
from dlprep.rules import RuleError
from dlprep.text import Text

Offset = Annotated[Real, Field(ge=-5, le=5)]
Offsets = tuple[Offset, Offset, Offset, Offset]
HALVES = (0.5, -0.5, 0.25, -0.25, 0.1, -0.1, 0.2, -0.2)
LOGS = (0.6931, -0.6931, 0.4055, -0.2877)  # logarithms of 2, 1/2, 3/2 and 3/4


class TargetParams(Params):
    """A proposal, with the true box or with the offsets that a network predicts."""

    proposal: Box = parameter(zh="候选框的四个数，像素", en="the four numbers of the proposal, px")
    truth: Box | None = parameter(
        None, zh="真实框，像素；给出时求偏移量", en="the true box, px; if given, the offsets are asked for"
    )
    offsets: Offsets | None = parameter(
        None,
        zh="偏移量 (t_x, t_y, t_w, t_h)，±5 以内；给出时求框",
        en="the offsets (t_x, t_y, t_w, t_h) within ±5; if given, the box is asked for",
    )
    form: BoxFormat = parameter(
        "centre",
        zh="框的四个数的含义。centre：中心和宽高；corners：左上角和右下角；topleft：左上角和宽高",
        en="what the four numbers of a box are: centre: centre, width and height; corners: top left and bottom right; "
        "topleft: top left, width and height",
    )

    @model_validator(mode="after")
    def _one_is_asked_for(self) -> "TargetParams":
        if (self.truth is None) == (self.offsets is None):
            raise RuleError(
                zh="truth：truth 和 offsets 只给一个，另一个就是要求的",
                en="truth: give either truth or offsets, and the other is asked for",
            )
        check_size("proposal", self.proposal, self.form)
        if self.truth is not None:
            check_size("truth", self.truth, self.form)
        return self


class BboxRegressionTargets(BatchedProblem[TargetParams]):
    """Measure in proposals: shifts by its size, sizes by ratio."""

    title = Text(zh="边界框回归的偏移量", en="Targets of box regression")
    covers = ("bbox_regression_targets",)
    params = TargetParams
    example = {"proposal": [50, 40, 20, 10], "truth": [55, 38, 40, 10]}
    minutes = {"basic": 1.5, "intermediate": 2.5, "advanced": 4.0}

    def generate(self, rng: Random, level: Level) -> TargetParams:
        """Basic: offsets with simple logarithms. Intermediate: either way. Advanced: from corners."""
        form: BoxFormat = rng.choice(("corners", "topleft")) if level == "advanced" else "centre"
        w, h = (10 * n for n in rng.sample(range(2, 11), k=2))
        x, y = (10 * n for n in rng.sample(range(6, 30), k=2))
        proposal = (x, y, w, h)
        if level != "basic" and rng.random() < 0.5:
            offsets = (*rng.sample(HALVES, k=2), *rng.sample(LOGS, k=2))
            return TargetParams(proposal=_as(form, proposal), offsets=offsets, form=form)
        if level == "basic":
            wider, higher = rng.sample((2, 0.5, 1.5), k=2)
            sides = w * wider, h * higher
        else:
            sides = w + rng.choice((-12, -8, 6, 14, 18)), h + rng.choice((-12, -6, 4, 10, 16))
        dx, dy = rng.sample((-0.5, -0.25, -0.2, 0.1, 0.2, 0.25, 0.5), k=2)
        truth = (round(x + dx * w, 1), round(y + dy * h, 1), *sides)
        return TargetParams(proposal=_as(form, proposal), truth=_as(form, truth), form=form)

    def prompt(self, p: TargetParams) -> Text:
        """Name the paper's parametrisation, and what is left out."""
        notation, proposal = NOTATION[p.form], f"$P = {written(p.proposal)}$"
        offsets = r"$(t_x, t_y, t_w, t_h)$"
        if p.truth is not None:
            truth = f"$G = {written(p.truth)}$"
            return Text(
                zh=f"R-CNN 的边界框回归：候选框 {proposal}，真实框 {truth}，格式为 {notation.zh}（像素）。"
                f"回归目标 {offsets} 是多少？取自然对数，中心的偏移以候选框的宽高为单位，不再做标准化。",
                en=f"Box regression as in R-CNN: the proposal is {proposal} and the true box {truth}, given as "
                f"{notation.en} (pixels). What are the targets {offsets}? Logarithms are natural, shifts of the centre "
                "are in widths and heights of the proposal, and nothing is standardised afterwards.",
            )
        assert p.offsets is not None
        predicted = f"$t = {written(p.offsets)}$"
        return Text(
            zh=f"R-CNN 的边界框回归：候选框 {proposal}，格式为 {notation.zh}（像素）；网络预测的偏移量 {offsets} 为 "
            f"{predicted}，取自然对数，中心的偏移以候选框的宽高为单位，没有标准化。用同样的格式写出预测框。",
            en=f"Box regression as in R-CNN: the proposal is {proposal}, given as {notation.en} (pixels), and the "
            f"network predicts the offsets {offsets}, {predicted}; logarithms are natural, shifts of the centre are in "
            "widths and heights of the proposal, and nothing was standardised. Which box is predicted, in the same "
            "format?",
        )

    def answer_type(self, p: TargetParams) -> AnswerType:
        """Four numbers; an offset of 0 is possible."""
        return Vector(atol=5e-4, size=4)

    def reference(self, p: TargetParams) -> tuple[float, ...]:
        """The formulas of the paper."""
        x, y, w, h = centred(p.proposal, p.form)
        if p.offsets is not None:
            tx, ty, tw, th = p.offsets
            return _as(p.form, (x + tx * w, y + ty * h, w * math.exp(tw), h * math.exp(th)))
        assert p.truth is not None
        gx, gy, gw, gh = centred(p.truth, p.form)
        return (gx - x) / w, (gy - y) / h, math.log(gw / w), math.log(gh / h)

    def torch_stacked(self, ps: Sequence[TargetParams], place: Place) -> Stacked:
        """Decode with torch.distributions' affine and exponential transforms, and encode with their inverses."""
        import torch
        from torch.distributions.transforms import AffineTransform, ComposeTransform, ExpTransform

        halves = {
            "centre": [[1, 0], [0, 1]],
            "corners": [[0.5, -1], [0.5, 1]],
            "topleft": [[1, 0], [0.5, 1]],
        }[ps[0].form]
        to_centre = torch.kron(place.tensor(halves), torch.eye(2, device=place.device, dtype=place.torch_dtype()))
        places, sizes = (place.tensor([p.proposal for p in ps]) @ to_centre).split(2, dim=1)
        shift = AffineTransform(places, sizes)
        stretch = ComposeTransform([ExpTransform(), AffineTransform(0.0, sizes)])
        if ps[0].truth is not None:
            places, sizes = (place.tensor([p.truth for p in ps]) @ to_centre).split(2, dim=1)
            return torch.cat((shift.inv(places), stretch.inv(sizes)), dim=1)
        moves, scales = place.tensor([p.offsets for p in ps]).split(2, dim=1)
        return torch.linalg.solve(to_centre, torch.cat((shift(moves), stretch(scales)), dim=1), left=False)

    def steps(self, p: TargetParams) -> list[Text]:
        """The formulas, the boxes by their centres, the four numbers."""
        x, y, w, h = centred(p.proposal, p.form)
        steps = [_encoding() if p.truth is not None else _decoding()]
        if p.form != "centre":
            boxes = [("P", p.proposal)] + ([("G", p.truth)] if p.truth is not None else [])
            found = [f"${name} = ({', '.join(map(about, centred(box, p.form)))})$" for name, box in boxes]
            steps.append(
                Text(
                    zh=f"先化成中心和宽高：{'，'.join(found)}。", en=f"As centre, width and height: {', '.join(found)}."
                )
            )
        if p.truth is not None:
            gx, gy, gw, gh = centred(p.truth, p.form)
            work = [
                rf"$t_x = \frac{{{about(gx)} - {_bracket(x)}}}{{{about(w)}}} = {about((gx - x) / w)}$",
                rf"$t_y = \frac{{{about(gy)} - {_bracket(y)}}}{{{about(h)}}} = {about((gy - y) / h)}$",
                rf"$t_w = \ln \frac{{{about(gw)}}}{{{about(w)}}} = {about(math.log(gw / w))}$",
                rf"$t_h = \ln \frac{{{about(gh)}}}{{{about(h)}}} = {about(math.log(gh / h))}$",
            ]
            return [*steps, Text(zh=f"代入：{'，'.join(work)}。", en=f"Put in: {', '.join(work)}.")]
        assert p.offsets is not None
        tx, ty, tw, th = p.offsets
        box = (x + tx * w, y + ty * h, w * math.exp(tw), h * math.exp(th))
        work = [
            rf"$x = {about(x)} + {factor(tx)} \cdot {about(w)} = {about(box[0])}$",
            rf"$y = {about(y)} + {factor(ty)} \cdot {about(h)} = {about(box[1])}$",
            rf"$w = {about(w)} \cdot e^{{{exact(tw)}}} = {about(box[2])}$",
            rf"$h = {about(h)} \cdot e^{{{exact(th)}}} = {about(box[3])}$",
        ]
        steps.append(Text(zh=f"代入：{'，'.join(work)}。", en=f"Put in: {', '.join(work)}."))
        if p.form != "centre":
            back = f"$({', '.join(map(about, _as(p.form, box)))})$"
            steps.append(Text(zh=f"换回原来的格式：{back}。", en=f"Back in the format of the question: {back}."))
        return steps

    def slips(self, p: TargetParams) -> Iterator[Slip]:
        """Other units, no logarithm, another point than the centre."""
        yield from _encoding_slips(p) if p.truth is not None else _decoding_slips(p)


def _encoding() -> Text:
    centre = r"$t_x = \frac{G_x - P_x}{P_w}$", r"$t_y = \frac{G_y - P_y}{P_h}$"
    size = r"$t_w = \ln \frac{G_w}{P_w}$", r"$t_h = \ln \frac{G_h}{P_h}$"
    return Text(
        zh=f"{centre[0]}，{centre[1]}，{size[0]}，{size[1]}，其中 $x$、$y$ 是中心。",
        en=f"{centre[0]}, {centre[1]}, {size[0]} and {size[1]}, where $x$ and $y$ are those of the centres.",
    )


def _decoding() -> Text:
    centre = "$G_x = P_x + t_x P_w$", "$G_y = P_y + t_y P_h$"
    size = "$G_w = P_w e^{t_w}$", "$G_h = P_h e^{t_h}$"
    return Text(
        zh=f"{centre[0]}，{centre[1]}，{size[0]}，{size[1]}，其中 $x$、$y$ 是中心。",
        en=f"{centre[0]}, {centre[1]}, {size[0]} and {size[1]}, where $x$ and $y$ are those of the centres.",
    )


def _encoding_slips(p: TargetParams) -> Iterator[Slip]:
    assert p.truth is not None
    x, y, w, h = centred(p.proposal, p.form)
    gx, gy, gw, gh = centred(p.truth, p.form)
    tx, ty, tw, th = (gx - x) / w, (gy - y) / h, math.log(gw / w), math.log(gh / h)
    if (gx, gy) != (x, y):
        yield Slip(
            "shift_in_pixels",
            (gx - x, gy - y, tw, th),
            Text(
                zh="中心的偏移要除以候选框的宽和高，才与大小无关。",
                en="Divide the shifts by the proposal's width and height, so that they do not depend on its size.",
            ),
        )
        if (gw, gh) != (w, h):
            yield Slip(
                "divided_by_truth",
                ((gx - x) / gw, (gy - y) / gh, tw, th),
                Text(
                    zh="除以候选框的宽高：预测时真实框是未知的。",
                    en="Divide by the proposal's size: the true box is unknown when the network predicts.",
                ),
            )
    yield Slip(
        "logarithm_forgotten",
        (tx, ty, gw / w, gh / h),
        Text(
            zh="宽高要取比值的对数，候选框与真实框一样大时才是 0。",
            en="Take the logarithm of the ratios, which is 0 where proposal and truth are of one size.",
        ),
    )
    if (gx, gy, gw, gh) != (x, y, w, h):
        yield Slip(
            "from_truth_to_proposal",
            (-tx, -ty, -tw, -th),
            Text(zh="方向反了：偏移量从候选框指向真实框。", en="The wrong way: offsets lead from proposal to truth."),
        )
    left, top = corners(p.proposal, p.form)[:2]
    true_left, true_top = corners(p.truth, p.form)[:2]
    if (gw, gh) != (w, h):
        yield Slip(
            "corner_for_centre",
            ((true_left - left) / w, (true_top - top) / h, tw, th),
            Text(
                zh=r"$t_x$、$t_y$ 比较的是中心，不是左上角。",
                en=r"What $t_x$ and $t_y$ compare are the centres, not the top left corners.",
            ),
        )


def _decoding_slips(p: TargetParams) -> Iterator[Slip]:
    assert p.offsets is not None
    x, y, w, h = centred(p.proposal, p.form)
    tx, ty, tw, th = p.offsets
    if (tx, ty) != (0, 0):
        yield Slip(
            "shift_in_pixels",
            _as(p.form, (x + tx, y + ty, w * math.exp(tw), h * math.exp(th))),
            Text(
                zh="偏移以候选框的宽高为单位，要先乘上去。",
                en="Shifts are in widths and heights of the proposal; multiply by these first.",
            ),
        )
        yield Slip(
            "shift_by_new_size",
            _as(p.form, (x + tx * w * math.exp(tw), y + ty * h * math.exp(th), w * math.exp(tw), h * math.exp(th))),
            Text(
                zh="偏移乘的是候选框原来的宽高，不是预测后的。",
                en="Shifts multiply the proposal's own width and height, not the predicted ones.",
            ),
        )
    if (tw, th) != (0, 0):
        yield Slip(
            "linear_for_exponential",
            _as(p.form, (x + tx * w, y + ty * h, w * (1 + tw), h * (1 + th))),
            Text(
                zh="宽高要乘 $e^t$；$1+t$ 只是小偏移时的近似，还可能变负。",
                en="Sizes are multiplied by $e^t$; $1+t$ is near it for small offsets only, and may be negative.",
            ),
        )
        yield Slip(
            "exponential_reversed",
            _as(p.form, (x + tx * w, y + ty * h, w * math.exp(-tw), h * math.exp(-th))),
            Text(zh="$t_w$、$t_h$ 为正时框变大。", en="Positive $t_w$ and $t_h$ make the box larger."),
        )


def _as(form: BoxFormat, box: Box) -> Box:
    """Return a box that is given by centre and size in another format."""
    x, y, w, h = box
    if form == "centre":
        return box
    left, top = x - w / 2, y - h / 2
    return (left, top, left + w, top + h) if form == "corners" else (left, top, w, h)


def _bracket(x: float) -> str:
    return f"({about(x)})" if x < 0 else about(x)


problem = BboxRegressionTargets()
