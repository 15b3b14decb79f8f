"""A learner's version of a shipped card stands in for it and leaves everything else as it was."""

from pathlib import Path

import pytest

from dlprep.bank.bank import Bank
from dlprep.bank.index import Index
from dlprep.bank.load import load_file
from dlprep.bank.overlay import copy_card, findings_of, overlay_file, revert
from dlprep.errors import BankError
from dlprep.locations import shipped_bank
from tests.banks import card, write_bank


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    files = {
        "topics.yaml": "- {name: rnn, zh: 循环, en: Recurrent}\n- {name: cnn, zh: 卷积, en: Convolution}\n",
        "cnn/a.yaml": card("one") + "\n# the next one\n\n" + card("two", tags="old"),
        "rnn/b.yaml": card("three") + card("four"),
    }
    return write_bank(tmp_path / "shipped", files)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    return tmp_path / "home" / "overlay"


def open_bank(shipped: Path, overlay: Path) -> Bank:
    return Bank([shipped], overlay.parent / "index.json", overlay)


def test_a_copy_is_the_lines_of_the_card(shipped: Path, overlay: Path) -> None:
    bank = open_bank(shipped, overlay)
    for name, tags in (("one", ""), ("two", "old"), ("four", "")):
        path = copy_card(bank.load(name), overlay)
        assert path == overlay_file(overlay, name)
        assert path.read_text(encoding="utf-8") == card(name, tags=tags)


def test_the_copy_stands_in_and_keeps_topic_and_place(shipped: Path, overlay: Path) -> None:
    bank = open_bank(shipped, overlay)
    before = [(entry.id, entry.topic, entry.subject) for entry in bank.entries.values()]
    assert [name for name, *_ in before] == ["three", "four", "one", "two"]
    path = copy_card(bank.load("two"), overlay)
    text = path.read_text(encoding="utf-8").replace("What is two?", "Why two?").replace("old", "mine")
    path.write_text(text.replace("level: basic", "level: advanced"), encoding="utf-8")
    bank.refresh()
    assert [(entry.id, entry.topic, entry.subject) for entry in bank.entries.values()] == before
    entry = bank.entry("two")
    assert (entry.path, entry.level, entry.tags) == (str(path), "advanced", ("mine",))
    assert bank.load("two").card.question.en == "Why two?"  # type: ignore[union-attr]
    assert bank.topic_title(entry.topic).en == "Convolution"


def test_a_broken_copy_hides_nothing_and_is_reported(shipped: Path, overlay: Path) -> None:
    bank = open_bank(shipped, overlay)
    good, bad = copy_card(bank.load("one"), overlay), copy_card(bank.load("two"), overlay)
    bad.write_text("- [", encoding="utf-8")
    bank.refresh()
    assert bank.entry("two").path == str(shipped / "cnn" / "a.yaml")
    assert bank.entry("one").path == str(good)
    assert bank.index.broken == [str(bad)]


def test_a_copy_whose_card_was_retired_is_still_asked(shipped: Path, overlay: Path) -> None:
    copy_card(open_bank(shipped, overlay).load("four"), overlay)
    (shipped / "rnn" / "b.yaml").write_text(card("three"), encoding="utf-8")
    bank = open_bank(shipped, overlay)
    assert [*bank.entries] == ["three", "one", "two", "four"]
    assert bank.entry("four").topic == "overlay"


def test_a_second_copy_keeps_what_was_edited(shipped: Path, overlay: Path) -> None:
    bank = open_bank(shipped, overlay)
    loaded = bank.load("one")
    copy_card(loaded, overlay).write_text("mine", encoding="utf-8")
    assert copy_card(loaded, overlay).read_text(encoding="utf-8") == "mine"


def test_reverting_keeps_the_text_beside(shipped: Path, overlay: Path) -> None:
    bank = open_bank(shipped, overlay)
    assert revert(overlay, "one") is None
    copy_card(bank.load("one"), overlay)
    kept = revert(overlay, "one")
    assert kept is not None
    assert kept.read_text(encoding="utf-8") == card("one")
    bank.refresh()
    assert bank.entry("one").path == str(shipped / "cnn" / "a.yaml")


def test_a_copy_that_cannot_be_written_is_one_line(shipped: Path, overlay: Path) -> None:
    overlay.parent.mkdir()
    overlay.write_text("a file", encoding="utf-8")
    with pytest.raises(BankError, match="cannot be written"):
        copy_card(open_bank(shipped, overlay).load("one"), overlay)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(card("one"), [], id="good"),
        pytest.param(card("one").replace("basic", "hard"), ["level: must be one of"], id="one-finding"),
        pytest.param(card("uno"), ["must keep its id, one"], id="another-id"),
        pytest.param("- [", ["is not YAML"], id="no-yaml"),
        pytest.param(card("one") + card("two").replace("basic", "hard"), [], id="anothers-finding"),
    ],
)
def test_what_is_said_of_an_edited_card(tmp_path: Path, text: str, expected: list[str]) -> None:
    own = write_bank(tmp_path / "own", {"x.yaml": text, "y.yaml": card("three").replace("basic", "hard")})
    found = findings_of("one", own / "x.yaml", own, shipped_bank())
    assert len(found) == len(expected)
    for finding, message in zip(found, expected, strict=True):
        assert message in finding.message.en


def test_every_shipped_card_can_be_copied_and_read_back(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    index = Index([shipped_bank()], tmp_path / "i.json")
    for path in {entry.path for entry in index.entries.values()}:
        for loaded in load_file(Path(path)).cards:
            copied = load_file(copy_card(loaded, overlay))
            assert [one.card for one in copied.cards] == [loaded.card]
            assert copied.findings == []
    assert len([*overlay.glob("*.yaml")]) == len(index.entries)
