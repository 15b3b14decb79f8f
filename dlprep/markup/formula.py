"""LaTeX formulas as one line of Unicode that can be read in one way only.

pylatexenc parses. The rest follows TeX: spaces in the source mean nothing, relations and sums at the outermost
level get space around them. Where TeX shows structure by position, brackets show it here: (a+b)/c, √(x+1).
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, TypeAlias

from dlprep.markup.commands import COMMANDS, INVISIBLE, named
from dlprep.markup.notation import Bind, Kind, Piece, sign, with_scripts
from dlprep.markup.spacing import join

Node: TypeAlias = Any  # pylatexenc has no types, and is imported only when a formula is met
_TEXT = ("text", "textrm", "textbf", "textit", "texttt", "textsf", "mbox")
_MATRICES = {
    **dict.fromkeys(("matrix", "smallmatrix", "pmatrix", "bmatrix", "array"), ("[", "]")),
    "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
}
_ENVIRONMENTS = {"cases", "aligned", "align", "align*", "split", "gathered", *_MATRICES}
# A bare % would start a comment and take the rest of the formula with it; \left. and \right. show nothing.
_BEFORE_PARSING = re.compile(r"\\(?:left|right)(?![a-zA-Z])\s*\.|(\\.)|%")

Units: TypeAlias = deque[Any]  # single characters, and nodes that are not characters


class _BrokenError(Exception):
    """LaTeX could not read it either."""


def unicode_formula(latex: str) -> str:
    r"""Return `latex`, without its dollar signs, as one readable line: `\frac{a+b}{c}` gives (a+b)/c.

    Never raises: an unknown command shows its name, a formula that cannot be parsed shows its source.
    """
    try:
        shown = _row(_parse(latex), compact=False).text
    except (_BrokenError, RecursionError):
        shown = latex
    return " ".join(shown.split())


_SIGNS = r"[^\\{}$%&~#]*"
_NO_COMMANDS = re.compile(rf"{_SIGNS}(\{{{_SIGNS}\}}{_SIGNS})*")
"""A formula that need not be parsed: signs, and groups without groups in them."""


@lru_cache(maxsize=4096)  # the two languages of a card have the same formulas
def unsupported(latex: str) -> tuple[str, ...]:
    r"""Return what `unicode_formula` cannot show, such as `\foo` or `\begin{foo}`; all of `latex` if it is broken."""
    if _NO_COMMANDS.fullmatch(latex):
        return ()
    try:
        return tuple(dict.fromkeys(_unknown(_parse(latex))))
    except (_BrokenError, RecursionError):
        return (latex,)


def _unknown(nodes: Iterable[Node]) -> Iterator[str]:
    for node in _walk(nodes):
        if _is(node, "Macro") and not (_takes_arguments(node) or node.macroname in INVISIBLE or named(node.macroname)):
            yield f"\\{node.macroname}"
        if _is(node, "Environment") and node.environmentname not in _ENVIRONMENTS:
            yield f"\\begin{{{node.environmentname}}}"


@cache
def _grammar() -> Any:
    from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec, std_specials

    grammar = LatexContextDb()
    grammar.add_context_category(
        "dlprep",
        macros=[
            *(MacroSpec(name, command.arguments) for name, command in COMMANDS.items()),
            *(MacroSpec(name, "{") for name in _TEXT),
        ],
        environments=[EnvironmentSpec("array", "{")],
        specials=[std_specials("&"), std_specials("~")],
    )
    grammar.set_unknown_macro_spec(MacroSpec(""))
    grammar.set_unknown_environment_spec(EnvironmentSpec(""))
    return grammar


def _parse(latex: str) -> Sequence[Node]:
    from pylatexenc.latexwalker import LatexWalker, LatexWalkerError

    source = _BEFORE_PARSING.sub(lambda found: found[1] or (r"\%" if found[0] == "%" else ""), latex)
    try:
        nodes: Sequence[Node] = LatexWalker(source, _grammar(), tolerant_parsing=False).get_latex_nodes()[0]
    except LatexWalkerError as error:
        raise _BrokenError from error
    if any(_takes_arguments(node) and node.nodeargd is None for node in _walk(nodes)):
        raise _BrokenError  # \hat\bar{x}: the inner command came without its argument
    return nodes


def _takes_arguments(node: Node) -> bool:
    return _is(node, "Macro") and (node.macroname in COMMANDS or node.macroname in _TEXT)


def _walk(nodes: Iterable[Node | None]) -> Iterator[Node]:
    for node in nodes:
        if node is not None:
            yield node
            yield from _walk(getattr(node, "nodelist", ()))
            yield from _walk(getattr(getattr(node, "nodeargd", None), "argnlist", ()))


def _is(node: Node, name: str) -> bool:
    return type(node).__name__ == f"Latex{name}Node"


def _row(nodes: Iterable[Node], compact: bool = True) -> Piece:
    """Return the nodes side by side; `compact` leaves out all space that is not needed to tell words apart."""
    units = deque(_units(nodes))
    pieces = []
    while units:
        base = Piece("") if _starts_script(units) else _atom(units)
        pieces.append(_with_scripts(base, units))
    return join(pieces, compact)


def _units(nodes: Iterable[Node]) -> Iterator[Any]:
    for node in nodes:
        if _is(node, "Chars"):
            yield from "".join(node.chars.split())
        elif _is(node, "Specials"):
            yield " "  # ~ is a space, and & outside a table lines up what one line cannot
        elif _is(node, "Math"):
            yield from _units(node.nodelist)
        elif not (_is(node, "Macro") and node.macroname in INVISIBLE):
            yield node


def _starts_script(units: Units) -> bool:
    return bool(units) and isinstance(units[0], str) and units[0] in "^_'"


def _atom(units: Units) -> Piece:
    unit = units.popleft()
    if not isinstance(unit, str):
        return _show(unit)
    while unit[0].isdigit() and units and isinstance(units[0], str) and (units[0].isdigit() or units[0] == "."):
        unit += units.popleft()
    return sign(unit)


def _with_scripts(base: Piece, units: Units) -> Piece:
    scripts: dict[str, Piece] = {}
    while _starts_script(units) and units[0] not in scripts:
        mark = units.popleft()
        if mark == "'":
            base = base._replace(text=f"{base.text}′")
        elif units:
            argument = units.popleft()
            scripts[mark] = sign(argument) if isinstance(argument, str) else _show(argument)
    return with_scripts(base, scripts) if scripts else base


def _show(node: Node) -> Piece:
    if _is(node, "Group"):
        inside = _row(node.nodelist)
        return inside if inside.kind in (Kind.WORD, Kind.OP) else inside._replace(kind=Kind.ORD)  # 1{,}000
    if _is(node, "Environment"):
        return _environment(node)
    if node.macroname in _TEXT:
        return _text(node.nodeargd.argnlist[0])
    if command := COMMANDS.get(node.macroname):
        return command.show([_row([given]) if given else Piece("") for given in node.nodeargd.argnlist])
    return named(node.macroname) or Piece(node.macroname, Kind.WORD)


def _text(node: Node) -> Piece:
    r"""Return words as they stand, spaces and all; formulas inside `\text` are shown as such."""
    parts = node.nodelist if _is(node, "Group") else [node]
    text = "".join(re.sub(r"\s+", " ", part.chars) if _is(part, "Chars") else _row([part]).text for part in parts)
    word = len(text) > 1 and text[0].isalnum() and text[-1].isalnum()
    return Piece(text, Kind.WORD if word else Kind.ORD, Bind.LOOSE if " " in text else Bind.ATOM)


def _environment(node: Node) -> Piece:
    table = _cells(node.nodelist)
    if node.environmentname == "cases":
        return Piece("; ".join(map(_case, table)).join("{}"))
    if brackets := _MATRICES.get(node.environmentname):
        return Piece("; ".join(" ".join(map(_cell, line)) for line in table).join(brackets))
    return Piece("; ".join("".join(_row(cell).text for cell in line) for line in table), bind=Bind.LOOSE)


def _cells(nodes: Iterable[Node]) -> list[list[list[Node]]]:
    table: list[list[list[Node]]] = [[[]]]
    for node in nodes:
        if _is(node, "Macro") and node.macroname == "\\":
            table.append([[]])
        elif _is(node, "Specials") and node.specials_chars == "&":
            table[-1].append([])
        else:
            table[-1][-1].append(node)
    return [line for line in table if any(not _is_blank(node) for cell in line for node in cell)]


def _is_blank(node: Node) -> bool:
    return _is(node, "Chars") and node.chars.isspace()


def _cell(cell: list[Node]) -> str:
    text = _row(cell).text
    return f"({text})" if " " in text else text


def _case(line: list[list[Node]]) -> str:
    """Return one line of `cases`: x if x>0, or x, x>0 where the condition is not put into words."""
    value, *conditions = (_row(cell).text.strip() for cell in line)
    first: Node = next((node for cell in line[1:] for node in cell if not _is_blank(node)), None)
    in_words = _is(first, "Macro") and first.macroname in _TEXT
    return (" " if in_words else ", ").join([value.removesuffix(","), *conditions])
