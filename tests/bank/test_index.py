import json
import os
from pathlib import Path

import pytest

from dlprep.bank import index as index_module
from dlprep.bank.bank import Bank
from dlprep.bank.index import read_index
from dlprep.errors import BankError, UsageError
from dlprep.text import Text
from tests.banks import card, compute_card, write_bank

FILES = {
    "rnn/b.yaml": card("three", tags="lstm", level="advanced"),
    "cnn/z.yaml": card("one") + compute_card("two"),
    "cnn/a.yaml": card("four"),
    "loose.yaml": card("five"),
    "topics.yaml": "- {name: rnn, zh: 循环, en: Recurrent nets, subjects: [b]}\n"
    "- {name: cnn, zh: 卷积, en: Convolution, subjects: [z]}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_bank(tmp_path / "bank", FILES)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which files were parsed."""
    seen: list[str] = []
    real = index_module._index_file

    def spy(path: str) -> object:
        seen.append(Path(path).name)
        return real(path)

    monkeypatch.setattr(index_module, "_index_file", spy)
    return seen


def test_cards_stand_in_the_order_of_topics_subjects_and_files(folder: Path, tmp_path: Path) -> None:
    index = read_index([folder], tmp_path / "i.json")
    assert list(index.entries) == ["three", "one", "two", "four", "five"]
    assert index.entries["three"][1:6] == ("rnn", "b", "recall", "advanced", ("lstm",))
    assert index.entries["five"].topic == "loose"
    assert index.broken == []


def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path, reads: list[str]) -> None:
    cache = tmp_path / "i.json"
    first = read_index([folder], cache)
    assert sorted(reads) == ["a.yaml", "b.yaml", "loose.yaml", "z.yaml"]
    reads.clear()
    assert read_index([folder], cache) == first
    assert reads == []
    (folder / "cnn/a.yaml").write_text(card("renamed"), encoding="utf-8")
    assert "renamed" in read_index([folder], cache).entries
    assert reads == ["a.yaml"]


def test_a_change_of_the_same_size_is_seen_by_its_time(folder: Path, tmp_path: Path) -> None:
    cache, path = tmp_path / "i.json", folder / "cnn/a.yaml"
    read_index([folder], cache)
    path.write_text(path.read_text(encoding="utf-8").replace("four", "5our"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert "5our" in read_index([folder], cache).entries


def test_removed_files_and_new_topics_are_seen(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "i.json"
    read_index([folder], cache)
    (folder / "rnn/b.yaml").unlink()
    (folder / "topics.yaml").write_text("- {name: cnn, zh: 卷积, en: CNN}", encoding="utf-8")
    index = read_index([folder], cache)
    assert "three" not in index.entries
    assert index.titles == {"cnn": ("卷积", "CNN")}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 7}', '{"files": {}}'], ids=str)
def test_a_damaged_cache_costs_time_only(folder: Path, tmp_path: Path, content: str) -> None:
    cache = tmp_path / "i.json"
    cache.write_text(content, encoding="utf-8")
    assert len(read_index([folder], cache).entries) == 5
    assert json.loads(cache.read_text(encoding="utf-8"))["groups"]["files"]


def test_a_cache_that_cannot_be_written_costs_time_only(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert len(read_index([folder], tmp_path / "file" / "i.json").entries) == 5


def test_a_broken_file_leaves_the_rest_usable(folder: Path, tmp_path: Path) -> None:
    write_bank(folder, {"cnn/broken.yaml": "- [", "cnn/half.yaml": card("good") + card("Bad")})
    index = read_index([folder], tmp_path / "i.json")
    assert "good" in index.entries
    assert len(index.entries) == 6
    assert [Path(path).name for path in index.broken] == ["broken.yaml", "half.yaml"]


def test_of_two_cards_with_one_id_the_first_bank_has_it(folder: Path, tmp_path: Path) -> None:
    own = write_bank(tmp_path / "own", {"mine/x.yaml": card("one") + card("extra")})
    bank = Bank([folder, own], tmp_path / "i.json")
    assert bank.entries["one"].topic == "cnn"
    assert bank.load("extra").path == own / "mine/x.yaml"
    assert list(bank.entries)[-1] == "extra"


def test_titles_fall_back_to_the_folder(folder: Path, tmp_path: Path) -> None:
    bank = Bank([folder], tmp_path / "i.json")
    assert bank.topic_title("cnn") == Text("卷积", "Convolution")
    assert bank.topic_title("loose") == Text("loose", "loose")


def test_an_unknown_card_names_the_nearest(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="thre'") as caught:
        Bank([folder], tmp_path / "i.json").load("thre")
    assert "three" in caught.value.hint


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no such folder or file"):
        Bank([tmp_path / "none"], tmp_path / "i.json")


def test_a_bank_may_be_a_single_file(tmp_path: Path) -> None:
    write_bank(tmp_path, {"a.yaml": card("one"), "notes.md": "## Why?\nBecause.\n", "rest.yaml": card("two")})
    bank = Bank([tmp_path / "a.yaml", tmp_path / "notes.md"], tmp_path / "i.json")
    assert [(entry.topic, entry.kind) for entry in bank.entries.values()] == [("a", "recall"), ("notes", "recall")]
    assert bank.load(list(bank.entries)[1]).line == 1


def test_hidden_folders_hold_no_cards(folder: Path, tmp_path: Path) -> None:
    write_bank(folder, {".git/x.yaml": card("hidden"), "cnn/.a.yaml.swp": "x", "cnn/.b.yaml": card("hidden")})
    assert "hidden" not in read_index([folder], tmp_path / "i.json").entries


def test_a_path_that_is_not_utf_8_is_kept_like_any_other(folder: Path, tmp_path: Path, reads: list[str]) -> None:
    path = os.fsdecode(os.fsencode(folder / "cnn") + b"/\xff.yaml")
    try:
        Path(path).write_text(card("odd"), encoding="utf-8")
    except OSError:
        pytest.skip("the file system has only names in UTF-8")
    for _ in range(2):
        assert read_index([folder], tmp_path / "i.json").entries["odd"].path == path
    assert len(reads) == 5
