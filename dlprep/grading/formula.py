"""Formulas as answers: two expressions are the same if they agree at points of the domain."""

import math
from collections.abc import Iterator

from dlprep.grading.answer import AnswerValue, Formula, Number
from dlprep.grading.expression import evaluate
from dlprep.grading.tolerance import within_tolerance
from dlprep.grading.unreadable import Unreadable

POINTS = 16
_STEP = (math.sqrt(5) - 1) / 2  # multiples of the golden ratio fill an interval evenly and hit no special point


def sample_points(answer_type: Formula) -> Iterator[dict[str, float]]:
    """Yield the points at which a formula is tried, spread over the domain and always the same."""
    for point in range(1, POINTS + 1):
        yield {
            name: low + (high - low) * (point * _STEP ** (position + 1) % 1)
            for position, (name, low, high) in enumerate(answer_type.variables)
        }


def read_formula(text: str, answer_type: Formula) -> str:
    """Return `text` if it is an expression that has a value at one point at least.

    Raises:
        Unreadable: it is not, or names an unknown variable.
    """
    refused: Unreadable | None = None
    for point in sample_points(answer_type):
        try:
            if isinstance(evaluate(text, point), float):
                return text
            raise Unreadable("这里需要一个表达式，不是一组数", "one expression is wanted here, not a list")
        except Unreadable as error:
            refused = refused or error
    assert refused is not None
    raise refused


def same_formula(expected: AnswerValue, given: AnswerValue, answer_type: Formula) -> bool:
    """Tell whether two formulas agree wherever they are tried.

    Either may also be given by its values at the `sample_points`, in a tuple. A formula that has no value at a point
    where the other has one is another formula.
    """
    wanted, got = _values(expected, answer_type), _values(given, answer_type)
    scale = max((abs(value) for value in wanted if math.isfinite(value)), default=0.0)
    tolerance = Number(rtol=answer_type.rtol, atol=answer_type.rtol * scale)
    return all(within_tolerance(one, other, tolerance) for one, other in zip(wanted, got, strict=True))


def _values(formula: AnswerValue, answer_type: Formula) -> tuple[float, ...]:
    if isinstance(formula, tuple):
        return tuple(float(value) for value in formula if isinstance(value, int | float))
    return tuple(_value(str(formula), point) for point in sample_points(answer_type))


def _value(text: str, point: dict[str, float]) -> float:
    try:
        value = evaluate(text, point)
    except Unreadable:
        return math.nan
    return value if isinstance(value, float) else math.nan
