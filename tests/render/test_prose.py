import io
import re
import subprocess
import sys
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.panel import Panel

from dlprep.render.prose import Prose, plain

COMMA, COLON, OPEN, CLOSE = "\N{FULLWIDTH COMMA}", "\N{FULLWIDTH COLON}", "\uff08", "\uff09"
NEVER_FIRST = ",.;:?!)]}%。、】》」』" + COMMA + COLON + CLOSE
NEVER_LAST = "【《「『" + OPEN

ANSWER_ZH = r"""最大值是 $\frac{1}{4}$,在 $x=0$ 处取到。
因为 $\sigma'(x)=\sigma(x)(1-\sigma(x))$,而两个和为 1 的数,乘积在二者相等时最大。

反向传播每经过一层 sigmoid,梯度就要乘一次 $\sigma'$,所以 $n$ 层之后只剩不到 $4^{-n}$ 倍,
十层就不到百万分之一。
""".replace(",", COMMA)
ANSWER_EN = r"""At most $\frac{1}{4}$, reached at $x=0$: $\sigma'(x)=\sigma(x)(1-\sigma(x))$, and a product
of two numbers that sum to 1 is largest when they are equal.
"""


def lines(source: str, width: int = 40) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False, _environ={}).print(Prose(source))
    return out.getvalue().split("\n")[:-1]


def ansi(source: str, **environment: str) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=40,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        _environ=environment,
    )
    console.print(Prose(source))
    return out.getvalue()


def test_chinese_answer_on_40_columns() -> None:
    assert lines(ANSWER_ZH) == [
        f"最大值是 1/4{COMMA}在 x = 0 处取到。因为",
        f"σ′(x) = σ(x)(1-σ(x)){COMMA}而两个和为 1 的",
        f"数{COMMA}乘积在二者相等时最大。",
        "",
        f"反向传播每经过一层 sigmoid{COMMA}梯度就要乘一",
        f"次 σ′{COMMA}所以 n 层之后只剩不到 4⁻ⁿ 倍{COMMA}十",
        "层就不到百万分之一。",
    ]


def test_english_answer_on_40_columns() -> None:
    assert lines(ANSWER_EN) == [
        "At most 1/4, reached at x = 0:",
        "σ′(x) = σ(x)(1-σ(x)), and a product of",
        "two numbers that sum to 1 is largest",
        "when they are equal.",
    ]


def test_lists_hang_and_nest() -> None:
    source = (
        "Two things:\n- one that is long enough to wrap\n  - an inner one, long enough too\n- two\n\n9. nine\n10. ten"
    )
    assert lines(source, 20) == [
        "Two things:",
        "• one that is long",
        "  enough to wrap",
        "  • an inner one,",
        "    long enough too",
        "• two",
        "",
        "9. nine",
        "10. ten",
    ]


def test_loose_list_keeps_its_blank_lines() -> None:
    assert lines("- a\n\n- b\n\n  more") == ["• a", "", "• b", "", "  more"]


def test_list_too_deep_to_indent() -> None:
    source = "\n".join("  " * depth + f"- level {depth}" for depth in range(12))
    shown = lines(source, 20)
    assert max(map(cell_len, shown)) <= 20
    assert sum("level" in line for line in shown) == 12


def test_code_block_keeps_its_lines() -> None:
    source = "Run:\n\n```python\ndef f(x):\n    return x  # $a$ **b** [red]\n\nf(1)\n```"
    assert lines(source) == ["Run:", "", "def f(x):", "    return x  # $a$ **b** [red]", "", "f(1)"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param("[red]hot[/red] [/] [link=x]", "[red]hot[/red] [/] [link=x]", id="rich markup"),
        pytest.param("<b>x</b> &lt; [a](http://b) # h", "<b>x</b> &lt; [a](http://b) # h", id="no other markdown"),
        pytest.param(r"\$5 and \$6", "$5 and $6", id="escaped dollars"),
        pytest.param("costs $5", "costs $5", id="lone dollar"),
        pytest.param("$5 is not\n6$", "$5 is not 6$", id="a formula is on one line"),
        pytest.param("`$x_i$` and `**`", "$x_i$ and **", id="code is not touched"),
        pytest.param("$a_i * b_i * c_i$ and **$w_1$**", "aᵢ*bᵢ*cᵢ and w₁", id="formula before emphasis"),
        pytest.param("snake_case_name and __init__", "snake_case_name and __init__", id="underscores"),
        pytest.param("值**$x$**是**重要。**因为*斜*体", "值x是重要。因为斜体", id="emphasis next to Chinese"),
        pytest.param("2 * 3 * 4", "2 * 3 * 4", id="stars between spaces"),
        pytest.param("中文\n换行", "中文换行", id="newline between Chinese"),
        pytest.param(f"中文{COMMA}\n“引用”\n结束", f"中文{COMMA}“引用”结束", id="newline at Chinese quotes"),
        pytest.param("中文\nGPU\n$x$", "中文 GPU x", id="newline beside Latin"),
        pytest.param("a\x1b[2Jb\u202ec", "a\ufffd[2Jb\ufffdc", id="escapes"),
    ],
)
def test_inline(source: str, shown: str) -> None:
    assert lines(source) == [shown]
    assert plain(source) == shown


def test_hard_break() -> None:
    assert lines("one\\\ntwo") == ["one", "two"]


def test_plain_is_one_line() -> None:
    assert plain("**Why**\nthis?\n\n- a  $x^2$\n- b\n\n```\ncode\n```\n") == "Why this? a x² b code"


def test_formula_stays_whole_up_to_half_a_line() -> None:
    assert lines("some words then $y = ax + b$", 22) == ["some words then", "y = ax + b"]
    assert lines("words $y = ax + b + c$ end", 16) == ["words y = ax + b", "+ c end"]


def test_long_word_is_folded() -> None:
    assert lines("x " + "a" * 50, 20) == ["x", "a" * 20, "a" * 20, "a" * 10]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("*" * 2000 + "word" + "*" * 2000, id="one run of stars"),
        pytest.param("**a " * 1000 + "word" + " a**" * 1000, id="nested emphasis"),
        pytest.param("- " * 40 + "word", id="lists on one line"),
        pytest.param("`$*" * 1000 + "word", id="nothing closed"),
        pytest.param("中" * 5000 + "word", id="long paragraph"),
    ],
)
def test_monstrous_text_is_still_shown(source: str) -> None:
    assert "word" in "".join(lines(source))


def test_parsers_load_only_when_a_text_is_shown() -> None:
    loaded = "import sys, dlprep.render.prose{}; print(*{{'markdown_it', 'pylatexenc'}} & set(sys.modules))"
    run = partial(subprocess.run, capture_output=True, text=True, check=True)
    assert run([sys.executable, "-c", loaded.format("")]).stdout.strip() == ""
    used = loaded.format(" as prose; prose.plain('$x^2$')")
    assert sorted(run([sys.executable, "-c", used]).stdout.split()) == ["markdown_it", "pylatexenc"]


def test_styles() -> None:
    assert "\x1b[36mx²\x1b[0m" in ansi("$x^2$")
    assert "\x1b[1mbold \x1b[0m\x1b[1;36mx\x1b[0m" in ansi("**bold $x$**")
    assert "\x1b[3mslanted\x1b[0m \x1b[35mcode\x1b[0m" in ansi("*slanted* `code`")


def test_no_color() -> None:
    assert not re.search(r"\x1b\[[\d;]*3\d", ansi("**bold** $x$ `code`", NO_COLOR="1"))


def test_measure_fits_the_text() -> None:
    console = Console(width=40, _environ={})
    assert Measurement.get(console, console.options, Prose("ab\n\nabcd")) == Measurement(4, 4)
    out = io.StringIO()
    Console(file=out, width=40, color_system=None, _environ={}).print(Panel(Prose("$x^2$ here"), expand=False))
    assert out.getvalue().splitlines()[1] == "│ x² here │"


SIGNS = NEVER_FIRST + NEVER_LAST + "“”‘’—…中文字梯度损失abcxyz 019 \n*_`$\\-#[]<>é\u0301👍\x1b\u202e\t"


@given(st.text() | st.text(SIGNS, max_size=300), st.integers(20, 200))
def test_any_text_fits_and_is_safe(source: str, width: int) -> None:
    for line in lines(source, width):
        assert cell_len(line) <= width
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)
    assert "\n" not in plain(source)


NO_MARKDOWN = NEVER_FIRST.replace(".", "").replace(")", "") + NEVER_LAST + "中文字梯度损失abcxyz 019\n"


@given(st.text(NO_MARKDOWN, max_size=300), st.integers(20, 80))
def test_nothing_is_lost(source: str, width: int) -> None:
    assert "".join("".join(lines(source, width)).split()) == "".join(source.split())
    assert "".join(plain(source).split()) == "".join(source.split())


# Every Latin word ends next to a Chinese one: only a run without any place to break may be cut just anywhere.
WORDS = st.sampled_from(["中", "梯度", "损失", "layer 层", "ReLU后", "3 步", "$x_i$值"])
CHUNKS = st.tuples(WORDS, st.sampled_from(["", "", *NEVER_FIRST]))
BRACKETED = st.lists(CHUNKS | st.tuples(st.sampled_from(sorted(NEVER_LAST)), WORDS), min_size=1)


@given(BRACKETED, st.integers(20, 60))
def test_punctuation_stays_with_its_word(chunks: list[tuple[str, str]], width: int) -> None:
    source = "中" + "".join(map("".join, chunks))
    for line in lines(source, width)[1:]:
        assert line[:1] not in set(NEVER_FIRST), source
    for line in lines(source, width)[:-1]:
        assert line[-1:] not in set(NEVER_LAST), source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param(f"卷积{COMMA}\nReLU", f"卷积{COMMA}ReLU", id="full-width sign, then Latin"),
        pytest.param(f"卷积{COMMA}\n$x$", f"卷积{COMMA}x", id="full-width sign, then a formula"),
        pytest.param("卷积\n网络", "卷积网络", id="two characters"),
        pytest.param("卷积\nReLU", "卷积 ReLU", id="a character and a word"),
        pytest.param("deep,\nwide", "deep, wide", id="two words"),
    ],
)
def test_a_line_break_of_the_source_is_a_space_only_where_one_belongs(source: str, shown: str) -> None:
    assert plain(source) == shown
