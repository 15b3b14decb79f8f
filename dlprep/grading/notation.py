"""From what people type, a Chinese keyboard included, to the plain notation that the evaluator reads."""

import re
import unicodedata

from dlprep.grading.expression import check_length, unknown_character
from dlprep.grading.unreadable import Unreadable

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PUNCTUATION = _FULL_WIDTH | str.maketrans(
    {"、": ",", "【": "[", "】": "]", "〔": "(", "〕": ")"}
    | dict.fromkeys("−‐‑‒–—―﹣", "-")  # each of them is somebody's minus sign
)
_OPERATORS = str.maketrans(
    {"∞": "inf", "π": "pi", "^": "**"} | dict.fromkeys("×·⋅∙•∗⨯✕", "*") | dict.fromkeys("÷∕⁄", "/")
)
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_SUPERSCRIPT = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SUBSCRIPT = re.compile("(?<=[A-Za-z])[₀-₉]+")
_NUMBER = r"(?:\d[\d_]*+(?:\.\d*+)?|\.\d++)(?:e[-+]?\d++)?"  # possessive: linear on a thousand digits


def plain(text: str) -> str:
    """Unify widths, dashes and blanks; line breaks stay. Other characters keep their look, as labels need it.

    Raises:
        Unreadable: there is an invisible character, which would make two texts look alike.
    """
    text = text.translate(_PUNCTUATION)
    text = re.sub(r"(?<=\d)。(?=\d)", ".", text).strip().rstrip("。")
    text = re.sub(r"\s*\n\s*", "\n", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    for character in text if not (text.isascii() and text.isprintable()) else "":
        if character != "\n" and unicodedata.category(character).startswith("C"):
            raise unknown_character(character)
    return text.strip()


def arithmetic(text: str, *, x_is_times: bool = True) -> str:
    """Spell the signs of mathematics in ASCII: x² as x**(2), √2 as sqrt(2), 3×4 and 3x4 as 3*4, ∞ as inf.

    `x_is_times` is False where x is a variable.

    Raises:
        Unreadable: a character that looks like a number would change its meaning, such as a circled digit.
    """
    text = unicodedata.normalize("NFKC", _raised_and_lowered(text)).lower().translate(_OPERATORS)
    check_length(text)  # again: one character can stand for eighteen
    text = re.sub("负无穷大?", "-inf", text)
    text = re.sub(r"正?无穷大?|\binfinity\b", "inf", text)
    text = re.sub(rf"√ ?({_NUMBER}|pi|e\b)", r"sqrt(\1)", text)
    text = re.sub(r"√ ?(?=\()", "sqrt", text)
    if x_is_times:
        text = re.sub(r"(?<=[\d)\]])(?<!\b0) ?x ?(?=[\d(\[])", "*", text)  # but 0x10 may be meant as hexadecimal
    if re.search(r"[-+]{2}", text):
        raise Unreadable("两个正负号连在一起，请加括号", "two signs in a row; use brackets, e.g. 1-(-2)")
    return text


def percent(text: str) -> str:
    """Write 12.5% as (12.5/100), and leave 7 % 3, the remainder, alone.

    Raises:
        Unreadable: a sign follows, so that it could be either.
    """
    if re.search(r"% ?[-+]", text):
        raise Unreadable(
            "% 有歧义：百分数请写成小数，取余请加括号",
            "% could be percent or remainder; write 0.05 for 5%",
        )
    return re.sub(rf"(?<![\w.])({_NUMBER}) ?% ?(?=$|[*/),\]])", r"(\1/100)", text)


def _raised_and_lowered(text: str) -> str:
    """Read superscripts, subscripts and fractions, of which NFKC would make plain digits: 2³ would be 23."""
    if text.isascii():
        return text
    text = _SUPERSCRIPT.sub(lambda m: f"**({m[0].translate(_RAISED)})", text)
    text = _SUBSCRIPT.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return "".join(map(_ascii_fraction, text))


def _ascii_fraction(character: str) -> str:
    tag = unicodedata.decomposition(character).partition(" ")[0]
    if tag == "<fraction>":
        return f"({unicodedata.normalize('NFKC', character)})"
    if tag in ("<super>", "<sub>") or unicodedata.category(character) == "No":
        raise unknown_character(character)
    return character
