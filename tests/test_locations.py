from pathlib import Path

import pytest

import dlprep.locations
from dlprep.errors import BankError
from dlprep.locations import find_locations, shipped_bank


def test_home_holds_everything(tmp_path: Path) -> None:
    found = find_locations(tmp_path)
    assert found.database == tmp_path / "reviews.db"
    assert found.config.parent == found.data == found.cache.parent == tmp_path


def test_the_option_beats_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLPREP_HOME", str(tmp_path / "environment"))
    assert find_locations().data == tmp_path / "environment"
    assert find_locations(tmp_path / "option").data == tmp_path / "option"


def test_else_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DLPREP_HOME")
    found = find_locations()
    assert "dlprep" in str(found.data)
    assert found.config.name == "config.toml"


def test_a_bank_comes_with_dlprep() -> None:
    assert (shipped_bank() / "sources.yaml").is_file()


def test_an_installation_without_bank_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dlprep.locations, "__file__", str(tmp_path / "dlprep" / "locations.py"))
    with pytest.raises(BankError, match="missing"):
        shipped_bank()
