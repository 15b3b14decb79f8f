"""`dlprep interview` at a terminal, and its report and list without one."""

import json
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dlprep.cli.app import app
from dlprep.interview.notebook import Notebook, read_record
from dlprep.interview.record import Record, Score, write_line
from dlprep.store.event import fold
from dlprep.store.store import Store
from tests.cli.test_terminal import Terminal
from tests.interview.cards import interview_bank
from tests.interview.records import record

runner = CliRunner()
WITH = ("interview", "--topics", "depth", "--seed", "1", "--lang", "en")


def run(*arguments: str, code: int = 0) -> Result:
    result = runner.invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a small bank of its own beside the shipped one."""
    own = interview_bank(tmp_path).folders[0]
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(f"banks = ['{own}']\n", encoding="utf-8")
    monkeypatch.setenv("DLPREP_HOME", str(home))
    return home


def written(home: Path, kept: Record) -> None:
    """Write an interview that was held elsewhere."""
    with Notebook.begin(home / "interviews", kept.begin) as notebook:
        for question in kept.questions:
            notebook.add(question.ask)
            for answer in question.answers:
                notebook.add(answer)
            assert question.score is not None
            notebook.add(question.score)
        assert kept.end is not None
        notebook.add(kept.end)


def kept(home: Path) -> Record:
    (path,) = (home / "interviews").glob("*.jsonl")
    return read_record(path)


def scores(home: Path) -> list[tuple[str, Score | None]]:
    return [(question.ask.card, question.score) for question in kept(home).questions]


def qualities(home: Path) -> list[tuple[str, int | None]]:
    with Store(home / "reviews.db") as store:
        assert store.all_progress() == {e.card: fold(store.events(e.card)) for e in store.events()}
        return [(event.card, event.quality) for event in store.events()]


def ask(terminal: Terminal, question: str) -> None:
    """Wait until a question can be answered."""
    terminal.expect(question)
    ready(terminal)


def ready(terminal: Terminal) -> None:
    """Wait until something can be typed: the keys, then the clock."""
    terminal.expect("said aloud", "Enter: answer", "nothing to add")
    terminal.expect("left")


def test_a_whole_interview(home: Path) -> None:
    terminal = Terminal(home, "interview", "--topics", "depth,cnn", "--minutes", "14", "--seed", "5", "--lang", "en")
    planned = {"deep": 0, "remedy": 0, "compute": 0, "choice": 0, "derive": 0}
    for _ in planned:
        ready(terminal)
        card = kept(home).questions[-1].ask.card
        planned[card] += 1
        if card == "deep":
            terminal.keys("?\r")
            terminal.expect("say it aloud")
            terminal.expect("left")
            terminal.keys("It learns slowly 学得慢,\rreally\r\r")
            terminal.expect("Why?")
            ready(terminal)
            terminal.keys("because gradients do not vanish\r\r")
            terminal.expect("Found in your answer: 1")
            terminal.expect("[x] b")
            terminal.expect("Enter: confirm")
            terminal.keys("A")  # Caps Lock
            terminal.expect("[x] a b")
            terminal.keys("\r")
            terminal.expect("5/6 points · quality 4")
        elif card == "compute":
            terminal.keys("what\r")
            terminal.expect("Could not be read")
            terminal.expect("left")
            terminal.keys("24\r")
            terminal.expect("padding ignored")
            terminal.expect("1.5/3 points · quality 2 · the review asks it tomorrow")
        elif card == "choice":
            terminal.keys("\r")
            terminal.expect("Enter once more: don't know")
            terminal.expect("left")
            terminal.keys("\r")
            terminal.expect("0/3 points")
        elif card == "derive":
            terminal.keys("\r")
            terminal.expect("Which lines did you have?")
            terminal.expect("Enter: confirm")
            terminal.keys("ab\r")
            terminal.expect("4/4 points")
        else:
            terminal.keys("n\r")
            terminal.expect("0/1 points · quality 0")
        terminal.expect("Enter: next")
        terminal.keys("v" if card == "deep" else "\r")
        if card == "deep":
            terminal.expect("Because")
            terminal.expect("Enter: next")
            terminal.keys("\r")
    terminal.expect("Report of a mock interview")
    assert terminal.end() == 0
    assert set(planned.values()) == {1}
    assert "no question was left" in terminal.text
    found = kept(home)
    assert found.end is not None
    (deep,) = [question for question in found.questions if question.ask.card == "deep"]
    assert deep.text == "It learns slowly 学得慢,\nreally\nbecause gradients do not vanish"
    assert deep.why == 0
    assert deep.score is not None
    assert deep.score.ticked == (0, 1)
    assert sorted(qualities(home)) == [("choice", 0), ("compute", 2), ("remedy", 0)]
    assert "WARNING" not in terminal.text
    assert "\x1b[6n" not in terminal.text


def test_a_kill_while_typing_and_one_while_ticking(home: Path) -> None:
    terminal = Terminal(home, *WITH, "--minutes", "5")
    ask(terminal, "Why deep?")
    terminal.keys("It is sl")
    terminal.expect("It is sl")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    again = Terminal(home, "interview", "--resume", "--lang", "en")
    again.expect("Going on with the interview")
    ask(again, "Why deep?")
    again.keys("It learns slowly\r\r")
    again.expect("Why?")
    ready(again)
    again.child.kill(signal.SIGKILL)
    again.child.wait()
    third = Terminal(home, "interview", "--resume", "--lang", "en")
    third.expect("It learns slowly")  # typed before the kill, and not asked for again
    third.expect("Why?")  # but that was not answered
    ready(third)
    third.keys("\r")
    third.expect("[x] b")
    third.expect("Enter: confirm")
    third.keys("\r")
    third.expect("2/6 points · quality 2")
    third.expect("Enter: next")
    third.child.kill(signal.SIGKILL)
    third.child.wait()
    assert qualities(home) == [("deep", 2)]
    last = Terminal(home, "interview", "--resume", "--lang", "en")
    ask(last, "Which remedies?")
    last.keys("q\r")
    last.expect("Report of a mock interview")
    assert last.end() == 0
    assert qualities(home) == [("deep", 2)]
    assert [card for card, _ in scores(home)] == ["deep", "remedy"]
    assert kept(home).end is not None
    assert Terminal(home, "interview", "--resume", "--lang", "en").end() == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_loses_nothing_and_leaves_without_traceback(home: Path, number: signal.Signals) -> None:
    terminal = Terminal(home, *WITH)
    ask(terminal, "Why deep?")
    terminal.child.kill(number)
    assert terminal.end() == 128 + number
    assert "Traceback" not in terminal.text
    assert "internal error" not in terminal.text
    assert kept(home).open is not None


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 130)], ids=["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("ticking", [False, True], ids=["typing", "ticking"])
def test_interrupted_by_key_it_says_how_to_go_on(home: Path, key: str, code: int, ticking: bool) -> None:
    terminal = Terminal(home, *WITH)
    ask(terminal, "Why deep?")
    if ticking:
        terminal.keys("\r")
        terminal.expect("Enter: confirm")
    terminal.keys(key)
    terminal.expect("--resume")
    assert terminal.end() == code
    assert "Traceback" not in terminal.text


def test_a_closed_terminal_loses_nothing(home: Path) -> None:
    terminal = Terminal(home, *WITH)
    ask(terminal, "Why deep?")
    terminal.child.close(force=False)
    for _ in range(80):
        if not terminal.child.isalive():
            break
        time.sleep(0.1)
    assert not terminal.child.isalive()
    assert kept(home).open is not None


def test_typing_ahead_loses_no_key(home: Path) -> None:
    terminal = Terminal(home, *WITH)
    ask(terminal, "Why deep?")
    terminal.keys("\rab\r\rn\r")  # aloud, two ticks, confirm, next; the second question is not known
    terminal.expect("0/1 points")
    terminal.keys("q")
    terminal.expect("Report of a mock interview")
    assert terminal.end() == 0
    assert [score.ticked for _, score in scores(home) if score is not None] == [(0, 1), ()]


def test_a_computation_ends_at_its_limit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"DLPREP_HOME": str(home), "PYTHONPATH": str(home)}
    (home / "sitecustomize.py").write_text(
        "import dlprep.interview.asked\ndlprep.interview.asked.LIMIT = 0.02\n", encoding="utf-8"
    )
    terminal = Terminal(
        home, "interview", "--topics", "cnn", "--minutes", "12", "--seed", "1", "--lang", "en", environment=seconds
    )
    while True:
        ready(terminal)
        if kept(home).questions[-1].ask.kind == "compute":
            break
        terminal.keys("n\r")
        terminal.expect("Enter: next")
        terminal.keys("\r")
    terminal.keys("28x28")
    terminal.expect("Time is up for this one")
    terminal.expect("3/3 points")
    terminal.keys("q")
    terminal.end()
    (question,) = [question for question in kept(home).questions if question.ask.kind == "compute"]
    assert question.answers[0].late
    assert question.answers[0].text == "28x28"


def test_chinese_on_sixty_columns(home: Path) -> None:
    terminal = Terminal(home, *WITH[:-1], "zh", columns=60, environment={"NO_COLOR": "1"})
    terminal.expect("深在哪里")
    terminal.expect("帮助")
    terminal.expect("剩")
    terminal.keys("反向传播时\r连乘，梯度就消失了，学得慢\r\r")
    terminal.expect("找到 3 个要点")
    terminal.expect("确认")
    terminal.keys("\r")
    terminal.expect("6/6 分 · 评分 5")
    terminal.keys("q")
    terminal.expect("模拟面试报告")
    assert terminal.end() == 0
    assert "反向传播时" in "".join(terminal.screen())
    assert not re.search(r"\x1b\[[349]\d", terminal.text)


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {}], ids=["dumb", "plain"])
def test_without_a_moving_cursor(home: Path, environment: dict[str, str]) -> None:
    first = () if environment else ("--plain",)
    terminal = Terminal(home, *first, *WITH, environment=environment)
    terminal.expect("Why deep?")
    terminal.expect("> ")
    terminal.keys("gradients vanish\r", "it learns slowly\r", "\r")
    terminal.expect("Enter: confirm")
    terminal.expect("> ")
    terminal.keys("\r")
    terminal.expect("5/6 points")
    terminal.expect("> ")
    terminal.keys("q\r")
    terminal.expect("Report of a mock interview")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.text


def test_without_a_terminal_it_says_so(home: Path) -> None:
    assert "needs a terminal" in run("interview", code=2).stderr


def test_report_and_list(home: Path, tmp_path: Path) -> None:
    assert "No interviews yet" in run("interview", "list").stdout
    assert json.loads(run("interview", "list", "--json").stdout) == []
    assert "no interview yet" in run("interview", "report", code=2).stderr
    written(home, record("2026-03-01-0900", got=1))
    written(home, record("2026-03-05-0900"))
    found: list[dict[str, Any]] = json.loads(run("interview", "list", "--json").stdout)
    assert [one["id"] for one in found] == ["2026-03-01-0900", "2026-03-05-0900"]
    data = json.loads(run("interview", "report", "--json").stdout)
    assert data["id"] == "2026-03-05-0900"
    assert data["earlier"] == [{"id": "2026-03-01-0900", "score": 0.594}]
    assert json.loads(run("interview", "report", "2026-03-01", "--json").stdout)["earlier"] == []
    assert "Report of a mock interview" in run("interview", "report", "--last").stdout
    assert "模拟面试报告" in run("interview", "report", "--lang", "zh").stdout
    run("interview", "report", "--markdown", str(tmp_path / "r.md"), "--html", str(tmp_path / "r.html"))
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# Report")
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    run("interview", "report", "nothing", code=2)
    run("interview", "report", "2026-03-05", "--last", code=2)


def test_a_damaged_interview_is_named_and_the_others_listed(home: Path) -> None:
    written(home, record())
    (home / "interviews" / "2026-01-01-0000.jsonl").write_text("{}\n", encoding="utf-8")
    result = run("interview", "list")
    assert "2026-01-01-0000.jsonl:1" in result.stderr
    assert "2026-03-10-2015" in result.stdout
    assert run("interview", "report").exit_code == 0
    assert "2026-01-01-0000.jsonl:1" in run("interview", "report", "2026-01", code=1).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--topics", "nothing"], "no card has the topic", id="topic"),
        pytest.param(["--level", "hard"], "no card has the level", id="level"),
        pytest.param(["--resume"], "no interview was interrupted", id="nothing-to-resume"),
        pytest.param(["--resume", "--topics", "depth"], "as the interview was planned", id="resume-and-plan"),
    ],
)
def test_what_cannot_be_is_one_line(home: Path, arguments: list[str], message: str) -> None:
    terminal = Terminal(home, "interview", *arguments)
    assert terminal.end() == 2
    assert message in terminal.text
    assert not list((home / "interviews").glob("*")) if (home / "interviews").exists() else True


def test_the_file_holds_one_line_each_thing(home: Path) -> None:
    written(home, record())
    (path,) = (home / "interviews").glob("*")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == write_line(record().begin)
    assert all(json.loads(line)["type"] for line in lines)


@pytest.mark.parametrize("running", [True, False], ids=["running-elsewhere", "killed"])
def test_only_an_interview_that_nobody_runs_is_settled(home: Path, running: bool) -> None:
    written(home, record())
    other = Notebook.resume(home / "interviews" / f"{record().begin.id}.jsonl")
    if not running:
        other.close()
    terminal = Terminal(home, *WITH)
    ask(terminal, "Why deep?")
    terminal.keys("q\r")
    assert terminal.end() == 0
    assert qualities(home) == ([] if running else [("conv-output-size-drill", 2)])
    if running:
        other.close()
