import json
import platform
from pathlib import Path

import pytest

from dlprep.errors import StoreError
from dlprep.sync.machine import FILE, machine_id


def test_a_machine_keeps_its_id(tmp_path: Path) -> None:
    data = tmp_path / "data"
    made = machine_id(data)
    assert len(made) == 8
    assert int(made, 16) >= 0
    assert machine_id(data) == made
    assert machine_id(tmp_path / "other") != made


def test_a_data_folder_copied_to_another_machine_gets_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "node", lambda: "laptop.home.lan")
    made = machine_id(tmp_path)
    monkeypatch.setattr(platform, "node", lambda: "laptop.office.example")
    assert machine_id(tmp_path) == made
    monkeypatch.setattr(platform, "node", lambda: "desktop.home.lan")
    other = machine_id(tmp_path)
    assert other != made
    assert machine_id(tmp_path) == other


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        json.dumps({"id": "../../up", "host": platform.node().partition(".")[0]}),
        json.dumps({"id": 5, "host": platform.node().partition(".")[0]}),
        json.dumps({"id": "abcdefgh", "host": platform.node().partition(".")[0]}),
    ],
    ids=["empty", "cut", "list", "null", "path", "number", "not hexadecimal"],
)
def test_what_is_no_id_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    made = machine_id(tmp_path)
    assert int(made, 16) >= 0
    assert machine_id(tmp_path) == made


def test_where_it_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="file"):
        machine_id(tmp_path / "file")
