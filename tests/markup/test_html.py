import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.markup.html import escaped, inline_html, mathjax, to_html
from dlprep.markup.safe import printable


@pytest.mark.parametrize(
    ("source", "html"),
    [
        pytest.param("a < b & **c**", "<p>a &lt; b &amp; <strong>c</strong></p>", id="escaped"),
        pytest.param("$a<b$ and $\\frac{{x}}{y}$", r"<p>\(a&lt;b\) and \(\frac{ {x} }{y}\)</p>", id="formulas"),
        pytest.param("最大值\n**$x$**\n是", r"<p>最大值 <strong>\(x\)</strong> 是</p>", id="breaks-beside-a-formula"),
        pytest.param("最大\n值，\nok", "<p>最大值，ok</p>", id="breaks-between-chinese"),
        pytest.param("one\ntwo", "<p>one two</p>", id="breaks-between-words"),
        pytest.param("- a\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", id="list"),
        pytest.param("3. a\n4. b", '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>', id="list-from-three"),
        pytest.param("`a[0]<b`", "<p><code>a&#91;0]&lt;b</code></p>", id="code"),
        pytest.param(
            "```\n<b>{{x}}\n```", '<pre class="code"><code>&lt;b&gt;&#123;&#123;x&#125;&#125;</code></pre>', id="fence"
        ),
        pytest.param(
            "[sound:x.mp3] {{c1::y}}", "<p>&#91;sound:x.mp3] &#123;&#123;c1::y&#125;&#125;</p>", id="instructions"
        ),
        pytest.param("\\\\(x\\\\)", r"<p><span>\</span>(x<span>\</span>)</p>", id="delimiters-that-are-text"),
        pytest.param("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>", id="markup"),
    ],
)
def test_a_text_becomes_html(source: str, html: str) -> None:
    assert to_html(source) == html


def test_code_is_coloured_where_its_language_is_known() -> None:
    assert '<span class="k">def</span>' in to_html("```python\ndef f(): ...\n```")
    assert "<span" not in to_html("```klingon\ndef f(): ...\n```")


def test_a_line_of_html_has_no_blocks() -> None:
    assert inline_html("one\n\ntwo") == "one<br>two"


def shown(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(st.text())
def test_plain_text_is_shown_whole_and_does_nothing(text: str) -> None:
    html = escaped(text)
    assert shown(html) == text
    assert "[" not in html
    assert "{{" not in html
    assert not re.search(r"<(?!/?span>)", html)
    assert not re.search(r"\\[()\]]|\\&#91;", html)


@given(st.text(alphabet="ab{}\\<>&$[]()_^ \n", max_size=30))
def test_whatever_a_card_says_leaves_no_instruction(text: str) -> None:
    html = to_html(text)
    assert "{{" not in html
    assert "[" not in html
    assert not re.search(r"<(?!/?(p|ul|ol|li|strong|em|code|pre|span|br)\b)", html)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=50))
def test_nothing_of_a_text_without_markup_is_lost(text: str) -> None:
    kept = re.sub(r"\s", "", printable(text))
    if re.search(r"[*`$\\]|^\s*(?:[-+]|\d+[.)]|~~~)", text, re.MULTILINE):
        return
    assert re.sub(r"\s", "", shown(to_html(text))) == kept


def test_a_formula_keeps_its_tex() -> None:
    assert unescape(mathjax("a[0] < {{b}}")) == r"\(a[0] < { {b} }\)"


@pytest.mark.parametrize(
    ("latex", "pieces"),
    [
        pytest.param("a=b=c", [r"\(a=b=c\)"], id="short"),
        pytest.param(
            r"L=-\ln p_t=-\ln\frac{e^{z_t}}{\sum_{j=1} e^{z_j}}\approx 0",
            [r"\(L\)", r"\({}=-\ln p_t\)", r"\({}=-\ln\frac{e^{z_t} }{\sum_{j=1} e^{z_j} }\)", r"\({}\approx 0\)"],
            id="a-chain-breaks-before-its-relations",
        ),
        pytest.param(
            r"\left(aaaaaaaaaaaaaaaaa=bbbbbbbbbbbbbbbbbbbbbbb\right)=c",
            [r"\(\left(aaaaaaaaaaaaaaaaa=bbbbbbbbbbbbbbbbbbbbbbb\right)=c\)"],
            id="brackets-that-grow-stay-together",
        ),
    ],
)
def test_long_formulas_can_go_over_lines(latex: str, pieces: list[str]) -> None:
    assert unescape(mathjax(latex)) == " ".join(pieces)
