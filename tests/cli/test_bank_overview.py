from pathlib import Path

import pytest

from tests.banks import write_bank
from tests.cli.test_commands import data, home
from tests.cli.test_verify_and_drill import OWN

__all__ = ["home"]


def test_search_knows_problems_of_ones_own(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLPREP_PROBLEMS", str(tmp_path / "problems"))
    monkeypatch.setattr("dlprep.compute.registry._own_files", {})
    write_bank(tmp_path / "problems", {"twice.py": OWN})
    own = write_bank(tmp_path / "own", {"a.yaml": "- {id: mine, kind: compute, level: basic, problem: twice}"})
    hit = data("--bank", str(own), "bank", "search", "mine")[0]
    assert (hit["card"], hit["question"]["en"]) == ("mine", "Twice a number")
