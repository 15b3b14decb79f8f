"""Intersection over union of two boxes, a number between 0 and 1.

Coordinates are continuous, in pixels with y downwards: a box from x1 to x2 is x2 - x1 wide, without the +1 of inclusive
pixels. Boxes that do not overlap have 0.
Source: Everingham et al. 2010, The PASCAL Visual Object Classes (VOC) Challenge, IJCV 88, the
evaluation of detection.
"""

from collections.abc import Iterator, Sequence
from random import Random

from pydantic import model_validator

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.detection._boxes import NOTATION, Box, BoxFormat, check_size, corners, written
from dlprep.compute.levels import Level
from dlprep.compute.numbers import about
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, Number
from dlprep.text import Text


class IouParams(Params):
    """Two boxes in one format."""

    a: Box = parameter(zh="第一个框的四个数，像素", en="the four numbers of the first box, px")
    b: Box = parameter(zh="第二个框的四个数，像素", en="the four numbers of the second box, px")
    form: BoxFormat = parameter(
        "corners",
        zh="四个数的含义。corners：左上角和右下角；topleft：左上角和宽高；centre：中心和宽高",
        en="what the four numbers are: corners: top left and bottom right; topleft: top left, width and height; "
        "centre: centre, width and height",
    )

    @model_validator(mode="after")
    def _have_a_size(self) -> "IouParams":
        check_size("a", self.a, self.form)
        check_size("b", self.b, self.form)
        return self

    @property
    def boxes(self) -> tuple[Box, Box]:
        """Both boxes as left, top, right and bottom."""
        return corners(self.a, self.form), corners(self.b, self.form)

    @property
    def overlap(self) -> tuple[float, float]:
        """Width and height of the intersection, negative where there is a gap."""
        a, b = self.boxes
        return min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])

    @property
    def areas(self) -> tuple[float, float]:
        """The area of each box."""
        a, b = ((right - left) * (bottom - top) for left, top, right, bottom in self.boxes)
        return a, b


class Iou(BatchedProblem[IouParams]):
    """The overlap counts once in the union."""

    title = Text(zh="两个框的 IoU", en="IoU of two boxes")
    covers = ("iou",)
    params = IouParams
    example = {"a": [0, 0, 4, 4], "b": [2, 1, 6, 5]}

    def generate(self, rng: Random, level: Level) -> IouParams:
        """Basic: corners that overlap. Intermediate: also widths. Advanced: any format, and gaps now and then."""
        most, unit = {"basic": (8, 1), "intermediate": (40, 1), "advanced": (100, 2)}[level]
        form: BoxFormat = "corners" if level == "basic" else rng.choice(("corners", "topleft", "centre"))
        apart = level == "advanced" and rng.random() < 0.25
        x, y = (_spans(rng, most, apart) for _ in range(2))
        spans = ((*x[i], *y[i]) for i in range(2))
        a, b = (_as(form, (left / unit, top / unit, right / unit, bottom / unit)) for left, right, top, bottom in spans)
        return IouParams(a=a, b=b, form=form)

    def prompt(self, p: IouParams) -> Text:
        """Say what the numbers are, and that coordinates are continuous."""
        notation = NOTATION[p.form]
        a, b = f"$A = {written(p.a)}$", f"$B = {written(p.b)}$"
        return Text(
            zh=f"两个框 {a}，{b}，格式为 {notation.zh}。坐标是连续的（宽度为右减左，不加 1），y 轴向下。"
            "它们的 IoU（交并比）是多少？",
            en=f"The boxes {a} and {b} are given as {notation.en}. Coordinates are continuous (a width is right minus "
            "left, without + 1), and y points down. What is their IoU, intersection over union?",
        )

    def answer_type(self, p: IouParams) -> AnswerType:
        """A share; 0 for boxes apart."""
        return Number(atol=5e-4)

    def reference(self, p: IouParams) -> float:
        """Width times height of the overlap, over both areas less the overlap."""
        width, height = p.overlap
        shared = max(width, 0.0) * max(height, 0.0)
        return shared / (sum(p.areas) - shared)

    def torch_stacked(self, ps: Sequence[IouParams], place: Place) -> Stacked:
        """Cut the plane along all edges, and add up the cells that are in both boxes and in either."""
        import torch

        boxes = place.tensor([(p.a, p.b) for p in ps])
        first, second = boxes.split(2, dim=2)
        if ps[0].form == "topleft":
            first, second = first, first + second
        elif ps[0].form == "centre":
            first, second = first - second / 2, first + second / 2
        edges = torch.cat((first, second), dim=1).sort(dim=1).values  # (instances, edges, axes)
        lengths, middles = edges.diff(dim=1), (edges[:, 1:] + edges[:, :-1]) / 2
        cells = lengths[:, :, None, 0] * lengths[:, None, :, 1]
        between = (middles[:, None] > first[:, :, None]) & (middles[:, None] < second[:, :, None])
        in_a, in_b = (between[..., :, None, 0] & between[..., None, :, 1]).unbind(dim=1)
        return (cells * (in_a & in_b)).sum(dim=(1, 2)) / (cells * (in_a | in_b)).sum(dim=(1, 2))

    def steps(self, p: IouParams) -> list[Text]:
        """The formula, corners if they are not given, overlap, areas, quotient."""
        a, b = p.boxes
        width, height = p.overlap
        shared = max(width, 0.0) * max(height, 0.0)
        rule = r"$\text{IoU} = \frac{|A \cap B|}{|A| + |B| - |A \cap B|}$"
        sides = r"$w = \min(x_2, x_2') - \max(x_1, x_1')$", r"$h = \min(y_2, y_2') - \max(y_1, y_1')$"
        steps = [
            Text(
                zh=f"{rule}；交集的宽和高为 {sides[0]}、{sides[1]}，有一个为负就不重叠，交集为 0。",
                en=f"{rule}; the intersection measures {sides[0]} by {sides[1]}, and is empty if either is negative.",
            )
        ]
        if p.form != "corners":
            as_corners = f"$A = ({', '.join(map(about, a))})$", f"$B = ({', '.join(map(about, b))})$"
            steps.append(
                Text(
                    zh=f"先化成左上角和右下角：{as_corners[0]}，{as_corners[1]}。",
                    en=f"As top left and bottom right corners: {as_corners[0]}, {as_corners[1]}.",
                )
            )
        w = rf"$w = \min({about(a[2])}, {about(b[2])}) - \max({about(a[0])}, {about(b[0])}) = {about(width)}$"
        h = rf"$h = \min({about(a[3])}, {about(b[3])}) - \max({about(a[1])}, {about(b[1])}) = {about(height)}$"
        gap = min(width, height) <= 0
        both = f"${about(shared)}$" if gap else rf"${about(width)} \cdot {about(height)} = {about(shared)}$"
        areas = rf"$|A| = {about(p.areas[0])}$", rf"$|B| = {about(p.areas[1])}$"
        union = rf"{about(p.areas[0])} + {about(p.areas[1])} - {about(shared)}"
        result = rf"$\text{{IoU}} = \frac{{{about(shared)}}}{{{union}}} = {about(shared / (sum(p.areas) - shared))}$"
        return [
            *steps,
            Text(
                zh=f"交集：{w}，{h}，面积 {both}{'（不重叠）' if gap else ''}。",
                en=f"Intersection: {w}, {h}, area {both}{' (no overlap)' if gap else ''}.",
            ),
            Text(zh=f"面积：{areas[0]}，{areas[1]}。", en=f"Areas: {areas[0]}, {areas[1]}."),
            Text(zh=f"于是 {result}。", en=f"So {result}."),
        ]

    def slips(self, p: IouParams) -> Iterator[Slip]:
        """Another denominator, another width, gaps that count."""
        width, height = p.overlap
        first, second = p.areas
        if min(width, height) <= 0:
            yield from _gap_slips(p)
            return
        shared = width * height
        yield Slip(
            "overlap_counted_twice",
            shared / (first + second),
            Text(
                zh="并集要减去一次交集，否则重叠部分算了两遍。",
                en="Take the intersection off the union once, or the overlap counts twice.",
            ),
        )
        yield Slip(
            "dice",
            2 * shared / (first + second),
            Text(
                zh="这是 Dice 系数；IoU 的分母是并集。",
                en="That is the Dice coefficient; the denominator of IoU is the union.",
            ),
        )
        yield Slip(
            "over_smaller_box",
            shared / min(first, second),
            Text(
                zh="分母是并集，不是较小框的面积。", en="The denominator is the union, not the area of the smaller box."
            ),
        )
        if all(x.is_integer() for box in p.boxes for x in box):
            yield Slip(
                "inclusive_pixels",
                _inclusive(p),
                Text(
                    zh="坐标是连续的，宽度就是右减左；加 1 是把坐标当成像素编号。",
                    en="Coordinates are continuous, so a width is right minus left; + 1 takes them for pixel numbers.",
                ),
            )
        around = _extent(p)
        if around > first + second - shared:
            yield Slip(
                "over_enclosing_box",
                shared / around,
                Text(
                    zh="并集不是包住两个框的矩形，两个角落里的空白不算。",
                    en="The union is not the rectangle around both boxes, whose empty corners do not count.",
                ),
            )


def _gap_slips(p: IouParams) -> Iterator[Slip]:
    width, height = p.overlap
    shared, total = width * height, sum(p.areas)
    if width * height != 0 and shared != total:
        yield Slip(
            "overlap_not_clamped",
            shared / (total - shared),
            Text(
                zh="宽或高为负说明两个框不重叠，交集取 0。",
                en="A negative width or height means that the boxes do not overlap: their intersection is 0.",
            ),
        )
    if width * height != 0:
        size = abs(width) * abs(height)
        if size != total and width * height < 0:
            yield Slip(
                "sign_lost",
                size / (total - size),
                Text(zh="不能取绝对值：空隙不是重叠。", en="Do not take the absolute value: a gap is no overlap."),
            )


def _inclusive(p: IouParams) -> float:
    """What comes out if every side is a pixel longer."""
    a, b = (((x2 - x1 + 1) * (y2 - y1 + 1)) for x1, y1, x2, y2 in p.boxes)
    shared = (p.overlap[0] + 1) * (p.overlap[1] + 1)
    return shared / (a + b - shared)


def _extent(p: IouParams) -> float:
    """The area of the smallest box around both."""
    (x1, y1, x2, y2), (u1, v1, u2, v2) = p.boxes
    return (max(x2, u2) - min(x1, u1)) * (max(y2, v2) - min(y1, v1))


def _spans(rng: Random, most: int, apart: bool) -> list[tuple[int, int]]:
    """Draw two intervals that overlap without sharing an end, or leave a gap."""
    points = sorted(rng.sample(range(most + 1), k=4))
    if apart:
        spans = [(points[0], points[1]), (points[2], points[3])]
    elif rng.random() < 0.7:
        spans = [(points[0], points[2]), (points[1], points[3])]
    else:
        spans = [(points[0], points[3]), (points[1], points[2])]
    return rng.sample(spans, k=2)


def _as(form: BoxFormat, box: Box) -> Box:
    left, top, right, bottom = box
    if form == "corners":
        return box
    if form == "topleft":
        return left, top, right - left, bottom - top
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top


problem = Iou()
