"""Safe arithmetic over floats: what a learner types and what a card claims.

Nothing is ever executed. The text is first cut into tokens of a small alphabet, within limits that keep the parser
itself from hanging; then `ast` parses it, and a walk over a whitelist computes the value.
"""

import ast
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping, Set
from typing import TypeAlias

from dlprep.grading.functions import CONSTANTS, FUNCTIONS, UNARY, apply, power
from dlprep.grading.unreadable import Unreadable

Value: TypeAlias = "float | tuple[Value, ...]"

MAX_LENGTH = 2000
MAX_DEPTH = 50
MAX_NODES = 500
MAX_DIGITS = 40

_TOKEN = re.compile(
    r"(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d[\d_]*)?)"
    r"|(?P<name>[a-z_]\w*)"
    r"|(?P<open>[(\[])"
    r"|(?P<close>[)\]])"
    r"|\*\*|//|[-+*/%,]|\s+",
    re.ASCII | re.IGNORECASE,
)
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: power,
}
_SIGNS: dict[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}


def evaluate(text: str, names: Mapping[str, float] = {}) -> Value:
    """Return the value of `text`: a float, or a nested tuple of floats for tuples and lists.

    `names` are variables beside pi, e, inf and nan. What is too large for a float becomes inf.

    Raises:
        Unreadable: `text` is no arithmetic, is undefined (0/0, log(0)), or exceeds one of the limits.
    """
    _check_tokens(text, CONSTANTS.keys() | FUNCTIONS | names.keys())
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise Unreadable(
            "算式不完整，请检查运算符和括号", "this is not a complete expression; check operators and brackets"
        ) from None
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise Unreadable("算式太长，请先化简", "the expression has too many terms; simplify it first")
    try:
        return _value(tree.body, {**CONSTANTS, **names})
    except ZeroDivisionError:
        raise Unreadable("算式里除以了零", "the expression divides by zero") from None


def check_length(text: str) -> None:
    """Refuse a text that would take long merely to look at."""
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"太长了，最多 {MAX_LENGTH} 个字符", f"too long: at most {MAX_LENGTH} characters")


def unknown_character(character: str) -> Unreadable:
    """Name a character by its code point: a look-alike shows itself, and a terminal escape stays harmless."""
    name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    shown = f'"{character}"' if character.isascii() and character.isprintable() else name
    return Unreadable(f"看不懂字符 {shown}，请换一种写法", f"cannot read the character {shown}; write it another way")


def _check_tokens(text: str, known: Set[str]) -> None:
    """Refuse what is too long, too deep or outside the alphabet, before the parser sees it."""
    check_length(text)
    position = depth = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise unknown_character(text[position])
        position = token.end()
        depth += (token["open"] is not None) - (token["close"] is not None)
        if depth > MAX_DEPTH:
            raise Unreadable(f"括号最多嵌套 {MAX_DEPTH} 层", f"brackets nest at most {MAX_DEPTH} deep")
        if token["name"] and token["name"] not in known:
            name = token["name"][:20]
            raise Unreadable(
                f'不认识 "{name}"：可以用数字、+ - * / ^、括号、pi、e 和 sqrt、exp、log 等函数，不写单位',
                f'"{name}" is unknown: use numbers, + - * / ^, brackets, pi, e, functions such as sqrt, and no units',
            )
        if token["number"]:
            _check_number(token["number"], following=text[position : position + 1])


def _check_number(literal: str, following: str) -> None:
    if len(literal) > MAX_DIGITS:
        raise Unreadable(f"一个数最多 {MAX_DIGITS} 位", f"a number has at most {MAX_DIGITS} digits")
    if following.isalnum() or following in ("_", "("):
        raise Unreadable(
            f'"{literal}" 后面缺少运算符：乘法写成 2*pi，单位不用写',
            f'an operator is missing after "{literal}": write products as 2*pi, and no units',
        )
    if re.fullmatch(r"0[\d_]+", literal):
        raise Unreadable(f'"{literal}" 不是一个数：整数不能以 0 开头', f'"{literal}" is no number: it begins with 0')


def _value(node: ast.expr, names: Mapping[str, float]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in names:
            return float(names[name])
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return tuple(_value(item, names) for item in items)
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _SIGNS:
            return _SIGNS[type(op)](_number(operand, names))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            operands = _number(left, names), _number(right, names)
            try:
                return _BINARY[type(op)](*operands)
            except ValueError:
                raise Unreadable("负数没有分数次幂", "a fractional power of a negative number is undefined") from None
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return _call(name, [_number(argument, names) for argument in arguments])
    raise Unreadable(
        "只能用数字、四则运算、乘方、括号和函数，例如 sqrt(2)",
        "only numbers, arithmetic, powers, brackets and functions can be used, e.g. sqrt(2)",
    )


def _number(node: ast.expr, names: Mapping[str, float]) -> float:
    value = _value(node, names)
    if isinstance(value, tuple):
        raise Unreadable("只有单个的数才能参加运算", "arithmetic works on single numbers, not on lists")
    return value


def _call(name: str, arguments: list[float]) -> float:
    if not arguments or (name in UNARY and len(arguments) > 1):
        raise Unreadable(f"{name} 的参数个数不对", f"{name} got the wrong number of arguments")
    try:
        return apply(name, arguments)
    except ValueError:
        at = f"{name}({arguments[0]:g})"
        raise Unreadable(f"{at} 没有定义", f"{at} is undefined") from None
