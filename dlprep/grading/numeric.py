"""Reading the numeric kinds: counts, numbers, shapes, vectors and matrices, from `notation.arithmetic`."""

import math
import re
from decimal import Decimal
from itertools import pairwise

from dlprep.grading.answer import FloatType
from dlprep.grading.entries import entries, is_wrapped, split, unwrap
from dlprep.grading.expression import evaluate
from dlprep.grading.notation import percent
from dlprep.grading.unreadable import Unreadable

_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_LITERAL = re.compile(r"[-+]?(?!0\d)(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:e[-+]?\d{1,2})?", re.ASCII)
_LARGEST_EXACT = 2**53


def _scalar(text: str) -> float:
    if _LITERAL.fullmatch(text):
        return float(text)  # most answers are a number, and a parser is slow to say so
    value = evaluate(percent(text))
    if isinstance(value, tuple):
        raise Unreadable("这里应当只有一个数", "one number is wanted here, not a list")
    return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise Unreadable("这里的答案是有限的数，不会是 inf 或 nan", "a finite number is wanted here, not inf or nan")
    return value


def read_count(text: str) -> int | float:
    """Return a whole number exactly; 112.5 stays a float, to be graded as wrong."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if _LITERAL.fullmatch(text):
        exact = Decimal(text)  # a float would lose the last digits of a large count
        return int(exact) if exact == exact.to_integral_value() else float(exact)
    value = _finite(_scalar(text))
    if abs(value) > _LARGEST_EXACT:
        raise Unreadable("这个算式太大，算不精确，请直接写出各位数字", "too large to work out exactly; type its digits")
    # 0.7*10 falls short of 7 only because of the floats it is worked out in
    return round(value) if math.isclose(value, round(value), rel_tol=1e-12) else value


def read_number(text: str, answer_type: FloatType) -> float:
    """Return one number, finite unless the type is `special`."""
    if _THOUSANDS.fullmatch(text):
        if text.count(",") == 1 and "." not in text:
            raise Unreadable(
                "逗号是千位分隔还是小数点？请写成 1000 或 1.000",
                "is the comma a thousands mark or a decimal point? write 1000 or 1.000",
            )
        text = text.replace(",", "")
    value = _scalar(text)
    return value if answer_type.special else _finite(value)


def read_shape(text: str) -> tuple[int | float, ...]:
    """Read sides from 3x224x224, where arithmetic has made x a *, or from a list."""
    text = unwrap(text)
    if not text:
        return ()  # a scalar's shape, typed as ()
    by_times = split(text, "*")
    is_mixed = "**" in text or (len(by_times) > 1 and re.search("[,;]", text))
    sides = () if is_mixed else tuple(map(read_count, by_times if len(by_times) > 1 else entries(text)))
    if is_mixed or any(side < 1 for side in sides):  # 3-224-224 is no difference
        raise Unreadable("形状请写成 3x224x224 或 (3, 224, 224)", "write a shape as 3x224x224 or (3, 224, 224)")
    return sides


def read_vector(text: str, answer_type: FloatType) -> tuple[float, ...]:
    """Read numbers with or without brackets around them."""
    return tuple(read_number(entry, answer_type) for entry in entries(unwrap(text)))


def read_matrix(text: str, answer_type: FloatType) -> tuple[tuple[float, ...], ...]:
    """Read rows from ";" or line breaks, or else from a row of bracketed rows."""
    text = unwrap(text)
    rows = [row.rstrip(",") for line in split(text, "\n") for row in split(line, ";")]
    if len(rows) == 1 and all(map(is_wrapped, entries(text))):
        rows = entries(text)
    values = tuple(read_vector(row, answer_type) for row in rows)
    if any(len(row) != len(following) for row, following in pairwise(values)):
        raise Unreadable("各行的个数不同", "the rows have different lengths")
    return values
