"""The Markdown of a card: paragraphs, lists, emphasis, code, and formulas between dollar signs."""

import re
from functools import cache
from typing import TYPE_CHECKING

from dlprep.markup.safe import printable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

_FORMULA = re.compile(r"\$((?:\\.|[^$\\\n])+)\$")
# Far more than a card has, and few enough that walking the tree does not exhaust Python's stack. What goes beyond:
_NESTING = 100  # lists within lists, two levels each: their text is dropped
_STARS = 200  # in one paragraph: stars are shown as stars


def parse(source: str) -> "SyntaxTreeNode":
    """Return the tree of a card's text, with nodes of type `formula` beside markdown-it's own.

    What a card does not use (links, HTML, headings, tables) is no syntax here: it is shown as it was written.
    """
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(printable(source)))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"maxNesting": _NESTING})
    parser.enable(["list", "fence", "backticks", "escape", "newline", "emphasis"])
    parser.inline.ruler.before("backticks", "formula", _formula)
    parser.inline.ruler.at("emphasis", _emphasis)
    return parser


def _formula(state: "StateInline", silent: bool) -> bool:
    """Cut out a formula before Markdown sees its `_` and `*`."""
    found = _FORMULA.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("formula", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _emphasis(state: "StateInline", silent: bool) -> bool:
    """Open and close emphasis next to anything but a space.

    CommonMark has a rule about punctuation that leaves the stars of 最大值**$x$**是 and **重要。**因为 standing.
    """
    from markdown_it.rules_inline.emphasis import tokenize

    start, first = state.pos, len(state.delimiters)
    if state.src[start] != "*" or first > _STARS or not tokenize(state, silent):
        return False
    for delimiter in state.delimiters[first:]:
        delimiter.open = bool(state.src[state.pos : state.pos + 1].strip())
        delimiter.close = bool(state.src[max(start - 1, 0) : start].strip())
    return True
