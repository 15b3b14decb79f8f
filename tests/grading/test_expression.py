import math
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.grading.expression import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH, Value, evaluate
from dlprep.grading.functions import CONSTANTS, FUNCTIONS
from dlprep.grading.unreadable import Unreadable


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1 + 2*3 - 4/8", 6.5, id="arithmetic"),
        pytest.param("-2**2", -4.0, id="power before sign"),
        pytest.param("2**3**2", 512.0, id="power from the right"),
        pytest.param("7 // 2 + 7 % 4", 6.0, id="whole division and remainder"),
        pytest.param("1_000", 1000.0, id="underscore"),
        pytest.param(".5e-1", 0.05, id="exponent"),
        pytest.param("  (1,\n 2) ", (1.0, 2.0), id="tuple"),
        pytest.param("[[1, 2], (3,)]", ((1.0, 2.0), (3.0,)), id="nested list"),
        pytest.param("min(3, 1, 2) + max(1, 5)", 6.0, id="extremes"),
        pytest.param("e**0 + cos(pi)", 0.0, id="constants"),
        pytest.param("ln(e) + log(e) + log2(8) + log10(100)", 7.0, id="logarithms"),
        pytest.param("floor(-0.5) + ceil(0.5) + sign(-3) + abs(-4)", 3.0, id="whole numbers"),
        pytest.param("relu(-1) + relu(2)", 2.0, id="relu"),
        pytest.param("gamma(5) + erf(0)", 24.0, id="gamma and erf"),
    ],
)
def test_arithmetic(text: str, value: Value) -> None:
    assert evaluate(text) == pytest.approx(value) if isinstance(value, float) else evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("9**9**9**9", math.inf, id="tower"),
        pytest.param("((9**9)**9999)**9999", math.inf, id="tower of brackets"),
        pytest.param("(-2)**1025", -math.inf, id="odd power"),
        pytest.param("(-2)**1026", math.inf, id="even power"),
        pytest.param("exp(1000) - 1", math.inf, id="exp"),
        pytest.param("sinh(-1000)", -math.inf, id="sinh"),
        pytest.param("cosh(-1000)", math.inf, id="cosh"),
        pytest.param("floor(inf)", math.inf, id="floor of inf"),
        pytest.param("1e999", math.inf, id="literal"),
        pytest.param("sigmoid(-1e6)", 0.0, id="sigmoid below"),
        pytest.param("sigmoid(1e6)", 1.0, id="sigmoid above"),
        pytest.param("softplus(1e6)", 1e6, id="softplus above"),
        pytest.param("softplus(-1e6)", 0.0, id="softplus below"),
    ],
)
def test_what_is_too_large_saturates(text: str, value: float) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize("text", ["inf - inf", "max(nan, 1)", "max(1, nan)", "min(nan, 1)", "relu(nan)", "sign(nan)"])
def test_nan_stays_nan(text: str) -> None:
    value = evaluate(text)
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("0/0", "divides by zero", id="0/0"),
        pytest.param("1//0", "divides by zero", id="1//0"),
        pytest.param("1%0", "divides by zero", id="1%0"),
        pytest.param("0**-1", "divides by zero", id="0**-1"),
        pytest.param("log(0)", "log(0) is undefined", id="log(0)"),
        pytest.param("sqrt(-1)", "sqrt(-1) is undefined", id="sqrt(-1)"),
        pytest.param("(-8)**(1/3)", "fractional power", id="complex"),
        pytest.param("sin(1, 2)", "wrong number of arguments", id="two arguments"),
        pytest.param("max()", "wrong number of arguments", id="no argument"),
        pytest.param("(1, 2) + (3, 4)", "not on lists", id="lists"),
        pytest.param("sin", "only numbers", id="bare function"),
        pytest.param("pi(2)", "only numbers", id="constant called"),
        pytest.param("", "not a complete expression", id="empty"),
        pytest.param("1 +", "not a complete expression", id="unfinished"),
        pytest.param("(1", "not a complete expression", id="open bracket"),
        pytest.param("2pi", 'missing after "2"', id="2pi"),
        pytest.param("2(3)", 'missing after "2"', id="2(3)"),
        pytest.param("1or 2", 'missing after "1"', id="warns in ast.parse"),
        pytest.param("0x10", 'missing after "0"', id="hexadecimal"),
        pytest.param("1j", 'missing after "1"', id="complex literal"),
        pytest.param("000", "begins with 0", id="zeros"),
        pytest.param("max(*(1, 2))", "only numbers", id="starred"),
        pytest.param("(1, 2)[0]", "only numbers", id="subscript"),
        pytest.param("1 if 1 else 2", '"if" is unknown', id="conditional"),
        pytest.param("[x for x in (1, 2)]", '"x" is unknown', id="comprehension"),
        pytest.param("lambda: 1", '"lambda" is unknown', id="lambda"),
        pytest.param("True", '"True" is unknown', id="bool"),
        pytest.param("max(key=1)", '"key" is unknown', id="keyword"),
        pytest.param("pi.real", '"."', id="attribute"),
        pytest.param("(1).real", '"."', id="attribute of a number"),
        pytest.param("'a'", "'", id="string"),
        pytest.param("(e := 1)", ":", id="walrus"),
        pytest.param("1 < 2", "<", id="comparison"),
        pytest.param("1 # 2", "#", id="comment"),
        pytest.param("1 \\\n", "\\", id="backslash"),
        pytest.param("__import__('os')", "__import__", id="import"),
        pytest.param("\x1b[2J", "U+001B", id="terminal escape"),
        pytest.param("\u0435", "CYRILLIC", id="homoglyph"),
        pytest.param("١", "ARABIC-INDIC", id="foreign digit"),
    ],
)
def test_everything_else_is_refused(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        evaluate(text)
    assert said in refused.value.message.en
    assert refused.value.message.zh
    assert refused.value.message.en.isprintable()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("1" * 10**6, "too long", id="a megabyte of digits"),
        pytest.param(" " * (MAX_LENGTH + 1), "too long", id="length"),
        pytest.param("1" * (MAX_DIGITS + 1), "digits", id="digits"),
        pytest.param("(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1), "brackets nest", id="depth"),
        pytest.param("+".join("1" * 400), "too many terms", id="nodes"),
        pytest.param("-" * 1500 + "1", "", id="signs"),
        pytest.param("2**" * 600 + "2", "", id="powers"),
        pytest.param("9**9**9**9," * 90, "", id="towers"),
    ],
)
def test_limits_are_quick(text: str, said: str) -> None:
    start = time.process_time()
    with pytest.raises(Unreadable) as refused:
        evaluate(text)
    assert time.process_time() - start < 0.1
    assert said in refused.value.message.en


@pytest.mark.parametrize(
    "text", ["9" * MAX_DIGITS, "(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH, " " * (MAX_LENGTH - 1) + "1"]
)
def test_limits_are_inclusive(text: str) -> None:
    evaluate(text)


def test_names_are_variables() -> None:
    assert evaluate("gamma * x + gamma(3)", {"x": 2, "gamma": 0.5}) == 3.0
    with pytest.raises(Unreadable, match="unknown"):
        evaluate("y", {"x": 2})
    with pytest.raises(Unreadable, match="complete"):
        evaluate("lambda", {"lambda": 2})


def is_value(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, tuple) and all(map(is_value, value)))


words = [*CONSTANTS, *FUNCTIONS, *"+-*/%()[],.:'\" \n0129e_²\x00", "**", "//", "__class__", "lambda", "if", "1e5"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(words)).map("".join)))
def test_any_text_is_a_value_or_unreadable(text: str) -> None:
    with suppress(Unreadable):
        assert is_value(evaluate(text))


@given(st.sampled_from([*CONSTANTS, "(1)", "1.0", "[1]", "sin"]), st.from_regex(r"[A-Za-z_]\w*", fullmatch=True))
def test_no_attribute_is_ever_read(owner: str, attribute: str) -> None:
    with pytest.raises(Unreadable):
        evaluate(f"{owner}.{attribute}")


@given(st.floats(-1e6, 1e6))
def test_activations_neither_overflow_nor_contradict(x: float) -> None:
    sigmoid, mirrored, softplus, relu = (
        evaluate(text, {"x": x}) for text in ("sigmoid(x)", "sigmoid(-x)", "softplus(x)", "relu(x)")
    )
    assert isinstance(sigmoid, float)
    assert isinstance(mirrored, float)
    assert sigmoid + mirrored == pytest.approx(1)
    assert isinstance(softplus, float)
    assert isinstance(relu, float)
    assert relu <= softplus <= relu + math.log(2) + 1e-9
