"""What is said in English is said in Chinese, too: on standard output and error, with --lang zh and with a locale."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dlprep.cli.app import app

runner = CliRunner()
LOG = '{"id": "1", "card": "sigmoid-max-slope", "at": "2026-01-05T20:00:00+08:00", "quality": 4}\n'
UNKNOWN = '{"id": "2", "card": "gone", "at": "2026-01-05T20:00:00+08:00", "quality": 4}\n'
HAN = re.compile("[\u4e00-\u9fff]")
BROKEN = """\
- id: One
  kind: recall
  level: hard
  question: {en: What?}
  anwser: x
  tags: [a, a]
- id: two
  kind: choice
  level: basic
  question: ""
  answer: 3
  options: [{zh: 一, en: one}]
- kind: riddle
- 7
"""


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
        pytest.param("compute", "激活函数（activations）\n", id="titles-of-families"),
        pytest.param("figure", "激活函数\n", id="titles-of-families-of-figures"),
        pytest.param("bank stats", "\n概率模型与生成模型 ", id="titles-of-topics"),
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
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("dlprep.review.day.cards_of_day", broken)
    result = runner.invoke(app, ["due", "--lang", "zh"])
    assert "内部错误：RuntimeError: boom" in result.stderr


def test_a_question_that_is_left_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def left(*_: object, **__: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("dlprep.review.day.cards_of_day", left)
    result = runner.invoke(app, ["due", "--lang", "zh"])
    assert (result.exit_code, result.stderr) == (1, "已取消。\n")


def test_the_log_names_what_was_done_in_chinese() -> None:
    for line in ("suspend sigmoid-max-slope", "undo"):
        runner.invoke(app, line.split())
    shown = runner.invoke(app, ["log", "--lang", "zh"]).stdout
    assert "搁置" in shown
    assert "撤销" in shown
    assert "suspend" not in shown


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("review --bogus", 2, id="no-such-option"),
        pytest.param("review --jso", 2, id="a-half-option"),
        pytest.param("--bogus", 2, id="no-such-option-before-the-command"),
        pytest.param("bnak", 2, id="no-such-command"),
        pytest.param("bank chekc", 2, id="no-such-command-of-a-group"),
        pytest.param("show", 2, id="missing-argument"),
        pytest.param("show a b", 2, id="one-argument-too-many"),
        pytest.param("review --topic", 2, id="option-without-a-value"),
        pytest.param("review --plain=3", 2, id="value-of-a-flag"),
        pytest.param("due --lang fr", 2, id="no-such-language"),
        pytest.param("compute conv_output_size --seed x", 2, id="no-number"),
        pytest.param("compute conv_output_size --level hard", 2, id="no-such-level"),
        pytest.param("bank search --limit 0 x", 2, id="number-out-of-range"),
        pytest.param("--json due", 2, id="json-before-the-command"),
        pytest.param("compute conv_output_size kernel=0 size=x", 2, id="parameters"),
        pytest.param("compute conv_output_size kernel=9 size=4", 2, id="parameters-that-do-not-fit"),
        pytest.param("compute conv_output_size kernel=[3", 2, id="parameter-that-is-no-yaml"),
        pytest.param("compute conv_output_size kernel=5000 --seed 1", 1, id="nothing-to-draw"),
        pytest.param("compute verify --dtype float16", 2, id="no-such-dtype"),
        pytest.param("config set new_per_day abc", 2, id="setting-no-number"),
        pytest.param("config set rollover_hour 24", 2, id="setting-out-of-range"),
        pytest.param("config set lang fr", 2, id="setting-none-of"),
        pytest.param("config set plain maybe", 2, id="setting-no-truth"),
        pytest.param("config get nothing", 2, id="no-such-setting"),
        pytest.param("bank check broken.yaml", 1, id="findings"),
        pytest.param("bank check torn.yaml", 1, id="no-yaml"),
        pytest.param("bank check empty.md", 1, id="no-question"),
        pytest.param("bank check nowhere", 2, id="no-such-bank"),
        pytest.param("bank check taken --against taken", 1, id="nothing-to-compare-with"),
        pytest.param("bank add broken.yaml", 1, id="no-usable-card"),
        pytest.param("bank add taken", 1, id="no-cards"),
        pytest.param("bank new Relu", 2, id="no-id"),
        pytest.param("bank new x-y --to .", 2, id="no-yaml-file"),
        pytest.param("edit none", 2, id="edit-no-such-card"),
        pytest.param("import log bad.jsonl", 1, id="lines-that-are-none"),
        pytest.param("import log nowhere.jsonl", 2, id="no-log"),
        pytest.param("import anki log.jsonl", 1, id="no-package"),
        pytest.param("import anki nowhere.apkg", 2, id="no-file"),
        pytest.param("import anki torn.apkg", 1, id="torn-package"),
        pytest.param("export csv nowhere/x/../../log.jsonl/y.csv", 2, id="no-folder"),
        pytest.param("export anki taken/x/y.apkg", 2, id="a-file-is-no-folder"),
        pytest.param("restore nowhere.db", 2, id="no-backup"),
        pytest.param("restore log.jsonl", 1, id="nothing-of-a-backup"),
        pytest.param("sync log.jsonl", 2, id="a-file-to-sync-with"),
        pytest.param("figure lstm --svg nowhere/x.svg", 2, id="no-such-figure"),
        pytest.param("figure lstm_cell --svg log.jsonl/x.svg", 2, id="no-folder-for-a-figure"),
        pytest.param("interview report", 2, id="no-interview"),
        pytest.param("interview --topics none", 2, id="interview-no-such-topic"),
        pytest.param("undo --lang", 2, id="language-without-a-value"),
    ],
)
def test_no_line_of_an_error_is_in_english(folder: Path, line: str, code: int) -> None:
    (folder / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    (folder / "torn.yaml").write_text("- id: [\n", encoding="utf-8")
    (folder / "empty.md").write_text("# Notes\n", encoding="utf-8")
    (folder / "bad.jsonl").write_text('{"id": 1}\n{\n[]\n', encoding="utf-8")
    (folder / "torn.apkg").write_bytes(b"PK\x03\x04")
    done = runner.invoke(app, ["--lang", "zh", *line.split()])
    assert done.exit_code == code, done.output
    unsaid = [one for one in done.output.splitlines() if one.strip() and not HAN.search(one)]
    assert not unsaid
    for passed_on in ("Value error", "命令行读不懂", "不合要求"):
        assert passed_on not in done.output


@pytest.mark.parametrize(
    ("name", "value"),
    [pytest.param("NEW_PER_DAY", "-3", id="number"), pytest.param("BACKEND", "jax", id="none-of")],
)
def test_a_variable_that_is_wrong(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv(f"DLPREP_{name}", value)
    done = runner.invoke(app, ["due"])
    assert (done.exit_code, f"DLPREP_{name}：{name.lower()} " in done.output) == (2, True), done.output
    assert f"给的是 '{value}'" in done.output


@pytest.mark.parametrize("text", ["new_per_day = -1", "new_per_day =", "colour = 3", "lang = 7"])
def test_a_configuration_that_is_wrong(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (folder / "home").mkdir()
    (folder / "home" / "config.toml").write_text(text + "\n", encoding="utf-8")
    done = runner.invoke(app, ["--home", str(folder / "home"), "due"])
    assert done.exit_code == 2
    assert all(HAN.search(one) for one in done.output.splitlines()), done.output


def test_an_error_is_in_the_language_that_the_rest_of_the_line_asks_for() -> None:
    assert "没有选项 --bogus" in runner.invoke(app, ["due", "--bogus", "--lang", "zh"]).output
    assert "没有选项 --bogus" in runner.invoke(app, ["due", "--bogus", "--lang=zh"]).output
    assert "No such option: --bogus" in runner.invoke(app, ["--lang", "en", "due", "--bogus"]).output


def test_the_usage_of_a_problem_goes_by_its_name() -> None:
    said = runner.invoke(app, ["compute", "conv_output_size", "--bogus"]).output
    assert "compute conv_output_size [OPTIONS]" in said
    assert "work" not in said
