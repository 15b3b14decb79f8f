"""suspend, resume, bury and reset: of one card, of several, of a selection; and back again."""

from pathlib import Path

import pytest

from dlprep.store.event import fold
from dlprep.store.store import Store
from tests.banks import card, write_bank
from tests.cli.test_commands import data, run
from tests.store.test_store import answer


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = write_bank(tmp_path / "own", {"own/a.yaml": card("one", tags="x") + card("two") + card("three", tags="x")})
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(f"banks = ['{own}']\n", encoding="utf-8")
    monkeypatch.setenv("DLPREP_HOME", str(home))
    return home


def states(*cards: str) -> dict[str, list[str]]:
    return {one["card"]: one["states"] for one in data("cards", "--topic", "own") if one["card"] in cards or not cards}


def consistent(home: Path) -> bool:
    with Store(home / "reviews.db") as store:
        return store.all_progress() == {name: fold(store.events(name)) for name in store.all_progress()}


def test_several_cards_at_once_are_one_action(home: Path) -> None:
    assert data("suspend", "one", "two") == {"kind": "suspend", "cards": ["one", "two"], "unchanged": []}
    assert states() == {"one": ["suspended", "new"], "two": ["suspended", "new"], "three": ["new"]}
    assert run("undo").stdout == "Taken back: 2 cards (suspend)\n"
    assert states() == {"one": ["new"], "two": ["new"], "three": ["new"]}
    assert "nothing to undo" in run("undo").stdout
    assert consistent(home)


def test_a_selection_leaves_the_rest_alone(home: Path) -> None:
    assert data("bury", "--tag", "x", "--topic", "own")["cards"] == ["one", "three"]
    assert states() == {"one": ["buried", "new"], "two": ["new"], "three": ["buried", "new"]}
    found = data("resume", "two", "--topic", "own")
    assert (found["cards"], found["unchanged"]) == (["one", "three"], ["two"])
    assert states() == {"one": ["new"], "two": ["new"], "three": ["new"]}


@pytest.mark.parametrize(
    ("before", "command", "message"),
    [
        pytest.param([], "resume one", "neither set aside nor buried", id="not-aside"),
        pytest.param(["suspend one"], "suspend one", "set aside already", id="twice"),
        pytest.param(["bury one"], "bury one", "buried already", id="buried-twice"),
        pytest.param(["suspend one"], "bury one", "set aside or buried", id="bury-what-is-aside"),
        pytest.param(["suspend one two"], "suspend one two", "all 2 cards are set aside", id="all-of-them"),
        pytest.param([], "suspend", "which cards?", id="none-named"),
        pytest.param([], "suspend oen", "did you mean one", id="no-such-card"),
        pytest.param([], "suspend --topic onw", "no card has the topic", id="no-such-topic"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    home: Path, before: list[str], command: str, message: str
) -> None:
    for line in before:
        run(*line.split())
    log = data("log")
    result = run(*command.split(), code=2)
    assert message in result.stderr
    assert data("log") == log


def test_a_reset_starts_over_keeps_the_history_and_is_undone(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        store.append(answer("a", 4, card="one"))
        store.append(answer("b", 5, card="one", hours=24))
    known = data("show", "one")["state"]
    assert run("reset", "one").stdout == "one: starts over as new\n"
    assert data("show", "one")["state"]["due"] is None
    assert len(data("log", "--card", "one")) == 3
    assert run("reset", "one").stdout == "one: new already\n"
    assert run("undo").stdout == "Taken back: one (reset)\n"
    assert data("show", "one")["state"] == known
    assert consistent(home)


def test_a_reset_of_many_asks_first(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        for name in ("one", "two"):
            store.append(answer(name, 4, card=name))
    result = run("reset", "--topic", "own", code=2)
    assert "2 cards would start over" in result.stderr
    assert "--yes" in result.stderr
    found = data("reset", "--topic", "own", "--yes")
    assert (found["cards"], found["unchanged"]) == (["one", "two"], ["three"])


def test_a_reset_says_that_the_card_is_still_aside(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        store.append(answer("a", 4, card="one"))
    run("suspend", "one")
    assert "dlprep resume one" in run("reset", "one").stdout


def test_in_chinese(home: Path) -> None:
    assert run("suspend", "one", "--lang", "zh").stdout == "one: 已搁置\n"
    assert run("bury", "two", "--lang", "zh").stdout == "two: 明天再问\n"
    assert run("undo", "--lang", "zh").stdout == "已撤销：two（推迟）\n"


def test_the_log_names_them(home: Path) -> None:
    run("bury", "one")
    (line,) = run("log").stdout.splitlines()[1:]
    assert line.split()[2:4] == ["one", "bury"]


def test_many_are_counted(home: Path, tmp_path: Path) -> None:
    many = write_bank(tmp_path / "many", {"many/a.yaml": "".join(card(f"card-{n}") for n in range(20))})
    assert run("--bank", str(many), "suspend", "--topic", "many").stdout == "20 cards: set aside\n"
