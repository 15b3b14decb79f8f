"""Two boxes and their overlap; with the learner's own numbers."""

from dlprep.compute.detection.iou import IouParams, problem
from dlprep.figures.figure import Figure
from dlprep.figures.plot import Axis, Plot, Series, Stroke
from dlprep.text import Text


def of(params: IouParams) -> Figure:
    """Draw both boxes as an image has them, the vertical axis downwards."""
    a, b = params.boxes
    share = f"{problem.reference(params):.3g}"
    left, top, right, bottom = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
    room = 0.08 * max(right - left, bottom - top)
    xs, ys = sorted({a[0], a[2], b[0], b[2]}), sorted({a[1], a[3], b[1], b[3]})
    overlap: tuple[Series, ...] = ()
    if min(params.overlap) > 0:
        inner = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
        overlap = (Series(Text("交集", "intersection"), (_outline(inner),), filled=True, tone=3),)
    return Figure(
        Text(f"交并比 {share}", f"IoU {share}"),
        Text(
            "交集的面积除以并集的面积；并集里，交集只算一次。没有重叠时交并比为 0，与相距多远无关。",
            "The area of the intersection over that of the union, in which the intersection counts once. Without "
            "overlap it is 0, however far apart the boxes are.",
        ),
        (
            Plot(
                Axis(left - room, right + room, tuple(xs), Text("x", "x")),
                Axis(-bottom - room, -top + room, tuple((-y, f"{y:g}") for y in ys), Text("y", "y")),
                (
                    *overlap,
                    Series(Text("框 a", "box a"), (_outline(a),), "a"),
                    Series(Text("框 b", "box b"), (_outline(b),), "b", line="dashed", tone=2),
                ),
                equal=True,
            ),
        ),
    )


def _outline(box: tuple[float, float, float, float]) -> Stroke:
    left, top, right, bottom = box[0], -box[1], box[2], -box[3]
    return (left, top), (right, top), (right, bottom), (left, bottom), (left, top)


figure = of(IouParams.model_validate({"a": [0, 0, 4, 3], "b": [2, 1, 6, 5]}))
