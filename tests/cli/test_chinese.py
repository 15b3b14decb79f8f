"""What is said in English is said in Chinese, too: on standard output and error, with --lang zh and with a locale."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app

runner = CliRunner()
LOG = '{"id": "1", "card": "sigmoid-max-slope", "at": "2026-01-05T20:00:00+08:00", "quality": 4}\n'
UNKNOWN = '{"id": "2", "card": "gone", "at": "2026-01-05T20:00:00+08:00", "quality": 4}\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.jsonl").write_text(LOG + UNKNOWN, encoding="utf-8")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("due", "合计", id="due"),
        pytest.param("undo", "没有可以撤销", id="undo"),
        pytest.param("log", "日志还是空的", id="log"),
        pytest.param("import log log.jsonl", "2 行里有 2 行是新的，涉及 2 张卡片", id="import-log"),
        pytest.param("export log out.jsonl", "写入 0 行", id="export-log"),
        pytest.param("export csv cards.csv", "张", id="export-csv"),
        pytest.param("suspend sigmoid-max-slope", "已搁置", id="suspend"),
        pytest.param("resume sigmoid-max-slope", "卡片 'sigmoid-max-slope' ", id="resume-what-is-not-suspended"),
        pytest.param("suspend", "哪些卡片", id="suspend-nothing"),
        pytest.param("compute", "个题型", id="compute"),
        pytest.param("bank check taken", "0 张卡片都没有问题", id="bank-check"),
        pytest.param("bank verify --topic numerics", "条断言", id="bank-verify"),
        pytest.param("bank search xyzzy", "没有找到", id="bank-search"),
        pytest.param("config", "每天学几张新卡片", id="config"),
        pytest.param("doctor", "正常", id="doctor"),
        pytest.param("show sigmoid-max-slop", "没有卡片", id="no-such-card"),
        pytest.param("show sigmoid-max-slop", "是不是 sigmoid-max-slope", id="the-nearest-card"),
        pytest.param("review", "复习需要终端", id="review-without-a-terminal"),
        pytest.param("export csv x.csv --topic none", "没有卡片属于主题", id="no-such-topic"),
        pytest.param("compute entrop", "没有题型", id="no-such-problem"),
        pytest.param("compute verify --family none", "没有题族", id="no-such-family"),
        pytest.param("compute conv_output_size 3", "不是参数", id="not-a-parameter"),
        pytest.param("import log latin.jsonl", "不是 UTF-8", id="not-utf-8"),
        pytest.param("export markdown taken", "已经存在", id="folder-taken"),
        pytest.param("export anki x.zip", "文件名要以 .apkg 结尾", id="not-a-package"),
        pytest.param("config set lng zh", "没有 'lng' 这个设置", id="no-such-setting"),
        pytest.param("bank remove taken", "不在你的题库里", id="not-a-bank"),
    ],
)
def test_it_is_said_in_chinese(line: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = runner.invoke(app, ["--lang", "zh", *line.split()])
    assert said in before.output, before.output
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert re.search("[一-鿿]", runner.invoke(app, line.split()).output)


@pytest.mark.parametrize("line", ["show none --lang zh", "due --topic none", "compute none --lang zh"])
def test_the_language_of_the_command_is_that_of_its_errors(line: str) -> None:
    result = runner.invoke(app, line.split())
    assert result.exit_code == 2
    assert bool(re.search("[一-鿿]", result.stderr)) == ("zh" in line)


def test_a_bug_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("dlprep.store.store.Store.all_progress", broken)
    result = runner.invoke(app, ["due", "--lang", "zh"])
    assert "内部错误：RuntimeError: boom" in result.stderr


def test_the_log_names_what_was_done_in_chinese() -> None:
    for line in ("suspend sigmoid-max-slope", "undo"):
        runner.invoke(app, line.split())
    shown = runner.invoke(app, ["log", "--lang", "zh"]).stdout
    assert "搁置" in shown
    assert "撤销" in shown
    assert "suspend" not in shown
