"""A card in the editor, which is a script here; the questions it asks at a terminal are in test_terminal.py."""

import re
from pathlib import Path

import pytest

from dlprep.locations import shipped_bank
from tests.cli.test_aside import home as home
from tests.cli.test_commands import data, run

CARD = "sigmoid-max-slope"


def editor(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("EDITOR", command)


def test_ones_own_card_opens_where_it_is(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "vi"  # a name that takes the line
    script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\nsed -i s/"What is two"/"Why two"/ "$2"\n')
    script.chmod(0o755)
    editor(monkeypatch, str(script))
    assert run("edit", "two").stdout == "no problems\n"
    own = tmp_path / "own" / "own" / "a.yaml"
    assert (tmp_path / "called").read_text().split() == ["+11", str(own)]
    assert own.read_text(encoding="utf-8").splitlines()[10] == "- id: two"
    assert data("show", "two")["question"]["en"] == "Why two?"
    assert not (home / "overlay").exists()


def test_a_shipped_card_is_copied_and_reverted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = data("show", CARD)["path"]
    before = Path(place).read_bytes()
    editor(monkeypatch, "sed -i s/basic/advanced/")
    assert f"dlprep edit --revert {CARD}" in run("edit", CARD).stdout
    mine = data("show", CARD)
    assert (mine["level"], mine["topic"]) == ("advanced", "activations")
    assert mine["path"] == str(home / "overlay" / f"{CARD}.yaml")
    assert data("cards", "--state", "edited")[0]["card"] == CARD
    assert "no problems" in run("bank", "check").stdout  # the two with one id are no finding
    assert "kept in" in run("edit", "--revert", CARD).stdout
    assert data("show", CARD)["path"] == place
    assert "no version of yours" in run("edit", "--revert", CARD, code=2).stderr
    assert Path(place).read_bytes() == before


def test_what_was_not_changed_leaves_no_copy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(monkeypatch, "true")
    assert run("edit", CARD).stdout == "Nothing was changed\n"
    assert run("edit", CARD, "--lang", "zh").stdout == "没有改动\n"
    assert [*(home / "overlay").iterdir()] == []


def test_findings_are_said_and_the_card_is_asked_as_shipped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(monkeypatch, "sed -i s/basic/hard/")
    said = run("edit", CARD, code=1).stdout
    assert f"{CARD}.yaml:3  {CARD}: level: must be one of" in said
    assert "until it is mended" in said
    assert data("show", CARD)["level"] == "basic"
    assert f"{CARD}.yaml" in run("bank", "check", code=1).stdout
    editor(monkeypatch, "sed -i s/hard/advanced/")
    run("edit", CARD)  # the copy that is there is opened again
    assert data("show", CARD)["level"] == "advanced"


def test_a_shipped_file_is_never_opened(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/called\n')
    script.chmod(0o755)
    editor(monkeypatch, str(script))
    for card in (CARD, "conv-output-size-drill"):
        run("edit", card)
    called = (tmp_path / "called").read_text().splitlines()
    assert len(called) == 2
    assert not any(line.startswith(str(shipped_bank())) for line in called)


def test_the_place_is_printed(home: Path, tmp_path: Path) -> None:
    assert run("edit", "two", "--print").stdout == f"{tmp_path}/own/own/a.yaml:11\n"
    shipped = run("edit", CARD, "--print")
    assert re.fullmatch(rf"{re.escape(data('show', CARD)['path'])}:\d+\n", shipped.stdout)
    assert f"`dlprep edit {CARD}` edits a copy" in shipped.stderr
    assert not (home / "overlay").exists()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param(["edit", CARD], "an editor needs a terminal", id="no-terminal"),
        pytest.param(["edit", "sigmoid-max-slop"], f"did you mean {CARD}", id="no-such-card"),
        pytest.param(["edit", "../../etc/passwd", "--revert"], "there is no card", id="a-path-is-no-card"),
    ],
)
def test_what_cannot_be_is_one_line(home: Path, command: list[str], message: str) -> None:
    assert message in run(*command, code=2).stderr


def test_an_editor_that_is_not_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(monkeypatch, "no-such-editor")
    assert "set EDITOR" in run("edit", CARD, code=2).stderr
    assert [*(home / "overlay").iterdir()] == []
