import os
from pathlib import Path

from tests.cli.test_commands import home, run

__all__ = ["home"]


def test_a_path_that_is_not_utf_8_is_not_added(home: Path, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")
    assert "is not UTF-8" in run("bank", "add", path, code=2).stderr
    assert not (home / "config.toml").exists()
