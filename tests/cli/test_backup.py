"""Backups, restoring and syncing, as commands."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app
from dlprep.store.backup import backups
from dlprep.store.store import Store
from tests.cli.test_commands import data, home, run
from tests.cli.test_interview import written
from tests.interview.records import record
from tests.store.test_store import answer

__all__ = ["home"]
NAME = "2026-03-10-2015"


def learn(home: Path, *ids: str) -> None:
    with Store(home / "reviews.db") as store:
        for number, id_ in enumerate(ids):
            store.append(answer(id_, 4, hours=number))


def ids(home: Path) -> list[str]:
    with Store(home / "reviews.db") as store:
        return [event.id for event in store.events()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_before_the_first_answer(home: Path, lang: str) -> None:
    assert ("empty" if lang == "en" else "空") in run("backup", "--lang", lang).stdout
    assert ("no backups" if lang == "en" else "还没有备份") in run("backup", "--list", "--lang", lang).stdout
    assert "no backups" in run("restore", "--dry-run", code=2).stderr
    assert not home.exists()


def test_a_backup_now(home: Path, tmp_path: Path) -> None:
    learn(home, "a", "b")
    made = data("backup")
    assert (made["lines"], made["made"]) == (2, True)
    assert data("backup") == {**made, "made": False}
    assert "Nothing is new since" in run("backup").stdout
    assert "没有变化" in run("backup", "--lang", "zh").stdout
    assert run("backup", str(tmp_path / "stick")).stdout.startswith(f"2 lines backed up: {tmp_path / 'stick'}")
    learn(home, "c")
    assert run("backup", "--lang", "zh").stdout.startswith("备份了 3 条：")


def test_the_list(home: Path) -> None:
    learn(home, "a")
    run("backup")
    (home / "backups" / "reviews.20260101-120000.db").write_text("no database", encoding="utf-8")
    listed = data("backup", "--list")
    assert [entry["lines"] for entry in listed] == [1, None]
    lines = run("backup", "--list").stdout.splitlines()
    assert lines[0] == str(home / "backups")
    assert lines[1].split() == ["file", "lines", "size"]
    assert lines[3].split()[:2] == ["reviews.20260101-120000.db", "unreadable"]


def test_the_first_command_of_a_day_that_adds_leaves_a_backup(home: Path) -> None:
    run("due")
    assert not (home / "backups").exists()
    run("suspend", "sigmoid-max-slope")
    run("resume", "sigmoid-max-slope")
    (backup,) = backups(home / "backups")
    with Store(backup.path) as store:
        assert [event.kind for event in store.events()] == ["suspend"]


def test_a_backup_that_fails_is_a_line_and_no_more(home: Path) -> None:
    run("due")
    (home / "backups").write_text("in the way", encoding="utf-8")
    done = run("suspend", "sigmoid-max-slope")
    assert done.stderr.startswith("dlprep: no backup was made: ")
    assert len(ids(home)) == 1


@pytest.fixture
def before(home: Path) -> str:
    """A backup of two answers; the log has a third since."""
    learn(home, "a", "b")
    name = Path(data("backup")["file"]).name
    learn(home, "c")
    return name


PREVIEW = [
    "Backup {name}",
    "  2 lines, 2026-02-02 10:00 – 2026-02-02 11:00",
    "The log now",
    "  3 lines, 2026-02-02 10:00 – 2026-02-02 11:00",
]


def test_nothing_to_bring_back(home: Path, before: str) -> None:
    assert run("restore", before).stdout.splitlines() == [
        *(line.format(name=before) for line in PREVIEW),
        "not in the backup, will stay: 1 line",
        "The log has all of this; there is nothing to bring back.",
    ]
    assert ids(home) == ["a", "b", "c"]


def test_going_back_exactly(home: Path, before: str) -> None:
    assert "add --yes" in run("restore", before, "--replace", code=2).stderr
    run("restore", before, "--replace", "--dry-run")
    assert ids(home) == ["a", "b", "c"]
    done = run("restore", before, "--replace", "--yes").stdout.splitlines()
    assert done[:6] == [
        *(line.format(name=before) for line in PREVIEW),
        "not in the backup, will go, kept in one of its own: 1 line",
        "Done.",
    ]
    assert ids(home) == ["a", "b"]
    kept = Path(done[6].partition(": ")[2])
    assert data("restore", kept.name, "--yes")["done"]
    assert ids(home) == ["a", "b", "c"]


def test_another_machines_backup_is_joined(home: Path, before: str, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with Store(other) as store:
        store.union([answer("a", 1), answer("x", 5, hours=9)])
    lines = run("restore", str(other), "--yes", "--lang", "zh").stdout.splitlines()
    assert lines[4:8] == ["会回来：1 条", "备份里没有，保留：2 条", "内容不同，保留现在的：1 条", "已恢复。"]
    assert ids(home) == ["a", "b", "c", "x"]


def test_a_damaged_log_gives_way(home: Path, before: str) -> None:
    (home / "reviews.db").write_bytes(b"not a database" * 1000)
    found = data("restore", "--yes")
    assert (found["present"], found["missing"], found["done"]) == (None, 2, True)
    assert Path(found["kept"]).parent == home / "quarantine"
    assert Path(found["kept"]).read_bytes() == b"not a database" * 1000
    assert ids(home) == ["a", "b"]


@pytest.mark.parametrize(
    ("file", "said"),
    [("nowhere.db", "No such file"), (".", "Is a directory"), ("text", "file is not a database")],
)
def test_what_is_no_backup_is_one_line(home: Path, before: str, tmp_path: Path, file: str, said: str) -> None:
    (tmp_path / "text").write_text("diary" * 1000, encoding="utf-8")
    lines = run("restore", str(tmp_path / file), "--yes", code=2 if file == "nowhere.db" else 1).stderr.splitlines()
    assert said in lines[0]
    assert len(lines) == 2
    assert ids(home) == ["a", "b", "c"]


def test_interviews_and_edited_cards_come_back(home: Path) -> None:
    learn(home, "a")
    written(home, record(NAME))
    (home / "overlay").mkdir()
    edited = home / "overlay" / "sigmoid-max-slope.yaml"
    edited.write_text("mine", encoding="utf-8")
    run("backup")
    assert "nothing to bring back" in run("restore", "--dry-run").stdout
    interview = home / "interviews" / f"{NAME}.jsonl"
    interview.unlink()
    edited.write_text("better", encoding="utf-8")
    (home / "overlay" / "relu.yaml").write_text("new", encoding="utf-8")
    lines = run("restore", "--yes").stdout.splitlines()
    assert lines[4:9] == [
        "Interviews and edited cards",
        "  will come back: 1 file",
        "  not in the backup, will stay: 1 file",
        "  different in the backup, will stay as now: 1 file",
        "Done.",
    ]
    assert interview.exists()
    assert edited.read_text(encoding="utf-8") == "better"
    found = data("restore", "--dry-run")  # the newest backup is the one that was made before
    assert (found["files"]["backup"], found["files"]["newer"]) == (2, [f"interviews/{NAME}.jsonl"])
    first = backups(home / "backups")[0].path.name
    lines = run("restore", first, "--replace", "--yes", "--lang", "zh").stdout.splitlines()
    assert lines[4:8] == [
        "面试和改过的卡片",
        "  备份里没有，会拿走，另存备份：1 个文件",
        "  内容不同，会取备份的：1 个文件",
        "已恢复。",
    ]
    assert edited.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in (home / "overlay").iterdir()) == ["sigmoid-max-slope.yaml"]


def on(machine: Path, *arguments: str, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, ["--home", str(machine), *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout, result.stderr


@pytest.fixture
def machines(tmp_path: Path) -> Sequence[Path]:
    found = [tmp_path / name for name in ("one", "two", "three")]
    for number, machine in enumerate(found):
        learn(machine, f"{machine.name}-{number}")
    return found


def test_sync_joins_three_machines(machines: Sequence[Path], tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    for machine in [*machines, *machines]:
        on(machine, "sync", str(shared))
    for machine in machines:
        assert sorted(ids(machine)) == ["one-0", "three-2", "two-1"]
        assert (
            on(machine, "sync", str(shared))[0] == "Received 0 lines, sent 0 lines; 2 other machines in the folder.\n"
        )
    assert len(list(shared.iterdir())) == 3


def test_sync_says_what_it_did(machines: Sequence[Path], tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    one, two, _ = machines
    assert on(one, "sync", str(shared))[0] == "Received 0 lines, sent 1 line; 0 other machines in the folder.\n"
    assert on(two, "sync", str(shared), "--lang", "zh")[0] == "收到 1 条，发出 1 条；另有 1 台机器。\n"
    said = json.loads(on(one, "sync", str(shared), "--json")[0])
    assert (said["others"], said["received"], said["sent"], said["unreadable"]) == (1, 1, 0, {})


def test_sync_takes_interviews_and_edited_cards_along(machines: Sequence[Path], tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    one, two, _ = machines
    written(one, record(NAME))
    on(one, "edit", "sigmoid-max-slope", "--print")
    (one / "overlay").mkdir(exist_ok=True)
    (one / "overlay" / "sigmoid-max-slope.yaml").write_text("mine", encoding="utf-8")
    assert on(one, "sync", str(shared))[0].splitlines()[1:] == [
        "Interviews: received 0, sent 1.",
        "Edited cards: received 0, sent 1.",
    ]
    assert on(two, "sync", str(shared), "--lang", "zh")[0].splitlines()[1:] == [
        "面试：收到 1，发出 0。",
        "改过的卡片：收到 1，发出 0。",
    ]
    assert (two / "overlay" / "sigmoid-max-slope.yaml").read_text(encoding="utf-8") == "mine"
    assert on(two, "interview", "list")[0].splitlines()[-1].startswith(NAME)
    on(two, "edit", "--revert", "sigmoid-max-slope")
    on(two, "sync", str(shared))
    said = json.loads(on(one, "sync", str(shared), "--json")[0])
    assert (said["interviews"], said["cards"]) == (
        {"received": 0, "sent": 0},
        {"received": ["sigmoid-max-slope"], "sent": []},
    )
    assert not (one / "overlay" / "sigmoid-max-slope.yaml").exists()


def test_sync_says_what_it_could_not_read_in_one_line(machines: Sequence[Path], tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    one, two, three = machines
    on(one, "sync", str(shared))
    on(two, "sync", str(shared))
    for path in shared.iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    said = on(three, "sync", str(shared))[1]
    assert said.count("\n") == 1
    assert "and 1 more: 2 lines cannot be read" in said
    assert "2 个文件：2 条读不了" in on(three, "sync", str(shared), "--lang", "zh")[1]
    for machine in (one, two, three):
        on(machine, "sync", str(shared))
    assert sorted(ids(three)) == ["one-0", "three-2", "two-1"]


def test_sync_leaves_a_days_backup(machines: Sequence[Path], tmp_path: Path) -> None:
    on(machines[0], "sync", str(tmp_path / "shared"))
    assert backups(machines[0] / "backups") == []
    on(machines[1], "sync", str(tmp_path / "shared"))
    assert len(backups(machines[1] / "backups")) == 1


@pytest.mark.parametrize(
    ("folder", "hint"),
    [("far/away", "first, if it is the right place"), ("file", "name a folder"), ("file/sub", "first")],
)
def test_sync_with_no_folder_is_one_line(machines: Sequence[Path], tmp_path: Path, folder: str, hint: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = on(machines[0], "sync", str(tmp_path / folder), code=2)[1].splitlines()
    assert len(said) == 2
    assert hint in said[1]


def test_sync_goes_by_the_setting(machines: Sequence[Path], tmp_path: Path) -> None:
    one, two, _ = machines
    said = on(one, "sync", code=2)[1].splitlines()
    assert "dlprep config set sync DIR" in said[1]
    assert "dlprep config set sync" in on(one, "--lang", "zh", "sync", code=2)[1]
    for machine in (one, two):
        (machine / "config.toml").write_text(f"sync = '{tmp_path / 'shared'}'\n", encoding="utf-8")
        on(machine, "sync")
    assert sorted(ids(two)) == ["one-0", "two-1"]
