import os
from pathlib import Path

from tests.cli.test_commands import home, run

__all__ = ["home"]


def test_a_path_that_is_not_utf_8_is_not_added(home: Path, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")
    assert "is not UTF-8" in run("bank", "add", path, code=2).stderr
    assert not (home / "config.toml").exists()


def test_cards_of_one_id_are_pointed_out_and_counted_once(home: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("## What? {#twice}\n\nThis.\n\n## And what? {#twice}\n\nThat.\n", encoding="utf-8")
    said = run("bank", "add", str(notes)).stdout
    assert f"{notes}:5  twice: id already used at {notes}:1" in said
    assert said.endswith(f"{notes}: 1 card\n")
