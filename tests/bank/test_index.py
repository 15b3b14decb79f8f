import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlprep.bank import index as index_module
from dlprep.bank.bank import Bank
from dlprep.bank.index import Index
from dlprep.bank.kept import ROOM, VERSION, Reading
from dlprep.bank.load import load_file
from dlprep.errors import BankError, UsageError
from dlprep.locations import shipped_bank
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
    real = index_module._read_cards

    def spy(path: str) -> Reading:
        seen.append(Path(path).name)
        return real(path)

    monkeypatch.setattr(index_module, "_read_cards", spy)
    return seen


def test_cards_stand_in_the_order_of_topics_subjects_and_files(folder: Path, tmp_path: Path) -> None:
    index = Index([folder], tmp_path / "i.db")
    assert list(index.entries) == ["three", "one", "two", "four", "five"]
    assert index.entries["three"][1:6] == ("rnn", "b", "recall", "advanced", ("lstm",))
    assert index.entries["five"].topic == "loose"
    assert index.broken == []


def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path, reads: list[str]) -> None:
    cache = tmp_path / "i.db"
    first = Index([folder], cache)
    assert sorted(reads) == ["a.yaml", "b.yaml", "loose.yaml", "z.yaml"]
    reads.clear()
    assert Index([folder], cache).entries == first.entries
    assert reads == []
    (folder / "cnn/a.yaml").write_text(card("renamed"), encoding="utf-8")
    assert "renamed" in Index([folder], cache).entries
    assert reads == ["a.yaml"]


def test_a_change_of_the_same_size_is_seen_by_its_time(folder: Path, tmp_path: Path) -> None:
    cache, path = tmp_path / "i.db", folder / "cnn/a.yaml"
    Index([folder], cache)
    path.write_text(path.read_text(encoding="utf-8").replace("four", "5our"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert "5our" in Index([folder], cache).entries


def test_removed_files_and_new_topics_are_seen(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "i.db"
    Index([folder], cache)
    (folder / "rnn/b.yaml").unlink()
    (folder / "topics.yaml").write_text("- {name: cnn, zh: 卷积, en: CNN}", encoding="utf-8")
    index = Index([folder], cache)
    assert "three" not in index.entries
    assert index.titles == {"cnn": ("卷积", "CNN")}


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda cache: b"", id="empty"),
        pytest.param(lambda cache: b"{}", id="something-else"),
        pytest.param(lambda cache: cache[: len(cache) // 2], id="cut-off"),
        pytest.param(lambda cache: cache[:4096] + b"\0" * (len(cache) - 4096), id="all-zeros-behind-the-first-page"),
        pytest.param(lambda cache: cache[:100] + b"\xff" * 3000 + cache[3100:], id="a-torn-first-page"),
        pytest.param(lambda cache: cache.replace(b"/cnn/z.yaml", b"/cnn/\xff.yaml"), id="another-path"),
        pytest.param(lambda cache: cache.replace(b"false", b"fal e"), id="facts-that-are-no-json"),
        pytest.param(lambda cache: cache.replace(VERSION.encode(), b"9" * len(VERSION)), id="another-version"),
    ],
)
def test_a_damaged_cache_costs_time_only(
    folder: Path, tmp_path: Path, reads: list[str], damage: Callable[[bytes], bytes]
) -> None:
    cache = tmp_path / "i.db"
    expected = Index([folder], cache).entries
    cache.write_bytes(damage(cache.read_bytes()))
    index = Index([folder], cache)
    assert index.entries == expected
    assert [index.card(entry) for entry in expected.values()].count(None) == 0
    reads.clear()
    assert Index([folder], cache).entries == expected
    assert reads == []  # it was mended, too


def test_a_cache_that_is_damaged_while_it_is_open_is_made_anew(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "i.db"
    index = Index([folder], cache)
    cache.write_bytes(b"x" * cache.stat().st_size)
    assert len(index.entries) == 5
    assert len(Index([folder], cache).entries) == 5


def test_a_cache_may_be_deleted_while_it_is_open(folder: Path, tmp_path: Path) -> None:
    index = Index([folder], tmp_path / "i.db")
    (tmp_path / "i.db").unlink()
    assert len(index.entries) == 5


def test_a_cache_that_cannot_be_written_costs_time_only(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert len(Index([folder], tmp_path / "file" / "i.db").entries) == 5


def test_a_disk_that_is_nearly_full_keeps_its_room_for_answers(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=ROOM - 1))
    assert len(Index([folder], tmp_path / "i.db").entries) == 5
    assert not (tmp_path / "i.db").exists() or (tmp_path / "i.db").stat().st_size == 0


def test_a_broken_file_leaves_the_rest_usable(folder: Path, tmp_path: Path) -> None:
    write_bank(folder, {"cnn/broken.yaml": "- [", "cnn/half.yaml": card("good") + card("Bad")})
    index = Index([folder], tmp_path / "i.db")
    assert "good" in index.entries
    assert len(index.entries) == 6
    assert [Path(path).name for path in index.broken] == ["broken.yaml", "half.yaml"]


def test_of_two_cards_with_one_id_the_first_bank_has_it(folder: Path, tmp_path: Path) -> None:
    own = write_bank(tmp_path / "own", {"mine/x.yaml": card("one") + card("extra")})
    bank = Bank([folder, own], tmp_path / "i.db")
    assert bank.entries["one"].topic == "cnn"
    assert bank.load("extra").path == own / "mine/x.yaml"
    assert list(bank.entries)[-1] == "extra"


def test_some_cards_come_as_they_stand_among_all(folder: Path, tmp_path: Path) -> None:
    own = write_bank(tmp_path / "own", {"mine/x.yaml": card("one") + card("extra")})
    overlay = write_bank(tmp_path / "overlay", {"two.yaml": card("two"), "gone.yaml": card("gone")})
    index = Index([folder, own], tmp_path / "i.db", overlay)
    assert list(index.entries) == ["three", "one", "two", "four", "five", "extra", "gone"]
    assert index.entries["two"][1:4] == ("cnn", "z", "recall")
    assert index.entries["gone"].topic == "overlay"
    for names in (["gone", "nobody", "one", "three", "two"], [], ["extra"], ["two"]):
        expected = {name: entry for name, entry in index.entries.items() if name in names}
        assert index.some(names) == expected
        assert list(index.some(names)) == list(expected)


@pytest.mark.parametrize(
    ("seen", "count", "expected"),
    [
        pytest.param([], 9, ["three", "one", "two", "four", "five", "extra", "gone"], id="all-there-are"),
        pytest.param([], 5, ["three", "one", "five", "extra", "gone"], id="the-first-of-each-topic"),
        pytest.param([], 6, ["three", "one", "two", "five", "extra", "gone"], id="then-the-second-of-each"),
        pytest.param(["one", "three", "gone"], 3, ["two", "five", "extra"], id="the-next-ones"),
        pytest.param([], 0, [], id="none"),
    ],
)
def test_the_first_unseen_cards(folder: Path, tmp_path: Path, seen: list[str], count: int, expected: list[str]) -> None:
    own = write_bank(tmp_path / "own", {"mine/x.yaml": card("extra")})
    overlay = write_bank(tmp_path / "overlay", {"gone.yaml": card("gone")})
    assert list(Index([folder, own], tmp_path / "i.db", overlay).unseen(seen, count)) == expected


def test_a_card_is_as_its_file_says_it_even_if_that_changed(folder: Path, tmp_path: Path, reads: list[str]) -> None:
    bank, path = Bank([folder], tmp_path / "i.db"), folder / "cnn/z.yaml"
    entry = bank.entry("two")
    assert bank.index.card(entry) is not None
    line = bank.load("two").line
    assert path.read_text(encoding="utf-8").splitlines()[line - 1] == "- id: two"
    path.write_text("\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert bank.index.card(entry) is None
    assert bank.load("two").line == line + 1


def test_a_card_that_a_damaged_page_lacks_is_found(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "i.db"
    Index([folder], cache)
    sound = cache.read_bytes()
    places = [found.start() for found in re.finditer(b"four", sound)]
    assert len(places) > 2
    for place in places:
        cache.write_bytes(sound[:place] + b"4our" + sound[place + 4 :])
        assert Bank([folder], cache).load("four").card.id == "four"


def test_a_text_that_was_damaged_in_the_cache_is_read_from_the_file(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "i.db"
    entry = Index([folder], cache).entries["one"]
    cache.write_bytes(cache.read_bytes().replace(b'"id": "one"', b'"id": "0ne"'))
    assert Index([folder], cache).card(entry) is None
    assert Bank([folder], cache).load("one").card.id == "one"


def test_a_kept_card_equals_the_card_of_the_file(tmp_path: Path) -> None:
    bank = Bank([shipped_bank()], tmp_path / "i.db")
    for path in {entry.path for entry in bank.entries.values()}:
        for loaded in load_file(Path(path)).cards:
            assert bank.index.card(bank.entries[loaded.card.id]) is not None
            assert bank.load(loaded.card.id) == loaded


def test_titles_fall_back_to_the_folder(folder: Path, tmp_path: Path) -> None:
    bank = Bank([folder], tmp_path / "i.db")
    assert bank.topic_title("cnn") == Text("卷积", "Convolution")
    assert bank.topic_title("loose") == Text("loose", "loose")


def test_an_unknown_card_names_the_nearest(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="thre'") as caught:
        Bank([folder], tmp_path / "i.db").load("thre")
    assert "three" in caught.value.hint


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no such folder or file"):
        Bank([tmp_path / "none"], tmp_path / "i.db")


def test_a_bank_may_be_a_single_file(tmp_path: Path) -> None:
    write_bank(tmp_path, {"a.yaml": card("one"), "notes.md": "## Why?\nBecause.\n", "rest.yaml": card("two")})
    bank = Bank([tmp_path / "a.yaml", tmp_path / "notes.md"], tmp_path / "i.db")
    assert [(entry.topic, entry.kind) for entry in bank.entries.values()] == [("a", "recall"), ("notes", "recall")]
    assert bank.load(list(bank.entries)[1]).line == 1


def test_hidden_folders_hold_no_cards(folder: Path, tmp_path: Path) -> None:
    write_bank(folder, {".git/x.yaml": card("hidden"), "cnn/.a.yaml.swp": "x", "cnn/.b.yaml": card("hidden")})
    assert "hidden" not in Index([folder], tmp_path / "i.db").entries


def test_a_path_that_is_not_utf_8_is_kept_like_any_other(folder: Path, tmp_path: Path, reads: list[str]) -> None:
    path = os.fsdecode(os.fsencode(folder / "cnn") + b"/\xff.yaml")
    try:
        Path(path).write_text(card("odd"), encoding="utf-8")
    except OSError:
        pytest.skip("the file system has only names in UTF-8")
    for _ in range(2):
        assert Index([folder], tmp_path / "i.db").entries["odd"].path == path
    assert len(reads) == 5
