import re
from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.anki.content import fields, instance
from dlprep.anki.identity import Origin
from dlprep.anki.notetypes import note_type
from dlprep.bank.card import KINDS, ComputeCard, any_card
from dlprep.bank.document import read_text
from dlprep.compute.grade import grade
from tests.banks import card, choice_card, cloze_card, compute_card, derive_card, order_card

MAKE: dict[str, Callable[[str], str]] = {
    "recall": card,
    "choice": choice_card,
    "cloze": cloze_card,
    "order": order_card,
    "derive": derive_card,
    "compute": compute_card,
}


def of(kind: str, lang: str = "en", variant: int = 0) -> dict[str, str]:
    made = any_card().validate_python(read_text(MAKE[kind]("one")).value[0])
    return fields(made, Origin("one", lang, variant))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_fills_the_fields_of_its_note_type(kind: str) -> None:
    found = of(kind, variant=1 if kind == "compute" else 0)
    assert tuple(found) == note_type(kind).fields
    assert found["Question"]
    named = set(re.findall(r"\{\{(?:[#/]|type:)?(\w+)\}\}", note_type(kind).front + note_type(kind).back))
    assert named - {"FrontSide"} <= set(found)
    assert set(found) - named == {"Id"}


def test_languages() -> None:
    assert "What is one?" in of("recall")["Question"]
    assert "是什么" in of("recall", "zh")["Question"]
    both = of("recall", "both")["Question"]
    assert both.index("是什么") < both.index("What is one?")
    assert 'lang="zh"' in both


def test_a_choice_shows_its_options_and_then_the_reasons() -> None:
    found = of("choice")
    assert found["Options"].count("<li>") == 4
    assert "because" not in found["Options"]
    assert found["Solution"].count('class="right"') == 1
    assert "third because" in found["Solution"]
    letter = re.findall(r'class="letter">(\w)</span><span>first', found["Options"])[0]
    assert f'<p class="gap">{letter}</p>' in found["Solution"]


def test_a_choice_is_shuffled_the_same_way_each_time() -> None:
    assert of("choice")["Options"] == of("choice")["Options"]
    assert of("order")["Steps"] == of("order")["Steps"]


def test_a_cloze_opens_its_gaps_and_then_fills_them() -> None:
    found = of("cloze")
    assert r"\square_{1}" in found["Text"]
    assert "beta" not in found["Text"]
    assert r"{\beta v}" in found["Solution"]
    assert "momentum" in found["Solution"]


def test_an_order_and_a_derivation() -> None:
    assert re.findall(r"<span>(\w+)</span></li>", of("order")["Solution"]) == ["one", "two", "three", "four"]
    assert of("derive")["Lines"].count("<details>") == 2
    assert r"\(b=c\)" in of("derive")["Solution"]


def test_variants_are_fixed_questions_with_their_own_answers() -> None:
    made = any_card().validate_python({"id": "x", "kind": "compute", "level": "basic", "problem": "conv_output_size"})
    assert isinstance(made, ComputeCard)
    found = [fields(made, Origin("x", "en", variant)) for variant in (1, 2, 3)]
    assert len({one["Question"] for one in found}) == 3
    assert found[1] == fields(made, Origin("x", "en", 2))
    assert found[1]["Id"] == "x#2 · en"
    for variant, one in enumerate(found, start=1):
        asked = instance(made, variant)
        expected = asked.problem.reference(asked.params)
        assert grade(asked, expected, unescape(one["TypedAnswer"])).verdict == "correct"
        assert one["Steps"].startswith("<h2>Worked steps</h2>")


hostile = st.text(alphabet=st.sampled_from(list("ab<>&{}[]\"'$\\:;#/!-= \n中文‏אב😀")), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)


@given(hostile, hostile)
def test_hostile_texts_do_nothing(question: str, answer: str) -> None:
    made = any_card().validate_python(
        {"id": "x", "kind": "recall", "level": "basic", "question": question, "answer": answer, "references": [answer]}
    )
    for name, html in fields(made, Origin("x", "both")).items():
        assert "{{" not in html, name
        assert "[" not in html, name
        assert "\x1f" not in html, name
        assert not re.search(r"<(?!/?(p|ul|ol|li|strong|em|code|pre|span|br|div|h2)\b)", html), name
