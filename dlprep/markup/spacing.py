"""Pieces of a formula side by side: the spaces between them, and the brackets that keep them apart."""

import re
from collections.abc import Sequence

from dlprep.markup.notation import Bind, Kind, Piece

_OPERANDS = {Kind.ORD, Kind.WORD, Kind.OP}
_BEFORE_OPERAND = _OPERANDS | {Kind.CLOSE}
_SPACED_OUTSIDE = {Kind.REL, Kind.ADD}


def join(pieces: Sequence[Piece], compact: bool) -> Piece:
    """Return the pieces in a row; `compact` leaves out all space that is not needed to tell words apart."""
    pieces = _signed(_paired(pieces))
    if len(pieces) < 2:
        return pieces[0] if pieces else Piece("")
    text, depth, outside = "", 0, []
    for left, piece, right in zip((None, *pieces), pieces, (*pieces[1:], None), strict=False):
        depth -= piece.kind is Kind.CLOSE
        shown = piece._replace(text=_kept_apart(left, piece, right))
        if left and _gap(left, shown, compact, loose=not compact and depth == 0):
            text += " "
        text += shown.text
        if depth == 0:
            outside.append(piece)
        depth += piece.kind is Kind.OPEN
    return Piece(text, Kind.ORD, _bind(text, pieces, outside))


def _paired(pieces: Sequence[Piece]) -> list[Piece]:
    """Make bars that match within the same brackets brackets themselves: those of |x|, not the one of p(y|x)."""
    paired = list(pieces)
    opened: list[int] = []
    for place, piece in enumerate(pieces):
        if piece.kind is Kind.BAR:
            if opened and pieces[opened[-1]].text == piece.text[0]:
                start = opened.pop()
                paired[start] = pieces[start]._replace(kind=Kind.OPEN)
                paired[place] = piece._replace(kind=Kind.CLOSE)
                continue
            paired[place] = piece._replace(kind=Kind.ORD)  # until its partner comes
        if piece.kind in (Kind.OPEN, Kind.BAR):
            opened.append(place)
        if piece.kind is Kind.CLOSE:
            while opened and pieces[opened.pop()].kind is Kind.BAR:
                pass
    return paired


def _signed(pieces: Sequence[Piece]) -> list[Piece]:
    """Tell the minus of -x from that of y - x."""
    return [
        piece._replace(kind=Kind.SIGN)
        if piece.kind is Kind.ADD and not (left and left.kind in _BEFORE_OPERAND) and piece.bind is Bind.ATOM
        else piece
        for left, piece in zip((None, *pieces), pieces, strict=False)
    ]


def _kept_apart(left: Piece | None, piece: Piece, right: Piece | None) -> str:
    """Put brackets around a quotient or a root that would otherwise run into a factor beside it."""
    factor_before = left is not None and left.kind in _BEFORE_OPERAND | {Kind.MUL, Kind.SPACE}
    factor_after = right is not None and right.kind in _OPERANDS | {Kind.OPEN, Kind.SPACE}
    divided_after = right is not None and right.kind is Kind.MUL
    if piece.bind is Bind.QUOTIENT and (factor_before or factor_after or divided_after):
        return f"({piece.text})"
    if piece.bind is Bind.ROOT and factor_after:
        return f"({piece.text})"
    return piece.text


def _gap(left: Piece, right: Piece, compact: bool, loose: bool) -> bool:
    kinds = {left.kind, right.kind}
    if Kind.SPACE in kinds or Kind.SIGN is left.kind:
        return False
    if left.kind is Kind.PUNCT or Kind.MID in kinds:
        return not compact
    if kinds & _SPACED_OUTSIDE:
        return loose and left.kind is not right.kind
    if right.kind is Kind.OPEN:
        return re.search(r"\^\w+$", left.text) is not None  # 2^C (n+1), for C(n+1) is no exponent
    if right.text.startswith("("):
        return left.kind is Kind.OP and not left.text.isascii()  # ∑ᵢ (a/b), but log(a/b)
    if right.kind not in _OPERANDS | {Kind.SIGN} or left.kind not in _BEFORE_OPERAND:
        return False
    return bool(kinds & {Kind.WORD, Kind.OP}) or re.search(r"[_^][^()\s]+$", left.text) is not None


def _bind(text: str, pieces: Sequence[Piece], outside: Sequence[Piece]) -> Bind:
    """Tell how firmly a row holds together; `outside` are its pieces outside brackets, both brackets included."""
    kinds = [piece.kind for piece in outside]
    if kinds == [Kind.OPEN, Kind.CLOSE]:
        return outside[1].bind  # (a+b), or (a+b)²
    if " " in text or any(piece.text[:1] in "∑∏∫" for piece in outside):
        return Bind.LOOSE
    if {Kind.ADD, Kind.SIGN, Kind.MUL, Kind.REL, Kind.PUNCT, Kind.MID}.intersection(kinds):
        return Bind.LOOSE
    if kinds[1:] == [Kind.OPEN, Kind.CLOSE] and kinds[0] in _OPERANDS:
        # f(x) is one thing, n(n+1) a product
        summed = kinds[0] is Kind.ORD and any(piece.kind is Kind.ADD for piece in pieces)
        return Bind.PRODUCT if summed else Bind.POWER
    return Bind.PRODUCT
