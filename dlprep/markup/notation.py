"""What the signs of a formula are: their roles, their raised and lowered forms, their alphabets.

Nothing here knows LaTeX's grammar; `dlprep.markup.formula` does.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum, IntEnum, auto
from typing import NamedTuple


class Kind(Enum):
    """The role of a piece of a formula, after TeX's atom types; it decides the spaces around the piece."""

    ORD = auto()
    WORD = auto()
    OP = auto()  # log, max, ∑: applies to what follows
    ADD = auto()
    SIGN = auto()  # an ADD with nothing on its left
    MUL = auto()
    REL = auto()
    MID = auto()
    PUNCT = auto()
    OPEN = auto()
    CLOSE = auto()
    BAR = auto()  # | or ‖: opens or closes, as its neighbours decide
    SPACE = auto()


class Bind(IntEnum):
    """How firmly a piece holds together; a piece that is too loose for its place gets brackets."""

    LOOSE = auto()
    QUOTIENT = auto()
    PRODUCT = auto()
    ROOT = auto()
    POWER = auto()
    INDEXED = auto()
    ATOM = auto()


class Piece(NamedTuple):
    """A part of a formula that is already text."""

    text: str
    kind: Kind = Kind.ORD
    bind: Bind = Bind.ATOM

    def at_least(self, bind: Bind) -> str:
        """Return the text, in brackets if it holds together less firmly than `bind`."""
        return self.text if self.bind >= bind else f"({self.text})"


_SIGNS = {
    Kind.ADD: "+-±∓∪∩⊕⊖∨∧∖",
    Kind.MUL: "*∗·×÷/⊙⊗∘⋆",
    Kind.REL: "=<>:≤≥⩽⩾≠≈≡∼≃≅≪≫∝∈∉∋⊂⊃⊆⊇⊥≺≻≜≔→←↔⇒⇐⇔↦⟶⟵⟷⟹⟸⟺⟼↑↓",
    Kind.PUNCT: ",;",
    Kind.OPEN: "([{⟨⌊⌈",
    Kind.CLOSE: ")]}⟩⌋⌉",
    Kind.BAR: "|‖",
    Kind.OP: "∑∏∐∫∬∭∮⋃⋂",
    Kind.SPACE: " ",
}
_KINDS = {sign: kind for kind, signs in _SIGNS.items() for sign in signs}

# Only letters that terminal fonts really have. The other capitals and q came late to Unicode or never did.
_RAISED = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤×∘′",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀˣ°′",
)
_LOWERED = str.maketrans(
    "0123456789+-=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
)
_SCRIPTS = {"^": _RAISED, "_": _LOWERED}


def sign(char: str) -> Piece:
    """Return the piece for one character of a formula."""
    return Piece(char, _KINDS.get(char, Kind.ORD))


def with_scripts(base: Piece, scripts: Mapping[str, Piece]) -> Piece:
    """Return `base` with a subscript under "_" and a superscript under "^", or either."""
    text = base.at_least(Bind.ATOM)
    if "_" in scripts:
        text += _script("_", scripts["_"])
    if "^" in scripts:
        if base.kind not in (Kind.CLOSE, Kind.BAR) and re.search(r"_[^()]+$", text):
            text = f"({text})"  # x_max² could be x with the index max²
        text += _script("^", scripts["^"])
    return Piece(text, base.kind, Bind.POWER if "^" in scripts else Bind.INDEXED)


def _script(mark: str, piece: Piece) -> str:
    """Return `piece` as a superscript (`mark` is "^") or a subscript ("_").

    An upright word stays a word, d_model, and so does whatever has a character without a small form; brackets
    hold anything longer than a word together.
    """
    table = _SCRIPTS[mark]
    if piece.kind not in (Kind.WORD, Kind.OP) and all(ord(char) in table for char in piece.text):
        return piece.text.translate(table)
    return mark + piece.at_least(Bind.ATOM)


def in_alphabet(text: str, alphabet: str) -> str:
    """Return the letters and digits of `text` in one of Unicode's alphabets, such as "DOUBLE-STRUCK" or "BOLD"."""
    return "".join(_in_alphabet(char, alphabet) for char in text)


def _in_alphabet(char: str, alphabet: str) -> str:
    name = re.sub(r"^(?:LATIN|GREEK) (CAPITAL|SMALL) LETTER ", r"\1 ", unicodedata.name(char, ""))
    # ℝ and ℒ were in Unicode before the mathematical alphabets, and their names lack the first word.
    for prefix in ("MATHEMATICAL ", ""):
        try:
            return unicodedata.lookup(f"{prefix}{alphabet} {name}")
        except KeyError:
            continue
    return char
