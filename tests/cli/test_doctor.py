"""`dlprep doctor`, through the command line's own runner."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dlprep.cli.app import app
from dlprep.cli.doctor import NAMES
from dlprep.store.store import Store
from tests.banks import card, write_bank
from tests.store.test_store import answer

runner = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "somebody"))
    monkeypatch.setenv("DLPREP_HOME", str(tmp_path / "somebody" / "dlprep"))
    return tmp_path / "somebody" / "dlprep"


def run(*arguments: str, code: int = 0) -> Result:
    result = runner.invoke(app, ["doctor", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def checks(code: int = 0) -> dict[str, Any]:
    return {check["name"]: check for check in json.loads(run("--json", code=code).stdout)["checks"]}


def test_all_is_well_in_a_new_home(home: Path) -> None:
    assert set(checks()) <= set(NAMES)
    assert not any(check["verdict"] == "wrong" for check in checks().values())
    assert not (home / "reviews.db").exists()


def test_it_holds_nothing_personal(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        store.append(answer("a", 4, card="sigmoid-max-slope"))
    for text in (run().stdout, run("--lang", "zh").stdout, run("--json").stdout):
        assert "somebody" not in text
        assert "sigmoid" not in text
        assert "\x1b" not in text
    assert "~/dlprep" in run().stdout
    assert "正常 Python" in run("--lang", "zh").stdout


def test_broken_settings_are_one_of_the_things_found(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "config.toml").write_text("langauge = 1", encoding="utf-8")
    found = checks(code=1)
    assert found["config"]["verdict"] == "wrong"
    assert "dlprep config unset langauge" in found["config"]["advice"]["en"]
    assert found["bank"]["verdict"] == "ok"


def test_broken_and_missing_banks(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = write_bank(tmp_path / "own", {"a.yaml": card("one"), "b.yaml": "- id: Two\n"})
    monkeypatch.setenv("DLPREP_BANKS", str(own))
    found = checks(code=1)["bank"]
    assert (found["facts"]["own"], found["facts"]["broken"]) == (1, [str(own / "b.yaml")])
    monkeypatch.setenv("DLPREP_BANKS", str(tmp_path / "none"))
    assert "dlprep bank remove" in checks(code=1)["bank"]["advice"]["en"]


def test_a_damaged_log(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "reviews.db").write_bytes(b"not a database" * 99)
    assert "wrong  database: damaged" in run(code=1).stdout


def test_repair_mends_the_states(home: Path) -> None:
    import sqlite3
    from contextlib import closing

    with Store(home / "reviews.db") as store:
        store.append(answer("a", 4, card="sigmoid-max-slope"))
    with closing(sqlite3.connect(home / "reviews.db")) as connection, connection:
        connection.execute("UPDATE states SET interval = 99")
    assert "dlprep doctor --repair" in run(code=1).stdout
    assert run("--repair").stdout.startswith("mended  states: the states of 1 card were not what the log says")
    assert run("--repair").stdout.startswith("There was nothing to repair.\n")
    assert run("--repair", "--lang", "zh").stdout.startswith("没有什么要修复的。\n")
    run()


def test_repair_says_what_it_did_in_both_languages(home: Path) -> None:
    for lang, said in (
        ("en", "mended  database: reviews.db: file is not a database; 0 lines saved (none), 0 known to be lost;"),
        ("zh", "已修复 日志：reviews.db：不是数据库文件；救回 0 条（没有），已知丢失 0 条；"),
    ):
        home.mkdir(parents=True, exist_ok=True)
        (home / "reviews.db").write_bytes(b"not a database" * 99)
        assert "dlprep doctor --repair" in run(code=1).stdout
        assert said in run("--repair", "--lang", lang).stdout
    assert len(list((home / "quarantine").iterdir())) == 2


def test_a_repair_as_json(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "reviews.db").write_bytes(b"not a database" * 99)
    (home / "quarantine").write_text("in the way", encoding="utf-8")
    done = json.loads(run("--repair", "--json", code=1).stdout)
    assert [(mend["name"], mend["done"]) for mend in done["repairs"]] == [("database", False)]
    (home / "quarantine").unlink()
    (mend,) = json.loads(run("--repair", "--json").stdout)["repairs"]
    assert mend["facts"]["kept"].startswith("~/dlprep/quarantine/")
    assert (mend["done"], mend["facts"]["saved"], mend["facts"]["lost"]) == (True, 0, 0)
    assert json.loads(run("--repair", "--json").stdout)["repairs"] == []


def test_files_that_cannot_be_read(home: Path) -> None:
    (home / "interviews").mkdir(parents=True)
    (home / "interviews" / "2026-03-10-2015.jsonl").write_text("x\n", encoding="utf-8")
    (home / "machine.json").write_text("{", encoding="utf-8")
    (home / "config.toml").write_text("=", encoding="utf-8")
    found = checks(code=1)
    assert found["files"]["facts"]["unreadable"] == ["machine.json", "2026-03-10-2015.jsonl"]
    for name in ("files", "config"):
        assert "dlprep doctor --repair" in found[name]["advice"]["en"]
    assert "不是 JSON (+1)" in run("--lang", "zh", code=1).stdout
    run("--repair")
    assert checks()["files"]["verdict"] == "ok"


def test_a_data_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DLPREP_HOME", str(tmp_path / "file"))
    assert checks(code=1)["data"]["verdict"] == "wrong"
