"""The commands that print, through the command line's own runner."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dlprep.bank.card import KINDS
from dlprep.cli.app import app
from dlprep.markup.safe import printable
from dlprep.store.store import Store
from tests.banks import card, write_bank
from tests.store.test_store import answer

runner = CliRunner()


def run(*arguments: str, code: int = 0) -> Result:
    result = runner.invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result


def data(*arguments: str, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DLPREP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    lines = [
        {"id": "1", "card": "sigmoid-max-slope", "at": "2026-01-05T20:00:00+08:00", "quality": 4},
        {"id": "2", "card": "sigmoid-max-slope", "at": "2026-01-06T20:00:00+08:00", "quality": 5},
        {"id": "3", "card": "no-such-card", "at": "2026-01-06T20:00:00+08:00", "quality": 2},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_today_on_a_first_day(home: Path) -> None:
    found = data()
    assert (found["due"], found["new"], found["again"]) == (0, 10, 0)
    assert "dlprep review" in run().stdout
    assert "今天要做" in run("--lang", "zh").stdout


def test_an_empty_log_with_backups_says_how_to_get_it_back(home: Path, log: Path) -> None:
    run("import", "log", str(log))
    assert "dlprep restore" not in run().stdout
    for file in home.glob("reviews.db*"):
        file.unlink()
    assert "dlprep restore" in run().stdout
    run("restore", "--yes")
    assert "dlprep restore" not in run().stdout


@pytest.mark.parametrize("command", ["due", "stats", "cards"])
def test_a_home_that_is_a_file_is_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "notes.txt").touch()
    said = run("--home", str(tmp_path / "notes.txt"), command, code=2).stderr
    assert said.splitlines() == [
        f"dlprep: {tmp_path / 'notes.txt'}: is a file, not a folder",
        "  choose another folder with --home",
    ]


def test_due_counts_by_topic(home: Path, log: Path) -> None:
    run("import", "log", str(log))
    found = data("due")
    assert found["due"] == 1
    assert found["topics"]["activations"]["due"] == 1
    lines = run("due").stdout.splitlines()
    assert lines[0].split() == ["topic", "due", "new", "again"]
    assert lines[-1].split() == ["total", "1", "10", "0"]
    assert "激活函数" in run("due", "--lang", "zh").stdout


def test_import_is_an_idempotent_union(home: Path, log: Path) -> None:
    assert data("import", "log", str(log)) == {"lines": 3, "added": 3, "cards": 2, "not_in_bank": ["no-such-card"]}
    before = data("show", "sigmoid-max-slope")
    assert data("import", "log", str(log))["added"] == 0
    assert data("show", "sigmoid-max-slope") == before


def test_show_gives_the_replayed_state(home: Path, log: Path) -> None:
    run("import", "log", str(log))
    assert data("show", "sigmoid-max-slope")["state"] == {
        "ease_factor": 2.6,
        "interval": 6,
        "repetitions": 2,
        "lapses": 0,
        "due": "2026-01-12",
    }
    text = run("show", "sigmoid-max-slope").stdout
    assert "Due 2026-01-12 (interval 6 d, ease factor 2.60" in text
    assert "Key points" in text
    assert "得分要点" in run("show", "sigmoid-max-slope", "--lang", "zh").stdout


def test_show_of_a_card_never_seen(home: Path) -> None:
    state = {"ease_factor": 2.5, "interval": 0, "repetitions": 0, "lapses": 0, "due": None}
    assert data("show", "conv-output-size-drill")["state"] == state
    assert "Not seen yet." in run("show", "conv-output-size-drill").stdout


def test_show_of_a_card_that_left_the_bank(home: Path, log: Path) -> None:
    run("import", "log", str(log))
    found = data("show", "no-such-card")
    assert (found["in_bank"], len(found["answers"])) == (False, 1)
    assert "no longer in the bank" in run("show", "no-such-card", code=2).stderr


def test_an_unknown_card_names_the_nearest(home: Path) -> None:
    assert "sigmoid-max-slope" in run("show", "sigmoid-max-slop", code=2).stderr


def test_export_gives_back_what_was_imported(home: Path, log: Path, tmp_path: Path) -> None:
    run("import", "log", str(log))
    lines = [json.loads(line) for line in run("export", "log").stdout.splitlines()]
    assert [line["id"] for line in lines] == ["1", "2", "3"]
    target = tmp_path / "out.jsonl"
    run("export", "log", str(target))
    assert data("import", "log", str(target))["added"] == 0


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        pytest.param(b'{"id": "1"}\n', 1, "line 1", id="bad-line"),
        pytest.param(b"\xff\xfe", 2, "not UTF-8", id="binary"),
        pytest.param(None, 2, "No such file", id="missing"),
    ],
)
def test_a_bad_log_file_changes_nothing(
    home: Path, tmp_path: Path, content: bytes | None, code: int, message: str
) -> None:
    path = tmp_path / "bad.jsonl"
    if content is not None:
        path.write_bytes(content)
    assert message in run("import", "log", str(path), code=code).stderr
    assert data("log") == []


def test_undo_takes_back_answer_after_answer(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        store.append(answer("a", 4, card="sigmoid-max-slope"))
        store.append(answer("b", 2, card="conv-output-size-drill", hours=1))
    assert data("undo")["undone"]["id"] == "b"
    assert "sigmoid-max-slope (4)" in run("undo").stdout
    assert "nothing to undo" in run("undo").stdout
    assert data("undo") == {"undone": None}
    assert [line["retracted"] for line in data("log")] == [True, True, False, False]
    assert data("show", "sigmoid-max-slope")["state"]["due"] is None


def test_the_log_is_shown(home: Path, log: Path) -> None:
    assert "empty" in run("log").stdout
    run("import", "log", str(log))
    assert len(data("log")) == 3
    assert [line["id"] for line in data("log", "-n", "1")] == ["3"]
    assert len(data("log", "--card", "sigmoid-max-slope")) == 2
    lines = run("log").stdout.splitlines()
    assert lines[1].split() == ["2026-01-05", "20:00", "sigmoid-max-slope", "4"]


def test_suspend_and_resume(home: Path) -> None:
    run("suspend", "sigmoid-max-slope")
    assert data("show", "sigmoid-max-slope")["suspended"]
    assert "already" in run("suspend", "sigmoid-max-slope", code=2).stderr
    run("resume", "sigmoid-max-slope")
    assert not data("show", "sigmoid-max-slope")["suspended"]


def test_review_without_a_terminal_says_so(home: Path) -> None:
    assert "needs a terminal" in run("review", code=2).stderr


def test_a_bank_of_ones_own(home: Path, tmp_path: Path) -> None:
    own = write_bank(tmp_path / "own", {"mine/x.yaml": card("my-card")})
    assert data("--bank", str(own), "show", "my-card")["topic"] == "mine"
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(f"banks = ['{own}']\n", encoding="utf-8")
    assert data("show", "my-card")["topic"] == "mine"
    assert "No such file" in run("--bank", str(tmp_path / "none"), "due", code=2).stderr


def test_a_broken_bank_is_mentioned_and_the_rest_works(home: Path, tmp_path: Path) -> None:
    own = write_bank(tmp_path / "own", {"x.yaml": "- ["})
    assert "bank check" in run("--bank", str(own)).stdout
    result = run("--bank", str(own), "bank", "check", code=1)
    assert "x.yaml:2" in result.stdout or "x.yaml:1" in result.stdout
    assert data("--bank", str(own), "bank", "check", code=1)["findings"][0]["path"] == str(own / "x.yaml")


def test_bank_check_of_a_path(tmp_path: Path) -> None:
    write_bank(tmp_path, {"a.yaml": card("one")})
    assert run("bank", "check", str(tmp_path)).stdout == "no problems in 1 card\n"
    (tmp_path / "a.yaml").write_text(card("One"), encoding="utf-8")
    assert f"{tmp_path}/a.yaml:1  One: id:" in run("bank", "check", str(tmp_path), code=1).stdout


def test_the_schema_is_one_for_a_list_of_cards() -> None:
    schema = json.loads(run("bank", "schema").stdout)
    assert schema["type"] == "array"
    assert set(schema["items"]["discriminator"]["mapping"]) == set(KINDS)


def test_a_bad_setting_is_one_line(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("lang = 'fr'", encoding="utf-8")
    assert "lang must be one of" in run("due", code=2).stderr


def test_errors_carry_no_terminal_escapes(home: Path) -> None:
    assert "\x1b" not in run("show", "\x1b[2Jcard", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("bank", "check", "x" * 300), 2, "File name too long", id="name-too-long"),
        pytest.param(("export", "log", "\x1b[2J\u202e\udcff.jsonl"), 0, "0 lines written to", id="file-name"),
        pytest.param(("config", "unset", "lang", "\x1b[2J\u061c"), 2, "unexpected extra argument", id="extra-argument"),
        pytest.param(("--\x9b31m",), 2, "No such option", id="option"),
        pytest.param(("bank", "new", "x", "--to", "\u202e.yaml"), 0, ".yaml:1", id="new-file"),
    ],
)
def test_what_the_command_line_quotes_does_not_steer_the_terminal(
    home: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(home.parent)
    result = run(*arguments, code=code)
    assert said in result.output
    assert printable(result.output) == result.output


def test_a_name_that_is_no_text_is_in_no_log(home: Path) -> None:
    assert "there is no card" in run("show", "\udcce", code=2).stderr
    assert run("log", "--card", "\udcce").stdout


def test_json_does_not_steer_the_terminal(home: Path) -> None:
    (home.parent / "\u202e").mkdir()
    found = run("--home", str(home.parent / "\u202e"), "config", "path", "--json").stdout
    assert r"\u202e" in found
    assert printable(found) == found


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "evil", "own.evil", "x" * 300, "a/b", "~", "."])
def test_an_id_or_a_problem_names_no_file(home: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "evil.py").write_text("raise SystemExit('this was run')", encoding="utf-8")
    bank = write_bank(tmp_path / "bank", {"a.yaml": f"- {{id: a, kind: compute, level: basic, problem: {name!r}}}"})
    assert "there is no problem called" in run("bank", "check", str(bank), code=1).stdout
    for arguments in (("show", name), ("edit", "--print", name), ("edit", "--revert", name), ("suspend", name)):
        assert "there is no card" in run("--bank", str(bank), *arguments, code=2).stderr
    assert "there is no problem called" in run("compute", name, "x=1", code=2).stderr


def test_a_bug_is_one_line_without_traceback(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("dlprep.store.store.Store.answers_on", broken)
    result = run("due", code=70)
    assert "internal error: RuntimeError: boom" in result.stderr
    assert "Traceback" not in result.output


def test_the_version() -> None:
    from dlprep import __version__

    assert run("--version").stdout == f"dlprep {__version__}\n"
