"""What the pictures of the tour show: a command, and what is typed."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from docs.pictures.svg import as_svg
from docs.pictures.terminal import screen

COLUMNS = 80
PROMPT = "$ "


class Step(NamedTuple):
    """What to wait for, and what to type then."""

    text: str
    keys: str


@dataclass(frozen=True)
class Scene:
    """One picture.

    Attributes:
        command: behind `dlprep`.
        steps: what is typed; behind the last the program is closed wherever it is.
        language: of the locale.
        lines: how many are shown at most.
    """

    command: Sequence[str]
    steps: Sequence[Step] = ()
    language: str = "C"
    lines: int = 60


RECALL = ("review", "--topic", "regularisation", "--tag", "bias", "--level", "basic")
COMPUTED = ("review", "--topic", "convolution", "--tag", "output-size", "--level", "advanced")
INTERVIEW = ("interview", "--minutes", "5", "--topics", "activations", "--level", "basic", "--seed", "3")
RELU = "It is almost linear: while active its gradient is 1 and does not shrink.\r\r"

SCENES = {
    "today": Scene(()),
    "recall": Scene(RECALL, [Step("space answer", " "), Step("0-5 quality", "a"), Step("[x]", "c"), Step("[x]", "")]),
    "computed": Scene(COMPUTED, [Step("your answer> ", "34x11\r"), Step("0-5", "")]),
    "worked": Scene(("compute", "receptive_field", "layers=[[7,2,3],[3,2,1],[3,1,1]]")),
    "figure": Scene(("figure", "l1_l2_balls")),
    "interview": Scene(
        INTERVIEW, [Step("0:00 used", ""), Step("0:00 used", RELU), Step("0:00 used", "\r"), Step("confirm", "")]
    ),
    "report": Scene(("interview", "report")),
    "stats": Scene(("stats",), lines=41),
    "cards": Scene(("cards", "--state", "learning", "--sort", "ease"), lines=16),
    "today.zh": Scene((), language="zh_CN"),
    "recall.zh": Scene(
        RECALL, [Step("空格", " "), Step("0-5", "a"), Step("[x]", "c"), Step("[x]", "")], language="zh_CN"
    ),
    "computed.zh": Scene(COMPUTED, [Step("你的答案> ", "34x11\r"), Step("0-5", "")], language="zh_CN"),
    "report.zh": Scene(("interview", "report"), language="zh_CN"),
}


def draw(scene: Scene, home: Path) -> str:
    """Return the picture of a scene as SVG. The home is left as it is."""
    with TemporaryDirectory() as folder:
        own = shutil.copytree(home, Path(folder) / "home")
        rows = screen(scene.command, scene.steps, own, columns=COLUMNS, language=scene.language)
    command = " ".join(("dlprep", *(f'"{word}"' if "[" in word else word for word in scene.command)))
    return as_svg([_typed(rows[0][0], f"{PROMPT}{command}"), *rows[: scene.lines]], command)


def _typed(cell: Any, text: str) -> list[Any]:
    """Return the cells of a line as it is typed at a shell, made from any `cell`."""
    plain = cell._replace(data=" ", fg="default", bg="default", bold=True, italics=False, reverse=False, blink=False)
    return [plain._replace(data=char) for char in text]
