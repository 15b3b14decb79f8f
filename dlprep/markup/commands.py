"""What each LaTeX command shows, given its arguments as text."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

from dlprep.markup.notation import Bind, Kind, Piece, in_alphabet, sign, with_scripts


class Command(NamedTuple):
    """A command with arguments: `arguments` in pylatexenc's notation, one of `{`, `[` and `*` for each."""

    arguments: str
    show: Callable[[Sequence[Piece]], Piece]


# \frac{\partial L}{\partial x} and \frac{dy}{dx}: the denominator is one thing although it has two letters.
_DIFFERENTIAL = re.compile(r"∂|d[²a-zA-Zα-ω]|d$")


def _fraction(arguments: Sequence[Piece]) -> Piece:
    above, below = arguments
    differential = _DIFFERENTIAL.match(above.text) and _DIFFERENTIAL.match(below.text)
    denominator = below.at_least(Bind.PRODUCT if differential else Bind.ROOT)
    return Piece(f"{above.at_least(Bind.PRODUCT)}/{denominator}", bind=Bind.QUOTIENT)


def _root(arguments: Sequence[Piece]) -> Piece:
    index, inside = arguments
    if index.text in ("", "2", "3", "4"):
        radicand = inside.at_least(Bind.INDEXED)
        text = {"3": "∛", "4": "∜"}.get(index.text, "√") + radicand
        return Piece(text, bind=Bind.POWER if radicand.endswith(")") else Bind.ROOT)
    # ⁿ√x after a letter would look like that letter's power.
    return Piece(f"{inside.at_least(Bind.ATOM)}^(1/{index.at_least(Bind.POWER)})", bind=Bind.POWER)


def _accent(mark: str, name: str, arguments: Sequence[Piece]) -> Piece:
    inside = arguments[-1]
    if inside.bind is Bind.ATOM and len(unicodedata.normalize("NFC", inside.text)) == 1:
        accented = unicodedata.normalize("NFC", inside.text + mark)
        return inside._replace(text=accented)
    return Piece(f"{name}({inside.text})", bind=Bind.POWER)


def _styled(alphabet: str, arguments: Sequence[Piece]) -> Piece:
    return arguments[-1]._replace(text=in_alphabet(arguments[-1].text, alphabet))


def _upright(arguments: Sequence[Piece]) -> Piece:
    letters = arguments[-1].text
    word = len(letters) > 1 and letters.isalnum() and not letters.isdigit()
    return Piece(letters, Kind.WORD) if word else arguments[-1]


def _operator(arguments: Sequence[Piece]) -> Piece:
    return Piece(arguments[-1].text, Kind.OP)


_ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "breve": "\u0306",
    "vec": "\u20d7",
    "underline": "\u0332",
}
_ALPHABETS = {
    "mathbb": "DOUBLE-STRUCK",
    "mathcal": "SCRIPT",
    "mathscr": "SCRIPT",
    "mathfrak": "FRAKTUR",
    "mathbf": "BOLD",
    "boldsymbol": "BOLD",
    "bm": "BOLD",
}
_PLAIN = ("mathit", "mathsf", "mathtt", "mathnormal", "boxed", "underbrace", "overbrace")

COMMANDS: dict[str, Command] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac"), Command("{{", _fraction)),
    "sqrt": Command("[{", _root),
    "binom": Command("{{", lambda given: Piece(f"C({given[0].text},{given[1].text})", bind=Bind.POWER)),
    **{
        name: Command("{", partial(_accent, mark, name.removeprefix("wide").replace("overline", "bar")))
        for name, mark in _ACCENTS.items()
    },
    "not": Command("{", lambda given: sign(unicodedata.normalize("NFC", given[0].text + "\u0338"))),
    **{name: Command("{", partial(_styled, alphabet)) for name, alphabet in _ALPHABETS.items()},
    **dict.fromkeys(_PLAIN, Command("{", lambda given: given[0])),
    "mathrm": Command("{", _upright),
    "operatorname": Command("*{", _operator),
    "pmod": Command("{", lambda given: Piece(f"(mod {given[0].text})")),
    "overset": Command("{{", lambda given: with_scripts(given[1], {"^": given[0]})),
    "stackrel": Command("{{", lambda given: with_scripts(given[1], {"^": given[0]})),
    "underset": Command("{{", lambda given: with_scripts(given[1], {"_": given[0]})),
    "xrightarrow": Command("[{", lambda given: with_scripts(sign("→"), {"^": given[1]})),
}

# Size and style: one line of text has one size.
INVISIBLE = frozenset(
    ["left", "right", "middle", "limits", "nolimits", "displaystyle", "textstyle", "scriptstyle", "!"]
    + [f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")]
)
_SPACES = frozenset([*",:;> ", "quad", "qquad", "thinspace", "enspace"])
_FUNCTIONS = {name: name for name in ["arg", "argmax", "argmin", "deg", "det", "dim", "exp", "gcd", "inf", "ker"]}
_FUNCTIONS |= {name: name for name in ["lg", "lim", "ln", "log", "max", "min", "mod", "Pr", "sup"]}
_FUNCTIONS |= {name: name for name in ["sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"]}
_FUNCTIONS |= {"bmod": "mod", "limsup": "lim sup", "liminf": "lim inf"}
# Where pylatexenc has no sign, or one that reads less well.
_SIGNS = {
    "|": "‖",
    "%": "%",
    "prime": "′",
    "epsilon": "ε",
    "phi": "φ",
    "ne": "≠",
    "iff": "⟺",
    "implies": "⟹",
    "impliedby": "⟸",
    "gets": "←",
    "coloneqq": "≔",
    "land": "∧",
    "lor": "∨",
    "neg": "¬",
    "dots": "…",
    "lbrack": "[",
    "rbrack": "]",
    "degree": "°",
    "intercal": "⊤",
    "Re": "ℜ",
    "Im": "ℑ",
    "checkmark": "✓",
    "imath": "ı",
    "jmath": "ȷ",
}


@cache
def named(name: str) -> Piece | None:
    """Return what a command without arguments shows; None for one that is not known."""
    if name in _SPACES:
        return Piece(" ", Kind.SPACE)
    if name in _FUNCTIONS:
        return Piece(_FUNCTIONS[name], Kind.OP)
    if name == "mid":
        return Piece("|", Kind.MID)
    if name in ("colon", "\\"):
        return Piece(":" if name == "colon" else ";", Kind.PUNCT)
    glyph = _SIGNS.get(name) or _pylatexenc_sign(name)
    return sign(glyph) if glyph else None


def _pylatexenc_sign(name: str) -> str | None:
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    shown = spec.simplify_repl if spec else None
    return shown if isinstance(shown, str) and len(shown) == 1 and shown.isprintable() else None
