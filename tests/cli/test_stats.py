import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dlprep.cli.app import app
from dlprep.locations import find_locations
from dlprep.store.event import Event
from dlprep.store.store import Store

KEYS = (
    *("today", "since", "topics", "done_today", "period", "days", "streak", "cards"),
    *("retention", "forecast", "ease", "hardest", "leeches", "computed"),
)


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["stats", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


@pytest.fixture
def log(tmp_path: Path) -> None:
    """Two cards of the bank and one that is gone, answered up to now."""
    now = datetime.now().astimezone()
    lines = [
        {"card": card, "at": (now - timedelta(days=ago)).isoformat(), "quality": quality, "elapsed_ms": 60_000}
        for card in ("sigmoid-max-slope", "stable-softmax-steps", "no-such-card")
        for ago, quality in ((40, 4), (1, 2), (0, 4))
    ]
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert CliRunner().invoke(app, ["import", "log", str(path)]).exit_code == 0


def test_an_empty_log() -> None:
    found = data()
    assert tuple(found) == KEYS
    assert found["period"]["answers"] == 0
    assert found["cards"]["unseen"] > 400
    assert run("--lang", "zh").stdout == "还没有作答过。开始：dlprep review\n"


@pytest.mark.usefixtures("log")
def test_the_figures() -> None:
    found = data()
    assert tuple(found) == KEYS
    assert found["period"] == {
        **{"answers": 9, "new": 3, "reviews": 6, "repeats": 0, "crams": 0, "passed": 6, "minutes": 9.0},
        "days_with_answers": 3,
    }
    assert found["streak"]["current"] == 2
    assert found["cards"]["not_in_bank"] == 1
    assert data("--days", "2")["period"]["answers"] == 6


@pytest.mark.usefixtures("log")
def test_an_answer_taken_back_does_not_count() -> None:
    with Store(find_locations(None).database) as store:
        answer = next(event for event in store.events() if event.card == "no-such-card")
        store.append(Event("undo", "retract", answer.card, answer.at, answer.day, target=answer.id))
    assert data()["period"]["answers"] == 8


def test_a_card_left_open_overnight_counts_ten_minutes_here_and_in_due(tmp_path: Path) -> None:
    line = {"card": "sigmoid-max-slope", "at": datetime.now().astimezone().isoformat(), "quality": 4}
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(line | {"elapsed_ms": 30_000_000}), encoding="utf-8")
    CliRunner().invoke(app, ["import", "log", str(path)])
    today = json.loads(CliRunner().invoke(app, ["due", "--json"]).stdout)["done"]
    assert data()["done_today"]["minutes"] == today["minutes"] == 10


@pytest.mark.usefixtures("log")
def test_leeches_are_by_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert data()["leeches"] == {"lapses": 8, "cards": []}
    monkeypatch.setenv("DLPREP_LEECH_LAPSES", "1")
    assert data()["leeches"] == {"lapses": 1, "cards": ["sigmoid-max-slope", "stable-softmax-steps"]}


@pytest.mark.usefixtures("log")
def test_one_topic() -> None:
    found = data("--topic", "activations")
    assert found["topics"] == ["activations"]
    assert found["period"]["answers"] == 3
    assert "Topics: Activations" in run("--topic", "activations").stdout
    assert "主题：激活函数" in run("--topic", "activations", "--lang", "zh").stdout


def test_an_unknown_topic_is_a_slip() -> None:
    assert "no card has the topic 'activation'" in run("--topic", "activation", code=2).stderr


@pytest.mark.usefixtures("log")
def test_a_dumb_terminal_gets_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "█" in run().stdout
    monkeypatch.setenv("TERM", "dumb")
    assert "█" not in run().stdout


def test_the_help_defines_each_figure() -> None:
    text = " ".join(run("--help").stdout.split())
    for term in ("repeat is", "day is", "Time goes", "Streak:", "Retention:", "Forecast:", "Leeches:", "Slips:"):
        assert term in text
