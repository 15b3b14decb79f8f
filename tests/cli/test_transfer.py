"""Cards out and reviews in, on the command line."""

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.banks import card, choice_card, compute_card, write_bank
from tests.cli.test_commands import data, home, run

__all__ = ["home"]
NOON = 1_790_049_600_000


@pytest.fixture
def own(home: Path, tmp_path: Path) -> list[str]:
    bank = write_bank(tmp_path / "own", {"own/a.yaml": card("one") + choice_card("two") + compute_card("three")})
    return ["--bank", str(bank)]


def test_export_anki_says_what_it_wrote(own: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    assert run(*own, "export", "anki", str(path), "--topic", "own").stdout == f"{path}: 3 cards, 5 notes\n"
    said = run(
        *own, "export", "anki", str(path), "--topic", "own", "--variants", "1", "--progress", "--lang", "zh"
    ).stdout
    assert said == f"{path}：3 张卡片，3 条笔记，0 次复习\n"
    assert data(*own, "export", "anki", str(path), "--topic", "own", "--variants", "0")["notes"] == 2
    assert zipfile.is_zipfile(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["a.zip"], "write a.apkg", id="name"),
        pytest.param(["own/own/a.yaml/a.apkg"], "Not a directory", id="folder"),
        pytest.param(["a.apkg", "--topic", "owl"], "no card has the topic 'owl'", id="topic"),
    ],
)
def test_what_export_anki_refuses(
    own: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*own, "export", "anki", *arguments, code=2)
    assert message in result.stderr


@pytest.fixture
def reviewed(own: list[str], tmp_path: Path) -> Path:
    """A package with two reviews made in Anki, one of a card that left the bank."""
    path = tmp_path / "a.apkg"
    run(*own, "export", "anki", str(path), "--topic", "own")
    with zipfile.ZipFile(path) as archive:
        (tmp_path / "a.anki2").write_bytes(archive.read("collection.anki2"))
    connection = sqlite3.connect(tmp_path / "a.anki2")
    cards = dict(connection.execute("SELECT n.guid, c.id FROM notes n JOIN cards c ON c.nid = n.id").fetchall())
    connection.execute("UPDATE notes SET guid = 'dlprep:en:gone' WHERE guid = 'dlprep:en:two'")
    for number, guid in enumerate(("dlprep:en:one", "dlprep:en:two")):
        row = (NOON + number * 1000, cards[guid])
        connection.execute("INSERT INTO revlog VALUES (?, ?, -1, 4, 1, 0, 2500, 900, 1)", row)
    connection.commit()
    connection.close()
    return tmp_path / "a.anki2"


def test_import_anki_tells_and_then_does(own: list[str], reviewed: Path) -> None:
    said = run(*own, "import", "anki", str(reviewed), "--dry-run").stdout
    assert said.splitlines() == [
        "2 reviews would be added, of 2 cards",
        "1 card is not in the bank; the log keeps its lines: gone",
    ]
    assert data(*own, "log") == []
    assert run(*own, "import", "anki", str(reviewed)).stdout.startswith("2 reviews added, of 2 cards\n")
    assert [(event["card"], event["quality"]) for event in data(*own, "log")] == [("one", 5), ("gone", 5)]
    assert data(*own, "show", "one")["state"]["repetitions"] == 1
    again = run(*own, "import", "anki", str(reviewed), "--lang", "zh").stdout
    assert again.splitlines() == ["加入了 0 次复习，涉及 0 张卡片", "  2 · 以前导入过"]
    assert data(*own, "import", "anki", str(reviewed)) == {
        "added": 0,
        "cards": {},
        "left_out": {"known": 2},
        "not_in_bank": [],
        "dry_run": False,
    }


def test_import_of_what_is_not_ankis_changes_nothing(own: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.apkg").write_text("hello", encoding="utf-8")
    assert "is not a file of Anki's" in run(*own, "import", "anki", str(tmp_path / "a.apkg"), code=1).stderr
    assert "No such file" in run(*own, "import", "anki", str(tmp_path / "b.apkg"), code=2).stderr


@pytest.fixture
def theirs(reviewed: Path) -> Path:
    """The same deck as if somebody else had made it."""
    with closing(sqlite3.connect(reviewed)) as connection, connection:
        connection.execute("UPDATE notes SET guid = 'g' || id")
    return reviewed


def test_ones_own_package_makes_no_bank(own: list[str], reviewed: Path, tmp_path: Path) -> None:
    to = tmp_path / "own.yaml"
    refused = run(*own, "import", "anki", "--cards", str(reviewed), "--to", str(to), code=2).stderr
    assert "in the bank already" in refused
    assert f"dlprep import anki {reviewed}" in refused
    assert not to.exists()


def test_somebodys_deck_becomes_a_bank(own: list[str], theirs: Path, tmp_path: Path) -> None:
    to = tmp_path / "theirs.yaml"
    arguments = [*own, "import", "anki", "--cards", str(theirs), "--to", str(to)]
    assert run(*arguments, "--dry-run").stdout.startswith(f"{to}: 5 cards")
    assert not to.exists()
    assert f"dlprep bank add {to}" in run(*arguments).stdout
    assert run("bank", "check", str(to)).stdout == "no problems in 5 cards\n"
    assert "is there already" in run(*arguments, code=2).stderr


def test_only_the_cards_that_load_are_written(
    own: list[str], theirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dlprep.anki import foreign

    def with_a_bad_one(collection: sqlite3.Connection) -> foreign.Deck:
        deck = read(collection)
        deck.cards.insert(1, {"id": "Bad id", "kind": "recall"})
        return deck

    read = foreign.read_deck
    monkeypatch.setattr(foreign, "read_deck", with_a_bad_one)
    to = tmp_path / "theirs.yaml"
    arguments = [*own, "import", "anki", "--cards", str(theirs), "--to", str(to)]
    result = run(*arguments, "--dry-run")
    assert "Bad id" in result.stderr
    assert "Bad id" not in result.stdout
    found = data(*arguments)
    assert found["cards"] == 5
    assert "Bad id" in found["findings"][0]
    assert run("bank", "check", str(to)).stdout == "no problems in 5 cards\n"


def test_csv_json_and_markdown(own: list[str], tmp_path: Path) -> None:
    run(*own, "export", "csv", str(tmp_path / "a.csv"), "--topic", "own", "--lang", "both")
    assert len((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()) == 4
    run(*own, "export", "json", str(tmp_path / "a.json"), "--topic", "own")
    cards = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [(one["id"], one["topic"], one["kind"]) for one in cards] == [
        ("one", "own", "recall"),
        ("two", "own", "choice"),
        ("three", "own", "compute"),
    ]
    run(*own, "export", "markdown", str(tmp_path / "book"), "--topic", "own")
    assert sorted(path.name for path in (tmp_path / "book").iterdir()) == ["01-own.md", "README.md"]
    assert "not an empty folder" in run(*own, "export", "markdown", str(tmp_path / "book"), code=2).stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "Not a directory" in run(*own, "export", "csv", str(tmp_path / "file" / "a.csv"), code=2).stderr
