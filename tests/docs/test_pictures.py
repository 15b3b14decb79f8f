"""The pictures in docs/ are what the program shows; `make pictures` draws them anew."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest

from docs.pictures.learner import make_home
from docs.pictures.scenes import SCENES, draw
from docs.pictures.svg import as_svg, text_of

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "pictures"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The learner of the pictures."""
    with TemporaryDirectory() as folder:
        make_home(Path(folder))
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_the_picture_shows_what_the_program_shows(name: str, home: Path) -> None:
    for module in ("pexpect", "pyte", "torch"):
        pytest.importorskip(module)
    assert text_of((FOLDER / f"{name}.svg").read_text(encoding="utf-8")) == text_of(draw(SCENES[name], home))


def test_every_picture_has_a_scene_and_a_place() -> None:
    pictures = {path.stem for path in FOLDER.glob("*.svg")}
    pages = "".join(path.read_text(encoding="utf-8") for path in (*DOCS.glob("*.md"), DOCS.parent / "README.md"))
    assert pictures == set(SCENES) == set(re.findall(r"pictures/([\w.]+)\.svg", pages))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_stands_for_itself(path: Path) -> None:
    """No script, no style, no address: GitHub shows it, and nobody is told who looked."""
    text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert set(re.findall(r"<(\w+)", text)) <= {"svg", "title", "rect", "g", "text"}
    assert not re.search(r"url\(|http|href", text)


def cells(text: str, **style: Any) -> list[Any]:
    """Return the cells of a terminal's row; what is wide has an empty one behind it."""
    plain: dict[str, Any] = {"fg": "default", "bg": "default"}
    plain |= dict.fromkeys(("bold", "italics", "underscore", "reverse", "blink"), False)
    found = []
    for char in text:
        found.append(SimpleNamespace(**(plain | {"data": char} | style)))
        if ord(char) > 0x2E80:
            found.append(SimpleNamespace(**(plain | {"data": ""} | style)))
    return found


def test_each_run_stands_at_its_own_cell() -> None:
    found = re.findall(r'x="([\d.]+)" y="28" textLength="([\d.]+)"[^>]*>([^<]+)<', as_svg([cells("a 宽度 b")], "t"))
    assert [(round((float(x) - 14) / 8.43), round(float(length) / 8.43), text) for x, length, text in found] == [
        (0, 1, "a"),
        (2, 4, "宽度"),
        (7, 1, "b"),
    ]


def test_text_is_shown_and_not_read() -> None:
    svg = as_svg([cells("<b> & x"), cells("y")], "<title>")
    assert text_of(svg) == ["<b>&x", "y"]


def test_a_reversed_cell_changes_ink_and_paper() -> None:
    svg = as_svg([cells("x", reverse=True)], "t")
    assert 'fill="#d9dbe3"/>' in svg
    assert 'fill="#1e1f29">x' in svg
