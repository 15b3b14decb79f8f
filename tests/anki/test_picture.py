"""Pictures in the package, and in the real Anki's media folder."""

import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dlprep.anki.export import notes
from dlprep.anki.package import write_package
from dlprep.anki.schedule import Calendar
from dlprep.bank.bank import Bank
from tests.anki.conftest import Anki
from tests.banks import card, compute_card, write_bank


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """Four cards: two show the same figure, one shows its own numbers, one shows none."""
    texts = (
        card("one") + "  figure: sigmoid\n",
        card("two") + "  figure: sigmoid\n",
        compute_card("three").replace("size: 28, kernel: 5", "size: 8, kernel: 5") + "  figure: conv_output_size\n",
        card("four"),
    )
    return Bank([write_bank(tmp_path / "bank", {"cnn/a.yaml": "".join(texts)})], tmp_path / "index.json")


def export(bank: Bank, path: Path, lang: str = "en") -> Path:
    write_package(path, notes(bank, list(bank.entries.values()), lang, 2), Calendar(480, 4))
    return path


def test_the_media_arrive_and_anki_finds_nothing_to_mend(real_anki: Anki, bank: Bank, tmp_path: Path) -> None:
    path = export(bank, tmp_path / "a.apkg")
    assert real_anki.take(path) == (5, 0, 0)
    assert real_anki.is_sound()
    folder = Path(real_anki.col.media.dir())
    expected = {
        "_dlprep-sigmoid-en.svg",
        "_dlprep-conv_output_size-three-1-en.svg",
        "_dlprep-conv_output_size-three-2-en.svg",
    }
    assert {file.name for file in folder.iterdir()} == expected
    for file in folder.iterdir():
        ElementTree.fromstring(file.read_text(encoding="utf-8"))
    check = real_anki.col.media.check()
    assert list(check.missing) == []
    assert list(check.unused) == []
    assert real_anki.take(path) == (0, 0, 5)
    assert {file.name for file in folder.iterdir()} == expected


def test_the_picture_is_on_the_back_alone(real_anki: Anki, bank: Bank, tmp_path: Path) -> None:
    real_anki.take(export(bank, tmp_path / "a.apkg"))
    (shown,) = real_anki.note("dlprep:en:one").cards()
    assert "<img" not in shown.question()
    assert '<img src="_dlprep-sigmoid-en.svg" alt="The sigmoid and its derivative">' in shown.answer()
    (without,) = real_anki.note("dlprep:en:four").cards()
    assert "<img" not in without.answer()


@pytest.mark.parametrize(("lang", "language"), [("zh", "zh"), ("en", "en"), ("both", "zh")])
def test_only_what_the_cards_show_is_in_the_package(bank: Bank, tmp_path: Path, lang: str, language: str) -> None:
    with zipfile.ZipFile(export(bank, tmp_path / "a.apkg", lang)) as archive:
        media = json.loads(archive.read("media"))
        assert sorted(archive.namelist()) == sorted(["collection.anki2", "media", *media])
        assert set(media.values()) == {
            f"_dlprep-{name}-{language}.svg"
            for name in ("sigmoid", "conv_output_size-three-1", "conv_output_size-three-2")
        }
        (number,) = [key for key, name in media.items() if "sigmoid" in name]
        assert archive.read(number).startswith(b"<svg ")


def test_the_same_cards_give_the_same_bytes(bank: Bank, tmp_path: Path) -> None:
    assert export(bank, tmp_path / "a.apkg").read_bytes() == export(bank, tmp_path / "b.apkg").read_bytes()


def test_a_card_whose_figure_is_not_there_is_exported_without(tmp_path: Path) -> None:
    folder = write_bank(tmp_path / "bank", {"cnn/a.yaml": card("one") + "  figure: sigmiod\n"})
    (note,) = notes(
        Bank([folder], tmp_path / "index.json"), [*Bank([folder], tmp_path / "i.json").entries.values()], "en", 1
    )
    assert note.picture is None
    assert note.fields["Figure"] == ""


def test_a_caption_of_each_language(bank: Bank) -> None:
    (note, *_) = notes(bank, list(bank.entries.values()), "both", 1)
    assert len(re.findall(r"<p>", note.fields["Figure"])) == 2
