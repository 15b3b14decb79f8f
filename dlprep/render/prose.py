"""A card's text on the screen: Markdown and formulas, wrapped for Chinese and English, safe to print."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from dlprep.markup.breaks import joins
from dlprep.markup.formula import unicode_formula
from dlprep.markup.markdown import parse
from dlprep.render.wrap import GLUE, fold, wrap

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

Run: TypeAlias = tuple[str, str]  # a text and its Rich style

# Colours that can be read on a dark and on a light background.
_STYLES = {"strong": "bold", "em": "italic", "code_inline": "magenta", "fence": "magenta", "formula": "cyan"}
_SOFT = "\N{LINE SEPARATOR}"  # a line break of the source; `printable` lets no other through
_BREAKS = {"softbreak": _SOFT, "hardbreak": "\n"}
_NARROWEST = 8  # columns that text keeps, however deep the list


class Prose:
    """A card's text as a Rich renderable. `source` is data: Rich markup and escapes in it are shown, not obeyed."""

    def __init__(self, source: str) -> None:
        self._root = parse(source)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in _blocks(self._root.children, options.max_width):
            line.no_wrap, line.overflow = True, "ignore"
            yield line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest = max((cell_len(line.plain) for line in _blocks(self._root.children, options.max_width)), default=0)
        return Measurement(min(_NARROWEST, widest), widest)


def plain(source: str) -> str:
    """Return a card's text on one line, without Markdown: for lists and logs."""
    return " ".join(" ".join(_plain(parse(source))).split())


def _plain(node: "SyntaxTreeNode") -> Iterator[str]:
    if node.type == "inline":
        yield "".join(text for text, _ in _joined(node, width=0))
    elif node.type == "fence":
        yield node.content
    for child in node.children if node.type != "inline" else ():
        yield from _plain(child)


def _blocks(nodes: Sequence["SyntaxTreeNode"], width: int) -> Iterator[Text]:
    """Yield the lines of paragraphs, lists and code, with a blank line where the source has one."""
    for above, node in zip((None, *nodes), nodes, strict=False):
        if above and not _touch(above, node):
            yield Text()
        if node.type in ("bullet_list", "ordered_list"):
            yield from _list(node, width)
        elif node.type == "fence":
            yield from _code(node.content, width)
        else:
            yield from wrap(_inline(node.children[0], width), width)


def _touch(above: "SyntaxTreeNode", node: "SyntaxTreeNode") -> bool:
    return above.type == "paragraph" and above.map is not None and node.map is not None and above.map[1] == node.map[0]


def _list(node: "SyntaxTreeNode", width: int) -> Iterator[Text]:
    first = int(node.attrs.get("start", 1))
    loose = any(child.type == "paragraph" and not child.hidden for item in node.children for child in item.children)
    for place, item in enumerate(node.children):
        if loose and place:
            yield Text()
        yield from _hanging("•" if node.type == "bullet_list" else f"{first + place}{item.markup}", item, width)


def _hanging(marker: str, item: "SyntaxTreeNode", width: int) -> Iterator[Text]:
    indent = cell_len(marker) + 1
    if width - indent < _NARROWEST:  # too deep to indent any further
        yield Text(marker)
        yield from _blocks(item.children, width)
        return
    lines = list(_blocks(item.children, width - indent)) or [Text()]
    yield Text(f"{marker} ") + lines[0]
    yield from (Text(" " * indent) + line if line else line for line in lines[1:])


def _code(content: str, width: int) -> Iterator[Text]:
    for line in content.rstrip("\n").split("\n"):
        yield from (Text(line[start:end], _STYLES["fence"]) for start, end in fold(line, width))


def _inline(node: "SyntaxTreeNode", width: int) -> Text:
    return Text.assemble(*_joined(node, width))


def _joined(node: "SyntaxTreeNode", width: int) -> Iterator[Run]:
    """Yield the runs; a line break of the source is a space, or nothing where Chinese needs none."""
    runs = [run for run in _runs(node, width) if run[0]]
    for left, (text, style), right in zip((None, *runs), runs, (*runs[1:], None), strict=False):
        if text == _SOFT:
            text = "" if left and right and joins(left[0][-1], right[0][0]) else " "
        yield text, style


def _runs(node: "SyntaxTreeNode", width: int, style: str = "") -> Iterator[Run]:
    for child in node.children:
        own = f"{style} {_STYLES.get(child.type, '')}".strip()
        if child.type == "formula":
            formula = unicode_formula(child.content)
            # It stays on one line unless it takes more than half of it; then it may break at its spaces.
            yield formula.replace(" ", GLUE) if cell_len(formula) * 2 <= width else formula, own
        elif child.children:
            yield from _runs(child, width, own)
        else:
            yield _BREAKS.get(child.type, child.content), own
