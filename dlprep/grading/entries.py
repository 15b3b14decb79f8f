"""Cutting a typed list into its entries: at commas, at semicolons, or at blanks."""

import re
from itertools import accumulate

from dlprep.grading.unreadable import Unreadable

_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:,\d{3})+(?!\d)")


def split(text: str, separator: str) -> list[str]:
    """Cut at each `separator` outside brackets; one at the very end adds nothing."""
    pieces, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == separator and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += character
    if len(pieces) > 1 and not pieces[-1].strip():
        pieces.pop()
    return [piece.strip() for piece in pieces]


def is_wrapped(text: str) -> bool:
    """Tell whether one pair of brackets encloses the whole text, as in (1, 2) but not in (1)+(2) or [0, 1)."""
    if text[:1] + text[-1:] not in ("()", "[]"):
        return False
    depths = accumulate((character in "([") - (character in ")]") for character in text[:-1])
    return all(depth > 0 for depth in depths)


def unwrap(text: str) -> str:
    """Take off the pair of brackets around the whole text, if there is one."""
    return text[1:-1].strip() if is_wrapped(text) else text


def entries(text: str) -> list[str]:
    """Cut a list without its brackets into the expressions of its entries.

    Blanks separate where nothing else does: "1 -2" has two entries, "1 - 2" is one difference.

    Raises:
        Unreadable: it could be cut in two ways.
    """
    text = text.replace("\n", " ")
    outer = re.sub(r"[(\[].*[)\]]", "0", text)
    if _THOUSANDS.search(outer) and re.search("[; ]", _THOUSANDS.sub("0", outer)):
        raise Unreadable(
            "逗号是千位分隔还是两个数？请写成 1000, 2000",
            "is the comma a separator or a thousands mark? write 1000, 2000",
        )
    by_comma, by_semicolon = split(text, ","), split(text, ";")
    if text.endswith((",", ";")) or len(by_comma) > 1 or len(by_semicolon) > 1:
        if len(by_comma) > 1 and len(by_semicolon) > 1:
            raise Unreadable("请只用一种分隔符：逗号或分号", "use one separator: commas or semicolons, not both")
        pieces = max(by_comma, by_semicolon, key=len)
        if any(re.search(r"[\w.)\]] [-+]\S", piece) for piece in pieces):
            raise _ambiguous_sign()
        return pieces
    return _at_blanks(text)


def _at_blanks(text: str) -> list[str]:
    tight = re.sub(r" ?(\*\*|//|[*/]) ?", r"\1", re.sub("^([-+]) ", r"\1", text))
    pieces = split(tight, " ")
    if not {"+", "-"} & set(pieces):
        return pieces
    whole = split(re.sub(" ([-+]) ", r"\1", tight), " ")
    if len(whole) > 1:
        raise _ambiguous_sign()
    return whole


def _ambiguous_sign() -> Unreadable:
    return Unreadable(
        "减号有歧义：请用逗号隔开各数，例如 1, -2", "is that sign an operation? separate the numbers by commas: 1, -2"
    )
