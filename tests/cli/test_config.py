"""`dlprep config`, through the command line's own runner."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dlprep.cli.app import app
from dlprep.config import meanings

runner = CliRunner()


def run(*arguments: str, code: int = 0) -> Result:
    result = runner.invoke(app, ["config", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DLPREP_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "config.toml"


def test_every_setting_is_shown_with_its_meaning(file: Path) -> None:
    shown = run().stdout
    for name, meaning in meanings().items():
        assert f"{name} = " in shown
        assert meaning.en[:40] in shown
    assert f"{file} (not there yet)" in shown
    assert "每天学几张新卡片" in run("--lang", "zh").stdout


def test_no_line_ends_in_blanks(file: Path) -> None:
    assert all(line == line.rstrip() for line in run().stdout.splitlines())


def test_where_a_value_comes_from(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("set", "new_per_day", "7").stdout == "new_per_day = 7  # from the file\n"
    monkeypatch.setenv("DLPREP_NEW_PER_DAY", "3")
    assert run("set", "new_per_day", "8").stdout == "new_per_day = 3  # from DLPREP_NEW_PER_DAY\n"
    monkeypatch.delenv("DLPREP_NEW_PER_DAY")
    assert run("get", "new_per_day").stdout == "8\n"
    assert run("unset", "new_per_day").stdout == "new_per_day = 10  # default\n"
    (setting,) = (one for one in data()["settings"] if one["key"] == "new_per_day")
    assert (setting["value"], setting["from"], setting["variable"]) == (10, "default", "DLPREP_NEW_PER_DAY")


def test_the_answer_to_a_new_language_is_in_it(file: Path) -> None:
    assert run("set", "lang", "zh").stdout == 'lang = "zh"  # 来自配置文件\n'


def test_folders_are_several_values(file: Path) -> None:
    run("set", "banks", "/a", "/b c")
    assert run("get", "banks").stdout == "/a\n/b c\n"
    assert data("get", "banks") == {"key": "banks", "value": ["/a", "/b c"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["set", "lng", "zh"], "there is no setting 'lng'", id="no-such-setting"),
        pytest.param(["get", "lng"], "the settings are lang, ", id="no-such-setting-to-get"),
        pytest.param(["unset", "lng"], "there is no setting 'lng'", id="no-such-setting-to-unset"),
        pytest.param(["set", "lang", "fr"], "lang must be one of zh, en, both", id="bad-value"),
        pytest.param(["set", "rollover_hour", "24"], "from 0 to 23", id="out-of-range"),
        pytest.param(["set", "plain", "perhaps"], "true or false", id="not-a-switch"),
        pytest.param(["set", "lang", "zh", "en"], "lang takes one value", id="two-values"),
    ],
)
def test_a_slip_changes_nothing(file: Path, arguments: list[str], message: str) -> None:
    assert message in run(*arguments, code=2).stderr
    assert not file.exists()


def test_a_broken_file_can_be_found_and_mended(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.parent.mkdir()
    file.write_text("langauge = 1\n", encoding="utf-8")
    assert "dlprep config unset langauge" in run(code=2).stderr
    assert run("path").stdout == f"{file}\n"
    run("unset", "langauge")
    assert data()["exists"]
    file.write_text("lang = ", encoding="utf-8")
    assert "dlprep config edit" in run(code=2).stderr
    monkeypatch.setenv("EDITOR", "true")
    assert "cannot be read" in run("edit", code=2).stderr


def test_edit_begins_with_the_defaults_and_checks(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/^# new_per_day = .*/new_per_day = 5/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    run("edit")
    assert run("get", "new_per_day").stdout == "5\n"
    editor.write_text('#!/bin/sh\necho "lang = 3" >> "$1"\n', encoding="utf-8")
    assert "lang must be one of" in run("edit", code=2).stderr


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    monkeypatch.setenv("DLPREP_HOME", str(tmp_path / "taken"))
    assert "taken" in run("set", "lang", "zh", code=2).stderr
    assert "taken" in run("edit", code=2).stderr


def test_a_change_is_made_though_something_else_is_wrong(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('rollover_hour = 99\nlang = "zh"\n', encoding="utf-8")
    result = run("unset", "lang")
    assert file.read_text(encoding="utf-8") == "rollover_hour = 99\n"
    assert "rollover_hour must be from 0 to 23" in result.stderr
