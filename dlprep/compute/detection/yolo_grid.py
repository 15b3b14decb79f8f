"""YOLO's grid: the cell that is responsible for an object, and how many numbers the output tensor holds.

The image is divided into S x S cells; the one that the centre of the object falls into is responsible, column and row
counted from 0 at the top left. Each cell predicts B boxes of 5 numbers (x, y, w, h, confidence) and C class
probabilities, shared by its boxes. A centre on the border of two cells is refused.
Source: Redmon, Divvala, Girshick & Farhadi 2016, You Only Look Once, arXiv:1506.02640, section 2.
"""

import math
from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, about, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Part, Parts
from dlprep.rules import RuleError
from dlprep.text import Text

Side = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Position = Annotated[Real, Field(ge=0, le=1e4)]
DOUBT = 1e-4


class GridParams(Params):
    """An image, its grid, and the centre of an object."""

    width: Side = parameter(zh="图像的宽，像素", en="width of the image, px")
    height: Side = parameter(zh="图像的高，像素", en="height of the image, px")
    centre: tuple[Position, Position] = parameter(
        zh="物体中心 [x, y]，像素，原点在左上角", en="centre of the object [x, y], px from the top left"
    )
    grid: Annotated[int, Field(strict=True, ge=1, le=32)] = parameter(
        7, zh="网格每边的格数 S", en="cells on each side of the grid, S"
    )
    boxes: Annotated[int, Field(strict=True, ge=1, le=16)] = parameter(
        2, zh="每个格子预测的框数 B", en="boxes that each cell predicts, B"
    )
    classes: Annotated[int, Field(strict=True, ge=1, le=1000)] = parameter(20, zh="类别数 C", en="classes, C")

    @model_validator(mode="after")
    def _inside_a_cell(self) -> "GridParams":
        for position, side in zip(self.centre, (self.width, self.height), strict=True):
            cells = position * self.grid / side
            if not DOUBT < cells < self.grid - DOUBT:
                raise RuleError(zh="centre：必须在图像之内", en="centre: must be inside the image")
            if abs(cells - round(cells)) < DOUBT:
                raise RuleError(
                    zh="centre：落在两个格子的边界上，请移动一点",
                    en="centre: is on the border of two cells; move it a little",
                )
        return self

    @property
    def cells(self) -> tuple[float, float]:
        """Where the centre is, in cells from the left and from the top."""
        return self.centre[0] * self.grid / self.width, self.centre[1] * self.grid / self.height


class YoloGrid(Problem[GridParams]):
    """Scale the centre to the grid and round down."""

    title = Text(zh="YOLO 的网格", en="YOLO's grid")
    covers = ("yolo_grid",)
    params = GridParams
    example = {"width": 448, "height": 448, "centre": [200, 300]}

    def generate(self, rng: Random, level: Level) -> GridParams:
        """Basic: a square image, whole cells. Intermediate: the paper's grid. Advanced: any image and grid."""
        if level == "basic":
            grid, cell = rng.choice((4, 5, 7)), rng.choice((20, 32, 50))
            width = height = grid * cell
        elif level == "intermediate":
            grid, width, height = 7, 448, 448
        else:
            grid, width, height = rng.choice((7, 9, 11, 13)), *rng.sample((416, 480, 600, 640, 800), k=2)
        while True:
            x, y = rng.randint(1, width - 1), rng.randint(1, height - 1)
            across, down = x * grid / width, y * grid / height
            if math.floor(across) != math.floor(down) and all(0.1 < cells % 1 < 0.9 for cells in (across, down)):
                break
        boxes, classes = (
            (rng.choice((1, 2, 3)), rng.choice((3, 4, 10, 20)))
            if level != "advanced"
            else (
                rng.choice((2, 3, 5)),
                rng.choice((10, 20, 80)),
            )
        )
        return GridParams(width=width, height=height, centre=(x, y), grid=grid, boxes=boxes, classes=classes)

    def prompt(self, p: GridParams) -> Text:
        """Say where counting starts, and what each cell predicts."""
        grid, centre = rf"${p.grid} \times {p.grid}$", f"$({row(p.centre)})$"
        return Text(
            zh=f"YOLO（第一版）把宽 {p.width}、高 {p.height} 像素的图像分成 {grid} 个格子，每个格子预测 {p.boxes} 个框"
            f"（各含 x、y、w、h 和置信度）以及 {p.classes} 个类别的概率。某个物体的中心在 {centre}，即从左上角算起的"
            " (x, y)，像素。负责它的格子在第几列、第几行（都从 0 数起）？整个输出张量有多少个数？",
            en=f"The first YOLO divides an image {p.width} px wide and {p.height} px high into {grid} cells; each cell "
            f"predicts {p.boxes} box{'es' if p.boxes > 1 else ''} (each x, y, w, h and a confidence) and the "
            f"probabilities of {p.classes} class{'es' if p.classes > 1 else ''}. The centre of an object is at "
            f"{centre}, (x, y) in pixels from the top left. Which column and row, both counted from 0, has the cell "
            "that is responsible for it? How many numbers does the whole output tensor hold?",
        )

    def answer_type(self, p: GridParams) -> AnswerType:
        """Three whole numbers."""
        return Parts(
            (
                Part("column", Text("列，从 0 数起", "column from 0"), Count()),
                Part("row", Text("行，从 0 数起", "row from 0"), Count()),
                Part("outputs", Text("输出张量的元素个数", "numbers in the output tensor"), Count()),
            )
        )

    def reference(self, p: GridParams) -> dict[str, AnswerValue]:
        """Scale, round down, multiply."""
        column, row_ = map(math.floor, p.cells)
        return _answer(column, row_, p.grid**2 * (5 * p.boxes + p.classes))

    def torch_reference(self, p: GridParams, place: Place) -> dict[str, AnswerValue]:
        """Look the centre up between the cells' edges, and build the tensor."""
        import torch

        def cell(position: float, side: int) -> int:
            edges = torch.linspace(0, side, p.grid + 1, device=place.device, dtype=place.torch_dtype())
            return int(torch.bucketize(place.tensor(position), edges, right=True)) - 1

        boxes = torch.zeros(p.grid, p.grid, p.boxes, 5, device=place.device).flatten(2)
        classes = torch.zeros(p.grid, p.grid, p.classes, device=place.device)
        held = torch.cat((boxes, classes), dim=2).numel()
        return {
            "column": cell(p.centre[0], p.width),
            "row": cell(p.centre[1], p.height),
            "outputs": held,
        }

    def steps(self, p: GridParams) -> list[Text]:
        """The formulas, the cell, the tensor."""
        across, down = p.cells
        (x, y), s = p.centre, p.grid
        column = rf"$\lfloor \frac{{{exact(x)} \cdot {s}}}{{{p.width}}} \rfloor = \lfloor {about(across)} \rfloor"
        row_ = rf"$\lfloor \frac{{{exact(y)} \cdot {s}}}{{{p.height}}} \rfloor = \lfloor {about(down)} \rfloor"
        column, row_ = f"{column} = {math.floor(across)}$", f"{row_} = {math.floor(down)}$"
        each = 5 * p.boxes + p.classes
        size = rf"${s} \cdot {s} \cdot (5 \cdot {p.boxes} + {p.classes}) = {s * s} \cdot {each} = {s * s * each}$"
        rule = r"$\lfloor \frac{x S}{W} \rfloor$", r"$\lfloor \frac{y S}{H} \rfloor$", "$S^2 (5B + C)$"
        return [
            Text(
                zh=f"列为 {rule[0]}，行为 {rule[1]}；输出有 {rule[2]} 个数，类别概率每个格子只有一组。",
                en=f"The column is {rule[0]} and the row {rule[1]}; the output holds {rule[2]} numbers, with one set "
                "of class probabilities for each cell.",
            ),
            Text(zh=f"列：{column}；行：{row_}。", en=f"Column: {column}; row: {row_}."),
            Text(zh=f"输出：{size}。", en=f"Output: {size}."),
        ]

    def slips(self, p: GridParams) -> Iterator[Slip]:
        """Cells counted otherwise, and predictions counted otherwise."""
        column, row_ = map(math.floor, p.cells)
        area = p.grid**2
        outputs = area * (5 * p.boxes + p.classes)
        yield Slip(
            "counted_from_one",
            _answer(column + 1, row_ + 1, outputs),
            Text(
                zh="这里的行列从 0 数起，向下取整就是答案，不用加 1。",
                en="Columns and rows count from 0 here: round down, and add no 1.",
            ),
        )
        if column != row_:
            yield Slip(
                "column_and_row_swapped",
                _answer(row_, column, outputs),
                Text(zh="x 决定列，y 决定行。", en="The x coordinate gives the column, the y coordinate the row."),
            )
        yield Slip(
            "confidence_forgotten",
            _answer(column, row_, area * (4 * p.boxes + p.classes)),
            Text(
                zh="每个框是 5 个数：除了 x、y、w、h 还有置信度。",
                en="A box is 5 numbers: x, y, w, h and its confidence.",
            ),
        )
        if p.boxes > 1:
            yield Slip(
                "classes_for_each_box",
                _answer(column, row_, area * p.boxes * (5 + p.classes)),
                Text(
                    zh="第一版 YOLO 的类别概率属于格子，各个框共用一组。",
                    en="In the first YOLO class probabilities belong to the cell and are shared by its boxes.",
                ),
            )
        yield Slip(
            "one_cell_only",
            _answer(column, row_, 5 * p.boxes + p.classes),
            Text(
                zh="这是一个格子的输出，整个张量还要乘格子数 $S^2$。",
                en="That is the output of one cell; the whole tensor has $S^2$ of them.",
            ),
        )


def _answer(column: int, row_: int, outputs: int) -> dict[str, AnswerValue]:
    return {"column": column, "row": row_, "outputs": outputs}


problem = YoloGrid()
