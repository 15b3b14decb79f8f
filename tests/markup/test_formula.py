import math
import re
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.markup.formula import unicode_formula, unsupported

QUIZBANK = Path(__file__).parents[2] / "quizbank"
FORMULA = re.compile(r"(?<!\\)\$((?:\\.|[^$\\\n])+)\$")

FRACTIONS_AND_ROOTS = [
    (r"\frac{a+b}{c}", "(a+b)/c"),
    (r"\frac{1}{2}", "1/2"),
    (r"\frac12", "1/2"),
    (r"\frac{a}{bc}", "a/(bc)"),
    (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
    (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
    (r"\frac{-x}{2}", "(-x)/2"),
    (r"\frac{1}{n(n+1)}", "1/(n(n+1))"),
    (r"\frac{p(x)}{q(x)}", "p(x)/q(x)"),
    (r"\frac{\log x}{2}", "(log x)/2"),
    (r"\frac{a}{(x+1)^2}", "a/(x+1)²"),
    (r"\frac{\mathrm{TP}}{\mathrm{TP}+\mathrm{FP}}", "TP/(TP+FP)"),
    (r"\dfrac{1}{2}x", "(1/2)x"),
    (r"2\cdot\frac{PR}{P+R}", "2·(PR/(P+R))"),
    (r"\frac{a}{b}\cdot c", "(a/b)·c"),
    (r"\frac{1}{n}\sum_{i=1}^{n} x_i", "(1/n) ∑ᵢ₌₁ⁿ xᵢ"),
    (r"\log\frac{p}{q}", "log(p/q)"),
    (r"\min_h\frac{1}{2}\|x\|", "minₕ (1/2)‖x‖"),
    (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
    (r"x^{\frac{1}{2}}", "x^(1/2)"),
    (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
    (r"\frac{\partial L}{\partial y}\frac{\partial y}{\partial w}", "(∂L/∂y)(∂y/∂w)"),
    (r"\frac{dy}{dx}", "dy/dx"),
    (r"\frac{d_k}{d_v h}", "dₖ/(dᵥh)"),
    (r"\sqrt{x}", "√x"),
    (r"\sqrt{x+1}", "√(x+1)"),
    (r"\sqrt{x^2}", "√(x²)"),
    (r"\sqrt{d_k}", "√dₖ"),
    (r"\sqrt{10}", "√10"),
    (r"\sqrt{x}y", "(√x)y"),
    (r"\sqrt{x}^2", "(√x)²"),
    (r"\sqrt{2\pi}\sigma", "√(2π)σ"),
    (r"\sqrt[3]{x}", "∛x"),
    (r"\sqrt[n]{x+1}", "(x+1)^(1/n)"),
    (r"\binom{n}{k}", "C(n,k)"),
]
SCRIPTS = [
    (r"x^2", "x²"),
    (r"x_i", "xᵢ"),
    (r"x_i^2", "xᵢ²"),
    (r"10^{-5}", "10⁻⁵"),
    (r"W_{ij}", "Wᵢⱼ"),
    (r"e^{-x}", "e⁻ˣ"),
    (r"e^{x_i}", "e^(xᵢ)"),
    (r"2^C(n+1)", "2^C (n+1)"),
    (r"x^{a,b}", "x^(a,b)"),
    (r"W_{a,b}", "W_(a,b)"),
    (r"x_{\max}", "x_max"),
    (r"2x_{\text{max}} y", "2x_max y"),
    (r"x_{\max}^2", "(x_max)²"),
    (r"{ab}^2", "(ab)²"),
    (r"(a+b)^2", "(a+b)²"),
    (r"x^\top W x", "xᵀWx"),
    (r"W^{(l)}", "W⁽ˡ⁾"),
    (r"x_{t-1}^{(l)}", "xₜ₋₁⁽ˡ⁾"),
    (r"\theta^*", "θ^*"),
    (r"90^\circ", "90°"),
    (r"f'(x)", "f′(x)"),
    (r"f^\prime(x)", "f′(x)"),
    (r"{}^\top", "ᵀ"),
    (r"D_{\mathrm{KL}}(P\|Q)", "D_KL(P‖Q)"),
    (r"\overset{\text{def}}{=}", "=^def"),
    (r"\underset{x}{\max} f", "maxₓ f"),
    (r"\underbrace{a+b}_{\text{loss}}", "(a+b)_loss"),
    (r"\mathbb{R}^{m\times n}", "ℝᵐˣⁿ"),
]
OPERATORS = [
    (r"\sum_{i=1}^{n}", "∑ᵢ₌₁ⁿ"),
    (r"\sum_{x\in X} p(x)\log p(x)", "∑_(x∈X) p(x) log p(x)"),
    (r"\prod_{t=1}^{T} p(x_t\mid x_{<t})", "∏ₜ₌₁ᵀ p(xₜ | x_(<t))"),
    (r"\int_0^\infty f(x)\,dx", "∫₀^∞ f(x) dx"),
    (r"\max_j z_j", "maxⱼ zⱼ"),
    (r"\arg\max_\theta L", "arg max_θ L"),
    (r"\operatorname*{argmax}_x f", "argmaxₓ f"),
    (r"\operatorname{softmax}(x)", "softmax(x)"),
    (r"\lim_{n\to\infty} a_n", "lim_(n→∞) aₙ"),
    (r"\log_2 n", "log₂ n"),
    (r"\exp(-x)", "exp(-x)"),
    (r"\sin^2 x", "sin² x"),
    (r"\Pr(A)", "Pr(A)"),
    (r"-\sum_i y_i", "-∑ᵢ yᵢ"),
    (r"\nabla_\theta L", "∇_θ L"),
]
SIGNS_AND_SPACES = [
    (r"a+b", "a + b"),
    (r"a  =-b", "a = -b"),
    (r"f(a+b)=f(a)", "f(a+b) = f(a)"),
    (r"x\le y\ge z\neq 0", "x ≤ y ≥ z ≠ 0"),
    (r"a\approx b\propto c\sim d\ll e\gg f", "a ≈ b ∝ c ∼ d ≪ e ≫ f"),
    (r"x\in A\subset B", "x ∈ A ⊂ B"),
    (r"x\not\in A", "x ∉ A"),
    (r"a\to b\mapsto c\Rightarrow d\iff e", "a → b ↦ c ⇒ d ⟺ e"),
    (r"\partial\nabla\infty\forall x\exists y", "∂∇∞∀x∃y"),
    (r"a\cdot b\times c\odot d\otimes e", "a·b×c⊙d⊗e"),
    (r"a\pm b", "a ± b"),
    (r"x_1,\ldots,x_n", "x₁, …, xₙ"),
    (r"1 + \cdots + n \dots", "1 + ⋯ + n…"),
    (r"1{,}000", "1,000"),
    (r"50\% = 50%", "50% = 50%"),
    (r"\{x \mid x>0\}", "{x | x>0}"),
    (r"[0, 1), \quad y", "[0, 1), y"),
    (r"a\;b\,c", "a b c"),
    (r"a := b", "a := b"),
    (r"f\colon X\to Y", "f: X → Y"),
    (r"|x|+1", "|x| + 1"),
    (r"|-x|", "|-x|"),
    (r"p(y=1|x)", "p(y=1|x)"),
    (r"\lVert x \rVert_2", "‖x‖₂"),
    (r"\|x\|_2^2", "‖x‖₂²"),
    (r"\|W\|_F^2 = 1", "‖W‖_F² = 1"),
    (r"D(P \Vert Q)\ge 0", "D(P‖Q) ≥ 0"),
    (r"\sum_i|x_i|-1", "∑ᵢ|xᵢ| - 1"),
    (r"\left\lfloor\frac{H-K}{S}\right\rfloor+1", "⌊(H-K)/S⌋ + 1"),
    (r"\left.\frac{df}{dx}\right|_{x=0}", "(df/dx)|ₓ₌₀"),
    (r"\bigl(x\bigr)", "(x)"),
    (r"\sigma'(x)=\sigma(x)(1-\sigma(x))", "σ′(x) = σ(x)(1-σ(x))"),
]
LETTERS_AND_TEXT = [
    (r"\alpha\beta\epsilon\varphi\Delta", "αβεφΔ"),
    (r"\mathbb{E}_{x\sim p}[f(x)]", "𝔼_(x∼p)[f(x)]"),
    (r"\mathcal{N}(\mu,\sigma^2)", "𝒩(μ, σ²)"),
    (r"\mathcal{L}", "ℒ"),
    (r"\mathbf{x}\boldsymbol{\theta}\mathbf{1}", "𝐱𝛉𝟏"),
    (r"\hat{y}\bar{x}\tilde{x}\dot{x}", "ŷx\u0304x\u0303ẋ"),
    (r"\hat{\mathbf{x}}_i", "𝐱\u0302ᵢ"),
    (r"\hat{x+y}", "hat(x+y)"),
    (r"\overline{xy}", "bar(xy)"),
    (r"\mathrm{d}x", "dx"),
    (r"\mathrm{KL} p", "KL p"),
    (r"n\text{-step}", "n-step"),
    (r"\text{若 } x>0 \text{ 则 $y$}", "若 x > 0 则 y"),
    (r"损失 = x", "损失 = x"),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "[a b; c d]"),
    (r"\begin{bmatrix} \log x & -1 \end{bmatrix}", "[(log x) -1]"),
    (r"\begin{array}{cc} 1 & 2 \end{array}", "[1 2]"),
    (r"\begin{cases} x & \text{if } x>0 \\ 0 & \text{otherwise} \end{cases}", "{x if x>0; 0 otherwise}"),
    (r"\begin{cases} x, & xy>0 \\ 0, & x\le 0 \\ \end{cases}", "{x, xy>0; 0, x≤0}"),
    (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a=b; c=d"),
    (r"a \\ b", "a; b"),
    (r"a & b~c", "a b c"),
]
FORMULAS = FRACTIONS_AND_ROOTS + SCRIPTS + OPERATORS + SIGNS_AND_SPACES + LETTERS_AND_TEXT


@pytest.mark.parametrize(("latex", "shown"), [pytest.param(*row, id=row[0]) for row in FORMULAS])
def test_formula(latex: str, shown: str) -> None:
    assert unicode_formula(latex) == shown
    assert unsupported(latex) == ()


@pytest.mark.parametrize(
    ("latex", "shown", "missing"),
    [
        pytest.param(r"\foo + \foo \baz{x}", "foo + foo baz x", ["\\foo", "\\baz"], id="unknown commands"),
        pytest.param(r"\frac{\foo}{2}", "foo/2", ["\\foo"], id="inside an argument"),
        pytest.param(r"\begin{foo} a \end{foo}", "a", ["\\begin{foo}"], id="unknown environment"),
        pytest.param(r"a^{b", r"a^{b", [r"a^{b"], id="open brace"),
        pytest.param(r"\frac{a}", r"\frac{a}", [r"\frac{a}"], id="missing argument"),
        pytest.param(r"\begin{cases} a", r"\begin{cases} a", [r"\begin{cases} a"], id="open environment"),
        pytest.param(r"\hat\bar{x}", r"\hat\bar{x}", [r"\hat\bar{x}"], id="command for an argument"),
        pytest.param("{" * 5000, "{" * 5000, ["{" * 5000], id="bottomless"),
        pytest.param("", "", [], id="empty"),
    ],
)
def test_what_cannot_be_shown(latex: str, shown: str, missing: list[str]) -> None:
    assert unicode_formula(latex) == shown
    assert unsupported(latex) == tuple(missing)


@pytest.mark.parametrize("depth", range(10, 400, 10))
@pytest.mark.parametrize("around", [("{", "}"), (r"\mathit{", "}"), ("x^{", "}"), (r"\begin{cases}", r"\end{cases}")])
def test_however_deep(depth: int, around: tuple[str, str]) -> None:
    assert "x" in unicode_formula("x".join((around[0] * depth, around[1] * depth)))


def bank_formulas() -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(QUIZBANK.rglob("*.yaml")))
    return sorted({latex for text in texts for latex in FORMULA.findall(text)})


def test_every_formula_of_the_bank_is_shown() -> None:
    assert {latex: unsupported(latex) for latex in bank_formulas() if unsupported(latex)} == {}
    left_over = {latex: unicode_formula(latex) for latex in bank_formulas()}
    assert {latex: shown for latex, shown in left_over.items() if re.search(r"\\[A-Za-z]|\$", shown)} == {}


PARTS = [
    "{",
    "}",
    "^",
    "_",
    "'",
    "\\",
    "\\frac",
    "\\sqrt[",
    "]",
    "\\left",
    "\\right.",
    "\\hat",
    "\\text{",
    "\\\\",
    "&",
]
PARTS += [
    "\\begin{cases}",
    "\\end{cases}",
    "\\not",
    "\\mathbf",
    "|",
    "\\|",
    "(",
    ")",
    "-",
    "=",
    "x",
    "12",
    "中",
    "$",
    "%",
]


@given(st.text() | st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_any_text_gives_one_line(latex: str) -> None:
    assert "\n" not in unicode_formula(latex)
    assert isinstance(unsupported(latex), tuple)


@given(st.text("x_^{}+ 12中'"))
def test_a_formula_without_commands_is_broken_only_where_its_brackets_are(latex: str) -> None:
    depths = [*accumulate((sign == "{") - (sign == "}") for sign in latex)]
    balanced = all(depth >= 0 for depth in depths) and (not depths or depths[-1] == 0)
    assert unsupported(latex) == (() if balanced else (latex,))


def parts(inner: st.SearchStrategy[tuple[str, float]]) -> st.SearchStrategy[tuple[str, float]]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda pair: (rf"\frac{{{pair[0][0]}}}{{{pair[1][0]}}}", pair[0][1] / pair[1][1])),
        pairs.map(lambda pair: (f"{pair[0][0]} {pair[1][0]}", pair[0][1] * pair[1][1])),
        pairs.map(lambda pair: (f"({pair[0][0]}+{pair[1][0]})", pair[0][1] + pair[1][1])),
        inner.map(lambda one: (rf"\sqrt{{{one[0]}}}", math.sqrt(one[1]))),
    )


VALUES = {"a": 2.0, "b": 3.0, "c": 5.0}


@given(st.recursive(st.sampled_from(sorted(VALUES.items())), parts, max_leaves=12))
def test_no_bracket_is_missing(formula: tuple[str, float]) -> None:
    """The line, read as anyone reads it, has the value of the formula."""
    latex, value = formula
    read = re.sub(r"√([abc])", r"√(\1)", unicode_formula(latex))
    read = re.sub(r"([abc)])(?=[abc(√])", r"\1*", read).replace("√", "sqrt")
    assert eval(read, {"sqrt": math.sqrt, **VALUES}) == pytest.approx(value)
