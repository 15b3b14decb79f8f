import os
import stat
from pathlib import Path

import pytest

from dlprep.files import write_whole


@pytest.mark.parametrize("there", [True, False], ids=["to-a-file", "to-nothing-yet"])
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path, there: bool) -> None:
    (tmp_path / "dotfiles").mkdir()
    target, link = tmp_path / "dotfiles" / "config.toml", tmp_path / "config.toml"
    if there:
        target.write_text("old", encoding="utf-8")
    link.symlink_to(Path("dotfiles") / "config.toml")
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    assert [path.name for path in (tmp_path / "dotfiles").iterdir()] == ["config.toml"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444], ids=oct)
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_text("old", encoding="utf-8")
    path.chmod(mode)
    write_whole(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() == b"new"


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [("a", "old")]
