import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.grading.answer import Formula
from dlprep.grading.compare import compare
from dlprep.grading.expression import evaluate
from dlprep.grading.formula import sample_points
from dlprep.grading.read import read
from dlprep.grading.unreadable import Unreadable

X = Formula((("x", -3.0, 3.0),))
XA = Formula((("x", 0.5, 3.0), ("a", 0.1, 0.9)))


@pytest.mark.parametrize(
    ("expected", "typed", "answer_type", "right"),
    [
        pytest.param("2*x", "x+x", X, True, id="sum"),
        pytest.param("1-tanh(x)**2", "1/cosh(x)^2", X, True, id="identity"),
        pytest.param("sigmoid(x)*(1-sigmoid(x))", "f'(x) = e^-x/(1+e^-x)^2", X, True, id="with-the-left-side"),
        pytest.param("a*exp(x)", "exp(x)·a", XA, True, id="two-variables"),
        pytest.param("1", "1", X, True, id="constant"),
        pytest.param("2*x*(1-x)", "2x(1-x)", X, True, id="no-sign"),
        pytest.param("2*x*(1-x)", "(1-x)2 x", X, True, id="a-blank-for-a-sign"),
        pytest.param("2*x**2", "2x²", X, True, id="a-power-binds-tighter"),
        pytest.param("a*x*exp(-a*x)", "a x exp(-ax)", XA, True, id="letters-side-by-side"),
        pytest.param("3*x", "3×x", X, True, id="a-times-sign"),
        pytest.param("x*(1+x)", "x(1+x)", X, True, id="a-variable-before-a-bracket"),
        pytest.param("x/(2*x)", "x/(2x)", X, True, id="a-product-in-brackets-after-a-slash"),
        pytest.param("exp(2*x)", "e^(2x)", X, True, id="a-product-in-brackets-after-a-power"),
        pytest.param("x**2*a", "x^2a", XA, True, id="a-power-of-a-variable-is-over"),
        pytest.param("x**2*a/3", "x² a/3", XA, True, id="a-raised-two-is-over"),
        pytest.param("(1+x)**2*a", "(1+x)^2 a", XA, True, id="a-power-of-a-bracket-is-over"),
        pytest.param("1/(x**2*a)", "1/(x^2a)", XA, True, id="a-power-within-brackets-after-a-slash"),
        pytest.param("1/2+2*x", "1/2+2x", X, True, id="a-slash-before-a-sum"),
        pytest.param("2*x", "x**2", X, False, id="another-function"),
        pytest.param("2*x", "2*abs(x)", X, False, id="right-on-one-side-only"),
        pytest.param("x", "x*1.0001", X, False, id="close-is-not-equal"),
        pytest.param("x", "sqrt(x)**2", X, False, id="undefined-on-half-of-the-domain"),
    ],
)
def test_any_equivalent_form_is_right(expected: str, typed: str, answer_type: Formula, right: bool) -> None:
    assert (compare(expected, read(typed, answer_type), answer_type).outcome == "correct") == right


@pytest.mark.parametrize(
    "typed",
    [
        "y",
        "x +",
        "1, 2",
        "1/2x",
        "e^-2x",
        "e^2x",
        "3 3",
        "3 136x",
        "2^3x",
        "1/x^2x",
        "x^xx",
        "x/2(x+1)",
        "1e5x",
        "axexp(x)",
        "__import__('os')",
        "x.real",
        "1/0",
        "",
    ],
    ids=lambda text: text,
)
def test_what_is_no_formula_is_asked_again(typed: str) -> None:
    with pytest.raises(Unreadable):
        read(typed, X)


def test_a_reference_may_give_values_at_the_points() -> None:
    values = tuple(point["x"] ** 2 for point in sample_points(X))
    assert compare("x**2", values, X).outcome == "correct"
    assert compare("x**3", values, X).outcome == "wrong"


@given(st.floats(-100, 100), st.floats(0.1, 100))
def test_the_points_lie_in_the_domain_and_differ(low: float, length: float) -> None:
    answer_type = Formula((("x", low, low + length),))
    points = [point["x"] for point in sample_points(answer_type)]
    assert all(low <= point <= low + length for point in points)
    assert len(set(points)) == len(points) == 16
    assert evaluate("x", {"x": points[0]}) == points[0]
