"""Rules for values, and what breaking one is called in both languages.

A validator raises `RuleError`. pydantic's own rules say what they ask in English only, so `broken` words them anew.
"""

from collections.abc import Mapping
from typing import Any

from dlprep.text import Text


class RuleError(ValueError):
    """A value breaks a rule: what a validator of pydantic's or the check of a setting raises."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = Text(zh, en)


_NUMBER = Text("要写一个数", "must be a number")
_WHOLE = Text("要写一个整数", "must be a whole number")
_TEXT = Text("要写一段文字", "must be a text")
_LIST = Text("要写一个列表，例如 [1,2]", "must be a list, such as [1,2]")
_TRUTH = Text("要写 true 或 false", "must be true or false")
_MAPPING = Text("要写成 {{键: 值}}", "must be a mapping such as {{key: value}}")

RULES: Mapping[str, Text] = {
    "missing": Text("必须给出", "is needed"),
    "extra_forbidden": Text("没有这个参数", "no such parameter"),
    "greater_than": Text("必须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": Text("不能小于 {ge}", "must be {ge} or more"),
    "less_than": Text("必须小于 {lt}", "must be less than {lt}"),
    "less_than_equal": Text("不能大于 {le}", "must be {le} or less"),
    "multiple_of": Text("必须是 {multiple_of} 的倍数", "must be a multiple of {multiple_of}"),
    "finite_number": Text("必须是有限的数", "must be a finite number"),
    "too_short": Text("至少要有 {min_length} 个", "needs at least {min_length}"),
    "too_long": Text("最多 {max_length} 个", "has at most {max_length}"),
    "string_too_short": Text("至少 {min_length} 个字符", "must have at least {min_length} characters"),
    "string_too_long": Text("最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "string_pattern_mismatch": Text("不符合格式 {pattern}", "does not have the form {pattern}"),
    "literal_error": Text("只能是 {expected} 之一", "must be one of {expected}"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "string_type": _TEXT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
}
"""What each of pydantic's rules asks, by the type of the error, with its context filled in."""


def broken(error: Mapping[str, Any]) -> Text:
    """Return which rule one of the errors of a pydantic `ValidationError` says is broken."""
    context = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, RuleError):
        return cause.said
    if isinstance(cause, Exception):  # a plain ValueError, of a learner's own problem
        return Text(str(cause), str(cause))
    if error["type"] not in RULES:
        return Text(f"不合要求：{error['msg']}", error["msg"])
    if "expected" in context:  # "'a', 'b' or 'c'"
        context = {"expected": context["expected"].replace("'", "").replace(" or ", ", ")}
    shown = {name: f"{value:.12g}" if isinstance(value, float) else value for name, value in context.items()}
    said = RULES[error["type"]]
    return Text(said.zh.format(**shown), said.en.format(**shown))
