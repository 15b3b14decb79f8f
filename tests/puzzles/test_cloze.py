import pytest

from dlprep.puzzles.cloze import Cloze, fill_gaps, open_gaps
from tests.puzzles.cards import GAPS


@pytest.mark.parametrize(
    ("typed", "verdict", "right"),
    [
        pytest.param("b*v; momentum", "correct", (True, True), id="right"),
        pytest.param("v*b；动量", "correct", (True, True), id="an-equivalent-form-and-the-other-language"),
        pytest.param("v b ; Momentum", "correct", (True, True), id="a-product-without-a-sign"),
        pytest.param("b*v; 动量法", "correct", (True, True), id="an-accepted-way"),
        pytest.param("(1-b)*v; momentum", "partial", (False, True), id="one-wrong"),
        pytest.param("1; adam", "wrong", (False, False), id="both-wrong"),
        pytest.param("b*v", "unreadable", (), id="one-missing"),
        pytest.param("b*v; ", "unreadable", (), id="one-empty"),
        pytest.param("x; momentum", "unreadable", (), id="unknown-name"),
    ],
)
def test_what_is_typed_is_graded(typed: str, verdict: str, right: tuple[bool, ...]) -> None:
    grade = Cloze(GAPS).grade(typed)
    assert (grade.verdict, grade.right) == (verdict, right)


@pytest.mark.parametrize(
    ("accepted", "typed", "right"),
    [
        pytest.param("mini-batch", "Mini batch", True, id="hyphen-or-blank"),
        pytest.param("mini_batch", "minibatch", True, id="underscore-or-nothing"),
        pytest.param("-1", "1", False, id="a-sign"),
        pytest.param("1e-5", "1e5", False, id="an-exponent"),
        pytest.param("O(n-1)", "O(n 1)", False, id="a-difference"),
        pytest.param("x-1", "x1", False, id="a-letter-and-a-number"),
    ],
)
def test_what_makes_two_words_differ(accepted: str, typed: str, right: bool) -> None:
    gaps = [{"accept": [accepted]}]
    card = GAPS.model_validate({**GAPS.model_dump(by_alias=True), "text": f"a [[{accepted}]]", "gaps": gaps})
    assert (Cloze(card).grade(typed).verdict == "correct") == right


def test_its_solution_is_right() -> None:
    assert Cloze(GAPS).solution() == "b*v; 动量"
    assert Cloze(GAPS).grade(Cloze(GAPS).solution()).verdict == "correct"


@pytest.mark.parametrize(
    ("text", "opened", "filled"),
    [
        pytest.param("$a=[[b]]$", r"$a=\square $", "$a={b}$", id="one-in-a-formula"),
        pytest.param("the [[b]] of", "the ____ of", "the b of", id="one-in-a-text"),
        pytest.param(r"$a[[b]]$ [[c]] \$ [[d]]", r"$a\square_{1}$ ____2 \$ ____3", r"$a{b}$ c \$ d", id="several"),
    ],
)
def test_gaps_are_opened_and_filled(text: str, opened: str, filled: str) -> None:
    assert (open_gaps(text), fill_gaps(text)) == (opened, filled)
