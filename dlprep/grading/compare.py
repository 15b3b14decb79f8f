"""Grading: how a value that was read compares with the expected one."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dlprep.grading.answer import (
    AnswerType,
    AnswerValue,
    FloatType,
    Formula,
    Matrix,
    Number,
    Part,
    Parts,
    Shape,
    Vector,
)
from dlprep.grading.formula import same_formula
from dlprep.grading.tolerance import within_tolerance
from dlprep.text import Text

Outcome = Literal["correct", "partial", "wrong"]
_MORE_DIGITS = Text("目前是对的，但请多给几位数字", "right so far, but give more digits")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer compares; `right` says which entries (row by row) or parts are, empty for a single value."""

    outcome: Outcome
    right: tuple[bool, ...] = ()
    note: Text | None = None


def compare(expected: AnswerValue, given: AnswerValue, answer_type: AnswerType) -> Comparison:
    """Grade `given`: counts, shapes and labels exactly, floats within the tolerance, boundary included.

    Sizes are compared before values, and nothing is ever broadcast.
    """
    match answer_type:
        case Number() | Vector() | Matrix():
            return _different_sizes(expected, given) or _compare_floats(expected, given, answer_type)
        case Parts(parts):
            return _compare_parts(expected, given, parts)
        case Formula():
            return Comparison("correct" if same_formula(expected, given, answer_type) else "wrong")
        case Shape(square=True) if len(set(_flat(expected))) == 1 and _sides(given) == (1,):
            return _exactly(expected, (_flat(given)[0],) * len(_flat(expected)))
        case Shape():
            return _different_sizes(expected, given) or _compare_sides(expected, given)
    return _exactly(expected, given)


def _exactly(expected: AnswerValue, given: AnswerValue) -> Comparison:
    return Comparison("correct" if given == expected else "wrong")


def _compare_sides(expected: AnswerValue, given: AnswerValue) -> Comparison:
    right = tuple(one == other for one, other in zip(_flat(expected), _flat(given), strict=True))
    return Comparison(_outcome(right), right)


def _sides(value: AnswerValue) -> tuple[int, ...]:
    if not isinstance(value, tuple):
        return ()
    return (len(value), *_sides(value[0])) if value else (0,)


def _flat(value: AnswerValue) -> list[float]:
    if isinstance(value, tuple):
        return [number for item in value for number in _flat(item)]
    if isinstance(value, int | float):
        return [float(value)]
    raise TypeError(f"{value!r} is no number")


def _different_sizes(expected: AnswerValue, given: AnswerValue) -> Comparison | None:
    if _sides(expected) == _sides(given):
        return None
    wanted, got = ("x".join(map(str, _sides(value))) or "1" for value in (expected, given))
    return Comparison("wrong", note=Text(f"应有 {wanted} 个数，得到 {got} 个", f"expected {wanted} numbers, got {got}"))


def _compare_floats(expected: AnswerValue, given: AnswerValue, answer_type: FloatType) -> Comparison:
    pairs = list(zip(_flat(expected), _flat(given), strict=True))
    right = tuple(within_tolerance(*pair, answer_type) for pair in pairs)
    wrong = [pair for pair, is_right in zip(pairs, right, strict=True) if not is_right]
    note = _MORE_DIGITS if wrong and all(_is_coarse(*pair) for pair in wrong) else None
    return Comparison(_outcome(right), right if isinstance(expected, tuple) else (), note)


def _is_coarse(expected: float, given: float) -> bool:
    """Tell whether `given` is `expected` rounded or cut off to fewer digits, but at least to two."""
    if not (math.isfinite(expected) and math.isfinite(given)):
        return False
    shortest = Decimal(repr(given)).normalize()
    _, digits, exponent = shortest.as_tuple()
    assert isinstance(exponent, int)  # a string only for inf and nan
    if len(digits) < 2:
        return False
    unit = Decimal(1).scaleb(min(exponent, 0))  # 3300 means 3300, not 33 hundreds
    error = Decimal(repr(expected)) - shortest
    is_rounded = abs(error) <= unit / 2
    is_cut_off = abs(error) < unit and (error > 0) == (given > 0)
    return is_rounded or is_cut_off


def _compare_parts(expected: AnswerValue, given: AnswerValue, parts: tuple[Part, ...]) -> Comparison:
    if not (isinstance(expected, dict) and isinstance(given, dict)):
        raise TypeError(f"{expected!r} and {given!r} are not both dicts of parts")
    results = [compare(expected[part.name], given[part.name], part.type) for part in parts]
    right = tuple(result.outcome == "correct" for result in results)
    some = any(result.outcome == "partial" for result in results)
    noted = [(part.label, result.note) for part, result in zip(parts, results, strict=True) if result.note]
    note = Text(
        "；".join(f"{label.zh}：{said.zh}" for label, said in noted),
        "; ".join(f"{label.en}: {said.en}" for label, said in noted),
    )
    return Comparison("partial" if some else _outcome(right), right, note if noted else None)


def _outcome(right: tuple[bool, ...]) -> Outcome:
    if all(right):
        return "correct"
    return "partial" if any(right) else "wrong"
