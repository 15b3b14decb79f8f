"""Somebody's deck as cards of one's own."""

from pathlib import Path

import pytest

from dlprep.anki.collection import open_collection
from dlprep.anki.foreign import Deck, read_deck
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
    add(real_anki, "Basic", "front only", "")
    add(real_anki, "Cloze", "{{c1::has ]] in it}} and [[brackets]] {{c2::two\nlines}}", "")
    deck, loaded = made(real_anki, tmp_path)
    assert loaded.findings == []
    texts = [card.question.en for card in (entry.card for entry in loaded.cards) if isinstance(card, RecallCard)]
    assert texts[0] == "front"
    assert texts[1] == r"a \`b\` \$c \$ \*d\* [[e]] \\ {{f}}"
    assert dict(deck.left_out) == {"too_long": 1, "empty": 1}


def test_the_ids_are_the_same_the_next_time(real_anki: Anki, tmp_path: Path) -> None:
    add(real_anki, "Basic", "front", "back")
    first = made(real_anki, tmp_path)[0].cards[0]["id"]
    assert first == made(real_anki, tmp_path, legacy=False)[0].cards[0]["id"]
