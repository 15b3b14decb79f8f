"""What an answer is: its kinds, how a value of each is printed, and what to tell the learner to type."""

import math
from dataclasses import dataclass
from typing import TypeAlias, Union

from dlprep.text import Text

# `|` cannot join a type with a name that is not defined yet
AnswerValue: TypeAlias = Union[int, float, str, tuple["AnswerValue", ...], dict[str, "AnswerValue"]]  # noqa: UP007


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number, compared exactly: parameters, FLOPs, bytes."""


@dataclass(frozen=True, slots=True)
class _Floats:
    """Right within max(atol, rtol * |expected|). `special`: inf, -inf and nan are possible answers."""

    rtol: float = 1e-3
    atol: float = 0.0
    special: bool = False


@dataclass(frozen=True, slots=True)
class Number(_Floats):
    """One number."""


@dataclass(frozen=True, slots=True)
class Vector(_Floats):
    """A row of numbers, each within the tolerance.

    `size` is how many, where the learner is told; None where to know it is part of the answer.
    """

    size: int | None = None


@dataclass(frozen=True, slots=True)
class Matrix(_Floats):
    """Rows of numbers of one length, as a tuple of tuples."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sides of a tensor, compared exactly.

    `rank` is how many, where the learner is told. `square`: equal sides may be typed as one, 112 for 112x112.
    """

    rank: int | None = None
    square: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible label; its value is `name`, and `text` and `aliases` are other ways to type it."""

    name: str
    text: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """One of a few words."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression in `variables`, each a name with the interval in which formulas are compared.

    Any equivalent form is right. A value is the expression as text.
    """

    variables: tuple[tuple[str, float, float], ...]
    rtol: float = 1e-6


SingleType: TypeAlias = Count | Number | Shape | Vector | Matrix | Label | Formula


@dataclass(frozen=True, slots=True)
class Part:
    """One named value of an answer of several; `label` says in words what it is."""

    name: str
    label: Text
    type: SingleType


@dataclass(frozen=True, slots=True)
class Parts:
    """Several values at once, as a dict from part name to value."""

    parts: tuple[Part, ...]


AnswerType: TypeAlias = SingleType | Parts
FloatType: TypeAlias = Number | Vector | Matrix


def format_answer(value: AnswerValue, answer_type: AnswerType) -> str:
    """Print `value` so that `read` gives it back: exactly for exact kinds, well within the tolerance for floats."""
    match answer_type, value:
        case Parts(parts), dict():
            return "; ".join(f"{part.name} = {format_answer(value[part.name], part.type)}" for part in parts)
        case Vector() | Matrix(), tuple():
            return f"[{', '.join(format_answer(item, answer_type) for item in value)}]"
        case Shape(), tuple() if len(value) > 0:
            return "x".join(map(str, value))
        case Number() | Vector() | Matrix(), int() | float():
            return _format_float(float(value), answer_type)
    return str(value)


def expects(answer_type: AnswerType) -> Text:
    """Say what to type and how exactly, for the line under a question."""
    match answer_type:
        case Count():
            return Text("一个整数", "a whole number")
        case Number():
            return _with_tolerance("一个数", "a number", answer_type)
        case Vector(size=1):
            return _with_tolerance("一个数", "a number", answer_type)
        case Vector(size=size):
            zh, en = (f"{size} 个", f"{size} ") if size else ("", "")
            return _with_tolerance(
                f"{zh}逗号分隔的数，如 0.1, 0.2", f"{en}comma-separated numbers, e.g. 0.1, 0.2", answer_type
            )
        case Matrix():
            return _with_tolerance("逐行输入的数，如 1, 2; 3, 4", "numbers row by row, e.g. 1, 2; 3, 4", answer_type)
        case Shape():
            return _expects_shape(answer_type)
        case Formula(variables):
            names_of = ", ".join(name for name, _, _ in variables)
            return Text(
                f"含 {names_of} 的表达式，如 `2*x*exp(-x)`；形式不限",
                f"an expression in {names_of}, e.g. `2*x*exp(-x)`; any equivalent form will do",
            )
        case Label(choices):
            names = Text("、".join(c.text.zh for c in choices), ", ".join(c.text.en for c in choices))
            return Text(f"其中之一：{names.zh}", f"one of: {names.en}")
        case Parts(parts):
            said = [(part, expects(part.type)) for part in parts]
            return Text(
                "；".join(f"{part.name} = {part.label.zh}（{text.zh}）" for part, text in said),
                "; ".join(f"{part.name} = {part.label.en} ({text.en})" for part, text in said),
            )


def enough_digits(rtol: float) -> int:
    """Count the significant digits to which every number can be rounded and stay within `rtol`."""
    # The worst case is 1.00: half a unit of its n-th digit is 0.5 * 10**(1 - n) of the number itself.
    return max(1, math.ceil(round(1 - math.log10(2 * rtol), 9)))


def _format_float(value: float, answer_type: FloatType) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    allowed = max(answer_type.atol, answer_type.rtol * abs(value)) / 2
    shortened = (f"{value:.{digits}g}" for digits in range(6, 18))
    return next((text for text in shortened if abs(float(text) - value) <= allowed), repr(value))


def _with_tolerance(zh: str, en: str, answer_type: FloatType) -> Text:
    if answer_type.rtol:
        digits = enough_digits(answer_type.rtol)
        zh, en = f"{zh}；{digits} 位有效数字即可", f"{en}; {digits} significant digits are enough"
    if answer_type.atol:
        zh, en = f"{zh}；误差允许到 {answer_type.atol:g}", f"{en}; an error up to {answer_type.atol:g} is fine"
    if answer_type.special:
        zh, en = f"{zh}；可能是 inf、-inf 或 nan", f"{en}; inf, -inf and nan are possible"
    return Text(zh, en)


def _expects_shape(answer_type: Shape) -> Text:
    rank = 3 if answer_type.rank is None else answer_type.rank
    if rank == 1:
        zh, en = "一个整数，即唯一的边长", "one whole number, the only side"
    else:
        example = "x".join(("2",) * (rank - 4) + ("8", "3", "224", "224")[-rank:])
        many = Text("各", "the") if answer_type.rank is None else Text(f"{rank} 个", str(rank))
        zh, en = f"{many.zh}边长，如 {example}", f"{many.en} sides, e.g. {example}"
    if answer_type.square:
        zh, en = f"{zh}；各边相等时可以只写一个数", f"{en}; one number will do if all sides are equal"
    return Text(zh, en)
