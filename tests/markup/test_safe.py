import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.markup.safe import escaped, printable

BAD = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain 中文 é 👍\n", "plain 中文 é 👍\n", id="text stays"),
        pytest.param("a\tb", "a    b", id="tab"),
        pytest.param("\x1b[31mred", f"{BAD}[31mred", id="colour escape"),
        pytest.param("\x9b31m", f"{BAD}31m", id="C1 introducer"),
        pytest.param("a\rb\x07\x00\x7f", f"a{BAD}b{BAD}{BAD}{BAD}", id="C0 and delete"),
        pytest.param("\x1b]8;;http://x\x1b\\link", f"{BAD}]8;;http://x{BAD}\\link", id="hyperlink"),
        pytest.param("a\u202eb\u2066c\u200f", f"a{BAD}b{BAD}c{BAD}", id="bidi"),
        pytest.param("a\u2028b\u2029c\x85d", f"a{BAD}b{BAD}c{BAD}d", id="other line breaks"),
        pytest.param("\ud800", BAD, id="half a surrogate pair"),
        pytest.param("👩\u200d🔬", "👩\u200d🔬", id="joined emoji"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown.replace("\n", ""))
    assert not any(0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069 for char in shown)
    assert shown.count("\n") == text.count("\n")
    assert printable(shown) == shown


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param("中文 👩\u200d🔬", '"中文 👩\u200d🔬"', id="text-stays"),
        pytest.param("\x9b31m", '"\\u009b31m"', id="c1-introducer"),
        pytest.param("a\u202eb", '"a\\u202eb"', id="bidi"),
        pytest.param("\U000e0041", '"\\udb40\\udc41"', id="tag-beyond-the-first-plane"),
        pytest.param("\udcff", '"\\udcff"', id="half-a-surrogate-pair"),
    ],
)
def test_json_has_an_escape_for_what_steers_a_terminal(value: str, written: str) -> None:
    assert escaped(json.dumps(value, ensure_ascii=False)) == written


@given(st.lists(st.text()))
def test_escaped_json_says_the_same(value: list[str]) -> None:
    written = escaped(json.dumps(value, ensure_ascii=False, indent=2))
    assert json.loads(written) == value
    assert printable(written) == written
