r"""A card's text as HTML: everything escaped, formulas as MathJax between \( and \), code highlighted.

What Anki would take for an instruction in a field is written so that it is shown: `[sound:...]`, `[latex]`,
`[[type:...]]`, `{{...}}`, and `\(` outside formulas.
"""

import html
import re
from typing import TYPE_CHECKING

from dlprep.markup.breaks import joins
from dlprep.markup.markdown import parse

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_TAGS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "strong",
    "em": "em",
}
_LONG = 40  # characters of TeX; shorter formulas fit on a phone
_TEX = re.compile(r"\\[a-zA-Z]+\s*|\\.|.", re.DOTALL)
_RELATIONS = frozenset(("=", "<", ">", r"\approx ", r"\approx", r"\le ", r"\le", r"\ge ", r"\ge", r"\to ", r"\to"))
_SOFT = "\N{LINE SEPARATOR}"  # a line break of the source; `parse` lets no other through
_SOFT_BREAK = re.compile(rf"(.)((?:<[^>]*>)*){_SOFT}((?:<[^>]*>)*)(?=(.))")


def to_html(source: str) -> str:
    """Return a card's text as HTML blocks."""
    return "".join(map(_node, parse(source).children))


def inline_html(source: str) -> str:
    """Return a card's text as HTML that fits into a line: its paragraphs joined by line breaks."""
    parts = []
    for node in parse(source).children:
        is_paragraph = node.type == "paragraph"
        parts.append("".join(map(_node, node.children)) if is_paragraph else _node(node))
    return "<br>".join(parts)


def escaped(text: str) -> str:
    """Return plain text as HTML that shows it and does nothing else."""
    shown = html.escape(text).replace("[", "&#91;").replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;")
    return re.sub(r"\\(?=[()\]]|&#91;)", r"<span>\\</span>", shown)


def mathjax(latex: str) -> str:
    r"""Return a formula, without its dollar signs, as MathJax: \frac{a}{b} as \(\frac{a}{b}\).

    A long chain of equations is cut before its relations, so that it can go over a phone's lines.
    """
    spaced = re.sub(r"(?<=\{)(?=\{)|(?<=\})(?=\})", " ", latex)  # Anki's braces come in pairs; TeX sees no difference
    pieces = _chain(spaced) if len(latex) > _LONG else [spaced]
    return " ".join(rf"\({html.escape(piece.strip()).replace('[', '&#91;')}\)" for piece in pieces)


def _chain(latex: str) -> list[str]:
    """Cut a formula before each relation that stands in no bracket or environment."""
    if r"\left" in latex.replace(r"\leftarrow", "") or r"\begin" in latex:
        return [latex]
    pieces, depth = [""], 0
    for token in _TEX.findall(latex):
        depth += (token in "{([") - (token in "})]")
        if token in _RELATIONS and depth == 0 and pieces[-1].strip():
            pieces.append("{}")
        pieces[-1] += token
    return pieces


def _node(node: "SyntaxTreeNode") -> str:
    match node.type:
        case "text":
            return escaped(node.content)
        case "formula":
            return mathjax(node.content)
        case "code_inline":
            return f"<code>{escaped(node.content)}</code>"
        case "fence":
            return _code(node.content, node.info)
        case "softbreak":
            return _SOFT
        case "hardbreak":
            return "<br>"
        case "inline":
            return _SOFT_BREAK.sub(_space_or_nothing, "".join(map(_node, node.children)))
    inside = "".join(map(_node, node.children))
    tag = _TAGS.get(node.type)
    if tag is None:
        return inside
    if node.type == "ordered_list" and (start := node.attrs.get("start", 1)) != 1:
        return f'<ol start="{int(start)}">{inside}</ol>'
    return f"<{tag}>{inside}</{tag}>"


def _space_or_nothing(found: re.Match[str]) -> str:
    left, before, after, right = found.groups()
    return f"{left}{before}{'' if joins(left, right) else ' '}{after}"


def _code(text: str, language: str) -> str:
    """Return a block of code, coloured by classes where its language is named and known."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.lexers.special import TextLexer
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language.split()[0]) if language.split() else TextLexer()
    except ClassNotFound:
        lexer = TextLexer()
    coloured = highlight(text, lexer, HtmlFormatter(nowrap=True))
    guarded = coloured.replace("[", "&#91;").replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;")
    return f'<pre class="code"><code>{guarded.rstrip()}</code></pre>'
