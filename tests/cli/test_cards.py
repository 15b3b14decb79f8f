"""The list of cards: filtered, sorted, searched, on wide and narrow terminals."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from dlprep.store.store import Store
from tests.cli.test_aside import home as home
from tests.cli.test_commands import data, run
from tests.store.test_store import answer


@pytest.fixture(autouse=True)
def _answers(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        for number in range(18):
            store.append(answer(f"a{number}", (4, 1)[number % 2], card="one", hours=24 * number))
        store.append(answer("b", 5, card="two"))


def names(*arguments: str) -> list[str]:
    return [one["card"] for one in data("cards", "--topic", "own", *arguments)]


def test_filters_and_orders() -> None:
    assert names() == ["one", "two", "three"]
    assert names("--state", "leech") == ["one"]
    assert names("--state", "new", "--state", "leech") == ["one", "three"]
    assert names("--kind", "cloze") == []
    assert names("--tag", "x", "--sort", "id", "--reverse") == ["three", "one"]
    assert names("--sort", "lapses", "--limit", "1") == ["one"]


def test_words_are_searched_in_both_languages() -> None:
    assert names("What is two") == names("two", "是什么") == ["two", "one", "three"]  # the best match first
    assert names("two", "--sort", "id") == ["one", "three", "two"]
    assert names("nowhere") == []


def test_json_has_what_show_has() -> None:
    (one, *_) = data("cards", "--topic", "own")
    shown = data("show", "one")
    assert one["state"] == shown["state"]
    assert one["states"] == ["due", "learning", "leech"]
    assert {key: one[key] for key in ("topic", "path", "level")} == {
        key: shown[key] for key in ("topic", "path", "level")
    }


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run("cards", "--lang", lang, "--sort", "lapses").stdout.splitlines()
    assert max(cell_len(line) for line in lines if " " in line) <= width  # an id stays whole
    assert not any("…" in line for line in lines)
    assert {"遗忘" if lang == "zh" else "lapses", "sigmoid-max-slope"} <= set(" ".join(lines).split())


def test_none_is_said_and_no_error() -> None:
    assert run("cards", "--state", "suspended").stdout == "There is no such card.\n"
    assert run("cards", "--state", "suspended", "--lang", "zh").stdout == "没有这样的卡片。\n"
    assert data("cards", "--state", "suspended") == []
    assert "no card has the topic" in run("cards", "--topic", "onw", code=2).stderr
    assert run("cards", "--state", "asleep", code=2)


def test_a_leech_is_by_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLPREP_LEECH_LAPSES", "9")
    assert names("--state", "leech") == ["one"]
    monkeypatch.setenv("DLPREP_LEECH_LAPSES", "10")
    assert names("--state", "leech") == []
