"""Somebody's deck as cards of one's own."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from dlprep.anki.collection import open_collection
from dlprep.anki.foreign import Deck, _cloze_cards, _note_types, _to_markdown, read_deck
from dlprep.bank.card import ClozeCard, RecallCard
from dlprep.bank.document import read_text
from dlprep.bank.dump import dump
from dlprep.bank.load import LoadedFile, load_document
from tests.anki.conftest import Anki


def made(anki: Anki, tmp_path: Path, *, legacy: bool = True) -> tuple[Deck, LoadedFile]:
    with open_collection(anki.export(tmp_path / "deck.apkg", legacy=legacy)) as connection:
        deck = read_deck(connection)
    return deck, load_document(tmp_path / "deck.yaml", read_text(dump(deck.cards)))


def add(anki: Anki, kind: str, *fields: str, tags: str = "") -> None:
    note = anki.col.new_note(anki.col.models.by_name(kind))
    note.fields = list(fields)
    note.tags = tags.split()
    anki.col.add_note(note, anki.col.decks.id("Theirs"))


@pytest.mark.parametrize("legacy", [True, False], ids=["older-package", "newest-package"])
def test_basic_and_cloze_notes_become_cards(real_anki: Anki, tmp_path: Path, legacy: bool) -> None:
    add(
        real_anki,
        "Basic",
        "What is <b>x</b>?<br>Say it.",
        r"It is \(x^2\) &amp; more<ul><li>one</li></ul>",
        tags="Deep::CNN",
    )
    add(real_anki, "Cloze", "{{c1::Paris}} is in {{c2::France::a land}}.", "Extra")
    add(real_anki, "Image Occlusion", "{{c1::image-occlusion:rect}}", "<img src=a.png>", "h", "b", "c")
    deck, loaded = made(real_anki, tmp_path, legacy=legacy)
    assert loaded.findings == []
    assert dict(deck.left_out) == {"no_gap": 1}
    basic, one, two = (entry.card for entry in loaded.cards)
    assert isinstance(basic, RecallCard)
    assert basic.question.en == "What is x?\nSay it."
    assert basic.answer.zh == "It is $x^2$ & more\n\n- one"
    assert basic.tags == ("deep-cnn",)
    assert isinstance(one, ClozeCard)
    assert (one.text.en, one.gaps[0].accept) == ("[[Paris]] is in France.", ("Paris",))
    assert isinstance(two, ClozeCard)
    assert two.text.en == "Paris is in [[France]]."


def test_hostile_and_odd_notes_load_or_are_counted(real_anki: Anki, tmp_path: Path) -> None:
    add(real_anki, "Basic", "<script>alert(1)</script>front", "back [sound:a.mp3]<img src='x.png'>")
    add(real_anki, "Basic", "a `b` $c $ *d* [[e]] \\ {{f}}", "- [bold]")
    add(real_anki, "Basic", "long", "x" * 20_000)
    add(real_anki, "Basic", "long markup", "b" + "<b>" * 25_000)
    add(real_anki, "Basic", "front only", "")
    add(real_anki, "Cloze", "{{c1::has ]] in it}} and [[brackets]] {{c2::two\nlines}}", "")
    deck, loaded = made(real_anki, tmp_path)
    assert loaded.findings == []
    texts = [card.question.en for card in (entry.card for entry in loaded.cards) if isinstance(card, RecallCard)]
    assert texts[0] == "front"
    assert texts[1] == r"a \`b\` \$c \$ \*d\* [[e]] \\ {{f}}"
    assert dict(deck.left_out) == {"too_long": 2, "empty": 1}


def test_the_ids_are_the_same_the_next_time(real_anki: Anki, tmp_path: Path) -> None:
    add(real_anki, "Basic", "front", "back")
    first = made(real_anki, tmp_path)[0].cards[0]["id"]
    assert first == made(real_anki, tmp_path, legacy=False)[0].cards[0]["id"]


def clozes(field: str) -> list[dict[str, Any]]:
    return list(_cloze_cards("n", [_to_markdown(field), ""], {}))


@pytest.mark.parametrize(
    ("field", "text", "accept"),
    [
        pytest.param("{{c1::a*b}} x", r"[[a\*b]] x", "a*b", id="star"),
        pytest.param("{{c1::`ls`}} x", r"[[\`ls\`]] x", "`ls`", id="backtick"),
        pytest.param("{{c1::$5}} x", r"[[\$5]] x", "$5", id="dollar"),
        pytest.param(r"\(y = {{c1::\alpha}}\)", r"$y = [[\alpha]]$", r"\alpha", id="backslash-in-a-formula"),
        pytest.param(r"is {{c1::\(\alpha\)}}", r"is [[$\alpha$]]", r"$\alpha$", id="formula-in-the-gap"),
        pytest.param("{{c1::a::hint}} [[b]]", "[[a]] [ [b] ]", "a", id="hint-and-brackets"),
    ],
)
def test_a_gap_accepts_what_is_typed(field: str, text: str, accept: str) -> None:
    (card,) = clozes(field)
    assert (card["kind"], card["text"], card["gaps"]) == ("cloze", text, [{"accept": [accept]}])


@pytest.mark.parametrize(
    ("field", "question"),
    [
        pytest.param("x {{c1::a; b}}", "x ____", id="semicolon"),
        pytest.param("x {{c1::[a}} y", "x ____ y", id="bracket-at-the-edge"),
        pytest.param("x [{{c1::a}}] y", "x [____] y", id="bracket-touches"),
        pytest.param(r"x {{c1::C:\dir}} y", "x ____ y", id="backslash"),
        pytest.param(r"x {{c1::a \(b}} c\)", "x ____ c$", id="half-a-formula"),
    ],
)
def test_what_cannot_be_a_gap_is_recalled(field: str, question: str) -> None:
    (card,) = clozes(field)
    assert (card["kind"], card["question"]) == ("recall", question)


def test_gaps_nest() -> None:
    one, two = clozes("x {{c1::a {{c2::b}} c}} y")
    assert (one["text"], two["text"]) == ("x [[a b c]] y", "x a [[b]] c y")
    assert clozes("{{c1234::a}}") == []
    assert clozes("{{c1::never {{c2::b}}")[0]["text"] == "{{c1::never [[b]]"
    assert clozes("{{c1::never closed") == []


@pytest.mark.parametrize(
    "text",
    ["{{c1::" * 500 + "::" * 1500, "\\(" * 40_000, "<a " * 10_000, "[sound:" * 8000, "<!--" * 9000, "<script>" * 7000],
    ids=["clozes", "formulas", "tags", "media", "comments", "scripts"],
)
def test_what_never_closes_is_soon_read(text: str) -> None:
    clozes(text)  # hung, before it was read in linear time


def test_markup_becomes_text() -> None:
    assert _to_markdown("a &lt; b<!-- <b> --> 1 < 2 > 0<style>p > a {}</style><img src='x&amp;y.png'>") == (
        "a < b 1 < 2 > 0(x&y.png)"
    )
    assert _to_markdown(f"&#{'9' * 5000};").startswith("&#999")


@pytest.mark.parametrize("models", ["[" * 200_000, "[]", "x", None], ids=["deep", "list", "no-json", "null"])
def test_note_types_that_make_no_sense_are_unknown(models: str | None) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE col (models)")
    connection.execute("INSERT INTO col VALUES (?)", (models,))
    assert _note_types(connection) == {}
    connection.execute("CREATE TABLE notetypes (id INTEGER, config)")
    connection.execute("INSERT INTO notetypes VALUES (1, 999999999999), (2, 'x'), (3, x'0801'), (4, x'')")
    assert _note_types(connection) == {1: None, 2: None, 3: True, 4: False}
    connection.close()
